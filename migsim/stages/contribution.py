"""Commitments: what members promise, whether they keep it, who sees it, and what they come to expect of each other."""

import numpy as np

from migsim.chance import COMMITMENT_KEPT, COMMITMENT_SEEN, in_mig, uniforms
from migsim.kernel import kernel
from migsim.stages import events
from migsim.stages.facilitate import reminded
from migsim.stages.income import spend_own
from migsim.stages.season import season_of
from migsim.state import CONDITIONAL, FREE_RIDER, INTERDEPENDENCE, TIME, Array, Market, State

_HALF = 0.5  # of spare time that everybody gives without conditional cooperation: near what experiments begin with
OBSERVED = 0.3  # weight of the last meeting in what a facilitator notes: some three meetings are remembered (assumed)


@kernel
def draw_sights(state: State, key: tuple[int, int], event: int, week: int, n: int, draw: Array) -> None:
    """Draw for each of the n present whether it sees each other's promise kept; nobody learns from its own."""
    ids, who, whose = state.ids, state.pair_ids[0], state.pair_ids[1]
    for a in range(n):
        for b in range(n):
            who[a * n + b] = ids[a]
            whose[a * n + b] = ids[b]
    uniforms(key, event, week, who, whose, draw[: n * n])
    for a in range(n):
        draw[a * n + a] = 1.0


@kernel
def review_commitments(
    state: State, market: Market, parameters: Array, key: tuple[int, int], week: int, g: int, room: Array
) -> None:
    """Those present see whether the others kept what they promised last time, and learn from it.

    A kept promise is positive evidence, a broken one negative, for each who sees it; visibility grows with
    communication work and messages. Expectations follow what was seen delivered, as a share of what each could give.
    Then last time's promises are cleared. The facilitator notes the share kept. Evidence goes to the rows of pairs.

    Draws: COMMITMENT_SEEN per ordered pair and MIG. Cost: one pass over the room's ordered pairs.
    """
    p, mig, n = parameters[0], state.migs[g], len(room)
    promised, given, good, bad = state.promised, state.given, state.good, state.bad
    visible = p.kept_visibility + (1.0 - p.kept_visibility) * reminded(state, parameters)
    evidence = p.commitment_evidence if p.commitments_on and p.trust_on else 0.0
    for b in range(n):
        other = state.members[g, room[b]]
        kept = other.committed > 0.0 and other.kept
        broken = other.committed > 0.0 and not other.kept
        promised[b] = 1.0 if kept or broken else 0.0
        given[b] = other.share if kept else 0.0
        good[b] = evidence * state.ledger[0].growth if kept else 0.0
        bad[b] = evidence * p.negative_weight * state.ledger[0].growth if broken else 0.0
    positive, negative, draw = state.pair_positive, state.pair_negative, state.pair_draw
    draw_sights(state, key, in_mig(COMMITMENT_SEEN, mig.id), week, n, draw)
    for a in range(n):
        seen, delivered = 0.0, 0.0
        for b in range(n):
            sees = np.float64(draw[a * n + b] < visible)
            positive[a * n + b] += sees * good[b]
            negative[a * n + b] += sees * bad[b]
        for b in range(n):
            sees = np.float64(draw[a * n + b] < visible)
            seen += sees * promised[b]
            delivered += sees * given[b]
        if seen > 0.0 and p.commitments_on:
            m = state.members[g, room[a]]
            m.expected += p.expectation_memory * (delivered / seen - m.expected)
    promises, kept_promises = 0, 0
    for i in range(len(state.actors)):
        m = state.members[g, i]
        if m.committed > 0.0:
            promises += 1
            kept_promises += m.kept
            events.log(state, events.KEPT if m.kept else events.BROKEN, g, i, -1, m.share)
            m.committed = 0.0
    if promises > 0:
        mig.last_kept = kept_promises / promises
        mig.seen_kept += OBSERVED * (mig.last_kept - mig.seen_kept)


@kernel
def share_given(state: State, parameters: Array, g: int, i: int) -> float:
    """Share of its spare time that i promises, by its type.

    A conditional cooperator matches what it expects of others, imperfectly; work on interdependence closes part of that
    gap. Source: Fischbacher, Gächter & Fehr (2001); Fischbacher & Gächter (2010).
    """
    p = parameters[0]
    if not p.conditional_on:
        return _HALF
    if state.actors[i].type == CONDITIONAL:
        slope = p.conditional_slope + (1.0 - p.conditional_slope) * state.intensity[INTERDEPENDENCE]
        return min(slope * state.members[g, i].expected, 1.0)
    return p.free_rider_share if state.actors[i].type == FREE_RIDER else p.unconditional_share


@kernel
def spare_hours(parameters: Array, interval: int) -> float:
    """Hours a week that a member has set aside for the group and does not spend in meetings."""
    p = parameters[0]
    return max(p.membership_hours * 12.0 / 52.0 - p.meeting_hours / interval, 0.0)


@kernel
def promise(
    state: State,
    market: Market,
    parameters: Array,
    key: tuple[int, int],
    week: int,
    g: int,
    room: Array,
    helped: float,
) -> None:
    """Make the work-plan for the weeks until the next meeting: who gives how much.

    Each present promises a share of its spare time, less where others do the work for the group (`helped`, 0 to 1;
    sign: Agrawal et al. 2015); who lives off the constraint promises nothing. Whether it will be kept is drawn now and
    stays hidden until the next meeting. Delivered hours and how far they cover the roles that the constraint needs are
    the group's effort until then.

    Draws: COMMITMENT_KEPT per member and MIG.
    """
    mig, ids, draw, hours = state.migs[g], state.ids, state.draw, state.role_hours
    spare, event = spare_hours(parameters, mig.interval), in_mig(COMMITMENT_KEPT, mig.id)
    uniforms(key, event, week, ids, 0, draw[: len(room)])
    hours[:] = 0.0
    mig.effort = 0.0
    left = 1.0 - parameters[0].giving_less * helped if parameters[0].giving_less_on else 1.0
    for a in range(len(room)):
        i = room[a]
        m = state.members[g, i]
        m.share = 0.0 if state.interest[i, mig.constraint] < 0.0 else left * share_given(state, parameters, g, i)
        m.committed = m.share * spare
        m.kept = draw[a] < state.actors[i].keeps
        if m.kept:
            mig.effort += m.committed
            hours[market.pool[i].role] += m.committed
            state.actors[i].hours_given += m.committed * mig.interval
            state.ledger[0].member_hours += m.committed * mig.interval
            worth = market.roles[market.pool[i].role].hour_value * season_of(state, market, parameters, TIME)
            cost = m.committed * mig.interval * worth
            spend_own(state, i, cost)
        events.log(state, events.ATTENDED, g, i, -1, m.committed)
    covered, lacking, needed = 0.0, 0.0, 0
    for r in range(len(market.roles)):
        if market.needs[mig.constraint, r]:
            there = min(hours[r] / parameters[0].role_hours, 1.0)
            needed += 1
            covered += there
            if market.roles[r].household:
                lacking += 1.0 - there
    mig.coverage = covered / needed if needed > 0 else 1.0
    mig.lacking = lacking / needed if needed > 0 else 0.0
