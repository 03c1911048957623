"""Quantile dot plots: each dot is one of twenty equally likely futures (Kay et al. 2016; Fernandes et al. 2018)."""

from typing import TYPE_CHECKING

import numpy as np

from migsim.analysis import Comparison
from migsim.analysis.statistics import Floats, mean
from migsim.analysis.words import tenths, value
from migsim.report.drawing import NAMES, WIDTH, name, page, panel, rule, stripe, write
from migsim.report.style import GROUND, INK, QUIET, RULE, colours

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

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


def outcome_dots(comparison: Comparison) -> "Figure":
    """Show what each strategy brings: twenty equally likely futures of the objective for each."""
    colour = colours(comparison.titles)
    rows = {key: quantile_dots(comparison.futures.of(comparison.objective, key)) for key in comparison.titles}
    figure, axes, low, width = _rows(comparison, rows, top=0.12, right=0.25, zero=False)
    for i, (key, dots) in enumerate(rows.items()):
        tints = np.full(len(dots), colour[key], dtype=object)
        _pile(axes, i, dots, tints, low, width, _always(comparison, dots))
        centre = mean(comparison.futures.of(comparison.objective, key))
        if len(dots) and np.ptp(dots) > 0:
            axes.plot(
                [centre, centre], [i * _ROW + 0.05, (i + 1) * _ROW], color=colour[key], lw=0.9, ls=(0, (2, 2)), zorder=1
            )
    write(
        figure,
        NAMES + (WIDTH - NAMES - 0.25) / 2,
        figure.get_size_inches()[1] - 0.14,
        _axis_words(comparison),
        ha="center",
        color=QUIET,
    )
    return figure


def lead_dots(comparison: Comparison) -> "Figure | None":
    """Hold the leader against every other strategy within the same futures; None without anything to compare."""
    told = comparison.recommendation()
    if told.leader is None or told.runner_up is None:
        return None
    colour, futures, sign = colours(comparison.titles), comparison.futures, comparison.outcome.sign
    ours = futures.of(comparison.objective, told.leader)
    leads = {
        key: sign * (ours - futures.of(comparison.objective, key)) for key in comparison.titles if key != told.leader
    }
    leads = {key: lead for key, lead in leads.items() if np.isfinite(lead).any()}
    rows = {key: quantile_dots(lead) for key, lead in leads.items()}
    figure, axes, low, width = _rows(comparison, rows, top=0.42, right=1.0, zero=True)
    for i, (key, dots) in enumerate(rows.items()):
        tints = np.select([dots > 0, dots < 0], [colour[told.leader], colour[key]], default=QUIET).astype(object)
        _pile(axes, i, dots, tints, low, width, _always(comparison, dots))
        known = leads[key][np.isfinite(leads[key])]
        won = tenths(int(np.count_nonzero(known > 0)), len(known))
        write(figure, WIDTH - 0.92, 0.42 + (i + 0.5) * _ROW, won.replace("than ", "than\n"), color=INK)
    write(figure, WIDTH - 0.92, 0.2, "It wins in", fontweight="bold")
    # The heading above the figure names the leader; its name would not always fit in here.
    write(figure, _inches(axes, 0.0) + 0.08, 0.2, "the leader is better →", color=INK, fontweight="bold")
    write(figure, _inches(axes, 0.0) - 0.08, 0.2, "← the other is better", color=QUIET, ha="right")
    words = f"{comparison.outcome.label}: lead over the strategy named at the left"
    write(
        figure, NAMES + (WIDTH - NAMES - 1.0) / 2, figure.get_size_inches()[1] - 0.14, words, ha="center", color=QUIET
    )
    return figure


def _rows(
    comparison: Comparison, rows: dict[str, Floats], top: float, right: float, zero: bool
) -> "tuple[Figure, Axes, float, float]":
    """Lay out one row for each strategy over a common axis; returns also the bins' origin and width."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    colour = colours(comparison.titles)
    height = _ROW * len(rows)
    figure = page(top + height + 0.55)
    axes = panel(figure, NAMES, top, WIDTH - NAMES - right, height)
    low, high = _span(rows, zero)
    width = (high - low) / _BINS
    if low < 0 < high:  # zero is an edge of bins, so that no dot lands on the wrong side
        low = -width * np.ceil(-low / width)
        high = low + _BINS * width
    axes.set(xlim=(low, high), ylim=(height, 0))
    axes.patch.set_visible(False)
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.xaxis.set_major_locator(MaxNLocator(7, integer=comparison.outcome.unit == "count"))
    axes.xaxis.set_major_formatter(
        FuncFormatter(lambda x, _: value(x, comparison.outcome.unit, comparison.scenario.currency))
    )
    axes.tick_params(axis="x", length=0, pad=5)
    axes.set_yticks([])
    axes.grid(axis="x", color=RULE, lw=0.6, zorder=-3)
    axes.set_axisbelow(True)
    if low < 0 < high:
        axes.axvline(0, color=QUIET, lw=1.1, zorder=0)
    leader = comparison.recommendation().leader
    for i, key in enumerate(rows):
        name(figure, top + (i + 0.5) * _ROW, comparison.titles[key], colour[key])
        rule(figure, top + (i + 1) * _ROW)
        if key == leader and len(rows) > 1:
            stripe(figure, top + i * _ROW, _ROW, colour[key])
    return figure, axes, low, width


def _span(rows: dict[str, Floats], zero: bool) -> tuple[float, float]:
    known = np.concatenate([*rows.values(), np.zeros(1 if zero else 0)])
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    room = 0.06 * (high - low) or max(abs(high), 1.0) * 0.5
    low, high = low - room, high + room
    if zero:  # room for the words on both sides of the zero line
        low, high = min(low, -0.36 * (high - low)), max(high, 0.36 * (high - low))
    return low, high


def _pile(
    axes: "Axes",
    row: int,
    dots: Floats,
    tints: "np.ndarray[tuple[int], np.dtype[np.object_]]",
    low: float,
    width: float,
    always: str,
) -> None:
    if not len(dots):
        axes.text(low + width, (row + 0.5) * _ROW, "no value in any future", color=QUIET, va="center", style="italic")
        return
    across = axes.get_figure().get_size_inches()[0] * axes.get_position().width  # type: ignore[union-attr]
    size = across / _BINS
    if np.ptp(dots) == 0:
        axes.scatter(dots[:1], [(row + 0.5) * _ROW], s=(72 * size * 1.4) ** 2, c=[tints[0]], linewidths=0, zorder=3)
        axes.text(dots[0] + 1.6 * width, (row + 0.5) * _ROW, always, va="center", color=QUIET)
        return
    centre, level = stack(dots, low, width)
    step = min(size, (_ROW - 0.08 - size) / max(level.max(), 1))
    y = (row + 1) * _ROW - 0.03 - size / 2 - level * step
    order = np.argsort(level)
    axes.scatter(
        centre[order],
        y[order],
        s=(72 * size * 0.96) ** 2,
        c=list(tints[order]),
        linewidths=0.5,
        edgecolors=GROUND,
        zorder=3,
    )


def _always(comparison: Comparison, dots: Floats) -> str:
    return f"always {value(dots[0], comparison.outcome.unit, comparison.scenario.currency)}" if len(dots) else ""


def _inches(axes: "Axes", x: float) -> float:
    low, high = axes.get_xlim()
    place = axes.get_position()
    return float((place.x0 + place.width * (x - low) / (high - low)) * WIDTH)


def _axis_words(comparison: Comparison) -> str:
    extra = " (less is better)" if comparison.outcome.lower_is_better else ""
    return f"{comparison.outcome.label}{extra}; dashed line: average"
