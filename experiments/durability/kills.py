"""Commands that write, killed with SIGKILL again and again: the earlier result is whole afterwards, or the new.

    python experiments/durability/kills.py                          # 25 kills of each command
    python experiments/durability/kills.py --kills 4 --only export

Half of the kills come at a random moment, the other half right before a step in the results folder (a file opened,
renamed, linked or removed) that is drawn among all such steps. Commands run in children of one process that has all
modules loaded, so that a kill costs a run and no start. Linux and macOS only: it forks.
"""

import argparse
import hashlib
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import tomllib
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pandas as pd
from migsim.analysis.sweep import read_results
from migsim.cli import main as run_command
from migsim.errors import InputError
from migsim.report import calibration_folder, claims_folder
from migsim.report.place import COMPARISON, KEPT, check_place

MARKET = Path(__file__).parents[2] / "tests/small.toml"
REGISTER = "week,weeks,measure,value,n\n13,13,deals,4,\n26,13,deals,6,\n9,,present,8,12\n"
EXPERIMENT = """name = "killed"
scenarios = ['{market}']
strategies = ["no-project", "light-touch"]
runs = 2
[design]
kind = "latin-hypercube"
points = 20
[factors]
patience = "prior"
"""
STEPS = {"open", "os.rename", "os.link", "os.remove", "os.rmdir", "os.mkdir"}


def commands(market: Path) -> dict[str, Callable[[Path, int], list[str]]]:
    """Each command, given where its results go and which of two results it makes."""
    scenario = str(market)
    here = market.parent
    return {
        "compare": lambda out, n: [
            *("compare", scenario, "no-project", "light-touch", "--runs", "4", "--threads", "1"),
            *("--out", str(out), "--seed", str(n)),
        ],
        "claims": lambda out, n: [
            *("claims", scenario, "--only", "C15", "--runs", "4", "--threads", "1", "--out", str(out)),
            *("--seed", str(n)),
        ],
        "calibrate": lambda out, n: [
            *("calibrate", scenario, "--data", str(here / "register.csv"), "--strategy", "light-touch"),
            *("--runs", "200", "--threads", "1", "--out", str(out), "--seed", str(n)),
        ],
        "optimise": lambda out, n: [
            *("optimise", scenario, "--hours", "6", "--runs", "8", "--threads", "1"),
            *("--out", str(out), "--seed", str(n)),
        ],
        "sweep": lambda out, n: ["sweep", str(here / "experiment.toml"), "--workers", "1", "--out", str(out)],
        "export": lambda out, n: ["export", str(out), "--csv", *(["--decimal-comma"] if n == 2 else [])],
        "teach --export": lambda out, n: [
            *("teach", scenario if n == 2 else "teaching-market", "--export", str(out / "app.html"))
        ],
    }


KINDS = {"compare": COMPARISON, "claims": claims_folder.KIND, "calibrate": calibration_folder.KIND}


def child(arguments: list[str], out: Path, step: int | None = None) -> int:
    """Start a command in a process of its own, and return its number; it kills itself right before a step."""
    pid = os.fork()
    if pid:
        return pid
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    done = [0]

    def look(event: str, what: tuple[object, ...]) -> None:
        if event in STEPS and str(out) in str(what[0]):
            done[0] += 1
            if step is not None and done[0] == step:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(look)
    status = run_command(arguments)
    out.with_suffix(".steps").write_text(str(done[0]))
    os._exit(status)


def undisturbed(arguments: list[str], out: Path) -> tuple[float, int]:
    """Run a command to its end; returns its seconds and its steps in the folder."""
    begun = time.monotonic()
    _, status = os.waitpid(child(arguments, out), 0)
    if status:
        raise SystemExit(f"{' '.join(arguments)}: status {status}")
    return time.monotonic() - begun, int(out.with_suffix(".steps").read_text())


def state(folder: Path) -> dict[str, str]:
    """Every file that a user sees, with the hash of its bytes."""
    shown = [p for p in folder.rglob("*") if p.is_file() and not any(part.startswith(".") for part in p.parts[-3:])]
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in shown}


