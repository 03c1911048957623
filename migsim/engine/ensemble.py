"""Many futures of several strategies, on all cores, with the same people and luck for every strategy."""

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, local
from typing import TYPE_CHECKING

import numpy as np

from migsim.defaults import DEFAULT_PRIOR
from migsim.engine.future import play
from migsim.engine.worlds import Cell, Desk, make_desk, prepare_cell
from migsim.errors import InputError
from migsim.facilitation.library import load_strategies
from migsim.facilitation.strategy import Strategy
from migsim.scenario.library import load_scenario
from migsim.scenario.market import build_market
from migsim.scenario.priors import prior_parameters
from migsim.scenario.schema import Scenario
from migsim.stages.record import WEEKLY
from migsim.stages.scorecard import SCORECARD
from migsim.state import Array, Market

if TYPE_CHECKING:
    import pandas as pd

Progress = Callable[[int, int], None]

_CHUNK = 20  # futures a task: small enough for a lively progress bar, large enough to cost nothing
_LARGEST = 1 << 32


@dataclass(frozen=True)
class Ensemble:
    """What came of many futures.

    Attributes
    ----------
    scenario : Scenario
    strategies : dict of str to Strategy
        In the order in which they were named.
    seed : int
    runs : DataFrame
        One row for each strategy and future: scenario, strategy, point, run, seed, prior, status, then the scorecard.
    weekly : DataFrame
        Strategy, run, week and the weekly measures, of the first futures only.
    groups : DataFrame
        Strategy, run, group, actors, gain (mean present value, money) and gain_relative (over yearly turnover).
    parameters : DataFrame
        Run, then the value of every parameter, the same for all strategies.
    """

    scenario: Scenario
    strategies: dict[str, Strategy]
    seed: int
    runs: "pd.DataFrame"
    weekly: "pd.DataFrame"
    groups: "pd.DataFrame"
    parameters: "pd.DataFrame"


def ensemble(
    scenario: str | Path | Scenario,
    strategies: Sequence[str | Path | Strategy] | None = None,
    runs: int = 500,
    seed: int = 1,
    *,
    fixed: bool = False,
    prior: str | Path = DEFAULT_PRIOR,
    weeks: int | None = None,
    threads: int | None = None,
    weekly_runs: int = 100,
    changes: Mapping[str, float] | None = None,
    progress: Progress | None = None,
) -> Ensemble:
    """Run `runs` futures of each strategy; future r is the same world for all of them.

    Parameters
    ----------
    scenario : str, Path or Scenario
        A name, a file, or a scenario.
    strategies : sequence of str, Path or Strategy, optional
        The standard comparison when missing.
    runs, seed : int
        Futures are numbered 0 to runs - 1; both below 2**32.
    fixed : bool
        Take every parameter at its default instead of drawing it.
    prior : str or Path
        "fitted", "wide", or a file of parameter draws (see `migsim.scenario.priors`).
    weeks : int, optional
        Horizon; the scenario's when missing.
    threads : int, optional
        All cores when missing. Results do not depend on it.
    weekly_runs : int
        Futures of each strategy whose weekly series are kept.
    changes : mapping of str to float, optional
        Parameters held at a value, and switches (0 off, 1 on), by name.
    progress : callable, optional
        Called with futures done and futures in all.

    Returns
    -------
    Ensemble
        Columns and units of its frames: documentation, "Columns of the results".

    Raises
    ------
    InputError
        Whatever is wrong with the input, all at once where possible.
    """
    check_counts(runs=runs, seed=seed, weekly_runs=weekly_runs, weeks=weeks, threads=threads)
    scenario = load_scenario(scenario)
    chosen = load_strategies(strategies)
    market = build_market(scenario, seed, weeks)
    cells = prepare_all(scenario, chosen, seed, market)
    parameters, label = prior_parameters(seed, range(runs), fixed=fixed, prior=prior, changes=changes)
    tables = Tables.empty(cells, runs, min(weekly_runs, runs))
    fill(cells, tables, parameters, threads or os.cpu_count() or 1, progress)
    from migsim.engine.frames import frames

    return Ensemble(
        scenario, {c.strategy.name: c.strategy for c in cells}, seed, **frames(cells, tables, parameters, label)
    )


def prepare_all(scenario: Scenario, strategies: Sequence[Strategy], seed: int, market: Market) -> list[Cell]:
    """Make every cell ready, reporting what is wrong with any of them at once."""
    cells, wrong = [], []
    for strategy in strategies:
        try:
            cells.append(prepare_cell(scenario, strategy, seed, market=market))
        except InputError as error:
            wrong += error.messages
    if wrong:
        raise InputError(wrong)
    return cells


def check_counts(**counts: int | None) -> None:
    """Raise one `InputError` for all numbers that are out of bounds."""
    lowest = {"runs": 1, "weeks": 1, "threads": 1}
    wrong = []
    for name, value in counts.items():
        low = lowest.get(name, 0)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int) or not low <= value < _LARGEST):
            wrong.append(f"{name} = {value}: not possible; give a whole number from {low} to {_LARGEST - 1}")
    if wrong:
        raise InputError(wrong)


@dataclass(frozen=True)
class Tables:
    """Results as arrays: strategies x futures x columns, filled in place by any thread in any order."""

    scorecards: Array  # (S, R, 31)
    splits: Array  # (S, R, splits, 4)
    weekly: Array  # (S, W, T + 1, 15), of the first W futures

    @classmethod
    def empty(cls, cells: list[Cell], runs: int, weekly_runs: int) -> "Tables":
        """Allocate for `cells`."""
        desk = make_desk(cells[0].market, len(cells[0].scenario.groups))
        return cls(
            scorecards=np.full((len(cells), runs, len(SCORECARD)), np.nan),
            splits=np.zeros((len(cells), runs, *desk.splits.shape)),
            weekly=np.zeros((len(cells), weekly_runs, cells[0].weeks + 1, len(WEEKLY)), np.float32),
        )


def fill(cells: list[Cell], tables: Tables, parameters: Array, threads: int, progress: Progress | None) -> None:
    """Run every future of every cell and write its results to its own place.

    Chunks go round the strategies, so that a half-done run has all of them. Each thread keeps two desks, one that
    records and one that does not.
    """
    runs, recorded = tables.scorecards.shape[1], tables.weekly.shape[1]
    desks, lock, done, total = local(), Lock(), [0], len(cells) * runs

    def desk_for(cell: Cell, records: bool) -> Desk:
        name = "recording" if records else "plain"
        if not hasattr(desks, name):
            setattr(desks, name, make_desk(cell.market, len(cell.scenario.groups), records))
        desk: Desk = getattr(desks, name)
        return desk

    def chunk(first: int, row: int) -> None:
        for run in range(first, min(first + _CHUNK, runs)):
            desk = desk_for(cells[row], run < recorded)
            play(cells[row], desk, parameters[run : run + 1], run)
            tables.scorecards[row, run] = desk.scorecard
            tables.splits[row, run] = desk.splits
            if run < recorded:
                tables.weekly[row, run] = desk.weekly
        with lock:
            done[0] += min(_CHUNK, runs - first)
            if progress is not None:
                progress(done[0], total)

    with ThreadPoolExecutor(threads) as pool:
        tasks = [pool.submit(chunk, first, row) for first in range(0, runs, _CHUNK) for row in range(len(cells))]
        try:
            finished, _ = wait(tasks, return_when=FIRST_EXCEPTION)
            for task in finished:
                task.result()
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
