"""Roles that a group needs: whether they are there, and what a facilitator does to bring them."""

from migsim.chance import BUYER_KEPT, RECRUIT, in_mig, uniform
from migsim.kernel import kernel
from migsim.stages import events
from migsim.stages.formation import expectation
from migsim.stages.membership import join
from migsim.state import ACTIVE, ENABLING, Array, Market, State


@kernel
def count_roles(state: State, market: Market, g: int, counts: Array) -> None:
    """Count the members of g by role into `counts`, shape (at least R,)."""
    for r in range(len(market.roles)):
        counts[r] = 0.0
    for i in range(len(market.pool)):
        if state.members[g, i].member:
            counts[market.pool[i].role] += 1.0


@kernel
def has_needed_roles(state: State, market: Market, g: int) -> bool:
    """Whether every role that the group's constraint needs has a member. Cost: pool + roles."""
    counts = state.role_count
    count_roles(state, market, g, counts)
    for r in range(len(market.roles)):
        if market.needs[state.migs[g].constraint, r] and counts[r] == 0.0:
            return False
    return True


@kernel
def access_to_office(state: State, market: Market, parameters: Array, g: int) -> float:
    """How often an office with authority takes up what g works on, against one that sits in the group: 0, part or 1.

    In the group is an office that was at its last meeting; beside it, one that is a member or came to the mapping.
    """
    k, beside = state.migs[g].constraint, 0.0
    for i in range(len(market.pool)):
        if market.decides[k, market.pool[i].role]:
            m = state.members[g, i]
            if m.member and m.attends:
                return 1.0
            if m.member or state.actors[i].came > 0:
                beside = parameters[0].beside
    return beside


@kernel
def is_wanted(market: Market, k: int, r: int) -> bool:
    """Whether work on k needs role r, be it to do something or to decide."""
    return market.needs[k, r] or (market.decides[k, r] and market.constraints[k].level == ENABLING)


@kernel
def bring_roles(state: State, market: Market, parameters: Array, key: tuple[int, int], week: int) -> None:
    """Visits and hooks bring missing roles to the groups, also those who were not in the room.

    For each role that an active group lacks, everybody who holds it, has time and does not live off the constraint
    joins with chance ``recruit_rate x intensity``; of several the lowest draw does. All see the group as it stands.

    Draws: RECRUIT by actor, MIG and week. Source: PMSD step 5, engaging key actors; ODD, "Facilitation".
    """
    if state.levers[0].recruiting <= 0.0:
        return
    counts = state.role_count
    for g in range(len(state.migs)):
        if state.migs[g].status != ACTIVE:
            continue
        count_roles(state, market, g, counts)
        for r in range(len(market.roles)):
            if counts[r] == 0.0 and is_wanted(market, state.migs[g].constraint, r):
                i = find_recruit(state, market, parameters, key, week, g, r)
                if i >= 0:
                    join(state, g, i)
                    state.members[g, i].expected = expectation(state, parameters, g, i)
                    events.log(state, events.RECRUITED, g, i, -1, state.levers[0].recruiting)


@kernel
def find_recruit(
    state: State, market: Market, parameters: Array, key: tuple[int, int], week: int, g: int, role: int
) -> int:
    """Row of the actor of a role that is won for g this week; -1 when nobody is."""
    p, k, event = parameters[0], state.migs[g].constraint, in_mig(RECRUIT, state.migs[g].id)
    found, lowest = -1, p.recruit_rate * state.levers[0].recruiting
    for i in range(len(market.pool)):
        given = market.pool[i]
        free = given.hours >= (state.actors[i].memberships + 1) * p.membership_hours
        if given.role == role and free and state.interest[i, k] >= 0.0:
            u = uniform(key, event, week, given.id, 0)
            if u < lowest:
                found, lowest = i, u
    return found


@kernel
def keeps_buyer(state: State, market: Market, parameters: Array, key: tuple[int, int], week: int, s: int) -> bool:
    """Whether work on relations keeps the buyer that shock s would take. Draw: BUYER_KEPT by shock and week."""
    chance = parameters[0].buyer_kept * state.levers[0].recruiting
    return chance > 0.0 and uniform(key, BUYER_KEPT, week, market.shocks[s].id, 0) < chance
