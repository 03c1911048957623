"""A market as the page draws it: numbers and names only, so that any language can put it into words."""

from math import isfinite
from typing import Any

from migsim.report.ring import places
from migsim.scenario.schema import Scenario


def market_of(scenario: Scenario) -> dict[str, Any]:
    """What the page has to know of a market, once."""
    return {
        "name": scenario.name,
        "title": scenario.title,
        "description": scenario.description,
        "currency": scenario.currency,
        "weeks": scenario.horizon,
        "roles": [role.name for role in scenario.roles],
        "groups": [{"name": g.name, "marginalised": g.marginalised} for g in scenario.groups],
        "actors": [
            {"name": actor.name, "role": actor.role, "groups": list(actor.groups), "x": x, "y": y}
            for actor, (x, y) in zip(scenario.actors, places(scenario), strict=True)
        ],
        "constraints": [
            {"name": c.name, "title": c.title, "level": c.level, "severity": c.severity} for c in scenario.constraints
        ],
        "shocks": [
            {"name": s.name, "kind": s.kind, "weeks": s.weeks, "constraint": s.constraint, "role": s.role}
            for s in scenario.shocks
        ],
        "influence": scenario.influence,
    }


def number(value: Any) -> float | None:
    """Round to what a page can show: five significant digits; None where there is no value."""
    if value is None or not isfinite(value):
        return None
    return float(f"{float(value):.5g}")
