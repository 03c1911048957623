"""Figures of a sensitivity analysis: what matters, with intervals, and the outcome along each factor."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from migsim.analysis.outcomes import OUTCOMES
from migsim.analysis.sensitivity.result import LUCK, Finding
from migsim.analysis.sensitivity.words import NOT_DISTINGUISHABLE, UNTOLD
from migsim.analysis.sweep.factors import Factor
from migsim.analysis.words import short
from migsim.report.drawing import page, panel, to_svg, write
from migsim.report.style import INK, QUIET, RULE, colours, plain_style, two_lines

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_ROWS = 25  # factors shown, those that matter most
_MOST_CURVES = 12
_LEFT, _ROW, _TOP = 2.75, 0.27, 0.95
_TITLES = {
    "sobol": "Share of the variance of one run",
    "emulator": "Share of the variance of one run (emulator)",
    "curves": "Share of the variance of one run, by itself",
    "morris": "Mean size of the change per whole range (mu*)",
}
_PAIRS = {"sobol": ("first", "total"), "emulator": ("first", "total"), "curves": ("first",), "morris": ("mu_star",)}
_WORDS = {"first": "by itself", "total": "in all, with others or luck", "mu_star": "mu*"}


def indices_figure(one: Finding) -> "Figure":
    """Draw every factor's index with its interval, the largest first and luck last; grey where it cannot be told."""
    table = one.ranked()
    table = table.iloc[[*range(min(len(table) - 1, MOST_ROWS)), len(table) - 1]]
    names = _PAIRS[one.method]
    colour = colours([one.case.strategy])[one.case.strategy]
    with plain_style():
        figure = page(_TOP + _ROW * len(table) + 0.65)
        write(figure, 0.08, 0.2, _title(one), fontweight="bold", fontsize=10.5)
        write(figure, 0.08, 0.47, one.sentence()[:128], color=QUIET)
        axes = panel(figure, _LEFT, _TOP, 5.35, _ROW * len(table))
        at = np.arange(len(table))[::-1]
        clear = ~table["verdict"].isin(UNTOLD).to_numpy()
        for k, name in enumerate(names):
            _dots(axes, table, name, at + (0.13 - 0.26 * k if len(names) > 1 else 0.0), clear, colour, filled=k == 0)
        axes.axvline(0, color=INK, linewidth=0.8)
        axes.axhline(0.5, color=RULE, linewidth=0.8)
        labels = [label(name) for name in table["factor"]]
        axes.set_yticks(at, labels)
        axes.set_ylim(-0.6, len(table) - 0.4)
        axes.tick_params(axis="y", length=0, labelcolor=INK)
        axes.grid(axis="x", color=RULE, linewidth=0.5)
        axes.set_axisbelow(True)
        axes.set_xlabel(_TITLES[one.method])
        axes.xaxis.set_major_formatter(lambda x, _: short(x) if one.method == "morris" else f"{x:.2g}")
        _legend(figure, names, colour)
    return figure


def _dots(axes: "Axes", table: object, name: str, at: object, clear: object, colour: str, filled: bool) -> None:
    for place, sure, (_, row) in zip(at, clear, table.iterrows(), strict=True):  # type: ignore
        if not math.isfinite(row[name]):
            continue
        shade = INK if row["factor"] == LUCK else (colour if sure else "#9aa4ad")
        if math.isfinite(row[name + "_low"]):
            axes.plot([row[name + "_low"], row[name + "_high"]], [place, place], color=shade, linewidth=1.3)
        axes.plot(row[name], place, "o", markersize=5, color=shade, markerfacecolor=shade if filled else "white")


def _legend(figure: "Figure", names: Sequence[str], colour: str) -> None:
    from matplotlib.lines import Line2D

    marks = [
        Line2D([], [], marker="o", color=colour, markerfacecolor=colour if k == 0 else "white", label=_WORDS[name])
        for k, name in enumerate(names)
    ]
    marks.append(Line2D([], [], marker="o", color="#9aa4ad", label=NOT_DISTINGUISHABLE))
    figure.legend(
        handles=marks, loc="upper left", bbox_to_anchor=(0.0, 1 - 0.58 / figure.get_figheight()), ncols=3, frameon=False
    )


def _title(one: Finding) -> str:
    return two_lines(f"What matters for {one.case.label}", 100)


def label(name: str) -> str:
    """Shorten the name of a factor from its left, where it says least."""
    bare = name.removeprefix("strategy.").removeprefix("phases.1.")
    return bare if len(bare) <= 38 else "…" + bare[-37:]


def curves_figure(one: Finding, factors: Sequence[Factor]) -> "Figure":
    """Draw the outcome along each factor: its mean with interval, and the range that 9 of 10 runs lie in."""
    order = [name for name in one.ranked()["factor"] if name in one.curves][:_MOST_CURVES]
    by_name = {factor.name: factor for factor in factors}
    columns = min(3, len(order))
    rows = math.ceil(len(order) / columns)
    colour = colours([one.case.strategy])[one.case.strategy]
    low = min(one.curves[name].low.min() for name in order)
    high = max(one.curves[name].high.max() for name in order)
    with plain_style():
        figure = page(0.9 + 2.05 * rows)
        title = f"{one.case.label[0].upper()}{one.case.label[1:]}, along each factor"
        write(figure, 0.08, 0.2, title, fontweight="bold", fontsize=10.5)
        write(figure, 0.08, 0.45, "Line: mean over all else, with its 90 % interval. Pale: 9 of 10 runs.", color=QUIET)
        wide = (8.2 - 0.65) / columns
        for k, name in enumerate(order):
            axes = panel(figure, 0.65 + (k % columns) * wide, 0.95 + (k // columns) * 2.05, wide - 0.2, 1.35)
            _curve(axes, one, by_name[name], colour)
            axes.set_ylim(low - 0.04 * (high - low), high + 0.04 * (high - low))
            if k % columns:
                axes.set_yticklabels([])
            axes.set_title(label(name), loc="left", fontsize=8.5, color=INK)
    return figure


def _curve(axes: "Axes", one: Finding, factor: Factor, colour: str) -> None:
    drawn = one.curves[factor.name]
    values = factor.at(drawn.at)
    words = any(isinstance(value, str) for value in values)
    x = np.arange(len(values)) if words else np.array(values, dtype=float)
    axes.fill_between(x, drawn.low, drawn.high, color=colour, alpha=0.12, linewidth=0)
    axes.fill_between(x, drawn.mean_low, drawn.mean_high, color=colour, alpha=0.35, linewidth=0)
    axes.plot(x, drawn.mean, color=colour, linewidth=1.6, marker="o" if len(x) <= 5 else None, markersize=4)
    if words:
        axes.set_xticks(x, values)
    elif factor.log:
        axes.set_xscale("log")
        axes.set_xticks([x[0], math.sqrt(x[0] * x[-1]), x[-1]], minor=False)
        axes.set_xticks([], minor=True)
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:.2g}")
    unit = OUTCOMES[one.case.outcome].unit
    axes.yaxis.set_major_formatter(lambda y, _: f"{y:.0%}" if unit == "share" else short(y))
    axes.axhline(0, color=RULE, linewidth=0.8, zorder=0)


def save(figure: "Figure", path: Path, description: str) -> None:
    """Write a figure as SVG and as PNG, beside each other."""
    with plain_style():
        svg = to_svg(figure, path.name, description)
        svg = svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1) if "xmlns=" not in svg else svg
        path.with_name(path.name + ".svg").write_text(svg, encoding="utf-8", newline="\n")
        figure.savefig(path.with_name(path.name + ".png"), dpi=150, metadata={"Software": None})
