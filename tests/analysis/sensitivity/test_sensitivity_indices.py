"""Indices against functions whose indices are known, and against SALib."""

import numpy as np
import pandas as pd
import pytest
from migsim.analysis.sensitivity.curves import curve
from migsim.analysis.sensitivity.intervals import cross
from migsim.analysis.sensitivity.morris import morris
from migsim.analysis.sensitivity.sobol import sobol
from migsim.analysis.sensitivity.words import CONSTANT, TOO_FEW, verdicts
from SALib.analyze import sobol as oracle
from SALib.test_functions import Ishigami, Sobol_G
from scipy.stats import qmc

# Ishigami with a = 7, b = 0.1 (Saltelli et al. 2008): first and total order.
ISHIGAMI = (np.array([0.3139, 0.4424, 0.0]), np.array([0.5576, 0.4424, 0.2437]))


def rows_of(f, factors, rows, seed=1):
    """Outcomes of a function on Saltelli's matrices, shape (rows, factors + 2), and the points."""
    sample = qmc.Sobol(2 * factors, rng=np.random.default_rng(seed)).random(rows)
    a, b = sample[:, :factors], sample[:, factors:]
    x = np.stack([a, *(np.where(np.arange(factors) == k, b, a) for k in range(factors)), b], axis=1)
    return f(x.reshape(-1, factors)).reshape(x.shape[:-1]), x


def ishigami(x):
    return Ishigami.evaluate(2 * np.pi * x - np.pi)


def within(found, name, known):
    low, high = found[name + "_low"][: len(known)], found[name + "_high"][: len(known)]
    return (low <= known).all() and (known <= high).all()


def test_ishigami_lies_in_the_intervals():
    y, _ = rows_of(ishigami, 3, 1024)
    found = sobol(y[..., None])
    assert within(found, "first", ISHIGAMI[0])
    assert within(found, "total", ISHIGAMI[1])
    assert np.isnan(found["total"][3]), "one future says nothing of luck"
    assert (found["total_high"] - found["total_low"])[:3].max() < 0.2, "intervals that say something"


def test_sobol_g_lies_in_the_intervals():
    a = np.array([0.0, 1.0, 4.5, 9.0, 99.0])
    y, _ = rows_of(lambda x: Sobol_G.evaluate(x, a=a), 5, 2048)
    found = sobol(y[..., None])
    assert within(found, "first", Sobol_G.sensitivity_index(a))
    assert within(found, "total", Sobol_G.total_sensitivity_index(a))


def test_same_as_salib_where_there_is_one_future():
    y, _ = rows_of(ishigami, 3, 512)
    problem = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[0, 1]] * 3}
    theirs = oracle.analyze(problem, y.reshape(-1), calc_second_order=False, num_resamples=1000, seed=1)
    found = sobol(y[..., None])
    assert found["first"][:3] == pytest.approx(theirs["S1"], abs=1e-5)
    assert found["total"][:3] == pytest.approx(theirs["ST"], abs=1e-12)
    theirs_half = 1.645 / 1.96 * np.array(theirs["ST_conf"])
    half = (found["total_high"] - found["total_low"])[:3] / 2
    assert half == pytest.approx(theirs_half, rel=0.35)


def with_luck(rows=1024, futures=40, seed=3):
    """x0 matters; x1 matters only together with luck; x2 does nothing; luck shifts all. Variances are known."""
    rng = np.random.default_rng(seed)
    y, x = rows_of(lambda u: 6.0 * u[:, 0], 3, rows)
    shift, twist = (rng.normal(size=futures) for _ in range(2))
    for z in (shift, twist):
        z -= z.mean()
        z /= z.std()
    noise = rng.normal(size=(*y.shape, futures))
    return y[..., None] + shift + 2 * np.sqrt(3) * (x[..., 1:2] - 0.5) * twist + noise


