"""Side-deals at the margins of meetings."""

from collections.abc import Sequence
from itertools import combinations
from typing import Any

from migsim.chance import CROWDED_OUT, DEAL_FOUND, DEAL_SIZE, MATCH, OBSERVATION
from migsim.numerics import exp

from object_model.actor import PoolActor
from object_model.mig import MIG
from object_model.ties import LONGEST_DEAL, Tie
from object_model.trade import half_up

DAY_HOURS = 8.0  # of a mapping day
HEARD = 0.5  # chance that the facilitator hears of a deal
WORKSHOP = (1 << 24) - 1  # stands for the group in the draws of the workshop


def strike_deals(
    model: Any, present: Sequence[PoolActor], mig: MIG | None = None, day: int = 0
) -> dict[PoolActor, int]:
    """Let complementary actors find each other and strike deals, in a meeting or on a mapping day; count each's."""
    place, week = (WORKSHOP, day) if mig is None else (mig.id, model.week)
    struck = dict.fromkeys(present, 0)
    if model.parameters.deals_on:
        find_deals(model, present, mig, place, week, struck)
    model.met.update(frozenset(pair) for pair in combinations(present, 2))
    return struck


def find_deals(
    model: Any, present: Sequence[PoolActor], mig: MIG | None, place: int, week: int, struck: dict[PoolActor, int]
) -> None:
    """Strike deals between those present who find each other, and count each's in `struck`."""
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
        if roomy and model.trade.accepts(i, j, risk) and model.trade.accepts(j, i, risk):
            gain = p.tie_value * min(i.business, j.business) * 13 / 52
            first, second = sorted((i, j), key=lambda a: a.unique_id)
            tie = Tie(first, second, gain, risk, model.week + LONGEST_DEAL)
            model.trade.begin(tie)
            if mig is not None and model.luck.draw(OBSERVATION, week, i.id, j.id, mig.id) < HEARD:
                mig.deals_heard += 1
            model.deals_struck += 1
            model.log("deal", mig, tie.first, tie.second, gain)
            struck[i] += 1
            struck[j] += 1
            crowd_out(model, tie.first, tie.second, place, week)
            crowd_out(model, tie.second, tie.first, place, week)


def crowd_out(model: Any, i: PoolActor, new: PoolActor, place: int, week: int) -> None:
    """A new deal may end ties that i has with others of the new partner's role, on the whole as many as it says."""
    rivals = {j: tie for j, tie in i.ties.items() if j is not new and j.role.name == new.role.name}
    for j, tie in rivals.items() if model.parameters.displacement_on else ():
        if model.luck.draw(CROWDED_OUT, week, i.id, j.id, place) < model.parameters.displacement / len(rivals):
            model.trade.end(tie)
            model.cut_short[frozenset((i, j))] = tie.due


def could_deal(model: Any, i: PoolActor, j: PoolActor) -> bool:
    """Whether two actors fit, have met before, have no tie yet, and both have room for one."""
    fit = model.complement(i, j) > 0 and j not in i.ties
    free = model.cut_short.get(frozenset((i, j)), -1) < model.week  # of a deal cut short
    p = model.parameters
    known = model.met[frozenset((i, j))] >= (half_up(p.first_meetings) if p.contacts_on else 0)
    return bool(fit and free and known and i.has_room_for_a_tie and j.has_room_for_a_tie)


def chance_to_find(model: Any, i: PoolActor, j: PoolActor, mig: MIG | None) -> float:
    """Chance that two who could deal find each other; a mapping day is as long as several meetings."""
    p, understanding = model.parameters, model.bonds.understanding
    known = 0.5 * (understanding[i, j] + understanding[j, i])
    length = DAY_HOURS / p.meeting_hours if mig is None else 1.0
    f = model.facilitator.intensity if mig is None else mig.f
    talk = 1 + p.deal_talk * f["interdependence"]
    return float(p.deal_rate * length * talk * model.complement(i, j) * known)
