"""What one cell may hold, and how a value is written into it: from the JSON schema of a field."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Sort = Literal["text", "number", "whole", "yes/no", "choice", "list", "map"]

_YES_NO = {"yes": True, "true": True, "no": False, "false": False}
_PART = re.compile(r'\s*("(?:[^"\\]|\\.)*"|[^;:]*?)\s*(;|:|$)')


@dataclass(frozen=True)
class Kind:
    """What one cell may hold.

    Attributes
    ----------
    sort : str
    choices : tuple of str
        The words of a choice.
    low, high : float or None
        Limits of a number, both allowed unless `above`.
    above : bool
        Whether `low` itself is not allowed.
    """

    sort: Sort
    choices: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    above: bool = False


def kind_of(schema: Mapping[str, Any]) -> Kind:
    """Return the kind of cell for a JSON schema.

    Raises
    ------
    TypeError
        A cell cannot hold such a thing.
    """
    if "anyOf" in schema:
        kinds = [kind_of(part) for part in schema["anyOf"] if part.get("type") != "null"]
        if len(kinds) > 1 and all(kind.choices for kind in kinds):
            return Kind("choice", tuple(choice for kind in kinds for choice in kind.choices))
        if len(kinds) == 1:
            return kinds[0]
    if "enum" in schema or "const" in schema:
        return Kind("choice", tuple(map(str, schema.get("enum", [schema.get("const")]))))
    match schema.get("type"):
        case "number" | "integer":
            low = schema.get("exclusiveMinimum", schema.get("minimum"))
            sort: Sort = "whole" if schema["type"] == "integer" else "number"
            return Kind(sort, (), low, schema.get("maximum"), "exclusiveMinimum" in schema)
        case "string":
            return Kind("text")
        case "boolean":
            return Kind("yes/no")
        case "array" if not _holds_tables(schema.get("items", {})):
            return Kind("list")
        case "object" if "additionalProperties" in schema:
            return Kind("map")
    raise TypeError(f"a cell cannot hold {json.dumps(schema)[:200]}")


def _holds_tables(schema: Mapping[str, Any]) -> bool:
    return "$ref" in schema or schema.get("type") in {"array", "object"}


def to_cell(value: Any, kind: Kind) -> Any:
    """Return what is written into a cell."""
    if kind.sort == "yes/no":
        return "yes" if value else "no"
    if kind.sort == "list":
        return "; ".join(_quoted(item) for item in value)
    if kind.sort == "map":
        return "; ".join(f"{_quoted(key)}: {_quoted(item)}" for key, item in value.items())
    return value


def from_cell(value: Any, kind: Kind) -> Any:
    """Return what a filled cell says; what it should not hold is returned as it is, to be complained about."""
    text = isinstance(value, str)
    if kind.sort == "yes/no" and text:
        return _YES_NO.get(value.strip().casefold(), value)
    if kind.sort == "whole" and isinstance(value, float) and value.is_integer():
        return int(value)
    if kind.sort == "list":
        return [part if item is None else f"{part}: {item}" for part, item in split(value)] if text else [value]
    if kind.sort == "map" and text:
        entries = split(value)
        return value if any(item is None for _, item in entries) else dict(entries)
    return value


def split(text: str) -> list[tuple[str, str | None]]:
    """Split ``a; b: c`` into ``("a", None), ("b", "c")``; names with such signs stand in double quotes.

    Examples
    --------
    >>> split('women; "a; b"; voice: survey')
    [('women', None), ('a; b', None), ('voice', 'survey')]
    """
    found_parts: list[tuple[str, str | None]] = []
    at, key = 0, None
    while at <= len(text):
        found = _PART.match(text, at)
        if not found:
            break
        part, end, at = _unquoted(found[1]), found[2], found.end()
        if end == ":" and key is None:
            key = part
            continue
        if part or key is not None:
            found_parts.append((part, None) if key is None else (key, part))
        key = None
        if not end:
            break
    return found_parts


def _quoted(text: str) -> str:
    plain = text and not set(text) & set(';:"\\') and text == text.strip()
    return text if plain else json.dumps(text, ensure_ascii=False)


def _unquoted(part: str) -> str:
    if part.startswith('"') and part.endswith('"') and len(part) > 1:
        try:
            return str(json.loads(part))
        except ValueError:
            return part
    return part
