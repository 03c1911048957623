"""The arms that claims share: one base programme, and variants of it that differ in one thing.

The base programme is a year of coaching at 23 hours a week over the practices, spread as the library's `intensive`
spreads them, after two mapping days and 80 hours of preparation; no travel is paid, and it ends from one week to the
next. Variants move hours between practices and leave their sum alone.
"""

from collections.abc import Mapping
from typing import Any

from migsim.analysis.claims.model import Arm
from migsim.facilitation.library import load_strategy
from migsim.facilitation.schema import Plan
from migsim.facilitation.strategy import FileStrategy

HOURS: Mapping[str, float] = {
    "interdependence": 4.0,
    "management": 6.0,
    "inclusion": 3.0,
    "communication": 4.0,
    "prioritising": 2.0,
    "reflection": 4.0,
}
PREPARATION: Mapping[str, float] = {"starting": 30.0, "inclusion": 15.0, "prioritising": 20.0, "interdependence": 15.0}
WEEKS = 52
EXIT = WEEKS + 1  # first week without paid support


def plan(name: str, title: str, **changes: Any) -> FileStrategy:
    """Make a variant of the base programme.

    Parameters
    ----------
    name, title : str
    **changes
        ``hours``, ``weeks``, ``style`` of its one phase; fields of `Start`; ``handover``; ``cost``; ``phases=()`` for
        none.
    """
    phase = {"weeks": WEEKS, "hours": dict(HOURS)}
    phase |= {key: changes.pop(key) for key in ("weeks", "hours", "style") if key in changes}
    top = {key: changes.pop(key) for key in ("phases", "handover", "cost") if key in changes}
    start: dict[str, Any] = {"preparation": dict(PREPARATION), "mapping_days": 2} | changes
    whole = {
        "name": name,
        "title": title,
        "description": f"An arm of the claims: {title}.",
        "source": "practice guidance on Market Interest Groups, as an experiment",
        "start": start,
        "phases": [phase],
    }
    return FileStrategy(Plan.model_validate(whole | top))


def moved(hours: Mapping[str, float], practice: str, to: float) -> dict[str, float]:
    """Give a practice `to` hours and scale the others, so that the sum stays.

    Examples
    --------
    >>> moved({"management": 6.0, "reflection": 2.0}, "reflection", 0.0)
    {'management': 8.0, 'reflection': 0.0}
    """
    total = sum(hours.values())
    others = total - hours.get(practice, 0.0)
    scaled = {name: h * (total - to) / others for name, h in hours.items() if name != practice}
    return scaled | {practice: to}


def arm(name: str, title: str, changes: Mapping[str, float] | None = None, **plan_changes: Any) -> Arm:
    """Make an arm whose strategy is a variant of the base programme."""
    return Arm(name, title, plan(name, title, **plan_changes), changes or {})


def library_arm(name: str) -> Arm:
    """Make an arm of a strategy of the library."""
    strategy = load_strategy(name)
    return Arm(name, strategy.title, strategy)


BASE = arm("base", "a year of coaching")
NOTHING = library_arm("no-project")
WORKSHOP = arm("workshop-only", "the same workshop, then nothing", phases=())
