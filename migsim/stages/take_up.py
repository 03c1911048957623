"""Wider take-up: how a practice that relieves a constraint spreads beyond the groups.

Each actor withstands a threshold drawn from the unit exponential and takes the practice up in the first week in which
its cumulative hazard reaches it. The hazard is a common clock times what pulls at the actor: news and the share of its
contacts that took it up (simple contagion, Bass 1969), or that share alone once several contacts did (complex
contagion, Beaman et al. 2021). Between events an actor's pull is constant, so its crossing is known in advance and an
actor is only touched when a contact takes up or a report reaches it. Relief of the enabling environment needs no
take-up.
"""

import numpy as np

from migsim.chance import COMPLEX, TAKE_UP, uniform
from migsim.kernel import kernel
from migsim.numerics import log
from migsim.stages.income import give_access
from migsim.state import COMMUNICATION, ENABLING, INCLUSION, NEVER, Array, Market, State

_NOT_YET = np.inf


@kernel
def draw_convincing(state: State, market: Market, parameters: Array, key: tuple[int, int]) -> None:
    """Draw who outside needs several neighbours. Draws: COMPLEX per outside actor."""
    p = parameters[0]
    for node in range(len(market.pool)):
        state.needed[node] = 0
    for o in range(len(market.outside)):
        several = p.complex_on and uniform(key, COMPLEX, 0, market.outside[o].id, 0) < p.share_complex
        state.needed[len(market.pool) + o] = int(p.complex_neighbours + 0.5) if several else 0


@kernel
def open_practice(state: State, market: Market, parameters: Array, key: tuple[int, int], k: int) -> None:
    """Prepare take-up of a practice that begins to bring relief. Draws: TAKE_UP per actor and constraint."""
    p_count = len(market.pool)
    news = parameters[0].bass_news if parameters[0].simple_on else 0.0
    for node in range(len(state.needed)):
        owner = market.pool[node].id if node < p_count else market.outside[node - p_count].id
        state.threshold[k, node] = -log(1.0 - uniform(key, TAKE_UP, 0, owner, market.constraints[k].id))
        state.exposure[k, node] = 0.0
        state.since[k, node] = 0.0
        state.pull[k, node] = 0.0 if state.needed[node] > 0 else news
        state.neighbours[k, node] = 0
        forecast(state, k, node)


@kernel
def hazard(state: State, k: int, node: int) -> float:
    """Hazard per year of full clock: none for an actor that still lacks neighbours."""
    return state.pull[k, node] if state.neighbours[k, node] >= state.needed[node] else 0.0


@kernel
def forecast(state: State, k: int, node: int) -> None:
    """Reckon the clock at which the actor's hazard reaches its threshold if nothing else happens."""
    left, rate = state.threshold[k, node] - state.exposure[k, node], hazard(state, k, node)
    if left <= 0.0:
        state.due[k, node] = state.since[k, node]
    else:
        state.due[k, node] = state.since[k, node] + left / rate if rate > 0.0 else _NOT_YET


@kernel
def bring_up_to_date(state: State, k: int, node: int) -> None:
    """Add the hazard since the actor was last touched."""
    clock = state.constraints[k].clock
    state.exposure[k, node] += hazard(state, k, node) * (clock - state.since[k, node])
    state.since[k, node] = clock


@kernel
def push(state: State, k: int, node: int, amount: float) -> None:
    """Bring word of the practice to one actor: hazard at once."""
    if state.adopted[k, node] == NEVER:
        bring_up_to_date(state, k, node)
        state.exposure[k, node] += amount
        forecast(state, k, node)


@kernel
def alike(market: Market, a: int, b: int) -> bool:
    """Whether two nodes have the same role and the same standing (marginalised or not)."""
    p = len(market.pool)
    role_a, low_a = (
        (market.pool[a].role, market.pool[a].marginalised)
        if a < p
        else (market.outside[a - p].role, market.outside[a - p].marginalised)
    )
    role_b, low_b = (
        (market.pool[b].role, market.pool[b].marginalised)
        if b < p
        else (market.outside[b - p].role, market.outside[b - p].marginalised)
    )
    return role_a == role_b and low_a == low_b


@kernel
def adopt(state: State, market: Market, parameters: Array, week: int, k: int, node: int) -> None:
    """The actor takes the practice up; each of its contacts feels it from now on, a peer more than others."""
    p = parameters[0]
    state.adopted[k, node] = week
    state.due[k, node] = _NOT_YET
    if node >= len(market.pool):
        if not took_up_any(state, k, node):
            state.ledger[0].adopters += 1
        give_access(state, market, k, node - len(market.pool))
    if not p.simple_on:
        return
    for at in range(market.contact_start[node], market.contact_start[node + 1]):
        other = market.contacts[at]
        if state.adopted[k, other] != NEVER:
            continue
        bring_up_to_date(state, k, other)
        contacts = market.contact_start[other + 1] - market.contact_start[other]
        weight = p.peer_weight if alike(market, node, other) else 1.0
        state.pull[k, other] += p.bass_neighbours * weight / (contacts + (p.peer_weight - 1.0) * market.alike[other])
        state.neighbours[k, other] += 1
        forecast(state, k, other)


@kernel
def took_up_any(state: State, but: int, node: int) -> bool:
    """Whether the actor took up any other practice."""
    for k in range(len(state.constraints)):
        if k != but and state.adopted[k, node] != NEVER:
            return True
    return False


@kernel
def visible(state: State, parameters: Array, k: int) -> float:
    """How far relief of k is plain to see, 0 to 1."""
    return min(state.constraints[k].worked / parameters[0].visible_relief, 1.0)


@kernel
def list_crossed(state: State, k: int) -> int:
    """List the actors whose crossing the clock has passed in ``state.crossed``; returns how many.

    Most weeks it passes nobody's, and a bare count over contiguous memory, which vectorises, finds that out.
    """
    due, clock, crossed = state.due[k], state.constraints[k].clock, 0
    for node in range(len(due)):
        crossed += due[node] <= clock
    if crossed > 0:
        crossed = 0
        for node in range(len(due)):
            if due[node] <= clock:
                state.crossed[crossed] = node
                crossed += 1
    return crossed


@kernel
def spread(state: State, market: Market, parameters: Array, key: tuple[int, int], week: int) -> None:
    """One week of take-up of every practice that brings relief.

    The clock of a practice runs by how far its relief is plain to see, faster with communication work (years). All
    whose crossing it passes take up together; their contacts feel it from next week.

    Cost: one comparison an actor and practice, and each contact once. Source: ODD, "Wider take-up".
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
        for n in range(crossed):
            adopt(state, market, parameters, week, k, state.crossed[n])


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
