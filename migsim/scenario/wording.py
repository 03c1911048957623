"""Mistakes in the words of the person who has to mend them."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from migsim.scenario.checked import Path, value_at
from migsim.scenario.suggest import advice, closest

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_DECIMAL_COMMA = re.compile(r"\s*([+-]?\d+),(\d+)\s*")
_PERCENT = re.compile(r"\s*([+-]?\d+(?:[.,]\d+)?)\s*%\s*")

_SHOWN = 60  # signs of a value
_LONGEST_PATH = 150


@dataclass(frozen=True)
class Form:
    """How a mistake is mended in one form of a file.

    Attributes
    ----------
    one, as_number : str
        What follows "write one" and "write 7.5" where a number is wanted.
    text_number, text, yes_no, a_date : str
        Advice for a number that is text, a text that is a number, a yes or no, and a date that was never meant as one.
    several : str
        Advice for several names in one, where they are not a list of their own.
    reworded : tuple of (str, str)
        What the checks say in the words of TOML, as patterns, and what that is called in this form.
    """

    one: str
    as_number: str
    text_number: str
    text: str
    yes_no: str
    a_date: str = ""
    several: str = ""
    reworded: tuple[tuple[str, str], ...] = ()

    def said(self, text: str) -> str:
        """Put what a check says into the words of this form."""
        for pattern, words in self.reworded:
            text = re.sub(pattern, words, text)
        return text


TOML = Form(
    one=" without quotes",
    as_number=", without quotes",
    text_number="is text because of its quotes, must be {whole}; write {value} without quotes",
    text='must be text; put it in quotes, as in "text"',
    yes_no="must be true or false; write one of them in small letters, without quotes",
)
WORKBOOK = Form(
    one="",
    as_number=", as a number",
    text_number="is stored as text, must be {whole}; format the cell as a number and type {value} again",
    text="must be text; type it with an apostrophe before it, as in '5",
    yes_no="must be yes or no; write one of them",
    a_date="is a date, which a spreadsheet program makes of what is typed as 1-2 or 7.5; format the cell as {wanted} "
    "and type it again",
    several="put a semicolon between several names",
    reworded=(
        (r"take the line out", "empty the cell"),
        (r"take (?!them|it\b)(\w+) out$", r"empty \1"),
        (r"add (a table )?\[\[phases\]\]", "fill in [phases 1]"),
        (r"add (?:a table )?\[\[(\w+)\]\]", r"fill in the sheet \1"),
        (r"\[\[(\w+)\]\]", r"the sheet \1"),
        (r"add a \[start\] table", "fill in [start]"),
        (r"add (?:a table )?\[(\w+)\]", r"add the rows of [\1]"),
        (r"the line test = true", "the word yes under test"),
        (r"\btest = true\b", "test = yes"),
        (r"(?<=; )write (\w+) = ", r"write \1: "),
        (r"\b(below|above|to|amount) =", r"\1:"),
        (r"must be text; put it in quotes", "must be text"),
    ),
)


def place(data: Any, path: Path) -> str:
    """Name a place of the input: rows by their name where they have one, else by their number from 1."""
    said = ""
    for depth, step in enumerate(path):
        if isinstance(step, int):
            row = value_at(data, path[: depth + 1])
            name = row.get("name") if isinstance(row, Mapping) else None
            said += f".{_key(name)}" if isinstance(name, str) else f" #{step + 1}"
        else:
            said += f".{_key(step)}"
    return said.removeprefix(".")


def printable(text: object) -> str:
    """Return text in which signs that steer a terminal are spelt out."""
    return "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in str(text))


def shortened(text: object, most: int = _SHOWN) -> str:
    """Return printable text of at most `most` signs: a long one loses its middle."""
    said = printable(text)
    return said if len(said) <= most else f"{said[: most // 2 - 1]}...{said[len(said) - (most - most // 2 - 2) :]}"


def file_name(path: object) -> str:
    """Return a path as messages have it; of a very long one the end, which tells more."""
    said = printable(path)
    return said if len(said) <= _LONGEST_PATH else "..." + said[3 - _LONGEST_PATH :]


def within(text: str, most: int = 200) -> str:
    """Shorten what is said of a mistake, but not what to do about it, which follows the last semicolon."""
    if len(text) <= most:
        return text
    wrong, mark, remedy = text.rpartition("; ")
    remedy = shortened(remedy, min(len(remedy), most // 2))
    return shortened(wrong, most - len(remedy) - len(mark)) + mark + remedy if mark else shortened(text, most)


def shown(value: Any) -> str:
    """Show a value as it might stand in the file, on one line and not too long; nothing for tables."""
    if value is None or isinstance(value, (Mapping, BaseModel)):
        return ""
    if isinstance(value, (list, tuple)) and any(isinstance(item, (Mapping, BaseModel)) for item in value):
        return ""
    value = value[:_SHOWN] if isinstance(value, (str, list, tuple)) else value  # the rest would be cut off anyway
    text = printable(json.dumps(value, ensure_ascii=False, default=str)[: 2 * _SHOWN])
    return text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."


def words(error: Mapping[str, Any], model: type[BaseModel], path: Path, form: Form = TOML) -> str:
    """Say what is wrong and what to do.

    Parameters
    ----------
    error : mapping
        One of pydantic's line errors.
    model : type of BaseModel
        What the whole input was read as.
    path : tuple of str and int
        Where the mistake is.
    form : Form
        The form of the file, which decides how it is mended.
    """
    return form.said(_words(error, model, path, form))


def _words(error: Mapping[str, Any], model: type[BaseModel], path: Path, form: Form) -> str:
    kind, value, limits = str(error["type"]), error["input"], error.get("ctx", {})
    field = field_at(model, path)
    if form.a_date and isinstance(value, (date, time, timedelta)):
        return form.a_date.format(wanted="text" if kind in {"string_type", "literal_error"} else "a number")
    if kind == "missing":
        return _missing(field, path)
    if kind == "extra_forbidden":
        table = model_at(model, path[:-1])
        known = [name for name in table.model_fields if name != "influence_sources"] if table else []
        return f"is not known here; {advice(str(path[-1]), known)}"
    if kind in _BOUNDS:
        return _out_of_range(kind, value, limits, field)
    if kind in {"float_type", "int_type", "int_from_float", "finite_number", "float_parsing", "int_parsing"}:
        return _not_a_number(kind, value, form)
    if kind == "literal_error":
        known = re.findall(r"'([^']*)'", str(limits.get("expected", "")))
        either = ", ".join(f'"{name}"' for name in known)
        return f"must be one of {either}" + (f"; {advice(value, known)}" if _meant(value, known) else "; choose one")
    if kind in {"tuple_type", "list_type"}:
        return _not_a_list(value, field, path)
    if kind in {"too_short", "too_long", "string_too_short", "string_too_long"}:
        return _length(kind, limits, field)
    if kind == "string_type":
        return form.text
    if kind == "bool_type":
        return form.yes_no
    said = _PLAIN.get(kind, str(error["msg"]).removeprefix("Value error, "))
    if form.several and said.startswith("there is no ") and "," in str(value):
        return f"{said.partition('; ')[0]}; {form.several}"
    return said


_BOUNDS = {
    "greater_than_equal": ("ge", "must be at least"),
    "greater_than": ("gt", "must be more than"),
    "less_than_equal": ("le", "must be at most"),
    "less_than": ("lt", "must be less than"),
}
_PLAIN = {
    "dict_type": "must be a table of names and figures; write { name = figure }",
    "model_type": "must be a table; put its keys below a header in square brackets",
    "model_attributes_type": "must be a table; put its keys below a header in square brackets",
}


def _missing(field: FieldInfo | None, path: Path) -> str:
    if field is None or isinstance(path[-1], int):
        return "is missing; add it"
    kinds = list(_models(field.annotation))
    if kinds:
        several = get_origin(field.annotation) in {tuple, list}
        header = f"[[{path[-1]}]]" if several else f"[{path[-1]}]"
        return f"is missing; add a table {header}"
    return f"is missing; add it ({_unit(field)}{field.description or 'needed here'})"


def _out_of_range(kind: str, value: Any, limits: Mapping[str, Any], field: FieldInfo | None) -> str:
    key, text = _BOUNDS[kind]
    limit = limits.get(key)
    said = f"{text} {limit:g}" if isinstance(limit, (int, float)) else f"{text} {limit}"
    hint = percent_hint(value, limit)
    unit = _unit(field).removesuffix(": ") if field else ""
    return said + (f" ({unit})" if unit else "") + (hint or "; change it")


def percent_hint(value: Any, limit: Any) -> str:
    """Return the advice for 30 where 0.30 was meant, or nothing where that is not the likely mistake."""
    if limit in (1, -1) and isinstance(value, (int, float)) and 1 < abs(value) <= 100:
        return f"; write {value / 100:g} if {value:g} % is meant"
    return ""


def _not_a_number(kind: str, value: Any, form: Form) -> str:
    whole = "a whole number" if kind.startswith("int") else "a number"
    if kind == "finite_number":
        return "must be an ordinary number; write one"
    if not isinstance(value, str):
        return f"must be {whole}; write one{form.one}"
    if comma := _DECIMAL_COMMA.fullmatch(value):
        point = f"{comma[1]}.{comma[2]}"
        either = f"{comma[1]}{comma[2]} or {point}, whichever" if len(comma[2]) == 3 else f"{point} if that"
        return f"is text with a comma, must be {whole}; write {either} is meant{form.as_number}"
    if percent := _PERCENT.fullmatch(value):
        share = float(percent[1].replace(",", ".")) / 100
        return f"is text, must be {whole}; write {share:g}{form.one} if {percent[1]} % is meant"
    try:
        float(value)
    except ValueError:
        return f"must be {whole}; write one{form.one}"
    return form.text_number.format(whole=whole, value=value.strip())


def _not_a_list(value: Any, field: FieldInfo | None, path: Path) -> str:
    if field and list(_models(field.annotation)):
        return f"must be rows of a table; write [[{path[-1]}]] with double brackets above each row"
    return "must be a list" + (f"; write [{shown(value)}]" if shown(value) else "; put it in square brackets")


def _length(kind: str, limits: Mapping[str, Any], field: FieldInfo | None) -> str:
    if kind == "string_too_short":
        return "is empty; write something"
    if kind == "string_too_long":
        return f"is too long; use at most {limits.get('max_length')} signs"
    if kind == "too_long":
        return f"has too many entries; keep {limits.get('max_length')}"
    what = "row" if field and list(_models(field.annotation)) else "entry"
    return f"has too few entries; it needs at least {limits.get('min_length')} {what}"


def _meant(value: Any, known: list[str]) -> bool:
    return isinstance(value, str) and closest(value, known) is not None


def _unit(field: FieldInfo) -> str:
    extra = field.json_schema_extra
    return f"{extra['unit']}: " if isinstance(extra, dict) and "unit" in extra else ""


def _key(step: str) -> str:
    return step if _BARE.fullmatch(step) else shown(step)


def model_at(model: type[BaseModel], path: Path) -> type[BaseModel] | None:
    """Return the model of the table at `path`, or None where there is none."""
    found: type[BaseModel] | None = model
    for step in path:
        if isinstance(step, str) and found is not None:
            field = found.model_fields.get(step)
            found = next(_models(field.annotation), None) if field else None
    return found


def field_at(model: type[BaseModel], path: Path) -> FieldInfo | None:
    """Return the field that the last name of `path` fills, or None; for an entry of a table of figures, the table."""
    while path:
        *outer, step = path
        table = model_at(model, tuple(outer))
        if table and isinstance(step, str) and step in table.model_fields:
            return table.model_fields[step]
        path = tuple(outer)
        if table:
            return None
    return None


def _models(annotation: Any) -> Any:
    """Yield the models that an annotation speaks of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) in {tuple, list, dict, Union, UnionType, Annotated}:
        for part in get_args(annotation):
            yield from _models(part)
