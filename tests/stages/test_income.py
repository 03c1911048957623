"""Money: access, direct delivery, and the measures that are made of gains."""

import numpy as np
import pytest
from migsim.stages.facilitate import facilitate, prepare
from migsim.stages.income import access_of, deliver, open_accounts, relief_incomes
from migsim.stages.people import draw_people
from migsim.stages.record import open_week
from migsim.stages.respond import fade
from migsim.stages.scorecard import benefit_gaps, gini_of, ratio
from migsim.state import CARD, DISSOLVED, GAIN, MANAGEMENT, NEVER

from calling import World, larger

SKILLS, RULES = 2, 3


@pytest.mark.parametrize(
    ("gains", "gini"),
    [
        ([1.0, 1.0, 1.0, 1.0], 0.0),
        ([0.0, 0.0, 0.0, 1.0], 0.75),
        ([4.0, 2.0, 1.0, 3.0], 0.25),
        ([-5.0, 0.0, 0.0, 1.0], 0.75),  # losses count as nothing
    ],
)
def test_gini_of_known_values(world, gains, gini):
    assert world.call(gini_of, values=np.array(gains)) == pytest.approx(gini)


def test_gini_of_a_node_that_stands_for_many_is_that_of_many(small):
    """The outside of sixty in nodes of seven, against the same gains written out one by one."""
    world = World.of(larger(small, size=60, stands_for=7))
    market, plain = world.market, World.of(small)
    gains = np.random.default_rng(3).normal(1.0, 2.0, len(market.pool) + len(market.outside))
    counts = np.concatenate([np.ones(len(market.pool), int), market.outside["stands_for"].astype(int)])
    assert counts.sum() == len(plain.market.pool) + 60
    one_by_one = plain.call(gini_of, values=np.repeat(gains, counts))
    assert world.call(gini_of, values=gains) == pytest.approx(one_by_one, rel=1e-12)


def test_gini_is_missing_when_nobody_gains(world):
    assert np.isnan(world.call(gini_of, values=np.array([0.0, -1.0])))


def test_a_ratio_over_nothing_is_missing(world):
    assert world.call(ratio, top=3.0, bottom=2.0) == 1.5
    assert np.isnan(world.call(ratio, top=3.0, bottom=0.0))


def test_benefit_gaps(world):
    """Marginalised actors gain 1 money and 2 % each, others 3 money and 4 %; public bodies have no turnover."""
    low = np.concatenate([world.market.pool["marginalised"], world.market.outside["marginalised"]])
    gains, card = np.zeros(len(low), GAIN), np.zeros(1, CARD)
    gains["gain"], gains["relative"] = np.where(low, 1.0, 3.0), np.where(low, 0.02, 0.04)
    gains[[11, 12]] = (0.0, np.nan, 0.0)
    world.call(benefit_gaps, gains=gains, card=card[0])
    assert card["benefit_gap_absolute"] == pytest.approx(2.0)
    assert card["benefit_gap_relative"] == pytest.approx(0.5)


@pytest.fixture
def open_books(world):
    world.call(draw_people)
    world.call(open_accounts)
    return world


def test_capture_moves_benefit_and_makes_none(open_books):
    """Access weighted by what each stands to gain is 1 whatever the tilt."""
    state, market = open_books.state, open_books.market
    state.constraints[SKILLS]["tilt"] = 0.7
    gains = np.concatenate(
        [
            np.maximum(state.interest[:, SKILLS], 0),
            market.outside["turnover"] / 52 * np.maximum(state.role_gain[market.outside["role"], SKILLS], 0),
        ]
    )
    powers = np.concatenate([market.pool["power"], market.outside["power"]])
    access = np.array([open_books.call(access_of, k=SKILLS, power=float(power)) for power in powers])
    assert gains @ access == pytest.approx(gains.sum())
    assert access[9] > 1.0 > access[0]


def income_of(world, i):
    relief = np.zeros(len(world.market.pool))
    return relief[i] if world.call(relief_incomes, relief=relief) else None


