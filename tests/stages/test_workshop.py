"""Week 0: seats, mapping, vote, groups and chairs."""

import numpy as np
import pytest
from migsim.facilitation.schedule import design_of
from migsim.facilitation.schema import Start
from migsim.scenario.market import _apportion
from migsim.stages import events
from migsim.stages.chair import choose_chair
from migsim.stages.formation import choose_interval, form_groups
from migsim.stages.invite import invite, seats_of
from migsim.stages.mapping import diversity_of, map_market
from migsim.stages.people import belief_of, draw_people
from migsim.stages.vote import count_borda, count_dots, vote
from migsim.state import CONDITIONAL, FREE_RIDER, INCLUSION, OWN_COST

BANKS, FARMERS, OFFICES, TRADERS = range(4)  # roles by name
WOMEN = [0, 1, 5, 7]


def test_seats_by_largest_remainder(world):
    """13 in the pool (2 banks, 6 farmers, 2 offices, 3 traders), 11 seats: 1.69, 5.08, 1.69, 2.54."""
    seats = np.zeros(4)
    world.call(seats_of, seats=seats)
    assert list(seats) == [2, 5, 2, 2]


def test_the_outside_is_apportioned_by_largest_remainder():
    assert list(_apportion([0.5, 0.3, 0.2], 9)) == [4, 3, 2]  # 4.5, 2.7, 1.8: 1.8 and 2.7 have the larger rests
    assert _apportion([0.85, 0.08, 0.04, 0.015, 0.01, 0.005], 601).sum() == 601


def invited(world, **start):
    world.design = design_of(Start(**start))
    world.call(invite)
    return world.state.actors["in_room"]


def test_narrow_invitation_takes_the_powerful(small):
    from calling import World

    actors = list(small.actors)
    actors[6] = actors[6].model_copy(update={"power": 0.1})  # trader A
    world = World.of(small.model_copy(update={"actors": tuple(actors)}))
    room = invited(world, breadth=0.0)
    assert room.sum() == 11
    assert not room[6]
    assert room[[7, 8]].all()


def test_marginalised_first_takes_them_first(world):
    assert invited(world, breadth=1.0, marginalised_first=1.0)[WOMEN].all()


def test_broad_invitation_is_a_matter_of_luck(world):
    rooms = set()
    for run in range(20):
        world.key = (1, run)
        rooms.add(tuple(np.flatnonzero(invited(world, breadth=1.0))))
    assert len(rooms) > 5


def test_diversity_of_a_room(world):
    def diversity(rows):
        return world.call(diversity_of, room=np.array(rows, np.int32), counts=np.zeros(4))

    assert diversity([0, 1, 2]) == pytest.approx(0.0)
    assert diversity([0, 6, 9, 11]) == pytest.approx(1.0)
    assert diversity([0, 6]) == pytest.approx((1 - 1 / 2) / (1 - 1 / 4))


def test_people_have_the_types_of_the_experiments(world):
    world.parameters["share_conditional"], world.parameters["share_free_riders"] = 0.5, 0.3
    types = []
    for run in range(400):
        world.key = (1, run)
        world.call(draw_people)
        types.extend(world.state.actors["type"])
    assert np.mean(np.array(types) == CONDITIONAL) == pytest.approx(0.5, abs=0.03)
    assert np.mean(np.array(types) == FREE_RIDER) == pytest.approx(0.3, abs=0.03)


def test_interest_is_money_a_week(world):
    """Full work on skills relieves skills (own share 1) and, by 0.4, prices."""
    world.parameters["interest_spread"] = 0.0
    world.parameters["burden_scale"] = 1.0
    world.call(draw_people)
    turnover = world.state.actors["turnover"] / 52
    assert world.state.interest[0, 2] == pytest.approx((0.5 * 0.1 + 0.7 * 0.4 * 0.15) * turnover[0])
    assert world.state.interest[6, 1] == pytest.approx(0.7 * 0.6 * -0.03 * turnover[6])  # lives off prices
    assert (world.state.interest[11] == 0.0).all()  # an office has no turnover


def test_belief_before_any_mapping_is_the_visible_burden(world):
    world.parameters["interest_spread"] = 0.0
    world.call(draw_people)
    world.state.actors["systems"] = 0.0
    world.call(belief_of)
    felt = np.array([0.6 * 0.7 * 0.12, 0.7 * 0.8 * 0.15, 0.5 * 0.3 * 0.1, 0.5 * 0.4 * 0.05])
    assert world.state.belief[0] == pytest.approx(felt / felt.sum())
    loud = np.array([0.6 * 0.7, 0.7 * 0.8, 0.5 * 0.3, 0.5 * 0.4])
    assert world.state.belief[11] == pytest.approx(loud / loud.sum())  # an office, which carries none
    assert world.state.belief[6, 1] == 0.0  # a trader lives off prices


def test_belief_of_whoever_sees_the_system_is_leverage(world):
    world.call(draw_people)
    world.state.actors["systems"] = 1.0
    world.state.leverage[:] = [0.1, 0.2, 0.3, 0.4]
    world.call(belief_of)
    assert world.state.belief[11] == pytest.approx(world.state.leverage)


def test_a_mapping_day_costs_a_day_and_teaches(world):
    world.design = design_of(Start(mapping_days=1))
    world.parameters["mapping_attendance"] = 1.0
    world.state.actors["in_room"][:8] = True
    world.call(map_market)
    assert list(world.state.actors["came"]) == [1] * 8 + [0] * 5
    assert world.state.accounts[OWN_COST, 0] == pytest.approx(8 * 0.5 + 2.0)
    assert world.state.ledger[0]["cost"] == 300.0
    assert (world.state.actors["systems"][:8] > world.state.actors["systems"][8:].max()).all()
    assert world.state.understanding[0, 1] > world.state.understanding[0, 9]


