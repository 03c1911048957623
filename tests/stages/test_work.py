"""Work, its flow through the system, reviews, joining and leaving, shocks."""

import numpy as np
import pytest
from migsim.scenario.market import influence_matrix, relief_flow
from migsim.stages import events
from migsim.stages.membership import join_and_leave
from migsim.stages.review import draw_plan, review
from migsim.stages.shocks import strike_shocks, worsen
from migsim.stages.work import output_of, work
from migsim.state import ACTIVE, COMMUNICATION, COMPLETED, DISSOLVED, MANAGEMENT, REFLECTION

CREDIT, PRICES, SKILLS, RULES = range(4)


def test_relief_flows_along_a_chain():
    """0 causes half of 1, 1 causes 0.4 of 2."""
    influence = np.zeros((3, 3))
    influence[0, 1], influence[1, 2] = 0.5, 0.4
    flow = relief_flow(influence)  # row: relieved, column: worked on
    assert flow == pytest.approx(np.array([[1.0, 0.0, 0.0], [0.5, 0.5, 0.0], [0.2, 0.2, 0.6]]))


def test_relief_flows_round_a_loop():
    """Each causes half of the other: work on one gives it 1/2 + 1/2 of half of itself and so on, two thirds."""
    influence = np.array([[0.0, 0.5], [0.5, 0.0]])
    assert relief_flow(influence) == pytest.approx(np.array([[2 / 3, 1 / 3], [1 / 3, 2 / 3]]))


def test_full_work_on_everything_relieves_everything(small):
    rng = np.random.default_rng(1)
    for size in (2, 5, 8):
        influence = rng.uniform(0, 0.9 / size, (size, size)) * (1 - np.eye(size))
        flow = relief_flow(influence)
        assert flow.sum(axis=1) == pytest.approx(1.0)
        own = np.diag(1 - influence.sum(axis=0))
        assert flow == pytest.approx(np.linalg.solve(np.eye(size) - influence.T, own))
    assert influence_matrix(small)[RULES, CREDIT] == 0.3


@pytest.fixture
def busy(world):
    """A group works on skills: one and a half hours of 3 make half of full effort."""
    world.group(0, SKILLS, [0, 1, 2, 3])
    mig = world.state.migs[0]
    mig["effort"], mig["coverage"], mig["coordination"], mig["effect"] = 1.5, 0.5, 0.8, 1.5
    world.parameters["effort_scale"], world.parameters["work_rate"] = 3.0, 0.1
    world.parameters["relapse_on"] = False
    return world


def test_output_is_the_product_of_what_it_needs(busy):
    assert busy.call(output_of, g=0) == pytest.approx(0.5 * 0.5**2 * 0.8 * 1.5)
    busy.state.migs[0]["resistance"] = 0.25
    assert busy.call(output_of, g=0) == pytest.approx(0.15 * 0.75)


@pytest.mark.parametrize("missing", ["effort", "coverage", "coordination", "effect"])
def test_without_any_of_them_there_is_none(busy, missing):
    busy.state.migs[0][missing] = 0.0
    assert busy.call(output_of, g=0) == 0.0


def test_a_fund_buys_hours(busy):
    busy.parameters["fund_rate"] = 0.5
    busy.state.levers[0]["fund"] = 60.0  # two facilitator hours
    assert busy.call(output_of, g=0) == pytest.approx((1 - 2 ** -(2.5 / 1.5)) * 0.25 * 0.8 * 1.5)


@pytest.mark.parametrize(("stand_in", "coverage"), [(0.0, 0.5), (0.5, 0.75), (1.0, 1.0)])
def test_a_facilitator_who_does_things_stands_in_for_missing_roles(busy, stand_in, coverage):
    busy.parameters["doing_rate"], busy.parameters["stand_in"] = 1.0, stand_in
    busy.state.levers[0]["style"], busy.state.intensity[MANAGEMENT] = 1.0, 1.0
    assert busy.call(output_of, g=0) == pytest.approx(0.5 * coverage**2 * 0.8 * 1.5)


def test_work_relieves_its_constraint_and_what_it_causes(busy):
    busy.call(work, week=1)
    worked = 0.1 * 0.15 * 0.8  # rate x output x tractability
    assert busy.state.constraints["worked"] == pytest.approx([0, 0, worked, 0])
    assert busy.state.constraints["relief"] == pytest.approx([0, 0.4 * worked, worked, 0])
    for week in range(2, 1600):
        busy.call(work, week=week)
    assert busy.state.constraints["relief"] == pytest.approx([0, 0.4, 1, 0], abs=1e-6)


