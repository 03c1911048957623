"""A market of the case's size: rows that stand for several actors, who is reached, and what lapses."""

import numpy as np
import pytest
from migsim.chance import LAPSE, uniform
from migsim.scenario.market import build_market
from migsim.stages.income import close_week, open_accounts, share_of_uptake
from migsim.stages.people import draw_people
from migsim.stages.record import open_week
from migsim.stages.scorecard import FIRST_GROUP, households_reached, reckon_gains, split_gains
from migsim.stages.take_up import draw_convincing, lapse, push, spread
from migsim.state import GAIN, NEVER, SPLIT

from calling import KEY, World, larger

CREDIT, PRICES, SKILLS = 0, 1, 2
FARMER = 1


def test_rows_stand_for_as_many_as_there_are(small):
    """48 farmers, 9 traders and so on, by role and by delegate, whatever a row stands for."""
    plain, sevens = (build_market(larger(small, 60, each), seed=1) for each in (1, 7))
    assert len(plain.outside) == 60
    assert len(sevens.outside) < 40
    assert set(plain.outside["stands_for"]) == {1.0}
    for field in ("role", "delegate"):
        for value in np.unique(plain.outside[field]):
            counts = [m.outside["stands_for"][m.outside[field] == value].sum() for m in (plain, sevens)]
            assert counts[0] == counts[1], (field, value)
    for name in ("households", "outside"):
        assert plain.figures[0][name] == sevens.figures[0][name]
    assert (plain.roles["outside_turnover"] == sevens.roles["outside_turnover"]).all()


def test_a_row_stands_for_no_more_than_it_is_allowed_to(small):
    market = build_market(larger(small, 20_000), seed=1)
    assert market.outside["stands_for"].max() == 20
    assert market.outside["stands_for"].sum() == 20_000
    assert 1000 <= len(market.outside) <= 1020
    few = build_market(larger(small, 400, stands_for=50), seed=1).outside
    banks = few["stands_for"][few["role"] == 0]
    assert len(banks) >= min(banks.sum(), 10)


@pytest.mark.parametrize(("stands_for", "seeds"), [(1, 10), (5, 40)])
def test_the_room_is_heard_no_more_where_rows_stand_for_many(small, stands_for, seeds):
    """With 6 contacts each, 13 in the pool are heard by 78 outside, less some who rather take one of their like."""
    heard = []
    for seed in range(1, seeds + 1):
        market = build_market(larger(small, 1000, stands_for), seed=seed)
        pool = len(market.pool)
        listeners = market.contacts[: market.contact_start[pool]]
        outside = listeners[listeners >= pool] - pool
        heard.append(market.outside["stands_for"][outside].sum())
        assert market.hears.sum() == len(market.contacts)
    assert np.mean(heard) == pytest.approx(72, rel=0.1)


@pytest.fixture
def sevens(small):
    world = World.of(larger(small, 60, 7))
    world.call(draw_people)
    world.call(draw_convincing)
    world.call(open_accounts)
    return world


def take_up(world, k, week=1):
    """Everybody takes a practice up in this week."""
    world.state.constraints[k]["worked"] = 0.5
    world.call(spread, week=week)
    for node in range(len(world.market.pool) + len(world.market.outside)):
        world.call(push, k=k, node=node, amount=100.0)
    world.call(spread, week=week + 1)


def test_sums_over_the_outside_are_weighted(sevens):
    """What a week of full relief gives those outside who took it up: turnover x rate, as often as a row stands for."""
    state, outside = sevens.state, sevens.market.outside
    take_up(sevens, SKILLS)
    gain = outside["stands_for"] * outside["turnover"] / 52 * np.maximum(state.role_gain[outside["role"], SKILLS], 0)
    assert state.sums[:, 0, SKILLS].sum() == pytest.approx(gain.sum())
    assert state.sums[:, 1, SKILLS].sum() == pytest.approx((gain * outside["power"]).sum())
    assert state.constraints[SKILLS]["uptake"] == state.ledger[0]["adopters"] == 60.0
    assert sevens.call(share_of_uptake, k=SKILLS) == 1.0


