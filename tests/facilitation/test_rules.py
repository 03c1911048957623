"""Responsive rules: the same as a file and as Python, on every path, and what each part of a rule does."""

from __future__ import annotations

import numpy as np
import pytest
from migsim.engine import simulate
from migsim.facilitation.strategy import Actions, FileStrategy, Strategy

from playing import PLANS, SMALL, phase
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
