"""The documentation's tables of columns hold what the code gives."""

import tomllib
from pathlib import Path

import pytest
from made_up_futures import made_up_ensemble, made_up_scenario
from migsim.analysis import Comparison
from migsim.analysis.monitoring import MONITORING_COLUMNS
from migsim.analysis.robustness import ROBUSTNESS_COLUMNS

MEANINGS = tomllib.loads((Path(__file__).parents[2] / "docs/_ext/columns.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["regret", "tornado", "switching", "information"])
def test_every_column_of_the_choice_is_explained(name):
    result = Comparison(made_up_scenario(), made_up_ensemble(runs=40, weekly_runs=1))
    table = getattr(result.choice, name)()
    assert len(table)
    assert list(table.columns) == list(MEANINGS[name])


def test_every_column_of_the_signs_is_explained():
    assert list(MONITORING_COLUMNS) == list(MEANINGS["monitoring"])


def test_every_column_of_the_trials_of_a_lead_is_explained():
    assert list(ROBUSTNESS_COLUMNS) == list(MEANINGS["robustness"])
