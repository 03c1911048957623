"""Golden runs: the numbers of a few futures of each scenario, so that no change of them goes unseen.

When a change is meant: ``python tests/engine/update_golden.py``, and a line "Numbers changed" in CHANGELOG.md.
"""

import json
import sys
from pathlib import Path

import pytest
from migsim.facilitation.library import STANDARD
from migsim.scenario.library import scenario_names
from migsim.vocabulary import SCORECARD

sys.path.insert(0, str(Path(__file__).parent))

from update_golden import FOLDER, RUNS, machine, scorecards


@pytest.fixture(scope="module", params=scenario_names())
def golden_and_found(request):
    golden = json.loads((FOLDER / f"{request.param}.json").read_text(encoding="utf-8"))
    return golden, scorecards(request.param)


def test_it_covers_the_whole_comparison(golden_and_found):
    golden, _ = golden_and_found
    assert golden["columns"] == list(SCORECARD)
    assert list(golden["strategies"]) == list(STANDARD)
    assert all(len(rows) == RUNS for rows in golden["strategies"].values())


@pytest.mark.parametrize("strategy", STANDARD)
def test_the_numbers_are_what_they_were(golden_and_found, strategy):
    """To the bit on the machine they were made on, to 1e-9 elsewhere."""
    golden, found = golden_and_found
    for run, (old, new) in enumerate(zip(golden["strategies"][strategy], found[strategy], strict=True)):
        for column, before, now in zip(SCORECARD, old, new, strict=True):
            if golden["machine"] != machine() and before is not None:
                before = pytest.approx(before, rel=1e-9, abs=1e-12)
            assert now == before, f"{strategy}, run {run}: {column}; see the head of this file"
