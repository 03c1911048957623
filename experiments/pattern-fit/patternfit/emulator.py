"""A quick stand-in for the model: each part in each market as a quadratic in the parameters, with its own error."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from migsim.state import Array

_PAIRED = 15  # parameters whose products enter, those with the largest straight effect
_RIDGE = 30.0  # observations' worth of doubt about each coefficient
_CUBE = 1.0 / 3.0  # mean square of a place in [-1, 1]
#: Ratios and prices, smooth in the logarithm of the number plus this.
_LOGGED = {"F3a": 0.1, "F4b": 0.1, "F12a": 0.1, "F12b": 0.1, "F14": 1.0}


def _features(at: Array, paired: Array) -> Array:
    """Constant, each place, its square, and products of the paired ones; shape (N, features)."""
    first, second = np.triu_indices(len(paired), k=1)
    products = at[:, paired[first]] * at[:, paired[second]]
    return np.hstack([np.ones((len(at), 1)), at, at**2 - _CUBE, products])


def _solve(x: Array, y: Array) -> tuple[Array, Array]:
    """Coefficients of a ridge regression, and how far each point pulls the fit at itself (diagonal of the hat)."""
    penalty = np.full(x.shape[1], _RIDGE)
    penalty[0] = 0.0
    back = np.linalg.solve(x.T @ x + np.diag(penalty), x.T)
    return back @ y, np.einsum("np,pn->n", x, back)


def _scaled(name: str, value: Array) -> Array:
    return np.log(np.maximum(value, 0.0) + _LOGGED[name]) if name in _LOGGED else value


def _unscaled(name: str, value: Array) -> Array:
    return np.exp(value) - _LOGGED[name] if name in _LOGGED else value


@dataclass(frozen=True)
class Emulator:
    """Mean of one part in one market at any parameters, and how far off that is.

    Attributes
    ----------
    market, name : str
        Of the market and of the part.
    error : float
        Standard deviation of what the quadratic misses, luck of the training futures taken out.
    explained : float
        Share of the variance between points, luck taken out, that it explains on points left out of the fit.
    """

    market: str
    name: str
    paired: Array
    coefficients: Array
    error: float
    explained: float

    def predict(self, at: Array) -> Array:
        """Mean of the part at each point, shape (N,)."""
        return _unscaled(self.name, _features(at, self.paired) @ self.coefficients)


def predictions(emulators: Sequence[Emulator], at: Array) -> Array:
    """What all emulators predict at each point, shape (N, emulators).

    As `Emulator.predict` of each, but what is straight and square in single parameters is added up for all together.
    """
    count = at.shape[1]
    parts = [np.stack([e.coefficients[first : first + count] for e in emulators]).T for first in (1, 1 + count)]
    found = at @ parts[0] + (at**2 - _CUBE) @ parts[1]
    for n, e in enumerate(emulators):
        first, second = np.triu_indices(len(e.paired), k=1)
        products = np.zeros((len(e.paired), len(e.paired)))
        products[first, second] = e.coefficients[1 + 2 * count :]
        pairs = at[:, e.paired]
        found[:, n] = _unscaled(e.name, e.coefficients[0] + found[:, n] + ((pairs @ products) * pairs).sum(axis=1))
    return found


def fit_emulator(market: str, name: str, at: Array, values: Array, errors: Array) -> Emulator:
    """Fit one part to points at `at`; `errors` are the standard errors of `values` from luck."""
    known = np.isfinite(values) & np.isfinite(errors)
    at, values, errors = at[known], values[known], errors[known]
    if name in _LOGGED:
        errors = errors / (np.maximum(values, 0.0) + _LOGGED[name])
    y = _scaled(name, values)
    straight = _solve(np.hstack([np.ones((len(at), 1)), at]), y)[0][1:]
    paired = np.sort(np.argsort(-np.abs(straight), kind="stable")[:_PAIRED])
    x = _features(at, paired)
    coefficients, reach = _solve(x, y)
    missed = (y - x @ coefficients) / (1.0 - reach)  # at each point, by the fit to all others
    from_luck = np.mean(errors**2)
    left, between = np.mean(missed**2), np.var(y) - from_luck
    error = np.sqrt(max(left - from_luck, 0.1 * left))
    explained = 1.0 - error**2 / max(between, error**2)
    return Emulator(market, name, paired, coefficients, float(error), float(explained))
