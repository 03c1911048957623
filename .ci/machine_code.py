"""Make all machine code that the tests use, in one process: kernels are compiled once and linked into each entry.

The number of functions that a first comparison takes is left beside the code, for the test of the bar that counts them.
With NUMBA_CPU_NAME=generic, what a test runs as if on any processor.
"""

import sys
from pathlib import Path

import numba
import pytest
from migsim.code_folder import cache_folder
from migsim.engine import ensemble
from migsim.engine.looks import watch
from migsim.engine.worlds import prepare_cell
from migsim.facilitation.library import load_strategy
from migsim.kernel import watch_compilation
from migsim.model import MarketModel
from migsim.scenario import load_scenario
from migsim.scenario.parameters import default_parameters

SCENARIO, STRATEGY = "treyl-poultry", "light-touch"


def main() -> int:
    """Touch every entry: a whole future, one that is stepped, one that is watched, and single stages by their tests."""
    made: list[int] = []
    with watch_compilation(lambda done, total: made.append(done)):
        ensemble(SCENARIO, [STRATEGY], runs=1)
    folder = cache_folder()
    if folder is not None and made:
        (folder / "functions.txt").write_text(f"{len(made)}\n", encoding="utf-8")
    model = MarketModel(SCENARIO, STRATEGY)
    model.run_model()
    first, second, *_ = model.actors
    first.trust_in(second)
    watch(prepare_cell(load_scenario(SCENARIO), load_strategy(STRATEGY), 1), default_parameters(), 0)
    stages = ["tests/stages", "tests/test_numerics.py", "tests/test_chance.py", "tests/facilitation/test_rules.py"]
    return int(pytest.main(["-q", "-p", "no:cacheprovider", *stages]))


def of_any_processor() -> int:
    """Touch the stages whose bytes are held to those of the processor here."""
    tests = Path(__file__).parents[1] / "tests"
    sys.path += [str(tests), str(tests / "engine")]
    from test_bits import DIGEST_OF_STAGES

    exec(DIGEST_OF_STAGES, {})
    return 0


if __name__ == "__main__":
    sys.exit(of_any_processor() if numba.config.CPU_NAME == "generic" else main())
