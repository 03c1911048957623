"""Elementary effects (Morris 1991; radial design of Campolongo et al. 2011), and what luck makes of them.

An elementary effect is the change of the outcome, in the mean over futures, when one factor moves, per whole range of
that factor. mu* is the mean of its size, sigma its standard deviation between places: large when a factor acts
unevenly or together with others. *Lasting* is the mean square effect, free of luck (across different futures): when its
interval reaches zero, the effect cannot be told from luck.
"""

import numpy as np

from migsim.analysis.sensitivity.intervals import cross, with_interval
from migsim.state import Array

COLUMNS = ("mu", "mu_star", "sigma", "lasting")


def morris(y: Array, step: Array, seed: int = 0, repeats: int = 1) -> dict[str, Array]:
    """Estimate mu, mu* and sigma of each factor.

    Parameters
    ----------
    y : ndarray, shape (rows, factors + 1, futures)
        Outcomes of each row: at its base, and with each factor moved in turn.
    step : ndarray, shape (rows, factors)
        By how much each was moved, as a share of its range.
    seed : int
        Of the bootstrap.
    repeats : int
        Futures in succession that share their parameters.

    Returns
    -------
    dict
        The `COLUMNS` with ``_low`` and ``_high``, each of shape (factors + 1,): the factors in units of the outcome
        per range (`lasting` squared), then luck: mean and spread of the difference between two futures at one point.
    """
    effects = (y[:, 1:] - y[:, :1]) / step[:, :, None]
    rows, factors, _ = effects.shape
    values = with_interval(
        lambda one: _sums(one, repeats), lambda means: _measures(means, factors, rows), effects, seed, repeats
    )
    luck = _luck(y, seed, repeats)
    found = {}
    for k, name in enumerate(COLUMNS):
        for ending, value, between in zip(("", "_low", "_high"), values, luck, strict=True):
            found[name + ending] = np.append(value[k * factors : (k + 1) * factors], between[k])
    return found


def _sums(effects: Array, repeats: int) -> Array:
    mean = effects.mean(axis=-1)
    return np.column_stack([mean, np.abs(mean), mean**2, cross(effects, effects, repeats)])


def _measures(means: Array, factors: int, rows: int) -> Array:
    mu, size, square, lasting = (means[..., k * factors : (k + 1) * factors] for k in range(4))
    sigma = np.sqrt(np.maximum(square - mu**2, 0.0) * rows / max(rows - 1, 1))
    return np.concatenate([mu, size, sigma, lasting], axis=-1)


def _luck(y: Array, seed: int, repeats: int) -> tuple[Array, Array, Array]:
    """Mean, mean size and spread of the difference between two futures at one point; no lasting part."""
    nothing = np.full(4, np.nan)
    futures = y.shape[-1]
    if futures == repeats:
        return nothing, nothing, nothing
    size, low, high = with_interval(
        _differences, lambda means: np.stack([means[..., 0], np.sqrt(means[..., 1])], axis=-1), y, seed, repeats
    )
    return tuple(np.array([np.nan, one[0], one[1], np.nan]) for one in (size, low, high))  # type: ignore[return-value]


def _differences(y: Array) -> Array:
    """Mean size and mean square of the difference between two futures, by row."""
    futures = y.shape[-1]
    order = np.sort(y, axis=-1)
    weight = 2 * np.arange(futures) - futures + 1  # sum over pairs of |difference|, by ranks
    pairs = futures * (futures - 1) / 2
    size = (order * weight).sum(axis=-1) / pairs
    square = 2 * y.var(axis=-1, ddof=1)
    return np.column_stack([size.mean(axis=1), square.mean(axis=1)])
