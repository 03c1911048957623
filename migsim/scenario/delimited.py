"""Text tables as people have them: comma or semicolon, any of the usual encodings, and what is no text table at all."""

import csv
import io
import re
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from migsim.errors import InputError
from migsim.scenario.files import ordinary_bytes
from migsim.scenario.wording import file_name, shown

if TYPE_CHECKING:
    import pandas as pd

MAX_BYTES = 200_000_000
_SEPARATORS = ",;\t"
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)  # a first line for spreadsheet programs
_MOST_SIGNS = 300  # of a number
_UNREADABLE = "save it as CSV UTF-8"

Row = tuple[int, list[str]]  # its line in the file, and its cells


@dataclass(frozen=True)
class Delimited:
    """A text table.

    Attributes
    ----------
    name : str
        The file, as messages call it.
    text : str
        All of it, without a line that only names the separator.
    separator : str
    guess : str
        What was guessed about its encoding, for people; empty where nothing had to be.
    first_line : int
        Number of the line that `text` begins with.
    """

    name: str
    text: str
    separator: str
    guess: str
    first_line: int = 1

    def rows(self) -> list[Row]:
        """All rows with the lines that they end on.

        Raises
        ------
        InputError
            It cannot be read as CSV.
        """
        try:
            reader = csv.reader(io.StringIO(self.text, newline=""), delimiter=self.separator)
            return [(reader.line_num + self.first_line - 1, row) for row in reader]
        except csv.Error:
            raise InputError(f"{self.name}: cannot be read as CSV: a cell is too long, or its quotes are not closed; "
                             f"{_UNREADABLE}") from None  # fmt: skip


def read_delimited(path: str | Path, missing: str = "check the path") -> Delimited:
    """Open a text table.

    Parameters
    ----------
    path : str or Path
    missing : str
        What to do where there is no such file.

    Raises
    ------
    InputError
        With one message, if there is no such file, or it is no text.
    """
    name = file_name(path)
    text, guess = _decoded(ordinary_bytes(path, "a CSV file", MAX_BYTES, missing), name)
    first, newline, rest = text.partition("\n")
    if said := _SEPARATOR_LINE.fullmatch(first):
        return Delimited(name, rest if newline else "", said[1], guess, 2)
    lines = (line for line in io.StringIO(text) if line.strip() and not line.lstrip('" ').startswith("#"))
    heading = next(lines, "")
    return Delimited(name, text, max(_SEPARATORS, key=heading.count), guess)


def _decoded(raw: bytes, name: str) -> tuple[str, str]:
    """Return the text, and what was guessed."""
    if raw.startswith(b"PK\x03\x04"):
        raise InputError(f"{name}: is a workbook or another packed file, no CSV; give it a name that ends in .xlsx")
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        raise InputError(f"{name}: is an old workbook, no CSV; open it in a spreadsheet program and save it as .xlsx")
    try:
        if raw.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
            return raw.decode("utf-32"), ""
        if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
            return raw.decode("utf-16"), ""
        if b"\0" in raw[:1000]:
            return raw.decode("utf-16-le" if raw[1:2] == b"\0" else "utf-16-be"), ""
    except UnicodeDecodeError:
        raise InputError(f"{name}: is no text that can be read; {_UNREADABLE}") from None
    try:
        return raw.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        guess = "is not UTF-8; it was read as Windows-1252. If accents come out wrong, save it as CSV UTF-8"
        return raw.decode("cp1252", errors="replace"), f"{name}: {guess}"


def read_frame(path: str | Path, what: str, missing: str) -> "pd.DataFrame":
    """Read a text table of numbers and words.

    Columns whose heading begins with ``#`` are people's own notes and left out, as are empty columns and rows; the
    index counts rows from 0 below the heading, empty ones too.

    Parameters
    ----------
    path : str or Path
    what : str
        What the table has, for advice: "one column a factor".
    missing : str
        What to do where there is no such file.

    Raises
    ------
    InputError
        With one message.
    """
    import pandas as pd

    table = read_delimited(path, missing)
    decimal = "," if table.separator == ";" else "."
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", pd.errors.DtypeWarning)  # columns are checked one by one
            warnings.simplefilter("error", pd.errors.ParserWarning)
            frame = pd.read_csv(
                io.StringIO(table.text), sep=table.separator, decimal=decimal, skip_blank_lines=False, index_col=False
            )
    except pd.errors.ParserWarning:
        raise InputError(f"{table.name}: a row has more cells than there are headings; take them out") from None
    except (ValueError, OverflowError, csv.Error):  # pandas' own errors are values too
        said = "is empty or cannot be read as CSV"
        raise InputError(f"{table.name}: {said}; save it as CSV with {what}") from None
    frame.columns = [str(name).strip() for name in frame.columns]
    empty = frame.isna().all().tolist()
    kept = [
        not name.startswith("#") and not (name.startswith("Unnamed: ") and nothing)
        for name, nothing in zip(frame.columns, empty, strict=True)
    ]
    return frame.loc[:, kept].dropna(how="all")


def figures(column: "pd.Series[Any]") -> "pd.Series[Any]":
    """Numbers of a column; NaN for what is none, and for endless ones."""
    import pandas as pd

    if not pd.api.types.is_numeric_dtype(
        column
    ):  # pandas stumbles over whole numbers of more digits than any float has
        column = column.map(lambda cell: float("nan") if len(str(cell)) > _MOST_SIGNS else cell)
    numbers: pd.Series[Any] = pd.to_numeric(column, errors="coerce")
    return numbers.replace([float("inf"), float("-inf")], float("nan"))


def refuse_foreign(name: str, headings: list[str], known: set[str], what: str) -> None:
    """Refuse in one sentence a table that has none of the columns it should have.

    Raises
    ------
    InputError
    """
    if not known & set(headings):
        first = ", ".join(shown(heading) for heading in headings[:3])
        raise InputError(
            f"{name}: is a table of another kind, whose columns are {first[:120]}...; give one with {what}"
        )
