"""Counterfactual twins: the same world under another strategy."""

import numpy as np
import pytest
from migsim import MarketModel
from migsim.engine import simulate
from migsim.errors import InputError

from playing import PLANS, SMALL

COACHED = PLANS["coached"]


@pytest.fixture(scope="module")
def twin():
    return simulate(SMALL, COACHED, seed=1, run=1).twin()


def test_the_twin_is_what_simulating_the_other_strategy_gives(twin):
    other = simulate(SMALL, "no-project", seed=1, run=1)
    assert twin.history.scorecard == other.scorecard
    assert twin.history.events.equals(other.events)
    np.testing.assert_array_equal(twin.history.pool_incomes, other.pool_incomes)


@pytest.mark.parametrize("rest", [{"fixed": True}, {"changes": {"breach": 0.3, "deals_on": 0}}, {"weeks": 160}])
def test_the_twin_has_the_same_parameters_switches_and_horizon(rest):
    told = simulate(SMALL, COACHED, seed=4, run=2, **rest)
    other = simulate(SMALL, "no-project", seed=4, run=2, **rest)
    assert told.twin().history.scorecard == other.scorecard
    assert told.twin().history.drawn == told.drawn
    assert len(told.twin().history.weekly) == len(told.weekly)


def test_the_twin_is_the_same_person_with_the_same_luck(twin):
    same = ["actor", "role", "groups", "turnover", "cooperation"]
    assert twin.told.actors[same].equals(twin.history.actors[same])
    shocks = [side.events.query("event == 'shock'")[["week", "other"]] for side in (twin.told, twin.history)]
    assert shocks[0].reset_index(drop=True).equals(shocks[1].reset_index(drop=True))


def test_a_twin_under_the_same_strategy_does_not_differ():
    twin = simulate(SMALL, COACHED, seed=2).twin(COACHED)
    assert (twin.actors()["difference"] == 0).all()
    assert (twin.incomes(twin.typical())["difference"] == 0).all()


def test_gains_add_up_from_their_parts_and_from_the_weeks(twin):
    """Incomes hold what ties from before the project pay anyway; gains do not, which in the twin are all its deals."""
    discount = (1 + twin.told.scenario.costs.discount) ** (-1 / 52)
    found = []
    for name in twin.told.actors["actor"]:
        rows = twin.actor(name).set_index("measure")
        weeks = twin.incomes(name)
        worth = {side: (weeks[side] * discount ** np.arange(len(weeks))).sum() for side in ("history", "twin")}
        assert rows["twin"]["gain_deals"] == pytest.approx(0, abs=1e-9)  # nothing but trade from before
        anyway = worth["twin"] - rows["twin"]["gain"]
        found.append(anyway)
        for side in ("history", "twin"):
            part = rows[side]
            whole = (
                part["gain_relief"] + part["gain_deals"] + part["gain_delivery"] - part["own_cost"] - part["shock_loss"]
            )
            assert part["gain"] == pytest.approx(whole, abs=1e-9)
            assert part["gain"] == pytest.approx(worth[side] - anyway, abs=1e-6)
            assert part["income"] == pytest.approx(weeks[side].tail(52).mean())
        assert (rows["difference"] == rows["history"] - rows["twin"]).all()
    assert max(map(abs, found)) > 1
    assert twin.history.actors["hours_given"].sum() == 0
    assert twin.told.actors["hours_given"].sum() > 0


def test_the_typical_actor_is_the_middle_member_among_households(twin):
    frame, chosen = twin.actors().set_index("actor"), twin.typical()
    households = {role.name for role in twin.told.scenario.roles if role.household}
    eligible = frame[frame["member"] & frame["role"].isin(households)]
    assert chosen in eligible.index
    below = (eligible["difference"] < eligible.loc[chosen, "difference"]).sum()
    assert below == (len(eligible) - 1) // 2


def test_without_members_somebody_is_typical_all_the_same():
    assert simulate(SMALL, PLANS["delivered"]).twin().typical()


def test_an_unknown_actor_is_named_with_advice(twin):
    with pytest.raises(InputError, match='did you mean "farmer A"'):
        twin.actor("farmer  A")


def test_half_way_through_a_model_the_twin_stops_there_too():
    model = MarketModel(SMALL, COACHED, rng=1, run=1)
    for _ in range(30):
        model.step()
    half = model.history().twin()
    other = MarketModel(SMALL, "no-project", rng=1, run=1)
    for _ in range(30):
        other.step()
    assert half.history.scorecard == other.scorecard()
    assert len(half.incomes(half.typical())) == 31
