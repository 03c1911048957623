"""What happens over the weeks: one row for each strategy, one column for each measure, the exit marked in each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from migsim.analysis import Comparison
from migsim.analysis.statistics import Floats
from migsim.analysis.words import value
from migsim.defaults import NO_PROJECT
from migsim.report.sheet import NAMES, WIDTH, Canvas
from migsim.report.style import GROUND, INK, QUIET, colours, ink

AFTER_EXIT = 104
_WEEKS_A_MONTH = 52 / 12
_POINTS = 65
_ROW, _TOP, _LABEL, _MARGIN = 0.5, 0.5, 0.42, 0.07


@dataclass(frozen=True)
class PlottedMeasure:
    """One column: heading, unit, and how it is made from the weekly series.

    A flow (`a_month`) is a sum over weeks, so it has no value at week 0 and is shown as a rate.
    """

    key: str
    heading: str
    unit: str
    make: Callable[[pd.DataFrame], "pd.Series[float]"]
    a_month: bool = False
    added: bool = False  # over the same future without a project, where that was run


MEASURES = (
    PlottedMeasure("trust", "Trust", "index", lambda w: w["trust"]),
    PlottedMeasure("meetings", "Meetings\na month", "count", lambda w: w["meetings"] * _WEEKS_A_MONTH, a_month=True),
    PlottedMeasure("deals_running", "Deals\nrunning", "count", lambda w: w["deals_running"]),
    PlottedMeasure("severity", "Constraints left\n(start = 100%)", "share", lambda w: w["severity"]),
    PlottedMeasure(
        "income",
        "Added income\na month",
        "money",
        lambda w: (w["member_income"] + w["constituent_income"] + w["wider_income"]) * _WEEKS_A_MONTH,
        a_month=True,
        added=True,
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
    base = weekly[weekly["strategy"] == NO_PROJECT]
    for key in strategies:
        rows = weekly[weekly["strategy"] == key]
        runs, run = np.unique(rows["run"].to_numpy(), return_inverse=True)
        week = rows["week"].to_numpy(dtype=np.int64)
        result[key] = {
            m.key: _course(_series(m, rows, base), run, week, (len(runs), last + 1), bin_of, middle) for m in MEASURES
        }
    return result


def _series(measure: PlottedMeasure, rows: pd.DataFrame, base: pd.DataFrame) -> Floats:
    x: Floats = np.array(measure.make(rows), dtype=np.float64)
    if measure.added and len(base):  # the same runs and weeks in the same order
        x = x - np.array(measure.make(base), dtype=np.float64)
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


def over_time(comparison: Comparison, drawn: Courses) -> Canvas:
    """Trust, meetings, deals, constraints and income over the weeks."""
    colour, keys = colours(comparison.titles), list(comparison.titles)
    exits = exit_weeks(comparison.weekly)
    sheet = Canvas(_TOP + _ROW * len(keys) + 0.42)
    across = (WIDTH - NAMES) / len(MEASURES)
    leader = comparison.recommendation().leader
    for i, key in enumerate(keys):
        if key == leader and len(keys) > 1:
            sheet.stripe(_TOP + i * _ROW, _ROW, colour[key])
        sheet.name(_TOP + (i + 0.5) * _ROW, comparison.titles[key], colour[key])
        sheet.rule(_TOP + i * _ROW)
    sheet.write(NAMES - 0.2, _TOP + len(keys) * _ROW + 0.14, "year", align="right", colour=QUIET)
    for j, measure in enumerate(MEASURES):
        left, wide = NAMES + j * across, across - _LABEL - 0.1
        sheet.write(left, 0.22, measure.heading, bold=True)
        place = _Place([drawn[key][measure.key] for key in keys], left, wide)
        for i, key in enumerate(keys):
            course, base = drawn[key][measure.key], drawn.get(NO_PROJECT, {}).get(measure.key)
            _cell(sheet, place, i, course, base if key != NO_PROJECT else None, exits.get(key), colour[key])
            number = value(course.at(_after(exits.get(key), course)), measure.unit, comparison.scenario.currency)
            where = left + across - _LABEL - 0.05
            sheet.write(where, _TOP + (i + 0.5) * _ROW, number, colour=ink(colour[key]), size=8.5)
        _years(sheet, left, wide, _TOP + len(keys) * _ROW, drawn[keys[0]][measure.key].week[-1])
    return sheet


def _after(exit_week: float | None, course: Course) -> float:
    """Two years after the exit, or the last week when there is none (or not two years)."""
    last = float(course.week[-1])
    return last if exit_week is None else min(exit_week + AFTER_EXIT, last)


class _Place:
    """Where a week and a value lie on the sheet, on the scale shared by a column."""

    def __init__(self, lines: list[Course], left: float, wide: float) -> None:
        known = np.concatenate([np.concatenate([c.low, c.high, c.mean]) for c in lines])
        known = known[np.isfinite(known)]
        self.low, self.high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
        self.left, self.inch = left, wide / max(float(lines[0].week[-1]), 1.0)

    def across(self, week: Floats) -> Floats:
        """Inches from the left."""
        return self.left + week * self.inch

    def down(self, row: int, x: Floats) -> Floats:
        """Inches from the top; in the middle of a row when nothing ever differs."""
        share = (x - self.low) / (self.high - self.low) if self.high > self.low else 0 * x + 0.5
        return _TOP + row * _ROW + _MARGIN + (1 - share) * (_ROW - 2 * _MARGIN)


def _cell(
    sheet: Canvas, place: _Place, row: int, course: Course, base: Course | None, exit_week: float | None, colour: str
) -> None:
    if base is not None and (known := np.isfinite(base.mean)).any():
        sheet.course(place.across(base.week[known]), place.down(row, base.mean[known]), QUIET, 0.8, dash="0.8 1.2")
    known = np.isfinite(course.mean)
    if known.any():
        week = place.across(course.week[known])
        low, high = place.down(row, course.low[known]), place.down(row, course.high[known])
        sheet.area(np.concatenate([week, week[::-1]]), np.concatenate([low, high[::-1]]), colour, 0.18)
        sheet.course(week, place.down(row, course.mean[known]), colour)
    if exit_week is not None:
        at = float(place.across(np.array(exit_week)))
        sheet.line((at, at), (_TOP + row * _ROW + 0.05, _TOP + (row + 1) * _ROW - 0.05), INK, 0.9, dash="2.7 1.8")
    after = _after(exit_week, course)
    if known.any():
        height = float(place.down(row, np.array(course.at(after))))
        sheet.dot(float(place.across(np.array(after))), height, 6 / 72, colour, edge=GROUND, edge_width=1)


def _years(sheet: Canvas, left: float, across: float, top: float, last: float) -> None:
    """Write years below a column, as many as have room."""
    sheet.rule(top)
    years = int(last // 52)
    every = max(1, -(-years // 3))
    for year in range(0, years + 1, every):
        sheet.write(left + across * min(1.0, 52 * year / last), top + 0.14, str(year), align="center", colour=QUIET)
