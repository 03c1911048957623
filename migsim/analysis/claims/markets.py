"""Markets made from a scenario, where the market is what an arm changes."""

from collections.abc import Callable
from typing import Any

from migsim.scenario.schema import Constraint, Scenario

_AGENDA = 3  # constraints on an agenda: as many as the most groups
_EARLY = 40  # week of the test shock while groups live


def agenda(scenario: Scenario, chosen: list[str]) -> Scenario:
    """Put only some constraints on the table: the others are neither felt as a cause nor open to work.

    Their burdens stay, and influence still eases them.
    """
    data: dict[str, Any] = scenario.model_dump()
    for constraint in data["constraints"]:
        if constraint["name"] not in chosen:
            constraint["visibility"] = constraint["tractability"] = 0.0
    return Scenario.model_validate(data)


def by_need(scenario: Scenario) -> Scenario:
    """Agenda of the heaviest burdens on households, as a needs assessment would find them."""
    homes = [role.name for role in scenario.roles if role.household] or [role.name for role in scenario.roles]
    return _highest(scenario, lambda c: c.severity * sum(c.burden.get(role, 0.0) for role in homes))


def by_expert(scenario: Scenario) -> Scenario:
    """Agenda of a facilitator who looks at what is heavy and can be moved, over all roles by their turnover."""
    turnover = {role.name: role.turnover * _count(scenario, role.name) for role in scenario.roles}
    return _highest(
        scenario, lambda c: c.severity * c.tractability * sum(turnover[r] * max(b, 0.0) for r, b in c.burden.items())
    )


def most_relevant(scenario: Scenario) -> Scenario:
    """Agenda of what weighs most on those who could come, of what work can move."""
    return _highest(scenario, lambda c: (c.tractability > 0, _weight(scenario, c)))


def least_relevant(scenario: Scenario) -> Scenario:
    """Agenda of what weighs least on them, of what work can move."""
    return _highest(scenario, lambda c: (c.tractability > 0, -_weight(scenario, c)))


def shocked_early(scenario: Scenario) -> Scenario:
    """Bring the test shock forward to a week in which groups live."""
    data: dict[str, Any] = scenario.model_dump()
    for shock in data["shocks"]:
        if shock["test"]:
            shock["week"] = _EARLY
    return Scenario.model_validate(data)


def _weight(scenario: Scenario, constraint: Constraint) -> float:
    """Sum over the pool's actors of the share of turnover that a constraint costs them."""
    return constraint.severity * sum(max(constraint.burden.get(actor.role, 0.0), 0.0) for actor in scenario.actors)


def _highest(scenario: Scenario, score: Callable[[Constraint], Any]) -> Scenario:
    ranked = sorted(scenario.constraints, key=score, reverse=True)
    return agenda(scenario, [constraint.name for constraint in ranked[:_AGENDA]])


def _count(scenario: Scenario, role: str) -> float:
    pool = sum(actor.role == role for actor in scenario.actors)
    return pool + scenario.outside.size * next(r.outside_share for r in scenario.roles if r.name == role)


MARKETS: dict[str, Callable[[Scenario], Scenario]] = {
    one.__name__: one for one in (by_need, by_expert, most_relevant, least_relevant, shocked_early)
}
