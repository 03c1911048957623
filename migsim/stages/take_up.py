"""Wider take-up: how a practice that relieves a constraint spreads beyond the groups.

Each actor withstands a threshold drawn from the unit exponential and takes the practice up in the first week in which
its cumulative hazard reaches it. The hazard is a common clock times what pulls at the actor: news and the share of its
contacts that took it up (simple contagion, Bass 1969), or that share alone once several contacts did (complex
contagion, Beaman et al. 2021). Between events an actor's pull is constant, so its crossing is known in advance and an
actor is only touched when a contact takes up or a report reaches it. Relief of the enabling environment needs no
take-up.
"""

import numpy as np

from migsim.chance import COMPLEX, TAKE_UP, uniforms
from migsim.kernel import kernel
from migsim.numerics import unit_exponentials
from migsim.stages.income import give_access
from migsim.state import BLOCK, COMMUNICATION, ENABLING, INCLUSION, NEVER, Array, Market, State

_NOT_YET = np.inf


@kernel
def draw_convincing(state: State, market: Market, parameters: Array, key: tuple[int, int]) -> None:
    """Draw who outside needs several neighbours. Draws: COMPLEX per outside actor."""
    p, needed, pool = parameters[0], state.needed, len(market.pool)
    needed[:] = 0
    if not p.complex_on:
        return
    several, share, lots = int(p.complex_neighbours + 0.5), p.share_complex, state.lots[pool:]
    uniforms(key, COMPLEX, 0, market.ids[pool:], 0, lots)
    for o in range(len(lots)):
        needed[pool + o] = several * (lots[o] < share)


@kernel
def open_practice(state: State, market: Market, parameters: Array, key: tuple[int, int], k: int) -> None:
    """Prepare take-up of a practice that begins to bring relief. Draws: TAKE_UP per actor and constraint."""
    news = parameters[0].bass_news if parameters[0].simple_on else 0.0
    start, alike, kinds, withstands = market.contact_start, market.alike, market.kinds, state.lots
    uniforms(key, TAKE_UP, 0, market.ids, market.constraints[k].id, withstands)
    unit_exponentials(withstands)
    state.soonest[k, :] = _NOT_YET
    takers, due, soonest = state.takers[k], state.due[k], state.soonest[k]
    for node in range(len(withstands)):
        taker = takers[node]
        taker.left = withstands[node]
        taker.since = 0.0
        taker.pull = 0.0 if state.needed[node] > 0 else news
        taker.contacts = start[node + 1] - start[node]
        taker.alike = alike[node]
        taker.kind = kinds[node]
        taker.lacking = state.needed[node]
        taker.taken = False
        forecast(takers, due, soonest, node)


@kernel
def forecast(takers: Array, due: Array, soonest: Array, node: int) -> None:
    """Reckon the clock at which the actor's hazard reaches its threshold if nothing else happens.

    Hazard only ever comes earlier, so that the earliest `due` of a block is kept without looking at the others.
    """
    taker, crossing = takers[node], _NOT_YET
    if taker.left <= 0.0:
        crossing = taker.since
    elif taker.lacking == 0 and taker.pull > 0.0:
        crossing = taker.since + taker.left / taker.pull
    due[node] = crossing
    soonest[node // BLOCK] = min(soonest[node // BLOCK], crossing)


@kernel
def bring_up_to_date(takers: Array, clock: float, node: int) -> None:
    """Take off the hazard since the actor was last touched; there is none for one that still lacks neighbours."""
    taker = takers[node]
    if taker.lacking == 0:
        taker.left -= taker.pull * (clock - taker.since)
    taker.since = clock


@kernel
def push(state: State, k: int, node: int, amount: float) -> None:
    """Bring word of the practice to one actor: hazard at once."""
    takers = state.takers[k]
    if not takers[node].taken:
        bring_up_to_date(takers, state.constraints[k].clock, node)
        takers[node].left -= amount
        forecast(takers, state.due[k], state.soonest[k], node)


@kernel
def adopt(state: State, market: Market, parameters: Array, k: int, node: int) -> None:
    """The actor takes the practice up; each of its contacts feels it from now on, a peer more than others."""
    p, own, outside = parameters[0], state.takers[k, node].kind, node - len(market.pool)
    if outside >= 0:
        if not took_up_any(state, k, node):
            state.ledger[0].adopters += 1
        give_access(state, market, k, outside)
    if not p.simple_on:
        return
    contacts, rate, peer, clock = market.contacts, p.bass_neighbours, p.peer_weight, state.constraints[k].clock
    takers, due, soonest = state.takers[k], state.due[k], state.soonest[k]
    for at in range(market.contact_start[node], market.contact_start[node + 1]):
        other = contacts[at]
        taker = takers[other]
        if taker.taken:
            continue
        bring_up_to_date(takers, clock, other)
        weight = peer if taker.kind == own else 1.0
        taker.pull += rate * weight / (taker.contacts + (peer - 1.0) * taker.alike)
        if taker.lacking > 0:
            taker.lacking -= 1
        forecast(takers, due, soonest, other)


@kernel
def took_up_any(state: State, but: int, node: int) -> bool:
    """Whether the actor took up any other practice."""
    for k in range(len(state.constraints)):
        if k != but and state.constraints[k].clock > 0.0 and state.adopted[k, node] != NEVER:
            return True
    return False


@kernel
def visible(state: State, parameters: Array, k: int) -> float:
    """How far relief of k is plain to see, 0 to 1."""
    return min(state.constraints[k].worked / parameters[0].visible_relief, 1.0)


@kernel
def list_crossed(state: State, k: int) -> int:
    """List the actors whose crossing the clock has passed in ``state.crossed``, ascending; returns how many.

    Only blocks in which somebody's crossing is due are looked at.
    """
    due, soonest, clock, crossed = state.due[k], state.soonest[k], state.constraints[k].clock, 0
    for block in range(len(soonest)):
        if soonest[block] > clock:
            continue
        nearest = _NOT_YET
        for node in range(block * BLOCK, min((block + 1) * BLOCK, len(due))):
            if due[node] <= clock:
                due[node] = _NOT_YET
                state.crossed[crossed] = node
                crossed += 1
            nearest = min(nearest, due[node])
        soonest[block] = nearest
    return crossed


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
        crossed = list_crossed(state, k)
        for n in range(crossed):
            state.adopted[k, state.crossed[n]] = week
            state.takers[k, state.crossed[n]].taken = True
        for n in range(crossed):
            adopt(state, market, parameters, k, state.crossed[n])


@kernel
def report_back(state: State, market: Market, parameters: Array, g: int, room: Array) -> None:
    """Members hear of the practice in the meeting; delegates report it to their constituents.

    Reports carry further with work on inclusion (prepared representatives) and communication.
    """
    p, k = parameters[0], state.migs[g].constraint
    if state.constraints[k].clock == 0.0:
        return
    plain = visible(state, parameters, k)
    told = 0.3 + 0.7 * (1.0 - (1.0 - state.intensity[INCLUSION]) * (1.0 - state.intensity[COMMUNICATION]))
    for i in room:
        push(state, k, i, p.member_exposure * plain)
        if not p.reports_on:
            continue
        for at in range(market.constituent_start[i], market.constituent_start[i + 1]):
            push(state, k, len(market.pool) + market.constituents[at], p.report_exposure * plain * told)
