"""Contact: what an hour together does to those who share it.

Each gains a little trust in each other and learns what the other needs.
The figures of the pairs present are gathered into rows without gaps, worked on there, and put back.
"""

from migsim.kernel import kernel
from migsim.stages.trust import trust_by
from migsim.state import INTERDEPENDENCE, Array, State


@kernel
def meet_each_other(state: State, parameters: Array, g: int, n: int) -> None:
    """Contact at one meeting of group g, between those whose figures `gather` has put side by side.

    Trust grows by `contact_evidence` times the quality of the meeting, mutual understanding by a share of what it
    lacks. The group's coordination is read off: mean trust among those present, times how well the meeting is run,
    less what disagreement takes.
    Leaves the mean trust of each in the others in ``state.warmth``.

    Cost: three passes over the n x n pairs of the room. Source: ODD, "A meeting".
    """
    p, mig = parameters[0], state.migs[g]
    evidence = p.contact_evidence * mig.quality
    pace = p.understanding_rate * mig.quality * (1.0 + p.understanding_boost * state.intensity[INTERDEPENDENCE])
    learn(state, parameters, n, evidence, min(pace, 1.0))
    trust_of_all(state, parameters, n)
    trust_of_each(state, n)
    total = 0.0
    for a in range(n):
        total += state.warmth[a]
    mig.coordination = (p.bare_coordination + (1.0 - p.bare_coordination) * total / max(n, 1)) * mig.quality
    if p.disagreement_on:
        mig.coordination *= max(1.0 - p.disagreement * discord(state, n), 0.0)


@kernel
def discord(state: State, n: int) -> float:
    """How far the n present want different things and do not see why, 0 to 1.

    The part of its beliefs that a member would have to give up to share the mean of the room (half the sum of absolute
    differences), mean over members; times what they lack in understanding of each other. Work on priorities brings the
    first down, work on interdependence the second. Source: ODD, "A meeting".
    """
    room, known = state.room[:n], state.pair_known
    apart = 0.0
    for k in range(len(state.leverage)):
        mean = 0.0
        for i in room:
            mean += state.belief[i, k] / n
        for i in room:
            apart += 0.5 * abs(state.belief[i, k] - mean) / n
    understood = 0.0
    for a in range(n):
        for b in range(n):
            understood += known[a * n + b] if a != b else 0.0
    return apart * (1.0 - (understood / (n * (n - 1)) if n > 1 else 0.0))


@kernel
def note_contacts(state: State, room: Array) -> None:
    """Count one more gathering that each pair of the rows `room`, in ascending order, sat in together."""
    for a in range(len(room)):
        met = state.met[room[a]]
        for b in range(a + 1, len(room)):
            met[room[b]] += 1


@kernel
def gather(state: State, room: Array) -> None:
    """Copy first trust, evidence, and understanding between those present into the rows ``state.pair_…``."""
    prior, positive, negative, known = state.pair_prior, state.pair_positive, state.pair_negative, state.pair_known
    n = len(room)
    for a in range(n):
        i = room[a]
        from_prior, from_positive, from_negative = state.prior[i], state.positive[i], state.negative[i]
        from_known = state.understanding[i]
        for b in range(n):
            j = room[b]
            prior[a * n + b] = from_prior[j]
            positive[a * n + b] = from_positive[j]
            negative[a * n + b] = from_negative[j]
            known[a * n + b] = from_known[j]


@kernel
def put_back(state: State, room: Array) -> None:
    """Copy what has changed in those rows back; nobody has evidence on, or understanding of, itself."""
    positive, negative, known = state.pair_positive, state.pair_negative, state.pair_known
    n = len(room)
    for a in range(n):
        i = room[a]
        to_positive, to_negative, to_known = state.positive[i], state.negative[i], state.understanding[i]
        for b in range(n):
            if a != b:
                j = room[b]
                to_positive[j] = positive[a * n + b]
                to_negative[j] = negative[a * n + b]
                to_known[j] = known[a * n + b]


@kernel
def learn(state: State, parameters: Array, n: int, evidence: float, pace: float) -> None:
    """Add evidence of good will, and understanding, to every pair present."""
    p, positive, known = parameters[0], state.pair_positive, state.pair_known
    if p.trust_on:
        added = evidence * state.ledger[0].growth
        for q in range(n * n):
            positive[q] += added
    if p.understanding_on:
        for q in range(n * n):
            known[q] += pace * (1.0 - known[q])


@kernel
def trust_of_all(state: State, parameters: Array, n: int) -> None:
    """Trust of each of the n present in each other into ``state.pair_trust``."""
    prior, positive, negative, trust = state.pair_prior, state.pair_positive, state.pair_negative, state.pair_trust
    strength, decay = parameters[0].prior_strength, state.ledger[0].decay
    for q in range(n * n):
        trust[q] = trust_by(strength, prior[q], positive[q] * decay, negative[q] * decay)
    for a in range(n):
        trust[a * n + a] = 0.0  # in itself; counted in no sum


@kernel
def trust_of_each(state: State, n: int) -> None:
    """Mean trust of each in the others, from ``state.pair_trust`` into ``state.warmth``; 0 without any others."""
    trust = state.pair_trust
    for a in range(n):
        total = 0.0
        for b in range(n):
            total += trust[a * n + b]
        state.warmth[a] = total / (n - 1) if n > 1 else 0.0
