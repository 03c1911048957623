"""Decisions of offices: how the enabling environment moves."""

from migsim.chance import DECISION, uniform
from migsim.kernel import kernel
from migsim.stages import events
from migsim.state import Array, Market, State

_HEARING, _ANSWER, _LAPSE = range(3)  # second word of the draw


@kernel
def most_steps(parameters: Array) -> float:
    """Decisions that the whole relief of an enabling constraint takes, a whole number."""
    return float(int(parameters[0].decision_steps + 0.5))


@kernel
def steps_taken(state: State, parameters: Array, k: int) -> float:
    """Decisions taken so far, a whole number."""
    return float(int(state.constraints[k].decision * most_steps(parameters) + 0.5))


@kernel
def hear_case(
    state: State,
    market: Market,
    parameters: Array,
    key: tuple[int, int],
    week: int,
    k: int,
    access: float,
    members_part: float,
) -> None:
    """An office with authority may take up what a group has worked out, and then says yes or refuses.

    It does so `hearings` times a year when it sits in the group, and says yes with chance
    ``case / (case + half_case)``, the case being the work's output. Each yes is one of `decision_steps` and relieves
    as large a part of what can be relieved; it counts as made by members by their part in the hours.

    Draws: DECISION by constraint and week. Source: ODD, "Work".
    """
    p, c, steps, case = parameters[0], state.constraints[k], most_steps(parameters), state.output[k]
    taken, office = steps_taken(state, parameters, k), market.constraints[k].id
    if case <= 0.0 or access <= 0.0 or taken >= steps:
        return
    if uniform(key, DECISION, week, office, _HEARING) >= p.hearings / 52.0 * access:
        return
    if uniform(key, DECISION, week, office, _ANSWER) >= case / (case + p.half_case):
        events.log(state, events.REFUSED, -1, -1, k, c.decision)
        return
    gained = market.constraints[k].tractability / steps
    c.decision = (taken + 1.0) / steps
    c.worked_by_members += gained * members_part
    c.worked_by_outsiders += gained * (1.0 - members_part)
    events.log(state, events.DECIDED, -1, -1, k, c.decision)


@kernel
def let_lapse(
    state: State, market: Market, parameters: Array, key: tuple[int, int], week: int, k: int, lost: float
) -> None:
    """The last decision on k may lapse: as often as makes the share `lost` of its relief a week, taken over time.

    Draw: DECISION by constraint and week.
    """
    c, taken = state.constraints[k], steps_taken(state, parameters, k)
    if taken <= 0.0 or uniform(key, DECISION, week, market.constraints[k].id, _LAPSE) >= lost * taken:
        return
    left = (taken - 1.0) / taken
    c.decision = (taken - 1.0) / most_steps(parameters)
    c.worked_by_members *= left
    c.worked_by_outsiders *= left
    events.log(state, events.LAPSED, -1, -1, k, c.decision)
