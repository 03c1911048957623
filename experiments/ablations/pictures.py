"""Figures of the ablation study, from its tables: `python experiments/ablations/pictures.py` draws them again."""

from pathlib import Path

import matplotlib
import pandas as pd
from matplotlib.colors import TwoSlopeNorm
from matplotlib.figure import Figure
from migsim.facilitation.library import STANDARD
from migsim.report.style import INK, LIBRARY_COLOURS, QUIET, ink, matplotlib_settings

HERE = Path(__file__).parent
SHOWN = "phased-handover"
WORDS = {
    "system_benefit": "system benefit",
    "net_benefit": "net benefit",
    "households_reached": "households",
    "trust": "trust",
    "understanding": "understanding",
    "partners": "partners",
    "goals_reached": "goals",
    "adapt_alive": "groups alive after exit",
    "adapt_completed": "groups done on purpose",
    "attendance": "attendance",
    "voice_gap": "voice gap",
    "benefit_gap_relative": "relative gain",
    "resilience": "resilience",
}


def draw(scorecard: pd.DataFrame, ranking: pd.DataFrame) -> None:
    """Write both figures."""
    (HERE / "figures").mkdir(exist_ok=True)
    with matplotlib.rc_context(matplotlib_settings()):
        for name, figure in (("scorecard", heat(scorecard)), ("ranking", bumps(ranking))):
            figure.savefig(HERE / "figures" / f"{name}.svg", metadata={"Date": None, "Creator": None})


def heat(scorecard: pd.DataFrame) -> Figure:
    """Change of each outcome of one strategy without each mechanism, in standard deviations."""
    part = scorecard[scorecard["strategy"] == SHOWN]
    table = part.pivot(index="mechanism", columns="outcome", values="change_in_sd")
    table = table.loc[list(dict.fromkeys(part["mechanism"])), list(WORDS)]
    figure = Figure(figsize=(9.4, 0.27 * len(table) + 1.9))
    axes = figure.add_axes((0.25, 0.03, 0.7, 0.85))
    axes.imshow(table, cmap="PuOr", norm=TwoSlopeNorm(0, -1.5, 1.5), aspect="auto")
    for i, row in enumerate(table.to_numpy()):
        for j, x in enumerate(row):
            if x == x and abs(x) >= 0.05:
                axes.text(j, i, f"{x:+.1f}".replace("-", "−") if abs(x) < 9.5 else f"{x:+.0f}".replace("-", "−"),
                          ha="center", va="center", fontsize=7.5, color="white" if abs(x) > 0.9 else INK)  # fmt: skip
    axes.set_xticks(range(len(WORDS)), WORDS.values(), rotation=30, ha="left", fontsize=8)
    axes.xaxis.tick_top()
    axes.set_yticks(range(len(table)), table.index, fontsize=8)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    figure.text(0.01, 0.985, f"Without each mechanism: change in standard deviations over futures ({SHOWN})",
                fontweight="bold", va="top")  # fmt: skip
    return figure


def bumps(ranking: pd.DataFrame) -> Figure:
    """Rank by mean net benefit without each mechanism."""
    table = ranking.pivot(index="mechanism", columns="strategy", values="rank")
    table = table.loc[list(dict.fromkeys(ranking["mechanism"]))]
    figure = Figure(figsize=(0.3 * len(table) + 2.6, 5.6))
    axes = figure.add_axes((0.045, 0.36, 0.8, 0.56))
    for strategy in STANDARD:
        axes.plot(range(len(table)), table[strategy], "o-", color=LIBRARY_COLOURS[strategy], ms=4.5, lw=1.3)
        axes.text(len(table) - 0.6, table[strategy].iloc[-1], strategy, color=ink(LIBRARY_COLOURS[strategy]),
                  fontsize=8, va="center")  # fmt: skip
    axes.set(ylim=(len(STANDARD) + 0.5, 0.5), yticks=range(1, len(STANDARD) + 1), xlim=(-0.5, len(table) - 0.5))
    axes.set_xticks(range(len(table)), table.index, rotation=60, ha="right", fontsize=8)
    axes.grid(axis="x", color="#eef0f2")
    figure.text(0.01, 0.97, "Rank by mean net benefit without each mechanism (1: best)", fontweight="bold", color=INK)
    figure.text(0.01, 0.935, "the first column is the model with all mechanisms on", color=QUIET, fontsize=8)
    return figure


if __name__ == "__main__":
    draw(pd.read_csv(HERE / "scorecard.csv"), pd.read_csv(HERE / "ranking.csv"))
