"""Which strategies are beaten on everything that counts, and which are a matter of taste (Pareto)."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from migsim.analysis.outcomes import outcome_named
from migsim.analysis.statistics import Futures, mean, summary

USUAL_AIMS = ("net_benefit", "cost", "households_reached", "trust", "benefit_gap_share")


def pareto_table(futures: Futures, columns: Sequence[str]) -> pd.DataFrame:
    """Hold every strategy against every other on several outcomes; see `Choice.pareto`."""
    steps = {column: _steps(futures, column) for column in columns}
    rows = []
    for j, name in enumerate(futures.strategies):
        beaten = [other for i, other in enumerate(futures.strategies) if i != j and _beats(steps, i, j)]
        means = {column: mean(futures.of(column, name)) for column in columns}
        rows.append({"strategy": name, **means, "beaten_by": ", ".join(beaten), "unbeaten": not beaten})
    return pd.DataFrame(rows)


def _steps(futures: Futures, column: str) -> "np.ndarray[tuple[int, int], np.dtype[np.float64]]":
    """+1 where the first strategy is better than the second beyond the 90 % interval, −1 where worse, 0 else.

    NaN where they cannot be compared: an outcome that has no meaning for one of them.
    """
    sign, names = outcome_named(column).sign, futures.strategies
    step = np.full((len(names), len(names)), np.nan)
    for i, one in enumerate(names):
        for j, two in enumerate(names[:i]):
            told = summary(sign * (futures.of(column, one) - futures.of(column, two)), futures.draws)
            if np.isfinite(told["mean"]):
                low, high = (told[e] if np.isfinite(told[e]) else told["mean"] for e in ("mean_low", "mean_high"))
                step[i, j] = float(low > 0) - float(high < 0)
                step[j, i] = -step[i, j]
    return step


def _beats(steps: "dict[str, np.ndarray[tuple[int, int], np.dtype[np.float64]]]", i: int, j: int) -> bool:
    """Whether i is better than j on one outcome and worse on none, as far as so many futures can tell."""
    told = [float(step[i, j]) for step in steps.values()]
    known = [step for step in told if not np.isnan(step)]
    return len(known) == len(told) and min(known) >= 0 and max(known) > 0
