"""Versions of a plan side by side: several files, several budgets, or several lengths of the programme.

All are played on the same seed, so that versions of one market meet the same people, luck and shocks. What differs
between two columns is then what the version changed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from migsim.analysis.compare import compare
from migsim.analysis.comparison import Comparison
from migsim.analysis.statistics import half_interval, mean
from migsim.defaults import NO_PROJECT
from migsim.errors import InputError
from migsim.facilitation.library import load_strategies
from migsim.facilitation.schema import Plan
from migsim.facilitation.strategy import FileStrategy, Strategy
from migsim.scenario import Scenario, load_scenario

_WEEKS_A_MONTH = 52 / 12
MOST_MONTHS = 120
VERSION_COLUMNS = ("version", "strategy", "title", "cost", "mean", "low", "high", "futures", "best_in", "leads")


@dataclass(frozen=True)
class Version:
    """One version: its label, its number where versions are numbers (budget, months), market and strategies."""

    label: str
    number: float | None
    scenario: Scenario
    strategies: tuple[Strategy, ...]


@dataclass(frozen=True)
class Versions:
    """Comparisons of several versions.

    Attributes
    ----------
    kind : str
        ``file``, ``budget`` or ``months``.
    versions : tuple of Version
    comparisons : tuple of Comparison
        One for each version.
    """

    kind: str
    versions: tuple[Version, ...]
    comparisons: tuple[Comparison, ...]

    def table(self) -> pd.DataFrame:
        """Summarise every strategy of every version.

        Returns
        -------
        pandas.DataFrame
            One row for each: ``version``, ``strategy``, ``title``; ``cost`` (mean); the objective's ``mean`` with
            ``low`` and ``high`` (8 of 10 futures lie between), over ``futures``; ``best_in``; ``leads``, whether its
            mean is the best of its version.
        """
        rows = []
        for version, found in zip(self.versions, self.comparisons, strict=True):
            told, objective = found.recommendation(), found.objective
            for row in found.table().to_dict("records"):
                own = {"version": version.label, "strategy": row["strategy"], "title": row["title"]}
                own |= {"cost": row["cost"], "mean": row[objective]}
                own |= {end: row[f"{objective}_{end}"] for end in ("low", "high")}
                own |= {"futures": row["futures"], "best_in": row["best_in"], "leads": row["strategy"] == told.leader}
                rows.append(own)
        return pd.DataFrame(rows, columns=list(VERSION_COLUMNS))

    def steps(self) -> pd.DataFrame:
        """What each further step of the budget or of time adds, for every strategy: paired within futures.

        Returns
        -------
        pandas.DataFrame
            One row for each strategy and step: ``strategy``, ``title``, ``before``, ``after`` (labels); ``added``, mean
            difference of the objective, with its 90 % interval ``added_low`` to ``added_high``; ``cost``, mean
            difference in cost. Empty for files, which may be of other markets.
        """
        rows = []
        pairs = list(zip(self.versions, self.comparisons, strict=True))
        for (one, before), (two, after) in pairwise(pairs) if self.kind != "file" else ():
            for name in before.titles:
                if name == NO_PROJECT or name not in after.titles:
                    continue
                gap = after.futures.of(after.objective, name) - before.futures.of(before.objective, name)
                known = np.isfinite(gap)
                half = half_interval(gap[known], before.futures.draws[known]) if known.any() else np.nan
                cost = mean(after.futures.of("cost", name)) - mean(before.futures.of("cost", name))
                row = {"strategy": name, "title": before.titles[name], "before": one.label, "after": two.label}
                rows.append(row | {"added": mean(gap), "added_low": mean(gap) - half, "added_high": mean(gap) + half,
                                   "cost": cost})  # fmt: skip
        columns = ["strategy", "title", "before", "after", "added", "added_low", "added_high", "cost"]
        return pd.DataFrame(rows, columns=columns)

    def sentences(self) -> list[str]:
        """Say who leads each version, and what further steps buy the leader of the last."""
        said = []
        for version, found in zip(self.versions, self.comparisons, strict=True):
            told, show = found.recommendation(), found._question.show
            if told.leader is None:
                said.append(f"{version.label}: {told.headline}")
                continue
            value = show(mean(found.futures.of(found.objective, told.leader)))
            sure = "clearly " if told.strategy else ""
            said.append(
                f"{version.label}: {sure}{found.titles[told.leader]}, {found.outcome.label} {value} on average."
            )
        last = self.comparisons[-1]
        leader, show = last.recommendation().leader, last._question.show
        for row in self.steps().to_dict("records"):
            if row["strategy"] == leader:
                said.append(
                    f"{row['title']}, from {row['before']} to {row['after']}: {show(row['added'])} more "
                    f"({show(row['added_low'])} to {show(row['added_high'])}) for {show(row['cost'])} more spent."
                    if last.outcome.unit == "money"
                    else f"{row['title']}, from {row['before']} to {row['after']}: {show(row['added'])} more "
                    f"({show(row['added_low'])} to {show(row['added_high'])})."
                )
        return said


def by_files(files: Sequence[str | Path]) -> tuple[Version, ...]:
    """Take each file, a workbook or a scenario in TOML, as a version with the strategies that it brings."""
    made, wrong = [], []
    for file in files:
        try:
            made.append(Version(Path(file).name, None, load_scenario(file), tuple(load_strategies(None, file))))
        except InputError as error:
            wrong += error.messages
    if wrong:
        raise InputError(wrong)
    return tuple(made)


def by_budget(
    scenario: Scenario, strategies: Sequence[Strategy], budgets: Sequence[float], show: Callable[[float], str]
) -> tuple[Version, ...]:
    """Give the scenario one budget after another; strategies compared at equal cost are scaled to it."""
    return tuple(
        Version(show(budget), budget, with_budget(scenario, budget), tuple(strategies)) for budget in sorted(budgets)
    )


def by_months(scenario: Scenario, strategies: Sequence[Strategy], months: Sequence[float]) -> tuple[Version, ...]:
    """Let every programme last so many months: its phases and its taper are stretched or cut in proportion."""
    return tuple(
        Version(f"{long:g} months", long, scenario, tuple(lasting(one, long) for one in strategies))
        for long in sorted(months)
    )


def with_budget(scenario: Scenario, budget: float) -> Scenario:
    """Return the scenario with another budget."""
    costs = scenario.costs.model_copy(update={"budget": budget})
    return scenario.model_copy(update={"costs": costs})


def lasting(strategy: Strategy, months: float) -> Strategy:
    """Return a strategy whose phases last so many months together; one without phases is as it was."""
    if not isinstance(strategy, FileStrategy) or not strategy.plan.phases:
        return strategy
    plan, weeks = strategy.plan, months * _WEEKS_A_MONTH
    factor = weeks / sum(phase.weeks for phase in plan.phases)

    def scaled(given: int, least: int) -> int:
        return max(round(given * factor), least)

    phases = tuple(phase.model_copy(update={"weeks": scaled(phase.weeks, 1)}) for phase in plan.phases)
    handover = plan.handover.model_copy(
        update={
            "weeks": scaled(plan.handover.weeks, min(plan.handover.weeks, 1)),
            "earliest": scaled(plan.handover.earliest, 0),
        }
    )
    return FileStrategy(
        Plan.model_validate(plan.model_copy(update={"phases": phases, "handover": handover})), strategy.path
    )


def parse_numbers(option: str, text: str, most: float) -> list[float]:
    """Read ``30000,50000,80000`` as typed.

    Raises
    ------
    InputError
        Anything that is no number above 0 and up to `most`, or fewer than two.
    """
    numbers, wrong = [], []
    for part in text.split(","):
        try:
            number = float(part.strip().replace("_", ""))
        except ValueError:
            number = float("nan")
        if 0 < number <= most:
            numbers.append(number)
        else:
            wrong.append(f"{option}, {part.strip()!r}: give numbers above 0 and up to {most:g}, separated by commas")
    if not wrong and len(set(numbers)) < 2:
        wrong.append(f"{option} {text}: give at least two different numbers, separated by commas")
    if wrong:
        raise InputError(wrong)
    return sorted(set(numbers))


def compare_versions(
    kind: str, versions: Sequence[Version], progress: Callable[[int, int], None] | None = None, **options: Any
) -> Versions:
    """Compare the strategies of each version, all on the same seed.

    Parameters
    ----------
    kind : str
        As in `Versions`.
    versions : sequence of Version
    progress : callable, optional
        Called with futures done and futures in all.
    **options
        As in `migsim.compare`.
    """
    found = []
    for at, version in enumerate(versions):

        def done(runs: int, total: int, at: int = at) -> None:
            if progress is not None:
                progress(at * total + runs, len(versions) * total)

        found.append(compare(version.scenario, list(version.strategies), progress=done, **options))
    return Versions(kind, tuple(versions), tuple(found))
