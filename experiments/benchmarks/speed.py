"""How fast migsim is, each figure beside its goal.

    python experiments/benchmarks/speed.py [--only SECTION ...] [--json] [--store]

`--store` keeps the figures in speed.json beside this file, and puts them, with their picture, on the page "Design" of
the documentation (see publish.py); do it on a machine that does nothing else.

It takes about six minutes. Sections: futures, objects, threads, room, outside, mesa, compare, memory, bits. Everything
but the cold start runs with the machine code in its cache. Ratios are taken between turns of one process, so that a
busy machine moves both sides; quote those rather than times.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median

import numba
import numpy as np
from migsim import MarketModel
from migsim.engine import ensemble
from migsim.engine.future import play
from migsim.engine.run import begin_future, step_future
from migsim.engine.worlds import Cell, Desk, make_desk, prepare_cell
from migsim.facilitation.library import load_strategy
from migsim.scenario.library import load_scenario
from migsim.scenario.market import build_market
from migsim.scenario.parameters import default_parameters
from migsim.stages import events
from migsim.state import TAKER
from publish import STORED, publish

from markets import crowded_room, larger_outside

sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))
MARKET, STRATEGY = "treyl-poultry", "intensive"
Figures = dict[str, float | str]


def seconds(call: Callable[[], object], repeats: int = 1) -> float:
    """Least of `repeats` times of a call, wall clock."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return min(times)


def cell_of(weeks: int, strategy: str = STRATEGY) -> Cell:
    """A cell cut off after so many weeks; a library strategy wants to see two years after its exit."""
    scenario = load_scenario(MARKET)
    whole = prepare_cell(scenario, load_strategy(strategy), 1)
    return replace(whole, market=build_market(scenario, 1, weeks))


def player(cell: Cell, recorded: bool = False, capacity: int = 0) -> Callable[[int], None]:
    """Play future `run` of a cell at its defaults, on memory of its own."""
    desk = make_desk(cell.market, len(cell.scenario.groups), recorded, capacity)
    parameters = default_parameters()
    play(cell, desk, parameters, 0)
    return lambda run: play(cell, desk, parameters, run)


def futures() -> Figures:
    """Futures a second on one core, and what a million of the usual run would take on two."""
    found: Figures = {}
    for weeks in (104, 260):
        once = player(cell_of(weeks))
        taken = seconds(lambda: [once(run) for run in range(2000)], 3)  # noqa: B023 - called at once
        found[f"futures/s and core, {STRATEGY}, {weeks} weeks"] = round(2000 / taken)
    found["1,000,000 futures of 104 weeks on 2 cores, s, from 6,000 on one (goal 90)"] = round(
        1e6 / 2 / float(found[f"futures/s and core, {STRATEGY}, 104 weeks"])
    )
    return found


def objects() -> Figures:
    """The compiled model against the object model: the same futures, weekly measures recorded in both."""
    from object_model.luck import Luck
    from object_model.model import ObjectModel
    from object_model.parameters import parameters_of

    scenario, strategy = load_scenario(MARKET), load_strategy(STRATEGY)
    once = player(cell_of(scenario.horizon), recorded=True)
    ratios = []
    for run in range(7):
        compiled = seconds(lambda: [once(r) for r in range(200)]) / 200
        parameters = parameters_of(Luck(1, run), fixed=True)
        slow = seconds(ObjectModel(scenario, strategy, parameters, 1, run).play)
        ratios.append(slow / compiled)
    return {
        "times as fast as the object model, median of 7 turns (goal 300)": round(median(ratios)),
        "times as fast as the object model, least and most": f"{min(ratios):.0f}-{max(ratios):.0f}",
    }


def threads() -> Figures:
    """The standard comparison on one thread and on two, in turns."""
    ratios, ones = [], []
    for _ in range(3):
        one, two = (seconds(lambda: ensemble(MARKET, threads=n, weekly_runs=0)) for n in (1, 2))  # noqa: B023
        ratios.append(one / two)
        ones.append(one)
    return {
        "two threads over one, median of 3 turns (goal 1.85)": round(median(ratios), 2),
        "5,000 futures of the standard comparison on one thread, s": round(min(ones), 2),
    }


