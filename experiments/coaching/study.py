"""When does coaching beat doing? Runs the sweeps, or goes on with them, and writes what came out."""

from pathlib import Path

import numpy as np
import pandas as pd
from migsim.analysis.discover import discover
from migsim.analysis.sensitivity import sensitivity
from migsim.errors import InputError
from migsim.report.discovery import box_figure, question
from migsim.report.sensitivity_figures import indices_figure, save

HERE = Path(__file__).parent
MARKETS = ("treyl-poultry", "nepal-dairy")
ASKED = ("net_benefit", "migs_alive", "adapt_alive", "goals_reached", "trust")


def main() -> None:
    import sys

    sys.path.insert(0, str(HERE.parent))
    from study import arguments, folder, sweep_market

    options = arguments(__doc__, HERE, MARKETS)
    results, figures = folder(options, "results"), folder(options, "figures")
    boxes, words, means = [], [], []
    for market in options.markets:
        swept = sweep_market(HERE, market, options)
        means.append(contrast(swept, market))
        for outcome in ASKED:
            try:
                (found,) = discover(swept, "do", against="coach", outcome=outcome)
            except InputError as error:
                words += [*error.messages, ""]
                continue
            words.append(found.text())
            boxes.append(found.table())
            if found.regions:
                save(box_figure(found), figures / f"{market}-{outcome}-box", question(found))
        matters = sensitivity(swept, ["net_benefit"], strategy="coach", against="do")
        matters.table().round(4).to_csv(results / f"{market}-what-matters.csv", index=False, lineterminator="\n")
        finding = matters.findings[0]
        save(indices_figure(finding), figures / f"{market}-what-matters", finding.sentence())
    pd.concat(means).round(4).to_csv(results / "contrast.csv", index=False, lineterminator="\n")
    pd.concat(boxes).round(4).to_csv(results / "boxes.csv", index=False, lineterminator="\n")
    (results / "words.txt").write_text("\n".join(words), encoding="utf-8", newline="\n")


def contrast(swept, market: str) -> pd.DataFrame:
    """Mean of coaching less doing for each outcome, and how often coaching comes out better."""
    rows = []
    for name, cube in swept.cubes(ASKED).items():
        better = cube[0, 0] - cube[0, 1]  # points, futures
        future = np.nanmean(better, axis=0)
        runs = better[np.isfinite(better)]
        rows.append(
            {
                "market": market,
                "outcome": name,
                "coach": np.nanmean(cube[0, 0]),
                "do": np.nanmean(cube[0, 1]),
                "coach_less_do": np.nanmean(better),
                "standard_error_futures": future.std(ddof=1) / np.sqrt(len(future)),
                "runs_coach_better": (runs > 0).mean(),
                "runs_do_better": (runs < 0).mean(),
                "points_coach_better": (np.nanmean(better, axis=1) > 0).mean(),
            }
        )
    return pd.DataFrame(rows)


if __name__ == "__main__":
    main()
