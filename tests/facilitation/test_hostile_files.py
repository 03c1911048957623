"""Files that are made to do harm are refused with one clear message, in bounded time and memory."""

import shutil
import time
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from migsim.errors import InputError
from migsim.facilitation.conversion import new_file
from migsim.facilitation.schema import Plan as Strategy
from migsim.facilitation.workbook import read_workbook
from migsim.scenario import load_scenario, scenario_path
from migsim.scenario.checked import folder_name
from migsim.scenario.files import read_toml
from migsim.scenario.schema import Scenario
from migsim.scenario.template import new_scenario
from migsim.scenario.workbook.opening import MAX_ROWS, open_workbook
from openpyxl import Workbook, load_workbook

SECONDS = 10  # of a processor that is busy with other tests too
MEGABYTES = 150


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    return new_file(tmp_path_factory.mktemp("new") / "plan.xlsx", "treyl-poultry")[0]


@pytest.fixture
def plan(written, tmp_path):
    return Path(shutil.copy(written, tmp_path / "plan.xlsx"))


def refusal(path, read=read_workbook):
    """The one message with which a file is refused, soon and without much memory."""
    tracemalloc.start()
    start = time.process_time()
    try:
        with pytest.raises(InputError) as caught:
            read(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert time.process_time() - start < SECONDS
    assert peak < MEGABYTES * 1e6
    [message] = caught.value.messages
    assert message.startswith(str(path))
    assert len(message) < 600
    return message


def with_parts(path, parts):
    """Add parts to a workbook, or replace them."""
    with zipfile.ZipFile(path) as old:
        kept = {name: old.read(name) for name in old.namelist() if name not in parts}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new:
        for name, data in {**kept, **parts}.items():
            new.writestr(name, data)
    return path


def part_of(path, name):
    with zipfile.ZipFile(path) as parts:
        return parts.read(name)


def first_sheet(path):
    return next(name for name in zipfile.ZipFile(path).namelist() if name.startswith("xl/worksheets/sheet"))


# Workbooks


def test_zip_bomb(plan):
    bomb = with_parts(plan, {"xl/worksheets/sheet3.xml": b"<worksheet>" + b" " * 200_000_000})
    assert bomb.stat().st_size < 1_000_000
    assert "unpacks to more than 8 MB" in refusal(bomb)


def test_many_parts_that_are_large_together(plan):
    parts = {f"xl/worksheets/extra{number}.xml": b" " * 4_000_000 for number in range(6)}
    assert "unpacks to more than 8 MB" in refusal(with_parts(plan, parts))


def test_a_size_that_lies(plan):
    """The directory of the zip file says little, the part unpacks to much: reading stops where the directory says."""
    raw = bytearray(with_parts(plan, {"xl/worksheets/sheet3.xml": b"<worksheet>" + b" " * 50_000_000}).read_bytes())
    real = (50_000_011).to_bytes(4, "little")
    assert real in raw
    plan.write_bytes(bytes(raw).replace(real, (1000).to_bytes(4, "little")))
    refusal(plan)


def test_ten_thousand_sheets(plan):
    parts = {f"xl/worksheets/sheet{number}.xml": b"<worksheet/>" for number in range(10_000)}
    assert "has more than 60 sheets" in refusal(with_parts(plan, parts))


def test_a_text_of_ten_megabytes(plan):
    book = load_workbook(plan)
    cell = next(cell for cell in book["market"]["A"] if cell.value == "description")
    cell.offset(column=1).value = "x" * 30_000
    book.save(plan)
    name = next(name for name in zipfile.ZipFile(plan).namelist() if b"x" * 30_000 in part_of(plan, name))
    part = part_of(plan, name)
    for signs, said in ((10_000_000, "unpacks to more than 8 MB"), (5_000_000, "is too long; use at most 10000 signs")):
        assert said in refusal(with_parts(plan, {name: part.replace(b"x" * 30_000, b"x" * signs)}))


@pytest.mark.parametrize("size", [1_000, 5_000_000])
def test_entities_that_unpack_without_end(plan, size):
    lol = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "%s">]><worksheet>&a;</worksheet>' % (b"a" * size)
    assert "is written in an unusual way" in refusal(with_parts(plan, {first_sheet(plan): lol}))
    wide = refusal(with_parts(plan, {first_sheet(plan): lol.decode().encode("utf-16")}))
    assert "is written in an unusual way" in wide or "unpacks to more than" in wide


