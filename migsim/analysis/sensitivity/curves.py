"""An outcome along each factor, one at a time, the others as the design has them; and what share that explains.

With a grid of one factor, or points of one's own that move one factor from a base, these are the curves of extended
one-factor-at-a-time analysis (ten Broeke et al. 2016); with a Latin hypercube they are means over all else.
"""

from dataclasses import dataclass

import numpy as np

from migsim.analysis.sensitivity.intervals import between_futures, cross, in_groups, with_interval
from migsim.state import Array

BINS = 10
MOST_LEVELS = 12  # of a factor that keep a place of their own


@dataclass(frozen=True)
class Curve:
    """An outcome along one factor.

    Attributes
    ----------
    at : ndarray, shape (places,)
        Mean of the factor's coordinate (0 to 1) there.
    mean, mean_low, mean_high : ndarray, shape (places,)
        Of the outcome, with the 90 % interval of the mean.
    low, high : ndarray, shape (places,)
        5th and 95th percentile over points and futures.
    points : ndarray of int, shape (places,)
    first : tuple of float
        Share of the variance of one run that the curve explains, with its interval.
    """

    at: Array
    mean: Array
    mean_low: Array
    mean_high: Array
    low: Array
    high: Array
    points: Array
    first: tuple[float, float, float]


def curve(y: Array, unit: Array, seed: int = 0, repeats: int = 1) -> Curve:
    """Follow an outcome along one factor.

    Parameters
    ----------
    y : ndarray, shape (points, futures)
    unit : ndarray, shape (points,)
        Coordinate of the factor, 0 to 1.
    seed : int
        Of the bootstrap.
    repeats : int
        Futures in succession that share their parameters.
    """
    place = places(unit)
    count = int(place.max()) + 1
    member = place[:, None] == np.arange(count)

    def sums(outcomes: Array) -> Array:
        mean, apart = outcomes.mean(axis=-1), in_groups(outcomes, repeats)
        local = (member[:, :, None] * apart[:, None]).reshape(len(outcomes), -1)
        return np.column_stack(
            [member, member * mean[:, None], local, apart, cross(apart, apart), _spread(outcomes, repeats)],
        )

    shifted = y - y.mean()
    value, below, above = with_interval(sums, lambda means: _estimates(means, count, len(y)), shifted, seed, repeats)
    spread = [np.quantile(y[place == b], (0.05, 0.95)) for b in range(count)]
    return Curve(
        at=np.array([unit[place == b].mean() for b in range(count)]),
        mean=value[:-1] + y.mean(),
        mean_low=below[:-1] + y.mean(),
        mean_high=above[:-1] + y.mean(),
        low=np.array([s[0] for s in spread]),
        high=np.array([s[1] for s in spread]),
        points=member.sum(axis=0),
        first=(float(value[-1]), float(below[-1]), float(above[-1])),
    )


def _spread(outcomes: Array, repeats: int) -> Array:
    """What each point adds to the variance of one run: its distance from the rest, and its luck."""
    if outcomes.shape[-1] == repeats:
        outcomes = outcomes.mean(axis=-1, keepdims=True)
        return np.asarray((outcomes[:, 0] - outcomes.mean()) ** 2)
    centred = outcomes - outcomes.mean(axis=0)
    return np.asarray(cross(centred, centred, repeats) + between_futures(outcomes, repeats))


def places(unit: Array) -> Array:
    """Number the places along a factor: its levels when there are few, else stretches with equally many points."""
    levels, index = np.unique(np.round(unit, 12), return_inverse=True)
    if len(levels) <= MOST_LEVELS:
        return np.asarray(index)
    edges = np.quantile(unit, np.linspace(0, 1, BINS + 1)[1:-1])
    return np.unique(np.searchsorted(edges, unit, side="right"), return_inverse=True)[1]


def _estimates(means: Array, count: int, points: int) -> Array:
    """Mean at each place, then the share explained, corrected for the places' number (epsilon squared).

    Squares are products of different futures: with few of them their luck would pass for the factor's.
    """
    share, total, rest = means[..., :count], means[..., count : 2 * count], means[..., 2 * count : -2]
    square, run = means[..., -2], means[..., -1]
    groups = rest.shape[-1] // (count + 1)
    mean = rest[..., count * groups :]
    apart = rest[..., : count * groups].reshape(*rest.shape[:-1], count, groups)
    with np.errstate(invalid="ignore", divide="ignore"):
        local = np.where(share > 0, total / share, np.nan)
        away = apart / share[..., None] - mean[..., None, :]
        between = np.nansum(share * cross(away, away), axis=-1)
        within = np.maximum(square - cross(mean, mean) - between, 0.0)
        free = max(points - count, 1)
        explained = between - within * (count - 1) / free
        first = np.where(run > 1e-14 * np.maximum(np.abs(square), 1e-300), explained / run, 0.0)
    return np.concatenate([local, first[..., None]], axis=-1)
