"""The facilitator's game: hours and levers decided quarter by quarter, in one world, then life without the player.

What can be decided stands here; what comes of it the page works out.
"""

from collections.abc import Sequence

from pydantic import BaseModel

from migsim.facilitation.schedule import LIFE_AFTER
from migsim.facilitation.schema import Phase, Plan, Practice, Start
from migsim.facilitation.strategy import FileStrategy
from migsim.scenario.schema import Scenario

WEEKS = 13
HOURS = 24.0  # a week, for all groups together: one full-time facilitator less travel and reports
QUARTERS = 4  # that every game has; one with packages alone is then one of 256


class Quarter(BaseModel):
    """What a player decided for 13 weeks."""

    hours: dict[Practice, float] = {}
    style: float = 0.0
    travel_support: float = 0.0
    fund: float = 0.0


#: Four ways to spend a quarter, for those who do not want to move seven sliders.
#: Each differs from the first in one thing: who does it, where the extra hours go, how many hours there are.
_BASE: dict[Practice, float] = {
    "management": 4, "communication": 4, "interdependence": 2, "reflection": 2, "inclusion": 2, "prioritising": 2,
}  # fmt: skip
_MEETINGS: dict[Practice, float] = {**_BASE, "management": 12}
_TIES: dict[Practice, float] = {**_BASE, "interdependence": 10}
PACKAGES: dict[str, Quarter] = {
    "coach": Quarter(hours=_MEETINGS),
    "push": Quarter(hours=_MEETINGS, style=1.0),
    "connect": Quarter(hours=_TIES),
    "step-back": Quarter(hours={practice: hours / 2 for practice, hours in _BASE.items()}),
}


def plan_of(quarters: Sequence[Quarter]) -> FileStrategy:
    """Turn decisions into a strategy: one phase a quarter, then nothing."""
    phases = tuple(
        Phase(weeks=WEEKS, hours=dict(q.hours), style=q.style, travel_support=q.travel_support, fund=q.fund)
        for q in quarters
    )
    plan = Plan(
        name="game",
        title="Your play",
        description="Decided quarter by quarter in the facilitator's game.",
        source="the player",
        start=Start(preparation={"starting": 24, "interdependence": 16, "inclusion": 16, "prioritising": 24}),
        phases=phases,
    )
    return FileStrategy(plan)


def most_quarters(scenario: Scenario) -> int:
    """Quarters that leave two years after the exit to be seen."""
    return max(min(8, (scenario.horizon - LIFE_AFTER - 1) // WEEKS), 1)
