"""Tables of results as one workbook, for those who go on in a spreadsheet."""

from collections.abc import Callable, Iterable, Mapping
from copy import copy
from pathlib import Path
from typing import TYPE_CHECKING, Any

from migsim.errors import InputError
from migsim.spreadsheet import BAND, FONT, INK, LINE, MOST_ROWS, RULE, lines_of, put, save, sheet_titles

if TYPE_CHECKING:
    import pandas as pd

_NARROWEST, _WIDEST = 8, 60  # signs
_LOOKED_AT = 500  # rows that the widths are taken from


def write_tables(path: str | Path, tables: Mapping[str, "pd.DataFrame"]) -> Path:
    """Write data frames as the sheets of one styled workbook.

    Numbers are numbers, missing values are empty cells, and text is text: a name that begins with ``=`` is no formula.
    The header stays in sight, can be filtered by and is repeated on every printed page. The same tables make the same
    bytes.

    Parameters
    ----------
    path : str or Path
        The file; one that is there is replaced.
    tables : mapping of str to pandas.DataFrame
        Sheets in order. Their index is not written. Titles are cut to the 31 signs that a sheet's title may have.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    InputError
        If there is no table, a table has more rows than a sheet can hold, or the file cannot be written.
    """
    from openpyxl import Workbook

    if not tables:
        raise InputError(f"{path}: there is no table to write")
    for name, table in tables.items():
        if len(table) >= MOST_ROWS:
            raise InputError(f"{path}: table {name} has {len(table)} rows, a sheet holds {MOST_ROWS - 1}; write CSV")
    book = Workbook(write_only=True)
    for title, table in zip(sheet_titles(tables), tables.values(), strict=True):
        _write(book.create_sheet(title), table)
    return save(book, Path(path))


def stream_tables(
    path: Path,
    tables: Mapping[str, tuple[int, Iterable["pd.DataFrame"]]],
    progress: Callable[[int, int], None] | None = None,
) -> Path:
    """Write tables that come part by part as the sheets of one workbook, in little memory.

    As `write_tables`, but with plain cells: dressing each takes most of the time.

    Parameters
    ----------
    path : Path
    tables : mapping of str to (int, iterable of pandas.DataFrame)
        Rows in all, and the parts of a table; columns are those of its first part.
    progress : callable, optional
        Called with rows written and rows in all.
    """
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book, done, total = Workbook(write_only=True), 0, sum(rows for rows, _ in tables.values())
    for title, (rows, parts) in zip(sheet_titles(tables), tables.values(), strict=True):
        sheet, names = book.create_sheet(title), None
        for part in parts:
            if names is None:
                names = list(part.columns)
                columns = _columns(part)
                _head(sheet, names, columns, [_width(str(n), c) for n, c in zip(names, columns, strict=True)], rows)
            for row in zip(*_columns(part.reindex(columns=names)), strict=True):
                # Text in a cell of its own, so that none is taken for a formula.
                sheet.append([put(WriteOnlyCell(sheet), v) if isinstance(v, (str, float)) else v for v in row])
            done += len(part)
            if progress is not None:
                progress(done, total)
    return save(book, path)


def _columns(table: "pd.DataFrame") -> list[list[Any]]:
    return [[_plain(value) for value in table[name]] for name in table.columns]


def _write(sheet: Any, table: "pd.DataFrame") -> None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    columns = _columns(table)
    formats = [number_format(column) for column in columns]
    widths = [_width(str(name), column) for name, column in zip(table.columns, columns, strict=True)]
    _head(sheet, list(table.columns), columns, widths, len(table))
    band, line, font = PatternFill("solid", fgColor=BAND), Border(bottom=Side("hair", color=RULE)), Font(name=FONT)
    top, wrapped = Alignment(vertical="top"), Alignment("left", "top", wrap_text=True, indent=1)
    styles: dict[
        tuple[str, bool], Any
    ] = {}  # worked out once for each look: dressing every cell takes most of the time

    def style(look: str, odd: bool) -> Any:
        if (look, odd) not in styles:
            cell = _dressed(WriteOnlyCell(sheet), border=line, font=font, alignment=wrapped if look == "text" else top)
            _dressed(cell, **({"fill": band} if odd else {}), **({} if look == "text" else {"number_format": look}))
            styles[look, odd] = cell._style
        return copy(styles[look, odd])

    for number, row in enumerate(zip(*columns, strict=True), 2):
        cells, lines = [], 1
        for value, form, width in zip(row, formats, widths, strict=True):
            cell = WriteOnlyCell(sheet)
            cell._style = style(
                "text" if isinstance(value, str) else form if _is_number(value) else "General", number % 2 == 1
            )
            cells.append(put(cell, value))
            lines = max(lines, lines_of(value, width - 2) if isinstance(value, str) else 1)
        sheet.row_dimensions[number].height = LINE * lines
        sheet.append(cells)


def _head(sheet: Any, names: list[Any], columns: list[list[Any]], widths: list[int], rows: int) -> None:
    """Set the page up and write the header."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font, PatternFill

    _page(sheet, len(names), rows, widths)
    white, dark = Font(name=FONT, bold=True, color="FFFFFF"), PatternFill("solid", fgColor=INK)
    header = []
    for name, column in zip(names, columns, strict=True):
        side = "right" if any(_is_number(value) for value in column) else "left"
        cell = put(WriteOnlyCell(sheet), str(name))
        header.append(_dressed(cell, font=white, fill=dark, alignment=Alignment(side, "center", indent=side == "left")))
    sheet.append(header)


def _page(sheet: Any, columns: int, rows: int, widths: list[int]) -> None:
    """Keep the header in sight, and make pages of it that can be printed."""
    from openpyxl.utils import get_column_letter

    for at, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(max(columns, 1))}{rows + 1}"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToHeight = 0


def _dressed(cell: Any, **style: Any) -> Any:
    for name, value in style.items():
        setattr(cell, name, value)
    return cell


def _plain(value: Any) -> Any:
    """Return what a cell can hold: nothing for what is missing, Python's own numbers, text for anything else."""
    if hasattr(value, "item") and not isinstance(value, str):
        value = value.item()
    if value is None or value != value or type(value).__name__ in {"NAType", "NaTType"}:
        return None
    if isinstance(value, float):
        return value if abs(value) < float("inf") else str(value)
    return value if isinstance(value, (bool, int, str)) else str(value)


def number_format(column: list[Any]) -> str:
    """Choose how the numbers of a column are shown: about three figures of the largest, all digits kept in the cell.

    Examples
    --------
    >>> number_format([1, 2]), number_format([0.25, 0.5]), number_format([18250.25, -3.0]), number_format([0.3, 5e4])
    ('0', '0.00', '#,##0', 'General')
    """
    numbers = [value for value in column if _is_number(value)]
    sizes = [abs(value) for value in numbers if value]
    if not sizes or all(isinstance(value, int) for value in numbers):
        return "0"
    largest = max(sizes)
    if largest >= 1000:
        return "General" if min(sizes) < 1 else "#,##0"  # unlike figures in one column: each as it is
    if largest >= 100:
        return "0.0"
    return "0.00" if largest >= 0.1 else "0.0000"


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _width(name: str, column: list[Any]) -> int:
    """Width of a column in signs: as wide as what stands in it, within limits."""
    longest = max((_shown(value) for value in column[:_LOOKED_AT]), default=0)
    return min(max(longest, len(name) + 3, _NARROWEST) + 3, _WIDEST)


def _shown(value: Any) -> int:
    if isinstance(value, str):
        return max((len(line) for line in value.splitlines()), default=0)
    return 0 if value is None else min(len(str(value)), 12)