def test_splits_count_actors(sevens):
    """Three of gain 2 are three actors and 6 money in their category, role and groups."""
    market = sevens.market
    gains = np.zeros(len(market.pool) + len(market.outside), GAIN)
    splits = np.zeros(FIRST_GROUP + 2 + len(market.roles), SPLIT)
    row = len(market.pool) + int(np.argmax(market.outside["stands_for"]))
    stands_for = market.outside["stands_for"].max()
    gains[row]["gain"] = 2.0
    sevens.call(split_gains, gains=gains, splits=splits)
    assert splits["actors"][:3].sum() == len(market.pool) + 60
    assert splits["gain"][:3].sum() == 2.0 * stands_for


def test_a_household_is_reached_in_any_year(sevens):
    """By 5 % of its turnover in one year; rows count for all whom they stand for."""
    market = sevens.market
    pool, threshold = len(market.pool), market.figures[0]["reach_threshold"]
    gains = np.zeros(pool + len(market.outside), GAIN)
    farmer = int(np.flatnonzero(market.outside["role"] == FARMER)[0])
    turnover, stands_for = market.outside[farmer][["turnover", "stands_for"]]
    gains["best_year"][pool + farmer] = 1.01 * threshold * turnover
    assert sevens.call(households_reached, gains=gains) == stands_for
    gains["best_year"][pool + farmer] = 0.99 * threshold * turnover
    assert sevens.call(households_reached, gains=gains) == 0.0
    trader = pool + int(np.flatnonzero(market.outside["role"] == 3)[0])
    gains["best_year"][trader] = 1e9  # no household
    assert sevens.call(households_reached, gains=gains) == 0.0


def test_the_best_year_is_that_of_the_relief_it_had(sevens):
    """A farmer who took the practice up in week 53 has a year of it, and then it lapses; shocks do not count."""
    state, market = sevens.state, sevens.market
    farmer = int(np.flatnonzero(market.outside["role"] == FARMER)[0])
    node, a = len(market.pool) + farmer, market.outside[farmer]
    for week in range(1, 171):
        sevens.call(open_week, week=week)
        state.constraints[SKILLS]["worked"], state.constraints[SKILLS]["shock"] = 0.5, 0.1
        if week == 53:
            state.adopted[SKILLS, node] = week
        if week == 105 + 10:
            state.until[SKILLS, node] = week
        sevens.call(close_week, week=week)
    gains = np.zeros(len(market.ids), GAIN)
    sevens.call(reckon_gains, gains=gains)
    weekly = 0.5 * a["turnover"] / 52 * state.role_gain[FARMER, SKILLS]
    assert state.years[:, node] == pytest.approx(weekly * np.array([0, 52, 10, 0]))
    assert gains["best_year"][node] == pytest.approx(52 * weekly)
    assert gains["gain"][node] < gains["best_year"][node]


def test_services_lapse_where_nobody_keeps_them_up(sevens):
    """After a hazard of h those are left whose threshold -log(1 - u) is higher; a group that keeps it up stops it."""
    state, market = sevens.state, sevens.market
    sevens.parameters["service_lapse"] = 0.2
    assert list(market.constraints["service"]) == [True, False, False, False]
    for k in (CREDIT, SKILLS):
        take_up(sevens, k)
    first = state.sums[:, :2, CREDIT].sum(axis=0).copy()
    state.constraints[CREDIT]["kept_up"] = 1.0
    sevens.call(lapse, week=3)
    assert (state.until == NEVER).all()
    state.constraints[CREDIT]["kept_up"] = 0.0
    for week in range(4, 108):
        sevens.call(open_week, week=week)
        sevens.call(lapse, week=week)
    key = market.constraints[CREDIT]["id"]
    withstands = np.array([-np.log(1 - uniform(KEY, LAPSE, 0, int(i), int(key))) for i in market.ids])
    assert ((state.until[CREDIT] != NEVER) == (withstands <= 0.2 * 104 / 52)).all()
    left = withstands[len(market.pool) :] > 0.4
    assert 0.4 < left.mean() < 0.9
    assert state.constraints[CREDIT]["uptake"] == market.outside["stands_for"][left].sum()
    outside = market.outside[left]
    gain = outside["stands_for"] * outside["turnover"] / 52 * np.maximum(state.role_gain[outside["role"], CREDIT], 0)
    assert state.sums[:, 0, CREDIT].sum() == pytest.approx(gain.sum())
    assert state.sums[:, 0, CREDIT].sum() < first[0]
    assert (state.until[SKILLS] == NEVER).all()
    assert state.ledger[0]["adopters"] == 60.0  # they still have the practice
    assert state.constraints[SKILLS]["uptake"] == 60.0