def test_a_sheet_as_wide_and_as_long_as_can_be(plan):
    sheet = part_of(plan, "xl/worksheets/sheet2.xml")
    name = "xl/worksheets/sheet2.xml"
    far = b'<row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c></row></sheetData>'
    assert f"beyond row {MAX_ROWS} or column" in refusal(with_parts(plan, {name: sheet.replace(b"</sheetData>", far)}))
    wide = b"".join(b'<row r="%d"><c r="XFD%d" s="1"/></row>' % (row, row) for row in range(500, 40_000))
    with_parts(plan, {name: sheet.replace(b"</sheetData>", wide + b"</sheetData>")})
    start = time.process_time()
    open_workbook(plan)  # cells without a value, however many, are nothing
    assert time.process_time() - start < SECONDS


def test_macros(plan):
    assert "holds macros" in refusal(with_parts(plan, {"xl/vbaProject.bin": b"x"}))


@pytest.mark.parametrize("part", ["xl/externalLinks/externalLink1.xml", "xl/connections.xml", "xl/queryTables/q1.xml"])
def test_links_to_other_files(plan, part):
    assert "has links to other files" in refusal(with_parts(plan, {part: b"<x/>"}))


def test_an_address_in_a_cell_is_no_link_to_a_file(plan):
    book = load_workbook(plan)
    book["sources"]["B8"].hyperlink = "https://example.org/"
    book.save(plan)
    assert open_workbook(plan)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("plan.xlsm", "may hold macros; open it in a spreadsheet program and save it as .xlsx"),
        ("plan.xls", "is an old workbook"),
        ("plan.ods", "is an OpenDocument spreadsheet"),
    ],
)
def test_other_kinds(tmp_path, name, said):
    path = tmp_path / name
    path.write_bytes(b"PK")
    assert said in refusal(path)
    assert said in refusal(path, load_scenario)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "is protected with a password, or an old .xls"),
        (b"name,role\nA,trader\n", "is no workbook, or a damaged one"),
        (b"", "is no workbook, or a damaged one"),
        (b"PK\x03\x04" + b"\0" * 100, "is no workbook, or a damaged one"),
    ],
)
def test_no_workbook_at_all(tmp_path, raw, said):
    path = tmp_path / "plan.xlsx"
    path.write_bytes(raw)
    assert said in refusal(path)


def test_a_zip_of_something_else(tmp_path, plan):
    path = tmp_path / "other.xlsx"
    with zipfile.ZipFile(path, "w") as parts:
        parts.writestr("word/document.xml", "<x/>")
    assert "is no workbook" in refusal(path)
    assert "cannot be read as a workbook" in refusal(with_parts(plan, {"xl/workbook.xml": b"<broken"}))
    half = tmp_path / "half.xlsx"
    half.write_bytes(plan.read_bytes()[:20_000])
    assert "damaged" in refusal(half)


def test_missing_files(tmp_path, plan):
    assert f'did you mean "{plan}"?' in refusal(tmp_path / "plam.xlsx")
    (tmp_path / "folder.xlsx").mkdir()
    assert "is a folder" in refusal(tmp_path / "folder.xlsx")


def test_a_workbook_of_something_else_altogether(tmp_path):
    book = Workbook()
    book.active["A1"] = "=1+1"
    book.save(tmp_path / "other.xlsx")
    with pytest.raises(InputError) as caught:
        read_workbook(tmp_path / "other.xlsx")
    (told,) = caught.value.messages
    assert "is no workbook of a market: none of its sheets (Sheet) is one of market, roles" in told


# Names

FORMULAS = ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)"]
PATHS = ["../x", "a/b", "/etc/passwd", "C:\\x", "..", ".hidden", "con", "NUL.txt", "COM1", "x."]