def test_what_nobody_keeps_up_relapses(busy):
    busy.parameters["relapse_on"], busy.parameters["relapse"] = True, 0.01
    busy.state.constraints[SKILLS]["worked"] = 0.5
    busy.state.migs[0]["effort"] = 0.0
    busy.call(work, week=1)
    assert busy.state.constraints[SKILLS]["worked"] == pytest.approx(0.5)  # an active group keeps it up
    busy.state.migs[0]["status"] = DISSOLVED
    busy.call(work, week=2)
    assert busy.state.constraints[SKILLS]["worked"] == pytest.approx(0.5 * 0.99)
    busy.state.constraints[SKILLS]["uptake"] = 30  # half of the 60 outside do
    busy.call(work, week=3)
    assert busy.state.constraints[SKILLS]["worked"] == pytest.approx(0.5 * 0.99 * 0.995)


def test_a_goal_is_reached_at_the_target_cut(busy):
    busy.state.constraints[SKILLS]["worked"] = 0.39
    busy.call(work, week=1)
    assert busy.state.migs[0]["goals"] == 1
    busy.call(work, week=2)
    assert len(busy.events(events.GOAL)) == 1


def test_plans_are_dead_ends_as_often_as_said(busy):
    busy.parameters["dead_end"] = 0.4
    effects = []
    for run in range(1000):
        busy.key = (1, run)
        busy.call(draw_plan, g=0)
        effects.append(float(busy.state.migs[0]["effect"]))
    dead = np.array(effects) < 0.1
    assert dead.mean() == pytest.approx(0.4, abs=0.05)
    assert np.array(effects)[~dead].mean() == pytest.approx(1.0, abs=0.05)
    busy.state.migs[0]["learned"] = 1.0
    busy.call(draw_plan, g=0)
    assert busy.state.migs[0]["effect"] >= 0.5


@pytest.fixture
def due(busy):
    """A review is due."""
    busy.state.migs[0]["meetings"], busy.state.migs[0]["believed"] = 10, 0.9
    busy.state.belief[:] = [0.4, 0.3, 0.2, 0.1]
    return busy


def test_a_plan_that_is_believed_in_is_kept(due):
    due.call(review, week=40, g=0)
    assert due.state.migs[0]["plan"] == 0
    assert due.state.migs[0]["reviewed_at"] == 10


def test_a_plan_that_is_not_believed_in_is_dropped_and_teaches(due):
    due.state.migs[0]["believed"] = 0.0
    due.state.intensity[REFLECTION] = 1.0
    due.parameters["replan_learning"] = 0.6
    due.call(review, week=40, g=0)
    mig = due.state.migs[0]
    assert (mig["plan"], mig["learned"], mig["status"]) == (1, pytest.approx(0.6), ACTIVE)


def test_no_review_before_its_time(due):
    due.state.migs[0]["meetings"], due.state.migs[0]["believed"] = 1, 0.0
    due.call(review, week=40, g=0)
    assert due.state.migs[0]["plan"] == 0


@pytest.mark.parametrize(("willing", "status", "constraint"), [(1.0, ACTIVE, CREDIT), (0.0, COMPLETED, SKILLS)])
@pytest.mark.parametrize("by_default", [True, False])
def test_after_the_goal_a_group_goes_on_or_stops_on_purpose(due, willing, status, constraint, by_default):
    """By default as `going_on` says, whoever owns the group; under the old rule by its ownership alone."""
    mig = due.state.migs[0]
    mig["goal_here"], mig["ownership"] = True, 1.0 - willing if by_default else willing
    due.parameters["going_on_on"], due.parameters["going_on"] = by_default, willing if by_default else 1.0 - willing
    due.call(review, week=40, g=0)
    assert (mig["status"], mig["constraint"]) == (status, constraint)


def test_after_the_goal_a_group_without_another_issue_is_done(due):
    due.state.migs[0]["goal_here"], due.parameters["going_on"] = True, 1.0
    due.state.constraints["relief"] = 0.9  # nothing is left to turn to
    due.call(review, week=40, g=0)
    assert due.state.migs[0]["status"] == COMPLETED


def test_after_three_failures_a_group_looks_elsewhere_or_stops(due):
    mig = due.state.migs[0]
    mig["believed"], mig["plans_here"], mig["ownership"] = 0.0, 3, 0.0
    due.call(review, week=40, g=0)
    assert mig["status"] == DISSOLVED


def test_the_weary_leave_and_a_group_of_two_is_none(busy):
    busy.state.members[0]["motivation"][[0, 1]] = 0.0
    busy.call(join_and_leave, week=5, g=0)
    assert busy.state.migs[0]["members"] == 2
    assert busy.state.migs[0]["status"] == DISSOLVED
    assert len(busy.events(events.LEFT)) == 2


