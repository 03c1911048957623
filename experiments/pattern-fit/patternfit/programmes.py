"""The programmes that the patterns are about: the library's `intensive`, changed only in what a pattern asks."""

from migsim.facilitation.library import load_strategy
from migsim.facilitation.schema import Plan
from migsim.facilitation.strategy import FileStrategy

SCENARIO = "treyl-poultry"
YEAR, HALF = 52, 26
FIVE_MONTHS = 22  # weeks

_HOURS = dict(load_strategy("intensive").plan.phases[0].hours)
_ALL = sum(_HOURS.values())
#: The same hours a week, none of them on managing meetings.
_UNMANAGED = {p: h * _ALL / (_ALL - _HOURS["management"]) for p, h in _HOURS.items() if p != "management"}


def _variant(name: str, *phases: tuple[int, dict, float]) -> FileStrategy:
    """`intensive` with these phases: weeks, hours by practice, share of travel paid."""
    plan = load_strategy("intensive").plan.model_dump()
    base = plan["phases"][0]
    plan |= {"name": name, "cost": "own"}
    plan["phases"] = [base | {"weeks": w, "hours": h, "travel_support": paid} for w, h, paid in phases]
    return FileStrategy(Plan.model_validate(plan))


#: Programme, and the last week of it that a pattern looks at.
PROGRAMMES = {
    "no-project": (load_strategy("no-project"), 2 * YEAR),
    "one-workshop": (load_strategy("one-workshop"), YEAR),
    "year": (_variant("year", (YEAR, _HOURS, 0.0)), 3 * YEAR),
    "supported": (_variant("supported", (YEAR, _HOURS, 1.0)), YEAR),
    "support-ends": (_variant("support-ends", (HALF, _HOURS, 1.0), (HALF, _HOURS, 0.0)), YEAR),
    "unmanaged": (_variant("unmanaged", (YEAR, _UNMANAGED, 0.0)), YEAR),
    "five-months": (_variant("five-months", (FIVE_MONTHS, _HOURS, 0.0)), FIVE_MONTHS + YEAR),
}
