"""The columns of a table, or the rows of a form, of one model: name, unit, range and meaning from the schema."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import BaseModel

from migsim.scenario.figures import unit_of
from migsim.scenario.in_words import in_words, plain_default
from migsim.scenario.workbook.kinds import Kind, kind_of

#: Fields that name something in another table: from where their drop-down takes its names.
REFERS = {
    "role": "roles",
    "needs": "roles",
    "decides": "roles",
    "roles": "roles",
    "groups": "groups",
    "constraint": "constraints",
    "source": "sources",
}


@dataclass(frozen=True)
class SheetField:
    """One cell of a row or form.

    Attributes
    ----------
    heading : str
        What its column (in a form its row) is called.
    path : tuple of str
        Where its value belongs within the model.
    kind : Kind
    unit, allowed, meaning : str
        Unit, range in words, and description; empty where there is none.
    needed : bool
        Whether it may not be left empty.
    default : str
        What holds where it is left empty, in words.
    refers : str
        The table whose names it takes, or nothing.
    """

    heading: str
    path: tuple[str, ...]
    kind: Kind
    unit: str = ""
    allowed: str = ""
    meaning: str = ""
    needed: bool = False
    default: str = ""
    refers: str = ""


def cells_of(model: type[BaseModel], by: Sequence[str] = (), without: Sequence[str] = ()) -> list[SheetField]:
    """List the cells that one row of a model takes.

    Parameters
    ----------
    model : type of BaseModel
    by : sequence of str
        Names of the roles: a table of figures by role takes a cell for each.
    without : sequence of str
        Fields to leave out.
    """
    fields = [name for name in model.model_fields if name not in without]
    last = [name for name in ("source", "sources") if name in fields and is_source(model, name)]
    return [
        cell for name in (*(name for name in fields if name not in last), *last) for cell in _cells(model, name, by)
    ]


def is_source(model: type[BaseModel], field: str) -> bool:
    """Tell whether a field names the source of figures, by the id of one of the sources."""
    return "id of the source" in str(model.model_fields[field].description)


@cache
def _document(model: type[BaseModel]) -> tuple[dict[str, Any], dict[str, Any]]:
    document = model.model_json_schema()
    return document["properties"], document.get("$defs", {})


def _cells(model: type[BaseModel], name: str, by: Sequence[str]) -> Iterator[SheetField]:
    properties, shared = _document(model)
    schema, info = properties[name], model.model_fields[name]
    inner = schema.get("additionalProperties")
    keys = schema.get("propertyNames", {}).get("enum")
    common: dict[str, Any] = {
        "unit": unit_of(model, name) or "",
        "meaning": info.description or "",
        "default": "" if info.is_required() else plain_default(info.default).replace("`", "").strip('"'),
    }
    if isinstance(inner, dict) and (keys or kind_of(inner).sort in {"number", "whole"}):
        words = _plain(in_words(inner, shared))
        for key in keys or by:
            yield SheetField(f"{name}: {key}", (name, key), kind_of(inner), allowed=words, **common)
        return
    kind = kind_of(schema)
    refers = REFERS.get(name, "") if kind.sort in {"text", "list"} else ""
    yield SheetField(
        name,
        (name,),
        kind,
        allowed=_allowed(kind, refers, _plain(in_words(schema, shared))),
        needed=info.is_required(),
        refers=refers,
        **common,
    )


def _allowed(kind: Kind, refers: str, words: str) -> str:
    match kind.sort:
        case "text":
            return f"of the sheet {refers}" if refers else ""
        case "list":
            return f"of the sheet {refers}; a semicolon between several" if refers else "a semicolon between several"
        case "map":
            return "figure: source; a semicolon between several"
        case "yes/no":
            return "yes or no"
    return words


def figure_cell(model: type[BaseModel], name: str) -> SheetField:
    """Return the cell of one figure of a field that is a matrix of figures."""
    schema, shared = _document(model)
    inner = schema[name]
    while "additionalProperties" in inner:
        inner = inner["additionalProperties"]
    meaning = model.model_fields[name].description or ""
    return SheetField(
        name, (name,), kind_of(inner), unit_of(model, name) or "", _plain(in_words(inner, shared)), meaning
    )


def _plain(words: str) -> str:
    """Write a range as short as its place is small."""
    plain = words.replace("`", "").replace('"', "")
    return re.sub(r"^number from (\S+)$", r"\1 or more", re.sub(r"^number from (\S+) to ", r"\1 to ", plain))
