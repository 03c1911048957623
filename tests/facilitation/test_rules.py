"""Responsive rules: the same as a file and as Python, on every path, and what each part of a rule does."""

from __future__ import annotations

import numpy as np
import pytest
from migsim.engine import simulate
from migsim.facilitation.schedule import hours_scale, rules_of
from migsim.facilitation.strategy import Actions, FileStrategy, GroupSeen, Observation, Strategy

from playing import PLANS, SMALL, phase, small_scenario
from ruled import CALL_THEM, EVERY_KIND, ruled

TOLD_BY_FILES = ("rule", "hand-over")  # a strategy in Python has no rules to name in the log


class ByHand(Strategy):
    """What `CALL_THEM` says, as a user would write it."""

    name = "ruled"
    start = PLANS["coached"].start

    def __init__(self):
        self.running = {}
        self.until = 0

    def decide(self, seen):
        if seen.week > 40:
            return None
        hours = dict(phase()["hours"])
        for place, group in enumerate(seen.groups):
            if group.status != "active" or group.last_attendance is None:
                self.running[place] = 0
            elif group.weeks_since_meeting == 1:
                self.running[place] = self.running.get(place, 0) + 1 if group.last_attendance < 0.6 else 0
        alive = any(group.status in ("active", "dormant") for group in seen.groups)
        if alive and self.until <= seen.week and max(self.running.values()) >= 2:
            self.until = seen.week + 13
            self.running = dict.fromkeys(self.running, 0)
        if self.until > seen.week:
            others = sum(h for practice, h in hours.items() if practice != "communication")
            moved = min(3.0, others)
            hours = {practice: h * (1.0 - moved / others) for practice, h in hours.items()}
            hours["communication"] = 2.0 + moved
        return Actions(hours=hours)


class Asked(FileStrategy):
    """A file's plan that is asked week by week, as any Python strategy is."""

    def decide(self, seen):
        return super().decide(seen)


def same_bytes(one, other) -> None:
    """Whether two futures are the same to the bit, but for what only a file can tell of itself."""
    assert one.scorecard == other.scorecard
    np.testing.assert_array_equal(one.weekly.to_numpy(), other.weekly.to_numpy())
    logs = [history.events[~history.events["event"].isin(TOLD_BY_FILES)] for history in (one, other)]
    assert logs[0].reset_index(drop=True).equals(logs[1].reset_index(drop=True))
    assert one.actors.equals(other.actors)


@pytest.mark.parametrize("run", range(6))
def test_a_rule_written_by_hand_in_python_gives_the_same_bytes(run):
    file = simulate(SMALL, ruled(CALL_THEM), run=run)
    same_bytes(file, simulate(SMALL, ByHand(), run=run))


def test_the_rule_fires_in_some_of_those_futures():
    fired = [(simulate(SMALL, ruled(CALL_THEM), run=run).events["event"] == "rule").sum() for run in range(6)]
    assert any(fired)
    assert not all(fired)


@pytest.mark.parametrize("which", EVERY_KIND)
@pytest.mark.parametrize("run", range(3))
def test_a_file_asked_from_python_gives_the_same_bytes(which, run):
    strategy = EVERY_KIND[which]
    same_bytes(simulate(SMALL, strategy, run=run), simulate(SMALL, Asked(strategy.plan), run=run))


@pytest.mark.parametrize("which", EVERY_KIND)
def test_every_kind_of_rule_comes_into_force_somewhere(which):
    rules = EVERY_KIND[which].plan.rules
    names = {rule.name or f"rule {at}" for at, rule in enumerate(rules, 1)}
    seen = set()
    for run in range(24):
        log = simulate(SMALL, EVERY_KIND[which], run=run).events
        seen |= set(log.loc[log["event"] == "rule", "other"])
    assert seen == names


@pytest.mark.parametrize("which", ["moves", "support and fund", "ready and ruled"])
def test_the_mesa_model_gives_the_same_bytes(which):
    from migsim import MarketModel

    for strategy in (EVERY_KIND[which], Asked(EVERY_KIND[which].plan)):
        model = MarketModel(SMALL, strategy, rng=1, run=2)
        while model.running:
            model.step()
        same_bytes(simulate(SMALL, EVERY_KIND[which], seed=1, run=2), model.history())


def seen(week, *attendance, status="active", met=True, **rest):
    """What is seen in a week: one group for each attendance at its last meeting, which was last week if `met`."""
    groups = tuple(
        GroupSeen("feed", status, 8, 5, 0.5, 0.5, 0.5, 0.5, 0, share, None, None, 1 if met else 4)
        for share in attendance
    )
    return Observation(week, 260, groups, rest.get("hours_spent", 0.0), rest.get("money_spent", 0.0))


def moved(strategy, *looks):
    """Hours a week of communication beyond the plan's two, look by look; the week's total always stays."""
    asked, found = strategy.begin(), []
    for look in looks:
        hours = asked.decide(look).hours
        assert sum(hours.values()) == pytest.approx(sum(phase()["hours"].values()))
        found.append(round(hours["communication"] - 2.0, 9))
    return found


