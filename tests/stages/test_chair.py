"""The chair: its term, its loss, and holding on to it."""

import pytest
from migsim.stages import events
from migsim.stages.attendance import members_convene
from migsim.stages.chair import end_term
from migsim.stages.meeting import tilt
from migsim.stages.membership import lose_chair
from migsim.state import INCLUSION

TRUSTED, POWERFUL = 0, 9
ROWS = [0, 1, 2, 9]


@pytest.fixture
def group(world):
    """A bank sits in the chair; a farmer stands higher with the others by 0.2, the pull of power counted in.

    The bank: trust 0.5, half of its competence of 0.7, half of its power of 0.8. The farmer: 1.15 + 0.2 + 0.1.
    """
    world.room = world.group(0, constraint=2, rows=ROWS)
    world.state.prior[:], world.parameters["prior_strength"] = 0.5, 2.0
    world.state.prior[:, TRUSTED] = 1.15
    world.state.migs[0]["chair"], world.state.migs[0]["chair_since"] = POWERFUL, 10
    world.parameters["chair_term"] = 52.0
    return world


@pytest.mark.parametrize(
    ("week", "grip", "chair", "captured"),
    [(61, 0.0, POWERFUL, False), (62, 0.24, TRUSTED, False), (62, 0.26, POWERFUL, True)],
)
def test_a_chair_that_is_not_wanted_goes_at_the_end_of_its_term_unless_it_holds_on(group, week, grip, chair, captured):
    """What it lacks is 0.2; its power of 0.8 makes up for that from a grip of 0.25 on."""
    group.parameters["chair_grip"] = grip
    group.call(end_term, week=week, g=0)
    mig = group.state.migs[0]
    assert (mig["chair"], bool(mig["captured"])) == (chair, captured)
    assert mig["chair_since"] == (10 if week < 62 else 62)
    assert len(group.events(events.CAPTURED)) == captured


def test_work_on_inclusion_frees_the_chair(group):
    group.parameters["chair_grip"], group.state.intensity[INCLUSION] = 1.0, 1.0
    group.call(end_term, week=62, g=0)
    assert group.state.migs[0]["chair"] == TRUSTED


def test_a_captured_chair_tilts_the_benefit(group):
    """All are heard alike, so that only the rent tilts: a fifth of the way a meeting."""
    group.state.actors["voice"], group.parameters["voice_threshold"] = 0.0, 0.3
    group.parameters["chair_rent"], group.state.migs[0]["captured"] = 0.4, True
    group.call(tilt, g=0, room=group.room)
    assert group.state.constraints[2]["tilt"] == pytest.approx(0.2 * 0.4)


@pytest.mark.parametrize(("capacity", "leaderless"), [(0.0, True), (1.0, False)])
def test_a_group_that_depended_on_its_chair_cannot_convene_itself(group, capacity, leaderless):
    mig = group.state.migs[0]
    mig["chair"], mig["capacity"], mig["ownership"] = -1, capacity, 1.0
    group.parameters["key_person"], group.parameters["chair_loss"] = 1.0, 0.0
    group.call(lose_chair, week=5, g=0)
    assert bool(mig["leaderless"]) == leaderless
    assert (mig["chair"] < 0) == leaderless
    assert (group.call(members_convene, g=0) == 0.0) == leaderless


def test_chairs_are_lost_as_often_as_said(group):
    """A tenth a year, asked every four weeks."""
    group.parameters["chair_loss"], group.parameters["key_person"] = 0.1, 1.0
    lost, years = 0, 200
    for run in range(years):
        group.key = (1, run)
        for week in range(4, 56, 4):
            mig = group.state.migs[0]
            mig["chair"], mig["leaderless"] = POWERFUL, False
            group.state.members[0, POWERFUL]["member"], mig["members"] = True, 4
            group.call(lose_chair, week=week, g=0)
            lost += int(mig["chair"]) < 0 or int(mig["chair"]) != POWERFUL
    assert lost / years == pytest.approx(0.105, abs=0.05)


def test_without_the_mechanism_chairs_stay(group):
    group.parameters["chair_on"], group.parameters["chair_loss"] = False, 1.0
    group.call(lose_chair, week=5, g=0)
    group.call(end_term, week=500, g=0)
    assert group.state.migs[0]["chair"] == POWERFUL
