"""A box is judged where it was not chosen: its lift is right, and an empty box is called empty."""

import numpy as np
import pytest
from migsim.analysis.discover.again import again
from migsim.analysis.discover.prim import Box

POINTS, FUTURES, LINE = 300, 8, 0.6


def outcomes(rng, effect, shared):
    """Points fail (fall below 0) where x0 > 0.6 by `effect`; luck of each run, and of futures, which all points share.

    With much shared luck the halves fail at very different rates, as they did where densities were read without them.
    """
    x = rng.random((POINTS, 4))
    y = rng.normal(0.8 - effect * (x[:, [0]] > LINE), 1.0, (POINTS, FUTURES)) + shared * rng.normal(size=FUTURES)
    return x, y


def judged(effect, shared=0.0, repeats=10, splits=5):
    """Repeat the whole study: 2 x splits x repeats halves."""
    for seed in range(repeats):
        rng = np.random.default_rng(seed)
        x, y = outcomes(rng, effect, shared)
        yield x, y, again(x, y, 0.0, np.arange(POINTS), splits=splits, seed=seed)


def true_lift(effect):
    """Lift of the planted box among halves of the futures, from 400,000 points."""
    rng = np.random.default_rng(99)
    inside = rng.random(400_000) > LINE
    fails = rng.normal(0.8 - effect * inside, 1 / np.sqrt(FUTURES / 2)) < 0
    return fails[inside].mean() / fails.mean()


def test_lift_of_a_planted_box_is_right_over_a_hundred_halves():
    found = [one for *_, one in judged(effect=1.2)]
    lift = np.concatenate([one.lift for one in found])
    assert np.isfinite(lift).mean() > 0.9
    assert np.nanmedian(lift) == pytest.approx(
        true_lift(1.2), rel=0.06
    )  # a found box lies within a slice of the true one
    assert all(one.holds for one in found)
    assert min(one.found[0, "low"] for one in found) >= 0.9


def test_lift_is_one_without_a_box_and_it_is_called_empty():
    found = [one for *_, one in judged(effect=0.0)]
    lift = np.concatenate([one.lift for one in found])
    if np.isfinite(lift).any():
        assert np.nanmedian(lift) == pytest.approx(1.0, abs=0.1)
    assert not any(one.holds for one in found)


def test_base_rates_of_the_halves_are_said_and_the_lift_does_not_follow_them():
    found = [one for *_, one in judged(effect=1.4, shared=0.8, repeats=4)]
    base, density, lift = (
        np.concatenate([getattr(one, name) for one in found]) for name in ("base", "density", "lift")
    )
    assert np.nanmax(base) - np.nanmin(base) > 0.4
    assert np.nanmax(density) - np.nanmin(density) > 0.3
    ceiling = 1 / base
    assert (lift[np.isfinite(lift)] <= ceiling[np.isfinite(lift)] + 1e-9).all()
    assert all(one.holds for one in found)


def test_halves_share_neither_points_nor_futures(monkeypatch):
    """Each half is chosen by, and judged on, what the other does not hold; rows stay together."""
    seen = []
    monkeypatch.setattr(
        "migsim.analysis.discover.again.best_box",
        lambda x, fails, words: seen.append(set(x[:, 0])) or type("Found", (), {"box": Box({0: (0.5, np.inf)})}),
    )
    x = np.repeat(np.arange(40) / 40, 3)[:, None]
    y = np.random.default_rng(1).normal(size=(120, 4))
    one = again(x, y, 0.0, np.repeat(np.arange(40), 3), splits=1)
    assert seen[0].isdisjoint(seen[1])
    assert len(seen[0] | seen[1]) == 40
    assert one.found == {(0, "low"): 1.0}


def test_no_other_half_of_a_single_future():
    assert again(np.zeros((9, 1)), np.zeros((9, 1)), 0.0, np.arange(9)) is None