def room() -> Figures:
    """Cost of one ordered pair that meets, with 30 to 500 in the room."""
    found: Figures = {}
    for people in (30, 100, 300, 500):
        scenario = crowded_room(load_scenario(MARKET), people)
        cell = prepare_cell(scenario, load_strategy(STRATEGY), 1)
        desk = make_desk(cell.market, len(scenario.groups), event_capacity=2_000_000)
        play(cell, desk, default_parameters(), 0)
        log = desk.state.events[: desk.state.ledger[0]["events"]]
        meetings = log["other"][log["event"] == events.MET].astype(float)
        days = log["value"][log["event"] == events.CAME]
        pairs = (meetings**2).sum() + sum((days > day).sum() ** 2.0 for day in range(int(days.max())))
        once = player(cell)
        taken = seconds(lambda: once(0), 3 if people > 100 else 200)  # noqa: B023 - called at once
        found[f"ns a pair that meets, {people} in the room"] = round(taken / pairs * 1e9, 1)
    costs = [float(cost) for cost in found.values()]
    found["dearest pair over the one with 30 in the room (goal 1.5)"] = round(max(costs) / costs[0], 2)
    return found


@numba.njit(nogil=True, error_model="numpy")
def touch_contacts(start: np.ndarray, contacts: np.ndarray, touched: np.ndarray) -> None:
    """Read and write 8 bytes once at the far end of every edge, both ways."""
    for node in range(len(start) - 1):
        for at in range(start[node], start[node + 1]):
            touched[contacts[at]] += 1.0


@numba.njit(nogil=True, error_model="numpy")
def touch_records(start: np.ndarray, contacts: np.ndarray, takers: np.ndarray) -> None:
    """The same on a record for each actor, as large as what take-up has to know of it."""
    for node in range(len(start) - 1):
        for at in range(start[node], start[node + 1]):
            takers[contacts[at]].pull += 1.0


def outside() -> Figures:
    """Take-up in the wider market, over one pass through all contacts.

    Take-up alone: the weeks of a future in which practices spread, less those of the same future in which nobody hears
    of them, and less neither's scorecard, which is reckoned for each actor at the end. The pass is made twice: over an
    array of 8 bytes an actor, and over the 32-byte records that take-up works on. The first is what the goal says; the
    second is the memory that any exact method has to go through.
    """
    found: Figures = {}
    for size in (10_000, 100_000, 1_000_000):
        scenario, name = larger_outside(load_scenario(MARKET), size), f"{size:,} outside"
        found[f"{name}: market built, s"] = round(seconds(lambda: build_market(scenario, 1, 104)), 2)  # noqa: B023
        market = build_market(scenario, 1, 104)
        cell = replace(
            prepare_cell(scenario, load_strategy(STRATEGY), 1, market=build_market(scenario, 1)), market=market
        )
        desk = make_desk(market, len(scenario.groups))
        # Far beyond the ranges of these parameters, so that practices reach nearly everybody within the two years.
        spreads, stays = default_parameters(), default_parameters()
        spreads["bass_news"], spreads["bass_neighbours"], spreads["visible_relief"] = 0.5, 20.0, 0.02
        for parameter in ("bass_news", "bass_neighbours", "report_exposure", "member_exposure"):
            stays[parameter] = 0.0

        def weeks(parameters: np.ndarray, cell: Cell = cell, desk: Desk = desk) -> None:
            key = (cell.seed, 0)
            setup, results = cell.lent_setup, desk.lent_results
            begin_future(desk.lent, cell.lent, parameters, setup, key, results)
            for week in range(1, cell.weeks + 1):
                step_future(desk.lent, cell.lent, parameters, setup, key, week, results)

        play(cell, desk, spreads, 0)
        found[f"{name}: a future of 104 weeks, s"] = round(seconds(lambda: play(cell, desk, spreads, 0), 2), 3)  # noqa: B023
        practices = int((desk.state.adopted < 200).any(axis=1).sum())
        reach = float((desk.state.adopted < 200).mean(axis=1).max())
        found[f"{name}: practices that spread, and the widest's reach"] = f"{practices}, {reach:.0%}"
        contacts, small, records = (
            (market.contact_start, market.contacts),
            np.zeros(len(market.ids)),
            np.zeros(len(market.ids), TAKER),
        )
        touch_contacts(*contacts, small)
        touch_records(*contacts, records)
        weeks(spreads)
        turns = []
        for _ in range(3):
            taken = (seconds(lambda: weeks(spreads)) - seconds(lambda: weeks(stays))) / practices  # noqa: B023
            once = seconds(lambda: touch_contacts(*contacts, small), 2)  # noqa: B023
            turns.append((taken, once, seconds(lambda: touch_records(*contacts, records), 2)))  # noqa: B023
        found[f"{name}: take-up of a practice, s"] = round(min(taken for taken, _, _ in turns), 4)
        found[f"{name}: one pass over all contacts, 8 bytes / 32 bytes each, s"] = (
            f"{min(once for _, once, _ in turns):.4f} / {min(once for _, _, once in turns):.4f}"
        )
        goal = " (goal 2.5)" if size == 1_000_000 else ""
        found[f"{name}: take-up of a practice over one pass{goal}"] = round(median(t / p for t, p, _ in turns), 2)
        found[f"{name}: take-up of a practice over one pass over records"] = round(
            median(t / p for t, _, p in turns), 2
        )
    return found


