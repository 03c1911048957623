"""Write the golden runs again: ``python tests/engine/update_golden.py``.

Whoever does this has changed the model's numbers: say so in CHANGELOG.md under "Numbers changed", and why.
"""

import json
import platform
from pathlib import Path
from typing import Any

from migsim.engine import ensemble
from migsim.scenario.library import scenario_names
from migsim.vocabulary import SCORECARD

FOLDER = Path(__file__).parent / "golden"
RUNS = 3


def machine() -> str:
    """What has to be the same for the same bytes."""
    return f"{platform.system()}-{platform.machine()}"


def scorecards(scenario: str) -> dict[str, list[list[float | None]]]:
    """Scorecards of the first few futures of seed 1, by strategy; None where a value is missing.

    Under the wide prior, which covers the most, so that only the model can move them and not a new fit.
    """
    runs = ensemble(scenario, runs=RUNS, seed=1, prior="wide", weekly_runs=0).runs
    return {
        str(name): [[None if value != value else float(value) for value in row] for row in rows[list(SCORECARD)].values]
        for name, rows in runs.groupby("strategy", sort=False)
    }


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for scenario in scenario_names():
        content: dict[str, Any] = {"machine": machine(), "columns": SCORECARD, "strategies": scorecards(scenario)}
        text = json.dumps(content, indent=1).replace("\n    ", " ").replace("\n   ]", " ]")
        (FOLDER / f"{scenario}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
