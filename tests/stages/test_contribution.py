"""Commitments: a repeated game in which conditional cooperators answer what they see."""

import numpy as np
import pytest
from migsim.stages.contribution import promise, review_commitments, share_given, spare_hours
from migsim.stages.meeting import done_for_them
from migsim.state import CONDITIONAL, FREE_RIDER, INTERDEPENDENCE, OWN_COST, UNCONDITIONAL

ROWS = [0, 1, 2, 3, 6, 7, 9]


@pytest.fixture
def game(world):
    """A group of seven reliable conditional cooperators who see everything and expect half."""
    world.parameters["kept_visibility"] = 1.0
    world.room = world.group(0, constraint=2, rows=ROWS)
    world.state.actors["type"] = CONDITIONAL
    world.state.actors["keeps"] = 1.0
    world.state.interest[:] = 1.0
    world.state.members[0]["expected"] = 0.5
    return world


def play(world, rounds=30):
    """Mean share given in each round."""
    shares = []
    for week in range(1, rounds + 1):
        world.call(promise, week=week, g=0, room=world.room, helped=0.0)
        shares.append(world.state.members[0]["share"][ROWS].mean())
        world.among_those_present(review_commitments, world.room, week=week, g=0)
    return np.array(shares)


@pytest.mark.parametrize(("kind", "share"), [(CONDITIONAL, 0.85 * 0.5), (FREE_RIDER, 0.05), (UNCONDITIONAL, 0.9)])
def test_what_each_type_gives(game, kind, share):
    game.parameters["conditional_slope"] = 0.85
    game.parameters["free_rider_share"], game.parameters["unconditional_share"] = 0.05, 0.9
    game.state.actors["type"][0] = kind
    assert game.call(share_given, g=0, i=0) == pytest.approx(share)


def test_imperfect_conditional_cooperation_declines(game):
    game.parameters["conditional_slope"] = 0.85
    shares = play(game)
    assert shares[0] == pytest.approx(0.85 * 0.5)
    assert (np.diff(shares) < 0).all()
    memory, slope = game.parameters[0]["expectation_memory"], 0.85
    assert shares[1:] / shares[:-1] == pytest.approx(1 - memory * (1 - slope))


def test_unseen_commitments_leave_expectations_alone(game):
    game.parameters["conditional_slope"], game.parameters["commitments_on"] = 0.85, False
    assert play(game) == pytest.approx(0.85 * 0.5)
    assert not game.state.positive.any()


def test_work_on_interdependence_stops_the_decline(game):
    game.state.intensity[INTERDEPENDENCE] = 1.0
    assert play(game) == pytest.approx(0.5)


def test_a_free_rider_drags_the_others_down(game):
    game.state.intensity[INTERDEPENDENCE] = 1.0
    game.state.actors["type"][0] = FREE_RIDER
    shares = play(game)
    assert shares[-1] < 0.75 * shares[0]


def test_who_lives_off_the_constraint_promises_nothing(game):
    game.state.interest[6, 2] = -1.0
    play(game, rounds=1)
    assert game.state.members[0]["committed"][6] == 0.0
    assert game.state.members[0]["share"][0] > 0.0


def test_effort_and_cover_are_what_is_kept(game):
    """Skills need farmers and offices; no office is here, and one farmer does not keep its word."""
    game.parameters["role_hours"] = 1e-6
    game.state.actors["keeps"][0] = 0.0
    play(game, rounds=1)
    game.call(promise, week=9, g=0, room=game.room, helped=0.0)
    hours = game.state.members[0]["committed"][ROWS]
    assert game.state.migs[0]["effort"] == pytest.approx(hours[1:].sum())
    assert game.state.migs[0]["coverage"] == pytest.approx(0.5)


@pytest.mark.parametrize(("helped", "given_less_on", "left"), [(0.5, True, 0.8), (1.0, True, 0.6), (1.0, False, 1.0)])
def test_members_give_less_where_it_is_done_for_them(game, helped, given_less_on, left):
    game.parameters["conditional_slope"], game.parameters["giving_less"] = 0.8, 0.4
    game.parameters["giving_less_on"] = given_less_on
    game.call(promise, week=1, g=0, room=game.room, helped=helped)
    assert game.state.members[0]["share"][ROWS] == pytest.approx(0.8 * 0.5 * left)


def test_work_that_is_done_for_a_group_counts_up_to_full_effort(game):
    """A fund that buys an hour a week, where two make half of full effort; a large one buys no more than all."""
    game.parameters["fund_rate"], game.parameters["effort_scale"] = 0.5, 4.0
    for fund, share in [(60.0, 1 - 2**-0.5), (6000.0, 1.0)]:
        game.state.levers[0]["fund"] = fund  # an hour of a facilitator costs 30
        assert game.call(done_for_them, g=0) == pytest.approx(share)


def test_kept_and_broken_promises_move_trust_of_those_who_see(game):
    game.state.actors["keeps"][0] = 0.0
    game.parameters["commitment_evidence"], game.parameters["negative_weight"] = 0.4, 2.0
    play(game, rounds=1)
    assert game.state.negative[1, 0] == pytest.approx(0.8)
    assert game.state.positive[1, 2] == pytest.approx(0.4)
    assert game.state.positive[5].sum() == 0.0  # farmer F is not in the group


def test_hours_given_are_counted_and_cost_money(game):
    game.call(promise, week=1, g=0, room=game.room, helped=0.0)
    given = game.state.members[0]["committed"][0] * 4  # weeks to the next meeting
    assert game.state.actors["hours_given"][0] == pytest.approx(given)
    assert given > 0.0
    assert game.state.accounts[OWN_COST, 0] == pytest.approx(given * 0.5)  # a farmer's hour is worth 0.5
    assert game.state.ledger[0]["member_hours"] == pytest.approx(game.state.actors["hours_given"].sum())


def test_spare_time_is_what_meetings_leave(world):
    world.parameters["membership_hours"], world.parameters["meeting_hours"] = 6.0, 3.0
    assert world.call(spare_hours, interval=4) == pytest.approx(6 * 12 / 52 - 3 / 4)
    assert world.call(spare_hours, interval=1) == 0.0
