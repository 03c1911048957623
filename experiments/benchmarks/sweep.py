"""What a sweep costs beside its runs: store and runner against the bare engine, and the memory that they take.

    python experiments/benchmarks/sweep.py                  # 20,000 runs, three times each
    python experiments/benchmarks/sweep.py --runs 100000    # for a quiet machine

Both run the same futures: the ten standard strategies on the poultry case, over points at which three parameters
differ. The bare engine plays them in as many threads and keeps nothing. The two take turns, each in a process of its
own.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import migsim
from migsim.analysis.sweep.experiment import load_experiment
from migsim.analysis.sweep.making import make_job
from migsim.engine.future import play
from migsim.engine.worlds import make_desk

EACH = 20  # runs of a strategy at a point


def experiment(runs: int) -> dict:
    """Ten strategies, `EACH` runs of each at every point; `runs` in all."""
    return {
        "name": "speed",
        "runs": EACH,
        "design": {"kind": "latin-hypercube", "points": max(1, runs // (10 * EACH))},
        "factors": {"work_rate": "prior", "patience": "prior", "deal_rate": "prior"},
    }


def bare(runs: int, workers: int) -> None:
    """Play every run; keep nothing."""
    job = make_job(load_experiment(experiment(runs)))
    cells = job.cells(0)

    def at(point: int) -> None:
        records, desk = job.records_at(point, range(EACH)), make_desk(cells[0].market, len(cells[0].scenario.groups))
        for cell in cells:
            for run in range(EACH):
                play(cell, desk, records[run : run + 1], run)

    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(at, range(job.plan.points)))


def swept(runs: int, workers: int) -> int:
    """Run the sweep; bytes on disk."""
    with tempfile.TemporaryDirectory() as folder:
        migsim.sweep(experiment(runs), folder, workers=workers)
        return sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())


def measured(what: str, runs: int, workers: int) -> dict:
    """Do one of the two in this process, warmed up."""
    doing = {"bare": bare, "sweep": swept}[what]
    doing(200, workers)
    wall, cpu = time.perf_counter(), time.process_time()
    size = doing(runs, workers) or 0
    return {
        "wall": time.perf_counter() - wall,
        "cpu": time.process_time() - cpu,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "size": size / 1e6,
    }


def main() -> None:
    """Take turns and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=20_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--only", choices=["bare", "sweep"])
    asked = parser.parse_args()
    if asked.only:
        print(json.dumps(measured(asked.only, asked.runs, asked.workers)))
        return
    command = [sys.executable, __file__, "--workers", str(asked.workers)]
    found: dict[str, list[dict]] = {"bare": [], "sweep": []}
    small = json.loads(subprocess.check_output([*command, "--only", "sweep", "--runs", "2000"]))
    print(f"{asked.runs:,} runs, {asked.workers} workers")
    for _ in range(asked.times):
        for what, rounds in found.items():
            rounds.append(json.loads(subprocess.check_output([*command, "--only", what, "--runs", str(asked.runs)])))
            print(f"  {what:5}  {rounds[-1]['wall']:6.1f} s   {rounds[-1]['cpu']:6.1f} s of processor", flush=True)
    best = {what: {key: min(r[key] for r in rounds) for key in rounds[0]} for what, rounds in found.items()}
    for key, words in (("wall", "time"), ("cpu", "processor time")):
        share = best["sweep"][key] / best["bare"][key] - 1.0
        print(f"overhead of store and runner, {words}: {share:.1%} (goal: under 15 %)")
    print(f"runs a second: {asked.runs / best['sweep']['wall']:,.0f}")
    print(f"on disk: {best['sweep']['size']:.1f} MB, {best['sweep']['size'] * 1e6 / asked.runs:,.0f} bytes a run")
    print(f"memory: {best['sweep']['memory']:.0f} MB; with 2,000 runs {small['memory']:.0f} MB")


if __name__ == "__main__":
    main()
