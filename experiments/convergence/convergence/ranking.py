"""How firm the ranking is: over seeds, horizons and the time between meetings."""

import itertools

import numpy as np
import pandas as pd
from migsim.engine import ensemble
from migsim.errors import InputError
from migsim.facilitation.library import STANDARD, load_strategy
from migsim.facilitation.strategy import FileStrategy, Strategy

OBJECTIVE = "net_benefit"
SIZES = (20, 50, 100, 200, 500, 1000)


def means(runs: pd.DataFrame, first: int = 0, last: int | None = None) -> pd.Series:
    """Mean objective of each strategy over futures `first` to `last`, best first."""
    part = runs[(runs["run"] >= first) & (runs["run"] < (last or runs["run"].max() + 1))]
    return part.groupby("strategy")[OBJECTIVE].mean().sort_values(ascending=False)


def agreement(one: pd.Series, other: pd.Series) -> float:
    """Share of pairs of strategies that stand in the same order in both (1 all, 0 none)."""
    names = [name for name in one.index if name in other.index]
    same = [(one[a] > one[b]) == (other[a] > other[b]) for a, b in itertools.combinations(names, 2)]
    return float(np.mean(same))


def over_seeds(by_seed: dict[int, pd.DataFrame]) -> pd.DataFrame:
    """One row a number of futures: how rankings from different seeds and futures agree with that of all together."""
    pooled = means(pd.concat([runs.assign(run=runs["run"] + seed * 10**6) for seed, runs in by_seed.items()]))
    rows = []
    for size in SIZES:
        lots = [
            means(runs, first, first + size)
            for runs in by_seed.values()
            for first in range(0, int(runs["run"].max()) + 2 - size, size)
        ]
        if lots:
            rows.append(
                {
                    "futures": size,
                    "rankings": len(lots),
                    "same_leader": np.mean([lot.index[0] == pooled.index[0] for lot in lots]),
                    "leader_in_first_two": np.mean([pooled.index[0] in lot.index[:2] for lot in lots]),
                    "pairs_in_order": np.mean([agreement(lot, pooled) for lot in lots]),
                    "whole_ranking": np.mean([list(lot.index) == list(pooled.index) for lot in lots]),
                }
            )
    return pd.DataFrame(rows)


def places_of(by_seed: dict[int, pd.DataFrame]) -> pd.DataFrame:
    """One row a strategy and seed: mean objective and place."""
    rows = []
    for seed, runs in by_seed.items():
        for place, (name, value) in enumerate(means(runs).items(), 1):
            rows.append({"seed": seed, "strategy": name, "mean": value, "place": place})
    return pd.DataFrame(rows)


def over_horizons(scenario: str, horizons: tuple[int, ...], runs: int) -> pd.DataFrame:
    """One row a horizon and strategy that it has room for: mean objective and place, and who has no room."""
    rows = []
    for weeks in horizons:
        fitting, left_out = [], []
        for name in STANDARD:
            try:
                ensemble(scenario, [name], runs=1, weeks=weeks)
                fitting.append(name)
            except InputError:
                left_out.append(name)
        rows += _ranked({"weeks": weeks}, ensemble(scenario, fitting, runs=runs, weeks=weeks, threads=1).runs)
        rows += [{"weeks": weeks, "strategy": name, "mean": np.nan, "place": np.nan} for name in left_out]
    return pd.DataFrame(rows)


def with_interval(name: str, interval: int) -> Strategy:
    """A strategy of the library with its meetings so many weeks apart; unchanged where it has none."""
    strategy = load_strategy(name)
    if not isinstance(strategy, FileStrategy) or strategy.plan.start is None:
        return strategy
    start = strategy.plan.start.model_copy(update={"interval": interval})
    return FileStrategy(strategy.plan.model_copy(update={"start": start}))


def over_intervals(scenario: str, intervals: tuple[int, ...], runs: int) -> pd.DataFrame:
    """One row an interval between meetings and strategy: mean objective and place. Hours are those of the library."""
    rows = []
    for weeks in intervals:
        chosen = [with_interval(name, weeks) if weeks else load_strategy(name) for name in STANDARD]
        rows += _ranked({"interval": weeks}, ensemble(scenario, chosen, runs=runs, threads=1).runs)
    return pd.DataFrame(rows)


def _ranked(head: dict, runs: pd.DataFrame) -> list[dict]:
    ranking = means(runs)
    return [
        head | {"strategy": name, "mean": value, "place": place}
        for place, (name, value) in enumerate(ranking.items(), 1)
    ]
