"""Side-deals: business between members at the margins of meetings, and the partners that come of it."""

import numpy as np

from migsim.chance import (
    CROWDED_OUT,
    DEAL_FOUND,
    DEAL_HONOURED,
    DEAL_SIZE,
    MATCH,
    OBSERVATION,
    in_mig,
    uniform,
    uniforms,
)
from migsim.kernel import inlined, kernel
from migsim.numerics import exp, logistic, normal_quantile
from migsim.stages import events
from migsim.stages.income import earn, forgo
from migsim.stages.season import pays_in_season
from migsim.stages.trust import add_negative, add_positive, trust_in
from migsim.state import (
    INTERDEPENDENCE,
    LONGEST_DEAL,
    NO_TIE,
    PARTNER,
    RUNNING_DEAL,
    SUSPENDED,
    Array,
    Market,
    State,
)

_WORKSHOP = (1 << 24) - 1  # stands for the MIG in the event word of a deal struck at the workshop

_HEARD = 0.5  # chance that the facilitator hears of a deal (assumed)


@kernel
def has_room(state: State, market: Market, i: int) -> bool:
    """Whether actor i has room for one more business tie."""
    return state.actors[i].ties < market.roles[market.pool[i].role].deals


@inlined
def expects_gain(trust: float, risk: float) -> bool:
    """Whether a deal is worth it to who has such trust: ``trust > (1 - trust) x risk``, in units of the gain."""
    return trust - (1.0 - trust) * risk > 0.0


@kernel
def worth_it(state: State, parameters: Array, i: int, j: int, risk: float) -> bool:
    """Whether i expects to gain by a deal with j."""
    return expects_gain(trust_in(state, parameters, i, j), risk)


@kernel
def both_want(state: State, parameters: Array, i: int, j: int) -> bool:
    """Whether both sides of a tie expect to gain by another deal, at the trust that they have now."""
    risk = state.tie_risk[i, j]
    return worth_it(state, parameters, i, j, risk) and worth_it(state, parameters, j, i, risk)


