import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import migsim

from playing import PLANS


@pytest.fixture(scope="session")
def asked(small):
    """A small experiment with a parameter, a figure and a lever that vary, as a mapping."""

    def make(**changes):
        return {
            "name": "small-sweep",
            "scenarios": [small],
            "strategies": [PLANS["nothing"], PLANS["coached"]],
            "runs": 10,
            "design": {"kind": "latin-hypercube", "points": 12},
            "factors": {
                "work_rate": "prior",
                "costs.meeting": {"low": 10, "high": 40},
                "strategy.style": {"low": 0, "high": 1},
                "trust_on": 1,
            },
            **changes,
        }

    return make


@pytest.fixture(scope="session")
def finished(asked, tmp_path_factory):
    """That experiment, done; not to be written into."""
    return migsim.sweep(asked(weekly=2), tmp_path_factory.mktemp("sweep") / "out", workers=2)


@pytest.fixture
def parts():
    """Return every part of a folder with its bytes."""
    return lambda folder: {p.relative_to(folder): p.read_bytes() for p in folder.glob("*/part-*.parquet")}
