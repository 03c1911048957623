"""Wider take-up: how a practice that relieves a constraint spreads beyond the groups.

Each actor withstands a threshold drawn from the unit exponential and takes the practice up in the first week in which
its cumulative hazard reaches it. The hazard is a common clock times what pulls at the actor: news and the share of its
contacts that took it up (simple contagion, Bass 1969), or that share alone once several contacts did (complex
contagion, Beaman et al. 2021). Between events an actor's pull is constant, so its crossing is known in advance and an
actor is only touched when a contact takes up or a report reaches it. Relief of the enabling environment needs no
take-up. What was taken up stays where it is a practice; a service lapses when nobody keeps it up.
"""

from typing import Any

import numpy as np

from migsim.chance import COMPLEX, LAPSE, TAKE_UP, uniform, uniforms
from migsim.intrinsics import fetch_ahead
from migsim.kernel import inlined, kernel
from migsim.numerics import log, unit_exponentials
from migsim.stages.income import end_access, give_access
from migsim.state import BATCH, BLOCK, COMMUNICATION, ENABLING, INCLUSION, LATER, TAKEN, Array, Market, State

_AHEAD = 16  # visits to distant memory under way at once


@kernel
def draw_convincing(state: State, market: Market, parameters: Array, key: tuple[int, int]) -> None:
    """Draw who outside needs several neighbours. Draws: COMPLEX per outside actor."""
    p, needed, pool = parameters[0], state.needed, len(market.pool)
    fastest = market.figures[0].weeks * (1.0 + p.news_boost) / 52.0
    state.ledger[0].fine = LATER / fastest
    needed[:] = 0
    if not p.complex_on:
        return
    several, share = int(p.complex_neighbours + 0.5), p.share_complex
    for first in range(pool, len(needed), BATCH):
        ids = market.ids[first : first + BATCH]
        lots = state.lots[: len(ids)]
        uniforms(key, COMPLEX, 0, ids, 0, lots)
        for n in range(len(lots)):
            needed[first + n] = several * (lots[n] < share)


@kernel
def open_practice(state: State, market: Market, parameters: Array, key: tuple[int, int], k: int) -> None:
    """Prepare take-up of a practice that begins to bring relief. Draws: TAKE_UP per actor and constraint."""
    news = parameters[0].bass_news if parameters[0].simple_on else 0.0
    hears, alike, kinds, needed = market.hears, market.alike, market.kinds, state.needed
    takers, soon, soonest, fine = state.takers[k], state.soon[k], state.soonest[k], state.ledger[0].fine
    soonest[:] = LATER
    state.taken[k, :] = 0
    state.lapses[k, :] = np.inf
    state.lapse_soonest[k, :] = np.inf
    for first in range(0, len(takers), BATCH):
        ids = market.ids[first : first + BATCH]
        withstands = state.lots[: len(ids)]
        uniforms(key, TAKE_UP, 0, ids, market.constraints[k].id, withstands)
        unit_exponentials(withstands)
        for n in range(len(ids)):
            node = first + n
            lacking, left = needed[node], withstands[n]
            pull = 0.0 if lacking > 0 else news
            taker = takers[node]
            taker.left = left
            taker.since = 0.0
            taker.pull = pull
            taker.contacts = hears[node]
            taker.alike = alike[node]
            taker.kind = kinds[node]
            taker.lacking = lacking
            enter(soon, soonest, np.uint32(node), crossing_at(left, 0.0, pull, lacking) * fine)


@inlined
def crossing_at(left: float, since: float, pull: float, lacking: int) -> float:
    """Clock at which the hazard that is `left` is used up if nothing else happens; infinite if it never is."""
    ahead = left / pull
    ahead = ahead if lacking == 0 else np.inf
    return since + (ahead if left > 0.0 else 0.0)


@inlined
def enter(soon: Array, soonest: Array, node: Any, place: float) -> None:
    """Enter an actor's crossing in the calendar of take-up, at the whole number below `place`.

    So a week looks at two bytes an actor at most, and no crossing lies before its place. Hazard only ever comes
    earlier, so that the soonest place of a block is kept without looking at the others.
    """
    now = np.uint16(min(place, float(LATER)))
    soon[node] = now
    block = node // np.uint32(BLOCK)
    soonest[block] = min(soonest[block], now)


@inlined
def left_by_now(taker: Any, clock: float) -> float:
    """Hazard that the actor still withstands; while it lacks neighbours, none was taken off."""
    return taker.left - taker.pull * (clock - taker.since) * np.float64(taker.lacking == 0)


