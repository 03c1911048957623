"""From a scenario to sheets that people fill in."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter

from migsim.scenario.checked import value_at
from migsim.scenario.ranges import rows_of
from migsim.scenario.schema import Complement, Scenario
from migsim.scenario.workbook.dressing import (
    ALLOWED_ROW,
    BOX,
    GREY,
    HEAD_ROW,
    LAST_CHECKED,
    SPARE,
    UNIT_ROW,
    fill_in,
    heading,
    heights,
    offer,
    pages,
    tell,
    top,
    width_of,
    widths,
    write,
)  # fmt: skip
from migsim.scenario.workbook.fields import SheetField, cells_of, figure_cell
from migsim.scenario.workbook.kinds import Kind, to_cell
from migsim.scenario.workbook.layout import CORNER, PAGES, Page
from migsim.spreadsheet import LINE

_FORM_WIDTHS = (22, 44, 22, 30, 56, 18)
_LINKED = {
    cell: f"{cell}!$A${HEAD_ROW + 1}:$A${LAST_CHECKED}" for cell in ("roles", "groups", "constraints", "sources")
}
_SOURCE = SheetField(
    "source",
    ("source",),
    Kind("text"),
    "",
    "of the sheet sources",
    "Source of the figures of this row",
    refers="sources",
)
_SOURCES = SheetField(
    "sources", ("sources",), Kind("map"), "", "figure: source; a semicolon between several",
    "Source of single figures, where it differs; the figure is named by its column",
)  # fmt: skip


def write_scenario_sheets(book: Any, scenario: Scenario) -> None:
    """Add the sheets of a scenario to a workbook, one for each page of the layout."""
    data = scenario.model_dump(exclude_unset=True) | {"ranges": rows_of(scenario)}
    roles = [role.name for role in scenario.roles]
    for page in PAGES:
        sheet = book.create_sheet(page.title)
        if page.shape == "form":
            _form(sheet, page, data)
        elif page.shape == "table":
            _table(sheet, page, data, roles)
        elif page.shape == "matrix":
            _influence(sheet, page, scenario)
        else:
            _pairs(sheet, page, scenario, roles)


def _form(sheet: Any, page: Page, data: Mapping[str, Any]) -> None:
    top(sheet, page.title, page.about)
    widths(sheet, _FORM_WIDTHS)
    for at, text in enumerate(("figure", "fill in", "unit", "allowed", "meaning", "source, where it differs"), 1):
        heading(sheet, 4, at, text)
    sheet.row_dimensions[4].height = 2 * LINE
    row = 5
    for table, model in page.tables.items():
        for at in range(1, 7):
            write(sheet, row, at, f"[{table}]" if at == 1 else None, "strong", fill=GREY, border=BOX)
        for number, cell in enumerate(cells_of(model, without=("sources",)), row + 1):
            _form_row(sheet, number, cell, data.get(table, {}))
            row = number
        row += 1
    pages(sheet, "B5", "4:4")


def _form_row(sheet: Any, row: int, cell: SheetField, data: Mapping[str, Any]) -> None:
    value = value_at(data, cell.path)
    value = None if value is None else to_cell(value, cell.kind)
    tell(write(sheet, row, 1, cell.heading, "strong" if cell.needed else "plain", border=BOX), cell)
    fill_in(sheet, row, 2, value, wrap=True, left=True)
    for at, text in ((3, cell.unit), (4, cell.allowed), (5, cell.meaning)):
        write(sheet, row, at, text, "small" if at == 4 else "plain", wrap=True, border=BOX)
    if cell.unit:
        fill_in(sheet, row, 6, value_at(data, ("sources", cell.heading)))
        offer(sheet, f"F{row}", _SOURCE, _LINKED["sources"])
    else:
        write(sheet, row, 6, None, border=BOX)
    offer(sheet, f"B{row}", cell, _LINKED.get(cell.refers, ""))
    heights(
        sheet, row, list(zip((cell.heading, value, cell.unit, cell.allowed, cell.meaning), _FORM_WIDTHS, strict=False))
    )


def _table(sheet: Any, page: Page, data: Mapping[str, Any], roles: Sequence[str]) -> None:
    top(sheet, page.title, page.about)
    [(table, model)] = page.tables.items()
    rows: Sequence[Mapping[str, Any]] = data.get(table, ())
    cells = cells_of(model, roles)
    columns = [[_written(row, cell) for row in rows] for cell in cells]
    sizes = [width_of(cell, column) for cell, column in zip(cells, columns, strict=True)]
    widths(sheet, sizes)
    for at, cell in enumerate(cells, 1):
        write(sheet, ALLOWED_ROW, at, cell.allowed, "small", wrap=True)
        write(sheet, UNIT_ROW, at, cell.unit, "small", wrap=True)
        tell(heading(sheet, HEAD_ROW, at, cell.heading, needed=cell.needed), cell)
        letter = get_column_letter(at)
        offer(sheet, f"{letter}{HEAD_ROW + 1}:{letter}{LAST_CHECKED}", cell, _LINKED.get(cell.refers, ""))
    for row, said in ((ALLOWED_ROW, "allowed"), (UNIT_ROW, "unit"), (HEAD_ROW, "heading")):
        slack = 1.25 if row != HEAD_ROW else 0.9  # small letters take less room, bold ones more
        heights(sheet, row, [(getattr(cell, said), size * slack) for cell, size in zip(cells, sizes, strict=True)])
    for number in range(len(rows) + SPARE):
        row = HEAD_ROW + 1 + number
        values = [column[number] if number < len(rows) else None for column in columns]
        for at, value in enumerate(values, 1):
            fill_in(sheet, row, at, value, wrap=isinstance(value, str))
        heights(sheet, row, list(zip(values, sizes, strict=True)))
    pages(sheet, f"B{HEAD_ROW + 1}", f"{HEAD_ROW}:{HEAD_ROW}")


def _written(row: Mapping[str, Any], cell: SheetField) -> Any:
    value = value_at(row, cell.path)
    return None if value is None else to_cell(value, cell.kind)


def _influence(sheet: Any, page: Page, scenario: Scenario) -> None:
    names = [constraint.name for constraint in scenario.constraints]
    cell = figure_cell(Scenario, "influence")
    sources = {
        cause: {effect: one for effect, one in row.items() if effect in scenario.influence.get(cause, {})}
        for cause, row in scenario.influence_sources.items()
    }
    _matrix(sheet, page, names, scenario.influence, sources, cell, set())


def _pairs(sheet: Any, page: Page, scenario: Scenario, roles: Sequence[str]) -> None:
    [cell] = [cell for cell in cells_of(Complement) if cell.heading == "strength"]
    values: dict[str, dict[str, float]] = {}
    sources: dict[str, dict[str, str]] = {}
    for pair in scenario.complements:
        one, other = pair.roles
        values.setdefault(one, {})[other] = pair.strength
        sources.setdefault(one, {})[other] = pair.sources.get("strength", pair.source)
    mirrored = {(other, one) for one, row in values.items() for other in row}
    _matrix(sheet, page, roles, values, sources, cell, mirrored)


def _matrix(
    sheet: Any,
    page: Page,
    names: Sequence[str],
    values: Mapping[str, Mapping[str, float]],
    sources: Mapping[str, Mapping[str, str]],
    cell: SheetField,
    closed: set[tuple[str, str]],
) -> None:
    """Write a matrix of figures with the sources of each row; cells that must stay empty are grey."""
    top(sheet, page.title, page.about)
    last = "When you add one elsewhere, add its row and its column here. An empty cell means none."
    write(sheet, 3, 1, f"{last} Unit: {cell.unit}; {cell.allowed}.", "about")
    head, first = 5, 6
    longest = max(len(name) for name in names)
    sizes = [longest + 3.0, *(6.5 for _ in names), 16.0, 40.0]
    widths(sheet, sizes)
    heading(sheet, head, 1, CORNER[page.shape])
    for at, name in enumerate(names, 2):
        heading(sheet, head, at, name, upright=True)
    for at, extra in enumerate((_SOURCE, _SOURCES), len(names) + 2):
        tell(heading(sheet, head, at, extra.heading, needed=False), extra)
    sheet.row_dimensions[head].height = max(60, 6.2 * longest + 10)
    for row, one in enumerate(names, first):
        write(sheet, row, 1, one, "strong", fill=GREY, border=BOX)
        for at, other in enumerate(names, 2):
            value = values.get(one, {}).get(other)
            here = fill_in(sheet, row, at, value)
            here.alignment = Alignment("center", "top")
            if value is None and ((one == other and page.shape == "matrix") or (one, other) in closed):
                here.fill = GREY
        own, single = _usual(sources.get(one, {}), values.get(one, {}))
        fill_in(sheet, row, len(names) + 2, own)
        fill_in(sheet, row, len(names) + 3, to_cell(single, Kind("map")) if single else None, wrap=True)
        heights(sheet, row, [(to_cell(single, Kind("map")), 40.0)])
    end = get_column_letter(len(names) + 1)
    offer(sheet, f"B{first}:{end}{first + len(names) - 1}", cell)
    offer(
        sheet,
        f"{get_column_letter(len(names) + 2)}{first}:{get_column_letter(len(names) + 2)}{LAST_CHECKED}",
        _SOURCE,
        _LINKED["sources"],
    )
    sheet.row_dimensions[3].height = LINE
    pages(sheet, f"B{first}", f"{head}:{head}")


def _usual(sources: Mapping[str, str], values: Mapping[str, float]) -> tuple[str | None, dict[str, str]]:
    """Split the sources of a row into the most frequent one, for the whole row, and those of single figures."""
    counted = Counter(sources.values())
    if not counted or set(values) - set(sources):  # some figures have none of their own: then none is for the row
        return None, dict(sources)
    own = counted.most_common(1)[0][0]
    return own, {figure: one for figure, one in sources.items() if one != own}
