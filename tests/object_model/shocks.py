"""Shocks: what strikes the market from outside."""

from typing import Any

from migsim.chance import SHOCK, SHOCK_LEAVES, permanent_id
from migsim.scenario.schema import Shock

from object_model.actor import PoolActor
from object_model.recruiting import keeps_buyer

FORGOTTEN = 1e-3
SIDE_EFFECT = 0.2  # severity that a shock of another kind adds to the constraint it names


class Shocks:
    """The scenario's shocks, and those that are on."""

    def __init__(self, model: Any, given: tuple[Shock, ...]) -> None:
        self.model, self.given = model, given
        self.spike_size, self.spike_until, self.ban_until = 0.0, 0, 0

    def spike(self, week: int) -> float:
        """Temptation to break deals (logit)."""
        return self.spike_size if week < self.spike_until else 0.0

    def ban(self, week: int) -> bool:
        """Whether meetings are banned."""
        return week < self.ban_until

    def pass_week(self, week: int) -> None:
        """Let old shocks fade, and new ones strike."""
        for k in self.model.constraints:
            k.shock = k.shock * k.keep if k.shock > FORGOTTEN else 0.0
        for shock in self.given if self.model.parameters.shocks_on else ():
            if self.strikes(shock, week):
                self.strike(shock, week)

    def strikes(self, shock: Shock, week: int) -> bool:
        """Whether a shock strikes this week."""
        if shock.rate is None:
            return shock.week == week
        chance = 1 - (1 - shock.rate) ** (1 / 52)
        return self.model.luck.draw(SHOCK, week, permanent_id("shock", shock.name)) < chance

    def strike(self, shock: Shock, week: int) -> None:
        """Do what a shock of its kind does."""
        if shock.kind == "buyer-loss" and keeps_buyer(self.model, shock, week):
            self.model.log("buyer-kept", other=shock, value=self.model.facilitator.recruiting)
            self.lose_without_project(shock, week)
            return
        self.model.log("shock", other=shock, value=shock.size)
        if shock.kind == "price-spike":
            self.spike_size, self.spike_until = shock.size, week + 1 + shock.weeks
        elif shock.kind == "meeting-ban":
            self.ban_until = week + 1 + shock.weeks
        elif shock.kind == "severity":
            self.worsen(shock, shock.size)
        elif shock.kind == "buyer-loss":
            self.lose_buyer(shock, week)
        else:
            for actor in self.model.pool:
                if self.hits(shock, actor, week):
                    leave_all(self.model, actor)
        if shock.kind != "severity":
            self.worsen(shock, SIDE_EFFECT)

    def hits(self, shock: Shock, actor: PoolActor, week: int) -> bool:
        """Whether a shock hits an actor."""
        u = self.model.luck.draw(SHOCK_LEAVES, week, actor.id, permanent_id("shock", shock.name))
        return u < shock.size

    def worsen(self, shock: Shock, size: float) -> None:
        """Make the constraint worse that a shock names, if any."""
        for k in self.model.constraints:
            if k.name == shock.constraint:
                k.worsen(size, shock.weeks)

    def lose_buyer(self, shock: Shock, week: int) -> None:
        """The largest of a role goes, and with it ties."""
        buyer = self.largest(shock)
        if buyer is not None:
            leave_all(self.model, buyer)
            for partner, tie in list(buyer.ties.items()):
                if self.hits(shock, partner, week):
                    self.model.trade.end(tie)
                    self.model.cut_short[frozenset((buyer, partner))] = tie.due
        self.lose_without_project(shock, week)

    def largest(self, shock: Shock) -> PoolActor | None:
        """The buyer whom the shock takes, or would take."""
        buyers = [actor for actor in self.model.pool if actor.role.name == shock.role]
        return max(buyers, key=lambda a: a.turnover, default=None)

    def lose_without_project(self, shock: Shock, week: int) -> None:
        """The ties from before the project go as they would go without it."""
        buyer = self.largest(shock)
        for tie in list(self.model.without.ties):
            for actor, partner in tie.sides:
                if actor is buyer and self.hits(shock, partner, week):
                    self.model.without.end(tie)


def leave_all(model: Any, actor: PoolActor) -> None:
    """Leave all groups."""
    for mig in model.migs:
        if mig.alive and actor in mig.members:
            mig.lose(actor)
