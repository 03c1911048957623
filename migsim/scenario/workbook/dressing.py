"""How sheets look that people fill in: headings, shaded cells, drop-downs, comments, pages that can be printed."""

from collections.abc import Sequence
from typing import Any

from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from migsim.scenario.workbook.fields import SheetField
from migsim.spreadsheet import BAND, FONT, INK, INPUT, LINE, QUIET, RULE, lines_of, put

TITLE_ROW, ABOUT_ROW = 1, 2
ALLOWED_ROW, UNIT_ROW, HEAD_ROW = 4, 5, 6  # of a table; entries stand below
SPARE = 10  # empty rows that are ready to be filled in
LAST_CHECKED = 500  # rows down to which drop-downs and ranges reach

_HAIR = Side("thin", color=RULE)
BOX = Border(left=_HAIR, right=_HAIR, top=_HAIR, bottom=_HAIR)
SHADED = PatternFill("solid", fgColor=INPUT)
GREY = PatternFill("solid", fgColor=BAND)
_DARK, _DIM = PatternFill("solid", fgColor=INK), PatternFill("solid", fgColor=QUIET)
_TEXTS = {
    "title": Font(name=FONT, size=18, bold=True, color=INK),
    "about": Font(name=FONT, size=11, color=QUIET),
    "plain": Font(name=FONT, size=11, color=INK),
    "small": Font(name=FONT, size=9, color=QUIET),
    "strong": Font(name=FONT, size=11, bold=True, color=INK),
    "heading": Font(name=FONT, size=11, bold=True, color="FFFFFF"),
}
_NARROW = 1.12  # signs of text are narrower than the digits that widths are counted in
_WIDEST_DROP = 250  # signs of a list that is written into its drop-down


def write(
    sheet: Any, row: int, column: int, value: Any, look: str = "plain", *, wrap: bool = False, **style: Any
) -> Any:
    """Write one cell in one of the looks of `_TEXTS`."""
    cell = put(sheet.cell(row, column), value)
    cell.font = _TEXTS[look]
    cell.alignment = style.pop("alignment", None) or Alignment(vertical="top", wrap_text=wrap)
    for name, part in style.items():
        setattr(cell, name, part)
    return cell


def fill_in(sheet: Any, row: int, column: int, value: Any, *, wrap: bool = False, left: bool = False) -> Any:
    """Write a cell that is there to be filled in."""
    side = "left" if left or isinstance(value, str) else "right" if isinstance(value, int | float) else None
    alignment = Alignment(horizontal=side, vertical="top", wrap_text=wrap, indent=int(side == "right"))
    return write(sheet, row, column, value, fill=SHADED, border=BOX, alignment=alignment)


def heading(sheet: Any, row: int, column: int, text: str, *, needed: bool = True, upright: bool = False) -> Any:
    """Write a heading: dark where something is needed below it, lighter where it may stay empty."""
    alignment = Alignment("center" if upright else "left", "bottom", text_rotation=90 if upright else 0, wrap_text=True)
    return write(sheet, row, column, text, "heading", fill=_DARK if needed else _DIM, border=BOX, alignment=alignment)


def top(sheet: Any, title: str, about: str) -> None:
    """Write the title of a sheet, and what it is for."""
    write(sheet, TITLE_ROW, 1, title, "title")
    write(sheet, ABOUT_ROW, 1, about, "about")
    sheet.row_dimensions[TITLE_ROW].height = 26


def pages(sheet: Any, frozen: str, repeated: str | None = None, *, upright: bool = False) -> None:
    """Keep headings in sight, and make pages of A4 that hold all columns."""
    sheet.freeze_panes = frozen
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation = "portrait" if upright else "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToHeight = 0
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top = sheet.page_margins.bottom = 0.5
    sheet.oddFooter.center.text = "&A, page &P of &N"
    if repeated:
        sheet.print_title_rows = repeated


def tell(cell: Any, said: SheetField) -> None:
    """Attach what a cell means as a comment."""
    lines = [said.meaning[:1].upper() + said.meaning[1:] + "."] if said.meaning else []
    lines += [f"Unit: {said.unit}."] if said.unit else []
    lines += [f"Allowed: {said.allowed}."] if said.allowed else []
    lines += ["Needed."] if said.needed else [f"May stay empty; then: {said.default}."] if said.default else []
    text = "\n".join(lines)
    comment = Comment(text, "migsim")
    comment.width, comment.height = 280, 24 + 18 * lines_of(text, 38)
    cell.comment = comment


def offer(sheet: Any, where: str, cell: SheetField, names: str = "") -> None:
    """Attach a drop-down or a range to cells.

    Parameters
    ----------
    sheet : Worksheet
    where : str
        The cells.
    cell : SheetField
        What they may hold.
    names : str
        Where the names stand that they take, as a range.
    """
    check = _validation(cell, names)
    if check is None:
        return
    check.error = f"{cell.heading}: {cell.allowed or 'a name of the list'}"[:220]
    check.errorTitle = "Not allowed here"
    check.showErrorMessage = cell.kind.sort != "list"
    sheet.add_data_validation(check)
    check.add(where)


def _validation(cell: SheetField, names: str) -> DataValidation | None:
    kind = cell.kind
    if kind.choices and len(",".join(kind.choices)) < _WIDEST_DROP:
        return DataValidation("list", formula1=f'"{",".join(kind.choices)}"', allow_blank=True)
    if kind.sort == "yes/no":
        return DataValidation("list", formula1='"yes,no"', allow_blank=True)
    if names:
        return DataValidation("list", formula1=names, allow_blank=True)
    if kind.sort in {"number", "whole"} and kind.low is not None:
        sort = "whole" if kind.sort == "whole" else "decimal"
        if kind.high is None or kind.high >= 1e9:
            return DataValidation(sort, operator="greaterThanOrEqual", formula1=f"{kind.low:g}", allow_blank=True)
        limits = {"formula1": f"{kind.low:g}", "formula2": f"{kind.high:.12g}"}
        return DataValidation(sort, operator="between", **limits, allow_blank=True)
    return None


def width_of(cell: SheetField, values: Sequence[Any]) -> float:
    """Width of a column (signs) for what stands in it and above it."""
    words = max(len(word) for word in cell.heading.split()) + 3
    if cell.kind.sort in {"number", "whole", "yes/no"}:
        return max(10, words)
    longest = max((len(str(value)) for value in values if value is not None), default=8) + 2
    return max(words, 12, min(longest, 46))


def heights(sheet: Any, row: int, cells: Sequence[tuple[Any, float]]) -> None:
    """Make a row as high as the text in it needs: pairs of value and width of its column."""
    lines = max((lines_of(value, _NARROW * width - 1) for value, width in cells if isinstance(value, str)), default=1)
    sheet.row_dimensions[row].height = LINE * max(lines, 1)


def widths(sheet: Any, sizes: Sequence[float]) -> None:
    """Set the widths of the columns, from the first on (signs)."""
    for at, size in enumerate(sizes, 1):
        sheet.column_dimensions[get_column_letter(at)].width = size
