"""The programmes that the patterns are about: the library's `intensive`, changed only in what a pattern asks."""

from collections.abc import Mapping
from typing import Any

from migsim.facilitation.library import load_strategy
from migsim.facilitation.schema import Plan
from migsim.facilitation.strategy import FileStrategy

YEAR, HALF = 52, 26
FIVE_MONTHS = 22  # weeks
LATER = 104  # weeks after the exit, when life after it is judged
EXIT = YEAR + 1  # first week without the programme, of all that last a year
END = EXIT + LATER

_HOURS = dict(load_strategy("intensive").plan.phases[0].hours)
_ALL = sum(_HOURS.values())


def _scaled_to_all(hours: Mapping[str, float]) -> dict[str, float]:
    """The same hours a week as all programmes, in these proportions."""
    return {practice: given * _ALL / sum(hours.values()) for practice, given in hours.items()}


def _without(practice: str) -> dict[str, float]:
    """The same hours a week, none of them on this practice."""
    return _scaled_to_all({name: given for name, given in _HOURS.items() if name != practice})


def _with_more(practice: str, more: float) -> dict[str, float]:
    """The same hours a week, so many more of them on this practice."""
    others = {name: given for name, given in _HOURS.items() if name != practice}
    left = _ALL - _HOURS[practice] - more
    scaled = {name: given * left / sum(others.values()) for name, given in others.items()}
    return scaled | {practice: _HOURS[practice] + more}


def _variant(name: str, *phases: tuple[int, dict[str, float], float], style: float = 0.0, **start: Any) -> FileStrategy:
    """`intensive` with these phases: weeks, hours by practice, share of travel paid; and changes of its start."""
    plan = load_strategy("intensive").plan.model_dump()
    base = plan["phases"][0] | {"style": style}
    plan |= {"name": name, "cost": "own", "start": plan["start"] | start}
    plan["phases"] = [base | {"weeks": w, "hours": h, "travel_support": paid} for w, h, paid in phases]
    return FileStrategy(Plan.model_validate(plan))


_STAFF = {"chair": "facilitator", "interval": 4}
#: Programme, and the last week of it that a pattern looks at.
PROGRAMMES = {
    "no-project": (load_strategy("no-project"), END),
    "one-workshop": (load_strategy("one-workshop"), END),
    "year": (_variant("year", (YEAR, _HOURS, 0.0)), END),
    "for-them": (_variant("for-them", (YEAR, _HOURS, 0.0), style=0.8, **_STAFF), END),
    "supported": (_variant("supported", (YEAR, _HOURS, 1.0)), YEAR),
    "support-ends": (_variant("support-ends", (HALF, _HOURS, 1.0), (HALF, _HOURS, 0.0)), YEAR),
    "unmanaged": (_variant("unmanaged", (YEAR, _without("management"), 0.0)), YEAR),
    "five-months": (_variant("five-months", (FIVE_MONTHS, _HOURS, 0.0)), FIVE_MONTHS + YEAR),
    "staff-decide": (_variant("staff-decide", (YEAR, _HOURS, 0.0), style=0.5, **_STAFF), END),
    "inclusive": (
        _variant(
            "inclusive", (YEAR, _with_more("inclusion", 5.0), 0.0),
            style=0.5, breadth=0.8, marginalised_first=0.6, ballot="secret",
        ),
        END,
    ),
    "captured": (_variant("captured", (YEAR, _without("inclusion"), 0.0), style=0.5, breadth=0.0), END),
}  # fmt: skip
