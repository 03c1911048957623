"""Forming the groups: who joins which winner, who takes the chair, how often they meet."""

from migsim.chance import BALLOT_TIE, uniform
from migsim.kernel import kernel
from migsim.stages import events
from migsim.stages.chair import choose_chair
from migsim.stages.trust import trust_in
from migsim.state import ACTIVE, Array, Market, State

# What an existing formal group brings (assumed): routines and own decisions, but older leaders.
_CAPACITY_NEW, _CAPACITY_EXISTING = 0.1, 0.35  # to run itself: a new group has little, a formal one some routine
_OWNERSHIP_NEW, _OWNERSHIP_CHOSEN, _OWNERSHIP_PROPOSED = 0.25, 0.2, 0.1  # it grows with what members decide
_FIRST_BELIEF = 0.7  # in the first plan: who votes for an issue and joins thinks it can be done (assumed)
_SHORTEST, _LONGEST = 2, 13  # weeks between meetings


@kernel
def winner_after(state: State, market: Market, key: tuple[int, int], taken: Array) -> int:
    """Row of the constraint with most votes among those not `taken`; -1 when none is left. Draw: BALLOT_TIE."""
    best, luck = -1, 0.0
    for k in range(len(market.constraints)):
        if taken[k] or state.votes[k] <= 0.0:
            continue
        u = uniform(key, BALLOT_TIE, 0, market.constraints[k].id, 0)
        if best < 0 or state.votes[k] > state.votes[best] or (state.votes[k] == state.votes[best] and u < luck):
            best, luck = k, u
    return best


@kernel
def form_groups(state: State, market: Market, parameters: Array, design: Array, key: tuple[int, int]) -> None:
    """Form a group for each winner that enough members commit to.

    Winners have at least `vote_threshold` of all votes, in order of votes, up to the strategy's number of groups. Each
    actor looks at its own ballot and joins winners, the highest first, as far as its time goes (`membership_hours`
    each): the second it joins must hold `join_threshold` of its ballot, the first half of that. A group needs
    `quorum_members`.

    Draws: BALLOT_TIE on equal votes. Source: guidance; ODD, "Formation".
    """
    p, taken = parameters[0], state.winners
    total = state.votes.sum()
    taken[:] = 0
    formed = 0
    for _ in range(design[0].groups):
        k = winner_after(state, market, key, taken)
        if k < 0 or state.votes[k] < p.vote_threshold * total:
            break
        taken[k] = 1
        state.migs[formed].constraint = k
        formed += 1
    for i in range(len(market.pool)):
        join_winners(state, market, parameters, i, formed)
    kept = 0
    for g in range(formed):
        members = 0
        for i in range(len(market.pool)):
            if state.members[g, i].member:
                members += 1
        if members >= p.quorum_members:
            move_place(state, g, kept)
            settle_group(state, market, parameters, design, kept, members)
            kept += 1
        else:
            for i in range(len(market.pool)):
                state.members[g, i].member = False
    for i in range(len(market.pool)):
        for g in range(kept):
            if state.members[g, i].member:
                state.actors[i].memberships += 1
                state.actors[i].member_ever = True


@kernel
def join_winners(state: State, market: Market, parameters: Array, i: int, formed: int) -> None:
    """Mark the groups that actor i joins: its highest ballots first, while its time lasts.

    Half of `join_threshold` is enough for the first, the whole for a second, half as much again for each further one.
    """
    p = parameters[0]
    places = int(market.pool[i].hours / p.membership_hours)
    for joined in range(min(places, formed)):
        best, highest = -1, p.join_threshold * (joined + 1) / 2.0
        for g in range(formed):
            share = state.ballot[i, state.migs[g].constraint]
            if not state.members[g, i].member and share >= highest:
                best, highest = g, share
        if best < 0:
            break
        state.members[best, i].member = True
        state.members[best, i].motivation = min(p.first_energy + highest, 1.0)


@kernel
def move_place(state: State, source: int, target: int) -> None:
    """Move a group to another place, when one before it found too few members."""
    if source != target:
        state.migs[target].constraint = state.migs[source].constraint
        for i in range(len(state.actors)):
            state.members[target, i].member = state.members[source, i].member
            state.members[target, i].motivation = state.members[source, i].motivation
            state.members[source, i].member = False


@kernel
def settle_group(state: State, market: Market, parameters: Array, design: Array, g: int, members: int) -> None:
    """Give a new group its chair, interval, first capacity and ownership, and each member its first expectations."""
    d, mig = design[0], state.migs[g]
    mig.id = market.constraints[mig.constraint].id
    mig.status = ACTIVE
    mig.formed_on = mig.constraint
    mig.members = members
    mig.capacity = _CAPACITY_EXISTING if d.existing else _CAPACITY_NEW
    mig.ownership = (
        _OWNERSHIP_NEW
        + (_OWNERSHIP_CHOSEN if d.members_choose else 0.0)
        + (_OWNERSHIP_PROPOSED if d.interval == 0 else 0.0)
    )
    mig.activity = 1.0
    mig.believed = _FIRST_BELIEF
    mig.chair = choose_chair(state, market, parameters, design, g)
    mig.interval = choose_interval(state, market, parameters, design, g)
    mig.next_meeting = min(mig.interval, 4)
    state.constraints[mig.constraint].ever_worked = True
    events.log(state, events.FORMED, g, -1, mig.constraint, float(members))
    events.log(state, events.CHAIR, g, mig.chair, -1, 0.0)
    for i in range(len(state.actors)):
        if state.members[g, i].member:
            state.members[g, i].expected = expectation(state, parameters, g, i)
            events.log(state, events.JOINED, g, i, -1, state.members[g, i].motivation)


@kernel
def expectation(state: State, parameters: Array, g: int, i: int) -> float:
    """What i expects others in g to give, as a share of what they could: its mean trust in them."""
    total, others = 0.0, 0
    for j in range(len(state.actors)):
        if j != i and state.members[g, j].member:
            total += trust_in(state, parameters, i, j)
            others += 1
    return total / others if others else 0.0


@kernel
def choose_interval(state: State, market: Market, parameters: Array, design: Array, g: int) -> int:
    """Weeks between meetings: what the members' time affords, half way to the proposal when members decide."""
    p, proposal = parameters[0], design[0].interval
    afford = 52.0 / 12.0 * p.meeting_hours / (p.meeting_share * p.membership_hours)
    if proposal > 0:
        afford = 0.5 * (afford + proposal) if design[0].members_choose else float(proposal)
    return int(min(max(int(afford + 0.5), _SHORTEST), _LONGEST))
