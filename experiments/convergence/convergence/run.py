"""The whole in order: futures, tables, figures."""

import argparse
import json
import time
from pathlib import Path

import pandas as pd
from migsim.engine import ensemble

from convergence.enough import enough
from convergence.ranking import over_horizons, over_intervals, over_seeds, places_of

HOME = Path(__file__).parents[1]
SCENARIO = "treyl-poultry"
SEEDS, RUNS = tuple(range(1, 7)), 500
HORIZONS, HORIZON_RUNS = (156, 208, 260, 364), 300
INTERVALS, INTERVAL_RUNS = (0, 2, 4, 6), 300  # 0: as the groups and the facilitator choose


def main(about: str | None) -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", type=Path, metavar="DIR")
    parser.add_argument("--figures", action="store_true")
    asked = parser.parse_args()
    if asked.small:
        converge(asked.small, (1, 2), 40, (208, 260), 10, (0, 4), 10)
        return
    if not asked.figures:
        converge(HOME / "results", SEEDS, RUNS, HORIZONS, HORIZON_RUNS, INTERVALS, INTERVAL_RUNS)
    from convergence.figures import draw

    draw(HOME / "results", HOME / "figures")


def converge(
    out: Path,
    seeds: tuple[int, ...],
    runs: int,
    horizons: tuple[int, ...],
    horizon_runs: int,
    intervals: tuple[int, ...],
    interval_runs: int,
) -> None:
    """Play everything and write the tables."""
    out.mkdir(exist_ok=True, parents=True)
    began = time.monotonic()
    results = {seed: ensemble(SCENARIO, runs=runs, seed=seed, threads=1) for seed in seeds}
    by_seed = {seed: result.runs for seed, result in results.items()}
    write(pd.concat([enough(result).assign(seed=seed) for seed, result in results.items()]), out / "enough.csv")
    write(over_seeds(by_seed), out / "ranking.csv")
    write(places_of(by_seed), out / "seeds.csv")
    write(over_horizons(SCENARIO, horizons, horizon_runs), out / "horizons.csv")
    write(over_intervals(SCENARIO, intervals, interval_runs), out / "intervals.csv")
    futures = len(by_seed[seeds[0]]) * len(seeds)
    print(json.dumps({"futures_over_seeds": futures, "minutes": round((time.monotonic() - began) / 60, 1)}))


def write(table: pd.DataFrame, path: Path) -> None:
    """Write a table with four significant digits."""
    table.to_csv(path, index=False, float_format="%.4g", lineterminator="\n")
