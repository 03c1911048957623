"""Quantile dot plots: each dot is one of twenty equally likely futures (Kay et al. 2016; Fernandes et al. 2018)."""

from dataclasses import dataclass

import numpy as np

from migsim.analysis import Comparison
from migsim.analysis.statistics import Floats, mean
from migsim.analysis.words import tenths, value
from migsim.report.sheet import NAMES, WIDTH, Canvas, round_steps
from migsim.report.style import GROUND, QUIET, RULE, colours

DOTS = 20
_ROW = 0.43  # so that both figures of ten strategies fit on one printed page
_BINS = 40


def quantile_dots(x: Floats, count: int = DOTS) -> Floats:
    """Twenty equally likely values: those seen at the quantiles 2.5 %, 7.5 %, … 97.5 %, missing ones left out."""
    kept = x[np.isfinite(x)]
    levels = (np.arange(count) + 0.5) / count
    dots: Floats = np.quantile(kept, levels, method="inverted_cdf") if len(kept) else np.empty(0)
    return dots


def stack(dots: Floats, low: float, width: float) -> tuple[Floats, Floats]:
    """Put dots into bins and pile them up.

    Values of exactly 0 (ties) stand on the zero line; values that are far enough apart anyway (counts) stand where they
    are.

    Returns
    -------
    centre, level : array of float
        Middle of each dot's bin, and its place in the pile from 0.
    """
    apart = np.diff(np.unique(dots))
    if len(apart) and apart.min() >= width:
        bins = (dots - low) / width - 0.5
    else:
        bins = np.where(dots == 0, -low / width - 0.5, np.floor((dots - low) / width + 1e-9))
    level = np.zeros(len(dots))
    for i in range(1, len(dots)):
        level[i] = level[i - 1] + 1 if bins[i] == bins[i - 1] else 0
    return low + (bins + 0.5) * width, level


@dataclass(frozen=True)
class _Scale:
    """A common axis: from `low`, so many units to the inch, in bins of `width` units."""

    low: float
    high: float
    width: float
    right: float

    @property
    def across(self) -> float:
        """Inches."""
        return WIDTH - NAMES - self.right

    def at(self, x: float) -> float:
        """Inches from the left of the sheet."""
        return NAMES + self.across * (x - self.low) / (self.high - self.low)


def outcome_dots(comparison: Comparison) -> Canvas:
    """Show what each strategy brings: twenty equally likely futures of the objective for each."""
    colour, top = colours(comparison.titles), 0.12
    rows = {key: quantile_dots(comparison.futures.of(comparison.objective, key)) for key in comparison.titles}
    sheet, scale = _rows(comparison, rows, top, right=0.25, zero=False)
    for i, (key, dots) in enumerate(rows.items()):
        centre = mean(comparison.futures.of(comparison.objective, key))
        if len(dots) and np.ptp(dots) > 0:
            at, ends = scale.at(centre), (top + i * _ROW + 0.05, top + (i + 1) * _ROW)
            sheet.line((at, at), ends, colour[key], 0.9, dash="1.8 1.8")
        _pile(sheet, scale, top + i * _ROW, dots, [colour[key]] * len(dots), _always(comparison, dots))
    sheet.write(NAMES + scale.across / 2, sheet.height - 0.14, _axis_words(comparison), align="center", colour=QUIET)
    return sheet


def lead_dots(comparison: Comparison) -> Canvas | None:
    """Hold the leader against every other strategy within the same futures; None without anything to compare."""
    told = comparison.recommendation()
    if told.leader is None or told.runner_up is None:
        return None
    colour, futures, sign, top = colours(comparison.titles), comparison.futures, comparison.outcome.sign, 0.42
    ours = futures.of(comparison.objective, told.leader)
    leads = {
        key: sign * (ours - futures.of(comparison.objective, key)) for key in comparison.titles if key != told.leader
    }
    leads = {key: lead for key, lead in leads.items() if np.isfinite(lead).any()}
    rows = {key: quantile_dots(lead) for key, lead in leads.items()}
    sheet, scale = _rows(comparison, rows, top, right=1.0, zero=True)
    for i, (key, dots) in enumerate(rows.items()):
        tints = [colour[told.leader] if dot > 0 else colour[key] if dot < 0 else QUIET for dot in dots]
        _pile(sheet, scale, top + i * _ROW, dots, tints, _always(comparison, dots))
        known = leads[key][np.isfinite(leads[key])]
        won = tenths(int(np.count_nonzero(known > 0)), len(known))
        sheet.write(WIDTH - 0.92, top + (i + 0.5) * _ROW, won.replace("than ", "than\n"))
    sheet.write(WIDTH - 0.92, 0.2, "It wins in", bold=True)
    # The heading above the figure names the leader; its name would not always fit in here.
    sheet.write(scale.at(0.0) + 0.08, 0.2, "the leader is better →", bold=True)
    sheet.write(scale.at(0.0) - 0.08, 0.2, "← the other is better", colour=QUIET, align="right")
    words = f"{comparison.outcome.label}: lead over the strategy named at the left"
    sheet.write(NAMES + scale.across / 2, sheet.height - 0.14, words, align="center", colour=QUIET)
    return sheet


