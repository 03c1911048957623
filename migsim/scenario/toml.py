"""Writing scenarios and strategies as TOML that reads like a file somebody wrote."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from migsim.scenario.ranges import put_back
from migsim.scenario.schema import Scenario


def scenario_text(scenario: Scenario) -> str:
    """Write a scenario as TOML; reading it gives an equal scenario.

    What the scenario leaves to its defaults is left out.
    """
    data = scenario.model_dump(exclude_unset=True)
    data.pop("influence_sources", None)
    if scenario.influence:
        data["influence"] = {cause: _cause(scenario, cause) for cause in scenario.influence}
    put_back(scenario, data)
    return _text(data)


def plan_text(plan: BaseModel, position: int | None = None) -> str:
    """Write a strategy as TOML; where it stands among others, its position is a comment on the first line."""
    first = "" if position is None else f"# strategy {position}\n\n"
    return first + _text(plan.model_dump(exclude_unset=True))


def _cause(scenario: Scenario, cause: str) -> dict[str, Any]:
    """Return the effects of a cause with their sources: one for most of them, and those that differ."""
    effects = dict(scenario.influence[cause])
    sources = {effect: one for effect, one in scenario.influence_sources.get(cause, {}).items() if effect in effects}
    line: dict[str, Any] = dict(effects)
    if sources and set(sources) == set(effects):
        line["source"] = Counter(sources.values()).most_common(1)[0][0]
        sources = {effect: one for effect, one in sources.items() if one != line["source"]}
    if sources:
        line["sources"] = sources
    return line


def _text(data: Mapping[str, Any]) -> str:
    """Lay a document out: a header for each table and each row, short tables inside them on one line."""
    import tomlkit

    document = tomlkit.document()
    for key, value in data.items():
        if not _is_table(value) and not _are_rows(value):
            document.add(key, _item(value))
    for key, value in data.items():
        if _are_rows(value):
            rows = tomlkit.aot()
            for row in value:
                rows.append(_table(row))
            document.add(key, rows)
        elif _is_table(value):
            document.add(key, _table(value))
    return str(tomlkit.dumps(document))


def _table(data: Mapping[str, Any]) -> Any:
    import tomlkit

    table = tomlkit.table()
    nested = all(_is_table(value) for value in data.values()) and bool(data)
    last = [key for key in ("source", "sources") if key in data]
    for key in (*(key for key in data if key not in last), *last):
        table.add(key, _table(data[key]) if nested else _item(data[key]))
    return table


def _item(value: Any) -> Any:
    import tomlkit

    if isinstance(value, Mapping):
        inline = tomlkit.inline_table()
        for key, one in value.items():
            inline.append(key, _item(one))
        return inline
    if isinstance(value, str) and "\n" in value and '"""' not in value and "\\" not in value:
        return tomlkit.string(value, multiline=True)
    return tomlkit.item(list(value) if isinstance(value, tuple) else value)


def _is_table(value: Any) -> bool:
    return isinstance(value, Mapping)


def _are_rows(value: Any) -> bool:
    return isinstance(value, tuple | list) and bool(value) and all(isinstance(row, Mapping) for row in value)
