"""How fast the portable engine is against machine code: CPU time a future, turn and turn about.

    python experiments/benchmarks/portable.py [--futures N] [--rounds N]

Each engine runs in a process of its own and plays the same futures in every round; the ratio of a market is the median
over rounds of portable over native. Nothing is recorded, on one thread.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from statistics import median

CASES = (
    ("treyl-poultry", "phased-handover"),
    ("sudan-hibiscus", "seed-funded"),
    ("zimbabwe-livestock", "attentive"),
    ("bangladesh-pumpkin", "intensive"),
)


def serve() -> None:
    """Play futures of a case for each line on the standard input; answer with CPU seconds a future."""
    from migsim.engine.future import play
    from migsim.engine.worlds import make_desk, prepare_cell
    from migsim.facilitation.library import load_strategy
    from migsim.scenario.library import load_scenario
    from migsim.scenario.priors import load_prior

    ready = {}
    for line in sys.stdin:
        scenario, strategy, futures = json.loads(line)
        if scenario not in ready:
            cell = prepare_cell(load_scenario(scenario), load_strategy(strategy), 1)
            ready[scenario] = (
                cell,
                make_desk(cell.market, len(cell.scenario.groups)),
                load_prior().draw(1, range(futures)),
            )
            play(*ready[scenario][:2], ready[scenario][2][:1], 0)
        cell, desk, parameters = ready[scenario]
        start = time.process_time()
        for run in range(futures):
            play(cell, desk, parameters[run : run + 1], run)
        print((time.process_time() - start) / futures, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--futures", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.serve:
        serve()
        return
    engines = {
        engine: subprocess.Popen(
            [sys.executable, __file__, "--serve"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"MIGSIM_ENGINE": engine},
        )
        for engine in ("native", "portable")
    }

    def taken(engine: str, case: tuple[str, str]) -> float:
        process = engines[engine]
        assert process.stdin is not None
        assert process.stdout is not None
        print(json.dumps([*case, asked.futures]), file=process.stdin, flush=True)
        return float(process.stdout.readline())

    print("market, strategy: native ms, portable ms, ratio")
    for case in CASES:
        rounds = [(taken("native", case), taken("portable", case)) for _ in range(asked.rounds)]
        native, portable = (1e3 * median(times) for times in zip(*rounds, strict=True))
        ratio = median(portable / native for native, portable in rounds)
        print(f"{case[0]}, {case[1]}: {native:.2f}, {portable:.2f}, {ratio:.2f}")
    for process in engines.values():
        assert process.stdin is not None
        process.stdin.close()
        process.wait()


if __name__ == "__main__":
    main()
