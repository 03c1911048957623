"""From the name of a factor to what it changes, and whether a value is possible there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ValidationError

from migsim.analysis.sweep.names import ANY_STRATEGY, ONE_STRATEGY, Places, is_text, is_whole, lever_names, put
from migsim.analysis.sweep.names import scenario_names as figure_names
from migsim.errors import InputError
from migsim.facilitation.schema import Plan
from migsim.facilitation.strategy import FileStrategy, Strategy
from migsim.scenario.checked import plain
from migsim.scenario.parameters import PARAMETERS, SWITCHES, Parameter, check_changes
from migsim.scenario.schema import Scenario
from migsim.scenario.suggest import closest
from migsim.scenario.wording import field_at, words

_BY_NAME = {parameter.name: parameter for parameter in PARAMETERS}
_SWITCHES = frozenset(switch.name for switch in SWITCHES)


@dataclass(frozen=True)
class Target:
    """What a factor changes.

    Attributes
    ----------
    name : str
    scenarios, strategies : dict
        For a figure or a lever: where it stands, by the scenarios and strategies that have it.
    """

    name: str
    scenarios: Mapping[str, Places] = field(default_factory=dict)
    strategies: Mapping[str, Places] = field(default_factory=dict)

    @property
    def is_parameter(self) -> bool:
        """Whether it is a parameter or a switch."""
        return not self.scenarios and not self.strategies

    @property
    def parameter(self) -> Parameter | None:
        """The parameter, if it is one."""
        return _BY_NAME.get(self.name) if self.is_parameter else None

    @property
    def whole(self) -> bool:
        """Whether it takes whole numbers only."""
        return (self.is_parameter and self.name in _SWITCHES) or is_whole(self._field())

    @property
    def text(self) -> bool:
        """Whether it takes words."""
        return is_text(self._field())

    def _field(self) -> Any:
        for model, found in ((Scenario, self.scenarios), (Plan, self.strategies)):
            for places in found.values():
                return field_at(model, places[0])
        return None


class Targets:
    """Everything that can be varied in some scenarios and strategies."""

    def __init__(
        self, scenarios: Sequence[Scenario], strategies: Sequence[Strategy], beyond_range: bool = False
    ) -> None:
        self.beyond_range = beyond_range
        self.scenarios = {scenario.name: scenario for scenario in scenarios}
        self.plans = {one.name: one.plan for one in strategies if isinstance(one, FileStrategy)}
        self._found = {name: Target(name) for name in (*_BY_NAME, *_SWITCHES)}
        for name, scenario in self.scenarios.items():
            for figure, places in figure_names(scenario).items():
                self._add(figure, scenarios={name: places})
        for name, plan in self.plans.items():
            for lever, places in lever_names(plan).items():
                self._add(ANY_STRATEGY + lever, strategies={name: places})
                self._add(f"{ONE_STRATEGY}{name}.{lever}", strategies={name: places})

    def _add(self, name: str, scenarios: Any = None, strategies: Any = None) -> None:
        known = self._found.get(name, Target(name))
        self._found[name] = Target(
            name, {**known.scenarios, **(scenarios or {})}, {**known.strategies, **(strategies or {})}
        )

    @property
    def parameters(self) -> list[str]:
        """Names of all parameters, switches apart."""
        return list(_BY_NAME)

    def find(self, name: str) -> Target:
        """Return what a name stands for.

        Raises
        ------
        InputError
            There is no such parameter, figure or lever.
        """
        if name in self._found:
            return self._found[name]
        meant = closest(name, self._found)
        raise InputError(
            "is no parameter, figure or lever here; "
            + (
                f'did you mean "{meant}"?'
                if meant
                else "`migsim parameters` lists the parameters, figures go by their place in the scenario's file "
                "(costs.meeting) and levers by theirs in the strategy's (strategy.style)"
            )
        )

    def complaint(self, target: Target, values: Iterable[Any]) -> str | None:
        """Return what is wrong with the first impossible one of some values, or None."""
        for value in values:
            if target.is_parameter:
                said = _parameter_complaint(target.name, value, self.beyond_range)
            else:
                said = self._file_complaint(target, value)
            if said:
                return said
        return None

    def _file_complaint(self, target: Target, value: Any) -> str | None:
        models: tuple[tuple[type[BaseModel], Mapping[str, Places], Mapping[str, BaseModel]], ...] = (
            (Scenario, target.scenarios, self.scenarios),
            (Plan, target.strategies, self.plans),
        )
        for model, places, originals in models:
            for name in places:
                data = plain(originals[name])
                put(data, places[name], value)
                try:
                    model.model_validate(data)
                except ValidationError as error:
                    for line in error.errors(include_url=False):
                        # What spans several tables may come right with another factor; it is seen at each point.
                        if line["type"] != "mistake" and any(line["loc"][: len(p)] == p for p in places[name]):
                            return f"{value!r} {words(line, model, places[name][0])}"
        return None


def _parameter_complaint(name: str, value: Any, beyond_range: bool) -> str | None:
    if isinstance(value, str) or not isinstance(value, (int, float)):
        return f"{value!r} must be a number; write one without quotes"
    try:
        check_changes({name: value}, beyond_range)
    except InputError as error:
        return error.messages[0]
    return None
