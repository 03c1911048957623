"""Writing the sheet of strategies."""

from collections.abc import Sequence
from typing import Any

from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter

from migsim.facilitation.levers import blocks
from migsim.facilitation.schema import Plan
from migsim.facilitation.workbook import INFO, LEVER
from migsim.scenario.checked import value_at
from migsim.scenario.workbook.dressing import (
    BOX,
    GREY,
    fill_in,
    heading,
    heights,
    offer,
    pages,
    tell,
    top,
    widths,
    write,
)
from migsim.scenario.workbook.fields import SheetField
from migsim.scenario.workbook.kinds import Kind, to_cell
from migsim.scenario.workbook.layout import STRATEGIES

ABOUT = "The strategies to compare, one in each column. Hours are the facilitator's, for all groups together."
HEAD = 4
SPARE = 2  # empty columns that are ready for strategies
_WIDTHS = (27.0, 14.0, 20.0, 38.0)
_WIDTH = 21.0
_FIRST = len(_WIDTHS) + 1
_THERE = SheetField("", (), Kind("yes/no"), allowed="yes, or empty")


def write_plans(book: Any, plans: Sequence[Plan]) -> None:
    """Add the sheet of strategies to a workbook."""
    sheet = book.create_sheet(STRATEGIES)
    top(sheet, STRATEGIES, ABOUT)
    columns = len(plans) + SPARE
    widths(sheet, [*_WIDTHS, *(_WIDTH for _ in range(columns))])
    for at, text in enumerate((LEVER, *INFO), 1):
        heading(sheet, HEAD, at, text)
    for at in range(columns):
        heading(sheet, HEAD, _FIRST + at, f"strategy {at + 1}")
    data = [plan.model_dump(exclude_unset=True) for plan in plans]
    row = HEAD
    for section, number in blocks(data):
        path: tuple[str | int, ...] = (
            ((section.name, number - 1) if section.several else (section.name,)) if section.name else ()
        )
        if section.name:
            row += 1
            _marker(
                sheet, row, section.marker(number), section.about, [value_at(one, path) is not None for one in data]
            )
        for cell in section.cells:
            row += 1
            _lever(sheet, row, cell, [value_at(one, (*path, *cell.path)) for one in data])
    pages(sheet, f"B{HEAD + 1}", f"{HEAD}:{HEAD}")
    sheet.print_title_cols = "A:A"


def _marker(sheet: Any, row: int, marker: str, about: str, there: Sequence[bool]) -> None:
    """Write the row above a block, which says who has such a part at all."""
    for at, text in enumerate((marker, None, _THERE.allowed, about), 1):
        write(sheet, row, at, text, "strong" if at == 1 else "plain", fill=GREY, border=BOX, wrap=at == 4)
    for at in range(len(there) + SPARE):
        cell = fill_in(sheet, row, _FIRST + at, "yes" if at < len(there) and there[at] else None)
        cell.alignment = Alignment("center", "top")
    heights(sheet, row, [(about, _WIDTHS[3])])
    offer(sheet, _cells(row, len(there)), _THERE)


def _lever(sheet: Any, row: int, cell: SheetField, values: Sequence[Any]) -> None:
    tell(write(sheet, row, 1, cell.heading, "strong" if cell.needed else "plain", border=BOX), cell)
    for at, text in enumerate((cell.unit, cell.allowed, cell.meaning), 2):
        write(sheet, row, at, text, "small" if at == 3 else "plain", wrap=True, border=BOX)
    written = [None if value is None else to_cell(value, cell.kind) for value in values]
    for at, value in enumerate([*written, *(None for _ in range(SPARE))]):
        fill_in(sheet, row, _FIRST + at, value, wrap=isinstance(value, str))
    texts = zip((cell.heading, cell.unit, cell.allowed, cell.meaning), _WIDTHS, strict=True)
    heights(sheet, row, [*texts, *((value, _WIDTH) for value in written)])
    offer(sheet, _cells(row, len(values)), cell)


def _cells(row: int, plans: int) -> str:
    return f"{get_column_letter(_FIRST)}{row}:{get_column_letter(_FIRST + plans + SPARE - 1)}{row}"
