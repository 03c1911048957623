"""What all tests share: the folder of their helpers, and the small market."""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

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


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A browser; without one the tests that need it are skipped, except where everything is checked."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("there is no Chromium, and these checks need one")
        pytest.skip("there is no Chromium on this machine")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()
