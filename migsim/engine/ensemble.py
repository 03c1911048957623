"""Many futures of several strategies, on all cores, with the same people and luck for every strategy."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from numbers import Integral
from pathlib import Path
from typing import TYPE_CHECKING, Any

from migsim.defaults import DEFAULT_PRIOR
from migsim.engine.filling import Filling, Progress, Tables
from migsim.engine.series import series_file
from migsim.engine.worlds import Cell, prepare_cell
from migsim.errors import InputError
from migsim.facilitation.library import load_strategies
from migsim.facilitation.strategy import Strategy
from migsim.scenario.library import load_scenario
from migsim.scenario.market import build_market
from migsim.scenario.priors import Prior, load_prior
from migsim.scenario.ranges import draw_figures
from migsim.scenario.schema import Scenario
from migsim.scenario.varied import Worlds
from migsim.scenario.wording import shown
from migsim.state import Market

if TYPE_CHECKING:
    import pandas as pd

_LARGEST = 1 << 32
_MAY_BE_MISSING = ("weeks", "threads", "workers")
_EARLY = 20  # futures of each strategy after which there is something to show


@dataclass(frozen=True)
class Ensemble:
    """What came of many futures.

    Attributes
    ----------
    scenario : Scenario
    strategies : dict of str to Strategy
        In the order in which they were named.
    seed : int
    prior : Prior
        What the parameters of each future were drawn from.
    runs : DataFrame
        One row for each strategy and future: scenario, strategy, point, run, seed, prior, draw, status, then the
        scorecard.
    weekly : DataFrame
        Strategy, run, week and the weekly measures, of the first futures only.
    groups : DataFrame
        Strategy, run, group, actors, gain (mean present value, money) and gain_relative (over yearly turnover), both
        over the same people without a project as added and added_relative; of the first futures only.
    """

    scenario: Scenario
    strategies: dict[str, Strategy]
    seed: int
    prior: Prior
    runs: "pd.DataFrame"
    weekly: "pd.DataFrame"
    groups: "pd.DataFrame"

    @cached_property
    def parameters(self) -> "pd.DataFrame":
        """Run, then every parameter and every figure that is a range, the same for all strategies; drawn when asked."""
        from migsim.engine.frames import parameters_frame

        runs = range(len(self.runs) // len(self.strategies))
        drawn = parameters_frame(self.prior.draw(self.seed, runs))
        return drawn.assign(**draw_figures(self.scenario.ranges, self.seed, runs))


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
    group_runs: int = 1000,
    weekly_runs: int = 100,
    weekly_file: str | Path | None = None,
    changes: Mapping[str, float] | None = None,
    beyond_range: bool = False,
    progress: Progress | None = None,
    early: Callable[[Ensemble], None] | None = None,
) -> Ensemble:
    """Run `runs` futures of each strategy; future r is the same world for all of them.

    Memory grows with the number of futures by their scorecards alone (about 450 bytes each).

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
    group_runs, weekly_runs : int
        Futures of each strategy whose gains by group, and whose weekly series, are kept.
    weekly_file : str or Path, optional
        Parquet file for the weekly series of all futures, written as they come.
    changes : mapping of str to float, optional
        Parameters held at a value, and switches (0 off, 1 on), by name.
    beyond_range : bool
        Whether these values may lie outside the parameters' ranges.
    progress : callable, optional
        Called with futures done and futures in all.
    early : callable, optional
        Called once, with what came of the first futures, while the others are still to be run.

    Returns
    -------
    Ensemble
        Columns and units of its frames: documentation, "Columns of the results".

    Raises
    ------
    InputError
        Whatever is wrong with the input, all at once where possible.
    """
    runs, seed, group_runs, weekly_runs = check_counts(
        runs=runs, seed=seed, group_runs=group_runs, weekly_runs=weekly_runs
    )
    weeks, threads = check_counts(weeks=weeks, threads=threads)
    scenario = load_scenario(scenario)
    chosen = load_strategies(strategies)
    cells = prepare_all(scenario, chosen, seed, build_market(scenario, seed, weeks))
    drawn_from = load_prior(prior, fixed=fixed, changes=changes, beyond_range=beyond_range)
    tables = Tables.empty(cells, runs, group_runs, weekly_runs)

    def found(futures: int) -> Ensemble:
        from migsim.engine.frames import frames

        named = {cell.strategy.name: cell.strategy for cell in cells}
        return Ensemble(scenario, named, seed, drawn_from, **frames(cells, tables.first(futures), drawn_from))

    with series_file(Path(weekly_file) if weekly_file is not None else None) as series:
        filling = Filling(cells, tables, drawn_from, threads or os.cpu_count() or 1, series, progress)
        shown = min(_EARLY, runs) if early is not None else 0
        filling.run(range(shown))
        if early is not None and shown < runs:
            early(found(shown))
        filling.run(range(shown, runs))
    return found(runs)


def prepare_all(scenario: Scenario, strategies: Sequence[Strategy], seed: int, market: Market) -> list[Cell]:
    """Make every cell ready, reporting what is wrong with any of them at once."""
    cells, wrong, worlds = [], [], Worlds(scenario, market, seed)
    for strategy in strategies:
        try:
            cells.append(prepare_cell(scenario, strategy, seed, market=market, worlds=worlds))
        except InputError as error:
            wrong += error.messages
    if wrong:
        raise InputError(wrong)
    return cells


def check_counts(**counts: Any) -> tuple[Any, ...]:
    """Return whole numbers as Python's own, whoever's they were (NumPy's and pandas' too); None where it may be.

    Raises
    ------
    InputError
        For all that are missing or out of bounds.
    """
    lowest = {"runs": 1, "weeks": 1, "threads": 1, "workers": 1}
    wrong = []
    for name, value in counts.items():
        low = lowest.get(name, 0)
        if value is None and name in _MAY_BE_MISSING:
            continue
        if isinstance(value, bool) or not isinstance(value, Integral) or not low <= int(value) < _LARGEST:
            said = shown(value if isinstance(value, str) else str(value)).strip('"')
            wrong.append(f"{name} = {said}: not possible; give a whole number from {low} to {_LARGEST - 1}")
    if wrong:
        raise InputError(wrong)
    return tuple(None if value is None else int(value) for value in counts.values())
