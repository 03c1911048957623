"""Futures under given sets of parameters, in memory: for samplers, calibrators and optimisers of others."""

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from migsim.asked import several
from migsim.defaults import DEFAULT_PRIOR
from migsim.engine.ensemble import check_counts, prepare_all
from migsim.engine.filling import Filling, Progress, Tables
from migsim.engine.frames import runs_frame
from migsim.errors import InputError
from migsim.facilitation.library import load_strategies
from migsim.facilitation.strategy import Strategy
from migsim.scenario.library import load_scenario
from migsim.scenario.market import build_market
from migsim.scenario.parameters import check_changes
from migsim.scenario.priors import load_prior
from migsim.scenario.schema import Scenario
from migsim.scenario.suggest import advice
from migsim.state import Array
from migsim.vocabulary import SCORECARD

if TYPE_CHECKING:
    import pandas as pd

Function = Callable[[Any], float]


def simulate_many(
    parameters: "pd.DataFrame | Mapping[str, Any]",
    scenario: str | Path | Scenario = "treyl-poultry",
    strategies: Sequence[str | Path | Strategy] | None = None,
    seed: int = 1,
    *,
    runs: int | Sequence[int] | None = None,
    outcomes: Sequence[str | Function] = ("net_benefit",),
    fixed: bool = False,
    prior: str | Path = DEFAULT_PRIOR,
    beyond_range: bool = False,
    weeks: int | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> "pd.DataFrame":
    """Run one future of each strategy under each given set of parameters, at the speed of `ensemble`.

    Parameters
    ----------
    parameters : DataFrame or mapping
        A column a parameter (or switch, 0 or 1) and a row a set. What has no column is drawn for each future, as in
        `ensemble`.
    scenario : str, Path or Scenario
        A name, a file, or a scenario; with mechanisms of its own, if it has some.
    strategies : sequence of str, Path or Strategy, optional
        The standard comparison when missing.
    seed : int
    runs : int or sequence of int, optional
        Number of the future that each set meets: people, network and luck. Its row when missing; a single number lets
        all of them meet the same.
    outcomes : sequence of str or callable
        Columns of the scorecard, ``("all",)`` for every one, and functions of a `migsim.World` that is over.
    fixed, prior, beyond_range, weeks, threads, progress
        As in `ensemble`; `beyond_range` is of the given values.

    Returns
    -------
    DataFrame
        One row for each strategy and set: ``strategy``, ``row`` (of `parameters`), ``run``, then the outcomes.

    Raises
    ------
    InputError
        Whatever is wrong with the input, all at once where possible.

    Examples
    --------
    >>> import pandas as pd
    >>> sets = pd.DataFrame({"breach": [0.1, 0.2, 0.3], "forgetting": [0.95, 0.93, 0.91]})
    >>> found = simulate_many(sets, "treyl-poultry", ["light-touch"], runs=0, weeks=160)  # doctest: +SKIP
    """
    seed, weeks, threads = check_counts(seed=seed, weeks=weeks, threads=threads)
    columns = _columns(parameters, beyond_range)
    count = len(next(iter(columns.values())))
    numbers = _numbers(runs, count)
    market = load_scenario(scenario)
    names, functions = _outcomes(outcomes)
    market = market.with_outcomes(**{**market.outcomes, **functions})
    cells = prepare_all(market, load_strategies(strategies, scenario), seed, build_market(market, seed, weeks))
    drawn_from = load_prior(prior, fixed=fixed)
    records = np.concatenate([drawn_from.draw(seed, chunk) for chunk in _stretches(numbers)])
    for name, values in columns.items():
        records[name] = values
    tables = Tables.empty(cells, count, group_runs=0, weekly_runs=0)
    given = _Given(cells, tables, drawn_from, threads or os.cpu_count() or 1, None, progress)
    given.records, given.numbers = records, numbers
    given.run(range(count))
    frame = runs_frame(cells, tables.scorecards, drawn_from, tables.own)
    frame["row"], frame["run"] = frame["run"], np.tile(numbers, len(cells))
    return frame[["strategy", "row", "run", *names, *functions]]


class _Given(Filling):
    """Fills tables with futures under given records."""

    records: Array
    numbers: Array

    def drawn(self, rows: range) -> Array:
        return self.records[rows.start : rows.stop]

    def number(self, row: int) -> int:
        return int(self.numbers[row])


def _columns(parameters: Any, beyond_range: bool) -> dict[str, Array]:
    """Check given sets and return them by name, shape (sets,)."""
    wrong, columns = [], {}
    for name in parameters:
        try:
            columns[str(name)] = np.atleast_1d(np.asarray(parameters[name], dtype=float))
        except (TypeError, ValueError):
            wrong.append(f"parameters, column {name}: holds something that is no number")
            continue
        if not np.isfinite(columns[str(name)]).all():
            row = int(np.flatnonzero(~np.isfinite(columns[str(name)]))[0])
            wrong.append(f"parameters, row {row}, column {name}: has no value; give one")
            continue
        for value in dict.fromkeys((columns[str(name)].min(), columns[str(name)].max())):
            try:
                check_changes({str(name): float(value)}, beyond_range)
            except InputError as error:
                wrong += [f"parameters, column {name}: {message}" for message in error.messages]
    lengths = {len(column) for column in columns.values()}
    if not wrong and len(lengths) != 1:
        wrong.append("parameters: give at least one column, all of the same length")
    if not wrong and lengths == {0}:
        wrong.append("parameters: have no row; give at least one set")
    if wrong:
        raise InputError(list(dict.fromkeys(wrong)))
    return columns


def _numbers(runs: Any, count: int) -> Array:
    """Return the number of the future that each set meets."""
    if runs is None:
        return np.arange(count)
    if np.ndim(runs) == 0:
        (run,) = check_counts(run=runs)
        return np.full(count, run)
    numbers = [check_counts(run=run)[0] for run in runs]
    if len(numbers) != count:
        raise InputError(
            f"runs: {len(numbers)} numbers for {count} sets of parameters; give one for each, or a single one"
        )
    return np.array(numbers)


def _stretches(numbers: Array) -> list[range]:
    """Divide numbers into stretches that count up by one."""
    ends = np.flatnonzero(np.diff(numbers) != 1) + 1
    return [range(int(one[0]), int(one[-1]) + 1) for one in np.split(numbers, ends)]


def _outcomes(asked: Sequence[str | Function]) -> tuple[list[str], dict[str, Function]]:
    """Tell columns of the scorecard from functions, which go by their names."""
    names: list[str] = []
    functions: dict[str, Function] = {}
    for one in several("outcomes", asked):
        if callable(one):
            functions[getattr(one, "__name__", type(one).__name__)] = one
        elif one == "all":
            names += [name for name in SCORECARD if name not in names]
        elif one in SCORECARD:
            names.append(one)
        else:
            raise InputError(f"outcome {one!r}: the scorecard has no such column; {advice(str(one), SCORECARD)}")
    return names, functions
