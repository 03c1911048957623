"""Indices against functions whose indices are known, and against SALib."""

import numpy as np
import pandas as pd
import pytest
from migsim.analysis.sensitivity.curves import curve
from migsim.analysis.sensitivity.intervals import between_futures, between_repeats, cross
from migsim.analysis.sensitivity.morris import morris
from migsim.analysis.sensitivity.sobol import sobol
from migsim.analysis.sensitivity.words import CONSTANT, NOT_DISTINGUISHABLE, TOO_FEW, TOO_SMALL, UNSETTLED, verdicts
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
    frame = pd.DataFrame({"first": [0.5, 0.2], "first_low": [0.4, 0.1], "first_high": [0.6, 0.3]})
    said = verdicts(frame, "curves", futures)
    assert (said[0] == "matters much") == told
    assert (said[0] == TOO_FEW) == (not told)


def test_an_outcome_that_is_the_same_in_every_run():
    frame = pd.DataFrame({"first": [0.0, 0.0], "first_low": [0.0, 0.0], "first_high": [0.0, 0.0]})
    assert verdicts(frame, "curves", 20, constant=True) == [CONSTANT, CONSTANT]


def test_shares_of_the_mean_are_salibs_indices_of_the_mean():
    """Luck of single runs alone: what SALib makes of the mean over many futures is what is called of the mean."""
    y, _ = rows_of(ishigami, 3, 512)
    noisy = y[..., None] + 4 * np.random.default_rng(1).normal(size=(*y.shape, 60))
    problem = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[0, 1]] * 3}
    theirs = oracle.analyze(problem, y.reshape(-1), calc_second_order=False, num_resamples=10, seed=1)
    found = sobol(noisy)
    assert found["mean_first"][:3] == pytest.approx(theirs["S1"], abs=0.03)
    assert found["mean_total"][:3] == pytest.approx(theirs["ST"], abs=0.03)
    assert found["lasting"][:3] == pytest.approx(theirs["ST"] * y.var() / noisy.var(), abs=0.03)


def repeated(rows=256, draws=40, repeats=4, seed=2):
    """x0 matters (3); what nobody varied shifts all (4) and twists x1 (1); people and chance do the rest (2)."""
    rng = np.random.default_rng(seed)
    y, x = rows_of(lambda u: 6.0 * u[:, 0], 2, rows)
    shift, twist = (np.repeat(rng.normal(size=draws), repeats) for _ in range(2))
    people = rng.normal(size=draws * repeats)
    noise = rng.normal(size=(*y.shape, draws * repeats))
    return y[..., None] + 2 * shift + 2 * np.sqrt(3) * (x[..., 1:2] - 0.5) * twist + people + noise, x


def test_repeats_tell_people_and_chance_from_parameters_not_varied():
    y, _ = repeated()
    found = sobol(y, repeats=4)
    assert found["lasting"][:2] == pytest.approx([3 / 10, 0], abs=0.06)
    assert found["total"][2] == pytest.approx(7 / 10, abs=0.08)
    assert found["people"][0] == pytest.approx(2 / 10, abs=0.04)
    assert found["people_low"][0] < 2 / 10 < found["people_high"][0]


def test_futures_that_share_their_parameters_are_no_pair():
    """Draws (1, 3) and (2, 6), means 2 and 4: only products across the two count, not 1 x 3 and 2 x 6."""
    y = np.array([1.0, 3.0, 2.0, 6.0])
    assert cross(y, y, 2) == pytest.approx((1 * 2 + 1 * 6 + 3 * 2 + 3 * 6) / 4)
    assert between_futures(y, 2) == pytest.approx((1 + 9 + 4 + 36) / 4 - 8)
    assert between_repeats(y, 2) == pytest.approx((2 + 8) / 2)


@pytest.mark.parametrize(
    ("value", "low", "high", "said"),
    [
        (0.002, 0.001, 0.003, TOO_SMALL),  # was called something that matters
        (0.19, -0.02, 0.40, UNSETTLED),  # was called not distinguishable from zero
        (0.01, -0.02, 0.04, NOT_DISTINGUISHABLE),
        (0.04, 0.01, 0.08, "matters little"),
        (0.30, 0.20, 0.40, "matters much"),
    ],
)
def test_a_share_counts_by_its_size_and_its_interval(value, low, high, said):
    frame = pd.DataFrame({"lasting": [value, 0], "lasting_low": [low, 0], "lasting_high": [high, 0]})
    assert verdicts(frame, "sobol", 20)[0] == said
