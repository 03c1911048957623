"""Strategies and scenarios that another package offers by entry points."""

import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from migsim.errors import InputError
from migsim.facilitation.library import LIBRARY, load_strategy
from migsim.scenario.library import load_scenario, scenario_path

sys.path.insert(0, str(Path(__file__).parent))

import gossip


@pytest.fixture
def offered(monkeypatch):
    """Let packages offer objects of this file under names."""

    def offer(**values):
        found = [EntryPoint(name, f"{__name__}:{value}", "any") for name, value in values.items()]
        monkeypatch.setattr(
            "migsim.scenario.plugged.entry_points", lambda group, name: [one for one in found if one.name == name]
        )

    return offer


A_CLASS, A_FILE, A_MARKET = gossip.Listening, LIBRARY / "light-touch.toml", scenario_path("treyl-poultry")


def test_a_class_a_file_and_a_scenario_are_found_by_name(offered):
    offered(listening="A_CLASS", mine="A_FILE", market="A_MARKET")
    assert load_strategy("listening").name == "listening"
    assert load_strategy("mine").name == "light-touch"
    assert load_scenario("market").name == "treyl-poultry"


def test_what_cannot_be_loaded_is_said_and_the_library_goes_first(offered):
    offered(broken="NOT_THERE", intensive="A_FILE", wrong="offered")
    with pytest.raises(InputError, match="broken: cannot be loaded"):
        load_strategy("broken")
    assert load_strategy("intensive").name == "intensive"
    with pytest.raises(InputError, match="is not known"):
        load_strategy("nobody-has-it")
