"""Responsive rules: the same as a file and as Python, on every path, and what each part of a rule does."""

from __future__ import annotations

import numpy as np
import pytest
from migsim.engine import simulate
from migsim.facilitation.schema import Plan
from migsim.facilitation.strategy import Actions, FileStrategy, Strategy
from migsim.scenario.parameters import default_parameters
from migsim.state import PRACTICES

from playing import PLANS, SMALL, future, phase, plan, small_scenario

CALL_THEM = {
    "when": "last_attendance", "below": 0.6, "meetings_running": 2,
    "action": "move-hours", "to": "communication", "amount": 3, "lasts": 13,
}  # fmt: skip
TOLD_BY_FILES = ("rule", "hand-over")  # a strategy in Python has no rules to name in the log


def ruled(*rules, **changes) -> FileStrategy:
    """Forty weeks of coaching with rules."""
    return plan("ruled", rules=rules, **changes)


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


EVERY_KIND = {
    "moves": ruled(CALL_THEM),
    "from one practice": ruled({**CALL_THEM, "take_from": "management", "amount": 30, "times": 2}),
    "doing when nothing is kept": ruled(
        {"when": "last_kept", "below": 0.7, "action": "style", "amount": 1.0, "lasts": 8},
        {"when": "kept", "above": 0.5, "groups": "all", "action": "style", "amount": 0.0},
        phases=[phase(style=0.3)],
    ),
    "support and fund": ruled(
        {"when": "mood", "below": 0.5, "weeks_running": 6, "action": "travel-support", "amount": 1.0, "lasts": 10},
        {"when": "deals_heard", "above": 0, "action": "fund", "amount": 20.0},
        {"when": "groups_dormant", "above": 0, "action": "add-hours", "to": "management", "amount": 4.0, "lasts": 5},
        handover={"kind": "taper", "weeks": 15},
    ),
    "hand-over on a sign": ruled(
        {"when": "last_members_ran", "above": 0.4, "groups": "any", "from_week": 20, "action": "hand-over"},
        handover={"kind": "fixed", "weeks": 10},
    ),
    "money out": ruled({"when": "money_spent", "above": 5000.0, "action": "hand-over"}),
    "hours out": ruled({"when": "hours_spent", "above": 200.0, "action": "hand-over"}),
    "silence": ruled(
        {"when": "weeks_since_meeting", "above": 5, "action": "add-hours", "to": "management", "amount": 2, "lasts": 4},
        {"when": "members", "below": 5, "action": "add-hours", "to": "inclusion", "amount": 2},
        {"when": "meetings", "above": 4, "groups": "all", "action": "move-hours", "to": "reflection", "amount": 2},
        {"when": "attendance", "below": 0.5, "from_week": 20, "action": "style", "amount": 0.6},
        {"when": "members_ran", "above": 0.2, "action": "style", "amount": 0.1},
    ),
    "ready": PLANS["ready"],
    "ready and ruled": plan(
        "both", rules=[CALL_THEM], handover=PLANS["ready"].plan.handover.model_dump()
    ),
}  # fmt: skip


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
    for run in range(12):
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