@kernel
def strike_deals(
    state: State, market: Market, parameters: Array, key: tuple[int, int], week: int, g: int, room: Array, length: float
) -> None:
    """Side-deals at the margins of one meeting of the rows `room` (MIG place `g`, or -1: the workshop).

    Two who came, whose roles complement each other, whose businesses fit (a share `match_share` of such pairs, the same
    in every week), who have sat together `first_meetings` times before and who have no tie (nor one cut short whose
    term still runs), find each other with a chance that grows with mutual understanding: ``theta x complement x
    understanding x (1 + theta_i f) x length``, the length in meetings. Each accepts if it expects to gain. All chances
    are taken from the state at the start; where an actor has no room for all its finds, those found first (the
    smallest draws) are struck. The facilitator hears of every other one.

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
    before = whole(p.first_meetings) if p.contacts_on else 0
    event, possible = in_mig(DEAL_FOUND, mig), list_pairs(state, market, room, rate, before, chance)
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
        offer_deal(state, market, parameters, key, week, g, i, j)


@inlined
def whole(number: float) -> int:
    """Nearest whole number of a parameter that counts."""
    return int(number + 0.5)


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
def list_pairs(state: State, market: Market, room: Array, rate: float, before: int, chance: Array) -> int:
    """List the pairs of the room that may do business in ``state.pairs`` and ``state.pair_ids``; returns how many.

    Writes the chance that each finds the other, ``rate x complement x understanding``, into `chance`.
    """
    first, second, low, high = state.pairs[0], state.pairs[1], state.pair_ids[0], state.pair_ids[1]
    understanding, ids, roles, free = state.understanding, state.ids, state.roles, state.open_to_deals
    for a in range(len(room)):
        free[a] = np.float64(has_room(state, market, room[a]))
    week, listed = state.ledger[0].week, 0
    for a in range(len(room)):
        if free[a] == 0.0:
            continue
        i = room[a]
        complements, tie, due, known = market.complements[roles[a]], state.tie[i], state.tie_due[i], understanding[i]
        met = state.met[i]
        for b in range(a + 1, len(room)):
            j = room[b]
            complement = complements[roles[b]] * free[b]
            # Written whether it counts or not: a branch that nobody can foresee would cost more.
            chance[listed] = rate * complement * (0.5 * (known[j] + understanding[j, i]))
            first[listed], second[listed] = i, j
            low[listed], high[listed] = min(ids[a], ids[b]), max(ids[a], ids[b])
            listed += (complement != 0.0) & (tie[j] == NO_TIE) & (due[j] < week) & (met[j] >= before)
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
    i: int,
    j: int,
) -> None:
    """Strike the deal if both have room and both expect to gain; it runs for a quarter of a year."""
    p, mig = parameters[0], _WORKSHOP if g < 0 else state.migs[g].id
    low, high = ordered_ids(market, i, j)
    z = normal_quantile(uniform(key, in_mig(DEAL_SIZE, mig), week, low, high))
    risk = p.deal_loss * exp(p.deal_spread * z)
    if not (has_room(state, market, i) and has_room(state, market, j)):
        return
    if not (worth_it(state, parameters, i, j, risk) and worth_it(state, parameters, j, i, risk)):
        return
    week_now = state.ledger[0].week  # at the workshop `week` is the mapping day
    smaller = min(business_of(state, market, parameters, i), business_of(state, market, parameters, j))
    state.tie_gain[i, j] = p.tie_value * smaller * LONGEST_DEAL / 52.0
    state.tie_risk[i, j] = risk
    state.tie_before[i, j] = False
    open_tie(state, market, parameters, i, j, RUNNING_DEAL, week_now + LONGEST_DEAL)
    state.ledger[0].deals += 1
    state.ledger[0].week_deals += 1
    events.log(state, events.DEAL, g, i, j, state.tie_gain[i, j])
    if g >= 0:
        state.members[g, i].struck += 1
        state.members[g, j].struck += 1
        if uniform(key, in_mig(OBSERVATION, mig), week, low, high) < _HEARD:
            state.migs[g].seen_deals += 1.0
    crowd_out(state, market, parameters, key, week, mig, i, j)
    crowd_out(state, market, parameters, key, week, mig, j, i)


@kernel
def business_of(state: State, market: Market, parameters: Array, i: int) -> float:
    """Turnover a year that actor i deals with in a room: its own, and what it sells and buys for constituents."""
    own, p = state.actors[i].turnover, parameters[0]
    if own <= 0.0 or not p.delegates_on:
        return own
    return own + p.deal_reach * market.pool[i].constituents_turnover


@kernel
def own_part(state: State, market: Market, parameters: Array, before: bool, i: int) -> float:
    """Part of what a tie pays that stays with actor i; the rest is its constituents'. Old ties are its own alone."""
    business = business_of(state, market, parameters, i)
    return 1.0 if before or business <= 0.0 else state.actors[i].turnover / business


@kernel
def crowd_out(
    state: State, market: Market, parameters: Array, key: tuple[int, int], week: int, mig: int, i: int, j: int
) -> None:
    """A new deal of i with j may end one of the ties that i has with others of j's role.

    Each is at risk with chance ``displacement / number of such ties``, so that as many end as `displacement` says.
    Draws: CROWDED_OUT per old tie and MIG. Source: Cai, Lin & Szeidl (2024).
    """
    p, role, rivals = parameters[0], market.pool[j].role, 0
    for a in range(len(market.pool)):
        rivals += a != j and market.pool[a].role == role and state.tie[min(i, a), max(i, a)] != NO_TIE
    if rivals == 0 or not p.displacement_on:
        return
    event, chance = in_mig(CROWDED_OUT, mig), p.displacement / rivals
    for a in range(len(market.pool)):
        low, high = min(i, a), max(i, a)
        if a == j or market.pool[a].role != role or state.tie[low, high] == NO_TIE:
            continue
        if uniform(key, event, week, market.pool[i].id, market.pool[a].id) < chance:
            close_tie(state, market, parameters, low, high)


