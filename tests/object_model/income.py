"""Income: what everybody gains a week against the burdens of week 0."""

from typing import Any

from migsim.chance import TAKE_UP

from object_model.actor import Actor, PoolActor
from object_model.constraint import Constraint

HOUSEHOLD_QUEUE = 0xFFFFFF  # stands for the constraint in the draw of a household's place


def open_accounts(model: Any) -> None:
    """Weigh power by what each actor gains from full work on each constraint."""
    for k in model.constraints:
        stakes = {actor: actor.stands_for * max(actor.stake(k), 0.0) for actor in model.everybody}
        total = sum(stakes.values())
        k.mean_power = sum(actor.power * stake for actor, stake in stakes.items()) / total if total else 0.0


class Delivery:
    """Direct delivery: relief bought for households, which fades once nobody pays."""

    def __init__(self, model: Any) -> None:
        self.model = model
        self.households = float(sum(actor.stands_for for actor in model.everybody if actor.role.household))
        self.delivered = self.level = 0.0

    def deliver(self, paid: float) -> None:
        """Buy relief for as many households as money reaches, or let what was bought fade."""
        p, costs = self.model.parameters, self.model.scenario.costs
        if paid > 0:
            more = p.delivery_yield * paid / costs.relief_per_household
            self.delivered = min(self.delivered + more, self.households)
            self.level = 1.0
            self.model.pay(paid)
        else:
            self.level *= max(1 - costs.relief_fade * p.delivery_fade, 0.0)

    def gain(self, actor: Actor) -> float:
        """What one actor gains from it this week (money)."""
        if not actor.role.household or self.level == 0.0 or self.delivered == 0.0:
            return 0.0
        place = self.model.luck.draw(TAKE_UP, 0, actor.id, HOUSEHOLD_QUEUE)
        served = place <= self.delivered / self.households
        return float(self.model.scenario.costs.relief_share * actor.turnover / 52 * self.level) if served else 0.0


def relief_of(actor: Actor, k: Constraint) -> float:
    """What an actor gains this week from work on a constraint (money; those who live off it lose)."""
    stake = actor.stake(k)
    if stake < 0:
        return stake * k.worked * k.reach
    return stake * k.worked * actor.access(k) if actor.has(k) else 0.0


def shock_loss(model: Any, actor: Actor, struck: list[Constraint]) -> float:
    """What shocks cost an actor this week (money)."""
    hit = sum(max(k.burden_of(actor.role.name), 0.0) * k.shock for k in struck)
    return float(model.parameters.burden_scale * actor.turnover / 52 * hit * (1 - actor.escaped)) if hit else 0.0


def close_week(model: Any) -> None:
    """Book this week's income of everybody, and what of it the project added: shocks strike without it, too."""
    worked = [k for k in model.constraints if k.worked]
    struck = [k for k in model.constraints if k.shock]
    for actor in model.everybody:
        added = float(sum(relief_of(actor, k) for k in worked) + model.delivery.gain(actor) + actor.cash)
        actor.incomes.append(added - shock_loss(model, actor, struck))
        actor.gains.append(actor.incomes[-1] - actor.anyway)
        actor.added.append(added - actor.anyway)


def income_index(model: Any) -> float:
    """Mean income over actors of the pool with turnover, 1 being week 0; deals count by their flow."""
    traders = [actor for actor in model.pool if not actor.public]
    return sum(flowing(actor) for actor in traders) / len(traders) if traders else 1.0


def flowing(actor: PoolActor) -> float:
    """Income of an actor with turnover against its usual one, cash replaced by the weekly value of running ties."""
    ties = sum(tie.weekly_value * tie.own_part(actor) for tie in actor.ties.values())
    return 1 + (actor.incomes[-1] - actor.cash + ties) / (actor.turnover / 52)
