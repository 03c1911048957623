"""Reading the TOML files that people write, and telling them everything that is wrong at once."""

import re
import tomllib
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from migsim.errors import InputError
from migsim.scenario.mistakes import Lines, messages
from migsim.scenario.suggest import closest
from migsim.scenario.wording import file_name, shortened

M = TypeVar("M", bound=BaseModel)

MAX_BYTES = 5_000_000
MAX_DEPTH = 20
MAX_ITEMS = 10_000  # entries of one list, rows of one table

_SYNTAX_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_SYNTAX_ADVICE = {
    "Cannot overwrite a value": "the same key is given twice; keep one of them",
    "Cannot declare": "the same table is opened twice; join the two, or use double brackets for rows",
    "Invalid value": "there is no value that can be read; put text in quotes and write numbers with a decimal point",
    "Expected newline": "the line goes on after its value; put text in quotes and each key on a line of its own",
    "Expected '=' after": "a key must be followed by = and its value; names with blanks need quotes",
    "Invalid statement": "the line is no table, key with a value or comment; mend it or begin it with #",
    "Illegal character": "a text is not closed on its line; add the closing quotes",
    "Unterminated": "a text is not closed; add the closing quotes",
    "Unescaped '\\'": 'a backslash stands in a text; write it twice, or use \'single quotes\' around the text',
    "Expected ']]' at": "the header of a row is not closed; write [[name]]; names with blanks need quotes",
    "Expected ']' at": "the header of a table is not closed; write [name]; names with blanks need quotes",
    "Invalid initial character for a key": "a key is missing or begins wrongly; write name = value, [name] or [[name]]",
    "Found invalid character '\\n'": "a text is not closed on its line; add the closing quotes",
    "Found invalid character": "there is a sign that cannot be printed; delete it and write it anew",
    'Expected "\'"': "a text is not closed; add the closing quotes",
    "Unclosed array": "a list is not closed; add the closing ]",
    "Unclosed inline table": "a table in braces is not closed on its line; add the closing }",
}  # fmt: skip


def read_toml(path: str | Path, model: type[M], context: Any = None) -> M:
    """Read a TOML file as a model.

    Parameters
    ----------
    path : str or Path
        The file.
    model : type of BaseModel
        What it should hold. A `migsim.scenario.checked.Checked` model also checks its tables against each other.
    context : Any
        Handed to the model's validators, for example the names that the file may refer to.

    Returns
    -------
    BaseModel
        An instance of `model`.

    Raises
    ------
    InputError
        With one message for each mistake, in the order of the lines:
        ``file:line: field = value: what is wrong; what to do``.
    """
    text = read_text(path)
    data = _parse(path, text)
    _require_kind(path, data, model)
    try:
        return model.model_validate(data, context=context)
    except ValidationError as error:
        raise InputError(messages(error, data, model, Lines(path, text))) from None


#: What each kind of file has at its top, and no other has.
_MARKS = {
    "scenario": {"scenario", "roles", "actors", "constraints"},
    "strategy": {"start", "phases", "handover", "rules", "delivery"},
    "experiment": {"scenarios", "strategies", "design", "factors"},
}


def _require_kind(path: str | Path, data: dict[str, Any], model: type[BaseModel]) -> None:
    """Say once that a file is of another kind, where next to nothing at its top is known."""
    keys, own = set(data), set(model.model_fields)
    other = max(_MARKS, key=lambda kind: len(_MARKS[kind] & keys))
    marks = len(_MARKS[other] & keys)
    near = sum(closest(key, own) is not None for key in keys)
    if own & keys - {"name", "title", "description", "source"} or (marks < 2 and 3 * near >= len(keys)):
        return
    wanted = next((kind for kind, marks in _MARKS.items() if marks <= own), "file of this kind")
    what = f"a {other}, and no {wanted}".replace("a e", "an e") if marks else f"no {wanted}"
    some = ", ".join(shortened(key, 20) for key in list(data)[:4])
    raise InputError(f"{file_name(path)}: is {what} (at its top stand {some}); give the file that is meant")


