"""The figure of recovery: how often the truth was held, and how much narrower it is known."""

from pathlib import Path

import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure
from migsim.report.style import INK, QUIET, RULE, matplotlib_settings

_COLOURS = {"fitted full": "#b8562f", "fitted year": "#22a587", "fitted gaps": "#9273f0", "wide full": "#50707f"}


def draw(results: Path, folder: Path) -> None:
    """Draw coverage against narrowing, one dot a parameter, for each kind of fit."""
    folder.mkdir(exist_ok=True)
    table = pd.read_csv(results / "parameters.csv")
    with mpl.rc_context({**matplotlib_settings(), "font.size": 9}):
        figure = Figure(figsize=(8.3, 6.4), layout="constrained")
        axes = figure.subplots(2, 2, sharex=True, sharey=True).ravel()
        for ax, ((prior, register), part) in zip(axes, table.groupby(["prior", "register"], sort=False), strict=False):
            kind = f"{prior} {register}"
            ax.axhspan(0.85, 0.95, color=RULE, alpha=0.6, linewidth=0)
            ax.axhline(0.9, color=QUIET, linewidth=0.8)
            told = part["marked"] >= 0.2
            ax.scatter(part["width"][~told], part["coverage"][~told], s=14, color="#b9c1c8", linewidths=0)
            ax.scatter(part["width"][told], part["coverage"][told], s=26, color=_COLOURS[kind], linewidths=0)
            for row, down in zip(part[told].nsmallest(3, "width").to_dict("records"), (6, -12, 8), strict=False):
                ax.annotate(row["parameter"], (row["width"], row["coverage"]), xytext=(0, down), ha="center",
                            textcoords="offset points", fontsize=7.5, color=INK)  # fmt: skip
            ax.set_title(f"{prior} prior, register “{register}”: {told.sum()} parameters spoken to", loc="left",
                         fontsize=9, color=INK)  # fmt: skip
            ax.set_ylim(0.7, 1.01)
            ax.yaxis.set_major_formatter(lambda y, _: f"{y:.0%}")
        figure.supxlabel("width of the 90 % interval, after over before (median over fits)", fontsize=9, color=QUIET)
        figure.supylabel("share of fits in which the interval holds the truth", fontsize=9, color=QUIET)
        figure.savefig(folder / "coverage.svg", metadata={"Date": None})
