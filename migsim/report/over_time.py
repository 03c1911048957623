"""What happens over the weeks: one row for each strategy, one column for each measure, the exit marked in each."""

from collections.abc import Callable
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
_ROW, _TOP, _LABEL = 0.6, 0.5, 0.42


@dataclass(frozen=True)
class Measure:
    """One column: heading, unit, and how it is made from the weekly series."""

    key: str
    heading: str
    unit: str
    make: Callable[[pd.DataFrame], "pd.Series[float]"]


MEASURES = (
    Measure("trust", "Trust", "index", lambda w: w["trust"]),
    Measure("meetings", "Meetings\na month", "count", lambda w: w["meetings"] * _WEEKS_A_MONTH),
    Measure("deals_running", "Deals\nrunning", "count", lambda w: w["deals_running"]),
    Measure("severity", "Constraints left\n(start = 100%)", "share", lambda w: w["severity"]),
    Measure(
        "income",
        "Extra income\na month",
        "money",
        lambda w: (w["member_income"] + w["constituent_income"] + w["wider_income"]) * _WEEKS_A_MONTH,
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


def courses(weekly: pd.DataFrame, strategies: list[str]) -> dict[str, dict[str, Course]]:
    """Reduce weekly series to a course for each strategy and measure."""
    last = int(weekly["week"].max())
    size = max(1, -(-last // _POINTS))
    bin_of = (np.arange(last + 1) + size - 1) // size  # week 0 stands alone
    middle = np.array([np.mean(np.flatnonzero(bin_of == b)) for b in range(bin_of[-1] + 1)])
    result = {}
    for key in strategies:
        rows = weekly[weekly["strategy"] == key]
        runs, run = np.unique(rows["run"].to_numpy(), return_inverse=True)
        week = rows["week"].to_numpy(dtype=np.int64)
        result[key] = {
            m.key: _course(m.make(rows).to_numpy(dtype=np.float64), run, week, (len(runs), last + 1), bin_of, middle)
            for m in MEASURES
        }
    return result


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
    low, high = np.nanquantile(binned, (0.1, 0.9), axis=0)
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


def over_time(comparison: Comparison) -> "Figure":
    """Trust, meetings, deals, constraints and income over the weeks."""
    colour, keys = colours(comparison.titles), list(comparison.titles)
    drawn = courses(comparison.weekly, keys)
    exits = exit_weeks(comparison.weekly)
    figure = page(_TOP + _ROW * len(keys) + 0.42)
    across = (WIDTH - NAMES) / len(MEASURES)
    leader = comparison.recommendation().leader
    for i, key in enumerate(keys):
        name(figure, _TOP + (i + 0.5) * _ROW, comparison.titles[key], colour[key])
        rule(figure, _TOP + i * _ROW)
        if key == leader and len(keys) > 1:
            stripe(figure, _TOP + i * _ROW, _ROW, colour[key])
    for j, measure in enumerate(MEASURES):
        left = NAMES + j * across
        write(figure, left, 0.22, measure.heading, fontweight="bold", linespacing=1.15)
        limits = _limits([drawn[key][measure.key] for key in keys])
        for i, key in enumerate(keys):
            axes = panel(figure, left, _TOP + i * _ROW + 0.07, across - _LABEL - 0.1, _ROW - 0.14)
            base = drawn.get("no-project", {}).get(measure.key) if key != "no-project" else None
            _cell(axes, drawn[key][measure.key], base, exits.get(key), colour[key], limits)
            shown = _after(exits.get(key), drawn[key][measure.key])
            number = value(drawn[key][measure.key].at(shown), measure.unit, comparison.scenario.currency)
            where = left + across - _LABEL - 0.05
            write(figure, where, _TOP + (i + 0.5) * _ROW, number, color=ink(colour[key]), fontsize=8)
        _years(figure, left, across - _LABEL - 0.1, _TOP + len(keys) * _ROW, drawn[keys[0]][measure.key].week[-1])
    return figure


def _after(exit_week: float | None, course: Course) -> float:
    """Two years after the exit, or the last week when there is none (or not two years)."""
    last = float(course.week[-1])
    return last if exit_week is None else min(exit_week + AFTER_EXIT, last)


def _limits(lines: list[Course]) -> tuple[float, float]:
    known = np.concatenate([np.concatenate([c.low, c.high, c.mean]) for c in lines])
    known = known[np.isfinite(known)]
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    room = 0.06 * (high - low) or 0.5
    return low - room, high + room


def _cell(
    axes: "Axes", course: Course, base: Course | None, exit_week: float | None, colour: str, limits: tuple[float, float]
) -> None:
    bare(axes)
    axes.set(xlim=(0, course.week[-1]), ylim=limits)
    if base is not None:
        axes.plot(base.week, base.mean, color=QUIET, lw=0.8, ls=(0, (1, 1.5)), zorder=2)
    axes.fill_between(course.week, course.low, course.high, color=colour, alpha=0.18, lw=0, zorder=1)
    axes.plot(course.week, course.mean, color=colour, lw=1.5, zorder=3)
    if exit_week is not None:
        axes.axvline(exit_week, color=INK, lw=0.9, ls=(0, (3, 2)), zorder=2)
    week = _after(exit_week, course)
    axes.plot([week], [course.at(week)], "o", ms=5, color=colour, mec=GROUND, mew=1, clip_on=False, zorder=4)


def _years(figure: "Figure", left: float, across: float, top: float, last: float) -> None:
    """Write years below a column, as many as have room."""
    rule(figure, top)
    years = int(last // 52)
    every = max(1, -(-years // 3))
    for year in range(0, years + 1, every):
        words = "year 0" if year == 0 else str(year)
        write(figure, left + across * min(1.0, 52 * year / last), top + 0.13, words, ha="center" if year else "left", color=QUIET)