@kernel
def push(state: State, k: int, node: int, amount: float) -> None:
    """Bring word of the practice to one actor: hazard at once."""
    soon, taker, clock = state.soon[k], state.takers[k, node], state.constraints[k].clock
    if soon[node] == TAKEN:
        return
    left = left_by_now(taker, clock) - amount
    taker.left = left
    taker.since = clock
    crossing = crossing_at(left, clock, taker.pull, taker.lacking)
    enter(soon, state.soonest[k], np.uint32(node), crossing * state.ledger[0].fine)


@kernel
def tell_contacts(state: State, market: Market, parameters: Array, k: int, adopters: Array) -> None:
    """Whoever hears from the `adopters` and has not taken the practice up feels it from now on.

    They are listed before they are touched: whether somebody has taken up is one bit, while each touch is a visit
    to distant memory.
    """
    who, kinds, taken, last = state.told[0], state.told[1], state.taken[k], len(adopters) - 1
    start, contacts, kind = market.contact_start, market.contacts, market.kinds
    told = 0
    for n in range(len(adopters)):
        node = adopters[n]
        fetch_ahead(start, adopters[min(n + 2 * _AHEAD, last)])
        fetch_ahead(contacts, start[adopters[min(n + _AHEAD, last)]])
        own = kind[node]
        for at in range(start[node], start[node + 1]):
            other = np.uint32(contacts[at])
            who[told], kinds[told] = other, own
            told += ~(taken[other >> np.uint32(3)] >> (other & np.uint32(7))) & np.uint32(1)
            if told == BATCH:
                hear(state, parameters, k, who, kinds)
                told = 0
    hear(state, parameters, k, who[:told], kinds[:told])


@kernel
def hear(state: State, parameters: Array, k: int, who: Array, kinds: Array) -> None:
    """Each of `who` has a contact, of `kinds`, that has taken the practice up; a peer weighs more than others."""
    takers, soon, soonest, fine = state.takers[k], state.soon[k], state.soonest[k], state.ledger[0].fine
    clock, rate, peer = state.constraints[k].clock, parameters[0].bass_neighbours, parameters[0].peer_weight
    for n in range(min(_AHEAD, len(who))):
        fetch_ahead(takers, who[n])
    for n in range(len(who)):
        fetch_ahead(takers, who[min(n + _AHEAD, len(who) - 1)])
        taker = takers[who[n]]
        weight = peer if taker.kind == kinds[n] else 1.0
        left = left_by_now(taker, clock)
        pull = taker.pull + rate * weight / (taker.contacts + (peer - 1.0) * taker.alike)
        lacking = max(taker.lacking, np.uint16(1)) - np.uint16(1)
        taker.left = left
        taker.since = clock
        taker.pull = pull
        taker.lacking = lacking
        enter(soon, soonest, who[n], crossing_at(left, clock, pull, lacking) * fine)


@kernel
def visible(state: State, parameters: Array, k: int) -> float:
    """How far relief of k is plain to see, 0 to 1."""
    return min(state.constraints[k].worked / parameters[0].visible_relief, 1.0)


@inlined
def has_crossed(taker: Any, clock: float) -> bool:
    """Whether the actor's hazard has reached its threshold."""
    return crossing_at(taker.left, taker.since, taker.pull, taker.lacking) <= clock


@kernel
def list_crossed(state: State, k: int) -> int:
    """List the actors whose crossing the clock has passed in ``state.crossed``, ascending; returns how many.

    Only blocks in which somebody's place in the calendar has come are looked at. A crossing lies between its place and
    the next, so that only those of the present place are reckoned anew.
    """
    soon, soonest, takers, crossed = state.soon[k], state.soonest[k], state.takers[k], state.crossed
    clock, count = state.constraints[k].clock, 0
    now = np.uint16(min(clock * state.ledger[0].fine, float(LATER)))
    for block in range(len(soonest)):
        if soonest[block] > now:
            continue
        first, listed = block * BLOCK, count
        for node in range(first, first + BLOCK):
            crossed[listed] = node
            listed += soon[node] <= now
        for n in range(count, listed):
            node = crossed[n]
            if soon[node] < now or has_crossed(takers[node], clock):
                soon[node] = TAKEN
                crossed[count] = node
                count += 1
        nearest = np.uint16(LATER)
        for node in range(first, first + BLOCK):
            nearest = min(nearest, soon[node])
        soonest[block] = nearest
    return count


