"""Trust: what one actor expects of another, learnt from what it saw.

Directed Beta reputation (Jøsang & Ismail 2002): the first impression counts as `prior_strength` observations, evidence
adds to it and fades by a factor a month. Evidence is kept divided by what time leaves of it (`growth`), so that
forgetting costs nothing: no weekly pass over the pairs.
"""

from migsim.kernel import inlined, kernel
from migsim.state import Array, Market, State

_LEAST, _MOST = 0.05, 0.95  # of first trust: nobody is quite sure of a stranger


@inlined
def trust_by(strength: float, first: float, good: float, bad: float) -> float:
    """Trust from first trust and evidence for and against: ``(n0 t0 + a) / (n0 + a + b)``."""
    return (strength * first + good) / (strength + good + bad)


@kernel
def trust_in(state: State, parameters: Array, i: int, j: int) -> float:
    """Chance that `i` gives to `j` keeping its word, see `trust_by`."""
    decay = state.ledger[0].decay
    good, bad = state.positive[i, j] * decay, state.negative[i, j] * decay
    return trust_by(parameters[0].prior_strength, state.prior[i, j], good, bad)


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
def first_impression(state: State, market: Market, parameters: Array, i: int, j: int, added: float) -> float:
    """First trust of i in j: by tier, by how trusting i is, and what the project's start adds."""
    p = parameters[0]
    same = market.roles[market.pool[i].role].tier == market.roles[market.pool[j].role].tier
    mean = (p.trust_same_tier if same else p.trust_across_tiers) + state.actors[i].general_trust + added
    return min(max(mean, _LEAST), _MOST)


@kernel
def first_trust(state: State, market: Market, parameters: Array, added: float) -> None:
    """First impressions: by tier, by how trusting an actor is, and `added` by how the project starts.

    Source: trust within and across tiers, see the parameter table; ODD, "Trust".
    """
    p = parameters[0]
    for i in range(len(market.pool)):
        for j in range(len(market.pool)):
            state.prior[i, j] = first_impression(state, market, parameters, i, j, added)
            state.positive[i, j] = 0.0
            state.negative[i, j] = 0.0
            state.understanding[i, j] = p.first_understanding
