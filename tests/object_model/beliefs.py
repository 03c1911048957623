"""Beliefs: what everybody holds important, between own burden and leverage in the system."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from migsim.chance import MAP_ERROR
from migsim.numerics import exp

from object_model.actor import PoolActor
from object_model.arithmetic import normalised
from object_model.constraint import Constraint
from object_model.deals import DAY_HOURS
from object_model.mig import MIG

OWN_STAKE = 0.5  # of what an actor with turnover sees as leverage


def leverage(model: Any) -> dict[Constraint, float]:
    """Leverage of each constraint as the room's map shows it, once for all."""
    p, error = model.parameters, 1 - model.facilitator.intensity["prioritising"]
    present = Counter(actor.role.name for actor in model.pool)
    outside: Counter[str] = Counter()
    for actor in model.outside:
        outside[actor.role.name] += actor.stands_for

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
    shown = model.leverage
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


def prioritise(model: Any, mig: MIG, present: Sequence[PoolActor]) -> None:
    """Work on priorities in a meeting moves those present towards leverage, as mapping did, by the hour."""
    p = model.parameters
    pace = min(p.mapping_learning * p.meeting_hours / DAY_HOURS * mig.f["prioritising"], 1.0)
    if pace == 0.0 or not p.mapping_on:
        return
    for actor in present:
        actor.systems += pace * (1 - actor.systems)
        for k in actor.belief:
            if actor.interest[k] >= 0:
                actor.belief[k] += pace * (model.leverage[k] - actor.belief[k])
        actor.belief = normalised(actor.belief)