def read_text(path: str | Path) -> str:
    """Read a text file in UTF-8, with or without a byte-order mark.

    Raises
    ------
    InputError
        If there is no such file, or it cannot be read as text.
    """
    raw = ordinary_bytes(path, "a TOML file", MAX_BYTES)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"{file_name(path)}:{line}: is not UTF-8 text; save the file with the encoding UTF-8"
        ) from None


def ordinary_bytes(path: str | Path, kind: str, most: int, missing: str = "check the path") -> bytes:
    """Return what is in a file.

    Parameters
    ----------
    path : str or Path
    kind : str
        What it should be, in words.
    most : int
        Bytes that it may have.
    missing : str
        What to do where there is no such file.

    Raises
    ------
    InputError
        With one message, if there is no such file, or it cannot be read.
    """
    path, name = Path(path), file_name(path)
    try:
        if path.is_dir():
            raise InputError(f"{name}: is a folder; give the path of a file in it")
        if not path.exists():
            raise InputError(f"{name}: there is no such file; {missing}" + _neighbour(path))
        if not path.is_file() or path.stat().st_size > most:
            raise InputError(f"{name}: is no ordinary file of at most {most // 1_000_000} MB; give {kind}")
        return path.read_bytes()
    except (OSError, ValueError) as error:
        raise InputError(f"{name}: cannot be read ({why(error)}); check the path and its rights") from None


def why(error: OSError | ValueError) -> str:
    """Say what the system said of a file that it cannot give."""
    reason = getattr(error, "strerror", None) or str(error)
    return "its name cannot be a path" if isinstance(error, ValueError) else str(reason).lower()


def _neighbour(path: Path) -> str:
    folder = path.parent
    names = [item.name for item in folder.glob(f"*{path.suffix}")] if folder.is_dir() else []
    meant = closest(path.name, names)
    return f'; did you mean "{file_name(folder / meant)}"?' if meant else ""


def _parse(path: str | Path, text: str) -> dict[str, Any]:
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(_syntax(path, text, str(error))) from None
    except ValueError:  # an integer beyond the number of digits that Python converts
        line = next((at for at, line in enumerate(text.splitlines(), 1) if re.search(r"\d{1000}", line)), 1)
        place = f"{file_name(path)}:{line}: not valid TOML (line {line})"
        raise InputError(f"{place}: a number has too many digits; write a shorter one") from None
    except RecursionError:
        data = None
    if data is None or _deeper(data, MAX_DEPTH):
        raise InputError(
            f"{file_name(path)}: is nested more than {MAX_DEPTH} levels deep; take the needless brackets out"
        )
    if _longer(data, MAX_ITEMS):
        raise InputError(
            f"{file_name(path)}: a table or list has more than {MAX_ITEMS} entries; keep those that matter"
        )
    return data


def _longer(data: Any, limit: int) -> bool:
    """Tell whether any list or table in `data`, which is not nested deeply, has more entries than `limit`."""
    if not isinstance(data, (dict, list)):
        return False
    parts = data.values() if isinstance(data, dict) else data
    return len(parts) > limit or any(_longer(part, limit) for part in parts)


def _syntax(path: str | Path, text: str, error: str) -> str:
    """Say what is wrong with the way the file is written."""
    found = _SYNTAX_PLACE.search(error)
    lines = text.splitlines()
    line = int(found[1]) if found and found[1] else max(len(lines), 1)
    column = f", column {found[2]}" if found and found[2] else ""
    said = _SYNTAX_PLACE.sub("", error)
    plain = next(
        (plain for start, plain in _SYNTAX_ADVICE.items() if said.startswith(start)),
        f"{shortened(said)}; mend the line",
    )
    written = lines[line - 1] if line <= len(lines) else ""
    if re.search(r"[=\[,{]\s*[+-]?\d+,\d+\s*(#.*)?$", written):
        plain = "a number has a comma; write it with a decimal point, as in 7.5"
    return f"{file_name(path)}:{line}: not valid TOML (line {line}{column}): {plain}"


def _deeper(data: Any, limit: int) -> bool:
    """Tell whether anything is nested deeper than `limit`, without recursion of its own."""
    level = [data]
    for _ in range(limit):
        level = [
            item
            for table in level
            for item in (table.values() if isinstance(table, dict) else table)
            if isinstance(item, (dict, list))
        ]
        if not level:
            return False
    return True
