"""Opening a workbook that may be broken or hostile: within limits of time and memory, and never anything but values."""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from migsim.errors import InputError
from migsim.scenario.suggest import closest
from migsim.scenario.wording import file_name, printable

MAX_FILE = 50_000_000  # bytes; pictures may be in it, which are never read
MAX_PART = 8_000_000  # bytes of one part once it is unpacked: a thousand actors take less than one million
MAX_PARTS = 2_000
MAX_SHEETS = 60
MAX_ROWS = 10_000
MAX_COLUMNS = 400

Range = tuple[int, int, int, int]  # first row, first column, last row, last column

_OTHER = {
    ".xls": "an old workbook",
    ".xlsm": "a workbook that may hold macros",
    ".xlsb": "a binary workbook",
    ".xltx": "a template",
    ".xltm": "a template that may hold macros",
    ".ods": "an OpenDocument spreadsheet",
    ".csv": "one table only",
}


@dataclass
class Grid:
    """The filled cells of one sheet.

    Attributes
    ----------
    title : str
    cells : dict of (int, int) to Any
        Values by row and column, both from 1; cells with nothing but blanks are left out.
    faults : dict of (int, int) to str
        Cells whose value cannot be had, and why.
    merged : list of tuple
        Ranges of merged cells.
    """

    title: str
    cells: dict[tuple[int, int], Any] = field(default_factory=dict)
    faults: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[Range] = field(default_factory=list)

    @cached_property
    def rows(self) -> dict[int, dict[int, Any]]:
        """All rows in which something stands, by number; their values by column, None where one cannot be had."""
        found: dict[int, dict[int, Any]] = {}
        for row, column in sorted({*self.cells, *self.faults}):
            found.setdefault(row, {})[column] = self.cells.get((row, column))
        return found


def is_workbook(path: str | Path) -> bool:
    """Tell from its name whether a file is meant to be a workbook, of a kind that can be read or not."""
    return Path(path).suffix.lower() in {".xlsx", *_OTHER} - {".csv"}


def open_workbook(path: str | Path) -> list[Grid]:
    """Read all cells of a workbook.

    Parameters
    ----------
    path : str or Path
        A file that ends in ``.xlsx``.

    Returns
    -------
    list of Grid
        The sheets in order.

    Raises
    ------
    InputError
        With one message, if there is no such file, it is of another kind, damaged, larger than the limits of this
        module, or holds macros or links to other files.
    """
    path = Path(path)
    name = file_name(path)
    _require_file(path, name)
    try:
        with zipfile.ZipFile(path) as parts:
            _require_harmless(parts, name)
            plain = _values_alone(parts)
        return _grids(plain, name)
    except InputError:
        raise
    except zipfile.BadZipFile:
        raise InputError(f"{name}: is no workbook, or a damaged one; open it in a spreadsheet program and save it "
                         "anew as .xlsx") from None  # fmt: skip
    except OSError as error:
        raise InputError(f"{name}: cannot be read ({error.strerror}); check the path and its rights") from None
    except Exception:  # whatever a library makes of a file that is not what it should be
        raise InputError(f"{name}: cannot be read as a workbook: something in it is damaged; open it in a spreadsheet "
                         "program and save it anew as .xlsx") from None  # fmt: skip


def _require_file(path: Path, name: str) -> None:
    suffix = path.suffix.lower()
    if suffix in _OTHER:
        raise InputError(f"{name}: is {_OTHER[suffix]}; open it in a spreadsheet program and save it as .xlsx")
    try:
        if path.is_dir():
            raise InputError(f"{name}: is a folder; give the path of a file in it")
        if not path.exists():
            near = closest(
                path.name, [item.name for item in path.parent.glob("*.xlsx")] if path.parent.is_dir() else []
            )
            hint = f'; did you mean "{printable(path.parent / near)}"?' if near else ""
            raise InputError(f"{name}: there is no such file; check the path{hint}")
        if not path.is_file() or path.stat().st_size > MAX_FILE:
            raise InputError(f"{name}: is no ordinary file of at most {MAX_FILE // 1_000_000} MB; give a workbook")
        with path.open("rb") as stream:
            start = stream.read(8)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"{name}: cannot be read ({reason}); check the path and its rights") from None
    if start == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise InputError(f"{name}: is protected with a password, or an old .xls under a new name; save it as .xlsx "
                         "without a password")  # fmt: skip