@kernel
def open_tie(state: State, market: Market, parameters: Array, i: int, j: int, tie: int, due: int) -> None:
    """Start, renew or resume the tie of i < j; its deal matures in the week `due`."""
    ledger = state.ledger[0]
    before = state.tie[i, j]
    if before == NO_TIE:
        state.actors[i].ties += 1
        state.actors[j].ties += 1
    if before == NO_TIE or before == SUSPENDED:
        add_flow(state, market, parameters, i, j, 1.0)
        ledger.running += not state.tie_before[i, j]
    state.tie[i, j] = tie
    fall_due(state, i, j, due)


@kernel
def fall_due(state: State, i: int, j: int, week: int) -> None:
    """Put the tie of i < j on the calendar; pairs that are due in one week stand in ascending order."""
    state.tie_due[i, j] = week
    slot = i * len(state.actors) + j
    at = state.due_first[week]
    if at < 0 or at > slot:
        state.due_next[slot] = at
        state.due_first[week] = slot
        return
    while 0 <= state.due_next[at] < slot:
        at = state.due_next[at]
    state.due_next[slot] = state.due_next[at]
    state.due_next[at] = slot


@kernel
def add_flow(state: State, market: Market, parameters: Array, i: int, j: int, sign: float) -> None:
    """Add (or take off) what the tie of i < j is worth a week to each side."""
    weekly, before = sign * state.tie_gain[i, j] / LONGEST_DEAL, state.tie_before[i, j]
    state.actors[i].deal_flow += weekly * own_part(state, market, parameters, before, i)
    state.actors[j].deal_flow += weekly * own_part(state, market, parameters, before, j)


@kernel
def stop_flow(state: State, market: Market, parameters: Array, i: int, j: int) -> None:
    """The tie of i < j pays nothing from now on; what is counted are ties made since the project began."""
    add_flow(state, market, parameters, i, j, -1.0)
    if not state.tie_before[i, j]:
        state.ledger[0].running -= 1
        state.ledger[0].partners -= state.tie[i, j] == PARTNER


@kernel
def close_tie(state: State, market: Market, parameters: Array, i: int, j: int) -> None:
    """End the tie of i < j."""
    if state.tie[i, j] != SUSPENDED:
        stop_flow(state, market, parameters, i, j)
    for a in (i, j):
        state.actors[a].ties -= 1
        # Sums of many small flows leave a rest of rounding, which must not outlive the last tie.
        state.actors[a].deal_flow = state.actors[a].deal_flow if state.actors[a].ties > 0 else 0.0
    state.tie[i, j] = NO_TIE
    events.log(state, events.TIE_ENDED, -1, i, j, 0.0)


@kernel
def suspend_tie(state: State, market: Market, parameters: Array, i: int, j: int, weeks: int) -> None:
    """Stop trading for some weeks after a breach; the tie keeps its room, for who was cheated may come back to it."""
    stop_flow(state, market, parameters, i, j)
    state.tie[i, j] = SUSPENDED
    fall_due(state, i, j, state.ledger[0].week + weeks)
    events.log(state, events.TIE_SUSPENDED, -1, i, j, float(weeks))


@kernel
def keeps_promise(
    state: State, market: Market, parameters: Array, key: tuple[int, int], week: int, i: int, j: int, trust: float
) -> bool:
    """Whether i honours its deal with j: by its reliability, its trust in j, and the temptation of an outside price.

    Draw: DEAL_HONOURED, i, j in the week of maturity.
    """
    p = parameters[0]
    spike = state.ledger[0].spike if week < state.ledger[0].spike_until else 0.0
    logit = state.actors[i].reliability + p.relationship * (trust - 0.5) - spike
    return uniform(key, DEAL_HONOURED, week, market.pool[i].id, market.pool[j].id) < logistic(logit)


