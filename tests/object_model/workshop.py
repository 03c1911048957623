"""Week 0: who is invited, what mapping teaches, and what everybody believes after it."""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from mesa.agent import AgentSet
from migsim.chance import INVITATION, MAP_ERROR, MAPPING_ATTENDANCE
from migsim.numerics import exp

from object_model.actor import PoolActor
from object_model.arithmetic import normalised, shared_seats
from object_model.constraint import Constraint
from object_model.deals import DAY_HOURS, strike_deals

OWN_STAKE = 0.5  # of what an actor with turnover sees as leverage


def invite(model: Any) -> AgentSet:
    """Share the seats among the roles and fill them by score."""
    start, pool, seats = model.facilitator.start, model.pool, model.scenario.room
    counts = Counter(actor.role.name for actor in pool)
    exact = {name: Fraction(seats * counts[name], len(pool)) for name in model.roles}

    def score(actor: PoolActor) -> float:
        luck = model.luck.draw(INVITATION, i=actor.id)
        first = start.marginalised_first if actor.marginalised else 0.0
        return float((1 - start.breadth) * actor.power + start.breadth * luck + first)

    for role, places in shared_seats(exact, seats).items():
        applicants = [actor for actor in pool if actor.role.name == role]
        for actor in sorted(applicants, key=lambda a: (-score(a), a.id))[:places]:
            actor.in_room = True
    return pool.select(lambda actor: actor.in_room)


def map_market(model: Any) -> None:
    """Hold the mapping days: people meet, learn about the system, and may strike a deal."""
    p, f, start = model.parameters, model.facilitator.intensity, model.facilitator.start
    pace = p.understanding_rate * DAY_HOURS / p.meeting_hours * (1 + p.understanding_boost * f["interdependence"])
    for day in range(start.mapping_days):
        chance = max(p.mapping_attendance - p.mapping_decay * day, 0.0)
        chance += (1 - chance) * 0.5 * f["starting"]
        present = [a for a in model.room if model.luck.draw(MAPPING_ATTENDANCE, day, a.id) < chance]
        for actor in present:
            actor.days_at_mapping += 1
            actor.give(DAY_HOURS, (1 - start.workshop_support) * actor.travel)
        model.pay(model.scenario.costs.workshop_day + sum(start.workshop_support * a.travel for a in present))
        strike_deals(model, present, day=day)
        if p.mapping_on:
            learn_the_system(model, present)
            model.bonds.mix(present, p.mapping_evidence, pace)
    for actor in model.room:
        if actor.days_at_mapping:
            model.log("came", actor=actor, value=actor.days_at_mapping)


def learn_the_system(model: Any, present: Sequence[PoolActor]) -> None:
    """Move those present towards seeing the system, the more roles the better."""
    p, roles = model.parameters, len(model.roles)
    counts = Counter(actor.role.name for actor in present)
    alike = sum((count / len(present)) ** 2 for count in counts.values())
    diversity = (1 - alike) / (1 - 1 / roles) if roles > 1 and present else 0.0
    learning = p.mapping_learning * diversity * (1 + model.facilitator.intensity["prioritising"])
    for actor in present:
        actor.systems += min(learning, 1.0) * (1 - actor.systems)


def leverage(model: Any) -> dict[Constraint, float]:
    """Leverage of each constraint as the room's map shows it."""
    p, error = model.parameters, 1 - model.facilitator.intensity["prioritising"]
    present = Counter(actor.role.name for actor in model.pool)
    outside = Counter(actor.role.name for actor in model.outside)

    def plain(k: Constraint) -> float:
        return sum(
            max(model.role_gain[name, k], 0.0) * role.turnover * (present[name] + outside[name])
            for name, role in model.roles.items()
        )

    def shown(k: Constraint) -> float:
        return plain(k) * k.tractability * exp(p.map_error * error * model.luck.normal(MAP_ERROR, i=k.id))

    return normalised({k: shown(k) for k in model.constraints})


def form_beliefs(model: Any) -> None:
    """Everybody comes to a belief in the importance of each constraint, between own burden and leverage."""
    shown = leverage(model)
    for actor in model.pool:
        visible, through = visible_burden(actor, model.constraints), seen_leverage(actor, shown)
        held = {k: (1 - actor.systems) * visible[k] + actor.systems * through[k] for k in shown}
        actor.belief = normalised({k: 0.0 if actor.interest[k] < 0 else held[k] for k in shown})


def visible_burden(actor: PoolActor, constraints: Sequence[Constraint]) -> dict[Constraint, float]:
    """How loudly an actor feels each constraint."""

    def loud(k: Constraint) -> float:
        felt = 1.0 if actor.public else max(k.burden_of(actor.role.name), 0.0) * actor.felt[k]
        return k.severity * k.visibility * felt

    return normalised({k: loud(k) for k in constraints})


def seen_leverage(actor: PoolActor, shown: dict[Constraint, float]) -> dict[Constraint, float]:
    """Leverage as an actor sees it, half through its own stake."""
    stake = {k: max(actor.interest[k], 0.0) * k.tractability for k in shown}
    if actor.public or sum(stake.values()) <= 0.0:
        return shown
    own = normalised(stake)
    return {k: (1 - OWN_STAKE) * shown[k] + OWN_STAKE * own[k] for k in shown}
