"""One future walked week by week, with a look at it whenever wanted."""

from dataclasses import replace

import numpy as np

from migsim.engine.future import EVENTS_OF_ONE, play_week
from migsim.engine.history import History, scorecard_dict, tell_history
from migsim.engine.mechanism import begin_world
from migsim.engine.run import begin_future, finish_future
from migsim.engine.worlds import Cell, Desk, make_desk, prepare_cell
from migsim.errors import MigsimError
from migsim.facilitation.strategy import Strategy
from migsim.reference import lend
from migsim.state import EVENT, PLACES, Array, Market, State


class Walk:
    """A future that waits after each week; what it comes to is what a whole run comes to, to the bit.

    Parameters
    ----------
    cell : Cell
        One strategy on one market.
    parameters : ndarray
        One record, shape (1,).
    run : int
        Number of the future.
    """

    def __init__(self, cell: Cell, parameters: Array, run: int) -> None:
        self.cell, self.parameters, self.run = cell, parameters, run
        self._future = cell.of_future(run)
        self.busiest_week = _most_events(cell.market)
        room = self.busiest_week + EVENTS_OF_ONE * len(cell.scenario.actors)
        self.desk = make_desk(cell.market, len(cell.scenario.groups), recorded=True, event_capacity=room)
        self._strategy = cell.strategy.begin()
        desk, key, future = self.desk, (cell.seed, run), self._future
        begin_future(desk.lent, future.lent, parameters, future.lent_setup, key, desk.lent_results)
        self._world = begin_world(future, desk, parameters, run)

    @property
    def state(self) -> State:
        """How the future stands now."""
        return self.desk.state

    @property
    def week(self) -> int:
        """Weeks completed since the workshop."""
        return int(self.state.ledger[0]["week"])

    def step(self) -> None:
        """One more week.

        Raises
        ------
        MigsimError
            The horizon is reached.
        """
        cell, week = self._future, self.week + 1
        if week > cell.weeks:
            raise MigsimError(
                f"week {week}: beyond the horizon of {cell.weeks} weeks; stop while `running` is true, "
                "or build the model with more weeks"
            )
        self._make_room_in_log()
        if self._world is not None:
            self._world.show(self.desk)
        play_week(cell, self.desk, self.parameters, (cell.seed, self.run), week, self._strategy, self._world)

    def scorecard(self) -> dict[str, float | None]:
        """Scorecard as if the horizon were this week; missing values are None."""
        return scorecard_dict(self.cell, self.finished())

    def history(self) -> History:
        """Everything so far, told as of a future that ends this week."""
        told = tell_history(self.cell, self.finished(), self.parameters, self.run)
        constraints = told.constraints[told.constraints["week"] <= self.week]
        return replace(
            told,
            weekly=told.weekly[: self.week + 1],
            constraints=constraints,
            pool_incomes=told.pool_incomes[: self.week + 1],
        )

    def finished(self) -> Desk:
        """Desk with its scorecard filled in; the state itself is left alone."""
        market, state, desk = self._future.lent, self.desk.lent, self.desk
        if self.week < self.cell.weeks:
            market = lend(_ending_now(self._future.market, self.week))
        key = (self.cell.seed, self.run)
        finish_future(state, market, self.parameters, key, desk.lent_results)
        return desk

    def turn_to(self, strategy: Strategy) -> None:
        """Go by another strategy from the coming week on; what the workshop has settled stays."""
        self.cell = prepare_cell(self.cell.scenario, strategy, self.cell.seed, market=self.cell.market)
        self._future = self.cell.of_future(self.run)
        self._strategy = strategy.begin()
        self.state.rules[:] = np.zeros(1, self.state.rules.dtype)  # what the old strategy's rules remembered

    def _make_room_in_log(self) -> None:
        log, used = self.state.events, int(self.state.ledger[0]["events"])
        if used + self.busiest_week > len(log):
            longer = np.zeros(2 * len(log) + self.busiest_week, EVENT)
            longer[:used] = log[:used]
            self.desk = replace(self.desk, state=self.state._replace(events=longer))


def _ending_now(market: Market, week: int) -> Market:
    """Market of the same future had its horizon been `week`."""
    figures = market.figures.copy()
    figures["weeks"] = week
    figures.setflags(write=False)
    return market._replace(figures=figures)


def _most_events(market: Market) -> int:
    """More events than one week can bring, so that the log never loses one.

    For each group, what each actor does there (keeps a promise, comes, joins or leaves, is elected) and what the group
    does; for each tie, what becomes of it.
    """
    places = int(market.roles["deals"][market.pool["role"]].sum())
    actors, constraints = len(market.pool), len(market.constraints)
    return PLACES * (5 * actors + 12) + 6 * (places + 1) + actors + constraints + len(market.shocks)
