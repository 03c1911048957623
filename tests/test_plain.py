"""Without the compiler, the stages run as plain Python and say the same to the bit."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from migsim.kernel import PLAIN
from migsim.scenario.parameters import draw_parameters

from playing import future

WHICH = ("coached", "doing", "ready", "delivered", "broad")
TESTS = Path(__file__).parent


def futures() -> list[list[str]]:
    """All that some futures leave behind, bit for bit."""
    left = []
    for name in WHICH:
        desk = future(name, draw_parameters(1, range(3, 4)), run=3).desk
        arrays = desk.scorecard, desk.weekly, desk.incomes, desk.splits, desk.gains, *desk.state
        left.append([np.ascontiguousarray(array).tobytes().hex() for array in arrays])
    return left


def in_plain_python(code: str, numba: bool) -> Any:
    """What a process prints as JSON where the compiler is switched off, or where there is none at all."""
    hide = "" if numba else "import sys; sys.modules['numba'] = sys.modules['llvmlite'] = None\n"
    env = os.environ | {"PYTHONPATH": os.pathsep.join([str(TESTS), *sys.path]), "MIGSIM_ENGINE": "plain"}
    command = [sys.executable, "-W", "error::RuntimeWarning", "-c", hide + code]
    return json.loads(subprocess.run(command, env=env, capture_output=True, check=True).stdout)


@pytest.mark.parametrize("numba", [True, False], ids=["switched off", "not installed"])
def test_futures_are_the_same_to_the_bit(numba):
    assert not PLAIN
    code = "import json, test_plain; print(json.dumps([test_plain.PLAIN, test_plain.futures()]))"
    assert in_plain_python(code, numba) == [True, futures()]


def test_the_object_model_docks():
    code = """
import json
from object_model.docking import differences
from playing import PLANS, small_scenario
print(json.dumps([differences(small_scenario(), PLANS[name], run=5) for name in ("coached", "doing")]))
"""
    assert in_plain_python(code, numba=True) == [[], []]


def test_a_row_is_read_and_written_by_its_fields():
    """Also by one that NumPy's rows mean something else by."""
    code = """
import json
import numpy as np
from migsim.state import SHOCK
shocks = np.zeros(2, SHOCK)
shocks[1].size = 0.5
print(json.dumps([shocks["size"].tolist(), shocks[1].size]))
"""
    assert in_plain_python(code, numba=True) == [[0.0, 0.5], 0.5]


def test_the_command_says_that_it_is_slow():
    env = os.environ | {"MIGSIM_ENGINE": "plain"}
    command = [sys.executable, "-m", "migsim", "run", str(TESTS / "small.toml"), "--strategy", "no-project"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
    assert "plain Python" in done.stderr
