"""Ranges of figures: what is not known for sure is given as low, likely and high, and drawn anew in each future.

A range replaces a number in a scenario file: ``budget = { low = 30000, likely = 50000, high = 80000 }``. ``"?"`` for an
end says that it is not known; then a wide end is taken by the kind of the figure, which is said. In a workbook the
sheet ``ranges`` has a row for each figure.

Draws are triangular between the ends, about what is likely, by a luck that hangs on seed, future and the name of the
figure alone: so they are the same for every strategy, and a range more moves no other.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from pydantic import BaseModel

from migsim.chance import POSTERIOR, permanent_id, uniforms_of_futures
from migsim.scenario.suggest import advice

if TYPE_CHECKING:
    from migsim.scenario.schema import Scenario
    from migsim.state import Array

Path = tuple[str | int, ...]
ENDS = ("low", "likely", "high")
TABLE = "ranges"  # of a file: rows with figure, low and high
UNKNOWN = "?"
_WIDE_FACTOR, _WIDE_SHARE = 3.0, 0.3  # how far a figure that is not known may be off: times, or added to a share
_KIND = "figure"  # of the permanent ids of figures

#: Figures that shape the market itself, or are whole numbers by their nature: they are one number.
_FIXED = re.compile(
    r"scenario\.(horizon|room)|outside\.(contacts|stands_for)|roles\..*\.(deals|spread|outside_share)"
    r"|groups\..*\.outside_share\..*|actors\..*\.represents|ties\..*|seasons\..*|shocks\..*\.(week|weeks)"
)


class Range(NamedTuple):
    """The range of one figure: its ends, what is likely, its unit, and whether an end is a stated wide one."""

    low: float
    likely: float
    high: float
    unit: str
    wide: bool

    def at(self, u: "Array") -> "Array":
        """Value at a place between 0 and 1 of its triangular distribution."""
        span = self.high - self.low
        if span <= 0:
            return np.full_like(u, self.likely)
        peak = (self.likely - self.low) / span
        left = self.low + np.sqrt(u * span * (self.likely - self.low))
        right = self.high - np.sqrt((1.0 - u) * span * (self.high - self.likely))
        return np.where(u < peak, left, right)


def is_figure(name: str) -> bool:
    """Whether a name is that of a figure of a scenario, not of a parameter of behaviour: those have no dots."""
    return "." in name


def is_range(value: Any) -> bool:
    """Whether a value of a file is a range in place of a number."""
    return isinstance(value, Mapping) and "likely" in value and set(value) <= set(ENDS)


def without_ranges(data: Any, top: bool = True) -> Any:
    """Return the data of a file with the likely number for each range, and without its table of ranges."""
    if is_range(data):
        return data["likely"]
    if isinstance(data, Mapping):
        return {key: without_ranges(item, False) for key, item in data.items() if not (top and key == TABLE)}
    return [without_ranges(item, False) for item in data] if isinstance(data, list | tuple) else data


def given_ranges(data: Any, path: Path = ()) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Yield where in the data of a file ranges stand."""
    if is_range(data) or (len(path) == 2 and path[0] == TABLE and isinstance(data, Mapping)):
        yield path, data
    elif isinstance(data, Mapping):
        for key, item in data.items():
            yield from given_ranges(item, (*path, key))
    elif isinstance(data, list | tuple):
        for at, item in enumerate(data):
            yield from given_ranges(item, (*path, at))


def figure_name(data: Any, path: Path) -> str:
    """Name of the figure at a place of a file, as in `Scenario.figures`: ``roles.smallholder.turnover``."""
    if path[0] == TABLE:
        return str(data[TABLE][path[1]].get("figure", "")).strip()
    words: list[str] = []
    for step in path:
        data = data[step]
        if isinstance(step, str):
            words.append(step)
        elif isinstance(data, Mapping):
            pair = data.get("between", data.get("roles"))
            words.append(str(data.get("name", " & ".join(map(str, pair or ())))))
    return ".".join(words)


