"""The runs of an experiment, part by part: what a thread, a process or a worker elsewhere is given to do."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeVar

import numpy as np

from migsim.analysis.sweep.alter import altered_scenario, altered_strategy
from migsim.analysis.sweep.plan import Partition
from migsim.analysis.sweep.points import Points
from migsim.analysis.sweep.rows import Rows
from migsim.analysis.sweep.targets import Target
from migsim.engine.future import play
from migsim.engine.mechanism import own_outcomes
from migsim.engine.store import Files
from migsim.engine.worlds import Cell, desk_for, prepare_cell
from migsim.errors import InputError
from migsim.facilitation.strategy import Observation, Strategy
from migsim.scenario.market import build_market
from migsim.scenario.priors import Prior
from migsim.scenario.schema import Scenario
from migsim.state import Array, Market
from migsim.vocabulary import EXIT_COLUMNS

T = TypeVar("T")


@dataclass(frozen=True)
class SweepWork:
    """Everything that the runs of an experiment depend on; goes to other processes as it is.

    Attributes
    ----------
    scenarios, strategies : tuple
        With everything in place that is held.
    targets : dict of str to Target
        What the factors change.
    points : Points
    plan : Partition
    seed : int
    weeks : int or None
    prior : Prior
    tag : str
        Hash of the experiment.
    repeats : int
        Runs that share one draw of the parameters.
    """

    scenarios: tuple[Scenario, ...]
    strategies: tuple[Strategy, ...]
    targets: dict[str, Target]
    points: Points
    plan: Partition
    seed: int
    weeks: int | None
    prior: Prior
    tag: str = ""
    repeats: int = 1
    _kept: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_kept": {}}

    def records(self, runs: range) -> Array:
        """Parameters of some runs as drawn, before any factor, shape (len(runs),)."""
        draw: Callable[[int, int], Array] = self._keep("draw", lambda: lru_cache(maxsize=32)(self._draw))
        return draw(runs.start, runs.stop)

    def records_at(self, point: int, runs: range) -> Array:
        """Parameters of some runs at a point, shape (len(runs),)."""
        values = self.records(runs).copy()
        for name, target in self.targets.items():
            if target.is_parameter:
                values[name] = self.points.values[name][point]
        return values

    def cells(self, point: int) -> list[Cell | Exception]:
        """Make every cell ready as it is at a point, scenario by scenario; an error where that is not possible."""
        there = {name: self.points.values[name][point] for name, t in self.targets.items() if not t.is_parameter}
        if there:
            return list(self._prepare(there))
        cells: list[Cell | Exception] = self._keep("cells", lambda: list(self._prepare({})))
        return cells

    def rows(self, part: int) -> int:
        """Count the runs of a part."""
        return self.plan.rows(part)

    def run_part(self, part: int, given_up: Mapping[int, str], before: Callable[[int], None]) -> Files:
        """Do the runs of one part; see `migsim.engine.crew.Work`."""
        block = self.plan.block(part)
        rows = Rows(self.plan.rows(part))
        for point in block.points:
            cells, records = self.cells(point), self.records_at(point, block.runs)
            for cell in cells:
                for k, run in enumerate(block.runs):
                    if isinstance(cell, Exception):
                        rows.fail(cell)
                    elif rows.filled in given_up:
                        rows.give_up(given_up[rows.filled])
                    else:
                        before(rows.filled)
                        self._run(cell, records[k : k + 1], run, rows)
        return rows.files(self, part)

    def _run(self, cell: Cell, record: Array, run: int, rows: Rows) -> None:
        weekly, own = run < self.plan.weekly, cell.scenario.outcomes
        desk = desk_for(cell, recorded=weekly or bool(own))
        try:
            play(cell, desk, record, run)
            measured = own_outcomes(cell, desk, record, run) if own else []
        except MemoryError:
            raise  # no fault of the run
        except Exception as error:
            rows.fail(error)
            return
        if not cell.design[0]["workshop"]:
            for name in EXIT_COLUMNS:
                desk.scorecard[name] = np.nan
        rows.add(desk, weekly, measured)

    def _prepare(self, there: Mapping[str, Any]) -> Iterator[Cell | Exception]:
        for scenario in self.scenarios:
            try:
                altered = altered_scenario(scenario, there, self.targets)
                market = self._market(altered, altered is scenario)
            except Exception as error:
                yield from [error] * len(self.strategies)
                continue
            for strategy in self.strategies:
                try:
                    yield prepare_cell(
                        altered, altered_strategy(strategy, there, self.targets), self.seed, market=market
                    )
                except Exception as error:
                    yield error

    def _market(self, scenario: Scenario, usual: bool) -> Market:
        def build() -> Market:
            return build_market(scenario, self.seed, self.weeks)

        return self._keep(f"market {scenario.name}", build) if usual else build()

    def rows_drawn(self, runs: range) -> Array:
        """Row of the prior's table that each run takes its parameters from, shape (len(runs),)."""
        draws, which = self._draws(runs.start, runs.stop)
        return np.asarray(self.prior.rows(self.seed, draws)[which])

    def _draw(self, start: int, stop: int) -> Array:
        draws, which = self._draws(start, stop)
        return np.asarray(self.prior.draw(self.seed, draws)[which])

    def _draws(self, start: int, stop: int) -> tuple[range, Array]:
        """Draws that some runs need, and which of them each run takes."""
        of_run = np.arange(start, stop) // self.repeats
        draws = range(start // self.repeats, (stop - 1) // self.repeats + 1)
        return draws, of_run - draws.start

    def _keep(self, name: str, make: Callable[[], T]) -> T:
        """Make something once in each process (at most once a thread, when several begin at the same time)."""
        if name not in self._kept:
            self._kept[name] = make()
        kept: T = self._kept[name]
        return kept


class _Idle(Strategy):
    """Does nothing."""

    def decide(self, seen: Observation) -> None:
        """Return nothing."""


def compile_steps(job: SweepWork) -> None:
    """Make the machine code of a stepped future, so that worker processes find it and do not each make their own."""
    cell = next(cell for cell in job.cells(0) if isinstance(cell, Cell))
    cell = prepare_cell(cell.scenario, _Idle(), job.seed, market=cell.market)
    play(cell, desk_for(cell, recorded=False), job.records(range(1)), 0)


def check_cells(job: SweepWork) -> None:
    """Raise an `InputError` when not a single cell is possible at the first point: then none will be.

    Elsewhere what is not possible becomes a row with its error.
    """
    cells = job.cells(0)
    if all(isinstance(cell, Exception) for cell in cells):
        wrong = [error.messages if isinstance(error, InputError) else [repr(error)] for error in cells]
        raise InputError(list(dict.fromkeys(message for messages in wrong for message in messages)))
