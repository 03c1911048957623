"""Reading the four shapes of sheets: forms, tables, matrices and pairs."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from migsim.scenario.checked import Path
from migsim.scenario.schema import Complement, Scenario
from migsim.scenario.suggest import advice, closest
from migsim.scenario.workbook.fields import SheetField, cells_of, figure_cell
from migsim.scenario.workbook.kinds import Kind
from migsim.scenario.workbook.layout import CORNER
from migsim.scenario.workbook.reading import Sheets

_TEXT, _MAP = Kind("text"), Kind("map")
_HEAD_ROWS = 20  # the row of headings stands among the first
VALUE, SOURCE = 2, 6  # columns of a form


def fill(data: dict[str, Any], path: Sequence[str], value: Any) -> None:
    """Put a value into nested tables; nothing for None."""
    if value is None:
        return
    for key in path[:-1]:
        data = data.setdefault(key, {})
    data[path[-1]] = value


def read_form(sheets: Sheets, number: int, table: str, model: type[BaseModel]) -> dict[str, Any] | None:
    """Read one section of a sheet with a row for each field, below its name in brackets; None where it is missing."""
    grid = sheets.grids[number - 1]
    inside, known = False, {cell.heading: cell for cell in cells_of(model, without=("sources",))}
    data: dict[str, Any] = {}
    found: dict[str, Any] | None = None
    for row, filled in grid.rows.items():
        label = filled.get(1)
        if isinstance(label, str) and label.strip().startswith("["):
            inside = label.strip().casefold() == f"[{table}]"
            if inside:
                found = data
                sheets.spots[table,] = (number, row, 1)
                sheets.require_unmerged(number, row)
            continue
        if not inside:
            continue
        if not isinstance(label, str) or label.strip() not in known:
            if VALUE in filled or SOURCE in filled:
                key = str(label or "")
                text = (
                    f"is not known here; {advice(key, known)}" if label else "has no name before it; fill in column A"
                )
                sheets.mistake(("", number, row), text, (number, row, 1 if label else VALUE))
                label = closest(key, known) if label else None
            if label not in known:
                continue
        cell = known[label.strip()]
        fill(data, cell.path, sheets.take((table, *cell.path), (number, row, VALUE), cell.kind))
        source = sheets.take((table, "sources", cell.heading), (number, row, SOURCE), _TEXT)
        if source is not None and cell.unit:
            data.setdefault("sources", {})[cell.heading] = source
        elif source is not None:
            sheets.mistake((table, "sources", cell.heading), "stands at something that is no figure; empty the cell")
    return found


def header_of(sheets: Sheets, number: int, known: Sequence[str], table: str) -> tuple[int, dict[int, str]] | None:
    """Find the row of headings: the one in which most of the known names stand."""
    grid = sheets.grids[number - 1]
    best, most = 0, 0
    for row, filled in grid.rows.items():
        if row > _HEAD_ROWS:
            break
        hits = len({value.strip() for value in filled.values() if isinstance(value, str)} & set(known))
        if hits > most:
            best, most = row, hits
    if most < min(2, len(known)):
        text = f"has no row of headings; write them, as in {', '.join(known[:3])}, above the first entry"
        sheets.mistake((table,), text, (number, 0, 0))
        return None
    return best, {at: str(value).strip() for at, value in grid.rows[best].items() if value is not None}


def read_table(
    sheets: Sheets, number: int, table: str, model: type[BaseModel], roles: Sequence[str]
) -> list[dict[str, Any]]:
    """Read a sheet with a row for each entry; rows in which nothing stands are passed over."""
    cells = {cell.heading: cell for cell in cells_of(model, roles)}
    found = header_of(sheets, number, list(cells), table)
    if found is None:
        return []
    header, headings = found
    columns = _columns(sheets, number, table, header, headings, cells)
    sheets.require_unmerged(number, header)
    rows: list[dict[str, Any]] = []
    grid = sheets.grids[number - 1]
    for row in (row for row in grid.rows if row > header):
        if not any(at in columns for at in grid.rows[row]):
            _require_heading(sheets, number, row, headings)
            continue
        data: dict[str, Any] = {}
        sheets.spots[table, len(rows)] = (number, row, 0)
        for at, cell in columns.items():
            value = sheets.take((table, len(rows), *cell.path), (number, row, at), cell.kind)
            _take_map(sheets, (table, len(rows), *cell.path), value, (number, row, at))
            fill(data, cell.path, value)
        _require_heading(sheets, number, row, headings)
        rows.append(data)
    return rows


def _columns(
    sheets: Sheets, number: int, table: str, header: int, headings: Mapping[int, str], cells: Mapping[str, SheetField]
) -> dict[int, SheetField]:
    """Return what each column holds; headings that are not known are mistakes, each said once."""
    columns: dict[int, SheetField] = {}
    for at, heading in headings.items():
        spot, path = (number, header, at), ("", number, header, at)
        cell = cells.get(heading)
        if heading.startswith("#"):  # the reader's own notes
            continue
        if cell is None:
            sheets.mistake(path, f'the heading "{heading}" is not known here; {_advice(heading, cells)}', spot)
            cell = cells.get(closest(heading, cells) or "")
        elif cell in columns.values():
            sheets.mistake(path, f'the heading "{heading}" stands twice; keep one of the two columns', spot)
            continue
        if cell is not None and cell not in columns.values():
            columns[at] = cell
    return columns


def _advice(heading: str, cells: Mapping[str, SheetField]) -> str:
    """Advise on a heading; where the name of a role is wrong, name the roles."""
    name, colon, role = heading.partition(": ")
    roles = [cell.path[1] for cell in cells.values() if len(cell.path) > 1 and cell.path[0] == name]
    said = advice(role, roles) if colon and roles else advice(heading, cells)
    return f"{said}; notes of your own need # before their heading" if not said.startswith("did you") else said


def _require_heading(sheets: Sheets, number: int, row: int, headings: Mapping[int, str]) -> None:
    for at in sheets.grids[number - 1].rows[row]:
        if at not in headings:
            text = "stands in a column without a heading; take it out, or give the column a heading that begins with #"
            sheets.mistake(("", number, row, at), text, (number, row, at))


def _take_map(sheets: Sheets, path: Path, value: Any, spot: tuple[int, int, int]) -> None:
    for key in value if isinstance(value, dict) else ():
        sheets.spots[*path, key] = spot


def _matrix(
    sheets: Sheets, number: int, table: str, known: Sequence[str], corner: str, what: str
) -> tuple[int, dict[int, str], dict[int, str], list[tuple[int, str]]] | None:
    """Return the header row of a matrix, its columns, those of its sources, and its rows by their names."""
    found = header_of(sheets, number, [corner], table)
    if found is None:
        return None
    header, headings = found
    sheets.require_unmerged(number, header)
    columns: dict[int, str] = {}
    extra: dict[int, str] = {}
    rows: list[tuple[int, str]] = []
    for at, heading in headings.items():
        if at == 1 or heading.startswith("#"):
            continue
        if heading in {"source", "sources"} and heading not in extra.values():
            extra[at] = heading
            continue
        if (name := _known(sheets, (number, header, at), table, heading, known, what)) is not None:
            columns[at] = name
    for row, filled in sheets.grids[number - 1].rows.items():
        if row <= header:
            continue
        label = filled.get(1)
        if label is None and any(at in columns or at in extra for at in filled):
            text = f"has no {what} before it; fill in column A"
            sheets.mistake(("", number, row), text, (number, row, 1))
        elif label is not None:
            name = _known(sheets, (number, row, 1), table, str(label).strip(), known, what)
            if name is not None and name not in [other for _, other in rows]:
                rows.append((row, name))
            elif name is not None:
                sheets.mistake(("", number, row), f'the {what} "{name}" stands twice; keep one of the two rows',
                               (number, row, 1))  # fmt: skip
        _require_heading(sheets, number, row, headings)
    return header, columns, extra, rows


def _known(
    sheets: Sheets, spot: tuple[int, int, int], table: str, name: str, known: Sequence[str], what: str
) -> str | None:
    if name in known or not known:
        return name
    sheets.mistake(("", *spot), f'"{name}": there is no {what} of this name; {advice(name, known)}', spot)
    return closest(name, known)


def read_matrix(sheets: Sheets, number: int, table: str, constraints: Sequence[str]) -> dict[str, Any]:
    """Read the matrix of influences."""
    found = _matrix(sheets, number, table, constraints, CORNER["matrix"], "constraint")
    data: dict[str, Any] = {}
    if found is None:
        return data
    _, columns, extra, rows = found
    kind = figure_cell(Scenario, "influence").kind
    for row, cause in rows:
        line: dict[str, Any] = {}
        sheets.spots[table, cause] = (number, row, 1)
        for at, effect in columns.items():
            fill(line, (effect,), sheets.take((table, cause, effect), (number, row, at), kind))
        for at, key in extra.items():
            path: Path = (table, cause, key)
            value = sheets.take(path, (number, row, at), _TEXT if key == "source" else _MAP)
            _take_map(sheets, path, value, (number, row, at))
            if line and value is not None:
                line[key] = value
                for effect in line:
                    sheets.spots["influence_sources", cause, effect] = (number, row, at)
        if line:
            data[cause] = line
    return data


def read_pairs(sheets: Sheets, number: int, table: str, roles: Sequence[str]) -> list[dict[str, Any]]:
    """Read the matrix of roles that can do business with each other."""
    found = _matrix(sheets, number, table, roles, CORNER["pairs"], "role")
    data: list[dict[str, Any]] = []
    if found is None:
        return data
    _, columns, extra, rows = found
    kind = next(cell.kind for cell in cells_of(Complement) if cell.heading == "strength")
    faults = sheets.grids[number - 1].faults
    for row, one in rows:
        sources: dict[str, Any] = {}
        places: dict[str, tuple[int, int, int]] = {}
        for at, key in extra.items():
            path: Path = ("", number, row, key)
            sources[key] = sheets.take(path, (number, row, at), _TEXT if key == "source" else _MAP)
            places[key] = (number, row, at)
        single = sources.get("sources") or {}
        for at, other in columns.items():
            here: Path = (table, len(data))
            value = sheets.take(
                (*here, "strength") if (row, at) not in faults else ("", number, row, at), (number, row, at), kind
            )
            if value is None:
                continue
            source = single.get(other, sources.get("source"))
            sheets.spots[here] = sheets.spots[*here, "roles"] = (number, row, at)
            sheets.spots[*here, "source"] = (
                places["sources" if other in single else "source"] if places else (number, row, at)
            )
            data.append({"roles": [one, other], "strength": value} | ({} if source is None else {"source": source}))
        for other in set(single) - {
            other for at, other in columns.items() if (row, at) in sheets.grids[number - 1].cells
        }:
            text = f'there is no pair with "{other}" in this row; take it out'
            sheets.mistake(("", number, row, "sources", other), text, places["sources"])
    return data