@kernel
def mature_deals(state: State, market: Market, parameters: Array, key: tuple[int, int], week: int) -> None:
    """Deals due this week are honoured or broken, pay or cost, and move trust.

    Both honour: each gains. One breaks: it keeps its gain and the other loses ``risk x gain``. Both break: nothing. A
    tie honoured by both makes partners, who trade on outside the MIG, also when it has ended, for as long as both
    expect to gain. A breach suspends the tie, a new one and an old one alike: for `suspension` weeks nothing is traded,
    then it is taken up again if both want it, and else ends. (With `suspension_on` off partners forgive at once, and a
    first deal that was broken ends the tie.)

    Cost: the deals due, no scan.
    """
    n = len(state.actors)
    slot = state.due_first[week]
    while slot >= 0:
        after = state.due_next[slot]
        i, j = slot // n, slot % n
        if state.tie[i, j] == SUSPENDED:
            if both_want(state, parameters, i, j):
                open_tie(state, market, parameters, i, j, RUNNING_DEAL, week + LONGEST_DEAL)
                events.log(state, events.TIE_RESUMED, -1, i, j, 0.0)
            else:
                close_tie(state, market, parameters, i, j)
        elif state.tie[i, j] != NO_TIE:
            mature(state, market, parameters, key, week, i, j)
        slot = after
    state.due_first[week] = -1


@kernel
def mature(state: State, market: Market, parameters: Array, key: tuple[int, int], week: int, i: int, j: int) -> None:
    """One deal is settled, and its tie goes on, pauses or ends."""
    p = parameters[0]
    honoured = settle(state, market, parameters, key, week, i, j)
    if p.partners_on and p.suspension_on and not honoured:
        suspend_tie(state, market, parameters, i, j, whole(p.suspension))
    elif p.partners_on and state.tie[i, j] == PARTNER and both_want(state, parameters, i, j):
        open_tie(state, market, parameters, i, j, PARTNER, week + LONGEST_DEAL)
    else:
        close_tie(state, market, parameters, i, j)


@inlined
def payment(kept: bool, partner_kept: bool, gain: float, risk: float) -> float:
    """What a matured deal pays one side: its gain if the partner kept its word; else a loss if it kept its own."""
    if partner_kept:
        return gain
    return -gain * risk if kept else 0.0


@kernel
def settle(state: State, market: Market, parameters: Array, key: tuple[int, int], week: int, i: int, j: int) -> bool:
    """Pay out one matured deal and let both sides learn from it; returns whether both honoured it."""
    p, ledger = parameters[0], state.ledger[0]
    gain, risk, new = state.tie_gain[i, j], state.tie_risk[i, j], not state.tie_before[i, j]
    pays = pays_in_season(state, market, parameters, gain)
    trust_i, trust_j = trust_in(state, parameters, i, j), trust_in(state, parameters, j, i)
    kept_i = keeps_promise(state, market, parameters, key, week, i, j, trust_i)
    kept_j = keeps_promise(state, market, parameters, key, week, j, i, trust_j)
    ledger.matured += new
    if kept_i and kept_j:
        ledger.honoured += new
        events.log(state, events.DEAL_HONOURED, -1, i, j, pays)
        if state.tie[i, j] != PARTNER and p.partners_on:
            state.tie[i, j] = PARTNER
            ledger.partners += new
            events.log(state, events.PARTNERS, -1, i, j, gain)
    for one in range(2):
        a, b = (i, j) if one == 0 else (j, i)
        kept_a, kept_b = (kept_i, kept_j) if one == 0 else (kept_j, kept_i)
        own = own_part(state, market, parameters, not new, a)
        paid = payment(kept_a, kept_b, pays, risk)
        earn(state, a, paid, own)
        if ledger.untouched:
            forgo(state, a, paid)
        if kept_b:
            add_positive(state, parameters, a, b, p.deal_evidence)
        else:
            if kept_a:
                events.log(state, events.DEAL_BROKEN, -1, b, a, pays * risk)
            add_negative(state, parameters, a, b, p.deal_evidence)
    return kept_i and kept_j
