"""What all tests share: the folder of their helpers, and the small market."""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from migsim import machine

if not os.environ.get("NUMBA_DISABLE_JIT"):
    # Tests run on machine code, which is what they hold to; processes that they start need not wait for any. Those that
    # share the tests out among them are told which engine was asked for at first.
    os.environ[machine.ASKED] = os.environ.setdefault("ENGINE_OF_TESTS", os.environ.get(machine.ASKED, machine.NATIVE))
    machine.engine()
    if machine.has_portable():
        os.environ[machine.ASKED] = machine.PORTABLE

from migsim.scenario.schema import Scenario

from calling import World
from playing import small_scenario

# Beside tests that say so themselves, these stay out of the inner loop (`-m "not slow"`): whole commands, pages and
# studies, and the longest single files.
_SLOW_FOLDERS = ("analysis/claims", "analysis/discover", "analysis/sensitivity", "analysis/sweep")
_SLOW_FOLDERS += ("app", "cli", "docs", "experiments", "report")
_SLOW_FILES = ("test_bits", "test_calibration", "test_code_cache", "test_disk", "test_ensemble", "test_hostile_files")
_SLOW_FILES += ("test_instructions", "test_model", "test_optimise", "test_plain", "test_strategies", "test_workbook")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what stands in `_SLOW_FOLDERS` and `_SLOW_FILES` as slow."""
    tests = Path(__file__).parent
    for item in items:
        place = item.path.relative_to(tests).as_posix() if item.path.is_relative_to(tests) else ""
        if place.startswith(_SLOW_FOLDERS) or item.path.stem in _SLOW_FILES:
            item.add_marker("slow")


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
