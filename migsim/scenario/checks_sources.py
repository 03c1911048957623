"""Every source that a scenario names must be one of its sources, and stand at a figure."""

from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel

from migsim.scenario.checked import Mistake, Path
from migsim.scenario.checks import RESERVED, Data, entries, names, rows, unknown
from migsim.scenario.figures import unit_of
from migsim.scenario.suggest import advice


def source_mistakes(data: Data, scenario: type[BaseModel]) -> Iterator[Mistake]:
    """Yield the sources that are not there, and those given for something that is no figure."""
    known = names(data, "sources", "id")
    for path, row, figures in _sourced(data, scenario):
        yield from unknown((*path, "source"), row.get("source"), known, "source")
        for figure, source in entries(row, "sources").items():
            place = (*path, "sources", figure)
            yield from unknown(place, source, known, "source")
            if figure not in figures:
                yield Mistake(place, f"is no figure of this table; {advice(figure, figures)}")


def _sourced(data: Data, scenario: type[BaseModel]) -> Iterator[tuple[Path, Data, list[str]]]:
    """Yield each table that names sources, with its path and the figures it may name them for."""
    for table, model in _tables(scenario):
        yield (table,), entries(data, table), _figures(model)
        for at, row in rows(data, table):
            yield (table, at), row, _figures(model)
    influence: Any = entries(data, "influence")
    yield ("influence",), {"source": influence.get("source")}, []
    for cause, row in influence.items():
        if isinstance(row, dict) and cause not in RESERVED:
            yield ("influence", cause), row, [effect for effect in row if effect not in RESERVED]
    for cause, row in entries(data, "influence_sources").items():
        for effect, source in row.items() if isinstance(row, dict) else ():
            yield ("influence_sources", cause, effect), {"source": source}, []


def _tables(scenario: type[BaseModel]) -> Iterator[tuple[str, type[BaseModel]]]:
    """Yield the tables whose figures have sources, single or of several rows, with the schema of a row."""
    for name, field in scenario.model_fields.items():
        for kind in (field.annotation, *get_args(field.annotation)):
            if isinstance(kind, type) and issubclass(kind, BaseModel) and "sources" in kind.model_fields:
                yield name, kind


def _figures(model: type[BaseModel]) -> list[str]:
    return [name for name in model.model_fields if unit_of(model, name)]
