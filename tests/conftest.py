"""What all tests share: the folder of their helpers, and the small market."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from migsim.scenario.schema import Scenario

from calling import World
from playing import small_scenario


@pytest.fixture(scope="session")
def small() -> Scenario:
    return small_scenario()


@pytest.fixture
def world(small: Scenario) -> World:
    return World.of(small)
