"""One whole future in machine code."""

from migsim.kernel import kernel
from migsim.stages import begin, step
from migsim.stages.facilitate import plan_week
from migsim.stages.record import record_week
from migsim.stages.scorecard import fill_scorecard
from migsim.state import Array, Market, State


@kernel
def run_future(
    state: State,
    market: Market,
    parameters: Array,
    design: Array,
    schedule: Array,
    key: tuple[int, int],
    weekly: Array,
    incomes: Array,
    scorecard: Array,
    splits: Array,
    gains: Array,
) -> None:
    """Run one future from the workshop to the horizon and fill its scorecard.

    `weekly`, shape (T + 1, 15), and `incomes`, shape (T + 1, P), are filled when they have rows; with no rows nothing is
    recorded, and nothing else differs.
    """
    begin(state, market, parameters, design, key)
    recorded = len(weekly) > 0
    if recorded:
        record_week(state, market, parameters, key, 0, weekly[0], incomes[0])
    for week in range(1, market.figures[0].weeks + 1):
        plan_week(state, design, schedule, week)
        step(state, market, parameters, key, week)
        if recorded:
            record_week(state, market, parameters, key, week, weekly[week], incomes[week])
    fill_scorecard(state, market, parameters, key, scorecard, splits, gains)
