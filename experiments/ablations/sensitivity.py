"""Which parameters the outcomes hang on: rank correlations over futures, with what is left to luck.

    python experiments/ablations/sensitivity.py [--runs 2000] [--prior fitted] [--seed 1]

A first look, not a decomposition: Spearman's correlation of each drawn parameter with what a strategy adds to the same
future without a project; and the share of the variance of ranks that a linear regression on all parameters explains
(adjusted). Writes `sensitivity.csv` beside this file.
"""

import argparse
from pathlib import Path

import numpy as np
import pandas as pd
from migsim.engine import ensemble
from scipy.stats import rankdata

HERE = Path(__file__).parent
STRATEGY = "phased-handover"
OUTCOMES = ("net_benefit", "trust", "partners", "goals_reached", "adapt_alive")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--prior", default="fitted")
    parser.add_argument("--threads", type=int)
    args = parser.parse_args()
    made = ensemble(
        "treyl-poultry", ["no-project", STRATEGY], runs=args.runs, seed=args.seed, prior=args.prior,
        threads=args.threads, weekly_runs=0,
    )  # fmt: skip
    drawn = made.parameters.drop(columns="run")
    drawn = drawn.loc[:, drawn.nunique() > 1]
    ranked = np.apply_along_axis(rankdata, 0, drawn.to_numpy(float))
    chance = 3.29 / np.sqrt(args.runs)  # about one in a thousand by chance
    rows = []
    for outcome in OUTCOMES:
        table = made.runs.pivot(index="run", columns="strategy", values=outcome)
        gap = (table[STRATEGY] - table["no-project"].fillna(0.0)).to_numpy(float)
        known = np.isfinite(gap)
        x, y = ranked[known], rankdata(gap[known])
        z = (x - x.mean(0)) / x.std(0)
        corr = z.T @ ((y - y.mean()) / y.std()) / len(y)
        fit = np.linalg.lstsq(np.c_[np.ones(len(y)), z], y, rcond=None)[0]
        left = y - np.c_[np.ones(len(y)), z] @ fit
        explained = 1 - left.var() / y.var() * (len(y) - 1) / (len(y) - z.shape[1] - 1)
        for place in np.argsort(-np.abs(corr))[:8]:
            rows.append(
                {"outcome": outcome, "parameter": drawn.columns[place], "rank correlation": round(corr[place], 2),
                 "beyond chance": bool(abs(corr[place]) > chance), "all parameters explain": round(explained, 2)}
            )  # fmt: skip
    found = pd.DataFrame(rows)
    found.to_csv(HERE / "sensitivity.csv", index=False, lineterminator="\n")
    print(found.to_string())


if __name__ == "__main__":
    main()
