"""What a facilitator saw of each group in some weeks, and what became of the groups two years after the exit."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from migsim.engine.future import play
from migsim.engine.many import in_chunks, many
from migsim.engine.walk import Walk
from migsim.engine.worlds import Cell, Desk, desk_for, prepare_cell
from migsim.state import NO_MIG, Array
from migsim.vocabulary import MIG_STATUS, SIGNS

if TYPE_CHECKING:
    import pandas as pd

    from migsim.engine.ensemble import Ensemble

WEEKS = (13, 26, 52)
_CHUNK = 10


def watch_groups(results: "Ensemble", strategy: str, worlds: int, weeks: Sequence[int] = WEEKS) -> "pd.DataFrame":
    """Run the first futures of one strategy again, exactly as they were, and note what could be seen in some weeks.

    Parameters
    ----------
    results : Ensemble
        Holds the scenario, the strategies, and what the parameters of every future are drawn from.
    strategy : str
        Name of one of them.
    worlds : int
        Futures to watch, from run 0; at most those of `results`.
    weeks : sequence of int
        Weeks to look at.

    Returns
    -------
    pandas.DataFrame
        One row for each group, future and week: ``run``, ``mig``, ``week``; ``status`` then; the signs ``attendance``,
        ``kept``, ``members_ran`` (0–1, running averages), ``mood`` (0–1), ``deals_heard`` and ``meetings`` (counts so
        far); ``exit``, the week of the exit; ``later``, the status 104 weeks after it, empty when the horizon comes
        first.
    """
    import pandas as pd

    cell = prepare_cell(results.scenario, results.strategies[strategy], results.seed)
    worlds = min(worlds, len(results.runs) // len(results.strategies))
    parameters = results.prior.draw(results.seed, range(worlds))

    found: dict[int, list[tuple[Any, ...]]] = {}

    def one(_: int, run: int, record: Array) -> list[tuple[Any, ...]]:
        return list(_one(cell, desk_for(cell, recorded=False), record, run, weeks))

    def keep(_: int, runs: range, rows: list[list[tuple[Any, ...]]], place: int) -> None:
        found.update(zip(runs, rows, strict=True))

    chunks = in_chunks(1, range(worlds), _CHUNK)
    many(chunks, lambda runs: parameters[runs.start : runs.stop], one, keep, threads=os.cpu_count() or 1)
    rows = [row for run in sorted(found) for row in found[run]]
    return pd.DataFrame(rows, columns=["run", "mig", "week", "status", *SIGNS, "exit", "later"])


def _one(cell: Cell, desk: Desk, parameters: Array, run: int, weeks: Sequence[int]) -> Iterator[tuple[Any, ...]]:
    """Rows of one future, as in `watch_groups`."""
    seen = dict(_looks(cell, desk, parameters, run, weeks))
    exit_week = int(desk.state.ledger[0]["exit"])
    later = desk.state.migs["alive_later"]
    for week, migs in seen.items():
        for g in np.flatnonzero(migs["status"] != NO_MIG):
            signs = (float(migs[field][g]) for field in SIGNS.values())
            fate = MIG_STATUS[int(later[g])] if later[g] >= 0 else ""
            yield run, int(g) + 1, week, MIG_STATUS[int(migs["status"][g])], *signs, exit_week, fate


def _looks(cell: Cell, desk: Desk, parameters: Array, run: int, weeks: Sequence[int]) -> Iterator[tuple[int, Array]]:
    """The groups in each week; afterwards the desk holds the whole future.

    A future that ends in a week is the whole future up to that week, to the bit, so that a compiled strategy is simply
    run to each of them. A strategy in Python knows the horizon and is run once, week by week.
    """
    if cell.at_once:
        for week in weeks:
            if week < cell.weeks:
                play(_ending(cell, week), desk, parameters, run)
                yield week, desk.state.migs.copy()
        play(cell, desk, parameters, run)
        return
    walk = Walk(cell, parameters, run)
    while walk.week < cell.weeks:
        walk.step()
        if walk.week in weeks:
            yield walk.week, walk.state.migs.copy()
    desk.state.ledger[:], desk.state.migs[:] = walk.state.ledger, walk.state.migs


def _ending(cell: Cell, week: int) -> Cell:
    """The same cell with its horizon in an earlier week."""
    figures = cell.market.figures.copy()
    figures["weeks"] = week
    figures.setflags(write=False)
    return replace(cell, market=cell.market._replace(figures=figures))
