"""Work, its flow through the system, reviews, joining and leaving, shocks."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from migsim.scenario.market import influence_matrix, relief_flow
from migsim.stages import events
from migsim.stages.membership import join_and_leave
from migsim.stages.review import draw_plan, review
from migsim.stages.roles import bring_roles
from migsim.stages.shocks import strike_shocks, worsen
from migsim.stages.work import output_of, work
from migsim.state import ACTIVE, COMMUNICATION, COMPLETED, DISSOLVED, MANAGEMENT, REFLECTION

from calling import World

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
    world.group(0, SKILLS, [0, 1, 2, 3, 11])  # farmers and an office, as skills need
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


@pytest.mark.parametrize(("stand_in", "bind", "coverage"), [
    (0.0, True, 0.5), (0.5, True, 0.6), (1.0, True, 0.7), (0.5, False, 0.75), (1.0, False, 1.0),
])  # fmt: skip
def test_a_facilitator_who_does_things_stands_in_for_households_only(busy, stand_in, bind, coverage):
    """Half of the coverage is there; of the other half two fifths are farmers' hours and the rest an office's."""
    busy.parameters["doing_rate"], busy.parameters["stand_in"], busy.parameters["binding_roles_on"] = (
        1.0,
        stand_in,
        bind,
    )
    busy.state.levers[0]["style"], busy.state.intensity[MANAGEMENT] = 1.0, 1.0
    busy.state.migs[0]["lacking"] = 0.2
    assert busy.call(output_of, g=0) == pytest.approx(0.5 * coverage**2 * 0.8 * 1.5)


@pytest.mark.parametrize("bind", [True, False])
def test_a_needed_role_that_is_missing_stops_the_work(busy, bind):
    """However many hours farmers and staff give: skills need an office."""
    busy.parameters["binding_roles_on"] = bind
    busy.state.members[0]["member"][11] = False
    busy.state.migs[0]["effort"], busy.state.levers[0]["doing"] = 100.0, 100.0
    assert (busy.call(output_of, g=0) == 0.0) == bind


def test_work_relieves_its_constraint_and_what_it_causes(busy):
    busy.call(work, week=1)
    worked = 0.1 * 0.15 * 0.8  # rate x output x tractability
    assert busy.state.constraints["worked"] == pytest.approx([0, 0, worked, 0])
    assert busy.state.constraints["relief"] == pytest.approx([0, 0.4 * worked, worked, 0])
    for week in range(2, 1600):
        busy.call(work, week=week)
    assert busy.state.constraints["relief"] == pytest.approx([0, 0.4 * 0.8, 0.8, 0], abs=1e-6)


def test_without_a_reach_work_would_do_everything_in_time(busy):
    busy.parameters["reach_on"] = False
    busy.call(work, week=1)
    assert busy.state.constraints["worked"] == pytest.approx([0, 0, 0.1 * 0.15 * 0.8, 0])
    for week in range(2, 1600):
        busy.call(work, week=week)
    assert busy.state.constraints["relief"] == pytest.approx([0, 0.4, 1, 0], abs=1e-6)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.floats(0, 1e4), min_size=20, max_size=20), st.floats(0, 1), st.floats(0.05, 0.3), st.booleans())
def test_no_work_passes_what_work_can_do(small, efforts, tractability, rate, relapse):
    """Whatever the effort, on skills (which others cause in no part) and on rules (which an office decides)."""
    made = {k: small.constraints[k].model_copy(update={"tractability": tractability}) for k in (SKILLS, RULES)}
    constraints = tuple(made.get(k, constraint) for k, constraint in enumerate(small.constraints))
    world = World.of(small.model_copy(update={"constraints": constraints}), work_rate=rate, relapse_on=relapse)
    for g, k in enumerate((SKILLS, RULES)):
        world.group(g, k, [0, 1, 2, 11])
        world.state.members[g]["attends"] = world.state.members[g]["member"]
        mig = world.state.migs[g]
        mig["coverage"], mig["coordination"], mig["effect"] = 1.0, 1.0, 1.5
    for week, effort in enumerate(efforts, 1):
        world.state.migs["effort"] = effort
        world.call(work, week=week)
        assert np.all(world.state.constraints["worked"][[SKILLS, RULES]] <= tractability + 1e-12)


@pytest.fixture
def asking(world):
    """A group with an office works on rules, which offices decide; every case is heard, and none is turned down."""
    world.group(0, RULES, [0, 1, 11])
    world.state.members[0]["attends"][11] = True
    mig = world.state.migs[0]
    mig["effort"], mig["coverage"], mig["coordination"], mig["effect"] = 3.0, 1.0, 1.0, 1.0
    world.parameters["hearings"], world.parameters["half_case"], world.parameters["decision_steps"] = 52.0, 0.0, 3.0
    world.parameters["relapse_on"] = False
    return world


def test_policy_moves_by_decisions_one_step_after_the_other(asking):
    """Each of three decisions relieves a third of the 0.3 that can be relieved of rules."""
    relieved = []
    for week in range(1, 6):
        asking.call(work, week=week)
        relieved.append(float(asking.state.constraints[RULES]["worked"]))
    assert relieved == pytest.approx([0.1, 0.2, 0.3, 0.3, 0.3])
    assert list(asking.events(events.DECIDED)["value"]) == pytest.approx([1 / 3, 2 / 3, 1])


def test_an_office_refuses_a_weak_case_more_often(asking):
    """Output is 0.75; half of such cases are turned down where half_case is as large, nine in ten at 6.75."""
    for half_case, share in ((0.75, 0.5), (6.75, 0.9)):
        asking.parameters["half_case"] = half_case
        asking.parameters["effort_scale"] = 3.0
        asking.state.ledger[0]["events"] = 0
        for week in range(1, 1001):
            asking.state.constraints[RULES]["decision"] = 0.0
            asking.call(work, week=week)
        assert len(asking.events(events.REFUSED)) == pytest.approx(1000 * share, abs=50)


@pytest.mark.parametrize(("where", "heard"), [("in", 52), ("away", 13), ("mapping", 13), ("nowhere", 0)])
def test_an_office_hears_more_where_it_sits(asking, where, heard):
    """A quarter as often beside the group as in it, and never where nobody knows of it."""
    asking.parameters["beside"], asking.parameters["binding_roles_on"] = 0.25, False
    asking.state.members[0]["attends"][11] = where == "in"
    asking.state.members[0]["member"][11] = where in ("in", "away")
    asking.state.actors["came"][11] = 2 if where == "mapping" else 0
    for week in range(1, 521):
        asking.state.constraints[RULES]["decision"] = 0.0
        asking.call(work, week=week)
    assert len(asking.events(events.DECIDED)) == pytest.approx(10 * heard, abs=40 if 0 < heard < 52 else 0)


@pytest.mark.parametrize("staff", [True, False])
def test_what_was_decided_lapses_by_who_made_it(asking, staff):
    """Nobody keeps it up: the last of three decisions goes with a chance of three times the weekly rate of loss."""
    asking.parameters["relapse_on"], asking.parameters["relapse"] = True, 0.002
    asking.parameters["delivery_fade"] = 2.0  # of 0.01 a week
    asking.state.migs[0]["status"] = DISSOLVED
    rule = asking.state.constraints[RULES]
    for week in range(1, 2001):
        rule["decision"], rule["worked"] = 1.0, 0.3
        rule["worked_by_outsiders"], rule["worked_by_members"] = (0.3, 0.0) if staff else (0.0, 0.3)
        asking.call(work, week=week)
        if rule["decision"] < 1.0:
            assert rule["decision"] == pytest.approx(2 / 3)
            assert rule["worked"] == pytest.approx(0.2)
    expected = 2000 * 3 * (0.02 if staff else 0.002)
    assert len(asking.events(events.LAPSED)) == pytest.approx(expected, rel=0.5 if not staff else 0.25)


def test_members_and_outsiders_are_told_apart(busy):
    """One and a half hours of members and half an hour of staff: three quarters are the members'."""
    busy.parameters["doing_rate"] = 1.0
    busy.state.levers[0]["doing"] = 0.5
    busy.call(work, week=1)
    skills = busy.state.constraints[SKILLS]
    assert skills["worked_by_members"] == pytest.approx(0.75 * skills["worked"])
    assert skills["worked_by_outsiders"] == pytest.approx(0.25 * skills["worked"])