def read_back(folder: Path) -> None:
    """Read every file; raises what a reader of its kind raises."""
    for path in folder.rglob("*"):
        if not path.is_file() or any(part.startswith(".") for part in path.relative_to(folder).parts):
            continue
        kind = path.suffix
        if kind == ".json":
            json.loads(path.read_text(encoding="utf-8"))
        elif kind == ".parquet":
            pd.read_parquet(path)
        elif kind == ".csv":
            pd.read_csv(path, sep=None, engine="python")
        elif kind == ".xlsx":
            openpyxl.load_workbook(path)
        elif kind == ".toml":
            tomllib.loads(path.read_text(encoding="utf-8"))
        elif kind == ".svg":
            ElementTree.fromstring(path.read_text(encoding="utf-8"))
        elif kind == ".html" and not path.read_text(encoding="utf-8").rstrip().endswith("</html>"):
            raise ValueError(f"{path.name} has no end")


def judge(name: str, out: Path, old: dict[str, str], new: dict[str, str]) -> str:
    """Say which result a folder holds after a kill; raises when it is neither, or cannot be read."""
    if name == "sweep":  # its parts come one by one, and the same command goes on from there
        try:
            read_results(out)
        except InputError:
            return "nothing yet"
        return "new" if state(out) == new else "a part of it"
    mixed = state(out) not in (old, new)
    if name in KINDS:
        check_place(out, KINDS[name])  # as the next command does first
        if (out / KEPT).exists():
            raise SystemExit(f"{name}: {KEPT} is left")
    now = state(out)
    if name == "export":  # each table is replaced by itself
        if any(now[file] not in (old.get(file), new.get(file)) for file in now) or set(now) != set(old):
            raise SystemExit("export: a table is neither the earlier nor the new one")
        return "new" if now == new else "old" if now == old else "old and new tables, each whole"
    if now not in (old, new):
        raise SystemExit(f"{name}: neither the earlier result nor the new one: {sorted(set(now) ^ set(old))}")
    return ("new" if now == new else "old") + (", put back by the next command" if mixed else "")


def killed(
    name: str, command: Callable[[Path, int], list[str]], kills: int, luck: random.Random, scratch: Path
) -> None:
    """Kill one command again and again, and print what was found."""
    out, first, second = scratch / "out", scratch / "first", scratch / "second"
    first.mkdir()
    if name == "export":
        undisturbed(commands(scratch / "market.toml")["sweep"](first, 1), first)
    if name != "sweep":
        undisturbed(command(first, 1), first)
    shutil.copytree(first, second)
    seconds, steps = undisturbed(command(second, 2), second)
    new = state(second)
    found: Counter[str] = Counter()
    died = 0
    for kill in range(kills):
        shutil.rmtree(out, ignore_errors=True)
        shutil.copytree(first, out)
        old = state(out)
        by_step = bool(kill % 2)
        pid = child(command(out, 2), out, luck.randint(1, steps) if by_step else None)
        if not by_step:
            time.sleep(luck.uniform(0.0, seconds))
            os.kill(pid, signal.SIGKILL)
        died += os.waitpid(pid, 0)[1] == signal.SIGKILL
        found[judge(name, out, old, new)] += 1
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            read_back(out)
    if name == "sweep":
        undisturbed(command(out, 2), out)
        if state(out) != new:
            raise SystemExit("sweep: another result after it went on")
    undisturbed(command(out, 2), out)
    told = "; ".join(f"{what} {count}" for what, count in found.most_common())
    print(f"{name:<15} {died:>5} killed of {kills}  {seconds:>5.1f} s, {steps:>4} steps  {told}", flush=True)


def main() -> None:
    """Kill every command."""
    names = list(commands(Path()))
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=25)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="*", choices=names, default=names)
    asked = parser.parse_args()
    for name in asked.only:
        with tempfile.TemporaryDirectory() as folder:
            scratch = Path(folder)
            market = scratch / "market.toml"
            market.write_bytes(MARKET.read_bytes())
            (scratch / "register.csv").write_text(REGISTER)
            (scratch / "experiment.toml").write_text(EXPERIMENT.format(market=market))
            killed(name, commands(market)[name], asked.kills, random.Random(f"{asked.seed} {name}"), scratch)


if __name__ == "__main__":
    main()
