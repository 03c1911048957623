"""A market and its strategies as a workbook: without loss both ways, also through a spreadsheet program."""

import os
import shutil
import subprocess
import sys
import time
from datetime import date, datetime
from pathlib import Path

import pytest
from migsim.errors import InputError
from migsim.facilitation.conversion import EXAMPLES, new_file, strategies_folder, write_workbook
from migsim.facilitation.library import load_strategies, load_strategy, strategy_names
from migsim.facilitation.schema import Plan as Strategy
from migsim.facilitation.workbook import read_plans, read_workbook
from migsim.scenario import load_scenario, scenario_names
from migsim.scenario.files import read_toml
from openpyxl import load_workbook

sys.path.insert(0, str(Path(__file__).parents[1] / "scenario"))

from workbooks import Plan

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """A new workbook, made once."""
    return new_file(tmp_path_factory.mktemp("new") / "plan.xlsx", "treyl-poultry")[0]


@pytest.fixture
def plan(written, tmp_path):
    return Plan(Path(shutil.copy(written, tmp_path / "plan.xlsx")))


def library():
    return [load_strategy(name).plan for name in strategy_names()]


def everything(figure=0.1 + 0.2):
    """One strategy in which every kind of section is used, with and without figures."""
    return Strategy.model_validate(
        {
            "name": "every lever",
            "title": "Two phases; one: quiet",
            "description": "= not a formula\n\n\tsecond line ",
            "source": "own",
            "start": {},
            "phases": [
                {"weeks": 4, "hours": {}, "style": 1.0},
                {"weeks": 9, "hours": {"management": figure, "inclusion": 0}},
                {"weeks": 1, "hours": {}}, {"weeks": 2, "hours": {}}, {"weeks": 3, "hours": {}, "fund": 1e9},
            ],
            "handover": {"kind": "when-ready", "weeks": 3},
        }
    )  # fmt: skip


# Without loss


@pytest.mark.parametrize("name", scenario_names())
def test_there_and_back_again(tmp_path, name):
    origin, plans = load_scenario(name), [*(library() if name == "treyl-poultry" else library()[:1]), everything()]
    book = write_workbook(tmp_path / f"{name}.xlsx", origin, plans, origin=name)
    assert read_workbook(book) == (origin, plans)
    assert load_scenario(book) == load_scenario(str(book)) == origin
    toml, *strategies = new_file(tmp_path / "deep.toml", book)
    assert load_scenario(toml) == origin.model_copy(
        update={"scenario": origin.scenario.model_copy(update={"name": "deep"})}
    )
    assert [read_toml(file, Strategy) for file in strategies] == plans
    [again] = new_file(tmp_path / f"{name}-again.xlsx", toml)
    assert read_plans(again) == plans
    assert read_workbook(again)[0].figures() == read_workbook(book)[0].figures()


def test_what_a_file_leaves_out_is_left_out(tmp_path):
    origin = load_scenario("treyl-poultry")
    book = write_workbook(tmp_path / "b.xlsx", origin, [everything()], origin="x")
    scenario, [plan] = read_workbook(book)
    assert plan.model_dump(exclude_unset=True) == everything().model_dump(exclude_unset=True)
    assert sorted(scenario.figures()) == sorted(origin.figures())


def test_a_workbook_begins_with_strategies_and_is_named_after_its_file(written):
    scenario, plans = read_workbook(written)
    assert scenario.name == "plan"
    assert [plan.name for plan in plans] == list(EXAMPLES)
    assert load_workbook(written).sheetnames[0] == "read me"


def test_the_same_workbook_twice(tmp_path, written):
    time.sleep(2.1)
    assert new_file(tmp_path / "plan.xlsx", "treyl-poultry")[0].read_bytes() == written.read_bytes()


def test_nothing_is_overwritten(tmp_path, written):
    taken = tmp_path / "taken.xlsx"
    taken.write_text("mine")
    with pytest.raises(InputError, match="is there already"):
        new_file(taken, "treyl-poultry")
    strategies_folder(tmp_path / "m.toml").mkdir()
    with pytest.raises(InputError, match="is there already"):
        new_file(tmp_path / "m.toml", written)
    assert not (tmp_path / "m.toml").exists()
    assert taken.read_text() == "mine"


