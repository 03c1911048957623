"""Inclusion against speed: is there a trade-off? Runs the sweeps, or goes on with them, and writes what came out."""

from pathlib import Path

import matplotlib
import numpy as np
import pandas as pd
from migsim.analysis.sensitivity import sensitivity
from migsim.report.drawing import page, panel, write
from migsim.report.sensitivity_figures import curves_figure, save
from migsim.report.style import INK, QUIET, matplotlib_settings

HERE = Path(__file__).parent
MARKETS = ("treyl-poultry", "nepal-dairy")
SPEED_WEEK = 78  # the last week of the programme
INCLUSION = ("attendance_marginalised", "voice_gap", "benefit_gap_relative")
HOURS = "strategy.phases.1.hours.inclusion"


def main() -> None:
    import sys

    sys.path.insert(0, str(HERE.parent))
    from study import arguments, folder, sweep_market

    options = arguments(__doc__, HERE, MARKETS)
    results, figures = folder(options, "results"), folder(options, "figures")
    points, ties, matters = {}, [], []
    for market in options.markets:
        swept = sweep_market(HERE, market, options)
        points[market] = table = by_point(swept)
        ties.append(correlations(table, market))
        asked = sensitivity(swept, [*INCLUSION, "net_benefit"])
        matters.append(asked.table())
        for finding in asked.findings[:1]:
            save(curves_figure(finding, asked.factors), figures / f"{market}-attendance", finding.sentence())
    pd.concat(points, names=["market"]).reset_index(level=0).to_csv(
        results / "points.csv", index=False, float_format="%.5g", lineterminator="\n"
    )
    pd.concat(ties).round(4).to_csv(results / "trade-off.csv", index=False, lineterminator="\n")
    pd.concat(matters).round(4).to_csv(results / "what-matters.csv", index=False, lineterminator="\n")
    save(picture(points), figures / "trade-off", "Speed against inclusion, one dot a set of levers")


def by_point(swept) -> pd.DataFrame:
    """Means over futures at each point; speed is the cut of the mean severity by the end of the programme."""
    cut = []
    for table in swept.read_parts("weekly"):
        frame = table.select(["point", "run", "week", "severity"]).to_pandas()
        wide = frame[frame["week"].isin([0, SPEED_WEEK])].pivot_table(
            index=["point", "run"], columns="week", values="severity"
        )
        cut.append(1 - wide[SPEED_WEEK] / wide[0])
    speed = pd.concat(cut).rename("speed")
    runs = swept.runs.set_index(["point", "run"])[[*INCLUSION, "net_benefit"]].join(speed)
    return runs.groupby("point").mean().join(swept.points.set_index("point")[[HOURS]])


def correlations(table: pd.DataFrame, market: str, resamples: int = 1000) -> pd.DataFrame:
    """Rank correlation over points between speed and each measure of inclusion, with a 90 % bootstrap interval."""
    rng = np.random.default_rng(1)
    rows = []
    for name in (*INCLUSION, HOURS):
        pair = table[["speed", name]].dropna().rank().to_numpy()
        drawn = rng.integers(0, len(pair), (resamples, len(pair)))
        again = [np.corrcoef(pair[one].T)[0, 1] for one in drawn]
        low, high = np.quantile(again, (0.05, 0.95))
        rows.append(
            {
                "market": market,
                "speed_with": name,
                "rank_correlation": np.corrcoef(pair.T)[0, 1],
                "low": low,
                "high": high,
            }
        )
    return pd.DataFrame(rows)


def picture(points: dict[str, pd.DataFrame]):
    """Draw speed against attendance of the marginalised, coloured by the hours for inclusion."""
    with matplotlib.rc_context(matplotlib_settings()):
        figure = page(4.3, 0.6 + 4.1 * len(points))
        write(figure, 0.08, 0.2, "Inclusion against speed: one dot a set of levers", fontweight="bold", fontsize=10.5)
        said = "Means over 16 futures. Darker: more of the facilitator's weekly hours go to inclusion."
        write(figure, 0.08, 0.46, said, color=QUIET)
        for k, (market, table) in enumerate(points.items()):
            axes = panel(figure, 0.7 + 4.1 * k, 0.95, 3.3, 2.75)
            axes.scatter(
                table["attendance_marginalised"], table["speed"], c=table[HOURS], cmap="cividis_r", s=13, linewidths=0
            )
            axes.xaxis.set_major_formatter(lambda x, _: f"{x:.0%}")
            axes.yaxis.set_major_formatter(lambda y, _: f"{y:.1%}")
            axes.set_xlabel("attendance of marginalised members")
            if k == 0:
                axes.set_ylabel(f"cut of severity by week {SPEED_WEEK}")
            axes.set_title(market, loc="left", fontsize=9, color=INK)
    return figure


if __name__ == "__main__":
    main()
