"""An experiment, read and checked: everything that its runs depend on."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from migsim.analysis.sweep.factors import Factor
from migsim.analysis.sweep.given import Given
from migsim.analysis.sweep.points import Points, from_table, make_points
from migsim.analysis.sweep.schema import ExperimentFile
from migsim.analysis.sweep.targets import Targets
from migsim.errors import InputError
from migsim.facilitation.strategy import FileStrategy, Strategy
from migsim.scenario.files import read_toml
from migsim.scenario.mistakes import mistakes_in
from migsim.scenario.priors import Prior
from migsim.scenario.schema import Scenario

T = TypeVar("T")


@dataclass(frozen=True)
class Experiment:
    """Scenarios x strategies x points x runs.

    Attributes
    ----------
    file : ExperimentFile
        As written.
    scenarios, strategies : tuple
        What is crossed.
    varied : tuple of Factor
        What varies, in the order of the file.
    held : dict of str to Any
        What is held at a single value.
    prior : Prior
        Where parameters that do not vary come from.
    table : dict of str to list
        Points of a CSV file; empty for every other design.
    """

    file: ExperimentFile
    scenarios: tuple[Scenario, ...]
    strategies: tuple[Strategy, ...]
    varied: tuple[Factor, ...]
    held: dict[str, Any]
    prior: Prior
    table: dict[str, list[Any]]

    @property
    def name(self) -> str:
        """Short name."""
        return self.file.name

    @property
    def total(self) -> int:
        """All its runs."""
        return len(self.scenarios) * len(self.strategies) * len(self.points()) * self.file.runs

    @property
    def kind(self) -> str:
        """Kind of the design."""
        return self.file.design.kind if self.file.design else "grid"

    @cached_property
    def targets(self) -> Targets:
        """What can be varied here."""
        return Targets(self.scenarios, self.strategies, self.file.beyond_range)

    @property
    def beyond_range(self) -> list[str]:
        """Parameters that leave their ranges, varied or held."""
        found = []
        given = {name: [value] for name, value in self.held.items()}
        given |= {factor.name: list(factor.ends()) for factor in self.varied} | self.table
        for name, values in given.items():
            parameter = self.targets.find(name).parameter
            if parameter and not all(parameter.low <= value <= parameter.high for value in values):
                found.append(name)
        return found

    @property
    def decides(self) -> list[str]:
        """Strategies that decide in Python."""
        return [one.name for one in self.strategies if not isinstance(one, FileStrategy)]

    @property
    def in_python(self) -> bool:
        """Whether runs go through Python week by week."""
        return bool(self.decides) or any(one.mechanisms for one in self.scenarios)

    def points(self) -> Points:
        """Lay the design out."""
        if self.table:
            return from_table(self.table)
        design = self.file.design.model_dump() if self.file.design else {}
        return make_points(design, self.varied, self.file.seed)


def load_experiment(source: "str | Path | Mapping[str, Any] | Experiment") -> Experiment:
    """Read an experiment and check all of it.

    Parameters
    ----------
    source : str, Path, mapping or Experiment
        A TOML file, or the same as a mapping, in which scenarios and strategies may also be objects.

    Raises
    ------
    InputError
        Everything that is wrong, in one message for each mistake.
    """
    if isinstance(source, Experiment):
        return source
    if isinstance(source, Mapping):
        return _from_mapping(source)
    given = Given(Path(source).parent)
    try:
        file = read_toml(source, ExperimentFile, given)
    except InputError as error:
        raise InputError([*error.messages, *given.messages]) from None
    return _resolved(file, given)


def _from_mapping(source: Mapping[str, Any]) -> Experiment:
    data = {key: _plain(value) for key, value in source.items()}
    scenarios = _taken_out(data, "scenarios", Scenario)
    strategies = _taken_out(data, "strategies", Strategy)
    if isinstance(data.get("design"), str):
        data["design"] = {"kind": data["design"]}
    given = Given(Path(), scenarios, strategies)
    try:
        file = ExperimentFile.model_validate(data, context=given)
    except ValidationError as error:
        raise InputError([*mistakes_in(error, data, ExperimentFile), *given.messages]) from None
    return _resolved(file, given)


def _plain(value: Any) -> Any:
    """Turn NumPy's and pandas' numbers and arrays into what a file could hold."""
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    return value.tolist() if hasattr(value, "tolist") else value


def _taken_out(data: dict[str, Any], key: str, kind: type[T]) -> dict[str, T]:
    """Take objects out of a list and leave their names in it."""
    named = data.get(key)
    if isinstance(named, (str, Path, kind)):
        named = [named]
    if not isinstance(named, (list, tuple)):
        return {}
    data[key] = [one.name if isinstance(one, (Scenario, Strategy)) else str(one) for one in named]
    return {one.name: one for one in named if isinstance(one, kind)}  # type: ignore[attr-defined]


def _resolved(file: ExperimentFile, given: Given) -> Experiment:
    return Experiment(
        file,
        tuple(given.scenarios),
        tuple(given.strategies),
        tuple(given.varied),
        given.held,
        given.prior(file.prior),
        given.table,
    )
