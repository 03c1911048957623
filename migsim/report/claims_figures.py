"""One figure a claim: the effect in twenty equally likely futures, and beside it the first of its details."""

from typing import TYPE_CHECKING

import numpy as np

from migsim.analysis.claims import Claims
from migsim.analysis.claims.model import Detail
from migsim.analysis.claims.result import Result
from migsim.analysis.claims.words import amount
from migsim.report.dots import quantile_dots, stack
from migsim.report.drawing import page, panel, to_svg, write
from migsim.report.figures import Drawing
from migsim.report.style import GROUND, INK, QUIET, RULE, plain_style, two_lines

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FOR, AGAINST, BLUE = "#22a587", "#7f0842", "#2b1a86"
_LEFT, _TOP = 0.12, 0.34
_DOTS_WIDTH, _GAP = 3.45, 0.5
_ROW, _LABEL = 0.3, 1.95
_BINS = 26


def claim_drawings(claims: Claims) -> dict[str, Drawing]:
    """Draw every claim; keys are the ids in lower case."""
    with plain_style():
        return {result.claim.id.lower(): _drawing(result, claims.scenario.currency) for result in claims.results}


def _drawing(result: Result, currency: str) -> Drawing:
    words = _caption(result)
    key = result.claim.id.lower()
    svg = to_svg(_figure(result, currency), key, f"{result.claim.text}. {words}")
    return Drawing(key, result.claim.text, words, svg)


def _caption(result: Result) -> str:
    """How to read the figure, in a sentence or two."""
    words = (
        f"Left: {result.claim.outcome}; each dot is one of 20 equally likely simulated futures. Green dots speak for "
        "the claim, dark ones against it."
    )
    if not result.details:
        return words
    title = result.details[0].title
    return f"{words} Right: {title[:1].lower()}{title[1:]} (bars: 90 % interval)."


def _figure(result: Result, currency: str) -> "Figure":
    detail = result.details[0] if result.details else None
    rows = len(detail.rows) if detail and not detail.curve else 6
    height = max(rows * _ROW, 1.5)
    figure = page(_TOP + height + 0.62)
    axes = panel(figure, _LEFT, _TOP, _DOTS_WIDTH, height)
    write(figure, _LEFT, 0.14, "The effect", fontweight="bold", color=INK)
    _dots(axes, result, currency, height)
    if detail is not None:
        left = _LEFT + _DOTS_WIDTH + _GAP
        write(figure, left, 0.14, two_lines(detail.title, 64).split("\n")[0], fontweight="bold", color=INK)
        across = figure.get_size_inches()[0] - left - 0.15
        if detail.curve:
            _curve(panel(figure, left + 0.45, _TOP, across - 0.45, height), detail, currency)
        else:
            _intervals(panel(figure, left + _LABEL, _TOP, across - _LABEL, height), detail, currency)
    return figure


def _dots(axes: "Axes", result: Result, currency: str, height: float) -> None:
    """Twenty equally likely values of the effect, coloured by which way they speak."""
    claim, finding = result.claim, result.answer.finding
    dots = quantile_dots(finding.effect)
    axes.set(yticks=[], ylim=(0, height))
    axes.spines[["left"]].set_visible(False)
    if not len(dots):
        axes.set_xticks([])
        axes.text(0.5, 0.5, "no value in any future", transform=axes.transAxes, ha="center", color=QUIET)
        return
    against = claim.against
    low, high = min(float(dots.min()), against), max(float(dots.max()), against)
    room = 0.08 * (high - low) or max(abs(high), 1.0) * 0.2
    low, high = low - room, high + room
    width = (high - low) / _BINS
    centre, level = stack(dots, low, width)
    size = _DOTS_WIDTH / _BINS
    step = min(size, (height - 0.1 - size) / max(float(level.max()), 1.0))
    speaks = np.sign(claim.sign * (dots - against))
    tints = [FOR if s > 0 else AGAINST if s < 0 else QUIET for s in speaks]
    axes.scatter(
        centre,
        0.05 + size / 2 + level * step,
        s=(72 * size * 0.94) ** 2,
        c=tints,
        edgecolors=GROUND,
        linewidths=0.5,
        zorder=3,
    )
    axes.set_xlim(low, high)
    axes.axvline(against, color=INK, lw=1.1, zorder=2)
    axes.axvline(finding.mean, color=QUIET, lw=0.9, ls=(0, (3, 2)), zorder=2)
    _money_axis(axes, claim.unit, currency, f"{claim.outcome}; dashed: average", 54)


def _intervals(axes: "Axes", detail: Detail, currency: str) -> None:
    """Rows of a detail as points with their interval."""
    rows = list(detail.rows)
    axes.axvline(0, color=RULE, lw=1.0, zorder=0)
    for n, row in enumerate(rows):
        if row.mean == row.mean:
            if row.low == row.low:
                axes.plot([row.low, row.high], [n, n], color=BLUE, lw=2.2, alpha=0.45, solid_capstyle="butt", zorder=2)
            axes.plot([row.mean], [n], "o", color=BLUE, ms=5, zorder=3)
    axes.set(ylim=(len(rows) - 0.5, -0.5), yticks=range(len(rows)))
    axes.set_yticklabels([two_lines(row.name, 30) for row in rows], fontsize=8, color=INK, linespacing=1.05)
    axes.tick_params(axis="y", length=0)
    axes.spines[["left"]].set_visible(False)
    axes.margins(x=0.12)
    _money_axis(axes, detail.unit, currency, "", 40, most=4)


def _curve(axes: "Axes", detail: Detail, currency: str) -> None:
    """Rows of a detail as a curve, each name a place along the axis."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    x = [float(row.name) for row in detail.rows]
    mean, low, high = (np.array([getattr(row, part) for row in detail.rows]) for part in ("mean", "low", "high"))
    axes.fill_between(x, low, high, color=BLUE, alpha=0.15, lw=0)
    axes.plot(x, mean, "o-", color=BLUE, ms=4, lw=1.4)
    axes.axhline(0, color=RULE, lw=1.0, zorder=0)
    axes.axvline(26, color=QUIET, lw=0.9, ls=(0, (3, 2)))
    axes.text(27, axes.get_ylim()[1], "six months", color=QUIET, fontsize=8, va="top")
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: amount(y, detail.unit, currency)))
    axes.set_xlabel("weeks of facilitation", fontsize=8)
    axes.tick_params(labelsize=8)


def _money_axis(axes: "Axes", unit: str, currency: str, label: str, width: int, most: int = 5) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axes.xaxis.set_major_locator(MaxNLocator(most, steps=[1, 2, 5, 10]))  # steps that few digits can tell
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: amount(x, unit, currency)))
    axes.tick_params(axis="x", labelsize=8)
    if label:
        axes.set_xlabel(two_lines(label, width), fontsize=8)