@pytest.mark.parametrize(
    ("ballot", "dots"),
    [
        ([0.5, 0.3, 0.2], [2, 1, 0]),  # 0.5; 0.3; 0.25
        ([0.4, 0.35, 0.25], [1, 1, 1]),  # 0.4; 0.35; 0.25
        ([0.9, 0.06, 0.04], [3, 0, 0]),  # 0.9; 0.45; 0.3
        ([0.62, 0.38, 0.0], [2, 1, 0]),  # 0.62; 0.38; 0.31
    ],
)
def test_dots_by_highest_averages(world, ballot, dots):
    votes = np.zeros(3)
    world.call(count_dots, ballot=np.array(ballot), votes=votes)
    assert list(votes) == dots


def test_borda_counts_those_ranked_below(world):
    votes = np.zeros(4)
    world.call(count_borda, ballot=np.array([0.4, 0.1, 0.3, 0.2]), votes=votes)
    assert list(votes) == [3, 0, 2, 1]


@pytest.fixture
def voters(world):
    """Two farmers and a bank have come; the bank's mind is made up, and so are theirs."""
    world.state.actors["came"][[0, 1, 9]] = 1
    world.state.belief[[0, 1]] = [0.6, 0.0, 0.4, 0.0]
    world.state.belief[9] = [0.0, 0.0, 0.0, 1.0]
    return world


@pytest.mark.parametrize(
    ("rule", "votes"),
    [("dot", [4, 0, 2, 3]), ("plurality", [2, 0, 0, 1]), ("approval", [2, 0, 2, 1]), ("borda", [6, 0, 4, 3])],
)
def test_four_ways_to_count_a_secret_ballot(voters, rule, votes):
    """Ballots of the farmers are 0.6 and 0.4 (both constraints need farmers), of the bank 1."""
    voters.design = design_of(Start(vote=rule, ballot="secret"))
    voters.call(vote)
    assert list(voters.state.votes) == votes


def test_a_show_of_hands_leans_towards_the_powerful(voters):
    voters.parameters["deference"] = 0.5
    voters.design = design_of(Start(vote="dot", ballot="open"))
    voters.call(vote)
    assert voters.state.ballot[0, 3] == pytest.approx(0.5 * 0.8 * (0.8 / 1.2))  # d (1 - power), power-weighted
    assert voters.state.ballot.sum(axis=1)[[0, 1, 9]] == pytest.approx(1.0)
    voters.state.intensity[INCLUSION] = 1.0
    voters.call(vote)
    assert voters.state.ballot[0, 3] == 0.0


def test_who_did_not_come_or_has_no_time_has_no_ballot(voters):
    voters.state.actors["came"][1] = 0
    voters.parameters["membership_hours"] = 18.0  # a bank has 17
    voters.design = design_of(Start(vote="plurality", ballot="secret"))
    voters.call(vote)
    assert list(voters.state.votes) == [1, 0, 0, 0]


def formed(world, votes):
    world.state.votes[:] = votes
    world.call(form_groups)
    return [int(mig["constraint"]) for mig in world.state.migs if mig["status"] > 0]


@pytest.fixture
def keen(world):
    """Everybody would give time to credit and to skills."""
    world.call(draw_people)
    world.state.prior[:] = 0.5
    world.state.ballot[:] = [0.5, 0.0, 0.5, 0.0]
    return world


def test_groups_form_in_the_order_of_votes(keen):
    assert formed(keen, [10, 0, 12, 0]) == [2, 0]
    assert keen.state.migs[0]["members"] == 13
    assert len(keen.events(events.FORMED)) == 2


def test_a_winner_needs_enough_votes(keen):
    assert formed(keen, [99, 0, 1, 0]) == [0]


def test_a_group_needs_enough_members(keen):
    keen.state.ballot[4:] = [1.0, 0.0, 0.0, 0.0]
    assert formed(keen, [10, 0, 12, 0]) == [0]
    assert keen.state.migs["members"].sum() == 13


def test_nobody_joins_more_groups_than_its_time_allows(keen):
    keen.parameters["membership_hours"] = 11.0  # 20 hours are not enough for two
    formed(keen, [10, 0, 12, 0])
    assert keen.state.actors["memberships"].max() == 1


def test_the_chair_is_trusted_and_able(world):
    rows = [0, 1, 2, 9]
    world.group(0, constraint=0, rows=rows)
    world.state.prior[:] = 0.5
    world.state.prior[:, 1] = 0.9
    world.state.intensity[INCLUSION] = 1.0  # power does not count
    assert world.call(choose_chair, g=0) == 1
    world.state.intensity[INCLUSION] = 0.0
    assert world.call(choose_chair, g=0) == 9  # 0.5 + 0.35 + 0.4 against 0.9 + 0.2 + 0.1
    world.design = design_of(Start(chair="facilitator"))
    assert world.call(choose_chair, g=0) == 9


@pytest.mark.parametrize(
    ("start", "weeks"), [({}, 4), ({"interval": 8}, 6), ({"interval": 8, "chair": "facilitator"}, 8)]
)
def test_the_interval_is_what_members_can_afford(world, start, weeks):
    world.parameters["meeting_hours"], world.parameters["membership_hours"] = 3.0, 6.0  # 4.33 weeks
    world.design = design_of(Start(**start))
    assert world.call(choose_interval, g=0) == weeks
