"""Draws for many futures at once, the same bits as one by one."""

import numpy as np

from migsim.chance import _uniform
from migsim.kernel import entry
from migsim.numerics import exp, log
from migsim.state import Array


def uniforms_of_runs(seed: int, runs: range, event: int, i: int) -> Array:
    """Draw `uniform((seed, run), event, 0, i, 0)` for each run, shape (R,)."""
    u = np.empty(len(runs))
    _fill_uniforms(seed, runs.start, runs.step, event, i, u)
    return u


def log_uniform(u: Array, low: float, high: float) -> Array:
    """Values at quantiles `u` of a prior that is uniform in the logarithm, shape as `u`."""
    values = np.empty(len(u))
    _fill_log_uniform(u, float(log(low)), float(log(high)), values)
    return values


@entry
def _fill_uniforms(seed: int, first: int, step: int, event: int, i: int, u: Array) -> None:
    for n in range(len(u)):
        u[n] = _uniform((seed, first + n * step), event, 0, i, 0)


@entry
def _fill_log_uniform(u: Array, low: float, high: float, values: Array) -> None:
    for n in range(len(u)):
        values[n] = exp(low + u[n] * (high - low))
