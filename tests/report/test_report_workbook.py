"""Tables as a workbook: what a reader opens is what the frames hold, and nothing in it is a formula."""

import time
import zipfile

import numpy as np
import pandas as pd
import pytest
from migsim.errors import InputError
from migsim.report.workbook import number_format, write_tables
from migsim.spreadsheet import harmless, sheet_titles
from openpyxl import load_workbook

NASTY = ("=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")')


@pytest.fixture
def frame():
    return pd.DataFrame(
        {
            "strategy": ["no-project", "light-touch", None],
            "runs": np.array([500, 500, 20], dtype=np.int64),
            "net_benefit": [0.0, 18250.5, np.nan],
            "share": [0.25, np.nan, 1.0],
            "best": [True, False, True],
        }
    )


def test_what_is_written_is_read_again(tmp_path, frame):
    path = write_tables(tmp_path / "tables.xlsx", {"options": frame, "empty": frame.iloc[:0]})
    book = load_workbook(path)
    assert book.sheetnames == ["options", "empty"]
    rows = [list(row) for row in book["options"].iter_rows(values_only=True)]
    assert rows[0] == list(frame)
    assert rows[1] == ["no-project", 500, 0, 0.25, True]
    assert rows[3] == [None, 20, None, 1, True]
    assert [cell.value for cell in book["empty"][1]] == list(frame)
    assert book["options"].freeze_panes == "A2"
    assert book["options"]["C3"].number_format == "#,##0"
    back = pd.read_excel(path, sheet_name="options")
    pd.testing.assert_frame_equal(back, frame, check_dtype=False)


@pytest.mark.parametrize("text", NASTY)
def test_no_text_is_a_formula(tmp_path, text):
    table = pd.DataFrame({text: [text, "plain"], "number": [-1.5, 2.0]})
    path = write_tables(tmp_path / "t.xlsx", {text: table})
    [sheet] = load_workbook(path).worksheets
    for cell in (sheet["A1"], sheet["A2"]):
        assert cell.data_type == "s"
        assert cell.value == text
        assert cell.quotePrefix
    with zipfile.ZipFile(path) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")
    assert harmless(text) == f"'{text}"


def test_signs_that_no_cell_can_hold(tmp_path):
    table = pd.DataFrame({"a": ["a\x00b\x1b[31m", "x" * 40_000, "\uffff", "é ≥ 𝄞"]})
    sheet = load_workbook(write_tables(tmp_path / "t.xlsx", {"s": table}))["s"]
    assert sheet["A2"].value == "a�b�[31m"
    assert len(sheet["A3"].value) == 32_767
    assert sheet["A4"].value == "�"
    assert sheet["A5"].value == "é ≥ 𝄞"


def test_titles_of_sheets():
    long = "x" * 40
    assert sheet_titles(["a/b", "A-B", long, long, "", "History", "'quoted'"]) == [
        "a-b", "A-B 2", "x" * 31, "x" * 29 + " 2", "sheet", "History 2", "quoted",
    ]  # fmt: skip


def test_the_same_tables_are_the_same_bytes(tmp_path, frame):
    first = write_tables(tmp_path / "a.xlsx", {"options": frame}).read_bytes()
    time.sleep(2.1)  # a zip file counts time in steps of two seconds
    assert write_tables(tmp_path / "b.xlsx", {"options": frame}).read_bytes() == first


@pytest.mark.parametrize(
    ("numbers", "form"),
    [
        ([], "0"),
        (["text"], "0"),
        ([1, 2, None], "0"),
        ([0.0], "0"),
        ([0.004, 0.002], "0.0000"),
        ([0.25, -0.5], "0.00"),
        ([250.25], "0.0"),
        ([-18250.0, 3.5], "#,##0"),
        ([0.25, 18250.0], "General"),
    ],
)
def test_numbers_are_shown_by_their_size(numbers, form):
    assert number_format(numbers) == form


def test_refusals(tmp_path, frame):
    with pytest.raises(InputError, match="there is no table to write"):
        write_tables(tmp_path / "t.xlsx", {})
    with pytest.raises(InputError, match="there is no folder"):
        write_tables(tmp_path / "no" / "t.xlsx", {"a": frame})
    with pytest.raises(InputError, match="a sheet holds 1048575"):
        write_tables(tmp_path / "t.xlsx", {"a": pd.DataFrame({"x": range(1_048_576)})})
    assert list(tmp_path.iterdir()) == []
