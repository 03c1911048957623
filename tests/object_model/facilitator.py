"""The facilitator: what a strategy file makes it do, week by week, and what that costs."""

from typing import Any

import mesa
from migsim.facilitation.schema import Plan, Start
from object_model.arithmetic import mean, saturating
from object_model.mig import MIG

PRACTICES = ("starting", "interdependence", "management", "inclusion", "communication", "prioritising", "reflection")
PLANNED_INTERVAL, PLANNED_COMING = 4.0, 7.5
NOTHING = dict.fromkeys(PRACTICES, 0.0)


class Facilitator(mesa.Agent):
    """Works to a plan and pays for what it does."""

    def __init__(self, model: Any, plan: Plan) -> None:
        super().__init__(model)
        self.plan, self.start = plan, plan.start or Start()
        self.last_phase = sum(phase.weeks for phase in plan.phases)
        self.scale = self.budget_factor() if plan.cost == "equal" and plan.phases else 1.0
        self.intensity = dict(NOTHING)
        self.handover: int | None = None  # week in which it began
        self.exit: int | None = None  # first week without paid support
        self.delivery = 0.0
        self.leave()

    def leave(self) -> None:
        """Do nothing this week."""
        self.present = False
        self.hours = self.style = self.travel_support = self.fund = 0.0
        self.intensity = dict(NOTHING)

    def prepare(self) -> None:
        """Turn preparation hours into the intensities of week 0, and pay for them."""
        hours = {practice: self.start.preparation.get(practice, 0.0) for practice in PRACTICES}  # type: ignore[call-overload]
        half = self.model.parameters.half_preparation
        self.intensity = {practice: saturating(h, half) for practice, h in hours.items()}
        self.hours = sum(hours.values())
        self.model.pay(self.hours * self.model.scenario.costs.facilitator_hour)

    def work(self, week: int) -> None:
        """Take up this week's levers and pay for them, as long as there is a group to work with."""
        plan, live = self.plan, len(self.model.live_migs)
        self.delivery = 0.0
        if plan.delivery is not None and week <= plan.delivery.weeks:
            self.delivery = self.model.scenario.costs.budget / plan.delivery.weeks
        share = self.share(week)
        if share is None or live == 0:
            self.leave()
            if week == self.exit:
                self.model.log("exit")
            return
        phase = self.phase(week)
        half = self.model.parameters.half_hours
        hours = {practice: phase.hours.get(practice, 0.0) * share * self.scale for practice in PRACTICES}
        self.present, self.hours = True, sum(hours.values())
        self.style, self.travel_support, self.fund = phase.style, phase.travel_support * share, phase.fund * share
        self.intensity = {practice: saturating(h, live * half) for practice, h in hours.items()}
        self.exit = week + 1
        self.model.pay(self.hours * self.model.scenario.costs.facilitator_hour + self.fund * live)

    @property
    def done_for_each(self) -> float:
        """Work that the facilitator does for each active group this week (hours)."""
        doing = self.model.parameters.doing_rate * self.style * self.hours
        return float(doing / max(len(self.model.live_migs), 1))

    def phase(self, week: int) -> Any:
        """Phase that a week lies in; the last goes on."""
        end = 0
        for phase in self.plan.phases:
            end += phase.weeks
            if week <= end:
                return phase
        return self.plan.phases[-1]

    def share(self, week: int) -> float | None:
        """Share of the phase's levers that hand-over leaves this week; None when nothing is paid any more."""
        weeks = self.plan.handover.weeks
        if not self.plan.phases:
            return None
        if self.plan.handover.kind == "when-ready":
            if self.handover is None and (week > self.last_phase or self.groups_are_ready(week)):
                self.handover = week
                self.model.log("hand-over")
            since = 0 if self.handover is None else week - self.handover
            if self.handover is None:
                return 1.0
            return 1.0 - since / weeks if since < weeks else None
        if week > self.last_phase:
            return None
        if self.plan.handover.kind == "taper" and week > self.last_phase - weeks:
            return (self.last_phase - week + 1) / (weeks + 1)
        return 1.0

    def groups_are_ready(self, week: int) -> bool:
        """Whether every active group comes, keeps its word and runs its own meetings, as far as can be seen."""
        asked, live = self.plan.handover, self.model.live_migs

        def ready(mig: MIG) -> bool:
            return (
                mig.seen_attendance >= asked.attendance
                and mig.seen_kept >= asked.kept
                and mig.seen_members_ran >= asked.members_ran
            )

        return week >= asked.earliest and bool(live) and all(ready(mig) for mig in live)

    def budget_factor(self) -> float:
        """Factor on weekly hours that makes the planned cost equal to the scenario's budget."""
        scenario, start, ready = self.model.scenario, self.start, self.plan.handover.kind == "when-ready"
        weeks = range(1, self.last_phase + (self.plan.handover.weeks if ready else 0) + 1)
        shares = [1.0 if ready else self.share(week) or 0.0 for week in weeks]
        phases = [self.phase(week) for week in weeks]
        costs, journey = scenario.costs, mean(actor.travel for actor in self.model.pool)
        meetings = start.groups / PLANNED_INTERVAL
        other = sum(start.preparation.values()) * costs.facilitator_hour
        other += start.mapping_days * (costs.workshop_day + start.workshop_support * scenario.room * journey)
        other += len(weeks) * meetings * costs.meeting
        supported = sum(s * phase.travel_support for s, phase in zip(shares, phases, strict=True))
        other += supported * meetings * PLANNED_COMING * journey
        other += sum(s * phase.fund for s, phase in zip(shares, phases, strict=True)) * start.groups
        hours = sum(s * sum(phase.hours.values()) for s, phase in zip(shares, phases, strict=True))
        return float((costs.budget - other) / (hours * costs.facilitator_hour))
