"""Shocks: what comes from outside and hits every strategy alike."""

from migsim.chance import SHOCK, SHOCK_LEAVES, uniform
from migsim.kernel import kernel
from migsim.numerics import exp
from migsim.stages import events
from migsim.stages.deals import close_tie
from migsim.stages.membership import leave
from migsim.stages.roles import keeps_buyer
from migsim.stages.trade import keep_former
from migsim.state import (
    ACTIVE,
    BUYER_LOSS,
    DORMANT,
    MEETING_BAN,
    MEMBERS_LEAVE,
    NO_TIE,
    PRICE_SPIKE,
    SEVERITY,
    Array,
    Market,
    State,
)

_LN2 = 0.6931471805599453
_FORGOTTEN = 1e-3
_SIDE_EFFECT = 0.2  # severity that a shock of another kind adds to the constraint it names (assumed)


@kernel
def strike_shocks(state: State, market: Market, parameters: Array, key: tuple[int, int], week: int) -> None:
    """Let earlier shocks fade and new ones happen: at their week, or by their weekly chance.

    Draws: SHOCK per shock and week; SHOCK_LEAVES per actor and shock; BUYER_KEPT. Source: ODD, "Shocks".
    """
    for k in range(len(market.constraints)):
        c = state.constraints[k]
        c.shock = c.shock * c.shock_keep if c.shock > _FORGOTTEN else 0.0
    if not parameters[0].shocks_on:
        return
    for s in range(len(market.shocks)):
        shock = market.shocks[s]
        if shock.week == week or (shock.week < 0 and uniform(key, SHOCK, week, shock.id, 0) < shock.rate):
            hit(state, market, parameters, key, week, s)


@kernel
def hit(state: State, market: Market, parameters: Array, key: tuple[int, int], week: int, s: int) -> None:
    """One shock happens; meetings and deals feel it from the next week on, for as many weeks as it lasts."""
    shock, ledger = market.shocks[s], state.ledger[0]
    if shock.kind == BUYER_LOSS and keeps_buyer(state, market, parameters, key, week, s):
        if ledger.untouched:
            keep_former(state, market, parameters)
        lose_former(state, market, key, week, s, largest_of(state, market, shock.role))  # without the project
        events.log(state, events.BUYER_KEPT, -1, -1, s, state.levers[0].recruiting)
        return
    events.log(state, events.SHOCK_HIT, -1, -1, s, shock.size)
    if shock.kind == SEVERITY:
        worsen(state, market, shock.constraint, shock.size, shock.weeks)
    elif shock.kind == PRICE_SPIKE:
        ledger.spike = shock.size
        ledger.spike_until = week + 1 + int(shock.weeks)
    elif shock.kind == BUYER_LOSS:
        lose_buyer(state, market, parameters, key, week, s)
    elif shock.kind == MEETING_BAN:
        ledger.ban_until = week + 1 + int(shock.weeks)
    elif shock.kind == MEMBERS_LEAVE:
        for i in range(len(market.pool)):
            if uniform(key, SHOCK_LEAVES, week, market.pool[i].id, shock.id) < shock.size:
                leave_all(state, i)
    if shock.kind != SEVERITY and shock.constraint >= 0:
        worsen(state, market, shock.constraint, _SIDE_EFFECT, shock.weeks)


@kernel
def worsen(state: State, market: Market, k: int, size: float, half_life: float) -> None:
    """Add to a constraint's severity, up to 1; what is added fades by its half-life in weeks."""
    c = state.constraints[k]
    c.shock = min(c.shock + size, 1.0 - market.constraints[k].severity * (1.0 - c.relief))
    c.shock_keep = exp(-_LN2 / max(half_life, 0.1))


@kernel
def largest_of(state: State, market: Market, role: int) -> int:
    """Row of the pool actor of a role with the largest turnover; -1 when nobody has the role."""
    largest = -1
    for i in range(len(market.pool)):
        larger = largest < 0 or state.actors[i].turnover > state.actors[largest].turnover
        if market.pool[i].role == role and larger:
            largest = i
    return largest


@kernel
def lose_buyer(state: State, market: Market, parameters: Array, key: tuple[int, int], week: int, s: int) -> None:
    """The largest actor of a role leaves its groups, and each of its ties with the shock's size as chance."""
    shock = market.shocks[s]
    buyer = largest_of(state, market, shock.role)
    if buyer < 0:
        return
    leave_all(state, buyer)
    for j in range(len(market.pool)):
        low, high = min(buyer, j), max(buyer, j)
        if j == buyer or state.tie[low, high] == NO_TIE:
            continue
        if uniform(key, SHOCK_LEAVES, week, market.pool[j].id, shock.id) < shock.size:
            close_tie(state, market, parameters, low, high)
    lose_former(state, market, key, week, s, buyer)


@kernel
def lose_former(state: State, market: Market, key: tuple[int, int], week: int, s: int, buyer: int) -> None:
    """The same loss among the ties of week 0 as they would have gone on without the project."""
    shock = market.shocks[s]
    if state.ledger[0].untouched:
        return
    for n in range(state.ledger[0].ties_before):
        tie = state.former[n]
        if tie.kind == NO_TIE or (tie.first != buyer and tie.second != buyer):
            continue
        other = tie.second if tie.first == buyer else tie.first
        if uniform(key, SHOCK_LEAVES, week, market.pool[other].id, shock.id) < shock.size:
            tie.kind = NO_TIE


@kernel
def leave_all(state: State, i: int) -> None:
    """Actor i leaves every group."""
    for g in range(len(state.migs)):
        living = state.migs[g].status == ACTIVE or state.migs[g].status == DORMANT
        if living and state.members[g, i].member:
            leave(state, g, i)