def _rows(
    comparison: Comparison, rows: dict[str, Floats], top: float, right: float, zero: bool
) -> tuple[Canvas, _Scale]:
    """Lay out one row for each strategy over a common axis."""
    colour, height = colours(comparison.titles), _ROW * len(rows)
    sheet = Canvas(top + height + 0.55)
    low, high = _span(rows, zero)
    width = (high - low) / _BINS
    if low < 0 < high:  # zero is an edge of bins, so that no dot lands on the wrong side
        low = float(-width * np.ceil(-low / width))
        high = low + _BINS * width
    scale = _Scale(low, high, width, right)
    leader = comparison.recommendation().leader
    for i, key in enumerate(rows):
        if key == leader and len(rows) > 1:
            sheet.stripe(top + i * _ROW, _ROW, colour[key])
        sheet.name(top + (i + 0.5) * _ROW, comparison.titles[key], colour[key])
        sheet.rule(top + (i + 1) * _ROW)
    for x in round_steps(low, high, 7, whole=comparison.outcome.unit == "count"):
        at, text = scale.at(x), value(x, comparison.outcome.unit, comparison.scenario.currency)
        sheet.line((at, at), (top, top + height), RULE, 0.6)
        sheet.write(at, top + height + 0.14, text, align="center", colour=QUIET)
    if low < 0 < high:
        sheet.line((scale.at(0.0), scale.at(0.0)), (top, top + height), QUIET, 1.1)
    return sheet, scale


def _span(rows: dict[str, Floats], zero: bool) -> tuple[float, float]:
    known = np.concatenate([*rows.values(), np.zeros(1 if zero else 0)])
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    room = 0.06 * (high - low) or max(abs(high), 1.0) * 0.5
    low, high = low - room, high + room
    if zero:  # room for the words on both sides of the zero line
        low, high = min(low, -0.36 * (high - low)), max(high, 0.36 * (high - low))
    return low, high


def _pile(sheet: Canvas, scale: _Scale, top: float, dots: Floats, tints: list[str], always: str) -> None:
    """Pile dots up in a row that begins at a height."""
    if not len(dots):
        sheet.write(NAMES + 0.1, top + 0.5 * _ROW, "no value in any future", colour=QUIET, italic=True)
        return
    size = scale.across / _BINS
    if np.ptp(dots) == 0:
        sheet.dot(scale.at(dots[0]), top + 0.5 * _ROW, 1.4 * size, tints[0])
        sheet.write(scale.at(dots[0]) + 1.6 * size, top + 0.5 * _ROW, always, colour=QUIET)
        return
    centre, level = stack(dots, scale.low, scale.width)
    step = min(size, (_ROW - 0.08 - size) / max(level.max(), 1))
    for i in np.argsort(level, kind="stable"):
        y = top + _ROW - 0.03 - size / 2 - level[i] * step
        sheet.dot(scale.at(centre[i]), float(y), 0.96 * size, tints[i], edge=GROUND)


def _always(comparison: Comparison, dots: Floats) -> str:
    return f"always {value(dots[0], comparison.outcome.unit, comparison.scenario.currency)}" if len(dots) else ""


def _axis_words(comparison: Comparison) -> str:
    extra = " (less is better)" if comparison.outcome.lower_is_better else ""
    return f"{comparison.outcome.label}{extra}; dashed line: average"
