"""The doors from Python into the compiled model: one whole future, or one week at a time.

Python hands over state and market as `migsim.reference.lend` makes them ready.
"""

from migsim.kernel import entry
from migsim.stages import begin, step
from migsim.stages.facilitate import plan_week
from migsim.stages.record import record_week
from migsim.stages.scorecard import fill_scorecard
from migsim.stages.trust import trust_in
from migsim.state import Array, Market, State


@entry
def run_future(
    state: State,
    market: Market,
    parameters: Array,
    design: Array,
    schedule: Array,
    rules: Array,
    key: tuple[int, int],
    weekly: Array,
    incomes: Array,
    scorecard: Array,
    splits: Array,
    gains: Array,
) -> None:
    """Run one future from the workshop to the horizon and fill its scorecard.

    `weekly`, shape (T + 1,), and `incomes`, shape (T + 1, P), are filled when they have rows; with no rows nothing
    is recorded, and nothing else differs.
    """
    begin(state, market, parameters, design, key)
    recorded = len(weekly) > 0
    if recorded:
        record_week(state, market, parameters, key, 0, weekly[0], incomes[0])
    for week in range(1, market.figures[0].weeks + 1):
        plan_week(state, design, schedule, rules, week)
        step(state, market, parameters, key, week)
        if recorded:
            record_week(state, market, parameters, key, week, weekly[week], incomes[week])
    fill_scorecard(state, market, parameters, key, scorecard[0], splits, gains)


@entry
def begin_future(
    state: State,
    market: Market,
    parameters: Array,
    design: Array,
    key: tuple[int, int],
    weekly: Array,
    incomes: Array,
) -> None:
    """Week 0 alone; records it when `weekly` has rows."""
    begin(state, market, parameters, design, key)
    if len(weekly) > 0:
        record_week(state, market, parameters, key, 0, weekly[0], incomes[0])


@entry
def step_future(
    state: State,
    market: Market,
    parameters: Array,
    design: Array,
    schedule: Array,
    rules: Array,
    key: tuple[int, int],
    week: int,
    weekly: Array,
    incomes: Array,
) -> None:
    """One week; its levers come from `schedule` and `rules`, or stand in ``state.levers`` without a schedule."""
    if len(schedule) > 0:
        plan_week(state, design, schedule, rules, week)
    step(state, market, parameters, key, week)
    if len(weekly) > 0:
        record_week(state, market, parameters, key, week, weekly[week], incomes[week])


@entry
def finish_future(
    state: State, market: Market, parameters: Array, key: tuple[int, int], scorecard: Array, splits: Array, gains: Array
) -> None:
    """Fill the scorecard of a future that has been stepped to its horizon, or to wherever it stands."""
    fill_scorecard(state, market, parameters, key, scorecard[0], splits, gains)


@entry
def trust_between(state: State, parameters: Array, i: int, j: int) -> float:
    """Trust of pool row i in pool row j now, 0 to 1."""
    return trust_in(state, parameters, i, j)
