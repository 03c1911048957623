"""Meetings: who comes, how well they are run, who is heard, what they are worth."""

import pytest
from migsim.numerics import logistic
from migsim.stages.attendance import attend, cost_of_coming, is_convened, members_convene
from migsim.stages.contact import meet_each_other
from migsim.stages.meeting import (
    disappoint,
    doing_hours,
    grow_voice,
    heard,
    keep_activity,
    learn_to_run,
    resist,
    run_meeting,
    tilt,
)
from migsim.state import ACTIVE, DISSOLVED, DORMANT, INCLUSION, MANAGEMENT, OWN_COST

ROWS = [3, 4, 6, 9]  # two farmers who carry no label, a trader, a bank


@pytest.fixture
def group(world):
    world.room = world.group(0, constraint=2, rows=ROWS)
    world.state.actors["turnover"] = 1040.0
    world.state.prior[:] = 0.5
    return world


def share_coming(world, row, weeks=1500):
    came = 0
    for week in range(weeks):
        world.call(attend, week=week, g=0)
        came += bool(world.state.members[0, row]["attends"])
    return came / weeks


def test_attendance_is_a_logit_of_what_coming_is_worth(group):
    p, levers = group.parameters[0], group.state.levers[0]
    levers["travel_support"] = 0.5
    cost = group.call(cost_of_coming, i=3)
    utility = 0.5 + p["support_pull"] * 0.5 - p["attendance_offset"] - cost
    expected = logistic(p["attendance_precision"] * utility)
    assert 0.1 < expected < 0.99
    assert share_coming(group, 3) == pytest.approx(expected, abs=0.04)


def test_the_motivated_come_and_the_weary_do_not(group):
    group.state.members[0]["motivation"][ROWS] = [5.0, -5.0, 5.0, -5.0]
    assert group.call(attend, week=1, g=0) == 2
    assert list(group.state.room[:2]) == [3, 6]


def test_coming_costs_time_and_the_travel_that_is_not_paid(group):
    group.state.members[0]["motivation"] = 5.0
    group.state.levers[0]["travel_support"], group.state.levers[0]["present"] = 0.75, True
    group.call(attend, week=1, g=0)
    hours = group.parameters[0]["meeting_hours"]
    assert group.state.accounts[OWN_COST, 3] == pytest.approx(hours * 0.5 + 0.25 * 2.0)
    assert group.state.ledger[0]["cost"] == pytest.approx(20.0 + 0.75 * (2 + 2 + 3 + 4))
    assert group.state.ledger[0]["attended"] == group.state.ledger[0]["invited"] == 4


def test_coming_weighs_more_for_the_marginalised_until_inclusion_lifts_it(group):
    plain, woman = (group.call(cost_of_coming, i=row) for row in (3, 0))
    assert woman == pytest.approx(1.5 * plain)
    group.state.intensity[INCLUSION] = 1.0
    assert group.call(cost_of_coming, i=0) == pytest.approx(plain)


@pytest.mark.parametrize(("understanding", "coordination"), [(0.0, 0.65 * 0.75), (0.6, 0.65 * 0.9), (1.0, 0.65)])
def test_members_who_want_different_things_work_together_less_well(group, understanding, coordination):
    """Two want one thing, two another: each would have to give up half of what it wants to share the mean."""
    p = group.parameters
    p["disagreement"], p["understanding_on"], p["trust_on"] = 0.5, False, False
    group.state.migs[0]["quality"] = 1.0
    group.state.belief[ROWS] = [[1, 0, 0, 0], [1, 0, 0, 0], [0, 1, 0, 0], [0, 1, 0, 0]]
    group.state.understanding[:] = understanding
    group.among_those_present(meet_each_other, group.room, g=0, n=4)
    assert group.state.migs[0]["coordination"] == pytest.approx(coordination)


