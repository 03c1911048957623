"""Scenarios are found by name and by path, in the source tree and in an installed package."""

import shutil
import subprocess
import sys
from pathlib import Path

import migsim
import pytest
from migsim.errors import InputError
from migsim.scenario import Scenario, load_scenario, scenario_names, scenario_path


def test_names_and_paths() -> None:
    assert "treyl-poultry" in scenario_names()
    for name in scenario_names():
        assert load_scenario(name).name == name == scenario_path(name).stem
        assert load_scenario(scenario_path(name)) == load_scenario(str(scenario_path(name))) == load_scenario(name)


def test_a_scenario_is_returned_as_it_is() -> None:
    scenario = load_scenario("treyl-poultry")
    assert load_scenario(scenario) is scenario


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Treyl-Poultry", 'there is no scenario named "Treyl-Poultry"; did you mean "treyl-poultry"? ('),
        ("treyl", 'there is no scenario named "treyl"; there are: "bangladesh-pumpkin", "large-forum", '),
        ("treyl", '"zimbabwe-livestock" (a file of your own is given by its path, with .toml or .xlsx at its end)'),
        ("", 'there is no scenario named "";'),
        ("\x1b[31m", 'there is no scenario named "\\u001b[31m";'),
        ("market.xlsx", "market.xlsx: there is no such file; check the path"),
        ("market.csv", "market.csv: scenario files are TOML or workbooks; give a file that ends in .toml or .xlsx"),
        ("nowhere/market", "scenario files are TOML or workbooks"),
        ("nowhere.toml", "nowhere.toml: there is no such file; check the path"),
    ],
)
def test_unknown_names(name: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        load_scenario(name)
    [message] = caught.value.messages
    assert said in message


def test_found_in_an_installed_package(tmp_path: Path) -> None:
    package = Path(migsim.__file__).parent
    for room in ("scenario", "portable"):
        shutil.copytree(package / room, tmp_path / "migsim" / room)
    shutil.copytree(scenario_path("treyl-poultry").parent, tmp_path / "migsim" / "scenarios")
    for file in package.glob("*.py"):
        shutil.copy(file, tmp_path / "migsim")
    code = "from migsim.scenario import *; print(scenario_path('treyl-poultry'), load_scenario('treyl-poultry').room)"
    run = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env={"PYTHONPATH": str(tmp_path)},
                         capture_output=True, text=True, check=True)  # fmt: skip
    path, room = run.stdout.rsplit(maxsplit=1)
    assert Path(path) == tmp_path / "migsim" / "scenarios" / "treyl-poultry.toml"
    assert room == "30"


def test_the_package_is_imported_without_pydantic() -> None:
    code = "import sys, migsim.scenario; print('pydantic' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "False\n"
    assert Scenario.__name__ == "Scenario"


def test_unknown_attribute() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        migsim.scenario.nothing  # noqa: B018
