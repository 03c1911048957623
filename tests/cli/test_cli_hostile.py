"""Whatever is typed after an option: an answer or a sentence, never Python's own error."""

import re

import pytest
import typer
from migsim.cli import app, main

COMMANDS = typer.main.get_command(app).commands
#: Texts that no reader of an option is asked for. NUL cannot be typed, but a program can pass what holds it in a file.
HOSTILE = [
    *(
        "",
        " ",
        "\x00",
        "x" * 5_000,
        "é" * 300,
        "\ud800",
        "\u202egnp.exe",
        "=1+1",
        "-0",
        "--",
        "../" * 80,
        "CON",
        "NUL.toml",
    ),
    *(
        "nan",
        "inf",
        "-inf",
        "1e999",
        "1" * 5_000,
        "1.5",
        "1,5",
        "1\u00a0000",
        "١٢",
        "0x10",
        "1_0",
        "true",
        "2026-02-30",
    ),
    *("a=b=c", "trust=nan", "trust=1,trust=1", "net_benefit=1e999", "net_benefit=-1", ",", ";", "{}", "[1]"),
]
PYTHON = re.compile(r"Traceback|[A-Z]\w+Error|NoneType|<class|object at 0x|pydantic|dtype")


def options(command: str) -> list[str]:
    """Options of a command that take a value."""
    return [one.opts[0] for one in COMMANDS[command].params if one.opts[0].startswith("--") and not one.is_flag]


def refused(arguments: list[str], capsys) -> None:
    assert main(arguments) == 2, str(arguments)[:200]
    lines = capsys.readouterr().err.splitlines()
    assert lines
    for line in lines:
        assert len(line) < 600, f"{arguments[0]}: {line[:300]}"
        assert not PYTHON.search(line), line[:300]


@pytest.mark.parametrize("command", [name for name in COMMANDS if options(name)])
def test_no_value_of_an_option_ends_in_pythons_own_error(command, capsys, tmp_path, monkeypatch):
    """Beside a market that is not there, so that nothing is ever run."""
    monkeypatch.chdir(tmp_path)
    for option in options(command):
        for value in HOSTILE:
            refused([command, "nowhere.toml", f"{option}={value}"], capsys)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("command", sorted({*COMMANDS} - {"scenarios", "strategies", "parameters", "claims", "new"}))
def test_no_name_of_a_file_ends_in_pythons_own_error(command, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for value in HOSTILE:
        refused([command, "--", f"{value}.toml"], capsys)
