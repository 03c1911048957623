"""Instructions that a future takes: a guard against regressions that no busy machine can disturb.

    python experiments/benchmarks/instructions.py           print the counts beside the stored ones
    python experiments/benchmarks/instructions.py --store   store them, when a change is meant

Counted are instructions of WebAssembly, of the portable engine that ships: the same number on every machine. Start-up
and what is done once stay outside.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

STORED = Path(__file__).with_suffix(".json")


def cases() -> dict[str, tuple[Callable[[int], int], int]]:
    """Fixed cases: what plays a future by its number and returns the count so far, and how many futures are counted."""
    from dataclasses import replace

    from migsim.engine.future import play
    from migsim.engine.worlds import make_desk, prepare_cell
    from migsim.facilitation.library import load_strategy
    from migsim.scenario.library import load_scenario
    from migsim.scenario.market import build_market
    from migsim.scenario.parameters import default_parameters

    from markets import larger_outside

    scenario, parameters = load_scenario("treyl-poultry"), default_parameters()

    def player(strategy: str, outside: int, spreads: bool = False) -> Callable[[int], int]:
        market = larger_outside(scenario, outside)
        cell = replace(prepare_cell(market, load_strategy(strategy), 1), market=build_market(market, 1, 104))
        desk, own = make_desk(cell.market, len(market.groups)), parameters.copy()
        if spreads:  # as in speed.py: practices reach nearly everybody
            own["bass_news"], own["bass_neighbours"], own["visible_relief"] = 0.5, 20.0, 0.02

        def played(run: int) -> int:
            play(cell, desk, own, run)
            return int(desk.lent.home.executed)

        return played

    return {
        "intensive, 104 weeks, 600 outside": (player("intensive", 600), 20),
        "no-project, 104 weeks, 600 outside": (player("no-project", 600), 20),
        "intensive, 104 weeks, 20,000 outside, practices reach nearly all": (player("intensive", 20_000, True), 1),
    }


def play_cases() -> dict[str, float]:
    """Instructions of one future, by case, in a process whose engine counts them."""
    from migsim.portable.heap import Heap

    Heap.counts = True
    found = {}
    for name, (play, futures) in cases().items():
        first = play(0)
        last = [play(run) for run in range(futures)][-1]
        found[name] = round((last - first) / futures)
    return found


def count() -> dict[str, float]:
    """Instructions of one future, by case."""
    env = {**os.environ, "MIGSIM_ENGINE": "portable"}
    done = subprocess.run([sys.executable, __file__, "--play"], env=env, check=True, capture_output=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main() -> None:
    """Count and print, or store."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", action="store_true")
    parser.add_argument("--play", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.play:
        print(json.dumps(play_cases()))
        return
    found, stored = count(), json.loads(STORED.read_text(encoding="utf-8")) if STORED.exists() else {}
    for name, number in found.items():
        before = stored.get(name)
        print(f"{name:70} {number:12,}" + (f"   {number / before:.3f} of the stored" if before else ""))
    if args.store:
        STORED.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