def mesa() -> Figures:
    """A loop over `MarketModel.step` that collects nothing, against the whole future at once."""
    once = player(cell_of(260))
    ratios = []
    for run in range(5):
        batch = seconds(lambda: [once(r) for r in range(200)]) / 200
        model = MarketModel(MARKET, STRATEGY, rng=1, run=run, fixed=True)
        model.datacollector.collect = lambda _: None

        def steps(model: MarketModel = model) -> None:
            while model.running:
                model.step()

        ratios.append(seconds(steps) / batch)
    return {"loop over MarketModel.step over the batch, median of 5 turns (goal 8)": round(median(ratios), 1)}


def migsim_command(*arguments: str, **environment: str) -> Callable[[], object]:
    """The command as a user types it."""
    command = [sys.executable, "-m", "migsim", *arguments]
    return lambda: subprocess.run(command, check=True, capture_output=True, env=os.environ | environment)


def watch_compare(folder: str) -> tuple[float, float]:
    """Seconds until a terminal shows the first table of `migsim compare`, and until it is done."""
    screen, terminal = os.openpty()
    start, shown, first = time.perf_counter(), b"", 0.0
    command = [sys.executable, "-m", "migsim", "compare", "--out", folder]
    child = subprocess.Popen(command, stdin=terminal, stdout=terminal, stderr=terminal)
    os.close(terminal)
    while True:
        try:
            read = os.read(screen, 65536)
        except OSError:  # Linux tells so that the other end is closed
            read = b""
        if not read:
            break
        shown += read
        if not first and b"So far, after" in shown:
            first = time.perf_counter() - start
    os.close(screen)
    if child.wait() != 0 or not first:
        raise RuntimeError("migsim compare failed, or showed no first table")
    return first, time.perf_counter() - start