def test_libreoffice_leaves_everything_as_it_was(tmp_path, written):
    office = shutil.which("libreoffice") or shutil.which("soffice")
    if office is None and os.environ.get("CI"):
        pytest.fail("libreoffice-calc has to be there in CI")
    if office is None:
        pytest.skip("libreoffice is not installed")
    origin = load_scenario("treyl-poultry")
    plans = [*library()[:4], everything(0.123456789012345)]  # spreadsheet programs keep 15 digits
    book = write_workbook(tmp_path / "plan.xlsx", origin, plans, origin="x")
    loaded = load_workbook(book)
    cell = Plan(book).cell("market", "room", "fill in").coordinate
    loaded["market"][cell] = "=10*3"  # has no result before a spreadsheet program has saved it
    loaded.save(book)
    with pytest.raises(InputError, match="formula without a result"):
        load_scenario(book)
    subprocess.run(
        [office, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", "xlsx",
         "--outdir", str(tmp_path / "out"), str(book)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    assert read_workbook(tmp_path / "out" / "plan.xlsx") == (origin, plans)
    kept = load_workbook(tmp_path / "out" / "plan.xlsx")
    assert kept["constraints"].data_validations.dataValidation
    assert any(cell.comment for row in kept["constraints"].iter_rows(max_row=6) for cell in row)


# What is used where


def test_strategies_of_a_workbook_go_before_those_of_the_library(plan):
    plan.change("strategies", "title", "strategy 2", "Ours")
    plan.book.save(plan.file)
    assert [one.name for one in load_strategies(None, plan.file)] == list(EXAMPLES)
    ours, intensive = load_strategies(["light-touch", "intensive"], str(plan.file))
    assert (ours.title, intensive.name) == ("Ours", "intensive")
    assert load_strategy("light-touch").title != "Ours"
    with pytest.raises(InputError, match="did you mean 'phased-handover'"):
        load_strategies(["phased-handove"], plan.file)
    with pytest.raises(InputError, match="is a workbook"):
        load_strategy(plan.file)


def test_no_strategies_means_the_standard_ones(plan):
    del plan.book["strategies"]
    plan.book.save(plan.file)
    assert read_plans(plan.file) == []
    assert len(load_strategies(None, plan.file)) == 10


# Mistakes


MISTAKES = [
    # sheet, row, heading, what is written, what is said after the cell
    ("constraints", "diseases", "severity", 30, "constraints.diseases.severity = 30: must be at most 1 (share of worst); write 0.3 if 30 % is meant"),
    ("costs", "discount", "fill in", "0,05", 'costs.discount = "0,05": is text with a comma, must be a number; write 0.05 if that is meant, as a number'),
    ("costs", "discount", "fill in", "0.05", 'costs.discount = "0.05": is stored as text, must be a number; format the cell as a number and type 0.05 again'),
    ("costs", "meeting", "fill in", "5 %", "is text, must be a number; write 0.05 if 5 % is meant"),
    ("costs", "meeting", "fill in", datetime(2026, 1, 2), "is a date, which a spreadsheet program makes of what is typed as 1-2 or 7.5; format the cell as a number"),
    ("actors", "Nyanza feed mill", "role", "Input supplier", 'there is no role of this name; did you mean "input supplier"?'),
    ("actors", "Nyanza feed mill", "role", "input supplier ", "has blanks at its start or end; take them out"),
    ("actors", "Homa Bay young women's layer group", "groups", "women, youth", 'groups #1 = "women, youth": there is no group of this name; put a semicolon between several names'),
    ("actors", "Nyanza feed mill", "represents", 4.5, "must be a whole number; write one"),
    ("roles", "trader", "household", "perhaps", "must be yes or no; write one of them"),
    ("roles", "trader", "tier", 826, "must be text; type it with an apostrophe before it, as in '5"),
    ("roles", "trader", "turnover", None, "roles.trader.turnover: is missing; add it (money/year: median turnover"),
    ("shocks", "newcastle-disease", "kind", "Severity", 'must be one of "severity", "price-spike"'),
    ("influence", "access-to-finance", "costly-feed", 20, "influence.access-to-finance.costly-feed = 20: must be at most 1"),
    ("influence", "access-to-finance", "costly-feed", "0,2", "is text with a comma"),
    ("complementarity", "trader", "processor", 5, "must be at most 1 (share); write 0.05 if 5 % is meant"),
    ("sources", "setting", "grade", "guess", 'must be one of "measured", "experiment elsewhere", "assumed"; choose one'),
    ("roles", "trader", "source", "nobody", "there is no source of this name"),
    ("roles", "trader", "sources", "power", 'must name a figure and its source; write them as in "severity: survey"'),
    ("roles", "trader", "sources", "powre: setting", "is no figure of this table; did you mean"),
    ("market", "name", "fill in", "../../plan", "cannot be the name of a file or folder"),
    ("market", "title", "fill in", "#REF!", "is #REF!, an error of a spreadsheet program"),
    ("strategies", "hours: management", "strategy 2", "3,0", "phases #1.hours.management"),
    ("strategies", "cost", "strategy 2", "Equal", 'must be one of "equal", "own"; did you mean "equal"?'),
    ("strategies", "[start]", "strategy 2", "no", "says no, but there are figures below; write yes, or empty them"),
    ("strategies", "[start]", "strategy 2", "some", "must be yes or no, or empty"),
]  # fmt: skip


@pytest.fixture(scope="module")
def told(written, tmp_path_factory):
    """Messages by mistake, all of them made in a few workbooks: no two in the same cell of one."""
    left, found = list(MISTAKES), {}
    while left:
        made = Plan(Path(shutil.copy(written, tmp_path_factory.mktemp("mistakes") / "plan.xlsx")))
        cells = {}
        for mistake in list(left):
            cell = made.cell(*mistake[:3])
            if (key := (mistake[0], cell.coordinate)) not in cells:
                cells[key], cell.value = mistake, mistake[3]
                left.remove(mistake)
        messages = made.messages()
        for (sheet, cell), mistake in cells.items():
            found[mistake] = [message for message in messages if message.startswith(f"sheet {sheet}, cell {cell}: ")]
    return found


@pytest.mark.parametrize("mistake", MISTAKES, ids=str)
def test_mistakes_by_sheet_and_cell(told, mistake):
    (message,) = told[mistake]
    assert mistake[4] in message


def test_all_mistakes_at_once_in_the_order_of_the_sheets(plan):
    wanted = [
        plan.change("costs", "discount", "fill in", "0,05"),
        plan.change("roles", "trader", "power", 45),
        plan.change("roles", "smallholder", "voice", "loud"),
        plan.change("strategies", "weeks", "strategy 2", -1),
        plan.change("strategies", "style", "strategy 3", 2),
    ]
    cells = [message.split("cell ")[1].split(":")[0] for message in plan.messages()]
    assert cells == [wanted[2], wanted[1], wanted[0], wanted[3], wanted[4]]


def test_headings(plan):
    sheet = plan.book["roles"]
    cell = plan.cell("roles", "trader", "power")
    sheet.cell(6, cell.column).value = "Power"
    sheet.cell(6, 30).value = "colour"
    sheet.cell(6, 31).value = "# notes"
    sheet.cell(8, 31).value = "anything"
    sheet.cell(9, 33).value = "stray"
    said = plan.messages()
    assert said[0].startswith(
        f'sheet roles, cell {cell.column_letter}6: the heading "Power" is not known here; did you mean "power"?'
    )
    assert 'cell AD6: the heading "colour" is not known here; there are' in said[1]
    assert "cell AG9: stands in a column without a heading" in said[2]
    assert len(said) == 3


def test_a_role_that_is_no_role_heads_a_column(plan):
    sheet = plan.book["constraints"]
    cell = next(cell for cell in sheet[6] if cell.value == "burden: trader")
    cell.value = "burden: traders"
    assert plan.messages() == [
        f'sheet constraints, cell {cell.coordinate}: the heading "burden: traders" is not known here; did you mean "trader"?'
    ]


def test_sheets_that_are_missing_or_misnamed(plan):
    plan.book["actors"].title = "actor"
    plan.book["groups"].title = " Groups "
    del plan.book["costs"]
    plan.book.create_sheet("my own notes")["A1"] = "anything"
    assert plan.messages() == [
        'costs: there is no sheet "costs"; add it',
        'sheet actor: is not the title of a sheet that is read; name it "actors" if that is meant',
    ]


def test_empty_rows_moved_columns_and_rows_above_do_no_harm(plan, written):
    actors = plan.book["actors"]
    actors.insert_rows(10, 2)
    actors.insert_rows(1)
    actors.move_range("D1:D60", cols=20)
    plan.book.save(plan.file)
    assert read_workbook(plan.file) == read_workbook(written)


def test_merged_cells(plan):
    plan.book["roles"].merge_cells("B8:B9")
    said = plan.messages()
    assert "sheet roles, cell B8: is merged with the cells up to B9; undo that and fill in each cell" in said
    assert any(message.startswith("sheet roles, cell B9: roles.") for message in said)


def test_formulas_that_no_program_has_worked_out(plan):
    cell = plan.change("roles", "trader", "power", "=0.4+0.05")
    [said] = plan.messages()
    assert said.startswith(
        f"sheet roles, cell {cell}: roles.trader.power: is a formula without a result; open the file in"
    )


def test_a_date_where_a_name_belongs(plan):
    plan.change("actors", "Nyanza feed mill", "name", date(2026, 2, 1))
    assert any("format the cell as text and type it again" in message for message in plan.messages())


def test_strategies_that_contradict_themselves(plan):
    cell = plan.change("strategies", "[start]", "strategy 1", "yes")
    plan.book.save(plan.file)
    assert read_plans(plan.file)[0].start is not None  # a workshop, and nothing after it
    plan.change("strategies", "[delivery]", "strategy 1", "yes")
    delivery = plan.cell("strategies", "[delivery]", "strategy 1").coordinate
    assert plan.messages() == [
        f"sheet strategies, cell {delivery}: delivery: direct delivery stands alone; take out [start] and the phases"
    ]
    plan.change("strategies", "[delivery]", "strategy 1", None)
    plan.change("strategies", "name", "strategy 3", "light-touch")
    assert 'two strategies have the name "light-touch"' in plan.messages()[0]
    assert cell


def test_no_row_of_headings(plan):
    plan.book["sources"].delete_rows(6)
    said = plan.messages()
    assert any("sheet sources: sources: has no row of headings" in message for message in said)


@pytest.mark.skipif("rules" not in Strategy.model_fields, reason="strategies have no rules yet")
def test_rules(plan):
    """Rules are blocks like phases; what a rule leaves out is left out."""
    for lever, value in (("when", "attendance"), ("below", 0.5), ("meetings_running", 2), ("action", "move-hours"),
                         ("to", "communication"), ("amount", 3)):  # fmt: skip
        set_rule(plan, lever, 5, value)
    plan.book.save(plan.file)
    [rule] = read_plans(plan.file)[1].rules
    assert rule.model_dump(exclude_unset=True) == {
        "when": "attendance", "below": 0.5, "meetings_running": 2, "action": "move-hours", "to": "communication",
        "amount": 3.0,
    }  # fmt: skip
    set_rule(plan, "below", 5, 50)
    set_rule(plan, "to", 5, "comunication")
    below, to = plan.messages()
    assert "rules #1.below = 50: attendance is a share and must be at most 1; write 0.5 if 50 % is meant" in below
    assert 'did you mean "communication"?' in to


def set_rule(plan, lever, column, value):
    """Set a lever of the first rule."""
    sheet = plan.book["strategies"]
    start = next(cell.row for cell in sheet["A"] if cell.value == "[rules 1]")
    row = next(cell.row for cell in sheet["A"] if cell.value == lever and cell.row > start)
    sheet.cell(row, column + 1).value = value
