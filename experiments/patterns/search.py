"""Find defaults of the assumed parameters under which the patterns come out together.

    python experiments/patterns/search.py --points 200 --runs 60 --json found.json

Random search: each point draws the parameters of `SEARCHED` from their ranges, others stay at their defaults, and is
scored by how far the patterns lie outside their ranges, in widths of these. Nothing about strategies' ranks enters.
"""

import argparse
import json
from pathlib import Path

import numpy as np
from measure import patterns, play_all
from migsim.scenario.parameters import PARAMETERS, default_parameters

SEARCHED = (
    "join_threshold", "support_pull", "deal_rate", "match_share", "deal_loss", "tie_value", "convening_threshold",
    "capacity_coaching", "capacity_practice", "work_rate", "dead_end", "attendance_offset", "replan_learning",
    "expected_progress", "member_exposure", "relapse",
)  # fmt: skip


def distance(found) -> float:
    """Sum over patterns of the distance outside the range, in widths of the range."""
    total = 0.0
    for p in found:
        if p.name != "-":
            width = min(p.high, 2 * p.low if p.high > 10 else p.high) - p.low
            total += max(p.low - p.value, p.value - p.high, 0.0) / width
    return total


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--points", type=int, default=200)
    parser.add_argument("--runs", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path, default=Path("found.json"))
    args = parser.parse_args()
    table, rng, best = {p.name: p for p in PARAMETERS}, np.random.default_rng(args.seed), []
    for point in range(args.points):
        # The first point is the table as it stands; half of the others stay near it.
        spread = 0.0 if point == 0 else (1.0 if point % 2 else 0.4)
        changes = {}
        for name in SEARCHED:
            p, u = table[name], rng.uniform()
            changes[name] = p.default + spread * (p.draw(u) - p.default)
        parameters = np.repeat(default_parameters(**changes), args.runs)
        found = patterns(play_all(args.runs, parameters), parameters)
        best.append((distance(found), changes, {f.name: round(f.value, 4) for f in found if f.name != "-"}))
        best.sort(key=lambda row: row[0])
        args.json.write_text(json.dumps(best[:20], indent=1))
        print(point, round(best[0][0], 3), flush=True)


if __name__ == "__main__":
    main()