def test_somebody_has_to_convene(group):
    group.state.intensity[MANAGEMENT] = 1.0
    assert all(group.call(is_convened, week=week, g=0) for week in range(50))
    group.state.intensity[MANAGEMENT] = 0.0
    group.state.migs[0]["capacity"] = group.state.migs[0]["ownership"] = 0.0
    group.state.members[0]["motivation"] = 0.0
    assert not any(group.call(is_convened, week=week, g=0) for week in range(50))


def test_members_convene_every_other_time_at_the_threshold(group):
    group.parameters["convening_threshold"] = 0.5
    group.state.migs[0]["capacity"] = group.state.migs[0]["ownership"] = 0.5
    assert group.call(members_convene, g=0) == pytest.approx(0.5)


def test_either_facilitator_or_members_can_run_a_meeting_well(group):
    group.parameters["base_quality"] = 0.2
    mig = group.state.migs[0]
    group.call(run_meeting, g=0)
    assert (mig["quality"], mig["members_ran"]) == (pytest.approx(0.2), 0.0)
    group.state.intensity[MANAGEMENT] = 1.0
    group.call(run_meeting, g=0)
    assert (mig["quality"], mig["members_ran"]) == (1.0, 0.0)
    group.state.intensity[MANAGEMENT] = 0.0
    mig["capacity"], mig["chair"] = 0.5, 9  # the chair is not there: half as good
    group.call(run_meeting, g=0)
    assert mig["quality"] == pytest.approx(0.2 + 0.8 * 0.25)
    assert mig["members_ran"] == 1.0


def test_contact_builds_trust_and_understanding_of_those_who_meet(group):
    group.state.migs[0]["quality"] = 0.5
    group.parameters["contact_evidence"], group.parameters["understanding_rate"] = 0.4, 0.1
    group.among_those_present(meet_each_other, group.room, g=0, n=len(ROWS))
    assert group.state.positive[3, 9] == pytest.approx(0.2)
    assert group.state.understanding[3, 9] == pytest.approx(0.05)
    assert group.state.positive[3, 0] == group.state.understanding[3, 0] == 0.0


@pytest.mark.parametrize(("voices", "hoover"), [([0.5] * 4, 0.0), ([1.0, 0, 0, 0], 0.75), ([0.6, 0.2, 0.6, 0.2], 0.25)])
def test_tilt_follows_the_hoover_index_of_being_heard(group, voices, hoover):
    group.state.actors["voice"][ROWS] = voices
    group.parameters["capture"], group.parameters["voice_on"] = 0.8, False
    for _ in range(100):
        group.call(tilt, g=0, room=group.room)
    assert group.state.constraints[2]["tilt"] == pytest.approx(0.8 * hoover)


def test_the_room_does_not_steer_what_the_facilitator_does(group):
    """Three hours of the group's own and as many of the facilitator's: half of the tilt."""
    group.state.actors["voice"][ROWS] = [1.0, 0, 0, 0]
    group.parameters["capture"], group.parameters["voice_on"], group.parameters["doing_rate"] = 0.8, False, 1.0
    group.state.migs[0]["effort"], group.state.levers[0]["doing"] = 3.0, 3.0
    for provenance, part in ((True, 0.5), (False, 1.0)):
        group.parameters["provenance_on"] = provenance
        for _ in range(100):
            group.call(tilt, g=0, room=group.room)
        assert group.state.constraints[2]["tilt"] == pytest.approx(0.8 * 0.75 * part)


@pytest.mark.parametrize(("met", "came"), [(True, 0.5 + 0.2 * (-0.3 - 0.5)), (False, 0.4)])
def test_a_meeting_in_vain_wastes_the_time_of_those_who_came(group, met, came):
    """From 0.5 a fifth of the way to nought, and to -0.3 for the two who sat there."""
    group.parameters["motivation_memory"], group.parameters["worth_waste"] = 0.2, 0.3
    group.state.members[0]["attends"][[3, 4]] = True
    group.state.members[0]["attends"][[6, 9]] = False
    group.call(disappoint, g=0, met=met)
    assert group.state.members[0]["motivation"][ROWS] == pytest.approx([came, came, 0.4, 0.4])


