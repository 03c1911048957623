"""Side-deals: business between members at the margins of meetings, and the partners that come of it."""

import numpy as np

from migsim.chance import DEAL_FOUND, DEAL_HONOURED, DEAL_SIZE, MATCH, OBSERVATION, in_mig, uniform, uniforms
from migsim.kernel import kernel
from migsim.numerics import exp, logistic, normal_quantile
from migsim.stages import events
from migsim.stages.income import earn
from migsim.stages.trust import add_negative, add_positive, trust_in
from migsim.state import INTERDEPENDENCE, LONGEST_DEAL, NO_TIE, PARTNER, RUNNING_DEAL, Array, Market, State

_WORKSHOP = (1 << 24) - 1  # stands for the MIG in the event word of a deal struck at the workshop

_HEARD = 0.5  # chance that the facilitator hears of a deal (assumed)


@kernel
def has_room(state: State, market: Market, i: int) -> bool:
    """Whether actor i has room for one more business tie."""
    return state.actors[i].ties < market.roles[market.pool[i].role].deals


@kernel
def worth_it(state: State, parameters: Array, i: int, j: int, risk: float) -> bool:
    """Whether i expects to gain by a deal with j: ``trust > (1 - trust) x risk``, in units of the gain."""
    trust = trust_in(state, parameters, i, j)
    return trust - (1.0 - trust) * risk > 0.0


