"""The command line answers at once: nothing heavy is imported before it is needed."""

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import migsim as package
import pytest

ROOT = Path(__file__).parents[2]
HEAVY = {
    "jinja2",
    "matplotlib",
    "mesa",
    "numba",
    "numpy",
    "openpyxl",
    "pandas",
    "pyarrow",
    "pydantic",
    "scipy",
    "tomlkit",
}
COMMANDS = ("compare", "run", "scenarios", "strategies", "parameters", "new", "check")


def imported_by(code):
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys, json\nprint('\\n' + json.dumps(sorted(sys.modules)))"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return {name.partition(".")[0] for name in json.loads(done.stdout.splitlines()[-1])}


@pytest.mark.parametrize(
    "code",  # help on one command is left out: there typer itself imports pydantic where it finds it
    [
        "import migsim",
        "import migsim; dir(migsim)",
        "from migsim.cli import main; main(['--help'])",
        "from migsim.cli import main; main(['--version'])",
    ],
)
def test_nothing_heavy_is_imported(code):
    assert not imported_by(code) & HEAVY


def test_help_comes_at_once(migsim):
    def seconds():
        """Of a processor: how long others keep it busy says nothing of the command."""
        before = os.times()
        assert migsim("--help").returncode == 0
        after = os.times()
        return after.children_user + after.children_system - before.children_user - before.children_system

    assert min(seconds() for _ in range(3)) < 0.4


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(typed, command):
    done = typed(command, "--help")
    assert done.returncode == 0
    assert f"  migsim {command}" in done.stdout.partition("Example")[2]


def test_without_a_command_help_is_shown(typed):
    done = typed()
    assert done.returncode == 0
    assert all(command in done.stdout for command in COMMANDS)


def test_public_names_are_there():
    assert set(package.__all__) <= set(dir(package))
    for name in package.__all__:
        assert getattr(package, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'forecast'"):
        _ = package.forecast


def test_one_version():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    cited = re.search(r"^version: (\S+)$", (ROOT / "CITATION.cff").read_text(encoding="utf-8"), re.MULTILINE)
    newest = re.search(r"^## \[(\d[^]]*)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert {project.get("version", package.__version__), cited[1], newest[1]} == {package.__version__}
