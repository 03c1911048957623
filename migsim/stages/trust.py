"""Trust: what one actor expects of another, learnt from what it saw.

Directed Beta reputation (Jøsang & Ismail 2002): the first impression counts as `prior_strength` observations, evidence
adds to it and fades by a factor a month. Evidence is kept divided by what time leaves of it (`growth`), so that
forgetting costs nothing: no weekly pass over the pairs.
"""

from migsim.kernel import kernel
from migsim.state import Array, Market, State


@kernel
def trust_in(state: State, parameters: Array, i: int, j: int) -> float:
    """Chance that `i` gives to `j` keeping its word: ``(n0 t0 + a) / (n0 + a + b)``."""
    strength = parameters[0].prior_strength
    decay = state.ledger[0].decay
    good = state.positive[i, j] * decay
    bad = state.negative[i, j] * decay
    return (strength * state.prior[i, j] + good) / (strength + good + bad)


@kernel
def add_positive(state: State, parameters: Array, i: int, j: int, evidence: float) -> None:
    """`i` saw something good of `j`, worth `evidence` observations."""
    if parameters[0].trust_on:
        state.positive[i, j] += evidence * state.ledger[0].growth


@kernel
def add_negative(state: State, parameters: Array, i: int, j: int, evidence: float) -> None:
    """`i` saw something bad of `j`; weighs `negative_weight` times as much."""
    if parameters[0].trust_on:
        state.negative[i, j] += evidence * parameters[0].negative_weight * state.ledger[0].growth


@kernel
def first_trust(state: State, market: Market, parameters: Array, added: float) -> None:
    """First impressions: by tier, by how trusting an actor is, and `added` by how the project starts.

    Source: trust within and across tiers, see the parameter table; ODD, "Trust".
    """
    p = parameters[0]
    for i in range(len(market.pool)):
        tier = market.roles[market.pool[i].role].tier
        for j in range(len(market.pool)):
            same = tier == market.roles[market.pool[j].role].tier
            mean = (p.trust_same_tier if same else p.trust_across_tiers) + state.actors[i].general_trust + added
            state.prior[i, j] = min(max(mean, 0.05), 0.95)
            state.positive[i, j] = 0.0
            state.negative[i, j] = 0.0
            state.understanding[i, j] = p.first_understanding


@kernel
def mean_trust(state: State, parameters: Array, i: int, room: Array) -> float:
    """Mean trust of `i` in the others among the rows `room`; 0 when there is nobody else."""
    total, others = 0.0, 0
    for j in room:
        if j != i:
            total += trust_in(state, parameters, i, j)
            others += 1
    return total / others if others else 0.0


@kernel
def refer(state: State, parameters: Array, room: Array, columns: Array) -> None:
    """Each hears what the room thinks of each other, and believes it as far as it trusts the room.

    The opinion of j is the mean trust of the others in it; i takes it for ``e_r x (trust of i in the room)``
    observations, for and against (discounting, Jøsang & Ismail 2002; the room stands for the third parties). All read
    the state before anybody learns. `columns` is scratch, shape (>= 3, P). Cost: two passes over the pairs in the room.
    """
    if len(room) < 3 or not parameters[0].referral_on:
        return
    for j in room:
        columns[0, j] = 0.0
        columns[1, j] = 0.0
    for i in room:
        for j in room:
            if i != j:
                t = trust_in(state, parameters, i, j)
                columns[0, j] += t
                columns[1, i] += t
                state.scores[i * len(state.actors) + j] = t
    others = len(room) - 1
    for i in room:
        heed = parameters[0].referral_evidence * columns[1, i] / others
        for j in room:
            if i != j:
                opinion = (columns[0, j] - state.scores[i * len(state.actors) + j]) / (others - 1)
                add_positive(state, parameters, i, j, heed * opinion)
                if parameters[0].trust_on:
                    state.negative[i, j] += heed * (1.0 - opinion) * state.ledger[0].growth