def _require_harmless(parts: zipfile.ZipFile, name: str) -> None:
    """Look into the directory of the zip file, before anything is unpacked."""
    infos = parts.infolist()
    names = [info.filename for info in infos]
    if len(names) > MAX_PARTS or sum(part.startswith("xl/worksheets/") for part in names) > 2 * MAX_SHEETS + 2:
        raise InputError(f"{name}: has more than {MAX_SHEETS} sheets; keep those that migsim new writes")
    large = [info for info in infos if _is_xml(info.filename) and info.file_size > MAX_PART]
    if large or sum(info.file_size for info in infos if _is_xml(info.filename)) > 2 * MAX_PART:
        raise InputError(
            f"{name}: unpacks to more than {MAX_PART // 1_000_000} MB; delete the rows below the last filled one (they "
            "may be empty, but formatted), and sheets that are not needed"
        )
    if len(set(names)) < len(names) or any(info.flag_bits & 1 for info in infos):
        raise InputError(f"{name}: is packed in an unusual way; open it in a spreadsheet program and save it anew")
    if any(part.lower().endswith("vbaproject.bin") for part in names):
        raise InputError(f"{name}: holds macros; save it as .xlsx without them")
    if any(part.startswith(("xl/externalLinks/", "xl/connections", "xl/queryTables/")) for part in names):
        raise InputError(f"{name}: has links to other files; replace them by their values and save it anew")
    if "[Content_Types].xml" not in names or not any(part.startswith("xl/") for part in names):
        raise InputError(f"{name}: is no workbook; give a file that ends in .xlsx and was saved as one")
    for info in infos:
        if _is_xml(info.filename):
            _require_plain_xml(parts.read(info), name)


def _require_plain_xml(part: bytes, name: str) -> None:
    """Refuse XML that defines entities, which may unpack without end, and encodings that would hide it."""
    if b"<!DOCTYPE" in part or b"<!ENTITY" in part or part[:2] in {b"\xff\xfe", b"\xfe\xff"} or b"\0" in part[:200]:
        raise InputError(f"{name}: is written in an unusual way; open it in a spreadsheet program and save it anew")


def _is_xml(part: str) -> bool:
    return part.lower().endswith((".xml", ".rels", ".vml"))


_READ = re.compile(r"\[Content_Types\]\.xml|_rels/\.rels|xl/(_rels/)?workbook\.xml(\.rels)?|xl/sharedStrings\.xml|"
                   r"xl/(worksheets|chartsheets)/.*", re.IGNORECASE)  # fmt: skip
_STRICT = (  # namespaces of Strict Open XML, and those that openpyxl knows
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (b"http://purl.oclc.org/ooxml/officeDocument/", b"http://schemas.openxmlformats.org/officeDocument/2006/"),
)
_DEFINED = re.compile(rb"<(\w+:)?definedNames\b.*?</(\w+:)?definedNames>", re.DOTALL)
_STYLES = "xl/styles.xml"


def _values_alone(parts: zipfile.ZipFile) -> io.BytesIO:
    """Copy of a workbook with what its values need and nothing else: no look, no names, no drawings.

    Other programs write looks that openpyxl refuses; nothing here depends on them, but for which numbers are dates.
    """
    plain = io.BytesIO()
    with zipfile.ZipFile(plain, "w") as kept:
        for name in parts.namelist():
            if name == _STYLES:
                kept.writestr(name, _formats_alone(_known(parts.read(name))))
            elif _READ.fullmatch(name):
                kept.writestr(name, _DEFINED.sub(b"", _known(parts.read(name))))
    return plain


def _known(part: bytes) -> bytes:
    for strict, usual in _STRICT:
        part = part.replace(strict, usual)
    return part


