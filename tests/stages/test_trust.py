"""Trust: a Beta reputation that forgets."""

import numpy as np
import pytest
from migsim.stages.contact import meet_each_other
from migsim.stages.record import open_week
from migsim.stages.trust import add_negative, add_positive, first_trust, trust_in


@pytest.fixture
def at_half(world):
    """Everybody trusts everybody by a half, on two observations."""
    world.parameters["prior_strength"] = 2.0
    world.state.prior[:] = 0.5
    world.state.positive[:] = world.state.negative[:] = 0.0
    return world


def test_a_good_and_a_bad_observation(at_half):
    at_half.parameters["negative_weight"] = 3.0
    at_half.call(add_positive, i=0, j=1, evidence=1.0)
    assert at_half.call(trust_in, i=0, j=1) == pytest.approx((1 + 1) / (2 + 1))
    at_half.call(add_negative, i=0, j=1, evidence=1.0)
    assert at_half.call(trust_in, i=0, j=1) == pytest.approx((1 + 1) / (2 + 1 + 3))
    assert at_half.call(trust_in, i=1, j=0) == 0.5  # it is directed


@pytest.mark.parametrize("weeks", [1, 13, 52, 160])
def test_forgetting_is_exact(at_half, weeks):
    at_half.parameters["forgetting"] = 0.93
    at_half.call(add_positive, i=0, j=1, evidence=4.0)
    for week in range(1, weeks + 1):
        at_half.call(open_week, week=week)
    left = 4.0 * 0.93 ** (12 * weeks / 52)
    assert at_half.call(trust_in, i=0, j=1) == pytest.approx((1 + left) / (2 + left), rel=1e-12)
    at_half.call(add_positive, i=0, j=1, evidence=1.0)  # later evidence counts whole
    assert at_half.call(trust_in, i=0, j=1) == pytest.approx((2 + left) / (3 + left), rel=1e-12)


def test_first_trust_is_higher_within_a_tier(world):
    world.state.actors["general_trust"] = 0.0
    world.call(first_trust, added=0.1)
    p = world.parameters[0]
    assert world.state.prior[0, 1] == pytest.approx(p["trust_same_tier"] + 0.1)
    assert world.state.prior[0, 6] == pytest.approx(p["trust_across_tiers"] + 0.1)
    assert (world.state.understanding == p["first_understanding"]).all()


def test_first_trust_stays_a_chance(world):
    world.state.actors["general_trust"] = [-5.0, 5.0] + [0.0] * 11
    world.call(first_trust, added=0.0)
    assert world.state.prior[0, 1] == 0.05
    assert world.state.prior[1, 0] == 0.95


def test_mean_trust_leaves_oneself_out(at_half):
    at_half.state.prior[0, :] = np.linspace(0.1, 0.7, 13)
    at_half.state.prior[0, 0] = 0.9
    at_half.parameters["contact_evidence"] = 0.0
    at_half.among_those_present(meet_each_other, at_half.seat([0, 2, 4]), g=0, n=3)
    assert at_half.state.warmth[0] == pytest.approx((0.2 + 0.3) / 2)
    at_half.among_those_present(meet_each_other, at_half.seat([0]), g=0, n=1)
    assert at_half.state.warmth[0] == 0.0
