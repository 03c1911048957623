"""What a strategy file makes the facilitator do: phases, hand-over, and hours scaled to a budget."""

from dataclasses import replace
from typing import Any

from migsim.facilitation.schema import Phase, Plan
from migsim.facilitation.strategy import Actions
from migsim.vocabulary import FADING

from object_model.answers import Answer
from object_model.arithmetic import mean
from object_model.mig import MIG

PLANNED_INTERVAL, PLANNED_COMING, PLANNED_MEMBERS = 4.0, 7.5, 10.0  # weeks between meetings; who come; who belong


class Planning:
    """A plan being followed."""

    def __init__(self, model: Any, plan: Plan) -> None:
        self.model, self.plan = model, plan
        self.last_week = sum(phase.weeks for phase in plan.phases)
        self.when_ready = plan.handover.kind == "when-ready"
        self.handover: int | None = None  # week in which a hand-over when ready, or by a rule, began
        self.scale = self.budget_factor() if plan.cost == "equal" and plan.phases else 1.0
        self.answers = [Answer(model, number, rule, self.scale) for number, rule in enumerate(plan.rules, 1)]

    def actions(self, week: int) -> Actions | None:
        """This week's levers; None when nothing is paid any more."""
        if not self.plan.phases:
            return None
        if self.when_ready:
            share = 1.0 if week <= self.last_week + self.plan.handover.weeks else None
            self.hand_over_when_ready(week)
        else:
            share = self.share(week)
        left = self.left(week)
        if share is None or left is None:
            return None
        phase = self.phase(week)
        hours = {practice: h * share * self.scale for practice, h in phase.hours.items()}
        left_of = {name: getattr(phase, name) * share for name in FADING}
        planned = Actions(hours, phase.style, agents=phase.agents, **left_of)
        planned = replace(planned, recruit=planned.recruit * self.scale)
        return self.faded(self.answered(planned, week, share), week)

    def answered(self, actions: Actions, week: int, share: float) -> Actions:
        """What rules make of this week's levers, of which a taper has left a share."""
        for answer in self.answers:
            answer.look(week)
            ending = answer.rule.action == "hand-over"
            if answer.is_due(week) and self.model.served_migs and not (ending and (self.handover or share < 1.0)):
                answer.fire(week)
                if ending:
                    self.begin_handover(week)
            if answer.in_force(week):
                actions = answer.change(actions, share)
        return actions

    def left(self, week: int) -> float | None:
        """Share that a hand-over which has begun leaves; None once it is over."""
        since, fading = week - (self.handover or week), self.plan.handover.weeks
        if self.handover is None:
            return 1.0
        return 1.0 - since / fading if since < fading else None

    def faded(self, actions: Actions, week: int) -> Actions | None:
        """What a hand-over leaves of this week's levers."""
        left = self.left(week)
        if left is None:
            return None
        hours = {practice: h * left for practice, h in actions.hours.items()}
        return replace(actions, hours=hours, **{name: getattr(actions, name) * left for name in FADING})

    def delivery(self, week: int) -> float:
        """Money for direct delivery this week: the budget in equal parts."""
        if self.plan.delivery is None or week > self.plan.delivery.weeks:
            return 0.0
        return float(self.model.scenario.costs.budget / self.plan.delivery.weeks)

    def phase(self, week: int) -> Phase:
        """Phase that a week lies in; the last goes on."""
        end = 0
        for phase in self.plan.phases:
            end += phase.weeks
            if week <= end:
                return phase
        return self.plan.phases[-1]

    def share(self, week: int) -> float | None:
        """Share of the phase's levers that a hand-over at a fixed time leaves."""
        fading = self.plan.handover.weeks
        if week > self.last_week:
            return None
        if self.plan.handover.kind == "taper" and week > self.last_week - fading:
            return (self.last_week - week + 1) / (fading + 1)
        return 1.0

    def hand_over_when_ready(self, week: int) -> None:
        """Begin when the groups are ready, or after the last phase."""
        if self.handover is None and (week > self.last_week or self.groups_are_ready(week)):
            self.begin_handover(week)

    def begin_handover(self, week: int) -> None:
        """From now on support fades."""
        self.handover = week
        self.model.log("hand-over")

    def groups_are_ready(self, week: int) -> bool:
        """Whether every active group comes, keeps its word and runs its own meetings, as far as can be seen."""
        asked, live = self.plan.handover, self.model.live_migs

        def is_ready(mig: MIG) -> bool:
            return (
                mig.seen_attendance >= asked.attendance
                and mig.seen_kept >= asked.kept
                and mig.seen_members_ran >= asked.members_ran
            )

        return week >= asked.earliest and bool(live) and all(is_ready(mig) for mig in live)

    def budget_factor(self) -> float:
        """Factor on weekly hours that makes the planned cost equal to the scenario's budget."""
        scenario, plan, start = self.model.scenario, self.plan, self.plan.start
        assert start is not None  # phases without a workshop are no plan
        costs, journey = scenario.costs, mean(actor.travel for actor in self.model.pool)
        weeks = range(1, self.last_week + (plan.handover.weeks if self.when_ready else 0) + 1)
        planned = [((1.0 if self.when_ready else self.share(week) or 0.0), self.phase(week)) for week in weeks]
        rates = {"staff": costs.facilitator_hour, "local": costs.agent_rate}
        hourly = sum(
            share * (sum(phase.hours.values()) + phase.recruit) * rates[phase.agents] for share, phase in planned
        )
        meetings = start.groups / PLANNED_INTERVAL
        other = sum(start.preparation.values()) * costs.facilitator_hour
        other += start.mapping_days * (costs.workshop_day + start.workshop_support * scenario.room * journey)
        other += len(planned) * meetings * costs.meeting
        other += sum(share * phase.travel_support for share, phase in planned) * meetings * PLANNED_COMING * journey
        other += sum(share * phase.fund for share, phase in planned) * start.groups
        messages = sum(share * phase.messages for share, phase in planned)
        other += messages * start.groups * PLANNED_MEMBERS * costs.message_rate
        return float((costs.budget - other) / hourly)
