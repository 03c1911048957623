"""Where in a TOML text each key and each element stands.

`tomllib` reads values but forgets their places. This walks over text that `tomllib` has already accepted, so it only
has to find its way, not to judge: it is short, and lenient where TOML is strict.
"""

import re
import tomllib
from collections.abc import Iterator

Path = tuple[str | int, ...]

_KEY = re.compile(r"""("(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[^\s.=\[\]{},"'#]+)[ \t]*""")
_STRING = re.compile(  # possessive: a text of megabytes must not be remembered sign by sign
    r'"""(?:\\.|[^"\\]++|"(?!""))*+"{3,5}|\'\'\'.*?\'{3,5}|"(?:[^"\\\n]++|\\.)*+"|\'[^\'\n]*\'', re.DOTALL
)
_SCALAR = re.compile(r"[^,\]}\n#]*")
_BLANKS = re.compile(r"[ \t]*")
_GAP = re.compile(r"(?:\s|#[^\n]*)*")


def line_numbers(text: str) -> dict[Path, int]:
    r"""Find the line of every table, key and array element.

    Parameters
    ----------
    text : str
        Valid TOML.

    Returns
    -------
    dict of tuple to int
        From the path of keys and positions, as in ``("roles", 2, "power")``, to the line where its key (for an
        element: its value; for a table: its header) stands, counted from 1. The empty path is line 1.

    Examples
    --------
    >>> line_numbers("[a]\nb = [1,\n  2]")[("a", "b", 1)]
    3
    """
    return _Walk(text.replace("\r\n", "\n")).lines


def line_of(lines: dict[Path, int], path: Path) -> int:
    """Return the line of `path`, or of the innermost thing around it that is in the text."""
    while path not in lines:
        path = path[:-1]
    return lines[path]


class _Walk:
    """One pass over the text; `at` is the position, `lines` what was found so far."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.counted = 0
        self.line = 1
        self.lines: dict[Path, int] = {(): 1}
        self.tables: dict[Path, int] = {}  # arrays of tables: position of the last row
        self._document()

    def _document(self) -> None:
        table: Path = ()
        self._skip(_GAP)
        while self.at < len(self.text):
            if self._peek() == "[":
                table = self._header()
            else:
                self._pair(table)
            self._skip(_GAP)

    def _header(self) -> Path:
        """Read ``[a.b]`` or ``[[a.b]]`` and return the path of the table that it opens."""
        line = self._line()
        brackets = 2 if self.text.startswith("[[", self.at) else 1
        self.at += brackets
        *outer, last = self._key()
        self.at += brackets
        path: Path = ()
        for key in outer:
            path = self._last_row((*path, key), line)
        path = (*path, last)
        if brackets == 2:
            self.lines.setdefault(path, line)
            self.tables[path] = self.tables.get(path, -1) + 1
            path = (*path, self.tables[path])
        self.lines[path] = line
        return path

    def _last_row(self, path: Path, line: int) -> Path:
        self.lines.setdefault(path, line)
        return (*path, self.tables[path]) if path in self.tables else path

    def _pair(self, table: Path) -> None:
        """Read ``a.b = value`` below `table`."""
        line = self._line()
        path = table
        for key in self._key():
            path = (*path, key)
            self.lines.setdefault(path, line)
        self.at += 1  # the equals sign
        self._skip(_BLANKS)
        self._value(path)

    def _key(self) -> list[str]:
        """Read a dotted key up to what follows it."""
        self._skip(_BLANKS)
        parts = []
        while match := _KEY.match(self.text, self.at):
            self.at = match.end()
            parts.append(_unquoted(match[1]))
            if self._peek() != ".":
                break
            self.at += 1
            self._skip(_BLANKS)
        return parts

    def _value(self, path: Path) -> None:
        sign = self._peek()
        if sign == "[":
            for position in self._items("]"):
                self.lines[*path, position] = self._line()
                self._value((*path, position))
        elif sign == "{":
            for _ in self._items("}"):
                self._pair(path)
        else:
            self._skip(_STRING if sign in "\"'" else _SCALAR)

    def _items(self, end: str) -> Iterator[int]:
        """Stop at each item of an array or inline table; step over commas, blanks and comments."""
        self.at += 1
        self._skip(_GAP)
        position = 0
        while self._peek() not in {end, ""}:
            yield position
            position += 1
            self._skip(_GAP)
            if self._peek() == ",":
                self.at += 1
            self._skip(_GAP)
        self.at += 1

    def _peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def _skip(self, pattern: re.Pattern[str]) -> None:
        if match := pattern.match(self.text, self.at):
            self.at = match.end()

    def _line(self) -> int:
        self.line += self.text.count("\n", self.counted, self.at)
        self.counted = self.at
        return self.line


def _unquoted(key: str) -> str:
    """Return a key without its quotes, escapes resolved."""
    if key[0] == '"' and "\\" in key:
        return str(tomllib.loads(f"key = {key}")["key"])
    return key[1:-1] if key[0] in "\"'" else key
