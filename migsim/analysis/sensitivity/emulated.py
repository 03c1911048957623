"""Sobol' indices of an emulator, with what it does not know.

The indices are of the mean over futures, as shares of the variance of one run. A factor that does nothing is put in as
a control: whatever the emulator makes of it is what it makes of nothing, and others have to pass that.
"""

from collections.abc import Sequence

import numpy as np

from migsim.analysis.sensitivity.cases import whole_rows
from migsim.analysis.sensitivity.emulator import Emulator, Model, check_installed, learn
from migsim.analysis.sensitivity.intervals import LEVEL, run_variance
from migsim.analysis.sweep.factors import Factor
from migsim.state import Array

__all__ = ["COLUMNS", "check_installed", "emulated"]

COLUMNS = ("first", "total")
_SAMPLE = 1024  # rows of the emulator's own design


def emulated(
    y: Array, unit: Array, rows: Array, factors: Sequence[Factor], seed: int = 0, repeats: int = 1
) -> tuple[dict[str, Array], Emulator]:
    """Estimate indices from an emulator that is learnt from points.

    Parameters
    ----------
    y : ndarray, shape (points, futures)
        Points with a missing value are left out.
    unit : ndarray, shape (points, factors)
    rows : ndarray of int, shape (points,)
    factors : sequence of Factor
    seed, repeats : int

    Returns
    -------
    table : dict
        ``first`` and ``total`` with ``_low`` and ``_high``, shape (factors + 1,), luck last; ``lasting``, by which
        factors are judged: the total index less that of the control.
    emulator : Emulator
    """
    whole = whole_rows(y)
    y, unit, rows = y[whole], unit[whole], rows[whole]
    control = np.random.default_rng(seed).random((len(unit), 1))
    emulator = learn(y, np.hstack([unit, control]), rows, seed)
    variance, between = run_variance(y, repeats)
    variance = variance or 1.0
    value = _indices(emulator.predict, factors, variance, seed)
    without = np.array([_indices(model, factors, variance, seed) for model in emulator.folds])
    half = _half(without)
    table: dict[str, Array] = {}
    luck = between / variance
    lasting = value[1, :-1] - value[1, -1]
    margin = _half(without[:, 1, :-1] - without[:, 1, -1:])
    for ending, side in (("", 0), ("_low", -1), ("_high", 1)):
        table["first" + ending] = np.append((value + side * half)[0, :-1], np.nan)
        table["total" + ending] = np.append((value + side * half)[1, :-1], luck if side == 0 else np.nan)
        table["lasting" + ending] = np.append(lasting + side * margin, np.nan)
    return table, emulator


def _half(without: Array) -> Array:
    """Half the width of the interval, by the jackknife over folds."""
    from scipy.special import stdtrit

    count = len(without)
    error = np.sqrt((count - 1) / count * ((without - without.mean(axis=0)) ** 2).sum(axis=0))
    return np.asarray(error * stdtrit(count - 1, (1 + LEVEL) / 2))


def _indices(model: Model, factors: Sequence[Factor], variance: float, seed: int) -> Array:
    """First and total order of each factor and of the control, shape (2, factors + 1)."""
    from scipy.stats import sobol_indices, uniform

    seen: list[float] = []

    def outcome(x: Array) -> Array:
        at = np.column_stack([*(factor.snap(x[k]) for k, factor in enumerate(factors)), x[-1]])
        predicted = model(at)
        seen.append(float(predicted.var()))
        return predicted[None]

    drawn = sobol_indices(
        func=outcome, n=_SAMPLE, dists=[uniform()] * (len(factors) + 1), rng=np.random.default_rng(seed)
    )
    share = seen[0] / variance
    if share < 1e-12:
        return np.zeros((2, len(factors) + 1))
    return np.stack([np.ravel(drawn.first_order), np.ravel(drawn.total_order)]) * share
