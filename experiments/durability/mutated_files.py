"""Read 20,000 files that were made wrong at random, of every kind that users write: none may end in Python's own error.

    python experiments/durability/mutated_files.py                # 20,000 files: about a quarter of an hour
    python experiments/durability/mutated_files.py --files 800

The table of loaders and the ways in which files are made wrong are those of the tests (`tests/mutated.py`).
"""

import argparse
import resource
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))

from mutated import LOADERS, mutants, wrong_with


def main() -> None:
    """Read them all and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=2)
    parser.add_argument("--only", nargs="*", default=list(LOADERS), help="kinds of files")
    asked = parser.parse_args()
    each, bad = asked.files // len(asked.only), 0
    print(f"{'kind':<18} {'files':>6} {'read':>6} {'refused':>8} {'wrong':>6} {'CPU s':>6} {'longest':>8}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for name in asked.only:
            happened, longest, begun = Counter(), 0.0, time.process_time()
            for content in mutants(name, each, asked.seed):
                one = time.process_time()
                outcome, wrong = wrong_with(name, content, Path(folder))
                longest = max(longest, time.process_time() - one)
                happened[outcome] += 1
                happened["wrong"] += bool(wrong)
                if wrong and happened["wrong"] <= 5:
                    print(f"  {wrong[0][:400]}", flush=True)
            bad += happened["wrong"]
            spent = time.process_time() - begun
            counts = f"{each:>6} {happened['read']:>6} {happened['refused']:>8} {happened['wrong']:>6}"
            print(f"{name:<18} {counts} {spent:>6.0f} {longest:>8.2f}", flush=True)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{each * len(asked.only):,} files; {bad} wrong; {memory} MB of memory at most")
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