def test_what_outsiders_made_fades_unless_somebody_takes_it_over(busy):
    """Delivered relief is lost at 0.01 a week here, times a factor of 2; a group saves it by activity x ownership."""
    busy.parameters["relapse_on"], busy.parameters["relapse"] = True, 0.001
    busy.parameters["delivery_fade"] = 2.0
    busy.state.migs[0]["effort"], busy.state.migs[0]["ownership"], busy.state.migs[0]["activity"] = 0.0, 0.5, 0.8
    skills = busy.state.constraints[SKILLS]
    skills["worked_by_members"], skills["worked_by_outsiders"] = 0.1, 0.1
    busy.call(work, week=1)
    assert skills["worked_by_members"] == pytest.approx(0.1 * (1 - 0.001 * 0.2))
    assert skills["worked_by_outsiders"] == pytest.approx(0.1 * (1 - 0.02 * 0.6))
    busy.parameters["provenance_on"] = False
    skills["worked_by_members"], skills["worked_by_outsiders"] = 0.1, 0.1
    busy.call(work, week=2)
    assert skills["worked_by_outsiders"] == pytest.approx(0.1 * (1 - 0.001 * 0.2))


@pytest.mark.parametrize(("at", "service", "kept"), [(CREDIT, True, 0.5), (SKILLS, True, 0.0), (SKILLS, False, 0.5)])
def test_users_keep_up_what_they_practise_or_pay_for(small, at, service, kept):
    """Half of the market does. Credit needs a bank, whom users pay; skills need farmers and an office, who are not."""
    constraints = list(small.constraints)
    constraints[at] = constraints[at].model_copy(update={"service": service})
    world = World.of(small.model_copy(update={"constraints": tuple(constraints)}), relapse_on=True, delivery_fade=1.0)
    one = world.state.constraints[at]
    one["worked_by_outsiders"], one["uptake"] = 0.2, 30
    world.call(work, week=1)
    assert one["worked_by_outsiders"] == pytest.approx(0.2 * (1 - 0.01 * (1 - kept)))


