"""The vote: "Which constraint would you be prepared to commit time and effort to?"."""

from migsim.kernel import kernel
from migsim.stages import events
from migsim.state import APPROVAL, BORDA, DOT, INCLUSION, PLURALITY, Array, Market, State

DOTS = 3


@kernel
def fill_ballots(state: State, market: Market, parameters: Array, design: Array) -> None:
    """Write each ballot, rows summing to 1: belief x willingness, in a show of hands leaning towards the powerful.

    Willingness is whole where the actor's role is needed and `unneeded_willingness` where it is not; an actor whose
    time is spent before it starts (`hours` < `membership_hours`) or who did not come has an empty ballot. In an open
    vote actor i follows the power-weighted mean of the room by ``deference x (1 - power) x (1 - inclusion)``.
    """
    p = parameters[0]
    k_count = len(market.constraints)
    lean_most = 0.0 if design[0].secret else p.deference * (1.0 - state.intensity[INCLUSION])
    state.votes[:] = 0.0  # power-weighted mean of the room, until the count
    power = 0.0
    for i in range(len(market.pool)):
        role, total = market.pool[i].role, 0.0
        able = state.actors[i].came > 0 and market.pool[i].hours >= p.membership_hours
        for k in range(k_count):
            need = 1.0 if market.needs[k, role] else p.unneeded_willingness
            state.ballot[i, k] = state.belief[i, k] * need if able else 0.0
            total += state.ballot[i, k]
        if total > 0.0:
            power += market.pool[i].power
            for k in range(k_count):
                state.ballot[i, k] /= total
                state.votes[k] += market.pool[i].power * state.ballot[i, k]
    for i in range(len(market.pool)):
        if state.ballot[i].sum() > 0.0 and power > 0.0:
            lean = lean_most * (1.0 - market.pool[i].power)
            for k in range(k_count):
                state.ballot[i, k] = (1.0 - lean) * state.ballot[i, k] + lean * state.votes[k] / power
    state.votes[:] = 0.0


@kernel
def count_dots(ballot: Array, votes: Array) -> None:
    """Spread three dots over the ballot by highest averages (D'Hondt)."""
    for _ in range(DOTS):
        best, highest = 0, -1.0
        for k in range(len(ballot)):
            # Dots already given are whole numbers; `votes` holds this voter's own.
            average = ballot[k] / (votes[k] + 1.0)
            if average > highest:
                best, highest = k, average
        votes[best] += 1.0


@kernel
def count_borda(ballot: Array, votes: Array) -> None:
    """Give each constraint one vote for every constraint that the voter ranks below it."""
    for k in range(len(ballot)):
        for other in range(len(ballot)):
            if ballot[other] < ballot[k]:
                votes[k] += 1.0


@kernel
def vote(state: State, market: Market, parameters: Array, design: Array) -> None:
    """Count the ballots into ``state.votes`` (K,) by the strategy's rule.

    Dot: three dots each, spread by highest averages. Plurality: one vote for the highest. Approval: one for each above
    the ballot's mean. Borda: one for each constraint ranked below. Equal ballots of one voter go to the lower row,
    which has no chance in it because interests are continuous.

    Cost: actors x constraints. Source: guidance (dot voting on own commitment); ODD, "Vote".
    """
    fill_ballots(state, market, parameters, design)
    rule, own = design[0].vote, state.own_votes
    for i in range(len(market.pool)):
        ballot = state.ballot[i]
        if ballot.sum() <= 0.0:
            continue
        own[:] = 0.0
        if rule == DOT:
            count_dots(ballot, own)
        elif rule == PLURALITY:
            own[ballot.argmax()] = 1.0
        elif rule == APPROVAL:
            for k in range(len(ballot)):
                own[k] = 1.0 if ballot[k] > 1.0 / len(ballot) else 0.0
        elif rule == BORDA:
            count_borda(ballot, own)
        for k in range(len(ballot)):
            state.votes[k] += own[k]
    for k in range(len(market.constraints)):
        if state.votes[k] > 0.0:
            events.log(state, events.VOTED, -1, -1, k, state.votes[k])
