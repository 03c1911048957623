"""Monitoring data: what is read, what is named by row and column, and the windows that rows come to."""

import datetime

import pytest
from migsim.analysis.calibration.measures import MEASURES, summaries, summary_names, windows_of
from migsim.analysis.calibration.register import read_register
from migsim.analysis.calibration.template import write_template
from migsim.errors import InputError

HEAD = "week,weeks,group,measure,value,n\n"


@pytest.fixture
def register(tmp_path):
    def write(text, name="register.csv", head=HEAD):
        (tmp_path / name).write_text(head + text, encoding="utf-8")
        return tmp_path / name

    return write


def mistakes(path, horizon=260, start=None):
    with pytest.raises(InputError) as caught:
        read_register(path, horizon, start)
    return caught.value.messages


def test_counts_become_shares_and_empty_values_nothing(register):
    rows = read_register(register("5,,a,present,9,12\n6,,a,kept,,\n13,13,,deals,4,\n52,,,income,0.06,\n"), 260)
    assert [(row.measure.subject, row.first, row.last, row.value, row.n) for row in rows] == [
        ("attendance", 5, 5, 0.75, 12.0),
        ("deals", 1, 13, 4.0, None),
        ("income", 40, 52, 0.06, None),
    ]


def test_semicolons_decimal_commas_per_cent_and_notes_are_read(register):
    text = "# made by hand\nweek;measure;value\n5;attendance;0,75\n\n9;attendance;80 %\n"
    assert [row.value for row in read_register(register(text, head=""), 260)] == [0.75, 0.8]


def test_dates_count_from_the_start(register):
    path = register("2026-01-05,deals,1\n2026-01-12,deals,2\n2026-02-01,deals,3\n", head="date,measure,value\n")
    rows = read_register(path, 260, datetime.date(2026, 1, 5))
    assert [row.last for row in rows] == [1, 2, 4]
    assert all("--start" in message for message in mistakes(path))


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("5,,a,presnt,9,12", "row 2, column measure: 'presnt' is not known; did you mean \"present\"?"),
        ("5,,a,attendance,75,12", "row 2, column value: 75 is no share; write 0.75"),
        ("5,,a,deals,-4,", "row 2, column value: -4 is negative"),
        ("5,,a,deals,4.5,", "row 2, column value: 4.5 is no whole number"),
        ("5,,a,present,13,12", "row 2, column value: 13 is more than the 12 in column n"),
        ("5,,a,present,9,", "row 2, column n: is empty"),
        ("261,,a,deals,4,", "row 2, column week: week 261 is beyond the last that is simulated, 260"),
        ("0,,a,deals,4,", "row 2, column week: week 0 is before the programme began"),
        ("5,13,a,deals,4,", "row 2, column weeks: 13 weeks up to week 5 would begin before week 1"),
        ("five,,a,deals,4,", "row 2, column week: 'five' is no number"),
        (",,a,deals,4,", "row 2, column week: is empty"),
        ("5,,a,deals,many,", "row 2, column value: 'many' is no number"),
        ("5,,a,income,8,", "row 2, column value: 8 is no likely change of income; write 0.08"),
        ("5,,a,,8,", "row 2, column measure: is empty"),
        ("5,,a,attendance,0,75,12", "row 2: has more cells than headings; if a number has a decimal comma"),
    ],
)
def test_a_mistake_is_named_by_row_and_column(register, row, said):
    found = mistakes(register(row + "\n"))
    assert len(found) == 1
    assert said in found[0]


def test_the_same_weeks_twice_are_refused_but_not_two_groups(register):
    text = "5,,a,present,9,12\n5,,b,present,8,12\n5,,A,attendance,0.5,\n13,13,,deals,4,\n20,13,,deals,4,\n"
    first, second = mistakes(register(text))
    assert "row 4, column measure: 'attendance' of group 'A' stands for the same weeks in row 2 already" in first
    assert "row 6, column measure: 'deals' stands for the same weeks in row 5 already" in second


def test_all_mistakes_come_at_once(register):
    assert len(mistakes(register("5,,a,presnt,9,12\n6,,a,deals,-1,\n7,,a,present,13,12\n"))) == 3


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("weak,measure,value\n", 'did you mean "week"?'),
        ("week,value\n", "no column 'measure'"),
        ("measure,value\n", "no column 'week'"),
        ("week,measure,value,value\n", "stands there twice"),
        ("", "is empty"),
    ],
)
def test_headings_are_checked(register, head, said):
    assert any(said in message for message in mistakes(register("", head=head)))


@pytest.mark.parametrize("name", ["register.csv", "register.xlsx"])
def test_a_template_is_readable_and_has_no_data(tmp_path, name):
    path = write_template(tmp_path / name)
    assert "no row with a value" in mistakes(path)[0] or "empty" in mistakes(path)[0]
    with pytest.raises(InputError, match="is there already"):
        write_template(path)


def test_a_filled_workbook_is_read(tmp_path):
    from openpyxl import load_workbook

    path = write_template(tmp_path / "register.xlsx")
    book = load_workbook(path)
    for column, cell in enumerate((5, None, None, "a", "present", 9, 12), 1):
        book["data"].cell(2, column, cell)
    for column, cell in enumerate((9, None, None, "a", "present", 19, 12), 1):
        book["data"].cell(3, column, cell)
    book.save(path)
    (found,) = mistakes(path)
    assert "row 3, column value: 19 is more than the 12" in found


def test_a_template_has_a_known_ending(tmp_path):
    with pytest.raises(InputError, match=r"ends in \.csv or \.xlsx"):
        write_template(tmp_path / "register.ods")


def test_rows_come_to_windows(register):
    text = (
        "5,,a,present,9,12\n9,,b,present,3,8\n"  # 12 of 20 in the first quarter
        "20,,a,attendance,0.5,\n"
        "3,3,,deals,1,\n13,5,,deals,3,\n"  # weeks 4 to 8 are missing
        "52,13,,income,0.06,30\n"
    )
    windows = windows_of(read_register(register(text), 260), 260)
    assert [(w.subject, w.first, w.last, len(w.weeks), w.n) for w in windows] == [
        ("attendance", 1, 13, 13, 20.0),
        ("attendance", 14, 26, 13, None),
        ("deals", 1, 13, 8, None),
        ("income", 40, 52, 13, 30.0),
    ]
    assert [round(w.value, 3) for w in windows] == [0.6, 0.5, 4.0, 0.06]
    assert summary_names(windows) == [
        "attendance: level",
        "attendance: trend",
        "deals struck: level",
        "members' change of income: level",
    ]
    import numpy as np

    found = summaries(windows, np.array([[0.6, 0.5, 4.0, 0.06]]))[0]
    assert found == pytest.approx([0.55, -0.1, 2.0, 0.06])


def test_every_measure_has_a_subject_of_its_kind():
    assert {measure.subject for measure in MEASURES.values()} == {"attendance", "deals", "kept", "income"}
