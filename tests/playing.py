"""Single futures on the small market, with everything that they leave behind."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from migsim.engine.future import play
from migsim.engine.worlds import Cell, Desk, make_desk, prepare_cell
from migsim.facilitation.schema import Plan
from migsim.facilitation.strategy import FileStrategy, Strategy
from migsim.scenario.library import load_scenario
from migsim.scenario.schema import Scenario
from migsim.stages import events
from migsim.state import Array
from migsim.vocabulary import SCORECARD

SMALL = Path(__file__).parent / "small.toml"


@lru_cache(maxsize=1)
def small_scenario() -> Scenario:
    return load_scenario(SMALL)


def plan(name: str, **changes: Any) -> FileStrategy:
    """Forty weeks of coaching, with `changes` to the file."""
    content: dict[str, Any] = {
        "name": name,
        "title": name.capitalize(),
        "description": "Made up for the tests.",
        "source": "made up",
        "start": {"preparation": {"starting": 10, "inclusion": 5}},
        "phases": [phase()],
    }
    return FileStrategy(Plan(**{**content, **changes}))


def phase(**changes: Any) -> dict[str, Any]:
    hours = {"management": 4, "communication": 2, "reflection": 2, "inclusion": 1, "interdependence": 2}
    return {"weeks": 40, "hours": hours, **changes}


EASY = {"attendance": 0.3, "kept": 0.3, "members_ran": 0.15}  # when a group counts as ready

#: One plan for each way in which plans differ.
PLANS: dict[str, FileStrategy] = {
    made.name: made
    for made in (
        plan("coached"),
        plan("nothing", start=None, phases=[]),
        plan("workshop", phases=[]),
        plan("delivered", start=None, phases=[], delivery={"weeks": 30}),
        plan("recruiting", phases=[phase(recruit=5)], handover={"kind": "taper", "weeks": 10}),
        plan("doing", phases=[phase(style=0.9, fund=50.0, travel_support=1.0)]),
        plan("local", phases=[phase(style=0.4, agents="local", messages=0.8)]),
        plan("tapered", cost="equal", handover={"kind": "taper", "weeks": 20}),
        plan("ready", handover={"kind": "when-ready", "earliest": 20, "weeks": 13, **EASY}),
        plan("existing", start={"group": "existing", "vote": "borda", "ballot": "secret", "chair": "facilitator"}),
        plan(
            "broad", start={"breadth": 1.0, "marginalised_first": 1.0, "vote": "approval", "groups": 5, "interval": 3}
        ),
        plan("narrow", start={"breadth": 0.0, "vote": "plurality", "groups": 1, "mapping_days": 6}),
    )
}


@dataclass(frozen=True)
class Future:
    """One future after its end."""

    cell: Cell
    desk: Desk
    parameters: Array

    @property
    def scorecard(self) -> dict[str, float]:
        return dict(zip(SCORECARD, map(float, self.desk.scorecard[0]), strict=True))

    @property
    def ledger(self) -> Any:
        return self.desk.state.ledger[0]

    @property
    def discounts(self) -> Array:
        return np.cumprod(np.concatenate([[1.0], np.full(self.cell.weeks, self.cell.market.figures[0]["discount"])]))

    def weekly(self, name: str) -> Array:
        return self.desk.weekly[name]

    def present_value(self, name: str) -> float:
        return float(self.weekly(name) @ self.discounts)

    def count(self, event: int) -> int:
        log = self.desk.state.events[: self.ledger["events"]]
        return int((log["event"] == event).sum())

    def trust(self) -> Array:
        """Matrix of trust at the end, after the definition."""
        state, strength = self.desk.state, self.parameters[0]["prior_strength"]
        good, bad = state.positive * self.ledger["decay"], state.negative * self.ledger["decay"]
        return (strength * state.prior + good) / (strength + good + bad)


@cache
def cell_of(name: str) -> Cell:
    """Cell of one of `PLANS`, all on the same market."""
    market = cell_of("coached").market if name != "coached" else None
    return prepare_cell(small_scenario(), PLANS[name], seed=1, market=market)


def future(which: str | Strategy, parameters: Array, run: int = 0, scenario: Scenario | None = None) -> Future:
    """Play one future of a plan by name, or of any strategy on any scenario."""
    if isinstance(which, str) and scenario is None:
        cell = cell_of(which)
    else:
        strategy = PLANS[which] if isinstance(which, str) else which
        cell = prepare_cell(scenario or small_scenario(), strategy, seed=1)
    desk = make_desk(cell.market, len(cell.scenario.groups), recorded=True, event_capacity=50_000)
    play(cell, desk, parameters, run)
    assert desk.state.ledger[0]["events"] <= len(desk.state.events)
    return Future(cell, desk, parameters)


__all__ = ["PLANS", "SMALL", "Future", "cell_of", "events", "future", "phase", "plan", "small_scenario"]
