"""One cell of an experiment made ready: the arrays that a future needs, and the memory it runs in."""

import threading
from collections import OrderedDict
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from migsim.code_folder import is_made
from migsim.errors import InputError
from migsim.facilitation.schedule import design_of, hours_scale, rules_of, schedule_of
from migsim.facilitation.strategy import FileStrategy, Strategy
from migsim.machine import NATIVE, engine
from migsim.reference import lend, settle
from migsim.scenario.market import build_market
from migsim.scenario.ranges import with_figures
from migsim.scenario.schema import Scenario
from migsim.scenario.varied import Worlds
from migsim.stages.scorecard import FIRST_GROUP
from migsim.state import CARD, GAIN, LEVERS, RULE, SPLIT, WEEK, Array, Market, Results, Setup, State, allocate


@dataclass(frozen=True)
class Cell:
    """One strategy on one market.

    Attributes
    ----------
    scenario, strategy : Scenario, Strategy
    market : Market
    design : ndarray
        DESIGN record, shape (1,).
    schedule : ndarray
        Weekly levers, shape (T + 1,); empty for a strategy that decides in Python.
    rules : ndarray
        RULE records, one for each responsive rule of a strategy file.
    seed : int
    worlds : Worlds or None
        Scenario and market of each future, where figures of the scenario are ranges.
    """

    scenario: Scenario
    strategy: Strategy
    market: Market
    design: Array
    schedule: Array
    rules: Array
    seed: int
    worlds: Worlds | None = None

    def of_future(self, run: int) -> "Cell":
        """The cell as it is in one future: the same, unless figures of the scenario are ranges.

        A strategy that is scaled to a budget is planned with the figures of that future.
        """
        if self.worlds is None:
            return self
        scenario, market = self.worlds.of(run)
        planned = self
        if self.compiled and any(name.startswith(_PLANNED_WITH) for name in self.scenario.ranges):
            planned = prepare_cell(scenario, self.strategy, self.seed, market=market)
        if self.weeks != int(market.figures[0]["weeks"]):
            figures = market.figures.copy()
            figures["weeks"] = self.weeks
            figures.setflags(write=False)
            market = market._replace(figures=figures)
        return replace(planned, scenario=scenario, market=market, worlds=None)

    def __getstate__(self) -> dict[str, Any]:
        return _without_lent(self)

    @cached_property
    def lent(self) -> Market:
        """The market, as entries of the compiled model take it."""
        return lend(self.market)

    @cached_property
    def lent_setup(self) -> Setup:
        """What the strategy settles, as entries of the compiled model take it."""
        return lend(Setup(self.design, self.schedule, self.rules))

    @cached_property
    def weeks(self) -> int:
        """Horizon."""
        return int(self.market.figures[0]["weeks"])

    @property
    def at_once(self) -> bool:
        """Whether a whole future runs in machine code, with nobody to ask week by week."""
        return self.compiled and not self.scenario.mechanisms

    @property
    def compiled(self) -> bool:
        """Whether the strategy is data, which machine code reads."""
        return len(self.schedule) > 0


#: Beginnings of the names of figures on which the planned hours of a strategy depend.
_PLANNED_WITH = ("costs.", "roles.", "actors.")


def _without_lent(holder: Any) -> dict[str, Any]:
    """What of an object is copied and pickled: not what is lent, for another process may run another engine."""
    return {name: value for name, value in vars(holder).items() if not name.startswith("lent")}


