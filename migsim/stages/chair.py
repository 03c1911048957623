"""The chair: who takes it, whose term is over, and who holds on to it."""

from migsim.kernel import kernel
from migsim.stages import events
from migsim.stages.trust import trust_in
from migsim.state import INCLUSION, Array, Market, State

_POWER_PULL_NEW, _POWER_PULL_EXISTING = 0.5, 1.0  # weight of power beside trust: an old group has old leaders
_COMPETENCE_PULL = 0.5  # weight of competence beside trust, and of power where a facilitator chooses (assumed)


@kernel
def choose_chair(state: State, market: Market, parameters: Array, design: Array, g: int) -> int:
    """Row of the first chair: the members' choice, or the facilitator's, who weighs competence and power only."""
    if design[0].members_choose:
        pull = _POWER_PULL_EXISTING if design[0].existing else _POWER_PULL_NEW
        return most_trusted(state, market, parameters, g, pull * (1.0 - state.intensity[INCLUSION]))
    best, highest = -1, -1.0
    for i in range(len(state.actors)):
        a = market.pool[i]
        score = a.competence + _COMPETENCE_PULL * a.power
        if state.members[g, i].member and (score > highest or (score == highest and a.id < market.pool[best].id)):
            best, highest = i, score
    return best


@kernel
def standing(state: State, market: Market, parameters: Array, g: int, i: int, pull: float) -> float:
    """How much the other members would have i in the chair.

    They weigh their mean trust in it, half its competence, and its power by `pull`: more where nobody sees to inclusion
    and in a group with old leaders.
    """
    a, trusted = market.pool[i], 0.0
    for j in range(len(state.actors)):
        if j != i and state.members[g, j].member:
            trusted += trust_in(state, parameters, j, i)
    return trusted / max(state.migs[g].members - 1, 1) + _COMPETENCE_PULL * a.competence + pull * a.power


@kernel
def most_trusted(state: State, market: Market, parameters: Array, g: int, pull: float) -> int:
    """Row of the member of the highest standing; equal ones go to the lower id."""
    best, highest = -1, -1.0
    for i in range(len(state.actors)):
        if state.members[g, i].member:
            score = standing(state, market, parameters, g, i, pull)
            if score > highest or (score == highest and market.pool[i].id < market.pool[best].id):
                best, highest = i, score
    return best


@kernel
def put_in_chair(state: State, week: int, g: int, i: int) -> None:
    """Member i takes the chair, for a term."""
    mig = state.migs[g]
    if mig.chair != i:
        events.log(state, events.CHAIR, g, i, -1, 0.0)
    mig.chair = i
    mig.chair_since = week
    mig.captured = False
    mig.leaderless = False


@kernel
def elect_chair(state: State, market: Market, parameters: Array, week: int, g: int) -> None:
    """Members fill a chair that fell vacant, by trust, competence and, without inclusion work, power."""
    pull = _POWER_PULL_NEW * (1.0 - state.intensity[INCLUSION])
    put_in_chair(state, week, g, most_trusted(state, market, parameters, g, pull))


@kernel
def end_term(state: State, market: Market, parameters: Array, week: int, g: int) -> None:
    """Members elect when the chair's term is over; a powerful chair may hold on against their choice.

    Whom they would have is found as for a vacant chair. The sitting chair stays all the same when `chair_grip` times
    its power, less what inclusion work takes of it, makes up for its lower standing: then the chair is captured, for a
    term. Source: ODD, "The chair".
    """
    p, mig = parameters[0], state.migs[g]
    if not p.chair_on or week - mig.chair_since < p.chair_term:
        return
    open_part = 1.0 - state.intensity[INCLUSION]
    pull = _POWER_PULL_NEW * open_part
    wanted = most_trusted(state, market, parameters, g, pull)
    lacking = standing(state, market, parameters, g, wanted, pull) - standing(
        state, market, parameters, g, mig.chair, pull
    )
    if wanted != mig.chair and p.chair_grip * open_part * market.pool[mig.chair].power > lacking:
        mig.chair_since = week
        mig.captured = True
        events.log(state, events.CAPTURED, g, mig.chair, -1, 0.0)
    else:
        put_in_chair(state, week, g, wanted)
