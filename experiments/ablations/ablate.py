"""Every mechanism switched off in turn: what changes in the scorecard, and in the ranking of the standard strategies.

    python experiments/ablations/ablate.py [--runs 300] [--prior fitted] [--seed 1]

Writes `scorecard.csv`, `ranking.csv`, `summary.csv` and `figures/` beside this file. The same futures with a mechanism
on and off are paired. Changes are told in standard deviations of the outcome over futures (mechanism on), because
outcomes have many units.
"""

import argparse
from pathlib import Path

import numpy as np
import pandas as pd
from migsim.analysis.statistics import summary
from migsim.engine import ensemble
from migsim.facilitation.library import STANDARD
from migsim.scenario.parameters import SWITCHES
from scipy.stats import kendalltau

HERE = Path(__file__).parent
OUTCOMES = (
    "system_benefit",
    "net_benefit",
    "households_reached",
    "trust",
    "understanding",
    "partners",
    "goals_reached",
    "adapt",
    "attendance",
    "voice_gap",
    "benefit_gap_relative",
    "resilience",
)
HARDLY = 0.05  # standard deviations: a mechanism that moves nothing by more has no effect to speak of
# Rates that are no switch and were suspected of having no effect: held at the low and the high end of their prior.
SUSPECTS = ("leave_rate", "join_rate", "referral_evidence", "rerouting", "resistance", "capture", "deference", "breach")


def wide(runs: pd.DataFrame, outcome: str) -> pd.DataFrame:
    """Futures x strategies of one outcome."""
    return runs.pivot(index="run", columns="strategy", values=outcome)[list(STANDARD)]


def changes_between(on: pd.DataFrame, off: pd.DataFrame, label: str) -> list[dict]:
    """Paired changes of every outcome of every strategy."""
    rows = []
    for outcome in OUTCOMES:
        before, after = wide(on, outcome), wide(off, outcome)
        for strategy in STANDARD:
            told = summary((after[strategy] - before[strategy]).to_numpy(float))
            sd = float(before[strategy].std())
            row = {"mechanism": label, "strategy": strategy, "outcome": outcome}
            row |= {"on": before[strategy].mean(), "off": after[strategy].mean(), "change": told["mean"]}
            row |= {"change_low": told["mean_low"], "change_high": told["mean_high"]}
            row["change_in_sd"] = told["mean"] / sd if sd > 0 else np.nan
            rows.append(row)
    return rows


def ranks(runs: pd.DataFrame) -> pd.Series:
    """Rank of each strategy by mean net benefit, 1 the best."""
    return wide(runs, "net_benefit").mean().rank(ascending=False).astype(int)


def summarise(scorecard: pd.DataFrame, ranking: pd.DataFrame) -> pd.DataFrame:
    """One row a mechanism: how far it moves anything, and what it does to the ranking."""
    rows = []
    for label, part in scorecard.groupby("mechanism", sort=False):
        clear = part[(part["change_low"] > 0) | (part["change_high"] < 0)]
        size = clear["change_in_sd"].abs()
        top = clear.loc[size.idxmax()] if size.notna().any() else None
        place = ranking[ranking["mechanism"] == label]
        net = part[(part["outcome"] == "net_benefit") & (part["strategy"] != "no-project")]
        rows.append(
            {
                "mechanism": label,
                "largest_change_in_sd": 0.0 if top is None else top["change_in_sd"],
                "of": "" if top is None else f"{top['outcome']} ({top['strategy']})",
                "net_benefit_change": net["change"].mean(),
                "kendall_tau": place["kendall_tau"].iloc[0],
                "best": place.loc[place["rank"] == 1, "strategy"].iloc[0],
                "without_effect": bool(top is None or abs(top["change_in_sd"]) < HARDLY),
            }
        )
    return pd.DataFrame(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--prior", default="fitted")
    parser.add_argument("--threads", type=int)
    args = parser.parse_args()
    given = {"runs": args.runs, "seed": args.seed, "prior": args.prior, "threads": args.threads, "weekly_runs": 0}

    def played(**changes: float) -> pd.DataFrame:
        return ensemble("treyl-poultry", STANDARD, changes=changes, **given).runs

    on = played()
    base = ranks(on)
    scorecard, ranking = [], []

    def note(label: str, before: pd.DataFrame, after: pd.DataFrame) -> None:
        scorecard.extend(changes_between(before, after, label))
        found = ranks(after)
        tau = kendalltau(ranks(before), found).statistic
        ranking.extend({"mechanism": label, "strategy": s, "rank": found[s], "kendall_tau": tau} for s in STANDARD)
        print(label, f"tau {tau:.2f}, best {found.idxmin()}", flush=True)

    ranking.extend({"mechanism": "all on", "strategy": s, "rank": base[s], "kendall_tau": 1.0} for s in STANDARD)
    for switch in SWITCHES:
        note(switch.name, on, played(**{switch.name: 0.0}))
    note("negative_weight = 1 (symmetric trust)", on, played(negative_weight=1.0))
    from migsim.scenario.parameters import PARAMETERS

    table = {p.name: p for p in PARAMETERS}
    for name in SUSPECTS:
        low, high = table[name].low, table[name].high
        note(f"{name} {low:g} to {high:g}", played(**{name: low}), played(**{name: high}))
    cards, places = pd.DataFrame(scorecard), pd.DataFrame(ranking)
    told = summarise(cards, places)
    for frame, name in ((cards, "scorecard"), (places, "ranking"), (told, "summary")):
        frame.to_csv(HERE / f"{name}.csv", index=False, float_format="%.5g", lineterminator="\n")
    from pictures import draw

    draw(cards, places)
    print(told.to_string())


if __name__ == "__main__":
    main()
