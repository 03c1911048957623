"""What a project adds: benefits over the same future without any project.

In each future the same people live with the same luck and the same shocks without a project, and what they would have
gained there is taken off. So shocks do not count against a project, and no project adds nought, by definition.
"""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from migsim.analysis.outcomes import BENEFIT_OF, GAP_SHARE
from migsim.analysis.statistics import Floats, Futures, side_by_side
from migsim.defaults import NO_PROJECT
from migsim.errors import InputError
from migsim.scenario.suggest import advice
from migsim.vocabulary import CATEGORIES

if TYPE_CHECKING:
    from migsim.scenario.schema import Scenario

_LESS_NO_PROJECT = ("system_benefit", "net_benefit", "benefit_gap_absolute")
_CATEGORY_COLUMNS = dict(zip(("member_benefit", "constituent_benefit", "wider_benefit"), CATEGORIES, strict=True))
_ROLE = "role: "
_OTHERS, _MARGINALISED = "others", "marginalised"
#: Outcomes that are told as what a project adds.
ADDED = (*_LESS_NO_PROJECT, *_CATEGORY_COLUMNS, "benefit_cost_ratio")
#: Ratios that are reckoned per future and say nothing where their denominator is near nought: in no table unasked.
FRAGILE = ("cost_per_household", "benefit_gap_relative")


def benefit_column(group: str) -> str:
    """Name of the outcome that is the benefit of one group of the scenario: ``benefit_of_women``."""
    return BENEFIT_OF + re.sub(r"\W+", "_", group.strip().lower())


def check_columns(columns: Iterable[str], scenario: "Scenario") -> None:
    """Complain of outcomes that are the benefit of a group which the scenario does not have.

    Raises
    ------
    InputError
        Proposes the groups that there are.
    """
    known = [benefit_column(group.name) for group in scenario.groups]
    if any(group.marginalised for group in scenario.groups):
        known.append(benefit_column(_MARGINALISED))
    wrong = [
        f"objective = {column!r}: the scenario {scenario.name} has no such group; {advice(column, known)}"
        for column in dict.fromkeys(columns)
        if column.startswith(BENEFIT_OF) and column not in known
    ]
    if wrong:
        raise InputError(wrong)


def is_added(column: str) -> bool:
    """Whether an outcome is told as what a project adds over no project."""
    return column in ADDED or column.startswith(BENEFIT_OF)


def needs_groups(columns: Iterable[str]) -> bool:
    """Whether any of these outcomes is known from the gains by group only."""
    return any(c in _CATEGORY_COLUMNS or c == GAP_SHARE.name or c.startswith(BENEFIT_OF) for c in columns)


def needs_no_project(columns: Iterable[str]) -> bool:
    """Whether two strategies can be held against each other on these only beside the futures without a project."""
    columns = tuple(columns)
    return needs_groups(columns) or "benefit_cost_ratio" in columns


def has_no_project(futures: Futures) -> bool:
    """Whether the futures were run without a project as well."""
    return NO_PROJECT in futures.strategies


def added(runs: pd.DataFrame, groups: pd.DataFrame | None = None) -> Futures:
    """Arrange results by future and strategy, benefits as what a project adds.

    Parameters
    ----------
    runs : pandas.DataFrame
        Scorecards, as `migsim.engine.Ensemble.runs`.
    groups : pandas.DataFrame, optional
        Gains by group, as `migsim.engine.Ensemble.groups`; what members, constituents and the groups of the scenario
        gain is known for the futures that stand in it.

    Returns
    -------
    Futures
        Where no project was not run the columns are as in `runs`, against the burdens of week 0.
    """
    futures = side_by_side(runs)
    if not has_no_project(futures):
        return futures
    values = dict(futures.values)
    base = futures.strategies.index(NO_PROJECT)
    for column in _LESS_NO_PROJECT:
        if column in values:
            values[column] = values[column] - values[column][:, [base]]
    if {"benefit_cost_ratio", "system_benefit", "cost"} <= set(values):
        cost = values["cost"]
        values["benefit_cost_ratio"] = np.divide(
            values["system_benefit"], cost, out=np.full_like(cost, np.nan), where=cost > 0.0
        )
    values |= _of_groups(groups, futures)
    return Futures(futures.strategies, futures.runs, futures.draws, values)


def _of_groups(groups: pd.DataFrame | None, futures: Futures) -> dict[str, Floats]:
    """What is known by group: benefits of members, constituents, others and each group of the scenario."""
    if groups is None or "added" not in groups or not len(groups):
        return dict.fromkeys(_CATEGORY_COLUMNS, np.full((len(futures.runs), len(futures.strategies)), np.nan))
    row = np.searchsorted(futures.runs, groups["run"].to_numpy(np.int64))
    column = pd.Categorical(groups["strategy"].astype(str), categories=list(futures.strategies)).codes
    found: dict[str, Floats] = {}

    def table(name: str, what: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> Floats:
        made, chosen = np.full((len(futures.runs), len(futures.strategies)), np.nan), name_of == name
        made[row[chosen], column[chosen]] = what[chosen]
        return made

    name_of = groups["group"].to_numpy(str)
    actors = groups["actors"].to_numpy(np.float64)
    total = np.where(actors > 0, actors * groups["added"].to_numpy(np.float64), 0.0)
    relative = groups["added_relative"].to_numpy(np.float64)
    for outcome, category in _CATEGORY_COLUMNS.items():
        found[outcome] = table(category, total)
    for group in pd.unique(groups["group"]):
        if group not in (*CATEGORIES, _OTHERS) and not str(group).startswith(_ROLE):
            found[benefit_column(str(group))] = table(str(group), total)
    found[GAP_SHARE.name] = table(_OTHERS, relative) - table(_MARGINALISED, relative)
    return found
