"""A sweep that is killed again and again and resumed each time, against one that is left alone: byte for byte.

    python experiments/durability/killed.py                     # 20,000 runs, 25 kills: some minutes
    python experiments/durability/killed.py --runs 2000 --kills 8

Killed (SIGKILL) are the sweep itself at random moments, its worker processes, and the sweep in the middle of a write:
before a file has its name, when half of it is on the disk, and right after. Linux only: it reads /proc.
"""

import argparse
import os
import random
import signal
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import migsim
from migsim import disk
from watchful import Watchful

FILES = ("no-project", "light-touch", "intensive")  # with the one in Python, four strategies
WAYS = ("half a write", "sweep", "after a write", "worker", "start")


def experiment(runs: int) -> dict:
    """Four strategies at ten points; `runs` in all."""
    return {
        "name": "killed",
        "strategies": [*FILES, Watchful()],
        "weeks": 220,
        "runs": max(1, runs // (10 * (len(FILES) + 1))),
        "weekly": 2,
        "design": {"kind": "latin-hypercube", "points": 10},
        "factors": {"work_rate": "prior", "costs.meeting": {"low": 5, "high": 40}},
    }


def child(folder: Path, runs: int, way: str, count: int) -> None:
    """Run the sweep, or what is left of it; die in write number `count` where that is the way."""
    if way in {"half a write", "after a write"}:
        _die_in_write(way, count)
    migsim.sweep(experiment(runs), folder, workers=2)


def _die_in_write(way: str, count: int) -> None:
    sync, replace, left = os.fsync, os.replace, [count]

    def die(handle: int) -> None:
        left[0] -= stat.S_ISREG(os.fstat(handle).st_mode)  # folders are synced too
        if left[0] == 0:
            os.ftruncate(handle, os.fstat(handle).st_size // 2)
            os.kill(os.getpid(), signal.SIGKILL)
        sync(handle)

    def die_after(half: Path, path: Path) -> None:
        replace(half, path)
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    setattr(disk.os, *(("fsync", die) if way == "half a write" else ("replace", die_after)))


def workers_of(pid: int) -> list[int]:
    """Worker processes of a sweep."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [int(c) for c in children if b"spawn_main" in Path(f"/proc/{c}/cmdline").read_bytes()]
    except OSError:
        return []


def disturb(folder: Path, runs: int, way: str, pause: float, luck: random.Random) -> bool:
    """Start the sweep and kill something; false when it ended before that."""
    command = [sys.executable, __file__, "--child", str(folder), "--runs", str(runs)]
    process = subprocess.Popen([*command, "--way", way, "--count", str(luck.randint(1, 4))])
    if way == "start":
        time.sleep(luck.uniform(0.0, 2.0))
    elif way in {"sweep", "worker"}:
        before = parts(folder)
        while process.poll() is None and parts(folder) == before:
            time.sleep(0.01)
        time.sleep(luck.uniform(0.0, pause))
    team = workers_of(process.pid)
    if way == "worker" and process.poll() is None and team:
        os.kill(luck.choice(team), signal.SIGKILL)
        time.sleep(luck.uniform(0.0, pause))
        team = workers_of(process.pid)
    if way in {"sweep", "worker", "start"} and process.poll() is None:
        process.kill()
    killed = process.wait() == -signal.SIGKILL
    deadline = time.monotonic() + 60.0  # one that was just starting first has to import
    while killed and any(Path(f"/proc/{pid}").exists() for pid in team):
        if time.monotonic() > deadline:
            raise SystemExit(f"workers outlived their parent: {team}")
        time.sleep(0.05)
    return killed


def parts(folder: Path) -> int:
    """Count the parts that are there."""
    return len(list((folder / "runs").glob("part-*.parquet")))


def main() -> None:
    """Run the whole comparison."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=20_000)
    parser.add_argument("--kills", type=int, default=25)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--child", type=Path)
    parser.add_argument("--way", default="")
    parser.add_argument("--count", type=int, default=1)
    asked = parser.parse_args()
    if asked.child:
        child(asked.child, asked.runs, asked.way, asked.count)
        return
    luck = random.Random(asked.seed)
    with tempfile.TemporaryDirectory() as scratch:
        quiet, killed = Path(scratch, "quiet"), Path(scratch, "killed")
        migsim.sweep(experiment(0), Path(scratch, "first"))  # so that the machine code is there
        started = time.monotonic()
        expected = migsim.sweep(experiment(asked.runs), quiet, workers=2)
        seconds = time.monotonic() - started
        print(f"undisturbed: {expected.total:,} runs in {seconds:.0f} s", flush=True)
        happened = dict.fromkeys(WAYS, 0)
        for kill in range(asked.kills):
            way = WAYS[kill % len(WAYS)]
            if disturb(killed, asked.runs, way, 0.25 * seconds / asked.kills, luck):
                happened[way] += 1
        at = parts(killed)
        resumed = migsim.sweep(experiment(asked.runs), killed, workers=2)
        for table in ("runs", "weekly", "parameters"):
            one, other = (getattr(sweep, table) for sweep in (expected, resumed))
            if not one.equals(other):
                raise SystemExit(f"{table}: differs from the undisturbed sweep")
        files = {path.relative_to(quiet): path.read_bytes() for path in quiet.rglob("*") if path.is_file()}
        again = {path.relative_to(killed): path.read_bytes() for path in killed.rglob("*") if path.is_file()}
        if files != again:
            raise SystemExit(f"files differ: {sorted(map(str, set(files) ^ set(again))) or 'in their bytes'}")
        print("killed: " + ", ".join(f"{way} {count}" for way, count in happened.items()))
        print(f"{at} of {parts(quiet)} parts were there before the last resumption")
        print(f"{resumed.done:,} runs, none lost, none doubled; all {len(files)} files are the same to the byte")


if __name__ == "__main__":
    main()
