"""Intervals for what is estimated from rows of points and from futures: 90 %, for the sampling of both.

Rows are resampled (bootstrap). The same few futures are met at every point, so that no resampling of rows tells how
other futures would have differed: that is added by leaving futures out in turn (jackknife).
"""

from collections.abc import Callable

import numpy as np

from migsim.state import Array

LEVEL = 0.90
RESAMPLES = 500
GROUPS = 20  # of futures that are left out together, at most
FEWEST_FUTURES = 3  # that tell how much luck there is in an estimate
_CHUNK = 100

Estimate = Callable[[Array], Array]  # from means over rows, shape (..., sums), to estimates, shape (..., estimates)


def with_interval(
    sums: Callable[[Array], Array], estimate: Estimate, y: Array, seed: int, repeats: int = 1
) -> tuple[Array, Array, Array]:
    """Estimate, and the ends of the interval.

    Parameters
    ----------
    sums : callable
        From outcomes, shape (rows, ..., futures), what is averaged over rows, shape (rows, sums).
    estimate : callable
        From averages to estimates.
    y : ndarray
        Outcomes, shape (rows, ..., futures).
    seed : int
        Of the resampling.
    repeats : int
        Futures in succession that share their parameters; they are left out together.

    Returns
    -------
    value, low, high : ndarray, shape (estimates,)
        With two futures, which cannot tell how much others would differ, the ends are NaN. With one, the interval is
        for the sampling of rows alone: about that future, not about others.
    """
    from scipy.special import stdtrit

    table = sums(y)
    value = estimate(table.mean(axis=0))
    if 1 < y.shape[-1] // repeats < FEWEST_FUTURES:
        return value, np.full(value.shape, np.nan), np.full(value.shape, np.nan)
    again = estimate(_resampled(table, seed))
    tail = (1 - LEVEL) / 2
    centre = np.nanmean(again, axis=0)
    below = centre - np.nanquantile(again, tail, axis=0)
    above = np.nanquantile(again, 1 - tail, axis=0) - centre
    error, groups = _futures_error(sums, estimate, y, repeats)
    half = error * stdtrit(groups - 1, 1 - tail) if groups > 1 else 0.0
    return value, value - np.hypot(below, half), value + np.hypot(above, half)


def _resampled(table: Array, seed: int) -> Array:
    """Means over rows drawn again, shape (resamples, sums)."""
    rng = np.random.default_rng(seed)
    rows = len(table)
    means = []
    for first in range(0, RESAMPLES, _CHUNK):
        drawn = rng.multinomial(rows, np.full(rows, 1 / rows), size=min(_CHUNK, RESAMPLES - first))
        means.append(drawn @ table / rows)
    return np.concatenate(means)


def _futures_error(sums: Callable[[Array], Array], estimate: Estimate, y: Array, repeats: int) -> tuple[Array, int]:
    """Standard error for the choice of futures (jackknife), and how many groups of them were left out."""
    futures = y.shape[-1]
    if futures == repeats:
        return np.zeros(1), 1
    groups = _groups(futures, repeats)
    without = np.array([estimate(sums(np.delete(y, group, axis=-1)).mean(axis=0)) for group in groups])
    count = len(groups)
    return np.sqrt((count - 1) / count * ((without - without.mean(axis=0)) ** 2).sum(axis=0)), count


def _groups(futures: int, repeats: int) -> list[Array]:
    draws = np.arange(futures).reshape(-1, repeats)
    return [group.ravel() for group in np.array_split(draws, min(len(draws), GROUPS))]


def in_groups(y: Array, repeats: int = 1) -> Array:
    """Means over groups of futures, shape (..., groups): as good as the futures themselves for `cross`, and fewer."""
    return np.stack([y[..., group].mean(axis=-1) for group in _groups(y.shape[-1], repeats)], axis=-1)


def by_draw(y: Array, repeats: int) -> Array:
    """Means over the futures that share their parameters, shape (..., futures / repeats)."""
    return np.asarray(y.reshape(*y.shape[:-1], -1, repeats).mean(axis=-1)) if repeats > 1 else y


def cross(a: Array, b: Array, repeats: int = 1) -> Array:
    """Mean product of two quantities in *different* futures, so that their common luck does not enter.

    Parameters
    ----------
    a, b : ndarray, shape (..., futures)
    repeats : int
        Futures in succession that share their parameters, and so are not different enough.

    Returns
    -------
    ndarray, shape (...)
        With a single future, the product in that one.
    """
    a, b = by_draw(a, repeats), by_draw(b, repeats)
    futures = a.shape[-1]
    same = (a * b).sum(axis=-1)
    if futures == 1:
        return np.asarray(same)
    return np.asarray((a.sum(axis=-1) * b.sum(axis=-1) - same) / (futures * (futures - 1)))


def between_futures(y: Array, repeats: int = 1) -> Array:
    """Variance between futures, shape (...), from outcomes of shape (..., futures)."""
    centred = y - y.mean(axis=-1, keepdims=True)
    return np.asarray((centred**2).mean(axis=-1) - cross(centred, centred, repeats))


def between_repeats(y: Array, repeats: int) -> Array:
    """Variance between futures that share their parameters, shape (...): people and chance; NaN without repeats."""
    if repeats == 1:
        return np.full(y.shape[:-1], np.nan)
    return np.asarray(y.reshape(*y.shape[:-1], -1, repeats).var(axis=-1, ddof=1).mean(axis=-1))


def shown_again(y: Array, repeats: int = 1) -> float:
    """Variance between points that other futures show too, from outcomes of shape (points, futures)."""
    centred = y - y.mean(axis=0)
    return float(max(cross(centred, centred, repeats).mean(), 0.0))


def run_variance(y: Array, repeats: int = 1) -> tuple[float, float]:
    """Variance of one run, and the part of it that lies between futures at one point; shape (points, futures)."""
    if y.shape[-1] == repeats:
        return float(y.var()), float("nan")
    luck = float(between_futures(y, repeats).mean())
    return shown_again(y, repeats) + luck, luck