@kernel
def strike_deals(
    state: State, market: Market, parameters: Array, key: tuple[int, int], week: int, g: int, room: Array, length: float
) -> None:
    """Side-deals at the margins of one meeting of the rows `room` (MIG place `g`, or -1: the workshop).

    Two who came, whose roles complement each other, whose businesses fit (a share `match_share` of such pairs, the same
    in every week) and who have no tie (nor one cut short whose term still runs), find each other with a chance that
    grows with mutual understanding: ``theta x complement x understanding x (1 + theta_i f) x length``, the length in
    meetings. Each accepts if it expects to gain. All chances are taken from the state at the start; where an actor has
    no room for all its finds, those found first (the smallest draws) are struck. The facilitator hears of every other
    one.

    Draws: MATCH per pair; DEAL_FOUND, DEAL_SIZE, OBSERVATION per pair and MIG. Cost: one pass over the room's pairs.
    Source: trust as the chance of being paid, Jøsang & Ismail (2002); ODD, "Side-deals".
    """
    p = parameters[0]
    if not p.deals_on:
        return
    mig = _WORKSHOP if g < 0 else state.migs[g].id
    rate = p.deal_rate * length * (1.0 + p.deal_talk * state.intensity[INTERDEPENDENCE])
    first, second, low, high = state.pairs[0], state.pairs[1], state.pair_ids[0], state.pair_ids[1]
    chance, draw = state.pair_chance, state.pair_draw
    event, possible = in_mig(DEAL_FOUND, mig), list_pairs(state, market, week, room, rate, chance)
    uniforms(key, event, week, low, high, draw[:possible])
    found = 0
    for n in range(possible):
        if draw[n] < chance[n] and uniform(key, MATCH, 0, low[n], high[n]) < p.match_share:
            first[found], second[found], draw[found] = first[n], second[n], draw[n]
            found += 1
    for last in range(found // 2 - 1, -1, -1):
        sift(draw, first, second, last, found)
    for left in range(found, 0, -1):  # a heap: the smallest draw stands first, and the last takes its place
        i, j = first[0], second[0]
        draw[0], first[0], second[0] = draw[left - 1], first[left - 1], second[left - 1]
        sift(draw, first, second, 0, left - 1)
        offer_deal(state, market, parameters, key, week, g, mig, i, j)


@kernel
def sift(draw: Array, first: Array, second: Array, place: int, size: int) -> None:
    """Let the pair at `place` sink in the heap of the first `size` pairs until no smaller draw stands below it."""
    while True:
        smallest = place
        for child in (2 * place + 1, 2 * place + 2):
            if child < size and draw[child] < draw[smallest]:
                smallest = child
        if smallest == place:
            return
        draw[place], draw[smallest] = draw[smallest], draw[place]
        first[place], first[smallest] = first[smallest], first[place]
        second[place], second[smallest] = second[smallest], second[place]
        place = smallest


@kernel
def list_pairs(state: State, market: Market, week: int, room: Array, rate: float, chance: Array) -> int:
    """List the pairs of the room that may do business in ``state.pairs`` and ``state.pair_ids``; returns how many.

    Writes the chance that each finds the other, ``rate x complement x understanding``, into `chance`.
    """
    first, second, low, high = state.pairs[0], state.pairs[1], state.pair_ids[0], state.pair_ids[1]
    understanding, ids, roles, free = state.understanding, state.ids, state.roles, state.open_to_deals
    for a in range(len(room)):
        free[a] = np.float64(has_room(state, market, room[a]))
    listed = 0
    for a in range(len(room)):
        if free[a] == 0.0:
            continue
        i = room[a]
        complements, tie, due, known = market.complements[roles[a]], state.tie[i], state.tie_due[i], understanding[i]
        for b in range(a + 1, len(room)):
            j = room[b]
            complement = complements[roles[b]] * free[b]
            # Written whether it counts or not: a branch that nobody can foresee would cost more.
            chance[listed] = rate * complement * (0.5 * (known[j] + understanding[j, i]))
            first[listed], second[listed] = i, j
            low[listed], high[listed] = min(ids[a], ids[b]), max(ids[a], ids[b])
            listed += (complement != 0.0) & (tie[j] == NO_TIE) & (due[j] < week)
    return listed


@kernel
def ordered_ids(market: Market, i: int, j: int) -> tuple[int, int]:
    """Ids of a pair, the lower first."""
    a, b = market.pool[i].id, market.pool[j].id
    return min(a, b), max(a, b)


@kernel
def offer_deal(
    state: State,
    market: Market,
    parameters: Array,
    key: tuple[int, int],
    week: int,
    g: int,
    mig: int,
    i: int,
    j: int,
) -> None:
    """Strike the deal if both have room and both expect to gain; it runs for a quarter of a year."""
    p = parameters[0]
    low, high = ordered_ids(market, i, j)
    z = normal_quantile(uniform(key, in_mig(DEAL_SIZE, mig), week, low, high))
    risk = p.deal_loss * exp(p.deal_spread * z)
    if not (has_room(state, market, i) and has_room(state, market, j)):
        return
    if not (worth_it(state, parameters, i, j, risk) and worth_it(state, parameters, j, i, risk)):
        return
    smaller = min(state.actors[i].turnover, state.actors[j].turnover)
    state.tie_gain[i, j] = p.tie_value * smaller * LONGEST_DEAL / 52.0
    state.tie_risk[i, j] = risk
    open_tie(state, i, j, RUNNING_DEAL)
    state.ledger[0].deals += 1
    state.ledger[0].week_deals += 1
    events.log(state, events.DEAL, g, i, j, state.tie_gain[i, j])
    if g >= 0:
        state.members[g, i].struck += 1
        state.members[g, j].struck += 1
        if uniform(key, in_mig(OBSERVATION, mig), week, low, high) < _HEARD:
            state.migs[g].seen_deals += 1.0


@kernel
def open_tie(state: State, i: int, j: int, tie: int) -> None:
    """Start or renew the tie of i < j; it matures a quarter later, on the calendar of due deals."""
    ledger = state.ledger[0]
    if state.tie[i, j] == NO_TIE:
        weekly = state.tie_gain[i, j] / LONGEST_DEAL
        state.actors[i].ties += 1
        state.actors[j].ties += 1
        state.actors[i].deal_flow += weekly
        state.actors[j].deal_flow += weekly
        ledger.running += 1
    state.tie[i, j] = tie
    state.tie_due[i, j] = ledger.week + LONGEST_DEAL
    slot = i * len(state.actors) + j
    state.due_next[slot] = state.due_first[ledger.week + LONGEST_DEAL]
    state.due_first[ledger.week + LONGEST_DEAL] = slot


@kernel
def close_tie(state: State, i: int, j: int) -> None:
    """End the tie of i < j."""
    weekly = state.tie_gain[i, j] / LONGEST_DEAL
    for a in (i, j):
        state.actors[a].ties -= 1
        # Sums of many small flows leave a rest of rounding, which must not outlive the last tie.
        state.actors[a].deal_flow = state.actors[a].deal_flow - weekly if state.actors[a].ties > 0 else 0.0
    state.ledger[0].running -= 1
    if state.tie[i, j] == PARTNER:
        state.ledger[0].partners -= 1
    state.tie[i, j] = NO_TIE
    events.log(state, events.TIE_ENDED, -1, i, j, 0.0)


@kernel
def keeps_promise(
    state: State, market: Market, parameters: Array, key: tuple[int, int], week: int, i: int, j: int
) -> bool:
    """Whether i honours its deal with j: by its reliability, its trust in j, and the temptation of an outside price.

    Draw: DEAL_HONOURED, i, j in the week of maturity.
    """
    p = parameters[0]
    spike = state.ledger[0].spike if week < state.ledger[0].spike_until else 0.0
    logit = state.actors[i].reliability + p.relationship * (trust_in(state, parameters, i, j) - 0.5) - spike
    return uniform(key, DEAL_HONOURED, week, market.pool[i].id, market.pool[j].id) < logistic(logit)


@kernel
def mature_deals(state: State, market: Market, parameters: Array, key: tuple[int, int], week: int) -> None:
    """Deals due this week are honoured or broken, pay or cost, and move trust; the tie goes on if both still want it.

    Both honour: each gains. One breaks: it keeps its gain and the other loses ``risk x gain``. Both break: nothing. A
    tie honoured by both makes partners, who trade on outside the MIG, also when it has ended; a breach ends the tie
    unless the trust that is left still makes it worth while to both.

    Cost: the deals due, no scan.
    """
    p = parameters[0]
    n = len(state.actors)
    slot = state.due_first[week]
    while slot >= 0:
        after = state.due_next[slot]
        i, j = slot // n, slot % n
        if state.tie[i, j] != NO_TIE:
            settle(state, market, parameters, key, week, i, j)
            wanted = worth_it(state, parameters, i, j, state.tie_risk[i, j]) and worth_it(
                state, parameters, j, i, state.tie_risk[i, j]
            )
            if p.partners_on and wanted and state.tie[i, j] == PARTNER:
                open_tie(state, i, j, PARTNER)
            else:
                close_tie(state, i, j)
        slot = after
    state.due_first[week] = -1


@kernel
def settle(state: State, market: Market, parameters: Array, key: tuple[int, int], week: int, i: int, j: int) -> None:
    """Pay out one matured deal and let both sides learn from it."""
    p, ledger = parameters[0], state.ledger[0]
    gain = state.tie_gain[i, j]
    kept_i = keeps_promise(state, market, parameters, key, week, i, j)
    kept_j = keeps_promise(state, market, parameters, key, week, j, i)
    ledger.matured += 1
    if kept_i and kept_j:
        ledger.honoured += 1
        events.log(state, events.DEAL_HONOURED, -1, i, j, gain)
        if state.tie[i, j] != PARTNER and p.partners_on:
            state.tie[i, j] = PARTNER
            ledger.partners += 1
            events.log(state, events.PARTNERS, -1, i, j, gain)
    for one in range(2):
        a, b = (i, j) if one == 0 else (j, i)
        kept_a, kept_b = (kept_i, kept_j) if one == 0 else (kept_j, kept_i)
        if kept_b:
            earn(state, a, gain)
            add_positive(state, parameters, a, b, p.deal_evidence)
        else:
            if kept_a:
                earn(state, a, -gain * state.tie_risk[i, j])
                events.log(state, events.DEAL_BROKEN, -1, b, a, gain * state.tie_risk[i, j])
            add_negative(state, parameters, a, b, p.deal_evidence)
