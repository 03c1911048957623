"""Tables as people have them: exports, other programs' habits, and what is no register at all."""

import datetime
import re
import zipfile

import pytest
from migsim.analysis.calibration.register import read_register
from migsim.analysis.calibration.template import write_template
from migsim.errors import InputError
from openpyxl import Workbook, load_workbook

HEAD = ("week", "weeks", "group", "measure", "value", "n")
ROWS = (
    (5, None, "credit", "present", 9, 12),
    (9, None, "credit", "present", 8, 12),
    (18, None, "credit", "present", 7, 12),
    (9, None, "credit", "kept_count", 6, 9),
    (13, 13, None, "deals", 4, None),
    (26, 13, None, "deals", 6, None),
    (52, 13, None, "income", 0.06, 30),
)
TEXT = "\n".join(",".join("" if cell is None else str(cell) for cell in row) for row in (HEAD, *ROWS)) + "\n"


def read(path):
    told = []
    return read_register(path, 260, datetime.date(2026, 1, 5), told.append), told


def refusal(path):
    with pytest.raises(InputError) as caught:
        read(path)
    assert len(caught.value.messages) <= 6
    assert all(len(message) < 300 for message in caught.value.messages)
    return caught.value.messages


@pytest.fixture
def csv(tmp_path):
    def write(content, name="register.csv"):
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return tmp_path / name

    return write


@pytest.fixture
def book(tmp_path):
    def write(sheets, name="register.xlsx"):
        made = Workbook()
        made.remove(made.active)
        for title, rows in sheets.items():
            sheet = made.create_sheet(title)
            for row in rows:
                sheet.append(row)
        made.save(tmp_path / name)
        return tmp_path / name

    return write


