"""Everything that is wrong with an input, each with its place in the file: a line of TOML, or a cell of a workbook."""

from collections.abc import Iterable
from pathlib import Path as File
from typing import Any, Protocol

from pydantic import BaseModel, ValidationError

from migsim.scenario import wording
from migsim.scenario.checked import Mistake, Path, value_at
from migsim.scenario.locate import line_numbers, line_of
from migsim.scenario.suggest import closest
from migsim.scenario.wording import Form, file_name, printable, shortened, within

MOST = 100  # mistakes that are told at once


class Places(Protocol):
    """Where in a file the parts of its content stand."""

    form: Form
    file: str | File

    def at(self, path: Path) -> tuple[tuple[int, ...], str]:
        """Return the place of a part: to sort by, and in words."""
        ...


class Lines:
    """Places of a TOML file: its lines.

    Parameters
    ----------
    file : str or Path
    text : str
        Its content, valid TOML.
    """

    form = wording.TOML

    def __init__(self, file: str | File, text: str) -> None:
        self.file = file
        self.lines = line_numbers(text)

    def at(self, path: Path) -> tuple[tuple[int, ...], str]:
        """Return the line of a part, or of the innermost thing around it that is in the text."""
        line = line_of(self.lines, path)
        return (line,), f"{file_name(self.file)}:{line}"


class Nowhere:
    """Places of what stands in no file."""

    form = wording.TOML
    file: str | File = "the input"

    def at(self, path: Path) -> tuple[tuple[int, ...], str]:
        """Return no place."""
        return (), ""


def mistakes_in(error: ValidationError, data: Any, model: type[BaseModel]) -> list[str]:
    """Say everything that is wrong in data that stand in no file: ``field = value: what is wrong; what to do``."""
    return [message.removeprefix(": ") for message in messages(error, data, model, Nowhere())]


def messages(
    error: ValidationError | None, data: Any, model: type[BaseModel], places: Places, own: Iterable[Mistake] = ()
) -> list[str]:
    """Say everything that is wrong, in the order of the file.

    Parameters
    ----------
    error : ValidationError or None
        What the model complains about.
    data : Any
        What it was made from.
    model : type of BaseModel
    places : Places
        Where the parts of `data` stand in the file.
    own : iterable of Mistake
        What the reader of the file found itself; at the places of these nothing else is said.

    Returns
    -------
    list of str
        ``place: field = value: what is wrong; what to do``.
    """
    own = list(own)
    mended = {mistake.path for mistake in own}
    errors = [(_in_data(found["loc"], data), found) for found in (error.errors(include_url=False) if error else ())]
    misspelt = _misspelt(model, errors)
    said = {(mistake.path, places.form.said(mistake.text)) for mistake in own} | {
        (path, wording.words(found, model, path, places.form))
        for path, found in errors
        if path not in mended and (found["type"] != "missing" or path not in misspelt)
    }
    rows = [(places.at(path), path, text) for path, text in sorted(said, key=_by_words)]
    rows.sort(key=lambda row: row[0][0])
    shown = [_message(where, data, path, text) for (_, where), path, text in rows[:MOST]]
    more = len(rows) - MOST
    return (
        [*shown, f"{file_name(places.file)}: {more} more mistakes are not shown; mend these first"]
        if more > 0
        else shown
    )


def _by_words(row: tuple[Path, str]) -> tuple[list[str], str]:
    return [str(step) for step in row[0]], row[1]


def _in_data(loc: Path, data: Any) -> Path:
    """Leave out what pydantic adds to a path that is not in the file, such as the branch of a union."""
    place: Path = ()
    for step in loc[:-1]:
        if value_at(data, (*place, step)) is not None:
            place = (*place, step)
    last = loc[-1:]
    return place if last == ("[key]",) else (*place, *last)


def _misspelt(model: type[BaseModel], errors: list[tuple[Path, Any]]) -> set[Path]:
    """List the keys that are there under a misspelt name: one message is enough for that."""
    meant = set()
    for path in (path for path, found in errors if found["type"] == "extra_forbidden"):
        table = wording.model_at(model, path[:-1])
        if table and (name := closest(str(path[-1]), table.model_fields)):
            meant.add((*path[:-1], name))
    return meant


def _message(where: str, data: Any, path: Path, said: str) -> str:
    if path[:1] == ("",):  # of the file itself, not of anything that it holds
        return printable(f"{where}: {within(said)}")
    value = wording.shown(value_at(data, path))
    field = shortened(wording.place(data, path), 100) + (f" = {value}" if value else "")
    said = within(said, 200 if len(field) < 80 else 120)
    return printable(f"{where}: {field}: {said}" if field else f"{where}: {said}")
