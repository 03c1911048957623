"""Make all machine code that the tests use, in one process: kernels are compiled once and linked into each entry.

The number of functions that a first comparison takes is left beside the code, for the test of the bar that counts them.
"""

import sys

import pytest
from migsim.code_cache import cache_folder
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


if __name__ == "__main__":
    sys.exit(main())