def test_what_nobody_keeps_up_relapses(busy):
    busy.parameters["relapse_on"], busy.parameters["relapse"] = True, 0.01
    busy.state.constraints[SKILLS]["worked_by_members"] = 0.5
    busy.state.migs[0]["effort"] = 0.0
    busy.call(work, week=1)
    assert busy.state.constraints[SKILLS]["worked"] == pytest.approx(0.5)  # an active group keeps it up
    busy.state.migs[0]["status"] = DISSOLVED
    busy.call(work, week=2)
    assert busy.state.constraints[SKILLS]["worked"] == pytest.approx(0.5 * 0.99)
    busy.state.constraints[SKILLS]["uptake"] = 30  # half of the 60 outside do
    busy.call(work, week=3)
    assert busy.state.constraints[SKILLS]["worked"] == pytest.approx(0.5 * 0.99 * 0.995)


@pytest.mark.parametrize(("reach", "before"), [(True, 0.315), (False, 0.39)])
def test_a_goal_is_reached_at_the_target_cut(busy, reach, before):
    """The target is 0.4: of the 0.8 that work can relieve, or without a reach of everything."""
    busy.parameters["reach_on"] = reach
    busy.state.constraints[SKILLS]["worked_by_members"] = before
    busy.call(work, week=1)
    assert busy.state.migs[0]["goals"] == 1
    busy.call(work, week=2)
    assert len(busy.events(events.GOAL)) == 1


