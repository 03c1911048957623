"""The facilitator: takes up its levers week by week, pays for them, and sees what can be seen."""

from typing import Any

import mesa
from migsim.facilitation.schema import Start
from migsim.facilitation.strategy import Actions, FileStrategy, GroupSeen, Observation, Strategy
from migsim.vocabulary import PRACTICES

from object_model.arithmetic import saturating
from object_model.planning import Planning


class Facilitator(mesa.Agent):
    """Works to a plan, or to whatever a strategy decides from what it sees."""

    def __init__(self, model: Any, strategy: Strategy) -> None:
        super().__init__(model)
        self.workshop = strategy.start is not None
        self.start = strategy.start or Start()
        self.strategy = strategy.begin()
        self.planning = Planning(model, strategy.plan) if isinstance(strategy, FileStrategy) else None
        self.exit: int | None = 1 if self.workshop else None  # first week without paid support
        self.hours_spent = 0.0
        self.staff_hours = 0.0  # the same in hours of staff, by what they cost, discounted
        self.delivery = 0.0  # money for direct delivery this week
        self.leave()

    def leave(self) -> None:
        """Do nothing this week."""
        self.present = False
        self.local, self.messages = False, 0.0
        self.hours = self.doing = self.style = self.travel_support = self.fund = self.recruiting = 0.0
        self.intensity = dict.fromkeys(PRACTICES, 0.0)

    def prepare(self) -> None:
        """Turn preparation hours into the intensities of week 0, and pay for them."""
        self.spend(self.start.preparation, self.model.parameters.half_preparation)

    def work(self, week: int) -> None:
        """Take up this week's levers, as long as there is a group to serve."""
        served = len(self.model.served_migs)
        actions = self.decide(week)
        self.delivery = self.planning.delivery(week) if self.planning else 0.0
        self.leave()
        if actions is not None and served > 0:
            self.present, self.exit = True, week + 1
            self.style, self.travel_support, self.fund = actions.style, actions.travel_support, actions.fund
            self.local, self.messages = actions.agents == "local", actions.messages
            half = served * self.model.parameters.half_hours
            self.doing = self.hours_of_doing(actions)
            self.recruiting = saturating(self.skill * actions.recruit, half)
            self.spend(actions.hours, half, self.practised(actions), actions.recruit)
            self.model.pay(self.fund * served)
            members = sum(len(mig.members) for mig in self.model.served_migs)
            self.model.pay(self.messages * members * self.model.scenario.costs.message_rate)
        elif week == self.exit:
            self.model.log("exit")

    def hours_of_doing(self, actions: Actions) -> float:
        """Hours that go into doing the work: their share of all but management."""
        paid = sum(actions.hours.values())
        if self.model.parameters.hours_once_on:
            paid -= actions.hours.get("management", 0.0)
        return actions.style * paid

    def practised(self, actions: Actions) -> float:
        """Share of the hours of a practice other than management that is left for it."""
        return 1.0 - actions.style if self.model.parameters.hours_once_on else 1.0

    def spend(self, hours: Any, half: float, left: float = 1.0, recruit: float = 0.0) -> None:
        """Spend hours, of which `left` remain for practices; `half` of them give half the effect of one."""
        kept = {practice: 1.0 if practice == "management" else left for practice in PRACTICES}
        self.intensity = {
            practice: saturating(self.skill * hours.get(practice, 0.0) * kept[practice], half) for practice in PRACTICES
        }
        self.hours = sum(hours.values()) + recruit
        self.hours_spent += self.hours
        costs = self.model.scenario.costs
        rate = costs.agent_rate if self.local else costs.facilitator_hour
        self.model.pay(self.hours * rate)
        weight = rate / costs.facilitator_hour if costs.facilitator_hour else 1.0
        self.staff_hours += self.hours * weight * self.model.discount**self.model.week

    @property
    def skill(self) -> float:
        """What an hour does, against an hour of staff."""
        return float(self.model.parameters.agent_skill) if self.local else 1.0

    @property
    def reminding(self) -> float:
        """How far members are reminded and kept informed between meetings."""
        sent = self.model.parameters.message_worth * self.messages
        return float(1 - (1 - self.intensity["communication"]) * (1 - sent))

    def decide(self, week: int) -> Actions | None:
        """Read this week's actions off the plan, or ask the strategy for them."""
        return self.planning.actions(week) if self.planning else self.strategy.decide(self.observe(week))

    def observe(self, week: int) -> Observation:
        """What can be seen at the start of a week."""
        groups = tuple(
            GroupSeen(
                constraint=mig.constraint.name,
                status=mig.status,
                members=len(mig.members),
                meetings=mig.meetings,
                attendance=mig.seen_attendance,
                kept=mig.seen_kept,
                members_ran=mig.seen_members_ran,
                mood=mig.seen_mood,
                deals_heard=mig.deals_heard,
                last_attendance=mig.last_attendance,
                last_kept=mig.last_kept,
                last_members_ran=mig.members_ran if mig.meetings else None,
                weeks_since_meeting=week - (mig.seen_week or 0),
            )
            for mig in self.model.migs
        )
        return Observation(week, self.model.horizon, groups, self.hours_spent, self.model.spent)

    @property
    def bought_for_each(self) -> float:
        """Work that the fund of each group buys this week (hours)."""
        return float(self.model.parameters.fund_rate * self.fund / self.model.scenario.costs.facilitator_hour)

    @property
    def done_for_each(self) -> float:
        """Work that the facilitator does for each group that it serves this week (hours)."""
        doing = self.model.parameters.doing_rate * self.skill * self.doing
        return float(doing / max(len(self.model.served_migs), 1))
