"""Review: the group compares what came of its plan with what it expected, and keeps, changes or stops."""

from migsim.chance import PLAN, REVIEW, in_mig, uniform
from migsim.kernel import kernel
from migsim.stages import events
from migsim.stages.membership import end_group
from migsim.state import ACTIVE, COMPLETED, DISSOLVED, REFLECTION, Array, Market, State

_WORST, _SPREAD = 0.5, 1.0  # a plan that works is worth between a half and one and a half
_NEW_HOPE = 0.6  # belief in a new plan, less than in the first (assumed)
_PLANS = 3  # tried on one constraint before the group looks elsewhere
_SOME = 1e-6  # the least relief that can be a goal, where nothing can be done


@kernel
def draw_plan(state: State, market: Market, parameters: Array, key: tuple[int, int], g: int) -> None:
    """Draw the true effectiveness of the group's current plan, which nobody knows.

    A dead end with chance ``pi (1 - learned)``, else uniform between 0.5 and 1.5. The luck belongs to the constraint:
    the n-th plan tried on it is the same whoever tries it. Draws: PLAN by constraint and number of the plan on it.
    """
    mig = state.migs[g]
    event = in_mig(PLAN, market.constraints[mig.constraint].id)
    if uniform(key, event, 0, mig.plans_here, 0) < parameters[0].dead_end * (1.0 - mig.learned):
        mig.effect = parameters[0].dead_end_effect
    else:
        mig.effect = _WORST + _SPREAD * uniform(key, event, 0, mig.plans_here, 1)


@kernel
def reaction(state: State, self_taught: float, mig_capacity: float) -> float:
    """How well a group learns from failure: reflection work, or its own capacity."""
    return 1.0 - (1.0 - state.intensity[REFLECTION]) * (1.0 - self_taught * mig_capacity)


@kernel
def review(state: State, market: Market, parameters: Array, key: tuple[int, int], week: int, g: int) -> None:
    """Review the plan every few meetings, more often with reflection work.

    Goal reached: the group goes on to another constraint with chance `going_on`, else it is done on purpose. Belief in
    the plan below `patience`: it re-plans, with better odds for what the failure taught; after three plans it changes
    constraint with a chance equal to its ownership, or stops.

    Draws: REVIEW by MIG and week; PLAN. Source: guidance (reflect and plan); ODD, "Review".
    """
    p, mig = parameters[0], state.migs[g]
    every = max(p.review_meetings * (1.0 - p.reflection_sooner * state.intensity[REFLECTION]), 1.0)
    if not p.review_on or mig.meetings - mig.reviewed_at < every:
        return
    mig.reviewed_at = mig.meetings
    luck = uniform(key, in_mig(REVIEW, mig.id), week, 0, 0)
    if mig.goal_here:
        goes_on = luck < (p.going_on if p.going_on_on else mig.ownership)
        if not (goes_on and change_constraint(state, market, parameters, key, g)):
            end_group(state, g, COMPLETED, events.COMPLETED, 0.0)
    elif mig.believed < p.patience:
        mig.learned += (1.0 - mig.learned) * p.replan_learning * reaction(state, p.self_taught, mig.capacity)
        if mig.plans_here < _PLANS - 1:
            next_plan(state, market, parameters, key, g)
            events.log(state, events.REPLANNED, g, -1, mig.constraint, float(mig.plans_here + 1))
        elif not (luck < mig.ownership and change_constraint(state, market, parameters, key, g)):
            end_group(state, g, DISSOLVED, events.DISSOLVED_NOW, 1.0)


@kernel
def next_plan(state: State, market: Market, parameters: Array, key: tuple[int, int], g: int) -> None:
    """Start another plan on the present constraint."""
    mig = state.migs[g]
    mig.plan += 1
    mig.plans_here += 1
    mig.believed = _NEW_HOPE
    draw_plan(state, market, parameters, key, g)


@kernel
def change_constraint(state: State, market: Market, parameters: Array, key: tuple[int, int], g: int) -> bool:
    """Turn to the constraint that the members now hold most important among those no active group works on.

    Returns whether there was one that is not solved.
    """
    mig = state.migs[g]
    best, highest = -1, 0.0
    for k in range(len(market.constraints)):
        solved = state.constraints[k].relief >= goal_of(market, parameters, k)
        if k == mig.constraint or solved or is_worked(state, k):
            continue
        total = 0.0
        for i in range(len(state.actors)):
            if state.members[g, i].member:
                total += state.belief[i, k]
        if total > highest:
            best, highest = k, total
    if best < 0:
        return False
    mig.constraint = best
    mig.goal_here = False
    mig.plans_here = -1
    mig.effort = 0.0
    mig.learned = 0.0
    mig.relief_at_meeting = state.constraints[best].worked
    state.constraints[best].ever_worked = True
    next_plan(state, market, parameters, key, g)
    events.log(state, events.CHANGED, g, -1, best, 0.0)
    return True


@kernel
def goal_of(market: Market, parameters: Array, k: int) -> float:
    """Relief of k at which a goal is reached: the target share of what work can do about it."""
    cut = market.figures[0].target_cut
    if not parameters[0].reach_on:
        return cut
    return max(cut * market.constraints[k].tractability, _SOME)


@kernel
def is_worked(state: State, k: int) -> bool:
    """Whether an active group works on k."""
    for g in range(len(state.migs)):
        if state.migs[g].status == ACTIVE and state.migs[g].constraint == k:
            return True
    return False