def rows_of(scenario: "Scenario") -> list[dict[str, Any]]:
    """The ranges of a scenario as rows of the table: figure, low, high."""
    return [{"figure": name, **_written(one)} for name, one in scenario.ranges.items()]


def put_back(scenario: "Scenario", data: Any) -> None:
    """Put ranges in the place of likely figures, in what a scenario was dumped to."""
    places = dict(_places(scenario))
    for name, one in scenario.ranges.items():
        *way, last = places[name]
        table = data
        for step in way:
            table = table[step]
        ends = _written(one)
        table[last] = {"low": ends["low"], "likely": table[last], "high": ends["high"]}


def _written(one: Range) -> dict[str, Any]:
    """Low and high as they are written: as not known where they were."""
    made = {}
    for end in ("low", "high"):
        value = getattr(one, end)
        made[end] = UNKNOWN if one.wide and value == _end(UNKNOWN, end, one.unit, one.likely) else value
    return made


#: How far a figure may be off by the grade of its source, as a share of it, where no range is given (assumed).
WIDTHS = {"measured": 0.1, "experiment elsewhere": 0.25, "assumed": 0.5}


def graded(scenario: "Scenario") -> "Scenario":
    """Return the scenario with a range for every figure that has none, as wide as the grade of its source says.

    Figures that shape the market, the budget (which one sets oneself), and shares of influence (which must not add up
    to more than a whole) stay certain.
    """
    found = dict(scenario.ranges)
    for figure in scenario.figures():
        name, width = figure.where, WIDTHS[figure.grade] * abs(figure.value)
        if name in found or not width or _FIXED.fullmatch(name) or name.startswith(("influence.", "costs.budget")):
            continue
        share = figure.unit.startswith(("share", "chance"))
        high = min(figure.value + width, 1.0) if share and figure.value <= 1 else figure.value + width
        low = max(figure.value - width, -1.0 if share else -np.inf)
        found[name] = Range(float(low), figure.value, float(max(high, figure.value)), figure.unit, False)
    made = scenario.model_copy()
    made._ranges = found
    return made


def ranged_like(made: "Scenario", scenario: "Scenario") -> "Scenario":
    """Return a scenario with the ranges of another, for the figures in which the two agree."""
    if not scenario.ranges:
        return made
    values = {figure.where: figure.value for figure in made.figures()}
    ranged = made.model_copy()
    ranged._ranges = {name: one for name, one in scenario.ranges.items() if values.get(name) == one.likely}
    return ranged


def certain(scenario: "Scenario") -> "Scenario":
    """Return the scenario with its likely figures alone."""
    made = scenario.model_copy()
    made._ranges = {}
    return made


def read_ranges(
    scenario: "Scenario", given: Mapping[str, Mapping[str, Any]]
) -> tuple[dict[str, Range], dict[str, str]]:
    """Make ranges of what a file gives; also what is wrong, by figure.

    Parameters
    ----------
    scenario : Scenario
        With the likely figures.
    given : mapping of str to mapping
        Low, likely and high of each figure, by its name.
    """
    units = {figure.where: (figure.unit, figure.value) for figure in scenario.figures()}
    found, wrong = {}, {}
    for name, ends in given.items():
        if name not in units:
            wrong[name] = f"there is no figure of this name; {advice(name, units)}"
        elif _FIXED.fullmatch(name):
            wrong[name] = "shapes the market itself and cannot have a range; write one number"
        else:
            made = _range(ends, *units[name])
            if isinstance(made, str):
                wrong[name] = made
            elif made.high > made.low:
                found[name] = made
    return found, wrong


def _range(ends: Mapping[str, Any], unit: str, likely: float) -> Range | str:
    """One range, or what is wrong with it. `likely` alone means certain."""
    asked = {end: ends.get(end) for end in ("low", "high")}
    low, high = (_end(asked[end], end, unit, likely) for end in ("low", "high"))
    if low is None or high is None:
        return f'low and high must be numbers, or "{UNKNOWN}" where they are not known; mend them'
    if not low <= likely <= high:
        return f"low {low:g}, likely {likely:g} and high {high:g} must stand in this order; mend them"
    return Range(low, likely, high, unit, UNKNOWN in asked.values())


