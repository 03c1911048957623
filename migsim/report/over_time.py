"""What happens over the weeks: one row for each strategy, one column for each measure, the exit marked in each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from migsim.analysis import Comparison
from migsim.analysis.statistics import Floats
from migsim.analysis.words import value
from migsim.report.drawing import NAMES, WIDTH, bare, name, page, panel, rule, stripe, write
from migsim.report.style import GROUND, INK, QUIET, colours, ink

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

AFTER_EXIT = 104
_WEEKS_A_MONTH = 52 / 12
_POINTS = 65
_ROW, _TOP, _LABEL, _MARGIN = 0.5, 0.5, 0.42, 0.07


@dataclass(frozen=True)
class Measure:
    """One column: heading, unit, and how it is made from the weekly series.

    A flow (`a_month`) is a sum over weeks, so it has no value at week 0 and is shown as a rate.
    """

    key: str
    heading: str
    unit: str
    make: Callable[[pd.DataFrame], "pd.Series[float]"]
    a_month: bool = False


MEASURES = (
    Measure("trust", "Trust", "index", lambda w: w["trust"]),
    Measure("meetings", "Meetings\na month", "count", lambda w: w["meetings"] * _WEEKS_A_MONTH, a_month=True),
    Measure("deals_running", "Deals\nrunning", "count", lambda w: w["deals_running"]),
    Measure("severity", "Constraints left\n(start = 100%)", "share", lambda w: w["severity"]),
    Measure(
        "income",
        "Extra income\na month",
        "money",
        lambda w: (w["member_income"] + w["constituent_income"] + w["wider_income"]) * _WEEKS_A_MONTH,
        a_month=True,
    ),
)


@dataclass(frozen=True)
class Course:
    """Course of one measure under one strategy.

    Attributes
    ----------
    week : array of float, shape (points,)
        Middle of each bin of weeks.
    mean, low, high : array of float, shape (points,)
        Mean over futures, and the range that 8 of 10 lie in.
    """

    week: Floats
    mean: Floats
    low: Floats
    high: Floats

    def at(self, week: float) -> float:
        """Mean at a week."""
        known = np.isfinite(self.mean)
        return float(np.interp(week, self.week[known], self.mean[known])) if known.any() else float("nan")


Courses = Mapping[str, Mapping[str, Course]]  # by strategy and measure


def courses(weekly: pd.DataFrame, strategies: list[str]) -> Courses:
    """Reduce weekly series to a course for each strategy and measure."""
    last = int(weekly["week"].max())
    size = max(1, -(-last // _POINTS))
    bin_of = (np.arange(last + 1) + size - 1) // size  # week 0 stands alone
    middle = np.array([np.mean(np.flatnonzero(bin_of == b)) for b in range(bin_of[-1] + 1)])
    result: dict[str, dict[str, Course]] = {}
    for key in strategies:
        rows = weekly[weekly["strategy"] == key]
        runs, run = np.unique(rows["run"].to_numpy(), return_inverse=True)
        week = rows["week"].to_numpy(dtype=np.int64)
        result[key] = {
            m.key: _course(_series(m, rows), run, week, (len(runs), last + 1), bin_of, middle) for m in MEASURES
        }
    return result


def _series(measure: Measure, rows: pd.DataFrame) -> Floats:
    x: Floats = np.array(measure.make(rows), dtype=np.float64)
    if measure.a_month:
        x[rows["week"].to_numpy() == 0] = np.nan
    return x


def _course(
    x: Floats, run: np.ndarray, week: np.ndarray, shape: tuple[int, int], bin_of: np.ndarray, middle: Floats
) -> Course:
    table = np.full(shape, np.nan)
    table[run, week] = x
    known = np.isfinite(table)
    starts = np.searchsorted(bin_of, np.arange(len(middle)))
    count = np.add.reduceat(known, starts, axis=1)
    total = np.add.reduceat(np.where(known, table, 0.0), starts, axis=1)
    binned = np.where(count > 0, total / np.maximum(count, 1), np.nan)
    empty = ~np.isfinite(binned).any(axis=0)
    binned[:, empty] = 0.0
    quantile = np.nanquantile if np.isnan(binned).any() else np.quantile  # the former is far slower
    low, high = quantile(binned, (0.1, 0.9), axis=0)
    lines = (np.where(empty, np.nan, line) for line in (np.nanmean(binned, axis=0), low, high))
    return Course(middle, *lines)


def exit_weeks(weekly: pd.DataFrame) -> dict[str, float | None]:
    """First week without paid support (median over futures); None where nothing was paid or payment never ended."""
    last = int(weekly["week"].max())
    exits: dict[str, float | None] = {}
    for key, rows in weekly.groupby("strategy", sort=False):
        paid = rows[rows["cost"] > 0].groupby("run")["week"].max()
        week = float(paid.median()) + 1 if len(paid) else None
        exits[str(key)] = week if week is not None and week <= last else None
    return exits


def over_time(comparison: Comparison, drawn: Courses) -> "Figure":
    """Trust, meetings, deals, constraints and income over the weeks."""
    colour, keys = colours(comparison.titles), list(comparison.titles)
    exits = exit_weeks(comparison.weekly)
    figure = page(_TOP + _ROW * len(keys) + 0.42)
    across = (WIDTH - NAMES) / len(MEASURES)
    leader = comparison.recommendation().leader
    for i, key in enumerate(keys):
        name(figure, _TOP + (i + 0.5) * _ROW, comparison.titles[key], colour[key])
        rule(figure, _TOP + i * _ROW)
        if key == leader and len(keys) > 1:
            stripe(figure, _TOP + i * _ROW, _ROW, colour[key])
    write(figure, NAMES - 0.2, _TOP + len(keys) * _ROW + 0.14, "year", ha="right", color=QUIET)
    for j, measure in enumerate(MEASURES):
        left = NAMES + j * across
        write(figure, left, 0.22, measure.heading, fontweight="bold", linespacing=1.15)
        place = _Place([drawn[key][measure.key] for key in keys])
        axes = panel(figure, left, _TOP, across - _LABEL - 0.1, _ROW * len(keys))
        bare(axes)
        axes.set(xlim=(0, drawn[keys[0]][measure.key].week[-1]), ylim=(_ROW * len(keys), 0))
        for i, key in enumerate(keys):
            course, base = drawn[key][measure.key], drawn.get("no-project", {}).get(measure.key)
            _cell(axes, place, i, course, base if key != "no-project" else None, exits.get(key), colour[key])
            number = value(course.at(_after(exits.get(key), course)), measure.unit, comparison.scenario.currency)
            where = left + across - _LABEL - 0.05
            write(figure, where, _TOP + (i + 0.5) * _ROW, number, color=ink(colour[key]), fontsize=8.5)
        _years(figure, left, across - _LABEL - 0.1, _TOP + len(keys) * _ROW, drawn[keys[0]][measure.key].week[-1])
    return figure


def _after(exit_week: float | None, course: Course) -> float:
    """Two years after the exit, or the last week when there is none (or not two years)."""
    last = float(course.week[-1])
    return last if exit_week is None else min(exit_week + AFTER_EXIT, last)


class _Place:
    """Where a value lies within a row (inches from the top of the first row), on the scale shared by a column."""

    def __init__(self, lines: list[Course]) -> None:
        known = np.concatenate([np.concatenate([c.low, c.high, c.mean]) for c in lines])
        known = known[np.isfinite(known)]
        self.low, self.high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)

    def __call__(self, row: int, x: Floats) -> Floats:
        """Heights of values in a row; in the middle when nothing ever differs."""
        share = (x - self.low) / (self.high - self.low) if self.high > self.low else 0 * x + 0.5
        return row * _ROW + _MARGIN + (1 - share) * (_ROW - 2 * _MARGIN)


def _cell(
    axes: "Axes", place: _Place, row: int, course: Course, base: Course | None, exit_week: float | None, colour: str
) -> None:
    if base is not None:
        axes.plot(base.week, place(row, base.mean), color=QUIET, lw=0.8, ls=(0, (1, 1.5)), zorder=2)
    band = place(row, course.low), place(row, course.high)
    axes.fill_between(course.week, *band, color=colour, alpha=0.18, lw=0, zorder=1)
    axes.plot(course.week, place(row, course.mean), color=colour, lw=1.5, zorder=3)
    if exit_week is not None:
        ends = [row * _ROW + 0.05, (row + 1) * _ROW - 0.05]
        axes.plot([exit_week, exit_week], ends, color=INK, lw=0.9, ls=(0, (3, 2)), zorder=2)
    week = _after(exit_week, course)
    height = place(row, np.array([course.at(week)]))
    axes.plot([week], height, "o", ms=5, color=colour, mec=GROUND, mew=1, clip_on=False, zorder=4)


def _years(figure: "Figure", left: float, across: float, top: float, last: float) -> None:
    """Write years below a column, as many as have room."""
    rule(figure, top)
    years = int(last // 52)
    every = max(1, -(-years // 3))
    for year in range(0, years + 1, every):
        write(figure, left + across * min(1.0, 52 * year / last), top + 0.14, str(year), ha="center", color=QUIET)
