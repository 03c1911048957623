"""Small functions that make headline effects and details from the outcomes of arms."""

from collections.abc import Callable, Sequence

import numpy as np

from migsim.analysis.claims.model import DRAW, Arm, Columns, DetailRow, Played
from migsim.analysis.statistics import Floats, summary

INCOMES = ("member_income", "constituent_income", "wider_income")


def difference(column: str, one: Arm, other: Arm) -> Callable[[Played], Floats]:
    """Make the effect "`column` of one arm less that of the other, within each future"."""

    def effect(played: Played) -> Floats:
        gap: Floats = played[one.name][column] - played[other.name][column]
        return gap

    return effect


def row(name: str, values: Floats, draws: Floats | None = None) -> DetailRow:
    """Summarise one value a future: the mean with its 90 % interval, clustered by `draws` where they are given."""
    told = summary(np.asarray(values, dtype=np.float64), draws)
    return DetailRow(name, told["mean"], told["mean_low"], told["mean_high"])


def differences(played: Played, one: Arm, other: Arm, columns: Sequence[tuple[str, str]]) -> list[DetailRow]:
    """Summarise differences of several columns, given as (column, words)."""
    draws = played[one.name].get(DRAW)
    return [row(words, difference(column, one, other)(played), draws) for column, words in columns]


def income(columns: Columns, weeks: str) -> Floats:
    """Income gained by the whole market over a stretch of weeks, money a year."""
    total: Floats = 52.0 * np.sum([columns[f"{name}@{weeks}"] for name in INCOMES], axis=0)
    return total


def share_of(part: Floats, whole: Floats, least: float = 0.0) -> Floats:
    """Reckon a share in each future; missing where the whole is at most `least`."""
    share = np.full(len(whole), np.nan)
    np.divide(part, whole, out=share, where=whole > least)
    return share
