"""Approximate Bayesian computation: the futures nearest to the data, their parameters moved to where the data are.

Rejection keeps the futures whose summaries lie nearest to those of the data. Their parameters are then moved along the
line that a local regression of parameters on summaries finds, by what still lies between the future and the data
(Beaumont, Zhang & Balding 2002, Genetics 162: 2025-2035), on the logit of the place in the range, so that nothing
leaves it. What the data cannot tell apart keeps the spread and the correlations that it had.
"""

from dataclasses import dataclass

import numpy as np

from migsim.state import Array

EDGE = 0.002  # of the range: nearer to an end, a logit would run away
_SHUFFLES = 60
_LEVEL = 0.95


@dataclass(frozen=True)
class Accepted:
    """Futures nearest to the data.

    Attributes
    ----------
    rows : array of int
        Which.
    weight : array of float
        From 1 at the data to 0 at the farthest (Epanechnikov's kernel).
    gap : array of float, shape (rows, summaries)
        Summaries less those of the data, in standard deviations over all futures.
    """

    rows: Array
    weight: Array
    gap: Array


def nearest(summaries: Array, observed: Array, count: int) -> Accepted:
    """Accept the futures nearest to the data; `summaries` has shape (N, S), with missing rows never accepted."""
    known = np.flatnonzero(np.isfinite(summaries).all(axis=1))
    spread = summaries[known].std(axis=0)
    scale = np.where(spread > 0, spread, 1.0)
    gap = (summaries[known] - observed) / scale
    far = np.sqrt((gap**2).sum(axis=1))
    order = np.argsort(far, kind="stable")[:count]
    edge = far[order[-1]] * (1 + 1e-9) or 1.0
    return Accepted(known[order], 1.0 - (far[order] / edge) ** 2, gap[order])


def logit(at: Array) -> Array:
    """Logit of places in the range, -1 to 1."""
    share = np.clip((at + 1.0) / 2.0, EDGE, 1.0 - EDGE)
    return np.log(share / (1.0 - share))


def place(logits: Array) -> Array:
    """Way back from `logit`."""
    return 2.0 / (1.0 + np.exp(-logits)) - 1.0


def adjust(at: Array, accepted: Accepted) -> Array:
    """Move accepted parameters (places, shape (A, P)) to where the data are; places again."""
    y, x = logit(at), np.hstack([np.ones((len(at), 1)), accepted.gap])
    root = np.sqrt(accepted.weight)[:, None]
    line = np.linalg.lstsq(x * root, y * root, rcond=None)[0]
    left = y - x @ line
    # A line through few points leaves them too near to it: widen by the degrees of freedom that it took.
    points = accepted.weight.sum() ** 2 / (accepted.weight**2).sum()
    return place(line[0] + left * np.sqrt(points / max(points - x.shape[1], 1.0)))


def resample(weight: Array, count: int, rng: np.random.Generator) -> Array:
    """Rows in proportion to their weight, by systematic resampling: each as often as its weight says, or one more."""
    steps = (np.arange(count) + rng.uniform()) / count
    rows = np.searchsorted(np.cumsum(weight) / weight.sum(), steps)
    return np.minimum(rows, len(weight) - 1)


def interval(at: Array, weight: Array | None = None) -> Array:
    """5th, 50th and 95th percentile of each column, shape (3, P)."""
    levels = (0.05, 0.5, 0.95)
    if weight is None:
        return np.quantile(at, levels, axis=0)
    order = np.argsort(at, axis=0, kind="stable")
    below = np.cumsum(weight[order], axis=0) / weight.sum()
    first = np.array([[np.searchsorted(column, level) for column in below.T] for level in levels])
    return np.take_along_axis(np.take_along_axis(at, order, axis=0), np.minimum(first, len(at) - 1), axis=0)


def limits(at: Array, accepted: Accepted, rng: np.random.Generator) -> tuple[float, float]:
    """How narrow an interval, and how far moved a median, chance makes any parameter with data that say nothing.

    The same is done with parameters shuffled between all futures `at`, many times; of the narrowest ratio of widths,
    and of the largest move in widths of the prior interval, 95 % of the shuffles show no more.
    """
    before = interval(at)
    width = np.maximum(before[2] - before[0], 1e-9)
    narrowest, farthest = [], []
    for _ in range(_SHUFFLES):
        rows = rng.choice(len(at), len(accepted.rows), replace=len(at) < len(accepted.rows))
        after = interval(adjust(at[rows], accepted), accepted.weight)
        narrowest.append(((after[2] - after[0]) / width).min())
        farthest.append((np.abs(after[1] - before[1]) / width).max())
    return float(np.quantile(narrowest, 1 - _LEVEL)), float(np.quantile(farthest, _LEVEL))
