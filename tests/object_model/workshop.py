"""Week 0: who is invited, and what mapping teaches."""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from migsim.chance import INVITATION, MAPPING_ATTENDANCE

from object_model.actor import PoolActor
from object_model.arithmetic import shared_seats
from object_model.deals import DAY_HOURS, strike_deals


def invite(model: Any) -> list[PoolActor]:
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
    return [actor for actor in pool if actor.in_room]


def map_market(model: Any) -> None:
    """Hold the mapping days: people meet, learn about the system, and may strike a deal."""
    p, f, start = model.parameters, model.facilitator.intensity, model.facilitator.start
    pace = p.understanding_rate * DAY_HOURS / p.meeting_hours * (1 + p.understanding_boost * f["interdependence"])
    for day in range(start.mapping_days):
        chance = max(p.mapping_attendance - p.mapping_decay * day, 0.0)
        chance += (1 - chance) * p.starting_draw * f["starting"]
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
