"""Loading what a later step needs while futures run."""

import subprocess
import sys

import pytest
from migsim.cli.ahead import REPORT, loading


@pytest.mark.parametrize("begun", [True, False])
def test_modules_are_loaded_at_the_end_if_loading_began(monkeypatch: pytest.MonkeyPatch, begun: bool) -> None:
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    with loading(("colorsys",)) as begin:
        for _ in range(2 * begun):
            begin()
    assert ("colorsys" in sys.modules) is begun


def test_a_report_needs_no_large_library_that_was_not_loaded_meanwhile() -> None:
    """Otherwise it is imported when all cores but one are idle."""
    code = f"""
import sys
from migsim.cli import main
from migsim.cli.ahead import loading
from migsim import compare
with loading({REPORT!r}) as begin:
    begin()
    compared = compare("treyl-poultry", ["no-project", "light-touch", "intensive"], runs=40)
before = {{name.split(".")[0] for name in sys.modules}}
import tempfile
with tempfile.TemporaryDirectory() as folder:
    compared.report(folder + "/out")
print(*sorted({{name.split(".")[0] for name in sys.modules}} - before - set(sys.stdlib_module_names)))
"""
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.split() == []
