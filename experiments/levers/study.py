"""Which facilitation levers matter in which market? Runs the sweeps, or goes on with them, and writes what came out."""

from pathlib import Path

import matplotlib
import numpy as np
import pandas as pd
from migsim.analysis.outcomes import OUTCOMES
from migsim.analysis.sensitivity import Sensitivity, sensitivity
from migsim.report.drawing import page, panel, write
from migsim.report.sensitivity_figures import indices_figure, label, save
from migsim.report.style import INK, QUIET, matplotlib_settings

HERE = Path(__file__).parent
MARKETS = ("treyl-poultry", "nepal-dairy", "sudan-hibiscus")
OUTCOMES_ASKED = ("net_benefit", "migs_alive", "attendance_marginalised", "trust")


def main() -> None:
    import sys

    sys.path.insert(0, str(HERE.parent))
    from study import arguments, folder, sweep_market

    options = arguments(__doc__, HERE, MARKETS)
    found = {m: sensitivity(sweep_market(HERE, m, options), OUTCOMES_ASKED) for m in options.markets}
    table = pd.concat([one.table() for one in found.values()], ignore_index=True)
    table.round(4).to_csv(folder(options, "results") / "indices.csv", index=False, lineterminator="\n")
    curves = pd.concat([one.curves() for one in found.values()], ignore_index=True)
    curves.to_csv(folder(options, "results") / "curves.csv", index=False, float_format="%.5g", lineterminator="\n")
    (folder(options, "results") / "words.txt").write_text("\n".join(one.text() for one in found.values()), "utf-8")
    save(overview(found, table), folder(options, "figures") / "levers", "Lasting share of each lever, by market")
    for market, one in found.items():
        finding = one.findings[0]
        save(indices_figure(finding), folder(options, "figures") / f"{market}-net-benefit", finding.sentence())


def overview(found: dict[str, Sensitivity], table: pd.DataFrame):
    """Draw the lasting share of every lever for each outcome and market; crosses where it cannot be told from zero."""
    names = [factor.name for factor in next(iter(found.values())).factors] + ["luck"]
    with matplotlib.rc_context(matplotlib_settings()):
        figure = page(1.65 + 0.24 * len(names), 2.9 + 2.6 * len(found))
        write(figure, 0.08, 0.2, "What each lever decides, in the mean over futures", fontweight="bold", fontsize=10.5)
        said = "Share of the variance of one run; dots: not distinguishable from zero. Luck: its share in all."
        write(figure, 0.08, 0.46, said, color=QUIET)
        for k, market in enumerate(found):
            axes = panel(figure, 2.65 + 2.6 * k, 1.45, 2.35, 0.24 * len(names))
            grid = np.full((len(names), len(OUTCOMES_ASKED)), np.nan)
            for j, outcome in enumerate(OUTCOMES_ASKED):
                rows = table[(table["scenario"] == market) & (table["outcome"] == outcome)].set_index("factor")
                for i, name in enumerate(names):
                    row = rows.loc[name]
                    grid[i, j] = row["total"] if name == "luck" else row["lasting"]
                    sure = name == "luck" or row["lasting_low"] > 0
                    dark = grid[i, j] > 0.3
                    text = f"{grid[i, j]:.2f}" if sure else "·"
                    axes.text(j, i, text, ha="center", va="center", fontsize=8, color="white" if dark else INK)
            axes.imshow(np.clip(grid, 0, 0.6), cmap="Blues", vmin=0, vmax=0.6, aspect="auto")
            axes.set_yticks(range(len(names)), [label(name) for name in names] if k == 0 else [])
            labels = [OUTCOMES[one].heading or OUTCOMES[one].label for one in OUTCOMES_ASKED]
            heads = [one.replace("attendance of ", "attend. of\n") for one in labels]
            axes.set_xticks(range(len(heads)), heads, rotation=28, ha="left", fontsize=7.5)
            axes.xaxis.tick_top()
            axes.tick_params(length=0)
            axes.set_xlabel(market, color=INK, fontweight="bold")
    return figure


if __name__ == "__main__":
    main()
