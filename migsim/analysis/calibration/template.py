"""The template for monitoring data: a table to be filled in, with what its columns and measures mean."""

from pathlib import Path
from typing import Any

from migsim.analysis.calibration.measures import MEASURES
from migsim.analysis.calibration.register import COLUMNS, SHEET
from migsim.disk import write_new
from migsim.errors import InputError
from migsim.scenario.wording import file_name
from migsim.spreadsheet import save

_MEANING = {
    "week": "Week of the programme, from 1: the last week that the row covers. Leave it empty if you give a date.",
    "date": "Day, as 2026-03-31, instead of a week; say on the command when week 1 began (--start).",
    "weeks": "How many weeks the row covers. Empty: 1, and 13 for income.",
    "group": "Name of the group, where there is more than one. Groups are taken together.",
    "measure": "One of: " + ", ".join(MEASURES) + ".",
    "value": "What was counted. Leave it empty where nothing was recorded; write 0 where there was nothing.",
    "n": "How many it is of, where the measure has that.",
}
_NEEDED = ("week", "measure", "value")
_WIDTHS = (9, 13, 9, 22, 16, 11, 9)
_EXAMPLES = (
    (5, None, None, "credit", "present", 9, 12),
    (9, None, None, "credit", "attendance", 0.67, 12),
    (13, None, 13, None, "deals", 4, None),
    (9, None, None, "credit", "kept_count", 6, 9),
    (52, None, 13, None, "income", 0.06, 30),
)


def write_template(path: str | Path) -> Path:
    """Write an empty table to be filled in, as ``.csv`` or ``.xlsx``; an existing file is left alone.

    Raises
    ------
    InputError
        The name has another ending, the file exists, or it cannot be written.
    """
    path = Path(path)
    name = file_name(path)
    if path.suffix.lower() not in (".csv", ".xlsx"):
        raise InputError(f"{name}: a template ends in .csv or .xlsx; give it such a name")
    try:
        if path.suffix.lower() == ".csv":
            write_new(path, _csv().encode("utf-8"))
        else:
            save(_workbook(), path, replace=False)
    except FileExistsError:
        raise InputError(f"{name}: is there already; give another name, or move it away first") from None
    except (OSError, ValueError) as error:
        raise InputError(
            f"{name}: cannot be written ({getattr(error, 'strerror', None) or error}); choose another place"
        ) from None
    return path


def _csv() -> str:
    lines = ["# Monitoring data for migsim calibrate. Lines that begin with # are passed over.", "#"]
    lines += [f"# {column}: {_MEANING[column]}" for column in COLUMNS]
    lines += ["#", "# Measures:"]
    lines += [f"# {m.name}: value is {m.what}; n: {m.n}." for m in MEASURES.values()]
    lines += ["#", "# For example:"]
    lines += ["# " + ",".join("" if cell is None else str(cell) for cell in row) for row in _EXAMPLES]
    return "\n".join([*lines, ",".join(COLUMNS)]) + "\n"


def _workbook() -> Any:
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    from migsim.scenario.workbook.dressing import fill_in, heading, heights, pages, top, widths, write

    book = Workbook()
    sheet = book.active
    assert sheet is not None, "a new workbook has a sheet"
    sheet.title = SHEET
    for at, column in enumerate(COLUMNS, 1):
        heading(sheet, 1, at, column, needed=column in _NEEDED)
        for row in range(2, 32):
            fill_in(sheet, row, at, None)
    choice = DataValidation("list", formula1=f'"{",".join(MEASURES)}"', allow_blank=True)
    sheet.add_data_validation(choice)
    letter = get_column_letter(COLUMNS.index("measure") + 1)
    choice.add(f"{letter}2:{letter}2000")
    widths(sheet, _WIDTHS)
    pages(sheet, "A2", "1:1")

    guide = book.create_sheet("how to fill it in")
    top(guide, "Monitoring data", "One row an observation, in the sheet data; the sheet examples has some.")
    sizes = (14, 60, 44)
    widths(guide, sizes)
    row = 4
    for title, rows in (
        (("column", "what stands in it", ""), [(column, _MEANING[column], "") for column in COLUMNS]),
        (("measure", "value", "n"), [(m.name, m.what, m.n) for m in MEASURES.values()]),
    ):
        for at, text in enumerate(title, 1):
            if text:
                heading(guide, row, at, text)
        for line in rows:
            row += 1
            for at, text in enumerate(line, 1):
                write(guide, row, at, text, "strong" if at == 1 else "plain", wrap=True)
            heights(guide, row, list(zip(line, sizes, strict=True)))
        row += 2
    pages(guide, "A4")

    shown = book.create_sheet("examples")
    for at, column in enumerate(COLUMNS, 1):
        heading(shown, 1, at, column, needed=column in _NEEDED)
    for row, example in enumerate(_EXAMPLES, 2):
        for at, cell in enumerate(example, 1):
            write(shown, row, at, cell)
    widths(shown, _WIDTHS)
    pages(shown, "A2")
    return book
