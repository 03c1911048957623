"""Scenarios and strategies with some of their figures changed, checked as a file would be."""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from migsim.analysis.sweep.names import Places, put
from migsim.analysis.sweep.targets import Target
from migsim.errors import InputError
from migsim.facilitation.schema import Plan
from migsim.facilitation.strategy import FileStrategy, Strategy
from migsim.scenario.checked import plain
from migsim.scenario.mistakes import mistakes_in
from migsim.scenario.ranges import ranged_like
from migsim.scenario.schema import Scenario

M = TypeVar("M", bound=BaseModel)


def altered_scenario(scenario: Scenario, values: Mapping[str, Any], targets: Mapping[str, Target]) -> Scenario:
    """Return a scenario with the figures among `values` that it has.

    Raises
    ------
    InputError
        It would not be possible as a file.
    """
    name = scenario.name
    changes = [(targets[key].scenarios[name], value) for key, value in values.items() if name in targets[key].scenarios]
    if not changes:
        return scenario
    made = _altered(scenario, changes).with_mechanisms(*scenario.mechanisms).with_outcomes(**scenario.outcomes)
    return ranged_like(made, scenario)


def altered_strategy(strategy: Strategy, values: Mapping[str, Any], targets: Mapping[str, Target]) -> Strategy:
    """Return a strategy with the levers among `values` that it has.

    Raises
    ------
    InputError
        It would not be possible as a file.
    """
    name = strategy.name
    changes = [
        (targets[key].strategies[name], value) for key, value in values.items() if name in targets[key].strategies
    ]
    if not changes or not isinstance(strategy, FileStrategy):
        return strategy
    plan: Plan = _altered(strategy.plan, changes)
    return FileStrategy(plan, strategy.path)


def _altered(original: M, changes: list[tuple[Places, Any]]) -> M:
    data = plain(original)
    for places, value in changes:
        put(data, places, value)
    try:
        return type(original).model_validate(data)
    except ValidationError as error:
        raise InputError(mistakes_in(error, data, type(original))) from None
