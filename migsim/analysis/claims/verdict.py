"""The verdict rule, one for all claims. It was written down before any claim was run.

Each future gives a *lead*: the headline effect of the claim, turned so that more than nought speaks for it. A claim
**holds** over a set of futures when all three are true:

1. the 90 % interval of the mean lead lies above nought (so it is no accident of the futures drawn);
2. the mean lead is at least the smallest effect that counts, which each claim names beforehand (5 % of the programme's
   cost for money);
3. of the futures in which the lead is not nought, at least 7 in 10 speak for the claim (the rule of `compare`: a mean
   can hang on a few futures).

The verdict is

- **holds**, when it holds over all futures; then the region in which it fails is looked for;
- **holds when** ..., when it does not, but does in a region of the drawn parameters. The region is searched in the
  even futures and has to stand up, by the same rule, in the odd ones, which the search has not seen;
- **not in this model**, otherwise. This says nothing of claims that hold in the world by ways the model lacks.

A region is one or two conditions on drawn parameters and has at least a fifth of all futures. With fewer than 80
futures none is looked for. Claims that the rules make true by construction are judged in the same way and marked.
"""

from dataclasses import dataclass

import numpy as np

from migsim.analysis.statistics import Floats, summary

SURE = 0.7  # of the futures in which the lead is not nought
FEWEST = 80  # futures for a region to be looked for

HOLDS, WHEN, NOT = "holds", "holds when", "not in this model"


@dataclass(frozen=True)
class Judged:
    """How a set of futures stands to a claim.

    Attributes
    ----------
    holds : bool
        All three conditions.
    mean, mean_low, mean_high : float
        Mean lead and its 90 % interval.
    for_it : float
        Of the futures in which the lead is not nought, the share that speaks for the claim; NaN when there is none.
    futures : int
        With a value.
    """

    holds: bool
    mean: float
    mean_low: float
    mean_high: float
    for_it: float
    futures: int


def judge(lead: Floats, matters: float, draws: Floats | None = None) -> Judged:
    """Apply the three conditions to the leads of a set of futures (NaN: no value); `draws` cluster the interval."""
    kept = lead[np.isfinite(lead)]
    told = summary(lead, draws)
    decided = kept[kept != 0]
    for_it = float((decided > 0).mean()) if len(decided) else float("nan")
    holds = told["mean_low"] > 0 and told["mean"] >= matters and for_it >= SURE
    return Judged(bool(holds), told["mean"], told["mean_low"], told["mean_high"], for_it, len(kept))
