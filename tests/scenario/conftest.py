"""A file to break, and what is said about it."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from migsim.errors import InputError
from migsim.scenario.files import read_toml
from migsim.scenario.library import scenario_path
from migsim.scenario.schema import Scenario


class Market:
    """The poultry case as a text that a test changes, once at each place it names."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "market.toml"
        self.text = scenario_path("treyl-poultry").read_text(encoding="utf-8")

    def change(self, old: str, new: str) -> "Market":
        assert self.text.count(old) == 1, f"{old!r} is there {self.text.count(old)} times"
        self.text = self.text.replace(old, new)
        return self

    def line(self, part: str) -> int:
        """The one line that holds `part`."""
        found = [number for number, line in enumerate(self.text.splitlines(), 1) if part in line]
        assert len(found) == 1, f"{part!r} is on lines {found}"
        return found[0]

    def read(self) -> Scenario:
        self.file.write_text(self.text, encoding="utf-8")
        return read_toml(self.file, Scenario)

    def messages(self) -> list[str]:
        """What is wrong with the file, without its folder."""
        with pytest.raises(InputError) as caught:
            self.read()
        assert all(message.startswith(f"{self.file}:") for message in caught.value.messages)
        return [message.removeprefix(f"{self.file.parent}{os.sep}") for message in caught.value.messages]


@pytest.fixture
def market(tmp_path: Path) -> Market:
    return Market(tmp_path)


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str], Path]:
    """Write a small file of any content."""

    def put(text: str) -> Path:
        file = tmp_path / "file.toml"
        file.write_text(text, encoding="utf-8")
        return file

    return put
