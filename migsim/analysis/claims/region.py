"""Where a claim holds or fails, in words: a small, honest search over the drawn parameters.

Conditions are cuts of one parameter at its deciles; a region is one or two of them and has at least a fifth of the
futures. Of all regions the one is taken whose mean lead stands furthest above that of all futures, weighed by the root
of its share of them (or below, for where a claim fails): the usual measure of subgroup discovery (Klösgen 1996), which
has no liking for small regions. A second condition has to better it by a tenth.

The search sees the even futures only; the odd ones judge what it found, so that the best of thousands of
regions is not taken at its own word.
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from migsim.analysis.claims.verdict import FEWEST, Judged, judge
from migsim.analysis.smooth import same_draws
from migsim.analysis.statistics import Floats
from migsim.analysis.words import short

Mask = NDArray[np.bool_]

SMALLEST = 0.2  # share of the futures
_CUTS = np.arange(0.2, 0.81, 0.1)
_SINGLES = 12  # the best cuts, of different parameters and sides, that are tried in pairs
_WORTH = 1.1  # what a second condition has to better the measure by


@dataclass(frozen=True)
class Cut:
    """One condition: a parameter above or below a value."""

    parameter: str
    above: bool
    value: float

    def holds_in(self, drawn: pd.DataFrame) -> Mask:
        """Futures in which the condition is met."""
        values = drawn[self.parameter].to_numpy(dtype=np.float64)
        mask: Mask = values > self.value if self.above else values <= self.value
        return mask


@dataclass(frozen=True)
class Region:
    """One or two conditions that hold together, and how the futures that the search did not see stand there.

    Attributes
    ----------
    cuts : tuple of Cut
    share : float
        Share of all futures in the region.
    judged : Judged
        By the futures that the search did not see.
    """

    cuts: tuple[Cut, ...]
    share: float
    judged: Judged

    def words(self) -> str:
        """Say where it is."""
        return " and ".join(
            f"{_meaning(cut.parameter)} ({cut.parameter}) {'above' if cut.above else 'at most'} {short(cut.value)}"
            for cut in self.cuts
        )


def find_region(lead: Floats, drawn: pd.DataFrame, matters: float, best: bool) -> Region | None:
    """Search for the region where the lead is highest (`best`) or lowest.

    Parameters
    ----------
    lead : array, shape (futures,)
        NaN where there is no value.
    drawn : DataFrame
        One row a future, one column a drawn parameter; constant columns are left out.
    matters : float
        Smallest mean lead that counts.
    best : bool
        Where the claim does best, else where it does worst.

    Returns
    -------
    Region or None
        None with fewer than `FEWEST` futures, or when no parameter was drawn.
    """
    known = np.flatnonzero(np.isfinite(lead))
    if len(known) < FEWEST:
        return None
    search, check = known[::2], known[1::2]
    sign = 1.0 if best else -1.0
    masks = {cut: cut.holds_in(drawn) for cut in _cuts(drawn.iloc[search])}
    scored = sorted(((_score(sign * lead, mask, search), cut) for cut, mask in masks.items()), key=lambda one: -one[0])
    if not scored:
        return None
    top: tuple[Cut, ...] = (scored[0][1],)
    score = single = scored[0][0]
    for pair in combinations(_leaders([cut for _, cut in scored]), 2):
        if pair[0].parameter != pair[1].parameter:
            both = _score(sign * lead, masks[pair[0]] & masks[pair[1]], search)
            if both > max(score, _WORTH * single):
                top, score = pair, both
    inside = np.logical_and.reduce([masks[cut] for cut in top])
    there = check[inside[check]]
    return Region(top, float(inside[known].mean()), judge(lead[there], matters, same_draws(drawn)[there]))


def _cuts(drawn: pd.DataFrame) -> list[Cut]:
    """All cuts at the deciles of the parameters that were drawn."""
    found = []
    for name in drawn.columns:
        values = drawn[name].to_numpy(dtype=np.float64)
        for value in np.unique(np.quantile(values, _CUTS)) if np.ptp(values) > 0 else ():
            found += [Cut(str(name), above, float(value)) for above in (True, False)]
    return found


def _leaders(cuts: list[Cut]) -> list[Cut]:
    """The best cuts, at most two of each parameter and side."""
    kept: list[Cut] = []
    for cut in cuts:
        if sum((k.parameter, k.above) == (cut.parameter, cut.above) for k in kept) < 2:
            kept.append(cut)
        if len(kept) == 2 * _SINGLES:
            break
    return kept


def _score(lead: Floats, inside: Mask, rows: NDArray[np.intp]) -> float:
    """Root of the share of a region times its mean lead above that of all; minus infinity in a region too small."""
    whole = lead[rows]
    there = whole[inside[rows]]
    if len(there) < max(SMALLEST * len(rows), 2):
        return -np.inf
    return float(np.sqrt(len(there) / len(whole)) * (there.mean() - whole.mean()))


def _meaning(parameter: str) -> str:
    """Return what a parameter means, as part of a sentence."""
    from migsim.analysis.comparison import parameter_table

    row = parameter_table().get(parameter)
    if row is None:
        return parameter
    text = str(row.what).rstrip(".")
    return text[:1].lower() + text[1:]
