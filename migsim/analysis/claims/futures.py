"""The futures behind the claims: every arm is run once for each set of changes, and shared by all claims."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import numpy as np

from migsim.analysis.claims.model import DRAW, Arm, Columns
from migsim.analysis.claims.readings import Seen, needs_weeks, read
from migsim.defaults import DEFAULT_PRIOR
from migsim.engine.future import play
from migsim.engine.many import in_chunks, many
from migsim.engine.worlds import desk_for, prepare_cell
from migsim.facilitation.strategy import Strategy
from migsim.scenario.market import build_market
from migsim.scenario.priors import Prior, load_prior
from migsim.scenario.schema import Scenario
from migsim.state import Array, as_numbers
from migsim.vocabulary import EXIT_COLUMNS, SCORECARD

if TYPE_CHECKING:
    import pandas as pd

Progress = Callable[[int, int], None]
Changes = Mapping[str, float]
T = TypeVar("T")


def look(
    scenario: Scenario,
    strategies: Sequence[Strategy],
    reader: Callable[[int, Seen], T],
    *,
    runs: int,
    seed: int,
    prior: Prior,
    threads: int | None = None,
    recorded: bool = False,
    done: Callable[[int], None] | None = None,
) -> list[list[T]]:
    """Play futures of some strategies and read something off the end of each.

    Parameters
    ----------
    scenario : Scenario
    strategies : sequence of Strategy
    reader : callable
        Given the row of the strategy and the future; must keep none of its memory.
    runs, seed : int
    prior : Prior
    threads : int, optional
        All cores when missing.
    recorded : bool
        Whether weekly measures are recorded.
    done : callable, optional
        Called with how many futures were played since.

    Returns
    -------
    list of list
        What was read, by strategy and future.
    """
    market = build_market(scenario, seed, None)
    cells = [prepare_cell(scenario, strategy, seed, market=market) for strategy in strategies]
    found: list[list[Any]] = [[None] * runs for _ in cells]

    def one(row: int, run: int, record: Array) -> None:
        desk = desk_for(cells[row], recorded=recorded)
        play(cells[row], desk, record, run)
        found[row][run] = reader(row, Seen(desk.state, market, record, desk.weekly, desk.incomes, desk.scorecard))

    many(
        in_chunks(len(cells), range(runs)),
        lambda chunk: prior.draw(seed, chunk),
        one,
        lambda *_: None,
        threads=threads or os.cpu_count() or 1,
        done=done,
    )
    return found


class Request(NamedTuple):
    """An arm to be run, with changes beside its own, over the first `runs` futures."""

    arm: Arm
    changes: Changes
    runs: int


@dataclass
class Pool:
    """Runs arms and keeps their outcomes.

    Attributes
    ----------
    scenario : Scenario
    runs, seed : int
    prior : str or Path
    threads : int, optional
    progress : callable, optional
        Called with futures done and planned.
    wanted : dict of str to set of str
        Measures wanted beside the scorecard, by the name of the arm.
    planned, done : int
        Futures, for the progress.
    """

    scenario: Scenario
    runs: int
    seed: int = 1
    prior: str | Path = DEFAULT_PRIOR
    threads: int | None = None
    progress: Progress | None = None
    wanted: dict[str, set[str]] = field(default_factory=dict)
    planned: int = 0
    done: int = 0
    _kept: dict[tuple[Any, ...], Columns] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """Where parameters come from, as the results name it."""
        return load_prior(self.prior).label

    def drawn(self, runs: int) -> "pd.DataFrame":
        """Drawn parameters without the run's number, one row a future."""
        from migsim.engine.frames import parameters_frame

        return parameters_frame(load_prior(self.prior).draw(self.seed, range(runs))).drop(columns="run")

    def want(self, arms: Iterable[Arm], measures: Iterable[str]) -> None:
        """Note measures that will be asked of these arms."""
        beside = {measure for measure in measures if measure not in SCORECARD}
        for arm in arms:
            self.wanted.setdefault(arm.name, set()).update(beside)

    def of(self, request: Request) -> Columns:
        """Outcomes of one request; run now if it was not before."""
        key = _key(request)
        if key not in self._kept:
            self.play([request])
        return self._kept[key]

    def missing(self, requests: Iterable[Request]) -> list[Request]:
        """Those of the requests that have not been run, each once."""
        return list({_key(r): r for r in requests if _key(r) not in self._kept}.values())

    def play(self, requests: Iterable[Request]) -> None:
        """Run what is missing: arms of one market and the same changes together."""
        groups: dict[tuple[Any, ...], list[Request]] = {}
        for request in self.missing(requests):
            changes = tuple(sorted({**request.changes, **request.arm.changes}.items()))
            weekly = any(needs_weeks(measure) for measure in self.wanted.get(request.arm.name, ()))
            groups.setdefault((request.arm.market, changes, request.runs, weekly), []).append(request)
        for (market, changes, runs, weekly), members in groups.items():
            self._play_group(market, dict(changes), runs, weekly, members)

    def _play_group(self, market: Any, changes: Changes, runs: int, weekly: bool, members: list[Request]) -> None:
        prior = load_prior(self.prior, changes=changes)
        asked = [sorted(self.wanted.get(request.arm.name, ())) for request in members]

        def reader(row: int, seen: Seen) -> Array:
            beside = [read(seen, measure) for measure in asked[row]]
            return np.concatenate([as_numbers(seen.scorecard)[0], beside])

        found = look(
            market(self.scenario) if market else self.scenario,
            [request.arm.strategy for request in members],
            reader,
            runs=runs,
            seed=self.seed,
            prior=prior,
            threads=self.threads,
            recorded=weekly,
            done=self._tell,
        )
        for request, names, rows in zip(members, asked, found, strict=True):
            columns = dict(zip((*SCORECARD, *names), np.array(rows).T, strict=True))
            if request.arm.strategy.start is None:
                columns |= dict.fromkeys(EXIT_COLUMNS, np.full(runs, np.nan))
            self._kept[_key(request)] = columns | {DRAW: prior.rows(self.seed, range(runs)).astype(np.float64)}

    def _tell(self, futures: int) -> None:
        self.done += futures
        if self.progress is not None:
            self.progress(self.done, max(self.planned, self.done))


def _key(request: Request) -> tuple[Any, ...]:
    return request.arm.name, tuple(sorted(request.changes.items())), request.runs