@pytest.mark.parametrize("bind", [True, False])
def test_a_group_that_lacks_a_role_has_reached_nothing(busy, bind):
    busy.parameters["binding_roles_on"] = bind
    busy.state.members[0]["member"][11] = False
    busy.state.constraints[SKILLS]["worked_by_members"] = 0.8
    busy.call(work, week=1)
    assert busy.state.migs[0]["goals"] == (not bind)


def test_somebody_of_a_missing_role_is_brought_in(world):
    """Skills need farmers, who are there, and an office, which is not; both offices are asked."""
    world.group(0, SKILLS, [0, 1, 2])
    world.parameters["recruit_rate"] = 1.0
    world.call(bring_roles, week=3)
    assert not world.events(events.RECRUITED).size  # nobody works on it
    world.state.levers[0]["recruiting"] = 1.0
    world.call(bring_roles, week=3)
    assert world.state.members[0]["member"][[11, 12]].sum() == 1
    world.call(bring_roles, week=4)
    assert world.state.migs[0]["members"] == 4  # nothing is missing any more


def test_who_has_no_time_or_lives_off_it_is_not_brought_in(world):
    world.group(0, PRICES, [0, 1, 2])
    world.parameters["recruit_rate"], world.state.levers[0]["recruiting"] = 1.0, 1.0
    world.state.interest[[6, 7, 8], PRICES] = -1.0, -1.0, 1.0
    world.state.actors["memberships"][8] = 9
    world.call(bring_roles, week=3)
    assert world.state.migs[0]["members"] == 3
    world.state.actors["memberships"][8] = 0
    world.call(bring_roles, week=3)
    assert world.state.members[0, 8]["member"]


@pytest.mark.parametrize(("recruiting", "leaves"), [(0.0, True), (1.0, False)])
def test_work_on_relations_keeps_a_buyer(world, recruiting, leaves):
    world.group(0, PRICES, [0, 6, 7, 8])
    world.state.actors["turnover"][[6, 7, 8]] = 1.0, 3.0, 2.0
    world.parameters["buyer_kept"], world.state.levers[0]["recruiting"] = 1.0, recruiting
    world.call(strike_shocks, week=70)
    assert world.state.members[0, 7]["member"] != leaves
    assert (world.state.constraints[PRICES]["shock"] > 0.0) == leaves


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
    busy.state.members[0]["motivation"][[0, 1, 2]] = 0.0
    busy.call(join_and_leave, week=5, g=0)
    assert busy.state.migs[0]["members"] == 2
    assert busy.state.migs[0]["status"] == DISSOLVED
    assert len(busy.events(events.LEFT)) == 3


@pytest.mark.parametrize(
    ("took_up", "relief", "stays"), [([0, 1, 2, 3, 11], 1.0, True), ([3], 1.0, False), ([3], 0.0, True)]
)
def test_marginalised_members_leave_who_see_others_gain(busy, took_up, relief, stays):
    """At a review, with a chance of one: relief that is plain to see, and that only another member has."""
    mig, parameters = busy.state.migs[0], busy.parameters
    busy.state.members[0]["motivation"] = 0.5
    assert list(busy.market.pool["marginalised"][[0, 3]]) == [True, False]
    busy.state.constraints[SKILLS]["worked"], parameters["visible_relief"] = 0.4 * relief, 0.4
    busy.state.adopted[SKILLS, took_up] = 1
    parameters["leave_rate"] = 5.0  # times a fifth, the mean of what members have
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
    assert busy.state.migs[0]["members"] == 7
    assert busy.state.members[0]["expected"][[6, 7]] == pytest.approx((5 * 0.5 + 1.0) / 6)


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
    assert busy.state.migs[0]["members"] == 5 + joined
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
