"""What every workbook that migsim writes has in common: text that is never a formula, one look, the same bytes.

The ground for `migsim.report.workbook` (tables of results) and `migsim.workbook` (scenarios and strategies).
"""

import io
import re
import zipfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from migsim.disk import write_new, write_whole
from migsim.errors import InputError

LONGEST_TEXT = 32_767  # signs in a cell; a spreadsheet program takes no more
MOST_ROWS = 1_048_576
FONT, LINE = "Calibri", 15.0  # the face of everything, and the height of a line of it (points)
INK, QUIET, RULE, INPUT, BAND = "1F2D3A", "5D6874", "C9D0D6", "FFF8DC", "EEF2F5"

_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MADE = datetime(2000, 1, 1)  # never the clock: the same content is the same file


def begins_like_a_formula(text: str) -> bool:
    """Tell whether a spreadsheet program may take `text` for a formula when it opens a CSV file."""
    return text.startswith(_FORMULA_SIGNS)


def harmless(value: Any) -> Any:
    """Return a value for a CSV file: text that begins like a formula gets the apostrophe that makes it text.

    Examples
    --------
    >>> harmless("=2+3"), harmless("trader"), harmless(-3.5)
    ("'=2+3", 'trader', -3.5)
    """
    return f"'{value}" if isinstance(value, str) and begins_like_a_formula(value) else value


def writable(text: str) -> str:
    """Return text that a cell can hold: not too long, without signs that XML forbids."""
    text = _NOT_IN_XML.sub("�", text)
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"


def put(cell: Any, value: Any) -> Any:
    """Set a cell; text stays text, also after somebody has edited it.

    Returns
    -------
    Cell
        The same cell.
    """
    if isinstance(value, str):
        text = writable(value)
        cell.value = text
        cell.data_type = "s"
        if begins_like_a_formula(text):
            cell.quotePrefix = True
    else:
        cell.value = value
        if isinstance(value, float) and float(f"{value:.16g}") != value:
            cell._value = repr(value)  # openpyxl would round it to 16 digits
    return cell


def sheet_titles(names: Iterable[str]) -> list[str]:
    """Turn names into titles of sheets: of at most 31 signs, none twice."""
    titles: list[str] = []
    for name in names:
        plain = _NOT_IN_TITLES.sub("-", name).strip("' ")[:31] or "sheet"
        title, number = plain, 2
        while title.casefold() in {"history", *(other.casefold() for other in titles)}:
            ending = f" {number}"
            title, number = plain[: 31 - len(ending)] + ending, number + 1
        titles.append(title)
    return titles


def lines_of(text: str, width: float) -> int:
    """Count the lines that text takes in a cell of a width (signs), as a spreadsheet program would break it."""
    lines = 0
    for part in text.splitlines() or [""]:
        used, lines = 0, lines + 1
        for word in part.split(" "):
            if used and used + len(word) > width:
                used, lines = 0, lines + 1
            used += len(word) + 1
            lines += int(used // (width + 1))
            used = int(used % (width + 1))
    return lines


def save(book: Any, path: Path, *, replace: bool = True) -> Path:
    """Write a workbook whose bytes depend on nothing but its content.

    Parameters
    ----------
    book : openpyxl.Workbook
    path : Path
    replace : bool
        Whether a file that is there already is replaced.

    Raises
    ------
    InputError
        If the file cannot be written, or is there already and not to be replaced.
    """
    book.properties.creator = "migsim"
    book.properties.created = _MADE
    raw = io.BytesIO()
    book.save(raw)
    data = _without_clock(raw)
    try:
        (write_whole if replace else write_new)(path, data)
    except FileExistsError:
        raise InputError(f"{path}: is there already; give another name, or move it away first") from None
    except FileNotFoundError:
        raise InputError(f"{path}: there is no folder {path.parent}; make it first") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(
            f"{path}: cannot be written ({reason}); close it elsewhere, or choose another folder"
        ) from None
    return path


def _without_clock(raw: io.BytesIO) -> bytes:
    """Pack the parts of a workbook again, without the time at which it was made."""
    out = io.BytesIO()
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "docProps/core.xml":
                part = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2000-01-01T00:00:00Z", part)
            new.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), part, zipfile.ZIP_DEFLATED)
    return out.getvalue()