def test_few_are_half_heard(group):
    group.state.actors["voice"] = 0.6
    assert group.call(heard, i=3, marginalised_share=0.0) == 0.6
    assert group.call(heard, i=0, marginalised_share=0.0) == pytest.approx(0.3, abs=0.01)
    assert group.call(heard, i=0, marginalised_share=0.9) == pytest.approx(0.6, abs=0.01)


def test_part_of_a_grown_voice_stays(group):
    start = group.market.pool["voice"][0]
    group.state.actors["voice"] = group.state.actors["voice_peak"] = group.market.pool["voice"]
    group.parameters["voice_kept"] = 0.6
    group.state.intensity[INCLUSION] = 1.0
    for _ in range(50):
        group.call(grow_voice, i=0)
    peak = float(group.state.actors["voice"][0])
    assert start < peak < 1.0
    group.state.intensity[INCLUSION] = 0.0
    for _ in range(1000):
        group.call(grow_voice, i=0)
    assert group.state.actors["voice"][0] == pytest.approx(start + 0.6 * (peak - start))


def test_those_who_live_off_a_constraint_resist_unless_they_understand(group):
    group.state.interest[:] = 1.0
    group.state.interest[8, 2] = -1.0  # trader C, power 0.5; the members have 0.2 + 0.2 + 0.5 + 0.8
    group.parameters["resistance"] = 0.6
    group.call(resist, g=0)
    assert group.state.migs[0]["resistance"] == pytest.approx(0.6 * 0.5 / (0.5 + 1.7))
    group.state.understanding[8] = 1.0
    group.call(resist, g=0)
    assert group.state.migs[0]["resistance"] == 0.0


def test_doing_it_for_them_takes_ownership(group):
    mig, levers = group.state.migs[0], group.state.levers[0]
    mig["ownership"], mig["members_ran"], mig["effort"] = 0.5, 1.0, 4.0
    group.parameters["ownership_rate"] = 0.1
    group.call(learn_to_run, g=0)
    assert mig["ownership"] == pytest.approx(0.5 + 0.1 * 0.5)
    levers["style"], levers["hours"][:] = 1.0, 10.0
    for _ in range(300):
        group.call(learn_to_run, g=0)
    assert mig["ownership"] == pytest.approx(0.5)  # they still run the meetings, and do nothing


def test_capacity_grows_by_coaching_not_by_doing(group):
    mig = group.state.migs[0]
    group.state.intensity[MANAGEMENT] = 1.0
    group.parameters["capacity_coaching"] = 0.1
    group.state.levers[0]["style"] = 1.0
    group.call(learn_to_run, g=0)
    assert mig["capacity"] == 0.0
    group.state.levers[0]["style"] = 0.0
    group.call(learn_to_run, g=0)
    assert mig["capacity"] == pytest.approx(0.1)


def test_hours_of_doing_are_shared_between_live_groups(group):
    group.group(1, constraint=0, rows=[0, 1, 2])
    group.state.levers[0]["doing"] = 6.0
    group.parameters["doing_rate"] = 1.0
    assert group.call(doing_hours, g=0) == pytest.approx(3.0)


def test_a_group_falls_asleep_wakes_and_dies_by_its_activity(group):
    mig = group.state.migs[0]
    group.parameters["activity_memory"], group.parameters["dormant_below"] = 0.3, 0.2

    def meetings(held, count):
        for _ in range(count):
            group.call(keep_activity, g=0, quorate=held)
        return mig["status"]

    assert meetings(0.0, 4) == ACTIVE  # 0.7^4 = 0.24
    assert meetings(0.0, 1) == DORMANT  # 0.17
    assert meetings(1.0, 1) == ACTIVE  # 0.42
    assert meetings(0.0, 20) == DISSOLVED
