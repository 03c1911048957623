"""Statistics of paired futures: summaries, differences within the same future, and who comes out best.

A *future* is one run: the same people, parameters, luck and shocks for every strategy. Comparing within a future leaves
only what the strategies cause. A value that has no meaning in a future is missing (NaN) and that future is left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from migsim.analysis.outcomes import OUTCOMES

Floats = NDArray[np.float64]
Draws = NDArray[np.int64] | NDArray[np.intp] | Floats  # numbers of rows; futures with the same one are alike
Summary = dict[str, float]

SUMMARY_COLUMNS = ("mean", "low", "high", "mean_low", "mean_high")


@dataclass(frozen=True)
class Futures:
    """Outcomes side by side: one row for each future, one column for each strategy.

    Attributes
    ----------
    strategies : tuple of str
        Names, in the order of the results.
    runs : array of int, shape (futures,)
        Run numbers.
    draws : array of int, shape (futures,)
        Row of the table of draws that gave each future its parameters. Futures that share a row are alike, so that
        they tell less than as many futures with a row each.
    values : mapping of str to array of float, shape (futures, strategies)
        One array for each scorecard column; NaN where there is no value.
    """

    strategies: tuple[str, ...]
    runs: NDArray[np.int64]
    draws: NDArray[np.int64]
    values: Mapping[str, Floats]

    def of(self, column: str, strategy: str) -> Floats:
        """Values of one column for one strategy, one for each future."""
        return self.values[column][:, self.strategies.index(strategy)]


def side_by_side(runs: pd.DataFrame) -> Futures:
    """Arrange the rows of a results table by future and strategy.

    Parameters
    ----------
    runs : pandas.DataFrame
        One row for each (strategy, run) with scorecard columns; rows whose status is not ``ok`` count as missing.
        Without a column ``draw`` every future counts as having parameters of its own.
    """
    good = runs[runs["status"] == "ok"] if "status" in runs else runs
    strategies = tuple(str(name) for name in pd.unique(runs["strategy"]))
    numbers = np.unique(runs["run"].to_numpy(dtype=np.int64))
    row = np.searchsorted(numbers, good["run"].to_numpy(dtype=np.int64))
    column = pd.Categorical(good["strategy"].astype(str), categories=list(strategies)).codes
    values = {}
    for name in OUTCOMES:
        if name in good:
            table = np.full((len(numbers), len(strategies)), np.nan)
            table[row, column] = good[name].to_numpy(dtype=np.float64)
            values[name] = table
    draws = numbers.copy()
    if "draw" in runs:
        draws[np.searchsorted(numbers, runs["run"].to_numpy(dtype=np.int64))] = runs["draw"].to_numpy(dtype=np.int64)
    return Futures(strategies, numbers, draws, values)


def summary(x: Floats, draws: Draws | None = None) -> Summary:
    """Summarise one value a future.

    Parameters
    ----------
    x : array of float, shape (futures,)
        NaN where there is no value.
    draws : array of int, shape (futures,), optional
        Futures with the same number share their parameters: the interval of the mean is clustered by it.

    Returns
    -------
    dict
        ``mean``; ``low`` and ``high``, the 5th and 95th percentile over futures; ``mean_low`` and ``mean_high``, the
        90 % interval of the mean (Student's t). NaN where there is nothing to summarise.
    """
    known = np.isfinite(x)
    kept = x[known]
    if len(kept) == 0:
        return dict.fromkeys(SUMMARY_COLUMNS, float("nan"))
    mean = float(kept.mean())
    low, high = (float(q) for q in np.quantile(kept, (0.05, 0.95)))
    half = half_interval(kept, None if draws is None else draws[known])
    return {"mean": mean, "low": low, "high": high, "mean_low": mean - half, "mean_high": mean + half}


def half_interval(x: Floats, draws: Draws | None = None) -> float:
    """Half the 90 % interval of a mean (Student's t), NaN with fewer than two independent values.

    With `draws`, values that share a number are added up before their squares are (Liang & Zeger 1986, for a mean):
    ``variance = C / (C - 1) x sum over draws of (sum of deviations)^2 / n^2``, with C the number of draws.
    """
    from scipy.special import stdtrit

    around = x - x.mean()
    if draws is not None:
        _, which = np.unique(draws, return_inverse=True)
        around = np.bincount(which, around)
    independent = len(around)
    if independent < 2:
        return float("nan")
    error = np.sqrt(independent / (independent - 1) * (around**2).sum()) / len(x)
    return float(stdtrit(independent - 1, 0.95) * error)


def mean(x: Floats) -> float:
    """Mean over the futures that have a value, NaN when none has."""
    kept = x[np.isfinite(x)]
    return float(kept.mean()) if len(kept) else float("nan")


def common(x: Floats) -> bool:
    """Whether there is a value in at least half of the futures; what exists in fewer ranks nothing."""
    return bool(2 * np.isfinite(x).sum() >= max(len(x), 1))


def ratio_of_means(top: Floats, bottom: Floats) -> float:
    """Mean of the one over the mean of the other, NaN when the latter is below 1.

    The mean of a ratio says little where its denominator is near nought in some futures; this does not mind.
    """
    below = mean(bottom)
    return mean(top) / below if below >= 1.0 else float("nan")


def quantiles(x: Floats, levels: tuple[float, ...]) -> tuple[float, ...]:
    """Quantiles over the futures that have a value, NaN when none has."""
    kept = x[np.isfinite(x)]
    return tuple(float(q) for q in np.quantile(kept, levels)) if len(kept) else (float("nan"),) * len(levels)


def probability_best(values: Floats, sign: float) -> Floats:
    """Share of futures in which each strategy comes out best; equals share the future between them.

    Parameters
    ----------
    values : array of float, shape (futures, strategies)
        The objective; NaN where there is no value.
    sign : float
        +1 where more is better, −1 where less is.

    Returns
    -------
    array of float, shape (strategies,)
        Sums to 1, or all NaN when no future has a value.
    """
    score = np.where(np.isfinite(values), sign * values, -np.inf)
    score = score[np.isfinite(score).any(axis=1)]
    if not len(score):
        return np.full(values.shape[1], np.nan)
    best = score == score.max(axis=1, keepdims=True)
    share: Floats = (best / best.sum(axis=1, keepdims=True)).mean(axis=0)
    return share
