"""Sobol' indices from Saltelli's matrices, with luck as one more thing that varies.

Every point is run in the same futures. The variance of one run is split between the factors and luck (which future it
is): a *first-order* index is the share that a factor decides by itself, a *total* index the share in which it has any
part, together with other factors or with luck. *Lasting* is the part of the total index that is there in the mean over
futures: it alone says whether a factor matters when luck is averaged out. *Of the mean* are first and total index as
shares of the variance of that mean alone, as most studies report them.

Estimators: first order after Saltelli et al. (2010), total after Jansen (1999). With a single future they are those,
number for number; with several, products go across different futures, which takes out what luck alone would give.
"""

import numpy as np

from migsim.analysis.sensitivity.intervals import between_repeats, cross, with_interval
from migsim.state import Array

COLUMNS = ("first", "total", "lasting", "mean_first", "mean_total")
Indices = dict[str, Array]


def sobol(y: Array, seed: int = 0, repeats: int = 1) -> Indices:
    """Estimate the indices.

    Parameters
    ----------
    y : ndarray, shape (rows, factors + 2, futures)
        Outcomes of each row: at matrix A, at A with each factor from B in turn, and at B.
    seed : int
        Of the bootstrap.
    repeats : int
        Futures in succession that share their parameters.

    Returns
    -------
    dict
        `COLUMNS` with ``_low`` and ``_high``, each of shape (factors + 1,): the factors, then
        luck (NaN with a single future; luck has no lasting part). And ``people``, with its interval, shape (1,):
        share of people and chance, where futures repeat one draw of the parameters that are not varied.
    """
    factors = y.shape[1] - 2
    centred = y - y[:, [0, -1]].mean()
    several = y.shape[-1] > repeats
    values = with_interval(
        lambda outcomes: _sums(outcomes, repeats), lambda means: _shares(means, factors), centred, seed, repeats
    )
    found: Indices = {}
    for ending, value in zip(("", "_low", "_high"), values, strict=True):
        indices = np.split(value[: 5 * factors], 5)
        luck = [*value[5 * factors : -1], *([np.nan] * 3)] if several else [np.nan] * 5
        for name, index, rest in zip(COLUMNS, indices, luck, strict=True):
            found[name + ending] = np.append(index, rest)
        found["people" + ending] = value[-1:] if several and repeats > 1 else np.full(1, np.nan)
    return found


def _sums(y: Array, repeats: int) -> Array:
    """What is averaged over rows, shape (rows, 3 factors + 3 + 3)."""
    a, b = y[:, 0], y[:, -1]
    step = y[:, 1:-1] - a[:, None]
    first = cross(np.broadcast_to(b[:, None], step.shape), step, repeats)
    total = (step**2).mean(axis=-1) / 2
    lasting = cross(step, step, repeats) / 2
    if y.shape[-1] > repeats:
        shared = _covariance(a, b, repeats)
        luck = (_covariance(a, a, repeats) + _covariance(b, b, repeats)) / 2
        level = cross(a, b, repeats)
    else:
        shared = luck = level = np.zeros(len(y))
    people = (between_repeats(a, repeats) + between_repeats(b, repeats)) / 2 if repeats > 1 else np.zeros(len(y))
    square = ((a**2).mean(axis=-1) + (b**2).mean(axis=-1)) / 2
    mean = (a.mean(axis=-1) + b.mean(axis=-1)) / 2
    return np.column_stack([first, total, lasting, shared, luck, people, square, mean, level])


def _covariance(a: Array, b: Array, repeats: int) -> Array:
    """Covariance between futures, within each row."""
    a, b = a - a.mean(axis=-1, keepdims=True), b - b.mean(axis=-1, keepdims=True)
    return np.asarray((a * b).mean(axis=-1) - cross(a, b, repeats))


def _shares(means: Array, factors: int) -> Array:
    """Divide by the variance of one run; what does not vary has no shares (0)."""
    square, mean, level = means[..., -3], means[..., -2], means[..., -1]
    variance = square - np.where(level == 0.0, mean**2, level)
    parts = means[..., : 3 * factors + 3]
    floor = 1e-14 * np.maximum(square, 1e-300)
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = np.where(variance[..., None] > floor[..., None], parts / variance[..., None], 0.0)
        of_mean = 1.0 - shares[..., -2:-1]  # what luck leaves is the variance of the mean over futures
        first, lasting = shares[..., :factors], shares[..., 2 * factors : 3 * factors]
        mean = np.where(of_mean > 1e-9, np.concatenate([first, lasting], axis=-1) / of_mean, 0.0)
    return np.concatenate([shares[..., : 3 * factors], mean, shares[..., 3 * factors :]], axis=-1)