def change_part(path, part, change):
    with zipfile.ZipFile(path) as parts:
        files = {name: parts.read(name) for name in parts.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as parts:
        for name, data in files.items():
            parts.writestr(name, change(data) if re.fullmatch(part, name) else data)
    return path


# Text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators(csv, encoding, separator):
    rows, told = read(csv(TEXT.replace(",", separator).encode(encoding)))
    assert len(rows) == 7
    assert not told


@pytest.mark.parametrize("above", ["sep=;\n", '"sep=;"\r\n', "Register of 2026;;;\n", "\n\n# made by hand\n"])
def test_what_stands_above_the_heading(csv, above):
    assert len(read(csv(above + TEXT.replace(",", ";")))[0]) == 7


def test_a_guessed_encoding_is_said(csv):
    rows, told = read(csv(TEXT.replace("credit", "crédit").encode("cp1252")))
    assert rows[0].group == "crédit"
    assert "was read as Windows-1252" in told[0]


@pytest.mark.parametrize("heading", ["# notes", "notes", "Remarks", "#"])
def test_a_column_of_remarks(csv, heading):
    lines = TEXT.splitlines()
    assert len(read(csv("\n".join([f"{lines[0]},{heading}", *(f"{line},rain" for line in lines[1:])])))[0]) == 7


@pytest.mark.parametrize(
    ("cell", "either"),
    [
        ('"12,000"', "12000 or 12;"),
        ('"1,250"', "1250 or 1.25;"),
        ("1.250", "1250 or 1.25;"),
        ("-3.000", "-3000 or -3;"),
    ],
)
def test_thousands_or_decimals_are_asked(csv, cell, either):
    [message] = refusal(csv(f"week,weeks,measure,value,n\n13,13,deals,{cell},\n"))
    assert "row 2, column value" in message
    assert either in message


@pytest.mark.parametrize(("cell", "value"), [('"0,750"', 0.75), ("0.750", 0.75), ('"0,75"', 0.75), ("75 %", 0.75)])
def test_what_can_be_no_thousand_is_a_decimal(csv, cell, value):
    assert read(csv(f"week,measure,value\n13,attendance,{cell}\n"))[0][0].value == value


@pytest.mark.parametrize("column", ["week", "weeks", "value", "n"])
@pytest.mark.parametrize("cell", ["9" * 400, "1" + "0" * 16, "inf", "nan", "1e400"])
def test_endless_numbers(csv, column, cell):
    row = {"week": "9", "weeks": "1", "measure": "present", "value": "3", "n": "9"} | {column: cell}
    [message] = refusal(csv(f"{','.join(row)}\n{','.join(row.values())}\n"))
    assert f"column {column}" in message


def test_a_workbook_under_another_name(csv, book):
    [message] = refusal(csv(book({"data": [HEAD, *ROWS]}).read_bytes()))
    assert "is a workbook or another packed file, no CSV; give it a name that ends in .xlsx" in message


def test_many_mistakes_are_a_handful(csv):
    messages = refusal(csv(HEAD[0] + ",measure,value\n" + "x,y,z\n" * 500))
    assert "and 1495 more mistakes; mend these first" in messages[-1]


# Workbooks


def test_a_sheet_a_year_is_asked(book):
    [message] = refusal(book({"2025": [HEAD, *ROWS[:2]], "2026": [HEAD, *ROWS[2:]]}))
    assert "2 sheets look like a register (2025, 2026)" in message


def test_the_sheet_that_is_read_is_named(book):
    rows, told = read(book({"about": [("who", "Ann")], "Tabelle1": [HEAD, *ROWS]}))
    assert len(rows) == 7
    assert "the sheet Tabelle1 is read, of 2" in told[0]


def test_merged_cells_are_refused(book):
    path = book({"data": [("Our register",), HEAD, *ROWS]})
    made = load_workbook(path)
    made["data"].merge_cells("A1:F1")  # a title keeps its merged cells
    made.save(path)
    assert len(read(path)[0]) == 7
    made["data"].merge_cells("C3:C6")
    made.save(path)
    [message] = refusal(path)
    assert "sheet data, rows 3 to 6: cells are merged" in message


def test_a_formula_whose_result_is_an_empty_text(book):
    path = book({"data": [HEAD, *ROWS, ('=IF(Z9="","",Z9)',) * 6]})
    empty = rb'<c r="A9" t="str"><f>IF(Z9="","",Z9)</f><v></v></c>'
    change_part(path, r"xl/worksheets/sheet1\.xml", lambda part: re.sub(rb'<c r="[A-F]9".*?</c>', b"", part).replace(
        b'<row r="9">', b'<row r="9">' + empty))  # fmt: skip
    assert len(read(path)[0]) == 7
    change_part(path, r"xl/worksheets/sheet1\.xml", lambda part: part.replace(b' t="str"><f>', b"><f>"))
    assert "is a formula without a result" in refusal(path)[0]


def test_strict_open_xml(book):
    path = book({"data": [HEAD, *ROWS]})
    change_part(path, r".*\.(xml|rels)", lambda part: part.replace(
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", b"http://purl.oclc.org/ooxml/spreadsheetml/main"
    ).replace(b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
              b"http://purl.oclc.org/ooxml/officeDocument/relationships"))  # fmt: skip
    assert len(read(path)[0]) == 7


def test_carriage_returns_of_excel(book):
    path = book({"data": [HEAD, *ROWS]})
    change_part(path, r"xl/sharedStrings\.xml", lambda part: part.replace(b">present<", b">present_x000D_<"))
    assert read(path)[0][0].measure.name == "present"


@pytest.mark.parametrize("styles", [b"<fills><fill/></fills>", b'<fonts><font><b val="maybe"/></font></fonts>'])
def test_looks_do_not_matter_but_dates_are_dates(book, styles):
    path = book({"data": [("date", "measure", "value"), (datetime.date(2026, 1, 12), "deals", 3)]})
    kind = styles[1:6].rstrip(b">")
    change_part(
        path, r"xl/styles\.xml", lambda part: re.sub(rb"<%s.*?</%s>" % (kind, kind), styles, part, flags=re.DOTALL)
    )
    assert read(path)[0][0].last == 2


def test_formatted_rows_to_the_end(book):
    path = book({"data": [HEAD, *ROWS]})
    rows = "".join(f'<row r="{i}" ht="15"><c r="A{i}" s="0"/><c r="B{i}" s="0"/></row>' for i in range(9, 130_000))
    change_part(
        path, r"xl/worksheets/sheet1\.xml", lambda part: part.replace(b"</sheetData>", rows.encode() + b"</sheetData>")
    )
    [message] = refusal(path)
    assert "delete the rows below the last filled one" in message


# Tables of other kinds

DATES = ",".join(f"2026-0{month}-{day:02}" for month in (1, 2) for day in (5, 12, 19, 26))
FOREIGN = {
    "Teams": "Meeting Summary\nTotal Participants,14\n\nFull Name,Join Time,Leave Time,Duration,Email,Role\n"
    + "Ann,2026-01-05 10:00,2026-01-05 11:00,1h,a@x.org,Attendee\n" * 14,
    "survey": "_id,start,end,"
    + ",".join(f"group_{k % 7}/question_{k}" for k in range(240))
    + "\n"
    + ",".join("1" * 243)
    + "\n",
    "HXL": "Organisation,Sector,District,Reached\n#org,#sector,#adm2+name,#reached\nA,Food,North,14\n",
    "wide register": f"Member,Village,{DATES}\n" + f"Ann,Seme{',P,A' * 4}\n" * 12,
    "a row a person": "Name,Sex,Age,Visit\nAnn,f,31,first\nBob,m,40,second\n",
    "not the table of the template": "x,y\n1,2\n",
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_what_is_no_register_is_said_in_at_most_five_lines(csv, book, kind):
    for path in (csv(FOREIGN[kind]), book({"Sheet1": [line.split(",") for line in FOREIGN[kind].splitlines()]})):
        messages = refusal(path)
        assert len(messages) <= 5
        assert kind in messages[0]
        assert "start from the template" in messages[-1]


def test_a_template_is_none_of_them(tmp_path):
    for name in ("a.csv", "a.xlsx"):
        assert "no row with a value" in refusal(write_template(tmp_path / name))[0]
