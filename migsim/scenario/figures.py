"""Every figure of a scenario, with what it rests on."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import BaseModel

if TYPE_CHECKING:
    from migsim.scenario.schema import Scenario


class Figure(NamedTuple):
    """One figure of a scenario, with what it rests on."""

    where: str
    value: float
    unit: str
    source: str
    text: str
    grade: str


def figures(scenario: "Scenario") -> list[Figure]:
    """List the figures of `scenario` in the order of its file.

    Returns
    -------
    list of Figure
        `where` is the place in words (``constraints.diseases.severity``), `value` is in `unit`; `source` is the id of
        the source, `text` its citation and `grade` its grade of evidence.
    """
    known = {source.id: source for source in scenario.sources}
    rows = (*_tables(scenario), *_influence(scenario))
    return [
        Figure(where, float(value), unit, source, known[source].text, known[source].grade)
        for where, value, unit, source in rows
    ]


def unit_of(model: type[BaseModel], field: str) -> str | None:
    """Return the unit of a field, or None where the field is no figure."""
    extra = model.model_fields[field].json_schema_extra
    return str(extra["unit"]) if isinstance(extra, dict) and "unit" in extra else None


def _tables(scenario: "Scenario") -> Iterator[tuple[str, float, str, str]]:
    for single in ("scenario", "costs", "outside"):
        yield from _row(single, getattr(scenario, single), scenario.scenario.source)
    for table in ("roles", "groups", "actors", "constraints", "complements", "ties", "seasons", "shocks"):
        for row in getattr(scenario, table):
            label = row.name if hasattr(row, "name") else " & ".join(row.between if table == "ties" else row.roles)
            yield from _row(f"{table}.{label}", row, scenario.scenario.source)


def _row(where: str, row: Any, fallback: str) -> Iterator[tuple[str, float, str, str]]:
    for field in type(row).model_fields:
        unit = unit_of(type(row), field)
        value = getattr(row, field)
        if unit is None or value is None or field not in row.model_fields_set:
            continue
        source = row.sources.get(field, row.source or fallback)
        for key, item in value.items() if isinstance(value, dict) else [(None, value)]:
            yield f"{where}.{field}" + (f".{key}" if key else ""), item, unit, source


def _influence(scenario: "Scenario") -> Iterator[tuple[str, float, str, str]]:
    unit = unit_of(type(scenario), "influence") or ""
    for cause, effects in scenario.influence.items():
        for effect, value in effects.items():
            source = scenario.influence_sources.get(cause, {}).get(effect, scenario.scenario.source)
            yield f"influence.{cause}.{effect}", value, unit, source
