"""What is measured every week."""

from collections.abc import Callable, Sequence
from itertools import permutations
from math import nan
from typing import Any

from object_model.actor import Actor, OutsideActor, PoolActor
from object_model.arithmetic import mean


def category(actor: Actor) -> str:
    """Members are or were in a group; constituents have a delegate in the room; all others are the wider market."""
    if isinstance(actor, PoolActor):
        return "members" if actor.member_ever else "wider"
    assert isinstance(actor, OutsideActor)
    return "constituents" if actor.delegate is not None and actor.delegate.in_room else "wider"


def gained_by_category(model: Any) -> dict[str, float]:
    """Income gained this week by each category, beyond what old trade would have brought."""
    gained = dict.fromkeys(("members", "constituents", "wider"), 0.0)
    for actor in model.everybody:
        gained[category(actor)] += actor.stands_for * actor.gains[-1]
    return gained


def attendance(model: Any) -> float:
    """Who came over who was invited, in this week's meetings."""
    invited = sum(len(members) for _, members, _ in model.held)
    return sum(len(present) for _, _, present in model.held) / invited if invited else nan


def trust(model: Any) -> float:
    """Mean over ordered pairs of the room."""
    return mean(model.bonds.trust(i, j) for i, j in permutations(model.room, 2))


def understanding(model: Any) -> float:
    """Mean over ordered pairs of the room."""
    return mean(model.bonds.understanding[pair] for pair in permutations(model.room, 2))


def severity(model: Any) -> float:
    """Mean severity against week 0, shocks included; nan where nothing has any."""
    felt = [k for k in model.constraints if k.severity > 0]
    return mean((k.severity * (1 - k.relief) + k.shock) / k.severity for k in felt) if felt else nan


def adopters(model: Any) -> float:
    """Share of the outside that has a practice or a service; nan without an outside."""
    having = sum(actor.stands_for for actor in model.outside if actor.took_up - actor.lapsed)
    return having / model.size_outside if model.outside else nan


def partners(ties: Sequence[Any]) -> int:
    """Ties made since week 0 that have become partnerships."""
    return sum(tie.partners and not tie.before for tie in ties)


MEASURES: dict[str, Callable[[Any], float]] = {
    "facilitator_hours": lambda model: model.facilitator.hours,
    "live_migs": lambda model: len(model.live_migs),
    "meetings": lambda model: len(model.held),
    "attendance": attendance,
    "trust": trust,
    "understanding": understanding,
    "deals_struck": lambda model: model.deals_struck,
    "deals_running": lambda model: sum(not (tie.before or tie.suspended) for tie in model.ties),
    "partners": lambda model: partners(model.ties),
    "severity": severity,
    "adopters": adopters,
    "member_income": lambda model: model.gained["members"],
    "constituent_income": lambda model: model.gained["constituents"],
    "wider_income": lambda model: model.gained["wider"],
    "cost": lambda model: model.cost,
}
