"""Instructions that a future takes: a guard against regressions that no busy machine can disturb.

    python experiments/benchmarks/instructions.py           print the counts beside the stored ones
    python experiments/benchmarks/instructions.py --store   store them, when a change is meant

Valgrind's callgrind counts between two marks in the process, so that start-up and compilation stay outside. Code is
made for a generic processor, so that counts hang on the compiler alone; they compare under the same Numba and LLVM.
"""

import argparse
import ctypes
import json
import mmap
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

STORED = Path(__file__).with_suffix(".json")
GENERIC = {"NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": ""}
_ZERO, _DUMP, _START, _STOP = 0x43540001, 0x43540000, 0x43540004, 0x43540005  # callgrind.h
# What valgrind takes for a request, and a processor for nothing: rotations of rdi that add up to none (valgrind.h).
_REQUEST = bytes.fromhex("4889f8 31d2 48c1c703 48c1c70d 48c1c73d 48c1c733 4887db 4889d0 c3".replace(" ", ""))


def requester() -> Callable[[int], None]:
    """Return a function that sends callgrind a request."""
    page = mmap.mmap(-1, mmap.PAGESIZE, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(_REQUEST)
    address = ctypes.addressof(ctypes.c_char.from_buffer(page))
    call = ctypes.CFUNCTYPE(ctypes.c_uint64, ctypes.c_void_p)(address)

    def request(code: int) -> None:
        call(ctypes.byref((ctypes.c_uint64 * 6)(code)))

    request.page = page  # type: ignore[attr-defined]  # held as long as the function
    return request


def cases() -> dict[str, tuple[Callable[[int], None], int]]:
    """Fixed cases: what plays a future by its number, and how many futures are counted."""
    from dataclasses import replace

    from migsim.engine.future import play
    from migsim.engine.worlds import make_desk, prepare_cell
    from migsim.facilitation.library import load_strategy
    from migsim.scenario.library import load_scenario
    from migsim.scenario.market import build_market
    from migsim.scenario.parameters import default_parameters

    from markets import larger_outside

    scenario, parameters = load_scenario("treyl-poultry"), default_parameters()

    def player(strategy: str, outside: int, spreads: bool = False) -> Callable[[int], None]:
        market = larger_outside(scenario, outside)
        cell = replace(prepare_cell(market, load_strategy(strategy), 1), market=build_market(market, 1, 104))
        desk, own = make_desk(cell.market, len(market.groups)), parameters.copy()
        if spreads:  # as in speed.py: practices reach nearly everybody
            own["bass_news"], own["bass_neighbours"], own["visible_relief"] = 0.5, 20.0, 0.02
        return lambda run: play(cell, desk, own, run)

    return {
        "intensive, 104 weeks, 600 outside": (player("intensive", 600), 20),
        "no-project, 104 weeks, 600 outside": (player("no-project", 600), 20),
        "intensive, 104 weeks, 20,000 outside, practices reach nearly all": (player("intensive", 20_000, True), 1),
    }


def play_cases(counted: bool) -> None:
    """Play every case, in a child; between marks when callgrind counts."""
    request = requester() if counted else lambda _: None
    for play, futures in cases().values():
        play(0)
        request(_START)
        request(_ZERO)
        for run in range(futures if counted else 1):
            play(run)
        request(_DUMP)
        request(_STOP)


def count() -> dict[str, float]:
    """Instructions of one future, by case."""
    me, env = [sys.executable, __file__], {**os.environ, **GENERIC, "PYTHONHASHSEED": "0", "OPENBLAS_NUM_THREADS": "1"}
    subprocess.run([*me, "--play"], env=env, check=True)  # compiles what is not in the cache, unwatched
    with tempfile.TemporaryDirectory() as folder:
        out = f"--callgrind-out-file={folder}/out"
        valgrind = ["valgrind", "--quiet", "--tool=callgrind", "--instr-atstart=no", out, *me, "--play", "--counted"]
        subprocess.run(valgrind, env=env, check=True, capture_output=True)
        dumps = [Path(f"{folder}/out.{n + 1}").read_text(encoding="utf-8") for n in range(len(cases()))]
    totals = [int(re.search(r"^(?:totals|summary): (\d+)", dump, re.MULTILINE)[1]) for dump in dumps]
    return {name: round(total / futures) for (name, (_, futures)), total in zip(cases().items(), totals, strict=True)}


def compiler() -> str:
    """What counts hang on, beside the code."""
    import llvmlite.binding
    import numba

    llvm = ".".join(map(str, llvmlite.binding.llvm_version_info))
    return f"Python {sys.version_info[0]}.{sys.version_info[1]}, Numba {numba.__version__}, LLVM {llvm}"


def main() -> None:
    """Count and print, or store."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", action="store_true")
    parser.add_argument("--play", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--counted", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.play:
        play_cases(args.counted)
        return
    found, stored = count(), json.loads(STORED.read_text(encoding="utf-8")) if STORED.exists() else {}
    for name, number in found.items():
        before = stored.get("instructions", {}).get(name)
        print(f"{name:70} {number:12,}" + (f"   {number / before:.3f} of the stored" if before else ""))
    if args.store:
        table = {"compiler": compiler(), "instructions": found}
        STORED.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
