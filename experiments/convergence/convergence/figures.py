"""Figures of convergence: futures needed by outcome, and the firmness of the ranking."""

from pathlib import Path

import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure
from migsim.report.style import INK, QUIET, RULE, colours, ink, matplotlib_settings

_USUAL = 500
_PAIRED, _ALONE = "#b8562f", "#b9c1c8"


def draw(results: Path, folder: Path) -> None:
    """Draw both figures from the tables."""
    folder.mkdir(exist_ok=True)
    with mpl.rc_context(matplotlib_settings()):
        _enough(pd.read_csv(results / "enough.csv")).savefig(folder / "enough.svg", metadata={"Date": None})
        figure = _ranking(*(pd.read_csv(results / f"{name}.csv") for name in ("ranking", "horizons", "intervals")))
        figure.savefig(folder / "ranking.svg", metadata={"Date": None})


def _enough(table: pd.DataFrame) -> Figure:
    """Futures needed for each outcome, one mark a seed, paired and not."""
    typical = table.groupby("outcome")[["needed", "unpaired"]].median().sort_values("needed")
    figure = Figure(figsize=(8.3, 0.27 * len(typical) + 1.1), layout="constrained")
    ax = figure.subplots()
    for n, (name, row) in enumerate(typical.iterrows()):
        part = table[table["outcome"] == name]
        ax.plot([row["needed"], row["unpaired"]], [n, n], color=RULE, linewidth=1.2, zorder=0)
        ax.plot(row["unpaired"], n, "o", color=_ALONE, markersize=6)
        ax.plot(part["needed"], [n] * len(part), "|", color=_PAIRED, markersize=8, alpha=0.6)
        ax.plot(row["needed"], n, "o", color=_PAIRED, markersize=6)
    ax.axvline(_USUAL, color=QUIET, linewidth=0.8, linestyle="--")
    ax.annotate("500, the default", (_USUAL, -0.8), xytext=(4, 0), textcoords="offset points", fontsize=8, color=QUIET)
    ax.set_xscale("log")
    ax.set_yticks(range(len(typical)), [str(name).replace("_", " ") for name in typical.index], color=INK)
    ax.set_ylim(-1.2, len(typical) - 0.4)
    ax.xaxis.set_major_formatter(lambda x, _: f"{x:,.0f}")
    ax.set_xlabel("futures until the 90 % interval of the mean difference is within what matters\n"
                  "(coloured: same futures for both, mark for each seed; grey: if each had its own)")  # fmt: skip
    ax.grid(axis="x", color=RULE, linewidth=0.5)
    return figure


def _ranking(ranking: pd.DataFrame, horizons: pd.DataFrame, intervals: pd.DataFrame) -> Figure:
    """Agreement by number of futures; places by horizon; places by the time between meetings."""
    figure = Figure(figsize=(9.6, 4.2), layout="constrained")
    left, middle, right = figure.subplots(1, 3, width_ratios=(1, 1.25, 1.5))
    for column, words, colour, row, down in (
        ("pairs_in_order", "pairs in order", "#b8562f", 0, 17),
        ("same_leader", "same leader", "#2b1a86", 2, -14),
        ("whole_ranking", "whole ranking", "#50707f", 2, -12),
    ):
        left.plot(ranking["futures"], ranking[column], "o-", color=colour, markersize=4)
        left.annotate(words, (ranking["futures"].iloc[row], ranking[column].iloc[row]), xytext=(4, down),
                      textcoords="offset points", fontsize=8, color=ink(colour))  # fmt: skip
    left.set_xscale("log")
    left.set_xticks([20, 50, 100, 200, 500], ["20", "50", "100", "200", "500"])
    left.minorticks_off()
    left.set_ylim(0, 1.08)
    left.yaxis.set_major_formatter(lambda y, _: f"{y:.0%}")
    left.set_xlabel("futures")
    left.set_title("Like all seeds together", loc="left", fontsize=9, color=INK)
    _places(middle, horizons, "weeks", "Place, by horizon (weeks)", names=False)
    words = {0: "own\nchoice", 2: "2", 4: "4", 6: "6"}
    _places(right, intervals, "interval", "Place, by weeks between meetings", names=True, words=words)
    return figure


def _places(ax, table: pd.DataFrame, column: str, title: str, names: bool, words: dict | None = None) -> None:  # type: ignore[no-untyped-def]
    steps = sorted(table[column].unique())
    colour = colours(table["strategy"].unique())
    for name, part in table.groupby("strategy", sort=False):
        part = part.set_index(column)["place"].reindex(steps)
        ax.plot(range(len(steps)), part, "o-", color=colour[name], markersize=5, linewidth=1.4)
        if names:
            ax.annotate(name, (len(steps) - 1, part.iloc[-1]), xytext=(7, 0), textcoords="offset points", va="center",
                        fontsize=8, color=ink(colour[name]), annotation_clip=False)  # fmt: skip
    ax.set_xticks(range(len(steps)), [(words or {}).get(step, str(step)) for step in steps])
    ax.set_xlim(-0.3, len(steps) - 0.7)
    ax.set_ylim(10.5, 0.5)
    ax.set_yticks(range(1, 11))
    ax.set_title(title, loc="left", fontsize=9, color=INK)
