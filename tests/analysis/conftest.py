import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from made_up_futures import made_up_parameters


@pytest.fixture(autouse=True)
def parameter_words(monkeypatch):
    """The words of the made-up parameters, instead of the model's own table."""
    monkeypatch.setattr("migsim.analysis.comparison.parameter_table", made_up_parameters)
