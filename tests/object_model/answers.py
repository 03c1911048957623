"""Responsive rules: what the facilitator does in answer to what it sees."""

from dataclasses import dataclass, field, replace
from typing import Any

from migsim.facilitation.rules import Rule
from migsim.facilitation.strategy import Actions

from object_model.mig import MIG

OF_LAST_MEETING = ("last_attendance", "last_kept")
RUNNING = {"attendance": "seen_attendance", "kept": "seen_kept", "members_ran": "seen_members_ran", "mood": "seen_mood"}


@dataclass
class Answer:
    """One rule of a strategy being followed."""

    model: Any
    number: int  # from 1
    rule: Rule
    scale: float  # of hours moved
    running: dict[MIG | None, int] = field(default_factory=dict)  # meetings or weeks in which it held, by group
    until: float = 0
    fired: int = 0

    def in_force(self, week: int) -> bool:
        """Whether it changes what is done this week."""
        return week < self.until

    def of_programme(self) -> float | None:
        """What is seen of the whole programme; None when the rule looks at groups."""
        model = self.model
        values = {
            "groups_active": len(model.live_migs),
            "groups_dormant": sum(mig.status == "dormant" for mig in model.migs),
            "hours_spent": model.facilitator.hours_spent,
            "money_spent": model.spent,
        }
        return values.get(self.rule.when)

    def of_group(self, mig: MIG, week: int) -> float | None:
        """What is seen of one group; None when there is nothing to see."""
        when = self.rule.when
        if not mig.active or (mig.seen_week is None and when != "weeks_since_meeting"):
            return None
        if when == "weeks_since_meeting":
            return week - (mig.seen_week or 0)
        if when == "last_members_ran":
            return mig.members_ran if mig.meetings else None
        if when in OF_LAST_MEETING:
            return getattr(mig, when)
        counts = {"deals_heard": mig.deals_heard, "members": len(mig.members), "meetings": mig.meetings}
        return counts[when] if when in counts else getattr(mig, RUNNING[when])

    def holds(self, value: float) -> bool:
        """Whether a value is beyond the limit."""
        rule = self.rule
        return value < rule.below if rule.below is not None else value > rule.above

    def look(self, week: int) -> None:
        """Count on, or begin anew."""
        overall = self.of_programme()
        if overall is not None:
            self.running[None] = self.running.get(None, 0) + 1 if self.holds(overall) else 0
            return
        for mig in self.model.migs:
            value = self.of_group(mig, week)
            if value is None:
                self.running[mig] = 0
            elif not self.rule.meetings_running or mig.seen_week == week - 1:
                self.running[mig] = self.running.get(mig, 0) + 1 if self.holds(value) else 0

    def is_due(self, week: int) -> bool:
        """Whether it comes into force now."""
        rule = self.rule
        if week < rule.from_week or self.in_force(week) or (rule.times and self.fired >= rule.times):
            return False
        enough = max(rule.meetings_running, rule.weeks_running, 1)
        held = [key for key, times in self.running.items() if times >= enough]
        if rule.groups == "all" and None not in self.running:
            return bool(held) and len(held) == len(self.model.live_migs)
        return bool(held)

    def fire(self, week: int) -> None:
        """Come into force."""
        self.until = week + self.rule.lasts if self.rule.lasts else float("inf")
        self.fired += 1
        self.running = dict.fromkeys(self.running, 0)
        self.model.log("rule", other=self.rule.name or f"rule {self.number}", value=self.fired)

    def change(self, actions: Actions, share: float) -> Actions:
        """What is done this week under the rule; `share` is what a taper leaves of everything."""
        rule, amount = self.rule, (self.rule.amount or 0.0) * share
        hours, style, support, fund = dict(actions.hours), actions.style, actions.travel_support, actions.fund
        recruit = actions.recruit
        if rule.action == "add-hours":
            hours[rule.to] = hours.get(rule.to, 0.0) + amount
        elif rule.action == "move-hours":
            giving = [p for p in hours if p != rule.to and rule.take_from in ("all", p)]
            there = sum(hours[p] for p in giving)
            moved = min(amount * self.scale, there)
            for practice in giving if moved > 0 else []:
                hours[practice] -= moved * hours[practice] / there
            hours[rule.to] = hours.get(rule.to, 0.0) + moved
        elif rule.action == "style":
            style = rule.amount
        elif rule.action == "travel-support":
            support = amount
        elif rule.action == "fund":
            fund = amount
        elif rule.action == "recruit":
            recruit = amount
        return replace(actions, hours=hours, style=style, travel_support=support, fund=fund, recruit=recruit)
