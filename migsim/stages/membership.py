"""Joining later, and leaving."""

from migsim.chance import CHAIR, JOIN, in_mig, uniform
from migsim.kernel import kernel
from migsim.numerics import power
from migsim.stages import events
from migsim.stages.chair import elect_chair
from migsim.stages.formation import expectation
from migsim.stages.income import benefit_of
from migsim.stages.take_up import visible
from migsim.state import ACTIVE, COMMUNICATION, DISSOLVED, Array, Market, State

_WELCOME = 0.5  # first motivation of who joins later: it has seen the group work, but did not start it (assumed)
_WEARY = 0.05  # motivation at which a member gives up its membership
_SMALLEST = 3
_STAYS, _GOES, _COMES = range(3)
_LEAVING = 1  # second word of the draw that a captured member leaves by
_LOST, _DEPENDS = range(2)  # second words of the draws on the chair


@kernel
def join_and_leave(state: State, market: Market, parameters: Array, key: tuple[int, int], week: int, g: int) -> None:
    """Let members who have had enough go, and others of the room join a group that works.

    A member leaves when its motivation is spent; at reviews a marginalised one also with chance ``leave_rate x what it
    lacks``: how much more relief the members have on the whole than it has, as far as relief is plain to see (capture
    keeps it from it, or it has not come to use it). A non-member with time and a stake joins with chance ``join_rate x
    belief in the plan``; who was not at the workshop has to hear of the group first, by what it achieves or by
    communication work. All decide before anybody moves, and who joins looks at the group it finds.

    Draws: JOIN per actor and MIG. Cost: pool.
    """
    p, mig = parameters[0], state.migs[g]
    if not p.joining_on or mig.status != ACTIVE:
        return
    k = mig.constraint
    reviewed = mig.reviewed_at == mig.meetings
    usual = members_benefit(state, market, g) if reviewed else 0.0
    plain = visible(state, parameters, k)
    word = 1.0 - (1.0 - plain) * (1.0 - state.intensity[COMMUNICATION]) if p.outsiders_join_on else 0.0
    for i in range(len(market.pool)):
        state.turn[i] = _STAYS
        given, actor, m = market.pool[i], state.actors[i], state.members[g, i]
        event = in_mig(JOIN, mig.id)
        if m.member:
            out = m.motivation < _WEARY
            if reviewed and given.marginalised:
                lacks = plain * max(usual - benefit_of(state, market, k, i), 0.0)
                out |= uniform(key, event, week, given.id, _LEAVING) < p.leave_rate * lacks
            if out:
                state.turn[i] = _GOES
        elif given.hours >= (actor.memberships + 1) * p.membership_hours:
            knows = 1.0 if actor.came > 0 else word
            fits = state.belief[i, k] >= p.join_threshold and state.interest[i, k] >= 0.0
            if fits and uniform(key, event, week, given.id, 0) < p.join_rate * mig.believed * knows:
                state.turn[i] = _COMES
    for i in range(len(market.pool)):
        if state.turn[i] == _GOES:
            leave(state, g, i)
        elif state.turn[i] == _COMES:
            join(state, g, i)
    for i in range(len(market.pool)):
        if state.turn[i] == _COMES:
            state.members[g, i].expected = expectation(state, parameters, g, i)
    if mig.members < _SMALLEST:
        end_group(state, g, DISSOLVED, events.DISSOLVED_NOW, 0.0)


@kernel
def lose_chair(state: State, market: Market, parameters: Array, key: tuple[int, int], week: int, g: int) -> None:
    """Before a meeting that is due the chair may be lost to the group; once it is, somebody steps in, or nobody can.

    A chair is lost with a chance of `chair_loss` a year, beside all other ways of leaving. A group that has lost its
    chair depends on it with chance ``key_person (1 - capacity)``: then it does not convene itself any more, and ends
    unless somebody else brings it together. Otherwise the members fill the chair at once.

    Draws: CHAIR per MIG. Source: Greenbook 2003; ODD, "The chair".
    """
    p, mig = parameters[0], state.migs[g]
    if not p.chair_on:
        return
    event = in_mig(CHAIR, mig.id)
    if mig.chair >= 0:
        lost = 1.0 - power(1.0 - p.chair_loss, mig.interval / 52.0)
        if uniform(key, event, week, market.pool[mig.chair].id, _LOST) < lost:
            leave(state, g, mig.chair)
    if mig.chair < 0 and not mig.leaderless and mig.members > 0:
        if uniform(key, event, week, 0, _DEPENDS) < p.key_person * (1.0 - mig.capacity):
            mig.leaderless = True
            events.log(state, events.LEADERLESS, g, -1, -1, 0.0)
        else:
            elect_chair(state, market, parameters, week, g)


@kernel
def members_benefit(state: State, market: Market, g: int) -> float:
    """Mean share of relief that reaches the members of g."""
    total = 0.0
    for i in range(len(market.pool)):
        if state.members[g, i].member:
            total += benefit_of(state, market, state.migs[g].constraint, i)
    return total / max(state.migs[g].members, 1)


@kernel
def end_group(state: State, g: int, status: int, event: int, value: float) -> None:
    """Group g ends: nothing more is done, and its members' time is free for other groups."""
    mig = state.migs[g]
    mig.status = status
    mig.effort = 0.0
    for i in range(len(state.actors)):
        state.actors[i].memberships -= state.members[g, i].member
    events.log(state, event, g, -1, mig.constraint, value)


@kernel
def leave(state: State, g: int, i: int) -> None:
    """Member i leaves group g; the chair falls vacant when it was the chair."""
    m = state.members[g, i]
    m.member = False
    m.attends = False
    m.committed = 0.0
    state.migs[g].members -= 1
    state.actors[i].memberships -= 1
    if state.migs[g].chair == i:
        state.migs[g].chair = -1
        state.migs[g].captured = False
    events.log(state, events.LEFT, g, i, -1, 0.0)


@kernel
def join(state: State, g: int, i: int) -> None:
    """Actor i joins group g with the energy of a beginner."""
    m = state.members[g, i]
    m.member = True
    m.motivation = _WELCOME
    m.committed = 0.0
    state.migs[g].members += 1
    state.actors[i].memberships += 1
    state.actors[i].member_ever = True
    events.log(state, events.JOINED, g, i, -1, m.motivation)
