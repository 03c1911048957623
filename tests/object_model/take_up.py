"""Wider take-up: who takes the new practices up, by news, by word of contacts, and by reports from meetings."""

from collections.abc import Sequence
from math import floor
from typing import Any

from migsim.chance import COMPLEX, LAPSE, TAKE_UP
from migsim.numerics import log

from object_model.actor import Actor, OutsideActor, PoolActor
from object_model.constraint import Constraint
from object_model.mig import MIG


def draw_needs(model: Any) -> None:
    """Draw who outside takes nothing up before several neighbours have."""
    p = model.parameters
    for actor in model.outside if p.complex_on else []:
        if model.luck.draw(COMPLEX, i=actor.id) < p.share_complex:
            actor.needed = floor(p.complex_neighbours + 0.5)


def push(model: Any, actor: Actor, constraint: Constraint, hazard: float) -> None:
    """Add to an actor's cumulative hazard at once, whatever its neighbours."""
    actor.hazard[constraint] = actor.hazard.get(constraint, 0.0) + hazard


def report(model: Any, mig: MIG, present: Sequence[PoolActor]) -> None:
    """Members hear of the practice in the meeting, and report back to those they speak for."""
    p, k = model.parameters, mig.constraint
    if k.enabling or k.clock == 0.0:
        return
    told = p.report_bare + (1 - p.report_bare) * (1 - (1 - mig.f["inclusion"]) * (1 - mig.f["communication"]))
    for delegate in present:
        push(model, delegate, k, p.member_exposure * k.plain)
        for constituent in delegate.constituents if p.reports_on else []:
            push(model, constituent, k, p.report_exposure * k.plain * told)


def spread(model: Any) -> None:
    """Move the clocks of all constraints and let those take up whose time has come."""
    p = model.parameters
    for k in model.constraints:
        if not k.enabling and (k.worked > 0 or k.clock > 0):
            passed = k.plain * (1 + p.news_boost * k.news) / 52
            k.clock += passed
            persuaded = [a for a in model.everybody if k not in a.took_up and is_persuaded(model, a, k, passed)]
            for actor in persuaded:
                take_up(model, actor, k)


def lapse(model: Any) -> None:
    """Let a week pass in which services lapse as far as no active group keeps them up."""
    for k in model.constraints:
        if k.service and k.clock > 0 and model.parameters.lapse_on:
            k.lapse_clock += model.parameters.service_lapse * (1 - k.kept_up) / 52
            for actor in model.everybody:
                if k not in actor.lapsed and k in actor.lapses and actor.lapses[k] <= k.lapse_clock:
                    actor.lapsed.add(k)
                    if isinstance(actor, OutsideActor):
                        k.uptake -= actor.stands_for


def is_persuaded(model: Any, actor: Actor, k: Constraint, passed: float) -> bool:
    """Let the clock run for one actor; say whether its cumulative hazard reached its threshold."""
    push(model, actor, k, pull(model, actor, k) * passed)
    if k not in actor.threshold:
        actor.threshold[k] = -log(1 - model.luck.draw(TAKE_UP, 0, actor.id, k.id))
    return actor.hazard[k] >= actor.threshold[k]


def pull(model: Any, actor: Actor, k: Constraint) -> float:
    """Hazard per year of full visibility: news, for those who need no neighbours, and word of contacts."""
    p = model.parameters
    if not p.simple_on or actor.convinced.get(k, 0) < actor.needed:
        return 0.0
    news = p.bass_news if actor.needed == 0 else 0.0
    return float(news + p.bass_neighbours * actor.word.get(k, 0.0))


def take_up(model: Any, actor: Actor, k: Constraint) -> None:
    """Take a practice up; contacts feel it from the next week on."""
    actor.took_up.add(k)
    if k.service and model.parameters.lapse_on:
        actor.lapses[k] = k.lapse_clock - log(1 - model.luck.draw(LAPSE, 0, actor.id, k.id))
    if isinstance(actor, OutsideActor):
        k.uptake += actor.stands_for
    for listener in actor.listeners:
        listener.word[k] = listener.word.get(k, 0.0) + listener.weight_of(actor)
        listener.convinced[k] = listener.convinced.get(k, 0) + 1
