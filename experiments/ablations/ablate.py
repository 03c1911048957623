"""Every mechanism switched off in turn: what changes in the scorecard, and in the ranking of the standard strategies.

    python experiments/ablations/ablate.py [--runs 300] [--elsewhere 200] [--prior fitted] [--seed 1]

The standard comparison on the poultry case; and three further strategies there and all thirteen on five more markets
(`elsewhere` futures each), for what bites only there. Writes `scorecard.csv`, `ranking.csv`, `elsewhere.csv` (clear
changes only), `summary.csv` and `figures/` beside this file. The same futures with a mechanism on and off are paired.
Changes are told in standard deviations of the outcome over futures (mechanism on), because outcomes have many units. A
change is clear when it is more than twice the half width of its 90 % interval: of the thousand changes of one mechanism
that are looked at, one would pass by chance.
"""

import argparse
from pathlib import Path

import numpy as np
import pandas as pd
from migsim.analysis.statistics import summary
from migsim.engine import ensemble
from migsim.facilitation.library import STANDARD
from migsim.scenario.parameters import PARAMETERS, SWITCHES
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
    "adapt_alive",
    "adapt_completed",
    "attendance",
    "voice_gap",
    "benefit_gap_relative",
    "resilience",
)
NO_SCALE = 10.0  # more standard deviations than that: the outcome is all but constant with the mechanism on
HARDLY = 0.05  # standard deviations: a mechanism that moves nothing by more has no effect to speak of
# Rates that are no switch and were suspected of having no effect: held at the low and the high end of their prior.
SUSPECTS = ("leave_rate", "join_rate", "commitment_evidence", "rerouting", "resistance", "capture", "fund_capture",
            "deference", "breach", "stand_in", "first_energy", "convening_help", "meeting_share", "complementarity",
            "dead_end_effect", "unneeded_willingness")  # fmt: skip
KEPT = ("mechanism", "strategy", "outcome", "change", "change_in_sd")  # of each clear change elsewhere
# Where some live off constraints, members are poorer or a fund is paid.
ELSEWHERE = ("bangladesh-pumpkin", "mozambique-goats", "nepal-dairy", "sudan-hibiscus", "zimbabwe-livestock")
MORE = ("existing-group", "long-and-light", "seed-funded")


def wide(runs: pd.DataFrame, outcome: str) -> pd.DataFrame:
    """Futures x strategies of one outcome."""
    return runs.pivot(index="run", columns="strategy", values=outcome)[list(dict.fromkeys(runs["strategy"]))]


def changes_between(on: pd.DataFrame, off: pd.DataFrame, label: str) -> list[dict]:
    """Paired changes of every outcome of every strategy."""
    rows = []
    for outcome in OUTCOMES:
        before, after = wide(on, outcome), wide(off, outcome)
        for strategy in before:
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


def clear(part: pd.DataFrame) -> pd.DataFrame:
    """Changes that are told in standard deviations and are not chance."""
    half = (part["change_high"] - part["change_low"]) / 2
    return part[(part["change"].abs() > 2 * half) & part["change_in_sd"].notna()]


def largest(part: pd.DataFrame) -> pd.Series | None:
    """The largest clear change, if there is any."""
    part = clear(part)
    part = part[part["change_in_sd"].abs() < NO_SCALE]
    return part.loc[part["change_in_sd"].abs().idxmax()] if len(part) else None


