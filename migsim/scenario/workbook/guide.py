"""The first sheet of a workbook: what it is, how to fill it in, what every other sheet is for."""

from typing import Any

from openpyxl.worksheet.hyperlink import Hyperlink

from migsim.scenario.workbook.dressing import BOX, SHADED, fill_in, heading, heights, pages, widths, write
from migsim.scenario.workbook.layout import GUIDE, PAGES, STRATEGIES

_WIDTHS = (30, 96)

_STEPS = (
    "Fill in the shaded cells, sheet by sheet; it is a whole example, which can be compared as it is.",
    'Save the file, and ask what is wrong with it:  migsim check "{file}"',
    'Compare your strategies:  migsim compare "{file}"',
)
_RULES = (
    ("Shares", "are numbers from 0 to 1: three tenths are 0.3, not 30. A cell formatted in per cent may show 30 %."),
    ("Numbers", "are typed as your spreadsheet program wants them, with a decimal point or a comma. What stands on the "
                "left of its cell is text, not a number."),
    ("Dates", "there are none. If a number becomes one (1-2, 7.5), format the cell as a number and type it again."),
    ("Names", "are written the same everywhere, capitals and all. Several in one cell have a semicolon between them."),
    ("Empty", "below a dark heading something is needed; below a lighter one a cell may stay empty. Comments on the "
              "headings say what then holds. Empty rows are passed over."),
    ("Formulas", "may be used. Save the file in the spreadsheet program afterwards: otherwise they have no result."),
    ("Notes", "of your own go into a column whose heading begins with #, or into a sheet of your own."),
    ("Leave", "titles of sheets, headings and names in column A as they are, and merge no cells. Columns and rows may "
              "be moved, sorted and coloured."),
    ("Sources", "every figure names its source by its id in the sheet sources. A guess is \"assumed\"; say so."),
)  # fmt: skip


def write_guide(book: Any, origin: str, file: str, about_strategies: str) -> None:
    """Add the first sheet.

    Parameters
    ----------
    book : openpyxl.Workbook
    origin : str
        Name of the scenario that the workbook was begun from.
    file : str
        Name of the workbook.
    about_strategies : str
        What the sheet of strategies is for.
    """
    sheet = book.create_sheet(GUIDE, 0)
    widths(sheet, _WIDTHS)
    write(sheet, 1, 1, "Your market, and your strategies", "title")
    write(sheet, 2, 1, f'A plan for migsim, begun from "{origin}".', "about")
    sheet.row_dimensions[1].height = 26
    row = _steps(sheet, 4, file)
    row = _sheets(sheet, row + 1, about_strategies)
    row = _section(sheet, row + 1, "Good to know", _RULES)
    row = _colours(sheet, row + 1)
    pages(sheet, "A3", upright=True)


def _steps(sheet: Any, row: int, file: str) -> int:
    heading(sheet, row, 1, "Three steps")
    heading(sheet, row, 2, "")
    for number, step in enumerate(_STEPS, 1):
        row = _line(sheet, row + 1, f"{number}", step.format(file=file))
    return row + 1


def _sheets(sheet: Any, row: int, about_strategies: str) -> int:
    heading(sheet, row, 1, "Sheet")
    heading(sheet, row, 2, "What it is for")
    pages_told = [(page.title, page.about) for page in PAGES]
    for title, about in [*pages_told[:-1], (STRATEGIES, about_strategies), pages_told[-1]]:
        row = _line(sheet, row + 1, title, about)
        cell = sheet.cell(row, 1)
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{title}'!A1")
    return row + 1


def _section(sheet: Any, row: int, title: str, lines: tuple[tuple[str, str], ...]) -> int:
    heading(sheet, row, 1, title)
    heading(sheet, row, 2, "")
    for name, text in lines:
        row = _line(sheet, row + 1, name, text)
    return row + 1


def _line(sheet: Any, row: int, name: str, text: str) -> int:
    write(sheet, row, 1, name, "strong", border=BOX)
    write(sheet, row, 2, text, wrap=True, border=BOX)
    heights(sheet, row, [(text, _WIDTHS[1])])
    return row


def _colours(sheet: Any, row: int) -> int:
    heading(sheet, row, 1, "needed below")
    write(sheet, row, 2, "a dark heading: something is needed in every row")
    heading(sheet, row + 1, 1, "may stay empty", needed=False)
    write(sheet, row + 1, 2, "a lighter heading: an empty cell means what the comment says")
    fill_in(sheet, row + 2, 1, "to be filled in").fill = SHADED
    write(sheet, row + 2, 2, "a shaded cell is yours")
    return row + 3
