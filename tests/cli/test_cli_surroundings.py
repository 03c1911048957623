"""What a command runs on fails: the output, the memory, the disk. One sentence each, exit status 2, nothing lost."""

import errno
import io
import os

import pytest
from migsim.cli import main


class Broken(io.StringIO):
    """An output that takes nothing: a full disk, a closed pipe."""

    def __init__(self, number):
        super().__init__()
        self.number = number

    def write(self, text):
        raise OSError(self.number, os.strerror(self.number))


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EPIPE, errno.EINVAL])
@pytest.mark.parametrize("command", [["scenarios"], ["--help"], ["--version"], ["parameters", "--json"]])
def test_output_that_breaks_off_is_told_in_one_sentence(command, number, monkeypatch, capsys):
    monkeypatch.setattr("sys.stdout", Broken(number))
    assert main(command) == 2
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 1
    assert os.strerror(number).lower() in said[0]


def test_work_goes_on_when_the_output_breaks_off(tmp_path, monkeypatch, capsys):
    """What is written into files does not depend on who reads what is printed."""
    monkeypatch.setattr("sys.stdout", Broken(errno.EPIPE))
    assert main(["new", str(tmp_path / "mine.toml")]) == 2
    assert (tmp_path / "mine.toml").read_text(encoding="utf-8").startswith("# A scenario of your own")


def test_errors_that_nobody_can_read_change_nothing(monkeypatch):
    monkeypatch.setattr("sys.stderr", Broken(errno.EPIPE))
    assert main(["check", "nowhere.toml"]) == 2


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        RuntimeError("can't start new thread"),
        ImportError("_imaging.so: failed to map segment from shared object"),
        OSError(errno.ENOMEM, "Cannot allocate memory"),
    ],
)
def test_too_little_memory_is_told_in_one_sentence(error, monkeypatch, capsys):
    def fail(*_, **__):
        raise error

    monkeypatch.setattr("migsim.cli.app", fail)
    assert main([]) == 2
    assert capsys.readouterr().err.startswith("migsim: there is too little memory for this")


def test_an_error_of_the_program_is_not_taken_for_one_of_memory(monkeypatch):
    def fail(*_, **__):
        raise RuntimeError("a fault")

    monkeypatch.setattr("migsim.cli.app", fail)
    with pytest.raises(RuntimeError, match="a fault"):
        main([])


def test_a_full_disk_elsewhere_is_told_with_the_name_of_the_file(monkeypatch, capsys):
    def fail(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device", "/full/page.html")

    monkeypatch.setattr("migsim.cli.app", fail)
    assert main([]) == 2
    assert capsys.readouterr().err.startswith("migsim: /full/page.html: cannot be read or written (no space left")


PLAN = "name = 'a'\ntitle = 'b'\n[[phases]]\nweeks = 3\n[start]\nmapping_days = 1\n"
EXPERIMENT = "name = 'a'\nruns = 3\n[design]\nkind = 'grid'\n[factors]\npatience = [0.2]\n"


@pytest.mark.parametrize(
    ("command", "text", "said"),
    [
        (["compare"], PLAN, "is a strategy, and no scenario (at its top stand name, title, phases, start)"),
        (["compare"], EXPERIMENT, "is an experiment, and no scenario"),
        (["sweep"], "[scenario]\nname = 'a'\n[[roles]]\n[[actors]]\n", "is a scenario, and no experiment"),
        (["check"], "[project]\nname = 'a'\n[tool.x]\n", "is no scenario (at its top stand project, tool)"),
        (["check"], "[tool]\n", "is no scenario (at its top stand tool)"),
    ],
)
def test_a_file_of_another_kind_is_told_once_what_it_is(command, text, said, tmp_path, capsys):
    file = tmp_path / "other.toml"
    file.write_text(text, encoding="utf-8")
    assert main([*command, str(file)]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert said in lines[0]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("week", "measure", "value", "n"), (5, "present", 9, 12)], "is a register of monitoring data"),
        ([("Organisation", "Activity"), ("#org", "#activity")], "is no workbook of a market"),
    ],
)
def test_a_workbook_of_another_kind_is_told_once_what_it_is(rows, said, tmp_path, capsys):
    from openpyxl import Workbook

    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / "other.xlsx")
    assert main(["check", str(tmp_path / "other.xlsx")]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert said in lines[0]
