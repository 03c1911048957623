"""The package's own exponential, logarithm and normal quantile against 50-digit arithmetic."""

import math

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from migsim.numerics import exp, log, logistic, normal_quantile, normal_quantiles, power

from calling import reach

mpmath.mp.dps = 50


def ulps(found: float, exact: mpmath.mpf) -> float:
    """Distance in units in the last place of the exact value."""
    return float(abs(mpmath.mpf(found) - exact) / mpmath.mpf(math.ulp(float(exact))))


def relative(found: float, exact: mpmath.mpf) -> float:
    return float(abs((mpmath.mpf(found) - exact) / exact))


def grid(low: float, high: float, count: int = 4000) -> list[float]:
    return [float(x) for x in np.linspace(low, high, count) + np.random.default_rng(1).uniform(0, 1e-3, count)]


def test_exp_within_one_ulp():
    assert max(ulps(exp(x), mpmath.exp(x)) for x in grid(-700, 700) + grid(-2, 2)) <= 1.0


def test_exp_is_clamped_where_doubles_end():
    assert exp(-1e9) == exp(-708.0) > 0.0
    assert exp(1e9) == exp(709.0) < math.inf


def test_log_within_one_ulp():
    powers = [math.exp(x) for x in grid(-700, 700)]
    assert max(ulps(log(x), mpmath.log(x)) for x in powers + grid(0.5, 2) if x != 1.0) <= 1.0


def test_known_values():
    assert (exp(0.0), log(1.0), logistic(0.0), normal_quantile(0.5)) == (1.0, 0.0, 0.5, 0.0)


def exact_quantile(u: float) -> mpmath.mpf:
    return mpmath.sqrt(2) * mpmath.erfinv(2 * mpmath.mpf(u) - 1)


def test_normal_quantile_to_fifteen_digits():
    tails = [10.0**-n for n in range(2, 16)]
    points = grid(0.001, 0.998, 400) + tails + [0.075, 0.925, 0.4999, 0.5001]
    # The upper tail is what is left of 1: near 1 the input itself has few digits, which the exact value shares.
    assert max(relative(normal_quantile(u), exact_quantile(u)) for u in points) <= 1e-15


@settings(max_examples=200, deadline=None)
@given(st.floats(-700, 700))
def test_log_undoes_exp(x):
    assert log(exp(x)) == pytest.approx(x, rel=1e-15, abs=2.3e-16)


@settings(max_examples=200, deadline=None)
@given(st.floats(-700, 700), st.floats(-700, 700))
def test_exp_rises(x, y):
    low, high = sorted((x, y))
    assert exp(low) <= exp(high)


@given(st.floats(1e-12, 0.5))
def test_the_quantile_is_symmetric(u):
    if 1.0 - (1.0 - u) == u:  # 1 - u is exact
        assert normal_quantile(1.0 - u) == -normal_quantile(u)


def test_many_quantiles_are_the_same_quantiles():
    u = np.concatenate([np.linspace(0.001, 0.999, 501), [1e-12, 1 - 1e-12, 0.075, 0.925]])
    z = np.zeros_like(u)
    reach(normal_quantiles)(u, z)
    assert z.tolist() == [normal_quantile(x) for x in u]


@pytest.mark.parametrize(("x", "y"), [(0.0, 2.0), (1e-6, 3.0), (0.3, 1.0), (0.5, 2.0), (0.97, 5.0), (1.0, 1.5)])
def test_power(x, y):
    assert reach(power)(x, y) == pytest.approx(x**y, rel=1e-14)