@kernel
def spread(state: State, market: Market, parameters: Array, key: tuple[int, int], week: int) -> None:
    """One week of take-up of every practice that brings relief.

    The clock of a practice runs by how far its relief is plain to see, faster with communication work (years). All
    whose crossing it passes take up together; their contacts feel it from next week.

    Cost: one comparison a block of actors and practice, and each contact once. Source: ODD, "Wider take-up".
    """
    p = parameters[0]
    for k in range(len(market.constraints)):
        c = state.constraints[k]
        if c.worked <= 0.0 or market.constraints[k].level == ENABLING:
            continue
        if c.clock == 0.0:
            open_practice(state, market, parameters, key, k)
        c.clock += visible(state, parameters, k) * (1.0 + p.news_boost * c.news) / 52.0
        adopters = state.crossed[: list_crossed(state, k)]
        for node in adopters:
            state.adopted[k, node] = week
            state.taken[k, node >> 3] |= np.uint8(1 << (node & 7))
        book_take_up(state, market, k, adopters)
        if market.constraints[k].service and p.lapse_on:
            draw_lapses(state, market, key, k, adopters)
        if p.simple_on:
            tell_contacts(state, market, parameters, k, adopters)


@kernel
def book_take_up(state: State, market: Market, k: int, adopters: Array) -> None:
    """Count those outside who take the practice up; the pool keeps books of its own."""
    pool, last = len(market.pool), len(adopters) - 1
    for n in range(len(adopters)):
        ahead = max(adopters[min(n + _AHEAD, last)] - pool, 0)
        fetch_ahead(market.outside, ahead)
        fetch_ahead(market.outside, min(ahead + 1, len(market.outside) - 1))  # the row's end is its neighbour's start
        node = adopters[n]
        if node >= pool:
            give_access(state, market, k, node - pool)


@kernel
def draw_lapses(state: State, market: Market, key: tuple[int, int], k: int, adopters: Array) -> None:
    """Draw how much hazard each new user of a service withstands. Draws: LAPSE per actor and constraint."""
    lapses, soonest, clock = state.lapses[k], state.lapse_soonest[k], state.constraints[k].lapse_clock
    for node in adopters:
        withstands = -log(1.0 - uniform(key, LAPSE, 0, market.ids[node], market.constraints[k].id))
        lapses[node] = clock + withstands
        soonest[node // BLOCK] = min(soonest[node // BLOCK], lapses[node])


@kernel
def lapse(state: State, market: Market, parameters: Array, week: int) -> None:
    """One week in which services lapse that nobody keeps up; practices stay with those who took them up.

    Each user withstands a threshold drawn from the unit exponential; the hazard is `service_lapse` a year, less what an
    active group, or a firm whom its users pay, keeps up. A lapsed user has no relief from this week on, for good.

    Cost: one comparison a block of actors and service. Source: ODD, "Wider take-up".
    """
    p = parameters[0]
    for k in range(len(market.constraints)):
        c = state.constraints[k]
        if not market.constraints[k].service or c.clock == 0.0 or not p.lapse_on:
            continue
        c.lapse_clock += p.service_lapse * (1.0 - c.kept_up) / 52.0
        lapses, soonest = state.lapses[k], state.lapse_soonest[k]
        for block in range(len(soonest)):
            if soonest[block] > c.lapse_clock:
                continue
            soonest[block] = np.inf
            for node in range(block * BLOCK, (block + 1) * BLOCK):
                if lapses[node] <= c.lapse_clock:
                    lapses[node] = np.inf
                    state.until[k, node] = week
                    if node >= len(market.pool):
                        end_access(state, market, k, node - len(market.pool))
                soonest[block] = min(soonest[block], lapses[node])


@kernel
def report_back(state: State, market: Market, parameters: Array, g: int, room: Array) -> None:
    """Members hear of the practice in the meeting; delegates report it to their constituents.

    Reports carry further with work on inclusion (prepared representatives) and communication.
    """
    p, k = parameters[0], state.migs[g].constraint
    if state.constraints[k].clock == 0.0:
        return
    plain = visible(state, parameters, k)
    worked_on = 1.0 - (1.0 - state.intensity[INCLUSION]) * (1.0 - state.intensity[COMMUNICATION])
    told = p.report_bare + (1.0 - p.report_bare) * worked_on
    for i in room:
        push(state, k, i, p.member_exposure * plain)
        if not p.reports_on:
            continue
        for at in range(market.constituent_start[i], market.constituent_start[i + 1]):
            push(state, k, market.constituents[at], p.report_exposure * plain * told)
