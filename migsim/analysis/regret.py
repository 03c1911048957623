"""Regret: what one would have missed by choosing a strategy, once the future is known.

In each future the regret of a strategy is the best value that any strategy reaches there, less its own (Savage 1951).
Where nothing clearly leads, the choice with little regret is one to live with.
"""

import numpy as np
import pandas as pd

from migsim.analysis.statistics import Floats, mean, quantiles


def regrets(values: Floats, sign: float) -> Floats:
    """Regret of each strategy in each future.

    Parameters
    ----------
    values : array of float, shape (futures, strategies)
        The objective; NaN where there is no value.
    sign : float
        +1 where more is better, −1 where less is.

    Returns
    -------
    array of float, shape (futures, strategies)
        0 for the best of a future, positive for all others; NaN where there is no value.
    """
    score = sign * values
    some = np.isfinite(score).any(axis=1)
    best = np.full(len(score), np.nan)
    best[some] = np.nanmax(score[some], axis=1)
    regret: Floats = best[:, None] - score
    return regret


def regret_table(values: Floats, sign: float, strategies: tuple[str, ...]) -> pd.DataFrame:
    """Summarise regret; see `Choice.regret`."""
    regret = regrets(values, sign)
    rows = []
    for column, name in enumerate(strategies):
        own = regret[:, column]
        known = own[np.isfinite(own)]
        largest = float(known.max()) if len(known) else float("nan")
        high = quantiles(own, (0.95,))[0]
        rows.append({"strategy": name, "mean": mean(own), "high": high, "max": largest, "futures": len(known)})
    return pd.DataFrame(rows)
