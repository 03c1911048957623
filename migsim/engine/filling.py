"""Filling tables with futures: any thread, any order, the same bytes."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from migsim.defaults import NO_PROJECT
from migsim.engine.future import play
from migsim.engine.many import CHUNK, in_chunks, many
from migsim.engine.mechanism import own_outcomes
from migsim.engine.series import Series
from migsim.engine.without import Without
from migsim.engine.worlds import Cell, desk_for
from migsim.scenario.priors import Prior
from migsim.stages.scorecard import FIRST_GROUP
from migsim.state import SPLIT, Array, as_numbers
from migsim.vocabulary import SCORECARD, WEEKLY

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Tables:
    """Results as arrays: strategies x futures x columns, filled in place.

    Only the scorecards grow with the number of futures; what else is kept is kept of the first ones.
    """

    scorecards: Array  # (S, R, 32)
    splits: Array  # SPLIT (S, G, splits), of the first G futures
    weekly: Array  # (S, W, T + 1, 15), of the first W futures
    without: Without  # of the first G futures
    own: Array  # (S, R, outcomes of one's own)

    @classmethod
    def empty(cls, cells: list[Cell], runs: int, group_runs: int, weekly_runs: int) -> "Tables":
        """Allocate for `cells`."""
        scenario = cells[0].scenario
        splits = FIRST_GROUP + len(scenario.groups) + len(scenario.roles)
        names, split_runs = [cell.strategy.name for cell in cells], min(group_runs, runs)
        alone = names.index(NO_PROJECT) if NO_PROJECT in names else None
        return cls(
            scorecards=np.empty((len(cells), runs, len(SCORECARD))),  # every place is written
            splits=np.zeros((len(cells), split_runs, splits), SPLIT),
            weekly=np.zeros((len(cells), min(weekly_runs, runs), cells[0].weeks + 1, len(WEEKLY)), np.float32),
            without=Without.empty(alone, len(cells), split_runs, len(scenario.actors)),
            own=np.empty((len(cells), runs, len(scenario.outcomes))),
        )

    def first(self, runs: int) -> "Tables":
        """The same tables, of the first futures only."""
        return Tables(
            self.scorecards[:, :runs],
            self.splits[:, :runs],
            self.weekly[:, :runs],
            self.without.first(runs),
            self.own[:, :runs],
        )


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

    def run(self, runs: range) -> None:
        """Run these futures of every cell."""
        before = -(-self.done // (CHUNK * len(self.cells))) * len(self.cells)  # chunks of earlier calls

        def write_on(row: int, chunk: range, weekly: list[Array | None], place: int) -> None:
            if self.series is not None:
                self.series.put(before + place, self.cells[row].strategy.name, chunk, weekly)

        many(
            in_chunks(len(self.cells), runs),
            self.drawn,
            self._future,
            write_on,
            threads=self.threads,
            done=self._count,
        )

    def drawn(self, runs: range) -> Array:
        """Parameters of some futures, shape (len(runs),)."""
        return self.prior.draw(self.cells[0].seed, runs)

    def number(self, row: int) -> int:
        """Return the number of the future that fills a row of the tables."""
        return row

    def _count(self, runs: int) -> None:
        self.done += runs
        if self.progress is not None:
            self.progress(self.done, len(self.cells) * self.tables.scorecards.shape[1])

    def _future(self, row: int, run: int, parameters: Array) -> Array | None:
        """Play one future and put its results in place; hands its weekly measures on where a series takes them."""
        cell, tables = self.cells[row], self.tables
        own = cell.scenario.outcomes
        desk = desk_for(cell, recorded=bool(own) or self.series is not None or run < tables.weekly.shape[1])
        play(cell, desk, parameters, self.number(run))
        if own:
            tables.own[row, run] = own_outcomes(cell, desk, parameters, self.number(run))
        tables.scorecards[row, run] = as_numbers(desk.scorecard)[0]
        if run < tables.splits.shape[1]:
            tables.splits[row, run] = desk.splits
            tables.without.keep(row, run, cell, desk)
        if run < tables.weekly.shape[1]:
            tables.weekly[row, run] = as_numbers(desk.weekly)
        return as_numbers(desk.weekly).astype(np.float32) if self.series is not None else None
