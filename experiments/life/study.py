"""What each rule of a group's life does: every one off in turn, and the two levers put on.

    python experiments/life/study.py [--runs 200] [--seed 1]

The same futures with and without are paired. Writes `effects.csv` beside this file: the mean with the rule, the mean
change that the rule makes, its 90 % interval, and the change in standard deviations of the outcome over futures.
"""

import argparse
from pathlib import Path

import numpy as np
import pandas as pd
from migsim.analysis.statistics import summary
from migsim.engine import ensemble
from migsim.facilitation.library import load_strategy
from migsim.facilitation.strategy import FileStrategy

HERE = Path(__file__).parent
MARKETS = ("treyl-poultry", "nepal-dairy", "zimbabwe-livestock")
STRATEGIES = ("phased-handover", "intensive", "directive", "inclusive", "long-and-light")
RULES = ("going_on_on", "giving_less_on", "chair_on", "kitty_on", "outsiders_join_on", "disagreement_on")
LEVERS = {"local agents": {"agents": "local"}, "messages": {"messages": 1.0}}
OUTCOMES = ("net_benefit", "cost", "goals_reached", "adapt_alive", "adapt_completed", "attendance", "trust",
            "voice_gap", "benefit_gap_relative", "member_hours")  # fmt: skip


def table(runs: pd.DataFrame, outcome: str) -> pd.DataFrame:
    """Futures x strategies of one outcome."""
    return runs.pivot(index="run", columns="strategy", values=outcome)


def rows_of(market: str, what: str, on: pd.DataFrame, off: pd.DataFrame) -> list[dict]:
    """What a rule or a lever changes, on less off, for each strategy and outcome."""
    rows = []
    for outcome in OUTCOMES:
        with_it, without = table(on, outcome), table(off, outcome)
        for name in with_it:
            told = summary((with_it[name] - without[name]).to_numpy(float))
            sd = float(with_it[name].std())
            row = {"market": market, "what": what, "strategy": name, "outcome": outcome, "with": with_it[name].mean()}
            row |= {"change": told["mean"], "low": told["mean_low"], "high": told["mean_high"]}
            rows.append(row | {"change_in_sd": told["mean"] / sd if sd > 0 else np.nan})
    return rows


def pulled(strategy: FileStrategy, **lever: object) -> FileStrategy:
    """The same strategy with a lever put on in every phase."""
    phases = tuple(phase.model_copy(update=lever) for phase in strategy.plan.phases)
    return FileStrategy(strategy.plan.model_copy(update={"phases": phases}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    strategies, rows = [load_strategy(name) for name in STRATEGIES], []
    for market in MARKETS:
        usual = ensemble(market, strategies, runs=options.runs, seed=options.seed).runs
        for rule in RULES:
            off = ensemble(market, strategies, runs=options.runs, seed=options.seed, changes={rule: 0}).runs
            rows += rows_of(market, rule.removesuffix("_on"), usual, off)
        for lever, change in LEVERS.items():
            put_on = [pulled(strategy, **change) for strategy in strategies]
            with_it = ensemble(market, put_on, runs=options.runs, seed=options.seed).runs
            rows += rows_of(market, lever, with_it, usual)
    found = pd.DataFrame(rows)
    found.round(4).to_csv(HERE / "effects.csv", index=False, lineterminator="\n")
    largest = found.loc[found.groupby("what")["change_in_sd"].apply(lambda one: one.abs().idxmax())]
    print(largest.to_string(index=False))


if __name__ == "__main__":
    main()
