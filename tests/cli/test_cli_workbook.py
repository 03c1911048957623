"""A workbook from an empty folder to a report, as a designer does it."""

import json

import pytest
from openpyxl import load_workbook


def set_figure(path, sheet, row, column, value):
    book = load_workbook(path)
    cell = next(cell for cell in book[sheet]["A"] if cell.value == row)
    cell.offset(column=column).value = value
    book.save(path)


@pytest.mark.slow
def test_three_commands_from_an_empty_folder_to_a_report(migsim, tmp_path):
    done = migsim("new", "my plan.xlsx")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith('migsim check "my plan.xlsx"\n')
    done = migsim("check", "my plan.xlsx")
    assert done.returncode == 0
    assert "nothing wrong with it" in done.stdout
    assert "Strategy phased-handover" in done.stdout
    done = migsim("compare", "my plan.xlsx", "--runs", "20")
    assert done.returncode == 0
    assert "Light touch" in done.stdout
    assert "Intensive" not in done.stdout  # the workbook's own strategies, not the standard ones
    manifest = json.loads((tmp_path / "migsim-results" / "my-plan" / "manifest.json").read_text(encoding="utf-8"))
    assert list(manifest["strategies"]) == ["no-project", "light-touch", "phased-handover"]
    assert manifest["command"].startswith("migsim compare 'my plan.xlsx'")


def test_run_tells_a_strategy_of_the_workbook(typed, tmp_path, machine_code):
    typed("new", "plan.xlsx")
    set_figure("plan.xlsx", "strategies", "title", 5, "Our own touch")
    set_figure("plan.xlsx", "strategies", "name", 5, "ours")
    done = typed("run", "plan.xlsx", "--strategy", "ours")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Our own touch" in done.stdout
    done = typed("run", "plan.xlsx", "--strategy", "our")
    assert done.returncode == 2
    assert "did you mean 'ours'?" in done.stderr


@pytest.mark.parametrize("command", [["check"], ["compare"], ["run", "--strategy", "light-touch"]])
def test_mistakes_are_told_by_cell_and_nothing_is_written(typed, tmp_path, files, command):
    typed("new", "plan.xlsx")
    set_figure("plan.xlsx", "costs", "discount", 1, 30)
    set_figure("plan.xlsx", "market", "room", 1, "30,5")
    before = files()
    done = typed(command[0], "plan.xlsx", *command[1:])
    assert (done.returncode, done.stdout) == (2, "")
    first, second = done.stderr.splitlines()
    assert first.startswith("migsim: plan.xlsx: sheet market, cell B")
    assert second.startswith("migsim: plan.xlsx: sheet costs, cell B")
    assert "write 0.3 if 30 % is meant" in second
    assert files() == before


def test_there_and_back(typed, tmp_path, files):
    assert typed("new", "plan.xlsx").returncode == 0
    done = typed("new", "mine.toml", "--from", "plan.xlsx")
    assert "mine-strategies: its strategies: no-project.toml, light-touch.toml, phased-handover.toml" in done.stdout
    assert typed("check", "mine-strategies/light-touch.toml").returncode == 0
    assert typed("new", "plan2.xlsx", "--from", "mine.toml").returncode == 0
    assert typed("new", "mine.toml", "--from", "plan.xlsx").returncode == 2
