"""What carries "doing it for them": its lead over the best coaching strategy, with old rules switched back one by one.

    python experiments/ablations/doing.py [--runs 250] [--prior fitted] [--seed 1] [--markets ...]

Each of five rules once read otherwise, and none of the old readings has a source: an hour of a facilitator counted as
practice and as doing; effort had no ceiling; work moved everything in time, policy too; relief lasted the same whoever
made it; and a missing role only slowed the work. For each market and each rule switched back (then all of them), the
same futures are played with `directive` and with the coaching strategies of the standard comparison. Writes
`doing.csv`: market, rule, who leads the coaching strategies by mean net benefit, and the mean lead of `directive` over
that one with its 90 % interval, paired by future (in the market's own currency). The strategy that leads is chosen on
the same futures, so the lead is if anything told too small.
"""

import argparse
from pathlib import Path

import pandas as pd
from migsim.analysis.statistics import summary
from migsim.engine import ensemble
from migsim.scenario.library import load_scenario, scenario_names
from migsim.scenario.parameters import SWITCHES

HERE = Path(__file__).parent
DOING = "directive"
COACHING = ("light-touch", "intensive", "phased-handover", "inclusive", "deal-broker", "systems-first")
#: Rules by the switch that brings the old reading back.
RULES = {
    "hours_once_on": "an hour is spent twice",
    "saturation_on": "effort has no ceiling",
    "reach_on": "work moves everything in time, policy too",
    "provenance_on": "relief lasts the same whoever made it",
    "binding_roles_on": "a missing role only slows the work",
}
NOT_A_CASE = ("teaching-market", "large-forum")


def cases() -> dict[str, dict[str, float]]:
    """Switches of each row of the table, by what it is called."""
    unknown = set(RULES) - {switch.name for switch in SWITCHES}
    assert not unknown, f"no such switches: {unknown}"
    one_by_one = {what: {switch: 0.0} for switch, what in RULES.items()}
    return {"as it is": {}, **one_by_one, "all of these": dict.fromkeys(RULES, 0.0)}


def lead_in(market: str, switches: dict[str, float], given: dict) -> dict:
    """Lead of doing over the best coaching strategy in one market."""
    runs = ensemble(market, (DOING, *COACHING), changes=switches, weekly_runs=0, **given).runs
    net = runs.pivot(index="run", columns="strategy", values="net_benefit")
    best = net[list(COACHING)].mean().idxmax()
    lead = summary((net[DOING] - net[best]).to_numpy(float))
    goals = runs.pivot(index="run", columns="strategy", values="goals_reached").mean()
    return {
        "best_coaching": best,
        "lead": lead["mean"],
        "lead_low": lead["mean_low"],
        "lead_high": lead["mean_high"],
        "goals_directive": goals[DOING],
        "goals_best_coaching": goals[best],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=250)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--prior", default="fitted")
    parser.add_argument("--threads", type=int)
    parser.add_argument("--markets", nargs="+", default=[name for name in scenario_names() if name not in NOT_A_CASE])
    args = parser.parse_args()
    given = {"runs": args.runs, "seed": args.seed, "prior": args.prior, "threads": args.threads}
    rows = []
    for market in args.markets:
        currency = load_scenario(market).currency
        for what, switches in cases().items():
            rows.append({"market": market, "rule": what, "currency": currency, **lead_in(market, switches, given)})
            print(f"{market:20} {what:45} {rows[-1]['lead']:>14,.0f} {currency}", flush=True)
    frame = pd.DataFrame(rows)
    frame.to_csv(HERE / "doing.csv", index=False, float_format="%.6g", lineterminator="\n")
    print(frame.pivot(index="rule", columns="market", values="lead").reindex(list(cases())).to_string())


if __name__ == "__main__":
    main()
