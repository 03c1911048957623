"""Sobol' indices from Saltelli's matrices, with luck as one more thing that varies.

Every point is run in the same futures. The variance of one run is split between the factors and luck (which future it
is): a *first-order* index is the share that a factor decides by itself, a *total* index the share in which it has any
part, together with other factors or with luck. *Lasting* is the part of the total index that is there in the mean over
futures: it alone says whether a factor matters when luck is averaged out.

Estimators: first order after Saltelli et al. (2010), total after Jansen (1999). With a single future they are those,
number for number; with several, products go across different futures, which takes out what luck alone would give.
"""

import numpy as np

from migsim.analysis.sensitivity.intervals import cross, with_interval
from migsim.state import Array

COLUMNS = ("first", "total", "lasting")
Indices = dict[str, Array]


def sobol(y: Array, seed: int = 0) -> Indices:
    """Estimate the indices.

    Parameters
    ----------
    y : ndarray, shape (rows, factors + 2, futures)
        Outcomes of each row: at matrix A, at A with each factor from B in turn, and at B.
    seed : int
        Of the bootstrap.

    Returns
    -------
    dict
        ``first``, ``total``, ``lasting`` with ``_low`` and ``_high``, each of shape (factors + 1,): the factors, then
        luck (NaN with a single future; luck has no lasting part).
    """
    factors = y.shape[1] - 2
    centred = y - y[:, [0, -1]].mean()
    values = with_interval(_sums, lambda means: _shares(means, factors), centred, seed)
    found: Indices = {}
    for ending, value in zip(("", "_low", "_high"), values, strict=True):
        first, total, lasting = np.split(value[: 3 * factors], 3)
        luck = value[3 * factors :] if y.shape[-1] > 1 else np.full(2, np.nan)
        found["first" + ending] = np.append(first, luck[0])
        found["total" + ending] = np.append(total, luck[1])
        found["lasting" + ending] = np.append(lasting, np.nan)
    return found


def _sums(y: Array) -> Array:
    """What is averaged over rows, shape (rows, 3 factors + 2 + 3)."""
    a, b = y[:, 0], y[:, -1]
    step = y[:, 1:-1] - a[:, None]
    first = cross(np.broadcast_to(b[:, None], step.shape), step)
    total = (step**2).mean(axis=-1) / 2
    lasting = cross(step, step) / 2
    if y.shape[-1] > 1:
        shared = _covariance(a, b)
        luck = (_covariance(a, a) + _covariance(b, b)) / 2
        level = cross(a, b)
    else:
        shared = luck = level = np.zeros(len(y))
    square = ((a**2).mean(axis=-1) + (b**2).mean(axis=-1)) / 2
    mean = (a.mean(axis=-1) + b.mean(axis=-1)) / 2
    return np.column_stack([first, total, lasting, shared, luck, square, mean, level])


def _covariance(a: Array, b: Array) -> Array:
    """Covariance between futures, within each row."""
    centred = a - a.mean(axis=-1, keepdims=True)
    return np.asarray((centred * b).sum(axis=-1) / (a.shape[-1] - 1))


def _shares(means: Array, factors: int) -> Array:
    """Divide by the variance of one run; what does not vary has no shares (0)."""
    square, mean, level = means[..., -3], means[..., -2], means[..., -1]
    variance = square - np.where(level == 0.0, mean**2, level)
    parts = means[..., : 3 * factors + 2]
    floor = 1e-14 * np.maximum(square, 1e-300)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(variance[..., None] > floor[..., None], parts / variance[..., None], 0.0))
