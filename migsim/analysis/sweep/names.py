"""What can be varied, by name: parameters, figures of a scenario, levers of a strategy.

A name is the place of the figure in its file: ``costs.facilitator_hour``, ``constraints.finance.severity``,
``strategy.phases.1.hours.management``. Parameters and switches go by their bare name.
"""

from collections.abc import Iterator, Mapping
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from migsim.facilitation.schema import Handover, Phase, Plan, Practice, Prepared, Start
from migsim.scenario.checked import Path
from migsim.scenario.figures import unit_of
from migsim.scenario.schema import Scenario

Places = tuple[Path, ...]  # where in a file a name stands; a lever of every phase stands in several places

ANY_STRATEGY = "strategy."
ONE_STRATEGY = "strategies."

_SINGLE = ("scenario", "costs", "outside")
_ROWS = ("roles", "groups", "actors", "constraints", "complements", "shocks")


def scenario_names(scenario: Scenario) -> dict[str, Places]:
    """Every figure of a scenario that can be varied, those that its file leaves to their default too."""
    found: dict[str, Places] = {}
    roles = [role.name for role in scenario.roles]
    for table in _SINGLE:
        found |= _figures(table, (table,), getattr(scenario, table), roles)
    for table in _ROWS:
        for at, row in enumerate(getattr(scenario, table)):
            label = row.name if hasattr(row, "name") else " & ".join(row.roles)
            found |= _figures(f"{table}.{label}", (table, at), row, roles)
    constraints = [constraint.name for constraint in scenario.constraints]
    for cause in constraints:
        for effect in constraints:
            if cause != effect:
                found[f"influence.{cause}.{effect}"] = (("influence", cause, effect),)
    return found


def _figures(label: str, place: Path, row: BaseModel, roles: list[str]) -> dict[str, Places]:
    """Figures of one row; a table of figures by role has one for each role."""
    found: dict[str, Places] = {}
    for field in type(row).model_fields:
        if unit_of(type(row), field) is None:
            continue
        if isinstance(getattr(row, field), Mapping):
            found |= {f"{label}.{field}.{role}": ((*place, field, role),) for role in roles}
        else:
            found[f"{label}.{field}"] = ((*place, field),)
    return found


def lever_names(plan: Plan) -> dict[str, Places]:
    """Every lever of a strategy file; those of a phase by its number from 1, or without one for all phases."""
    found: dict[str, Places] = {}
    if plan.phases or plan.delivery is not None:
        found["cost"] = (("cost",),)
    if plan.start is not None:
        found |= {f"start.{name}": (("start", *path),) for name, path in _levers(Start, "preparation", Prepared)}
        found |= {f"handover.{name}": (("handover", *path),) for name, path in _levers(Handover)}
    for name, path in _levers(Phase, "hours", Practice):
        places = tuple(("phases", at, *path) for at in range(len(plan.phases)))
        if places:
            found[name] = places
        found |= {f"phases.{at + 1}.{name}": (place,) for at, place in enumerate(places)}
    if plan.delivery is not None:
        found["delivery.weeks"] = (("delivery", "weeks"),)
    return found


def _levers(model: type[BaseModel], hours: str = "", practices: Any = None) -> Iterator[tuple[str, Path]]:
    for field in model.model_fields:
        if field == hours:
            yield from ((f"{field}.{practice}", (field, practice)) for practice in get_args(practices))
        else:
            yield field, (field,)


def is_whole(field: FieldInfo | None) -> bool:
    """Whether a field takes whole numbers only."""
    kinds = set(_kinds(field.annotation)) if field else set()
    return int in kinds and float not in kinds


def is_text(field: FieldInfo | None) -> bool:
    """Whether a field takes words."""
    return field is not None and bool({str, Literal} & set(_kinds(field.annotation)))


def _kinds(annotation: Any) -> Iterator[Any]:
    if get_origin(annotation) is Literal:
        yield Literal
    elif get_origin(annotation) in {Union, UnionType, Annotated, dict}:
        for part in get_args(annotation)[1 if get_origin(annotation) is dict else 0 :]:
            yield from _kinds(part)
    else:
        yield annotation


def put(data: dict[str, Any], places: Places, value: Any) -> None:
    """Write a value into the plain data of a file, in all its places."""
    for place in places:
        table: Any = data
        for at, step in enumerate(place[:-1]):
            if isinstance(table, dict) and step not in table:
                table[step] = [] if isinstance(place[at + 1], int) else {}
            table = table[step]
        table[place[-1]] = value
