"""One figure: what each strategy brings over no project on each market, for each unit of the budget."""

import numpy as np
import pandas as pd
from migsim.facilitation.library import load_strategy
from migsim.report.drawing import page, panel, to_svg, write
from migsim.report.style import INK, QUIET, RULE, matplotlib_settings, two_lines
from migsim.scenario import load_scenario

ROW, COLUMN, LEFT, TOP = 0.44, 0.86, 2.1, 0.55
GAIN, LOSS = (0.16, 0.45, 0.40), (0.66, 0.27, 0.20)


def tint(value: float) -> tuple[float, ...]:
    """Pale near nought, stronger with the size: on a scale of orders, since markets differ by orders."""
    strength = min(np.log1p(abs(value)) / np.log1p(30.0), 1.0) * 0.85
    strong = GAIN if value > 0 else LOSS
    return tuple(1 - strength * (1 - channel) for channel in strong)


def figure_of(table: pd.DataFrame):
    """Draw markets as rows and strategies as columns; the best of each market stands in a frame."""
    from matplotlib.patches import Rectangle

    grid = table.pivot(index="market", columns="strategy", values="over_no_project_per_budget")
    order = [name for name in table["strategy"].unique() if name != "no-project"]
    markets = sorted(grid.index, key=lambda name: grid.loc[name].max())
    figure = page(TOP + ROW * len(markets) + 0.5, LEFT + COLUMN * len(order) + 0.1)
    axes = panel(figure, LEFT, TOP, COLUMN * len(order), ROW * len(markets))
    axes.set(xlim=(0, len(order)), ylim=(len(markets), 0))
    axes.set_axis_off()
    for n, strategy in enumerate(order):
        title = two_lines(load_strategy(strategy).title, 16)
        write(figure, LEFT + COLUMN * (n + 0.5), TOP - 0.12, title, ha="center", va="bottom", fontsize=7, color=INK)
    for m, market in enumerate(markets):
        title = two_lines(load_scenario(market).title, 27)
        write(figure, 0.08, TOP + ROW * (m + 0.5), title, fontsize=8, color=INK)
        best = grid.loc[market].max()
        for n, strategy in enumerate(order):
            value = grid.loc[market, strategy]
            axes.add_patch(Rectangle((n + 0.03, m + 0.05), 0.94, 0.9, facecolor=tint(value), edgecolor="none"))
            said = f"{value:+.2f}" if abs(value) < 0.995 else f"{value:+.1f}"
            said = said.lstrip("+-") if abs(value) < 0.005 else said
            pale = np.mean(tint(value)) > 0.5
            leads = value == best and best > 0
            axes.text(
                n + 0.5, m + 0.5, said.replace("-", "−"), ha="center", va="center", fontsize=8,
                color=INK if pale else "white", fontweight="bold" if leads else "normal",
            )  # fmt: skip
            if leads:
                axes.add_patch(Rectangle((n + 0.03, m + 0.05), 0.94, 0.9, fill=False, edgecolor=INK, linewidth=1.6))
        if best <= 0:
            axes.plot([0, len(order)], [m + 0.99] * 2, color=RULE, lw=0.5)
    write(
        figure, 0.08, figure.get_size_inches()[1] - 0.22,
        "Mean net benefit over no project, for each unit of the budget. Frame: highest mean. A row without a frame: "
        "no project is best.", color=QUIET, fontsize=8,
    )  # fmt: skip
    return figure


def draw(table: pd.DataFrame) -> str:
    """Return the figure as SVG."""
    import matplotlib

    with matplotlib.rc_context(matplotlib_settings()):
        return to_svg(figure_of(table), "answers", "What each strategy brings over no project on each market")
