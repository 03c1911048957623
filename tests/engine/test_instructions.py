"""No change makes a future dearer unseen: instructions of the portable engine, against the stored counts.

When a change is meant: ``python experiments/benchmarks/instructions.py --store``.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from migsim import machine

SCRIPT = Path(__file__).parents[2] / "experiments/benchmarks/instructions.py"
sys.path.insert(0, str(SCRIPT.parent))

import instructions  # noqa: E402 - where it lies has just been said

_MARGIN = 1.05


@pytest.mark.skipif(not machine.has_portable(), reason="the portable engine counts")
def test_no_case_takes_more_instructions():
    stored, found = json.loads(instructions.STORED.read_text(encoding="utf-8")), instructions.count()
    dearer = {name: n / stored[name] for name, n in found.items()}
    assert max(dearer.values()) <= _MARGIN, dearer


def test_the_guard_counts_what_a_future_does():
    """The stored counts are of real futures: with groups more than without, and more again with a larger outside."""
    counts = list(json.loads(instructions.STORED.read_text(encoding="utf-8")).values())
    assert 100_000 < counts[1] < counts[0] < counts[2]


def test_the_script_says_how_to_refresh():
    done = subprocess.run([sys.executable, SCRIPT, "--help"], capture_output=True, text=True, check=True)
    assert "--store" in done.stdout
