import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "analysis"))

from made_up_futures import made_up_ensemble, made_up_parameters, made_up_scenario
from migsim.analysis import Comparison


@pytest.fixture(autouse=True)
def parameter_words(monkeypatch):
    """The words of the made-up parameters, instead of the model's own table."""
    monkeypatch.setattr("migsim.analysis.comparison.parameter_table", made_up_parameters)
    monkeypatch.setattr("migsim.report.tables.parameter_table", made_up_parameters)


@pytest.fixture(scope="session")
def comparison():
    """Ten strategies, 60 made-up futures."""
    return Comparison(made_up_scenario(), made_up_ensemble(runs=60, weekly_runs=8))
