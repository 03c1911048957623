"""Filling tables with futures, on all cores: any thread, any order, the same bytes."""

from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from threading import Lock

import numpy as np

from migsim.engine.future import play
from migsim.engine.series import Series
from migsim.engine.worlds import Cell, Desk, make_desk
from migsim.scenario.priors import Prior
from migsim.state import SPLIT, Array, as_numbers
from migsim.vocabulary import SCORECARD, WEEKLY

Progress = Callable[[int, int], None]

_CHUNK = 20  # futures a task: small enough for a lively progress bar, large enough to cost nothing


@dataclass(frozen=True)
class Tables:
    """Results as arrays: strategies x futures x columns, filled in place.

    Only the scorecards grow with the number of futures; what else is kept is kept of the first ones.
    """

    scorecards: Array  # (S, R, 32)
    splits: Array  # SPLIT (S, G, splits), of the first G futures
    weekly: Array  # (S, W, T + 1, 15), of the first W futures

    @classmethod
    def empty(cls, cells: list[Cell], runs: int, group_runs: int, weekly_runs: int) -> "Tables":
        """Allocate for `cells`."""
        desk = desk_of(cells[0], recorded=False)
        return cls(
            scorecards=np.empty((len(cells), runs, len(SCORECARD))),  # every place is written
            splits=np.zeros((len(cells), min(group_runs, runs), *desk.splits.shape), SPLIT),
            weekly=np.zeros((len(cells), min(weekly_runs, runs), cells[0].weeks + 1, len(WEEKLY)), np.float32),
        )

    def first(self, runs: int) -> "Tables":
        """The same tables, of the first futures only."""
        return Tables(self.scorecards[:, :runs], self.splits[:, :runs], self.weekly[:, :runs])


def desk_of(cell: Cell, recorded: bool) -> Desk:
    """Memory for one future of a cell."""
    return make_desk(cell.market, len(cell.scenario.groups), recorded)


@dataclass
class Filling:
    """Every future of every cell, each written to its own place of `tables`.

    Attributes
    ----------
    cells : list of Cell
    tables : Tables
    prior : Prior
        Where the parameters of each future come from. They are drawn when they are needed and not kept.
    threads : int
    series : Series, optional
        Takes the weekly measures of every future.
    progress : callable, optional
        Called with futures done and futures in all.
    """

    cells: list[Cell]
    tables: Tables
    prior: Prior
    threads: int
    series: Series | None = None
    progress: Progress | None = None
    done: int = 0
    _lock: Lock = field(default_factory=Lock)
    _stopped: bool = False

    def run(self, runs: range) -> None:
        """Run these futures of every cell; chunks go round the cells, so that a half-done run has all of them."""
        tasks = ((first, row) for first in range(runs.start, runs.stop, _CHUNK) for row in range(len(self.cells)))
        with ThreadPoolExecutor(self.threads) as pool:
            workers = [pool.submit(self._work, tasks, runs.stop) for _ in range(self.threads)]
            try:
                finished, _ = wait(workers, return_when=FIRST_EXCEPTION)
                for worker in finished:
                    worker.result()
            except BaseException:
                self._stopped = True
                raise

    def _work(self, tasks: Iterator[tuple[int, int]], stop: int) -> None:
        """One thread: take the next chunk until there is none. Each thread has desks of its own."""
        desks: dict[bool, Desk] = {}
        drawn, parameters = range(0), np.zeros(0)
        while not self._stopped:
            with self._lock:
                first, row = next(tasks, (stop, 0))
                ticket = self.series.ticket() if self.series is not None and first < stop else 0
            if first >= stop:
                return
            chunk = range(first, min(first + _CHUNK, stop))
            if chunk != drawn:
                drawn, parameters = chunk, self.prior.draw(self.cells[0].seed, chunk)
            told = [self._future(desks, row, run, parameters[n : n + 1]) for n, run in enumerate(chunk)]
            if self.series is not None:
                self.series.put(ticket, self.cells[row].strategy.name, chunk, told)
            with self._lock:
                self.done += len(chunk)
                if self.progress is not None:
                    self.progress(self.done, len(self.cells) * self.tables.scorecards.shape[1])

    def _future(self, desks: dict[bool, Desk], row: int, run: int, parameters: Array) -> Array | None:
        """Play one future and put its results in place; hands its weekly measures on where a series takes them."""
        cell, tables = self.cells[row], self.tables
        recorded = self.series is not None or run < tables.weekly.shape[1]
        if recorded not in desks:
            desks[recorded] = desk_of(cell, recorded)
        desk = desks[recorded]
        play(cell, desk, parameters, run)
        tables.scorecards[row, run] = as_numbers(desk.scorecard)[0]
        if run < tables.splits.shape[1]:
            tables.splits[row, run] = desk.splits
        if run < tables.weekly.shape[1]:
            tables.weekly[row, run] = as_numbers(desk.weekly)
        return as_numbers(desk.weekly).astype(np.float32) if self.series is not None else None
