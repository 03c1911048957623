"""How functions become machine code, and how that can be watched."""

import os
import subprocess
import sys
from pathlib import Path

import migsim.kernel
import numba
import pytest
from migsim.code_folder import cache_folder


def test_compilation_can_be_watched():
    """Called for each function that is compiled, with the number so far; not for what is compiled already."""
    seen = []
    twice = numba.njit(lambda x: 2 * x)
    with migsim.kernel.watch_compilation(lambda done, total: seen.append((done, total))):
        assert twice(2) == 4
        assert twice(3) == 6
    assert twice(2.0) == 4.0  # compiled again, unwatched
    assert seen == [(1, migsim.kernel.FUNCTIONS)]


@pytest.mark.slow
def test_the_number_of_functions_is_about_right(tmp_path):
    """So that a bar ends near its end."""
    assert functions_of_a_first_run(tmp_path) == pytest.approx(migsim.kernel.FUNCTIONS, rel=0.1)


def functions_of_a_first_run(tmp_path: Path) -> int:
    """As `.ci/machine_code.py` counted them; counted here, LLVM optimises nothing, which takes most of the time."""
    counted = (cache_folder() or tmp_path) / "functions.txt"
    if counted.exists():
        return int(counted.read_text(encoding="utf-8"))
    code = (
        "from migsim.kernel import watch_compilation; from migsim.engine import ensemble; seen = []\n"
        "with watch_compilation(lambda done, total: seen.append(done)):\n"
        "    ensemble('treyl-poultry', ['light-touch'], runs=1)\n"
        "print(len(seen))"
    )
    env = os.environ | {
        "MIGSIM_ENGINE": "native",
        "NUMBA_CACHE_DIR": str(tmp_path),
        "NUMBA_OPT": "0",
        "NUMBA_LOOP_VECTORIZE": "0",
    }
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    return int(done.stdout)