def test_relief_reaches_those_who_took_it_up(open_books):
    state = open_books.state
    assert income_of(open_books, 0) is None
    state.constraints[SKILLS]["worked"] = 0.5
    assert income_of(open_books, 0) == 0.0
    state.adopted[SKILLS, 0] = 7
    assert income_of(open_books, 0) == pytest.approx(0.5 * state.interest[0, SKILLS])


def test_better_rules_reach_all_at_once(open_books):
    open_books.state.constraints[RULES]["worked"] = 0.5
    assert (open_books.state.adopted == NEVER).all()
    assert income_of(open_books, 0) == pytest.approx(0.5 * open_books.state.interest[0, RULES])


def test_direct_delivery_lasts_while_it_is_paid_for(world):
    """100 money a household, of which a half is relieved; 54 of the 73 actors are households."""
    world.parameters["delivery_yield"], world.parameters["delivery_fade"] = 0.5, 2.0
    assert world.market.figures[0]["households"] == 54
    world.state.levers[0]["delivery"] = 1000.0
    for week in (1, 2):
        world.call(open_week, week=week)
        world.call(deliver, week=week)
    assert world.state.ledger[0]["delivered"] == pytest.approx(10.0)
    assert world.state.ledger[0]["week_cost"] == 1000.0
    assert world.state.ledger[0]["delivery_level"] == 1.0
    world.state.levers[0]["delivery"] = 0.0
    world.call(open_week, week=3)
    world.call(deliver, week=3)
    assert world.state.ledger[0]["delivery_level"] == pytest.approx(1 - 2 * 0.01)
    assert world.state.ledger[0]["week_cost"] == 0.0


def test_no_household_is_served_twice(world):
    world.state.levers[0]["delivery"] = 1e6
    world.call(deliver, week=1)
    assert world.state.ledger[0]["delivered"] == 54.0


def test_half_the_hours_have_half_the_effect(world):
    """Hours count per live group; twice the half-saturation gives three quarters."""
    world.parameters["half_hours"] = 1.5
    world.group(0, 0, [0, 1])
    world.group(1, 2, [2, 3])
    levers = world.state.levers[0]
    levers["present"], levers["hours"][MANAGEMENT] = True, 3.0
    world.call(facilitate, week=5)
    assert world.state.intensity[MANAGEMENT] == pytest.approx(0.5)
    assert world.state.ledger[0]["week_cost"] == pytest.approx(3 * 30.0)
    assert world.state.ledger[0]["exit"] == 6
    world.state.migs[1]["status"] = DISSOLVED
    world.call(facilitate, week=6)
    assert world.state.intensity[MANAGEMENT] == pytest.approx(0.75)


def test_with_no_group_left_nothing_is_spent(world):
    world.state.levers[0]["present"], world.state.levers[0]["hours"][MANAGEMENT] = True, 3.0
    world.call(facilitate, week=5)
    assert world.state.ledger[0]["cost"] == world.state.ledger[0]["programme_hours"] == 0.0
    assert not world.state.levers[0]["hours"].any()


def test_preparation_counts_in_total_hours(world):
    world.parameters["half_preparation"] = 10.0
    world.design[0]["preparation"][MANAGEMENT] = 20.0
    world.call(prepare)
    assert world.state.intensity[MANAGEMENT] == pytest.approx(0.75)
    assert world.state.ledger[0]["cost"] == pytest.approx(20 * 30.0)


def test_fading_out(world):
    levers = world.state.levers[0]
    levers["present"], levers["hours"][:], levers["fund"] = True, 8.0, 100.0
    world.call(fade, levers=world.state.levers, share=0.25)
    assert (levers["hours"] == 2.0).all()
    assert (levers["fund"], levers["present"]) == (25.0, True)
    world.call(fade, levers=world.state.levers, share=0.0)
    assert not levers["present"]


def test_later_money_counts_less(world):
    for week in range(1, 53):
        world.call(open_week, week=week)
    assert world.state.ledger[0]["factor"] == pytest.approx(1 / 1.05)