def prepare_cell(
    scenario: Scenario,
    strategy: Strategy,
    seed: int,
    weeks: int | None = None,
    market: Market | None = None,
    worlds: Worlds | None = None,
) -> Cell:
    """Make one cell ready; `market` and `worlds` can be shared between the cells of one seed and horizon."""
    market = market or build_market(scenario, seed, weeks)
    horizon = int(market.figures[0]["weeks"])
    if isinstance(strategy, FileStrategy) and strategy.is_data:
        design, schedule = design_of(strategy.start, strategy.plan), schedule_of(strategy, scenario, horizon)
        rules = rules_of(strategy.plan, hours_scale(strategy, scenario, horizon))
    else:
        design, schedule, rules = design_of(strategy.start), np.zeros(0, LEVERS), np.zeros(0, RULE)
    if scenario.ranges:
        worlds = worlds or Worlds(scenario, market, seed)
        _check_far_end(scenario, strategy, horizon)
    return Cell(scenario, strategy, market, design, schedule, rules, seed, worlds if scenario.ranges else None)


def _check_far_end(scenario: Scenario, strategy: Strategy, horizon: int) -> None:
    """Complain of a strategy that its budget does not cover where all costs are high and the budget is low."""
    if not isinstance(strategy, FileStrategy) or not strategy.is_data:
        return
    far = {
        name: one.low if name == "costs.budget" else one.high
        for name, one in scenario.ranges.items()
        if name.startswith(_PLANNED_WITH)
    }
    try:
        schedule_of(strategy, with_figures(scenario, far), horizon)
    except InputError as error:
        raise InputError([f"at the far ends of the ranges: {message}" for message in error.messages]) from None


@dataclass(frozen=True)
class Desk:
    """Memory for one future at a time, used again and again.

    Attributes
    ----------
    state : State
    weekly, incomes : ndarray
        Weekly measures, WEEK records, shape (T + 1,), and incomes of the pool (money a week), shape (T + 1, P); no rows
        when nothing is recorded.
    scorecard : ndarray
        CARD record, shape (1,).
    splits, gains : ndarray
        SPLIT and GAIN records, see `migsim.stages.scorecard.split_gains`.
    """

    state: State
    weekly: Array
    incomes: Array
    scorecard: Array
    splits: Array
    gains: Array

    def __getstate__(self) -> dict[str, Any]:
        return _without_lent(self)

    @cached_property
    def lent(self) -> State:
        """The state, as entries of the compiled model take it."""
        return lend(self.state)

    @cached_property
    def lent_results(self) -> Results:
        """Where results are written, as entries of the compiled model take it."""
        return lend(Results(self.weekly, self.incomes, self.scorecard, self.splits, self.gains))


def make_desk(market: Market, groups: int, recorded: bool = False, event_capacity: int = 0) -> Desk:
    """Allocate a desk for one market with so many group labels."""
    rows = int(market.figures[0]["weeks"]) + 1 if recorded else 0
    nodes = len(market.pool) + len(market.outside)
    results = Results(
        weekly=np.zeros(rows, WEEK),
        incomes=np.zeros((rows, len(market.pool))),
        scorecard=np.zeros(1, CARD),
        splits=np.zeros(FIRST_GROUP + groups + len(market.roles), SPLIT),
        gains=np.zeros(nodes, GAIN),
    )
    state, results = settle(allocate(market, event_capacity), results)
    return Desk(state, *results)


_KEPT = 4
_desks = threading.local()


def desk_for(cell: Cell, recorded: bool, event_capacity: int = 0) -> Desk:
    """Return this thread's desk for a market of the same shape, so that memory is taken once and not for every run."""
    kept: OrderedDict[tuple[object, ...], Desk] = _desks.__dict__.setdefault("kept", OrderedDict())
    market = cell.market
    shape = (
        cell.weeks,
        len(market.pool),
        len(market.outside),
        len(market.constraints),
        len(market.roles),
        len(cell.scenario.groups),
        recorded,
        event_capacity,
    )
    if shape not in kept:
        while len(kept) >= _KEPT:
            kept.popitem(last=False)
        kept[shape] = make_desk(market, len(cell.scenario.groups), recorded, event_capacity)
    kept.move_to_end(shape)
    return kept[shape]


def is_compiled() -> bool:
    """Whether the first run does not wait for machine code to be made: it is there, or another engine runs."""
    return engine() != NATIVE or is_made()
