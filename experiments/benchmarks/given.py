"""What `simulate_many` costs against the same futures through `ensemble`: at most 1.1 times, in processor time."""

import argparse
import os
import statistics
import time

import migsim
from migsim.scenario.priors import load_prior

STRATEGIES = ["light-touch"]


def cost(job):
    """Processor seconds of this process."""
    before = os.times()
    job()
    after = os.times()
    return after.user + after.system - before.user - before.system


def main():
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--sets", type=int, default=10_000)
    asked.add_argument("--turns", type=int, default=3, help="of each, in turn")
    given = asked.parse_args()
    draws = load_prior().draw(1, range(given.sets))
    sets = {name: draws[name] for name in draws.dtype.names}
    ways = {
        "ensemble": lambda: migsim.ensemble(
            "treyl-poultry", STRATEGIES, given.sets, group_runs=0, weekly_runs=0
        ),
        "simulate_many": lambda: migsim.simulate_many(sets, "treyl-poultry", STRATEGIES, outcomes=["all"]),
    }  # fmt: skip
    migsim.simulate_many({name: values[:20] for name, values in sets.items()}, "treyl-poultry", STRATEGIES)
    spent = {name: [] for name in ways}
    started = time.perf_counter()
    for _ in range(given.turns):
        for name, way in ways.items():
            spent[name].append(cost(way))
    seconds = {name: statistics.median(values) for name, values in spent.items()}
    for name, value in seconds.items():
        print(f"{name}: {value:.2f} s of processor for {given.sets:,} futures")
    ratio = seconds["simulate_many"] / seconds["ensemble"]
    print(f"ratio {ratio:.3f}, {time.perf_counter() - started:.0f} s on the clock")


if __name__ == "__main__":
    main()
