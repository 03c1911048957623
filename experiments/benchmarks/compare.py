"""How long the standard comparison takes, and how many futures a core plays in a second.

    python experiments/benchmarks/compare.py [--runs 500] [--json]

Plays 10 strategies x RUNS futures x 260 weeks of the poultry case with the compiled code in the cache, once on one
thread and once on two, then the whole command `migsim compare` as a user types it.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time

from migsim.engine import ensemble


def seconds(call) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=500)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    ensemble("treyl-poultry", runs=1)  # compiles, or loads the machine code
    one = seconds(lambda: ensemble("treyl-poultry", runs=args.runs, threads=1, weekly_runs=0))
    two = seconds(lambda: ensemble("treyl-poultry", runs=args.runs, threads=2, weekly_runs=0))
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "migsim", "compare", "--runs", str(args.runs), "--out", f"{folder}/out"]
        whole = seconds(lambda: subprocess.run(command, check=True, capture_output=True))
    futures = 10 * args.runs
    figures = {
        "futures": futures,
        "one thread, s": round(one, 2),
        "two threads, s": round(two, 2),
        "speed-up of two threads": round(one / two, 2),
        "futures per second and core": round(futures / one),
        "migsim compare, s": round(whole, 2),
    }
    if args.json:
        print(json.dumps(figures))
    else:
        for name, value in figures.items():
            print(f"{name:30} {value}")


if __name__ == "__main__":
    main()