def after(meetings, *attendance, **rest):
    """What is seen after so many meetings, one a week from week 1 on."""
    return seen(meetings + 1, *attendance, **rest)


def test_it_counts_meetings_running_and_lasts_as_long_as_it_says():
    strategy = ruled({**CALL_THEM, "lasts": 3})
    weeks = [(1, 0.3), (2, 0.9), (3, 0.3), (4, 0.3), (5, 0.9), (6, 0.9), (7, 0.9)]
    assert moved(strategy, *(after(week, share) for week, share in weeks)) == [0, 0, 0, 3, 3, 3, 0]


def test_weeks_without_a_meeting_do_not_count():
    strategy = ruled(CALL_THEM)
    looks = [after(10, 0.3), *(after(week, 0.3, met=False) for week in range(11, 15)), after(15, 0.3)]
    assert moved(strategy, *looks) == [0, 0, 0, 0, 0, 3]


def test_the_workshop_is_no_meeting_of_a_group():
    """In week 1 the workshop was last week, but no group has met yet (made-up world 255 of the docking)."""
    rule = {**CALL_THEM, "when": "weeks_since_meeting", "below": 9, "meetings_running": 1}
    fresh = GroupSeen("feed", "active", 8, 0, 0, 0, 0, 0, 0, weeks_since_meeting=1)
    assert moved(ruled(rule), Observation(1, 260, (fresh,), 0.0, 0.0), after(1, 0.9)) == [0, 3]


def test_two_bad_meetings_of_two_groups_are_not_two_running():
    strategy = ruled(CALL_THEM)
    assert moved(strategy, after(1, 0.3, 0.9), after(2, 0.9, 0.3), after(3, 0.9, 0.3)) == [0, 0, 3]


def test_all_groups_means_every_active_one():
    strategy = ruled({**CALL_THEM, "groups": "all", "meetings_running": 1})
    assert moved(strategy, after(1, 0.3, 0.9), after(2, 0.3, 0.3)) == [0, 3]
    assert moved(strategy, after(1, 0.3, status="dormant")) == [0]


def test_a_limit_is_not_yet_beyond_it():
    assert moved(ruled({**CALL_THEM, "meetings_running": 1}), after(1, 0.6)) == [0]
    assert moved(ruled({**CALL_THEM, "meetings_running": 1}), after(1, np.nextafter(0.6, 0))) == [3]


def test_times_and_the_first_week_limit_it():
    often = ruled({**CALL_THEM, "meetings_running": 1, "lasts": 1, "times": 2, "from_week": 3})
    assert moved(often, *(after(week, 0.3) for week in range(1, 6))) == [0, 3, 3, 0, 0]


def test_no_more_is_moved_than_there_is():
    """From management, which has four hours, at most four; from all others everything they have, nine."""
    at_once = {**CALL_THEM, "meetings_running": 1, "amount": 100}
    assert moved(ruled({**at_once, "take_from": "management"}), after(1, 0.3)) == [4]
    assert moved(ruled(at_once), after(1, 0.3)) == [9]


def test_every_future_begins_with_nothing_remembered():
    strategy = ruled({**CALL_THEM, "meetings_running": 1})
    assert moved(strategy, after(1, 0.3), after(2, 0.9)) == [3, 3]
    assert moved(strategy, after(1, 0.9)) == [0]


def test_a_hand_over_fades_over_its_weeks_and_ends():
    rule = {"when": "money_spent", "above": 100.0, "action": "hand-over"}
    asked = ruled(rule, handover={"kind": "fixed", "weeks": 4}).begin()
    looks = [seen(week, 0.9, money_spent=60.0 * week) for week in range(1, 8)]
    hours = [None if (actions := asked.decide(look)) is None else sum(actions.hours.values()) for look in looks]
    assert hours == pytest.approx([11, 11, 11 * 0.75, 11 * 0.5, 11 * 0.25, None, None], nan_ok=True)


def test_what_a_rule_sets_fades_with_a_taper():
    rule = {"when": "hours_spent", "above": 1.0, "action": "travel-support", "amount": 0.8}
    asked = ruled(rule, handover={"kind": "taper", "weeks": 9}).begin()
    assert asked.decide(seen(31, 0.9, hours_spent=5.0)).travel_support == pytest.approx(0.8)
    assert asked.decide(seen(40, 0.9, hours_spent=5.0)).travel_support == pytest.approx(0.8 / 10)


def test_with_equal_cost_hours_that_are_moved_are_scaled_like_all_others():
    file = ruled({**CALL_THEM, "meetings_running": 1, "from_week": 1}, cost="equal")
    scale = hours_scale(file, small_scenario(), 170)
    assert scale != pytest.approx(1.0)
    assert rules_of(file.plan, scale)["amount"] == pytest.approx(3 * scale)
    assert rules_of(EVERY_KIND["support and fund"].plan, scale)["amount"] == pytest.approx([1.0, 20.0, 4.0])