def test_luck_has_a_row_and_its_part_in_factors():
    found = sobol(with_luck())
    # x0: 36/12 = 3; shift 1; x1 with luck 1; noise 1: six in all.
    assert found["first"] == pytest.approx([3 / 6, 0, 0, 1 / 6], abs=0.04)
    assert found["lasting"][:3] == pytest.approx([3 / 6, 0, 0], abs=0.04)
    assert found["total"][3] == pytest.approx(3 / 6, abs=0.04)
    assert found["total"][1] == pytest.approx(2 / 6, abs=0.04), "noise of single runs counts as part of every factor"
    assert found["lasting_low"][0] > 0
    assert (found["lasting_low"][1:3] <= 0).all(), "what acts only through luck is not told from zero"


def test_intervals_cover_the_choice_of_futures():
    known = 3 / 6
    inside = 0
    for seed in range(20):
        y, x = rows_of(lambda u: 6.0 * u[:, 0], 3, 64, seed)
        rng = np.random.default_rng(100 + seed)
        shift, twist = rng.normal(size=(2, 12))
        y = y[..., None] + shift + 2 * np.sqrt(3) * (x[..., 1:2] - 0.5) * twist + rng.normal(size=(*y.shape, 12))
        found = sobol(y, seed)
        inside += found["first_low"][0] <= known <= found["first_high"][0]
    assert inside >= 15, "90 % intervals"


def test_nothing_varies():
    found = sobol(np.full((16, 4, 3), 0.1))
    assert (found["total"] == 0).all()


def test_morris_of_a_line_and_of_luck():
    rng = np.random.default_rng(5)
    base = rng.random((200, 3))
    step = np.where(base < 0.5, 0.5, -0.5)
    x = np.repeat(base[:, None], 4, axis=1)
    for k in range(3):
        x[:, k + 1, k] += step[:, k]
    y = (x @ [3.0, -2.0, 0.0])[..., None] + rng.normal(size=(1, 1, 10)) * 4 + rng.normal(size=(200, 4, 10))
    found = morris(y, step)
    assert found["mu"][:3] == pytest.approx([3, -2, 0], abs=0.15)
    assert (found["lasting_low"][:2] > 0).all()
    assert found["lasting_low"][2] <= 0, "what does nothing is not told from luck, though mu* is above zero"
    assert found["mu_star"][2] > 0.3
    sizes = np.abs(y[..., :, None] - y[..., None, :]).sum(axis=(-1, -2)) / 90
    assert found["mu_star"][3] == pytest.approx(sizes.mean())


def test_mean_product_across_futures():
    a, b = np.array([1.0, 2.0, 4.0]), np.array([3.0, -1.0, 2.0])
    by_hand = (1 * -1 + 1 * 2 + 2 * 3 + 2 * 2 + 4 * 3 + 4 * -1) / 6
    assert cross(a, b) == pytest.approx(by_hand)


def switched(futures, seed):
    """A switch whose effect has another sign in each future: nothing in the mean, all of it luck."""
    rng = np.random.default_rng(seed)
    on = (rng.random(60) > 0.5).astype(float)
    twist, shift = 2 * rng.normal(size=(2, futures))
    return (on[:, None] - 0.5) * twist + shift + rng.normal(size=(60, futures)), on


@pytest.mark.parametrize("futures", [2, 3, 20])
def test_the_luck_of_few_futures_is_no_effect(futures):
    found = [curve(*switched(futures, seed), seed).first for seed in range(100)]
    value = np.array([first for first, _, _ in found])
    assert abs(value.mean()) < 2.5 * value.std() / 10, "without cross products it is a quarter for two futures"
    low, high = (np.array([one[k] for one in found]) for k in (1, 2))
    if futures == 2:
        assert np.isnan(low).all()
        assert np.isnan(high).all()
    else:
        assert ((low <= 0) & (high >= 0)).mean() >= 0.85


@pytest.mark.parametrize(("futures", "told"), [(1, False), (2, False), (3, True)])
def test_fewer_than_three_futures_tell_nothing(futures, told):
    frame = pd.DataFrame({"first": [0.5, 0.2], "first_low": [0.4, 0.1]})
    said = verdicts(frame, "curves", futures)
    assert (said[0] == "matters much") == told
    assert (said[0] == TOO_FEW) == (not told)


def test_an_outcome_that_is_the_same_in_every_run():
    frame = pd.DataFrame({"first": [0.0, 0.0], "first_low": [0.0, 0.0]})
    assert verdicts(frame, "curves", 20, constant=True) == [CONSTANT, CONSTANT]
