"""PRIM on planted boxes, by hand, and against another implementation."""

import numpy as np
import pytest
from migsim.analysis.discover.prim import Box, balance, best_box, measure, prim
from scipy.stats import binom


def planted(seed, points=1000, factors=6, noise=0.0):
    """Cases of interest where x0 > 0.55 and 0.2 < x2 < 0.7, some of them turned round."""
    rng = np.random.default_rng(seed)
    x = rng.random((points, factors))
    inside = (x[:, 0] > 0.55) & (x[:, 2] > 0.2) & (x[:, 2] < 0.7)
    return x, inside ^ (rng.random(points) < noise)


@pytest.mark.parametrize("seed", range(5))
def test_planted_box_is_found(seed):
    x, interesting = planted(seed)
    found = best_box(x, interesting)
    assert found.coverage > 0.9
    assert found.density > 0.9
    assert found.box.restricted == (0, 2)
    assert found.box.limits[0][0] == pytest.approx(0.55, abs=0.05)
    assert found.box.limits[2] == pytest.approx((0.2, 0.7), abs=0.05)


def test_planted_box_in_noise():
    x, interesting = planted(1, points=3000, noise=0.05)
    found = best_box(x, interesting)
    truth = measure(Box({0: (0.55, np.inf), 2: (0.2, 0.7)}), x, interesting)
    assert found.box.restricted == (0, 2)
    assert found.density > 0.9 * truth.density
    assert found.coverage > 0.9 * truth.coverage


def test_words_and_levels():
    rng = np.random.default_rng(2)
    x = np.column_stack([rng.integers(0, 3, 600), rng.integers(0, 4, 600), rng.random(600)])
    interesting = (x[:, 0] == 1) & (x[:, 1] >= 2)
    found = best_box(x, interesting, words=(0,))
    assert (found.coverage, found.density) == (1.0, 1.0)
    assert found.box.kept == {0: frozenset({1.0})}
    assert found.box.limits[1][0] == 2.0


def test_nothing_to_find_gives_no_telling_limit():
    rng = np.random.default_rng(3)
    x, interesting = rng.random((400, 4)), rng.random(400) < 0.3
    assert best_box(x, interesting).density < 0.6


def test_one_peel_by_hand():
    """Twenty points; the two lowest are no cases: a tenth peeled from below is the best slice."""
    x = np.arange(20.0)[:, None]
    interesting = np.arange(20) >= 6
    first = prim(x, interesting, peel=0.1)[1]
    assert first.box.limits[0][0] == 2.0
    assert first.coverage == 1.0
    assert first.density == pytest.approx(14 / 18)
    assert measure(first.box, x, interesting).quasi_p[0] == pytest.approx(binom.sf(13, 18, 14 / 20))


def test_quasi_p_by_hand():
    x = np.array([[0.0, 0], [1, 0], [0, 1], [1, 1], [1, 1]])
    interesting = np.array([False, False, False, True, True])
    found = measure(Box({0: (1, 1), 1: (1, 1)}), x, interesting)
    assert found.quasi_p == {0: pytest.approx((2 / 3) ** 2), 1: pytest.approx((2 / 3) ** 2)}


# Coverage and density of the best-balanced box that PRIM 1.0.0 (Hadka, after Kwakkel's EMA workbench and RAND's
# sdtoolkit) finds in planted(seed, noise=noise), with the same peeling share and smallest mass.
REFERENCE = {(0, 0.0): (0.9853, 0.9663), (1, 0.05): (0.8589, 0.9452), (2, 0.05): (0.8623, 0.9221)}


@pytest.mark.parametrize(("seed", "noise"), REFERENCE)
def test_as_good_a_box_as_the_reference_implementation(seed, noise):
    x, interesting = planted(seed, noise=noise)
    found = best_box(x, interesting)
    coverage, density = REFERENCE[seed, noise]
    assert found.coverage == pytest.approx(coverage, abs=0.04)
    assert found.density == pytest.approx(density, abs=0.04)
    assert balance(found) > 2 * coverage * density / (coverage + density) - 0.01


def test_trade_off_lies_on_that_of_the_ema_workbench():
    """The same peeling share, smallest mass and objective on the same table: density at equal coverage agrees."""
    ema = pytest.importorskip("ema_workbench.analysis.prim", exc_type=ImportError)
    import pandas as pd

    x, interesting = planted(3, points=2000, noise=0.05)
    table = pd.DataFrame(x, columns=[f"x{k}" for k in range(x.shape[1])])
    theirs = ema.Prim(table, interesting, threshold=0.1, peel_alpha=0.05, mass_min=0.05).find_box().peeling_trajectory
    ours = prim(x, interesting)[:-1]
    coverage = np.linspace(0.3, 0.98, 30)
    curve = [np.interp(coverage, c[::-1], d[::-1]) for c, d in (
        ([s.coverage for s in ours], [s.density for s in ours]), (theirs["coverage"], theirs["density"]))]  # fmt: skip
    apart = np.abs(curve[0] - curve[1])
    assert np.median(apart) < 0.01
    assert apart.max() < 0.07  # at the knee, where one slice more or less of a noisy table decides