def _end(value: Any, end: str, unit: str, likely: float) -> float | None:
    if value is None:
        return likely
    if value == UNKNOWN:
        sign = -1.0 if end == "low" else 1.0
        if unit.startswith(("share", "chance")):
            return float(np.clip(likely + sign * _WIDE_SHARE, min(likely, 0.0), 1.0))
        return float(likely * _WIDE_FACTOR**sign)
    return float(value) if isinstance(value, int | float) and np.isfinite(value) else None


def draw_figures(ranges: Mapping[str, Range], seed: int, runs: range) -> "dict[str, Array]":
    """Draw the figures of some futures, one array of shape (len(runs),) for each name."""
    if not ranges:
        return {}
    ids = np.array([permanent_id(_KIND, name) for name in ranges], np.uint32)
    u = np.zeros((len(runs), len(ids)))
    uniforms_of_futures(seed, runs.start, POSTERIOR, ids, u)
    return {name: one.at(u[:, column]) for column, (name, one) in enumerate(ranges.items())}


class FigureWords(NamedTuple):
    """A figure as a row of the parameter table has it."""

    what: str
    unit: str


def figure_words(scenario: "Scenario") -> dict[str, FigureWords]:
    """What the figures that are ranges mean: their description, and where they stand."""
    ranges = getattr(scenario, "ranges", {})
    places, words = dict(_places(scenario)) if ranges else {}, {}
    for name, one in ranges.items():
        thing: Any = scenario
        said = ""
        for step in places[name]:
            if isinstance(thing, BaseModel):
                said = str(type(thing).model_fields[str(step)].description or "").partition(";")[0]
                thing = getattr(thing, str(step))
            elif isinstance(thing, Mapping):
                break
            else:
                thing = thing[int(step)]
        words[name] = FigureWords(f"{said} ({name})" if said else name, one.unit)
    return words


def with_figures(scenario: "Scenario", figures: Mapping[str, float]) -> "Scenario":
    """Return the scenario with other figures, which are certain in it."""
    places = dict(_places(scenario))
    made: Any = scenario
    for name, value in figures.items():
        made = _replaced(made, places[name], value)
    certain: Scenario = made.model_copy()
    certain._ranges = {}
    return certain


def _places(scenario: "Scenario") -> Iterator[tuple[str, Path]]:
    """Yield every figure's name, with the steps that lead to it in a scenario."""
    for single in ("scenario", "costs", "outside"):
        yield from _fields((single,), single, getattr(scenario, single))
    for table in ("roles", "groups", "actors", "constraints", "complements", "shocks"):
        for at, row in enumerate(getattr(scenario, table)):
            label = row.name if hasattr(row, "name") else " & ".join(row.roles)
            yield from _fields((table, at), f"{table}.{label}", row)
    for cause, effects in scenario.influence.items():
        for effect in effects:
            yield f"influence.{cause}.{effect}", ("influence", cause, effect)


def _fields(path: Path, where: str, row: BaseModel) -> Iterator[tuple[str, Path]]:
    for field in type(row).model_fields:
        value = getattr(row, field)
        if isinstance(value, dict):
            yield from ((f"{where}.{field}.{key}", (*path, field, key)) for key in value)
        else:
            yield f"{where}.{field}", (*path, field)


def _replaced(thing: Any, path: Sequence[str | int], value: float) -> Any:
    """A copy of a model, tuple or table with another number at a place."""
    if not path:
        return round(value) if isinstance(thing, int) and not isinstance(thing, bool) else value
    step, rest = path[0], path[1:]
    if isinstance(thing, BaseModel):
        return thing.model_copy(update={str(step): _replaced(getattr(thing, str(step)), rest, value)})
    if isinstance(thing, tuple):
        return tuple(_replaced(item, rest, value) if at == step else item for at, item in enumerate(thing))
    return {key: _replaced(item, rest, value) if key == step else item for key, item in thing.items()}
