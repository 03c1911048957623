"""Side-deals at the margins of meetings, and how they mature."""

from collections.abc import Sequence
from itertools import combinations
from typing import Any

from migsim.chance import DEAL_FOUND, DEAL_HONOURED, DEAL_SIZE, MATCH, OBSERVATION
from migsim.numerics import exp, logistic

from object_model.actor import PoolActor
from object_model.mig import MIG
from object_model.ties import LONGEST_DEAL, Tie

DAY_HOURS = 8.0  # of a mapping day
HEARD = 0.5  # chance that the facilitator hears of a deal
WORKSHOP = (1 << 24) - 1  # stands for the group in the draws of the workshop


def strike_deals(
    model: Any, present: Sequence[PoolActor], mig: MIG | None = None, day: int = 0
) -> dict[PoolActor, int]:
    """Let complementary actors find each other and strike deals, in a meeting or on a mapping day; count each's."""
    place, week = (WORKSHOP, day) if mig is None else (mig.id, model.week)
    struck = dict.fromkeys(present, 0)
    if not model.parameters.deals_on:
        return struck
    pairs = combinations(sorted(present, key=lambda a: a.id), 2)
    drawn = [(model.luck.draw(DEAL_FOUND, week, i.id, j.id, place), i, j) for i, j in pairs if could_deal(model, i, j)]
    found = [
        (u, i, j) for u, i, j in drawn
        if u < chance_to_find(model, i, j, mig) and model.luck.draw(MATCH, 0, i.id, j.id) < model.parameters.match_share
    ]  # fmt: skip
    for _, i, j in sorted(found, key=lambda one: one[0]):
        p = model.parameters
        risk = p.deal_loss * exp(p.deal_spread * model.luck.normal(DEAL_SIZE, week, i.id, j.id, place))
        roomy = i.has_room_for_a_tie and j.has_room_for_a_tie
        if roomy and accepts(model, i, j, risk) and accepts(model, j, i, risk):
            gain = p.tie_value * min(i.turnover, j.turnover) * 13 / 52
            first, second = sorted((i, j), key=lambda a: a.unique_id)
            tie = Tie(first, second, gain, risk, model.week + LONGEST_DEAL)
            tie.tie()
            if mig is not None and model.luck.draw(OBSERVATION, week, i.id, j.id, mig.id) < HEARD:
                mig.deals_heard += 1
            model.deals_struck += 1
            model.log("deal", mig, tie.first, tie.second, gain)
            struck[i] += 1
            struck[j] += 1
    return struck


def could_deal(model: Any, i: PoolActor, j: PoolActor) -> bool:
    """Whether two actors fit, have no tie yet, and both have room for one."""
    fit = model.complement(i, j) > 0 and j not in i.ties
    free = model.cut_short.get(frozenset((i, j)), -1) < model.week  # of a deal cut short
    return bool(fit and free and i.has_room_for_a_tie and j.has_room_for_a_tie)


def chance_to_find(model: Any, i: PoolActor, j: PoolActor, mig: MIG | None) -> float:
    """Chance that two who could deal find each other; a mapping day is as long as several meetings."""
    p, understanding = model.parameters, model.bonds.understanding
    known = 0.5 * (understanding[i, j] + understanding[j, i])
    length = DAY_HOURS / p.meeting_hours if mig is None else 1.0
    f = model.facilitator.intensity if mig is None else mig.f
    talk = 1 + p.deal_talk * f["interdependence"]
    return float(p.deal_rate * length * talk * model.complement(i, j) * known)


def accepts(model: Any, i: PoolActor, j: PoolActor, risk: float) -> bool:
    """Whether i expects to gain from a deal with j."""
    trust = model.bonds.trust(i, j)
    return bool(trust - (1 - trust) * risk > 0)


def mature_deals(model: Any, week: int) -> None:
    """Settle all deals that are due."""
    for tie in model.ties:
        if tie.due == week:
            settle(model, tie, week)


def keeps(model: Any, i: PoolActor, j: PoolActor, week: int) -> bool:
    """Whether i keeps its promise to j."""
    logit = i.reliability + model.parameters.relationship * (model.bonds.trust(i, j) - 0.5) - model.shocks.spike(week)
    return model.luck.draw(DEAL_HONOURED, week, i.id, j.id) < logistic(logit)


def settle(model: Any, tie: Tie, week: int) -> None:
    """Both sides keep or break a deal, learn from it, and go on or part."""
    p, bonds = model.parameters, model.bonds
    kept = {i: keeps(model, i, j, week) for i, j in tie.sides}
    for actor, partner in tie.sides:
        if kept[partner]:
            actor.cash += tie.gain
            bonds.praise(actor, partner, p.deal_evidence)
        else:
            bonds.blame(actor, partner, p.deal_evidence)
            if kept[actor]:
                actor.cash -= tie.gain * tie.risk
                model.log("deal-broken", actor=partner, other=actor, value=tie.gain * tie.risk)
    model.deals_matured += 1
    if all(kept.values()):
        model.deals_honoured += 1
        model.log("deal-honoured", actor=tie.first, other=tie.second, value=tie.gain)
        if p.partners_on and not tie.partners:
            tie.partners = True
            model.log("partners", actor=tie.first, other=tie.second, value=tie.gain)
    if tie.partners and all(accepts(model, i, j, tie.risk) for i, j in tie.sides):
        tie.due = week + LONGEST_DEAL
    else:
        tie.untie()
        model.log("tie-ended", actor=tie.first, other=tie.second)