@pytest.mark.parametrize("name", FORMULAS)
def test_names_that_are_formulas(tmp_path, plan, name):
    text = scenario_path("treyl-poultry").read_text(encoding="utf-8").replace('"Winam hatchery"', f"'''{name}'''")
    (tmp_path / "m.toml").write_text(text, encoding="utf-8")
    assert f"begins like a formula, with {name[0]}" in refusal(tmp_path / "m.toml", load_scenario)
    book = load_workbook(plan)
    cell = next(cell for cell in book["actors"]["A"] if cell.value == "Winam hatchery")
    cell.value, cell.data_type = name, "s"
    book.save(plan)
    assert f"cell A{cell.row}" in refusal(plan)


@pytest.mark.parametrize("name", PATHS)
def test_names_that_are_paths(tmp_path, name):
    text = scenario_path("treyl-poultry").read_text(encoding="utf-8")
    (tmp_path / "m.toml").write_text(text.replace('name = "treyl-poultry"', f"name = '{name}'"), encoding="utf-8")
    assert (
        "choose another name" in (said := refusal(tmp_path / "m.toml", load_scenario)) or "cannot be the name" in said
    )
    (tmp_path / "s.toml").write_text(
        f"name = '{name}'\ntitle = 't'\ndescription = 'd'\nsource = 's'\n", encoding="utf-8"
    )
    refusal(tmp_path / "s.toml", lambda path: read_toml(path, Strategy))


@pytest.mark.parametrize("name", [*FORMULAS, *PATHS, "", "...", "x" * 400, "a\x00b", "CON.", "aux"])
def test_folders_are_one_step_and_no_device(name):
    folder = folder_name(name)
    assert folder
    assert len(folder) <= 120
    assert Path(folder).name == folder
    assert not folder.startswith(".")
    assert folder.partition(".")[0].casefold() not in {"con", "nul", "aux", "com1"}


@pytest.mark.parametrize("stem", ["con", "=1+1", "-x", "x.", "a:b", "nul.txt"])
def test_a_new_file_of_an_odd_name_holds_a_scenario_of_a_fit_one(tmp_path, stem):
    file = new_scenario(tmp_path / f"{stem}.toml")
    assert load_scenario(file).name


# TOML


def test_toml_that_is_nested_without_end(tmp_path):
    path = tmp_path / "m.toml"
    for text in ("a = " + "[" * 50_000, "a = " + "[" * 1000 + "]" * 1000, "a" + ".a" * 3000 + " = 1",
                 "a = " + "{a=" * 20_000, "[" + "a." * 2000 + "a]"):  # fmt: skip
        path.write_text(text, encoding="utf-8")
        assert "nested more than" in refusal(path, load_scenario)


def test_toml_that_is_huge(tmp_path):
    path = tmp_path / "m.toml"
    path.write_text("a = '" + "x" * 10_000_000 + "'", encoding="utf-8")
    assert "is no ordinary file of at most 5 MB" in refusal(path, load_scenario)


def test_a_long_text_in_toml(tmp_path):
    text = scenario_path("treyl-poultry").read_text(encoding="utf-8")
    path = tmp_path / "m.toml"
    path.write_text(text.replace('currency = "GBP"', f'currency = "{"x" * 1_000_000}"'), encoding="utf-8")
    assert "is too long; use at most 120 signs" in refusal(path, load_scenario)


@pytest.mark.parametrize(
    "many",
    [
        "a = [" + "1," * 300_000 + "]",
        "[[roles]]\n" * 100_000,
        "[[roles]]\n" * 3_000,
        "[a]\n" + "".join(f"k{at} = 1\n" for at in range(100_000)),
    ],
    ids=len,
)
def test_many_small_things_in_toml(tmp_path, many):
    path = tmp_path / "m.toml"
    path.write_text(many, encoding="utf-8")
    start = time.process_time()
    with pytest.raises(InputError):
        read_toml(path, Scenario)
    assert time.process_time() - start < SECONDS


def test_errors_are_few_enough_to_read(tmp_path):
    """However much is wrong, what is said of it fits a screenful or two."""
    path = tmp_path / "m.toml"
    path.write_text("[[roles]]\n" * 200, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_toml(path, Scenario)
    assert len(caught.value.messages) <= 101
    assert "more mistakes are not shown" in caught.value.messages[-1]
