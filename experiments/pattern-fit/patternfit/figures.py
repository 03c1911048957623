"""Figures of the fit, from the tables in `results/` alone."""

from pathlib import Path

import matplotlib
import numpy as np
import pandas as pd
from migsim.report.style import INK, LIBRARY_COLOURS, QUIET, RULE, matplotlib_settings

from patternfit.patterns import NAMES, PARTS, PATTERNS

matplotlib.use("svg")
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

WIDE, FITTED, TARGET = QUIET, LIBRARY_COLOURS["phased-handover"], "#d7ecd9"
_BINS = 28


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


def patterns_figure(check: pd.DataFrame) -> Figure:
    """What each part of the patterns comes to under the wide and the fitted prior, against its range."""
    figure, axes = plt.subplots(5, 3, figsize=(10.5, 10.2), layout="constrained")
    for part, axis in zip(PARTS, axes.flat, strict=False):
        values = {name: check.loc[check["prior"] == name, part.name].dropna() for name in ("wide", "fitted")}
        low, high = _extent(part.low, part.high, pd.concat(values.values()))
        axis.axvspan(max(part.low, low), min(part.high, high), color=TARGET, zorder=0)
        bins = np.linspace(low, high, _BINS)
        for name, colour, filled in (("wide", WIDE, False), ("fitted", FITTED, True)):
            weights = np.full(len(values[name]), 1.0 / len(values[name]))
            shape = {"histtype": "stepfilled", "alpha": 0.55} if filled else {"histtype": "step", "linewidth": 1.3}
            axis.hist(np.clip(values[name], low, high), bins=bins, weights=weights, color=colour, label=name, **shape)
        axis.set_title(f"{part.name}  {part.what}", fontsize=8, loc="left", color=INK)
        axis.set_yticks([])
        axis.set_xlim(low, high)
        axis.tick_params(labelsize=7.5)
        axis.spines["left"].set_visible(False)
    last = axes.flat[len(PARTS)]
    last.axis("off")
    handles, _ = axes.flat[0].get_legend_handles_labels()
    handles.append(Rectangle((0, 0), 1, 1, color=TARGET))
    last.legend(
        handles, ["wide prior", "fitted prior", "range to be met"], loc="center left", frameon=False, fontsize=9
    )
    figure.suptitle(
        "Each pattern over draws of the parameters, on people, networks and luck not used in the fit",
        fontsize=9, x=0.01, ha="left", color=INK,
    )  # fmt: skip
    return figure


def _extent(low: float, high: float, values: pd.Series) -> tuple[float, float]:
    """Where an axis begins and ends: all of the range, and nearly all of the draws."""
    ends = [low, high] if np.isfinite(high) else [low]
    first, last = min(values.quantile(0.01), *ends), max(values.quantile(0.98), *ends)
    room = 0.04 * (last - first)
    return first - room, last + room


def conflicts_figure(pairs: pd.DataFrame, correlations: pd.DataFrame) -> Figure:
    """Pairs of patterns: met together against by independence (wide prior); correlation of parts (fitted draws)."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(10.5, 4.9), layout="constrained")
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
        save(patterns_figure(pd.read_csv(results / "check.csv")), folder / "patterns.svg")
        save(conflicts_figure(pd.read_csv(results / "conflicts.csv"), correlations), folder / "conflicts.svg")
