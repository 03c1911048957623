"""A quick stand-in for the model, learnt from points that were run, with its error on points it has not seen.

A Gaussian process and gradient boosting (scikit-learn) are both tried where there are few enough points and factors;
the one with the smaller cross-validated error is kept. Points of one row of a design are left out together: they share
coordinates, and to know all but one would be no test.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from migsim.analysis.sensitivity.intervals import shown_again
from migsim.errors import InputError
from migsim.state import Array

FOLDS = 5
_TUNED_ON = 150  # points on which a Gaussian process finds its length scales
_MOST_POINTS = 1500  # that a Gaussian process can hold
_MOST_FACTORS = 25  # for which length scales can be found
_CHUNK = 4096

Model = Callable[[Array], Array]  # from coordinates, shape (points, factors), to the outcome, shape (points,)


@dataclass(frozen=True)
class Emulator:
    """What was learnt, and how far off it is.

    Attributes
    ----------
    kind : str
        ``Gaussian process`` or ``gradient boosting``.
    predict : callable
        Mean outcome over futures, from coordinates 0 to 1.
    folds : sequence of callable
        The same, each learnt without one fold of the points.
    explained : float
        Share of the variance between points' means that is predicted at points left out (R squared; below 0 when the
        overall mean does better).
    error : float
        Root mean square error there, in units of the outcome.
    luck : float
        Share of the variance between points' means that other futures would not show again; NaN with one future.
    points : int
    """

    kind: str
    predict: Model
    folds: Sequence[Model]
    explained: float
    error: float
    luck: float
    points: int

    def sentence(self) -> str:
        """Say how good it is."""
        missed = 1 - self.explained
        said = (
            f"Emulator: {self.kind}, from {self.points:,} points; on points it has not seen it misses {missed:.0%} of "
            "the variance between them"
        )
        return said + (
            f"; other futures would not show {self.luck:.0%} of that variance again." if np.isfinite(self.luck) else "."
        )

    def document(self) -> dict[str, Any]:
        """Plain figures."""
        return {
            "kind": self.kind,
            "points": self.points,
            "explained": self.explained,
            "error": self.error,
            "luck": self.luck,
        }


def check_installed() -> None:
    """Raise an `InputError` where scikit-learn is missing."""
    try:
        import sklearn  # noqa: F401
    except ImportError:
        raise InputError(
            "scikit-learn is not installed, which an emulator needs; pip install 'migsim[research]'"
        ) from None


def learn(y: Array, unit: Array, rows: Array, seed: int = 0) -> Emulator:
    """Learn the mean outcome over futures.

    Parameters
    ----------
    y : ndarray, shape (points, futures)
    unit : ndarray, shape (points, factors)
    rows : ndarray of int, shape (points,)
        Which row of the design a point is of.
    seed : int
    """
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):  # the same sums everywhere, and no threads that wait for each other
        return _learn(y, unit, rows, seed)


def _learn(y: Array, unit: Array, rows: Array, seed: int) -> Emulator:
    mean = y.mean(axis=1)
    best: tuple[float, str, list[Model], Array] | None = None
    folds = _folds(rows, seed)
    for kind, fit in _kinds(len(y), unit.shape[1]).items():
        models = [fit(unit[~out], mean[~out], seed) for out in folds]
        missed = np.concatenate([model(unit[out]) - mean[out] for model, out in zip(models, folds, strict=True)])
        error = float(np.sqrt((missed**2).mean()))
        if best is None or error < best[0]:
            best = (error, kind, models, missed)
    assert best is not None, "gradient boosting is always tried"
    error, kind, models, _ = best
    variance = float(mean.var())
    luck = 1 - shown_again(y) / variance if y.shape[1] > 1 and variance else float("nan")
    explained = 1 - error**2 / variance if variance else 0.0
    whole = _kinds(len(y), unit.shape[1])[kind](unit, mean, seed)
    return Emulator(kind, whole, models, explained, error, luck, len(y))


def _folds(rows: Array, seed: int) -> list[Array]:
    """Which points are left out each time; those of one row together."""
    names, index = np.unique(rows, return_inverse=True)
    fold = np.random.default_rng(seed).permutation(np.arange(len(names)) % FOLDS)[index]
    return [fold == k for k in range(min(FOLDS, len(names)))]


def _kinds(points: int, factors: int) -> dict[str, Callable[[Array, Array, int], Model]]:
    kinds: dict[str, Callable[[Array, Array, int], Model]] = {"gradient boosting": _boosting}
    if points <= _MOST_POINTS and factors <= _MOST_FACTORS:
        kinds["Gaussian process"] = _process
    return kinds


def _boosting(unit: Array, mean: Array, seed: int) -> Model:
    from sklearn.ensemble import HistGradientBoostingRegressor

    model = HistGradientBoostingRegressor(
        learning_rate=0.05,
        max_iter=300,
        max_leaf_nodes=8,
        min_samples_leaf=10,
        l2_regularization=1.0,
        random_state=seed,
    )
    model.fit(unit, mean)
    return lambda at: np.asarray(model.predict(at))


def _process(unit: Array, mean: Array, seed: int) -> Model:
    """Find length scales on some points, then hold all of them."""
    import warnings

    from sklearn.exceptions import ConvergenceWarning
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel

    kernel = ConstantKernel(1.0, (1e-3, 1e3)) * RBF(np.full(unit.shape[1], 1.0), (0.05, 50.0))
    kernel += WhiteKernel(0.1, (1e-8, 10.0))
    some = np.random.default_rng(seed).permutation(len(unit))[:_TUNED_ON]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # a length scale at its bound: a factor that does nothing
        tuned = GaussianProcessRegressor(kernel, normalize_y=True, random_state=seed).fit(unit[some], mean[some])
    model = GaussianProcessRegressor(tuned.kernel_, normalize_y=True, optimizer=None).fit(unit, mean)
    return lambda at: np.concatenate([model.predict(part) for part in _chunks(at)])


def _chunks(at: Array) -> list[Array]:
    return [at[first : first + _CHUNK] for first in range(0, len(at), _CHUNK)]