def _formats_alone(part: bytes) -> bytes:
    """Styles with the formats of numbers alone, by which dates are known."""
    from xml.etree.ElementTree import Element, SubElement, fromstring, tostring

    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    found, made = fromstring(part), Element(f"{space}styleSheet")
    formats = found.findall(f"{space}numFmts/{space}numFmt")
    if formats:
        table = SubElement(made, f"{space}numFmts")
        for one in formats:
            SubElement(table, one.tag, {key: one.get(key, "") for key in ("numFmtId", "formatCode")})
    for kind in ("cellStyleXfs", "cellXfs"):
        table = SubElement(made, f"{space}{kind}")
        for one in found.findall(f"{space}{kind}/{space}xf"):
            SubElement(table, one.tag, {"numFmtId": one.get("numFmtId", "0")})
    return tostring(made)


def _grids(path: io.BytesIO, name: str) -> list[Grid]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of parts that migsim does not read
        book = _load(path, data_only=False)
        try:
            if len(book.worksheets) > MAX_SHEETS:
                raise InputError(f"{name}: has more than {MAX_SHEETS} sheets; keep those that migsim new writes")
            grids = [Grid(str(sheet.title)) for sheet in book.worksheets]
            formulas = [_read(sheet, grid, name) for sheet, grid in zip(book.worksheets, grids, strict=True)]
        finally:
            book.close()
        if any(formulas):
            _results(path, grids, formulas)
    return grids


def _load(path: io.BytesIO, data_only: bool) -> Any:
    from openpyxl import load_workbook

    return load_workbook(path, read_only=True, data_only=data_only)


def _cells(sheet: Any, grid: Grid | None = None, empty_too: bool = False) -> Iterator[tuple[tuple[int, int], Any, str]]:
    """Yield place, value and type of the filled cells; openpyxl's own rows would be as wide as a file claims to be."""
    from openpyxl.utils.escape import unescape
    from openpyxl.worksheet._reader import WorkSheetParser

    book = sheet.parent
    with sheet._get_source() as source:
        parser = WorkSheetParser(
            source,
            sheet._shared_strings,
            data_only=book.data_only,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        for _, row in parser.parse():
            for cell in row:
                value = cell["value"]
                if isinstance(value, str):
                    value = unescape(value).replace("\r\n", "\n").replace("\r", "\n")
                    # Only one of what a spreadsheet shows: a carriage return is written as _x000D_.
                if empty_too or (value is not None and not (isinstance(value, str) and not value.strip())):
                    yield (cell["row"], cell["column"]), value, cell["data_type"]
    if grid is not None and parser.merged_cells is not None:
        grid.merged = [(at.min_row, at.min_col, at.max_row, at.max_col) for at in parser.merged_cells.mergeCell]


def _read(sheet: Any, grid: Grid, name: str) -> set[tuple[int, int]]:
    """Fill a grid from a sheet, and return where formulas stand."""
    formulas = set()
    for at, value, kind in _cells(sheet, grid):
        if at[0] > MAX_ROWS or at[1] > MAX_COLUMNS:
            where = f"{name}: sheet {printable(grid.title)}"
            raise InputError(f"{where}: something stands beyond row {MAX_ROWS} or column {MAX_COLUMNS}; take it out")
        if kind == "f":
            formulas.add(at)
        elif kind == "e":
            grid.faults[at] = f"is {value}, an error of a spreadsheet program; mend it there"
        else:
            grid.cells[at] = value
    return formulas


def _results(path: io.BytesIO, grids: list[Grid], formulas: list[set[tuple[int, int]]]) -> None:
    """Put the results of formulas into the grids: those that the spreadsheet program kept when it saved the file."""
    book = _load(path, data_only=True)
    try:
        for sheet, grid, wanted in zip(book.worksheets, grids, formulas, strict=True):
            empty = set()
            for at, value, kind in _cells(sheet, empty_too=True) if wanted else ():
                if at in wanted and kind == "e":
                    grid.faults[at] = f"is {value}, an error of a spreadsheet program; mend the formula"
                elif at in wanted and isinstance(value, str | None) and not (value or "").strip():
                    if value is not None or kind == "str":  # a formula whose result is a text without a sign
                        empty.add(at)
                elif at in wanted:
                    grid.cells[at] = value
            for at in sorted(wanted - empty - set(grid.cells) - set(grid.faults)):
                grid.faults[at] = (
                    "is a formula without a result; open the file in a spreadsheet program and save it there, or type "
                    "the value"
                )
    finally:
        book.close()
