"""The futures behind the claims: every arm is run once for each set of changes, and shared by all claims."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from migsim.analysis.claims.model import DRAW, Arm, Columns
from migsim.analysis.statistics import Floats
from migsim.defaults import DEFAULT_PRIOR
from migsim.engine.future import play
from migsim.engine.many import in_chunks, many
from migsim.engine.worlds import desk_for, prepare_cell
from migsim.scenario.priors import load_prior
from migsim.scenario.schema import Scenario
from migsim.state import Array, Market, State
from migsim.vocabulary import SCORECARD

if TYPE_CHECKING:
    import pandas as pd

Progress = Callable[[int, int], None]
Changes = Mapping[str, float]


class Request(NamedTuple):
    """An arm to be run, with changes beside its own, over the first `runs` futures."""

    arm: Arm
    changes: Changes
    runs: int


class Seen(NamedTuple):
    """One future as it stands at its end."""

    state: State
    market: Market
    parameters: Array


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
        Weekly measures wanted, by the name of the arm.
    drawn : DataFrame or None
        Drawn parameters, one row a future, once anything was run.
    label : str
        Where parameters come from, as the results name it.
    planned, done : int
        Futures, for the progress.
    crossed : dict
        Crossed designs that were run, by the changes held (see `migsim.analysis.claims.shares`).
    """

    scenario: Scenario
    runs: int
    seed: int = 1
    prior: str | Path = DEFAULT_PRIOR
    threads: int | None = None
    progress: Progress | None = None
    wanted: dict[str, set[str]] = field(default_factory=dict)
    drawn: "pd.DataFrame | None" = None
    label: str = ""
    planned: int = 0
    crossed: "dict[Any, tuple[Floats, pd.DataFrame]]" = field(default_factory=dict)
    done: int = 0
    _kept: dict[tuple[Any, ...], Columns] = field(default_factory=dict)

    def want(self, arms: Iterable[Arm], weekly: Iterable[str]) -> None:
        """Note weekly measures that will be asked of these arms."""
        for arm in arms:
            self.wanted.setdefault(arm.name, set()).update(weekly)

    def of(self, request: Request) -> Columns:
        """Outcomes of one request; run now if it was not before."""
        key = _key(request)
        if key not in self._kept:
            self.play([request])
        return self._kept[key]

    def missing(self, requests: Iterable[Request]) -> list[Request]:
        """Those of the requests that have not been run, each once."""
        return list({_key(r): r for r in requests if _key(r) not in self._kept}.values())

    def play(self, requests: Sequence[Request]) -> None:
        """Run what is missing: arms of one market and the same changes together."""
        groups: dict[tuple[Any, ...], list[Request]] = {}
        for request in self.missing(requests):
            changes = tuple(sorted(({**request.changes, **request.arm.changes}).items()))
            weekly = bool(self.wanted.get(request.arm.name))
            groups.setdefault((request.arm.market, changes, request.runs, weekly), []).append(request)
        for (market, changes, runs, weekly), members in groups.items():
            self._play_group(market, dict(changes), runs, weekly, members)

    def _play_group(self, market: Any, changes: Changes, runs: int, weekly: bool, members: list[Request]) -> None:
        from migsim.engine import ensemble

        before = self.done
        strategies = {request.arm.strategy.name: request.arm.strategy for request in members}
        made = ensemble(
            market(self.scenario) if market else self.scenario,
            list(strategies.values()),
            runs=runs,
            seed=self.seed,
            prior=self.prior,
            threads=self.threads,
            group_runs=0,
            weekly_runs=runs if weekly else 0,
            changes=changes,
            progress=lambda done, total: self._tell(before + done, before + total),
        )
        self.done = before + runs * len(strategies)
        if not changes and (self.drawn is None or len(self.drawn) < runs):
            self.drawn, self.label = made.parameters, str(made.runs["prior"].iloc[0])
        for request in members:
            name = request.arm.strategy.name
            rows = made.runs[made.runs["strategy"] == name]
            columns = {column: rows[column].to_numpy(dtype=np.float64) for column in (*SCORECARD, DRAW)}
            if weekly:
                series = made.weekly[made.weekly["strategy"] == name]
                columns |= {measure: at_weeks(series, measure) for measure in self.wanted[request.arm.name]}
            self._kept[_key(request)] = columns

    def _tell(self, done: int, least: int) -> None:
        if self.progress is not None:
            self.progress(done, max(self.planned, least))

    def probe(self, arm: Arm, read: Callable[[Seen], Any], changes: Changes, runs: int) -> list[Any]:
        """Run the first futures of an arm one by one, and read off each what no table holds."""
        scenario = arm.market(self.scenario) if arm.market else self.scenario
        cell = prepare_cell(scenario, arm.strategy, self.seed)
        prior = load_prior(self.prior, changes={**changes, **arm.changes})
        found: dict[int, Any] = {}

        def one(_: int, run: int, record: Array) -> None:
            desk = desk_for(cell, recorded=False)
            play(cell, desk, record, run)
            found[run] = read(Seen(desk.state, cell.market, record))

        threads = self.threads or os.cpu_count() or 1
        draw = partial(prior.draw, self.seed)
        many(in_chunks(1, range(runs)), draw, one, lambda *_: None, threads=threads)
        return [found[run] for run in range(runs)]


def _key(request: Request) -> tuple[Any, ...]:
    return request.arm.name, tuple(sorted(request.changes.items())), request.runs


def at_weeks(series: "pd.DataFrame", measure: str) -> Floats:
    """Value of a weekly measure in each future, at one week (``trust@52``) or as a mean (``wider_income@105-156``)."""
    column, weeks = measure.split("@")
    first, last = (int(week) for week in (weeks.split("-") if "-" in weeks else (weeks, weeks)))
    chosen = series[(series["week"] >= first) & (series["week"] <= last)]
    values: Floats = chosen.groupby("run")[column].mean().to_numpy(dtype=np.float64)
    return values