def summarise(scorecard: pd.DataFrame, ranking: pd.DataFrame, elsewhere: pd.DataFrame) -> pd.DataFrame:
    """One row a mechanism: how far it moves anything, here and elsewhere, and what it does to the ranking."""
    rows = []
    for label, part in scorecard.groupby("mechanism", sort=False):
        here, there = largest(part), largest(elsewhere[elsewhere["mechanism"] == label])
        place = ranking[ranking["mechanism"] == label]
        net = part[(part["outcome"] == "net_benefit") & (part["strategy"] != "no-project")]
        most = max(0.0 if top is None else abs(top["change_in_sd"]) for top in (here, there))
        rows.append(
            {
                "mechanism": label,
                "largest_change_in_sd": 0.0 if here is None else here["change_in_sd"],
                "of": "" if here is None else f"{here['outcome']} ({here['strategy']})",
                "net_benefit_change": net["change"].mean(),
                "kendall_tau": place["kendall_tau"].iloc[0],
                "best": place.loc[place["rank"] == 1, "strategy"].iloc[0],
                "largest_elsewhere_in_sd": 0.0 if there is None else there["change_in_sd"],
                "where": "" if there is None else f"{there['market']}: {there['outcome']} ({there['strategy']})",
                "without_effect": bool(most < HARDLY),
            }
        )
    return pd.DataFrame(rows)


def cases() -> list[tuple[str, dict[str, float], dict[str, float]]]:
    """Every comparison: its name, and what is changed before and after."""
    table = {p.name: p for p in PARAMETERS}
    listed: list[tuple[str, dict[str, float], dict[str, float]]] = [(s.name, {}, {s.name: 0.0}) for s in SWITCHES]
    listed.append(("negative_weight = 1 (symmetric trust)", {}, {"negative_weight": 1.0}))
    for name in SUSPECTS:
        low, high = table[name].low, table[name].high
        listed.append((f"{name} {low:g} to {high:g}", {name: low}, {name: high}))
    return listed


def play_elsewhere(given: dict, runs: int) -> pd.DataFrame:
    """Changes in the other markets, the three further strategies included."""
    strategies, parts = (*STANDARD, *MORE), []
    for market in ELSEWHERE:

        def played(changes: dict[str, float], market: str = market) -> pd.DataFrame:
            return ensemble(market, strategies, changes=changes, **(given | {"runs": runs})).runs

        on, rows = played({}), []
        for label, before, after in cases():
            rows += changes_between(played(before) if before else on, played(after), label)
        parts.append(pd.DataFrame(rows).assign(market=market))
        print(market, flush=True)
    return pd.concat(parts, ignore_index=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=300)
    parser.add_argument("--elsewhere", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--prior", default="fitted")
    parser.add_argument("--threads", type=int)
    args = parser.parse_args()
    given = {"runs": args.runs, "seed": args.seed, "prior": args.prior, "threads": args.threads, "weekly_runs": 0}

    def played(changes: dict[str, float], strategies: tuple[str, ...] = STANDARD) -> pd.DataFrame:
        return ensemble("treyl-poultry", strategies, changes=changes, **given).runs

    on, more = played({}), played({}, MORE)
    base = ranks(on)
    scorecard, ranking, further = [], [], []
    ranking.extend({"mechanism": "all on", "strategy": s, "rank": base[s], "kendall_tau": 1.0} for s in STANDARD)
    for label, before, after in cases():
        first, then = played(before) if before else on, played(after)
        scorecard.extend(changes_between(first, then, label))
        further.extend(changes_between(played(before, MORE) if before else more, played(after, MORE), label))
        found = ranks(then)
        tau = kendalltau(ranks(first), found).statistic
        ranking.extend({"mechanism": label, "strategy": s, "rank": found[s], "kendall_tau": tau} for s in STANDARD)
        print(label, f"tau {tau:.2f}, best {found.idxmin()}", flush=True)
    cards, places = pd.DataFrame(scorecard), pd.DataFrame(ranking)
    further = pd.DataFrame(further).assign(market="treyl-poultry")
    elsewhere = pd.concat([further, play_elsewhere(given, args.elsewhere)], ignore_index=True)
    told, shown = summarise(cards, places, elsewhere), clear(elsewhere)
    shown = shown.loc[shown["change_in_sd"].abs() >= HARDLY, ["market", *KEPT]]
    tables = {"scorecard": cards, "ranking": places, "elsewhere": shown, "summary": told}
    for name, frame in tables.items():
        frame.to_csv(HERE / f"{name}.csv", index=False, float_format="%.5g", lineterminator="\n")
    from pictures import draw

    draw(cards, places)
    print(told.to_string())


if __name__ == "__main__":
    main()
