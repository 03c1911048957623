"""A scenario of one's own starts as a file that passes its check."""

from pathlib import Path

import pytest
from migsim.errors import InputError
from migsim.scenario import load_scenario
from migsim.scenario.template import new_scenario


@pytest.mark.parametrize("stem", ["goats", "my market", "zwischen märkten", "x" * 200, "a\tb"])
def test_new_scenario_is_valid_and_named_after_its_file(tmp_path: Path, stem: str) -> None:
    file = new_scenario(tmp_path / f"{stem}.toml")
    scenario, origin = load_scenario(file), load_scenario("treyl-poultry")
    assert scenario.name == stem.replace("\t", "")[:120]
    assert scenario.model_copy(update={"scenario": origin.scenario}) == origin
    text = file.read_text(encoding="utf-8")
    assert text.startswith('# A scenario of your own, begun from "treyl-poultry".')
    assert "# to a targeted farmer" in text or "# a targeted farmer" in text  # the comments of the origin are kept


def test_from_a_file_of_ones_own(tmp_path: Path) -> None:
    first = new_scenario(tmp_path / "first.toml")
    second = new_scenario(tmp_path / "second.toml", from_scenario=first)
    assert load_scenario(second).name == "second"
    assert second.read_text(encoding="utf-8").startswith('# A scenario of your own, begun from "first".')


def refusal(path: Path, origin: str = "treyl-poultry") -> str:
    with pytest.raises(InputError) as caught:
        new_scenario(path, origin)
    [message] = caught.value.messages
    return message


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text("precious")
    assert refusal(file) == f"{file}: is there already; give another name, or move it away first"
    assert file.read_text() == "precious"
    (tmp_path / "folder.toml").mkdir()
    assert "is there already" in refusal(tmp_path / "folder.toml")


def test_refusals_write_nothing(tmp_path: Path) -> None:
    assert refusal(tmp_path / "mine.xlsx").endswith("give a file that ends in .toml or .xlsx")
    assert refusal(tmp_path / "no" / "mine.toml").endswith(f"there is no folder {tmp_path / 'no'}; make it first")
    assert "there is no scenario named" in refusal(tmp_path / "mine.toml", "nothing-like-it")
    assert "cannot be written" in refusal(tmp_path / ("x" * 300 + ".toml"))
    assert list(tmp_path.iterdir()) == []
