"""No change makes a future dearer unseen: instructions counted by callgrind, against the stored counts.

When a change is meant: ``python experiments/benchmarks/instructions.py --store``.
"""

import json
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "experiments/benchmarks/instructions.py"
sys.path.insert(0, str(SCRIPT.parent))

import instructions  # noqa: E402 - where it lies has just been said

_MARGIN = 1.05


@pytest.mark.slow
@pytest.mark.skipif(platform.machine() != "x86_64", reason="counts are stored for x86-64")
def test_no_case_takes_more_instructions():
    if shutil.which("valgrind") is None:
        assert not os.environ.get("CI"), "valgrind is missing; .ci/run installs it"
        pytest.skip("valgrind is not installed")
    stored = json.loads(instructions.STORED.read_text(encoding="utf-8"))
    if stored["compiler"] != instructions.compiler():
        pytest.skip(f"counts are stored for {stored['compiler']}, and this is {instructions.compiler()}")
    found = instructions.count()
    dearer = {name: n / stored["instructions"][name] for name, n in found.items()}
    assert max(dearer.values()) <= _MARGIN, dearer


def test_the_guard_counts_what_a_future_does():
    """The stored counts are of real futures: with groups more than without, and more again with a larger outside."""
    counts = list(json.loads(instructions.STORED.read_text(encoding="utf-8"))["instructions"].values())
    assert 100_000 < counts[1] < counts[0] < counts[2]


def test_the_script_says_how_to_refresh():
    done = subprocess.run([sys.executable, SCRIPT, "--help"], capture_output=True, text=True, check=True)
    assert "--store" in done.stdout
