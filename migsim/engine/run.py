"""The doors from Python into the compiled model: one whole future, or one week at a time.

Python hands over named tuples of arrays as `migsim.reference.lend` makes them ready.
"""

from migsim.kernel import entry
from migsim.stages import begin, step
from migsim.stages.record import record_week
from migsim.stages.scorecard import fill_scorecard
from migsim.stages.trust import trust_in
from migsim.state import Array, Market, Results, Setup, State


@entry
def run_future(
    state: State, market: Market, parameters: Array, setup: Setup, key: tuple[int, int], results: Results
) -> None:
    """Run one future from the workshop to the horizon and fill `results`.

    Where these have no rows for weekly measures nothing is recorded, and nothing else differs.
    """
    begin(state, market, parameters, setup, key)
    recorded = len(results.weekly) > 0
    if recorded:
        record_week(state, market, parameters, key, 0, results.weekly[0], results.incomes[0])
    for week in range(1, market.figures[0].weeks + 1):
        step(state, market, parameters, setup, key, week)
        if recorded:
            record_week(state, market, parameters, key, week, results.weekly[week], results.incomes[week])
    fill_scorecard(state, market, parameters, key, results)


@entry
def begin_future(
    state: State, market: Market, parameters: Array, setup: Setup, key: tuple[int, int], results: Results
) -> None:
    """Week 0 alone; recorded where `results` have rows for it."""
    begin(state, market, parameters, setup, key)
    if len(results.weekly) > 0:
        record_week(state, market, parameters, key, 0, results.weekly[0], results.incomes[0])


@entry
def step_future(
    state: State, market: Market, parameters: Array, setup: Setup, key: tuple[int, int], week: int, results: Results
) -> None:
    """One week; recorded where `results` have rows for it."""
    step(state, market, parameters, setup, key, week)
    if len(results.weekly) > 0:
        record_week(state, market, parameters, key, week, results.weekly[week], results.incomes[week])


@entry
def finish_future(state: State, market: Market, parameters: Array, key: tuple[int, int], results: Results) -> None:
    """Fill the scorecard of a future that has been stepped to its horizon, or to wherever it stands."""
    fill_scorecard(state, market, parameters, key, results)


@entry
def trust_between(state: State, parameters: Array, i: int, j: int) -> float:
    """Trust of pool row i in pool row j now, 0 to 1."""
    return trust_in(state, parameters, i, j)