@pytest.mark.parametrize(
    ("took_up", "relief", "stays"), [([0, 1, 2, 3], 1.0, True), ([3], 1.0, False), ([3], 0.0, True)]
)
def test_marginalised_members_leave_who_see_others_gain(busy, took_up, relief, stays):
    """At a review, with a chance of one: relief that is plain to see, and that only another member has."""
    mig, parameters = busy.state.migs[0], busy.parameters
    busy.state.members[0]["motivation"] = 0.5
    assert list(busy.market.pool["marginalised"][[0, 3]]) == [True, False]
    busy.state.constraints[SKILLS]["worked"], parameters["visible_relief"] = 0.4 * relief, 0.4
    busy.state.adopted[SKILLS, took_up] = 1
    parameters["leave_rate"] = 4.0  # times a quarter, the mean of what members have
    mig["meetings"] = mig["reviewed_at"] = 4
    busy.call(join_and_leave, week=5, g=0)
    assert busy.state.members[0, 0]["member"] == stays
    assert busy.state.members[0, 3]["member"]


def test_who_joins_expects_what_it_finds(busy):
    """Both others of the room join at once; each counts the other in, in whatever order they stand."""
    busy.parameters["join_rate"], busy.state.migs[0]["believed"] = 1.0, 1.0
    busy.state.belief[:] = 0.25
    busy.state.actors["in_room"][[6, 7]], busy.state.actors["came"][[6, 7]] = True, 1
    busy.state.prior[:] = 0.5
    busy.state.prior[6, 7] = busy.state.prior[7, 6] = 1.0
    busy.call(join_and_leave, week=5, g=0)
    assert busy.state.migs[0]["members"] == 6
    assert busy.state.members[0]["expected"][[6, 7]] == pytest.approx((4 * 0.5 + 1.0) / 5)


@pytest.mark.parametrize(
    ("worked", "communication", "joins_on", "joined"),
    [(0.0, 0.0, True, 0), (0.2, 0.0, True, 1), (0.0, 1.0, True, 1), (0.2, 1.0, False, 0)],
)
def test_who_was_not_at_the_workshop_joins_a_group_that_it_hears_of(busy, worked, communication, joins_on, joined):
    """Of two who never came to the workshop one has a stake; both would join at once if they knew."""
    busy.parameters["join_rate"], busy.state.migs[0]["believed"], busy.parameters["visible_relief"] = 1.0, 1.0, 0.2
    busy.parameters["outsiders_join_on"], busy.state.intensity[COMMUNICATION] = joins_on, communication
    busy.state.constraints[SKILLS]["worked"] = worked
    busy.state.belief[:], busy.state.interest[:] = 0.25, -1.0
    busy.state.interest[6] = 1.0
    busy.call(join_and_leave, week=5, g=0)
    assert busy.state.migs[0]["members"] == 4 + joined
    assert bool(busy.state.members[0, 6]["member"]) == joined


def test_a_disease_fades_by_its_half_life(world):
    world.call(worsen, k=SKILLS, size=0.3, half_life=20.0)
    assert world.state.constraints[SKILLS]["shock"] == pytest.approx(0.3)
    world.parameters["shocks_on"] = False  # no others
    for week in range(1, 21):
        world.call(strike_shocks, week=week)
    assert world.state.constraints[SKILLS]["shock"] == pytest.approx(0.15)


def test_nothing_is_worse_than_worst(world):
    world.call(worsen, k=PRICES, size=0.9, half_life=10.0)
    assert world.state.constraints[PRICES]["shock"] == pytest.approx(0.3)  # 0.7 at the start


def test_certain_shocks_happen_in_their_week(world):
    for week in range(1, 171):
        world.state.ledger[0]["week"] = week
        world.call(strike_shocks, week=week)
    hits = world.events(events.SHOCK_HIT)
    names = ["disease", "price spike", "buyer gone", "curfew", "season"]
    weeks = {name: list(hits["week"][hits["other"] == row]) for row, name in enumerate(names)}
    assert (weeks["disease"], weeks["buyer gone"], weeks["curfew"]) == ([100], [70], [40])
    assert world.state.ledger[0]["ban_until"] == 47  # six weeks from the next


def test_random_shocks_happen_as_often_as_said(world):
    """A chance of 0.3 a year."""
    world.state.ledger[0]["events"] = 0
    years = 0
    for run in range(60):
        world.key = (1, run)
        for week in range(1, 157):
            world.call(strike_shocks, week=week)
        years += 3
    spikes = (world.events(events.SHOCK_HIT)["other"] == 1).sum()
    assert spikes / years == pytest.approx(-np.log(0.7), abs=0.13)


def test_the_largest_buyer_leaves_its_groups_and_its_ties(world):
    world.group(0, PRICES, [0, 6, 7, 8])
    world.state.actors["turnover"][[6, 7, 8]] = 1.0, 3.0, 2.0
    world.state.tie[0, 7] = 1
    world.state.actors["ties"][[0, 7]] = 1
    world.call(strike_shocks, week=70)
    assert not world.state.members[0, 7]["member"]
    assert world.state.members[0, 6]["member"]
    assert world.state.actors["ties"].sum() == 0