def compare() -> Figures:
    """The commands, whole, with the machine code in its cache and without."""
    with tempfile.TemporaryDirectory() as folder:
        watched = [watch_compare(f"{folder}/watched{turn}") for turn in range(5)]
        small = seconds(
            lambda: migsim_command("compare", "--runs", "20", "--out", tempfile.mkdtemp(dir=folder) + "/out")(), 3
        )
        code = {"NUMBA_CACHE_DIR": f"{folder}/code"}
        first = seconds(migsim_command("compare", "--runs", "1", "--out", f"{folder}/first", **code))
        again = seconds(migsim_command("compare", "--runs", "1", "--out", f"{folder}/again", **code))
        size = sum(path.stat().st_size for path in Path(folder, "code").rglob("*") if path.is_file())
    return {
        "migsim compare, 10 x 500 x 260 weeks, on a terminal, median of 5, s (goal 4)": round(
            median(whole for _, whole in watched), 2
        ),
        "first table on the terminal, median of 5, s (goal 1.5)": round(median(first for first, _ in watched), 2),
        "migsim compare, 10 x 20 futures, whole, s": round(small, 2),
        "first compilation, s (goal 30)": round(first - again, 1),
        "machine code in the cache, MB": round(size / 1e6, 1),
        "migsim --help, s (goal 0.3)": round(seconds(migsim_command("--help"), 5), 2),
    }


def memory() -> Figures:
    """Most memory that a process holds, MB: by futures of one strategy, and with many actors outside."""
    futures = "from migsim.engine import ensemble; ensemble({market}, ['light-touch'], runs={runs}, weekly_runs=0)"
    crowd = (
        "import sys; sys.path.insert(0, {here!r}); from markets import larger_outside;"
        "from migsim.scenario.library import load_scenario;"
    )
    found: Figures = {}
    most_held(futures.format(market=repr(MARKET), runs=1))  # the compiler takes memory of its own
    for runs in (1_000, 20_000):
        found[f"peak memory of {runs:,} futures, MB"] = most_held(futures.format(market=repr(MARKET), runs=runs))
    market = f"larger_outside(load_scenario({MARKET!r}), 1_000_000)"
    code = crowd.format(here=str(Path(__file__).parent)) + futures.format(market=market, runs=2)
    found["peak memory of 2 futures with 1,000,000 outside, on 2 threads, MB"] = most_held(code)
    return found


def most_held(code: str) -> int:
    """Most memory, MB, that a process of its own holds while it runs the code."""
    # Not getrusage: on Linux it begins with what the parent held.
    code += "; print(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return round(int(done.stdout) / 1024)


def bits() -> Figures:
    """Whether threads and the processor's instruction set leave every byte of the scorecards as it is."""
    code = (
        "import hashlib, sys; from migsim.engine import ensemble;"
        f"runs = ensemble({MARKET!r}, runs=40, threads=int(sys.argv[1]), weekly_runs=0).runs;"
        "numbers = runs.select_dtypes('number').to_numpy('float64');"
        "print(hashlib.sha256(numbers.tobytes()).hexdigest())"
    )

    def digest(threads: int, **environment: str) -> str:
        command = [sys.executable, "-c", code, str(threads)]
        return subprocess.run(command, check=True, capture_output=True, text=True, env=os.environ | environment).stdout

    own = digest(1)
    return {
        "same bytes on 1 and 2 threads": "yes" if digest(2) == own else "NO",
        "same bytes on a generic processor, without wide registers": "yes"
        if digest(1, NUMBA_CPU_NAME="generic", NUMBA_CPU_FEATURES="") == own
        else "NO",
    }


SECTIONS = {s.__name__: s for s in (futures, objects, threads, room, outside, mesa, compare, memory, bits)}


def main() -> None:
    """Measure the sections asked for and print them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=SECTIONS, default=list(SECTIONS))
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--store", action="store_true", help="keep the figures and put them into the documentation")
    args = parser.parse_args()
    found: dict[str, Figures] = {
        "machine": {
            "processor": platform.machine(),
            "cores": os.cpu_count() or 0,
            "Python": platform.python_version(),
            "Numba": numba.__version__,
            "NumPy": np.__version__,
        }
    }
    for name in args.only:
        found[name] = SECTIONS[name]()
        if not args.json:
            print(f"\n{name}", *(f"  {what:75} {value}" for what, value in found[name].items()), sep="\n", flush=True)
    if args.store:
        STORED.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
        publish(found)
    if args.json:
        print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
