"""What finding out is worth: the gain of choosing a strategy when an unknown is known first.

The expected value of partial perfect information (EVPPI) of a parameter is what the best strategy brings on average
when it may be chosen anew at each value of the parameter, less what the one best strategy brings. It is estimated from
the futures at hand, by the regression method of Strong, Oakley & Brennan (2014), https://doi.org/10.1177/0272989X13505910.

The largest of several uncertain means is too large on average, so that the plain estimate is biased upwards. The bias
is found by adding the fit's own sampling error to it once more (parametric bootstrap), and is taken off. That leaves a
parameter which matters unbiased; one that means nothing still shows something by luck. So one is *told from chance*
only when its plain estimate is beyond what the largest of so many meaningless parameters reaches in 19 of 20 cases.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from migsim.analysis.smooth import Smooth, same_draws, smooth, summed
from migsim.analysis.statistics import Floats
from migsim.analysis.words import in_words

FEWEST_FUTURES = 30
_CLOSE_LOOK = 12  # parameters whose interval is worked out: those with the largest plain estimates
_DRAWS = 200
_CHANCE_DRAWS = 4000
_POINTS = 48  # values of a parameter at which drawn curves are looked at
_INTERVAL = (0.05, 0.95)
_PENALTIES = 10.0 ** np.arange(0.5, 5.1, 0.5)

INFORMATION_COLUMNS = (
    "parameter",
    "what",
    "unit",
    "value",
    "low",
    "high",
    "plain",
    "bias",
    "told_from_chance",
    "best_low",
    "best_high",
)


@dataclass(frozen=True)
class Ground:
    """Futures and strategies that can be compared: `y`, shape (futures, strategies), more is better."""

    y: Floats
    strategies: tuple[str, ...]
    parameters: pd.DataFrame

    @cached_property
    def draw(self) -> "np.ndarray[tuple[int], np.dtype[np.intp]]":
        """Number of the set of parameters that each future has."""
        return same_draws(self.parameters)

    @property
    def usable(self) -> bool:
        """Whether there is anything to find out: futures enough, two strategies, a parameter that varies."""
        return len(self.y) >= FEWEST_FUTURES and self.y.shape[1] > 1 and self.parameters.shape[1] > 0


def ground(values: Floats, sign: float, strategies: tuple[str, ...], parameters: pd.DataFrame) -> Ground:
    """Leave out strategies without a value in half of the futures, then futures without a value of any other."""
    known = np.isfinite(values)
    kept = 2 * known.sum(axis=0) >= len(values)
    whole = known[:, kept].all(axis=1)
    drawn = parameters.iloc[np.flatnonzero(whole)]
    drawn = drawn.loc[:, drawn.nunique() > 1] if len(drawn) else drawn.iloc[:, :0]
    names = tuple(name for name, keep in zip(strategies, kept, strict=True) if keep)
    return Ground(sign * values[np.ix_(whole, kept)], names, drawn)


def value_of_choosing(curves: Floats) -> "np.ndarray[Any, np.dtype[np.float64]]":
    """EVPPI of curves, shape (…, futures, strategies): mean of the best less the best of the means, shape (…)."""
    gain: Floats = curves.max(axis=-1).mean(axis=-1) - curves.mean(axis=-2).max(axis=-1)
    return np.maximum(gain, 0.0)


def information_table(basis: Ground, words: Mapping[str, Any], seed: int = 0) -> pd.DataFrame:
    """Estimate the value of knowing each parameter; see `Choice.information`."""
    if not basis.usable:
        return pd.DataFrame(columns=list(INFORMATION_COLUMNS))
    fits = {str(name): smooth(basis.parameters[name].to_numpy(np.float64)) for name in basis.parameters}
    curves = {name: fit.fit(basis.y) for name, fit in fits.items()}
    plain = {name: float(value_of_choosing(curve)) for name, curve in curves.items()}
    generator = np.random.default_rng(seed)
    limits = _chance_limits(basis, fits, generator)
    rows: list[tuple[Any, ...]] = []
    for name in sorted(plain, key=lambda name: -plain[name]):
        fit = fits[name]
        value, low, high, bias = plain[name], np.nan, np.nan, np.nan
        if len(rows) < _CLOSE_LOOK:
            value, low, high, bias = _close_look(basis, fit, curves[name], plain[name], generator)
        told = plain[name] > limits[fit.terms]
        best = [basis.strategies[int(np.argmax(curves[name][fit.order[i]]))] for i in _ends(len(fit.order))]
        what, unit = in_words(name, words)
        rows.append((name, what, unit, value, low, high, plain[name], bias, told, *best))
    return pd.DataFrame(rows, columns=list(INFORMATION_COLUMNS))


def _ends(n: int) -> tuple[int, int]:
    """Places of the 10th and the 90th percentile."""
    return round(0.1 * (n - 1)), round(0.9 * (n - 1))


def _close_look(
    basis: Ground, fit: Smooth, curve: Floats, plain: float, generator: np.random.Generator
) -> tuple[float, float, float, float]:
    """Estimate without its bias, its 90 % interval, and the bias: from curves drawn about the fitted one."""
    left = summed(basis.y - curve, basis.draw)
    error = left.T @ left / max(len(basis.y) - fit.terms, 1)
    drawn = value_of_choosing(_drawn_curves(fit, curve, error, generator, _DRAWS, skip=0))
    bias = float(drawn.mean()) - float(value_of_choosing(curve[_points(fit)]))
    low, high = (plain - bias + float(q) for q in np.quantile(drawn, _INTERVAL) - drawn.mean())
    return max(plain - bias, 0.0), max(low, 0.0), max(high, 0.0), bias


def _chance_limits(basis: Ground, fits: Mapping[str, Smooth], generator: np.random.Generator) -> dict[int, float]:
    """What the largest of so many meaningless parameters stays under in 19 of 20 cases, by terms of the fit."""
    share = 0.95 ** (1 / len(fits))
    flat = np.broadcast_to(basis.y.mean(axis=0), basis.y.shape)
    around = summed(basis.y - flat, basis.draw)
    spread = around.T @ around / (len(basis.y) - 1)
    limits = {}
    for fit in fits.values():
        if fit.terms not in limits:
            drawn = _drawn_curves(fit, flat, spread, generator, _CHANCE_DRAWS, skip=1)
            limits[fit.terms] = float(np.quantile(value_of_choosing(drawn), share))
    return limits


def _points(fit: Smooth) -> "np.ndarray[Any, np.dtype[np.intp]]":
    """Futures that stand for all: every so many in the order of the parameter."""
    n, points = len(fit.order), min(_POINTS, len(fit.order))
    chosen: np.ndarray[Any, np.dtype[np.intp]] = fit.order[((np.arange(points) + 0.5) * n / points).astype(int)]
    return chosen


def _drawn_curves(
    fit: Smooth, curve: Floats, covariance: Floats, generator: np.random.Generator, draws: int, skip: int
) -> Floats:
    """Curves with the sampling error of a fit added, shape (draws, points, strategies); the constant kept if `skip`."""
    level, axes = np.linalg.eigh(covariance)
    root = axes * np.sqrt(np.maximum(level, 0.0))
    columns = fit.columns[_points(fit)]
    if skip:
        columns = _without_constant(fit)[_points(fit)]
    error = generator.normal(size=(draws, columns.shape[1], len(root))) @ root.T
    drawn: Floats = curve[_points(fit)] + np.einsum("pk,dks->dps", columns, error)
    return drawn


def _without_constant(fit: Smooth) -> Floats:
    """Orthonormal columns of the fit that are orthogonal to constants."""
    centred = fit.columns - fit.columns.mean(axis=0)
    left, size, _ = np.linalg.svd(centred, full_matrices=False)
    columns: Floats = left[:, size > 1e-9]
    return columns


@dataclass(frozen=True)
class Everything:
    """What knowing more than one thing is worth, in the objective's unit.

    Attributes
    ----------
    unknowns, low, high : float
        All parameters together, with a 90 % interval: what choosing by a fit to all of them gained in futures that the
        fit had not seen, so at least this much on average. NaN when it cannot be said.
    foresight : float
        The whole future, luck included: nothing that could be found out is worth more.
    explained : float
        Share of the variance of the lead between the two leading strategies that all parameters together explain in
        futures not used for the fit (0–1); the rest is luck. NaN when it cannot be said.
    """

    unknowns: float
    low: float
    high: float
    foresight: float
    explained: float


def everything(basis: Ground, leader: str | None, runner_up: str | None) -> Everything:
    """Estimate the value of knowing all parameters (EVPI), and the whole future."""
    y = basis.y
    if not len(y) or y.shape[1] < 2:
        return Everything(*[float("nan")] * 5)
    best = int(np.argmax(y.mean(axis=0)))
    foresight = float(y.max(axis=1).mean() - y.mean(axis=0).max())
    if not basis.usable:
        return Everything(float("nan"), float("nan"), float("nan"), foresight, float("nan"))
    from scipy.special import stdtrit

    parts = _parts(basis.parameters)
    unseen = _unseen(parts, y, basis.draw)
    gain = y[np.arange(len(y)), unseen.argmax(axis=1)] - y[:, best]
    half = float(stdtrit(len(y) - 1, 0.95) * gain.std(ddof=1) / np.sqrt(len(y)))
    value, explained = float(gain.mean()), _explained(basis, parts, leader, runner_up)
    return Everything(max(value, 0.0), value - half, value + half, foresight, explained)


def _parts(parameters: pd.DataFrame) -> tuple[Floats, Floats]:
    """Orthogonal parts of the ranks of all parameters, and their sizes."""
    ranks = parameters.rank().to_numpy(np.float64)
    left, size, _ = np.linalg.svd((ranks - ranks.mean(axis=0)) / ranks.std(axis=0), full_matrices=False)
    return left, size


def _unseen(parts: tuple[Floats, Floats], y: Floats, draw: "np.ndarray[tuple[int], np.dtype[np.intp]]") -> Floats:
    """Expected outcomes of each future, by a ridge regression on the ranks of all parameters that left its draw out.

    Of the penalties, the one with the smallest error in the futures left out is taken. `y`: shape (futures, outcomes).
    """
    left, size = parts
    size_of = np.bincount(draw)[draw][:, None]
    spread = np.where(y.std(axis=0) > 0, y.std(axis=0), 1.0)
    best, found = np.inf, y
    for penalty in _PENALTIES * len(y) / 100:
        share = size**2 / (size**2 + penalty)
        own = (left**2 * share).sum(axis=1, keepdims=True) + 1 / len(y)
        fitted = (left * share) @ (left.T @ y) + y.mean(axis=0)
        # Futures of one draw have the same row, so that leaving all of them out has a closed form.
        missed = y - fitted
        unseen = fitted - own * summed(missed, draw)[draw] / np.maximum(1 - own * size_of, 1e-9)
        error = float((((y - unseen) / spread) ** 2).mean())
        if error < best:
            best, found = error, unseen
    return found


def _explained(basis: Ground, parts: tuple[Floats, Floats], leader: str | None, runner_up: str | None) -> float:
    if leader not in basis.strategies or runner_up not in basis.strategies:
        return float("nan")
    lead = basis.y[:, [basis.strategies.index(leader)]] - basis.y[:, [basis.strategies.index(runner_up)]]
    if np.ptp(lead) == 0:
        return float("nan")
    missed = lead - _unseen(parts, lead, basis.draw)
    return float(max(1 - (missed**2).mean() / lead.var(), 0.0))
