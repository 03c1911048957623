"""Figures of the fit, from the tables in `results/` alone."""

import textwrap
from pathlib import Path

import matplotlib
import numpy as np
import pandas as pd
from migsim.report.style import INK, LIBRARY_COLOURS, QUIET, RULE, matplotlib_settings

from patternfit.patterns import NAMES, PARTS, PATTERNS, Part

matplotlib.use("svg")
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

WIDE, FITTED, TARGET = QUIET, LIBRARY_COLOURS["phased-handover"], "#d7ecd9"


def save(figure: Figure, path: Path) -> None:
    """Write an SVG whose bytes depend on nothing but the figure."""
    figure.savefig(path, format="svg", metadata={"Date": None, "Creator": None})
    plt.close(figure)
    text = path.read_text(encoding="utf-8")
    path.write_text("\n".join(line.rstrip() for line in text.splitlines()) + "\n", encoding="utf-8", newline="\n")


def parameters_figure(table: pd.DataFrame) -> Figure:
    """Prior against posterior of every parameter: where in its range the fitted draws lie."""
    columns, rows = 3, -(-len(table) // 3)
    figure, axes = plt.subplots(1, columns, figsize=(10.5, 0.185 * rows + 1.1), layout="constrained")
    for c, axis in enumerate(axes):
        _intervals(axis, table.iloc[c * rows : (c + 1) * rows], rows)
    figure.suptitle(
        "Where in its range the fitted draws of each parameter lie. Thick: half, thin: 9 in 10, stroke: median.\n"
        "Grey: the flat prior, the same. Diamond: default. Most pinned down first.",
        fontsize=9, x=0.01, ha="left", color=INK,
    )  # fmt: skip
    return figure


def _intervals(axis: Axes, table: pd.DataFrame, rows: int) -> None:
    y = np.arange(len(table))
    axis.barh(y, 0.9, left=0.05, height=0.72, color="#edeff1", zorder=0)
    axis.barh(y, 0.5, left=0.25, height=0.72, color=RULE, zorder=1)
    axis.hlines(y, table["q05"], table["q95"], color=FITTED, linewidth=1.0, capstyle="butt", zorder=2)
    axis.hlines(y, table["q25"], table["q75"], color=FITTED, linewidth=3.4, capstyle="butt", zorder=3)
    axis.vlines(table["q50"], y - 0.36, y + 0.36, color=INK, linewidth=1.2, zorder=4)
    axis.plot(table["default"], y, "D", markersize=3, color="white", markeredgecolor=INK, markeredgewidth=0.7, zorder=5)
    axis.set_yticks(y, table["parameter"], fontsize=7.5, color=INK)
    axis.set_xticks([0, 0.5, 1], ["low", "middle", "high"], fontsize=7.5)
    axis.set_xlim(0, 1)
    axis.set_ylim(rows - 0.4, -0.6)
    axis.tick_params(length=0)
    axis.spines[:].set_visible(False)


def patterns_figure(table: pd.DataFrame) -> Figure:
    """What each part comes to in each market under the wide and the fitted prior, against its range."""
    columns, rows = 4, -(-(len(PARTS) + 1) // 4)
    figure, axes = plt.subplots(rows, columns, figsize=(11.5, 1.35 * rows + 0.6), layout="constrained")
    for part, axis in zip(PARTS, axes.flat, strict=False):
        _by_market(axis, table[table["part"] == part.name].reset_index(drop=True), part)
    for axis in axes.flat[len(PARTS) :]:
        axis.axis("off")
    handles = [
        Line2D([], [], color=WIDE, linewidth=1.2), Line2D([], [], color=FITTED, linewidth=3),
        Rectangle((0, 0), 1, 1, color=TARGET),
    ]  # fmt: skip
    words = ["wide prior: median, nine in ten", "fitted prior: the same", "range to be met, where it is asked"]
    axes.flat[len(PARTS)].legend(handles, words, loc="center left", frameon=False, fontsize=8)
    figure.suptitle(
        "Each pattern in each market, on people, networks and luck not used in the fit. In italics: markets not used.",
        fontsize=9, x=0.01, ha="left", color=INK,
    )  # fmt: skip
    return figure


def _by_market(axis: Axes, table: pd.DataFrame, part: Part) -> None:
    """One part: a line for each market and prior, the range behind."""
    spans = table[[f"{prior}_{end}" for prior in ("wide", "fitted") for end in ("low", "high")]].to_numpy(float)
    known = spans[np.isfinite(spans)]
    ends = [part.low, part.high] if np.isfinite(part.high) else [part.low]
    low, high = (min(known.min(), *ends), max(known.max(), *ends)) if len(known) else (min(ends), max(ends))
    for row, of in table.iterrows():
        if of["asked"]:
            axis.fill_between([part.low, min(part.high, high)], row - 0.45, row + 0.45, color=TARGET, linewidth=0)
        for prior, colour, at, width in (("wide", WIDE, -0.17, 1.2), ("fitted", FITTED, 0.17, 3.0)):
            axis.hlines(row + at, of[f"{prior}_low"], of[f"{prior}_high"], color=colour, linewidth=width)
            axis.plot(of[f"{prior}_median"], row + at, "|", color=INK, markersize=5)
    axis.set_yticks(range(len(table)), [name.split("-")[0] for name in table["market"]], fontsize=6, color=INK)
    for label, used in zip(axis.get_yticklabels(), table["used"], strict=True):
        label.set_fontstyle("normal" if used else "italic")
    axis.set_ylim(len(table) - 0.5, -0.5)
    axis.set_xlim(low - 0.03 * (high - low), high + 0.03 * (high - low))
    axis.set_title(textwrap.fill(f"{part.name}  {part.what}", 44), fontsize=6.5, loc="left", color=INK)
    axis.tick_params(labelsize=6, length=2)
    axis.spines[["left", "right", "top"]].set_visible(False)


def conflicts_figure(pairs: pd.DataFrame, correlations: pd.DataFrame) -> Figure:
    """Pairs of patterns: met together against by independence (wide prior); correlation of parts (fitted draws)."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(12.5, 6.4), layout="constrained")
    grid = np.full((len(PATTERNS), len(PATTERNS)), np.nan)
    for row in pairs.itertuples():
        grid[PATTERNS.index(row.second), PATTERNS.index(row.first)] = row.ratio
    _matrix(left, np.log2(grid), grid, PATTERNS, 1.0, "{:.2f}", FITTED_MAP)
    left.set_title(
        "Wide prior: how often both of two patterns are met,\nover what independence would give (under 1: conflict)",
        fontsize=8.5, loc="left", color=INK,
    )  # fmt: skip
    names = [name for name in NAMES if np.isfinite(correlations[name]).sum() > 1]
    square = correlations.loc[names, names].to_numpy()
    shown = np.where(np.tri(len(names), k=-1, dtype=bool), square, np.nan)
    _matrix(right, shown, shown, names, 0.8, "{:.1f}", FITTED_MAP)
    right.set_title("Fitted draws: rank correlation of what the parts come to", fontsize=8.5, loc="left", color=INK)
    return figure


FITTED_MAP = "PuOr"


def _matrix(
    axis: Axes, shade: np.ndarray, shown: np.ndarray, names: object, limit: float, form: str, map_: str
) -> None:
    names = list(names)
    axis.imshow(shade, cmap=map_, vmin=-limit, vmax=limit)
    for (i, j), value in np.ndenumerate(shown):
        if np.isfinite(value):
            written = form.format(value).replace("-0.0", "0.0").replace("-", "−")
            colour = "white" if abs(shade[i, j]) > 0.6 * limit else INK
            axis.text(j, i, written, ha="center", va="center", fontsize=7, color=colour)
    axis.set_xticks(range(len(names)), names, fontsize=7.5)
    axis.set_yticks(range(len(names)), names, fontsize=7.5)
    axis.tick_params(length=0)
    axis.spines[:].set_visible(False)


def make_figures(results: Path, folder: Path) -> None:
    """Draw all figures from the tables in `results`."""
    folder.mkdir(exist_ok=True)
    correlations = pd.read_csv(results / "correlations.csv", index_col=0)
    with plt.rc_context(matplotlib_settings()):
        save(parameters_figure(pd.read_csv(results / "parameters.csv")), folder / "parameters.svg")
        save(patterns_figure(pd.read_csv(results / "patterns.csv")), folder / "patterns.svg")
        save(conflicts_figure(pd.read_csv(results / "conflicts.csv"), correlations), folder / "conflicts.svg")
