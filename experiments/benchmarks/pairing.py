"""What common random numbers are worth: variance of differences between strategies, paired against unpaired.

    python experiments/benchmarks/pairing.py [--runs 500] [--fixed]

For each headline outcome: the variance of the difference within the same future, over the sum of the two variances,
which is what the difference would have if the futures were drawn apart. Median, smallest and largest over all pairs of
the six programmes that are compared at equal cost (a strategy under which nothing varies has nothing to pair).
With --fixed, parameters stand at their defaults, so that only luck is paired.
"""

import argparse
from itertools import combinations

import numpy as np
from migsim.engine import ensemble

HEADLINES = ("system_benefit", "net_benefit", "member_benefit", "households_reached", "trust", "deals", "goals_reached")
PROGRAMMES = ("intensive", "directive", "phased-handover", "inclusive", "deal-broker", "systems-first")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=500)
    parser.add_argument("--fixed", action="store_true")
    args = parser.parse_args()
    runs = ensemble("treyl-poultry", PROGRAMMES, runs=args.runs, fixed=args.fixed, weekly_runs=0).runs
    for outcome in HEADLINES:
        table = runs.pivot(index="run", columns="strategy", values=outcome)
        ratios = [
            (table[a] - table[b]).var() / (table[a].var() + table[b].var()) for a, b in combinations(table.columns, 2)
        ]
        print(f"{outcome:20} median {np.median(ratios):.2f}, from {min(ratios):.2f} to {max(ratios):.2f}")


if __name__ == "__main__":
    main()
