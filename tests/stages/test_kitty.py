"""The kitty: who pays, what it is worth, and when it fails."""

import pytest
from migsim.stages import events
from migsim.stages.kitty import collect_fees, keep_dues
from migsim.stages.meeting import keep_activity, weigh_worth
from migsim.state import KITTY_FAILED, KITTY_RUNS, NO_KITTY

ROWS = [3, 4, 6, 9]  # two farmers alike, a trader, a bank


@pytest.fixture
def group(world):
    """Four members who trust each other halfway, at their group's first meeting."""
    world.room = world.group(0, constraint=2, rows=ROWS)
    world.state.warmth[:4] = 0.5
    world.state.migs[0]["meetings"] = 1
    world.parameters["activity_memory"], world.parameters["fee_floor"] = 0.25, 0.35
    return world


def collect(group, week=4):
    group.call(collect_fees, week=week, g=0, room=group.room)
    return group.state.members[0]["paid"][ROWS].sum()


@pytest.mark.parametrize(("share", "kitty"), [(1.0, KITTY_RUNS), (0.0, NO_KITTY)])
def test_a_kitty_is_started_at_the_first_meeting_or_never(group, share, kitty):
    group.parameters["kitty_share"] = share
    collect(group)
    group.state.migs[0]["meetings"], group.parameters["kitty_share"] = 2, 1.0
    collect(group, week=8)
    assert group.state.migs[0]["kitty"] == kitty


def test_members_pay_as_they_keep_promises(group):
    """A logit of 1.5 for trust: at 3 the unit, half of the way from 1/2 to 1."""
    group.parameters["kitty_share"], group.parameters["relationship"] = 1.0, 3.0
    group.state.actors["reliability"][ROWS] = [40.0, -40.0, 0.0, 0.0]
    group.state.warmth[:4] = [0.5, 0.5, 1.0, 0.5]
    paid = [0, 0, 0, 0]
    for run in range(1000):
        group.key = (1, run)
        collect(group)
        paid = [n + int(m) for n, m in zip(paid, group.state.members[0]["paid"][ROWS], strict=True)]
        group.state.migs[0]["dues"] = 1.0
    assert paid[:2] == [1000, 0]
    assert paid[2] / 1000 == pytest.approx(0.8176, abs=0.04)
    assert paid[3] / 1000 == pytest.approx(0.5, abs=0.05)


def test_a_kitty_fails_when_too_few_pay(group):
    """From 1 by a quarter of the way to nought each time: 0.75, 0.56, 0.42, 0.32."""
    group.state.migs[0]["kitty"], group.state.migs[0]["dues"] = KITTY_RUNS, 1.0
    for _ in range(3):
        group.call(keep_dues, g=0, share=0.0)
    assert group.state.migs[0]["dues"] == pytest.approx(0.75**3)
    assert group.state.migs[0]["kitty"] == KITTY_RUNS
    group.call(keep_dues, g=0, share=0.0)
    assert group.state.migs[0]["kitty"] == KITTY_FAILED
    assert len(group.events(events.KITTY_ENDED)) == 1


def test_no_fee_is_due_without_a_meeting(group):
    group.state.migs[0]["kitty"], group.state.migs[0]["dues"] = KITTY_RUNS, 0.6
    for _ in range(20):
        group.call(keep_activity, g=0, quorate=0.0)
    assert group.state.migs[0]["dues"] == 0.6
    assert group.state.migs[0]["kitty"] == KITTY_RUNS


def test_who_paid_has_a_reason_of_its_own_to_come(group):
    p = group.parameters
    p["motivation_memory"], p["worth_kitty"] = 0.2, 0.4
    group.state.members[0]["motivation"], group.state.members[0]["paid"][3] = 0.3, True
    group.state.actors["voice"], group.state.interest[:], group.state.belief[:] = 0.5, 1.0, 0.25
    group.call(weigh_worth, week=4, g=0, room=group.room)
    motivation = group.state.members[0]["motivation"]
    assert motivation[3] - motivation[4] == pytest.approx(0.2 * 0.4)
