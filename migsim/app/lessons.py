"""Lessons: small experiments whose answers are worked out by the model each time, never written down beforehand.

A lesson asks a question about two ways to facilitate (which does better?) or about one (how much?). The words stand in
the texts of each language; here stands what the page runs. Hours are equal between the two ways, so that only their
use differs.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from migsim.facilitation.library import load_strategy
from migsim.facilitation.schedule import LIFE_AFTER, check_horizon
from migsim.facilitation.schema import Plan
from migsim.facilitation.strategy import FileStrategy
from migsim.scenario.schema import Scenario

_BASE = "intensive"

Way = Callable[[Plan, float], Plan]


@dataclass(frozen=True)
class Lesson:
    """One lesson.

    Attributes
    ----------
    ways : tuple of callable
        One or two ways to facilitate: each makes its plan from the common one and the knob.
    measure : str
        Scorecard column, or "share_outside" or "trust_gain".
    knob : tuple of float
        Values that the one knob can take where the market's horizon has room for them; the middle one is asked about.
    bins : tuple of float
        For a question of how much: edges between the answers. Empty for a question of which.
    less_is_better : bool
    changes : tuple of mapping
        Mechanisms switched off, by way.
    """

    ways: tuple[Way, ...]
    measure: str
    knob: tuple[float, ...]
    bins: tuple[float, ...] = ()
    less_is_better: bool = False
    changes: tuple[Mapping[str, float], ...] = field(default=({}, {}))

    def knobs(self, scenario: Scenario) -> list[float]:
        """Values that the knob can take in this market: those that leave two years after the exit to be seen.

        Raises
        ------
        InputError
            There is no room for the one that is asked about.
        """
        strategies = {knob: [self.strategy(way, knob) for way in range(len(self.ways))] for knob in self.knob}
        for strategy in strategies[self.asked_at]:
            check_horizon(strategy, scenario.horizon)
        latest = scenario.horizon - LIFE_AFTER
        return [knob for knob, tried in strategies.items() if all((s.exit_week or 0) <= latest for s in tried)]

    @property
    def asked_at(self) -> float:
        """Value of the knob at which the question is asked."""
        return self.knob[len(self.knob) // 2]

    def strategy(self, way: int, knob: float) -> FileStrategy:
        """One of the ways, at a value of the knob."""
        base = load_strategy(_BASE)
        assert isinstance(base, FileStrategy), "the library is files"
        return FileStrategy(self.ways[way](base.plan.model_copy(update={"cost": "own"}), knob))


def _phases(plan: Plan, **changes: Any) -> Plan:
    return plan.model_copy(update={"phases": tuple(phase.model_copy(update=changes) for phase in plan.phases)})


def _started(plan: Plan, **changes: Any) -> Plan:
    assert plan.start is not None, "the common plan has a workshop"
    return plan.model_copy(update={"start": plan.start.model_copy(update=changes)})


def with_hours(practice: str, share: float) -> Way:
    """Give a practice `share` of all weekly hours; the others share the rest as before."""

    def way(plan: Plan, knob: float) -> Plan:
        part = knob if share < 0 else share
        phases = []
        for phase in plan.phases:
            total = sum(phase.hours.values())
            others = {name: hours for name, hours in phase.hours.items() if name != practice}
            scale = total * (1.0 - part) / sum(others.values())
            hours = {name: value * scale for name, value in others.items()} | {practice: total * part}
            phases.append(phase.model_copy(update={"hours": hours}))
        return plan.model_copy(update={"phases": tuple(phases)})

    return way


def at_knob(practice: str) -> Way:
    """Give a practice the knob's share of all weekly hours."""
    return with_hours(practice, -1.0)


def _as_it_is(plan: Plan, knob: float) -> Plan:
    return plan


def _weeks(plan: Plan, knob: float) -> Plan:
    return _phases(plan, weeks=int(knob))


def _interval(plan: Plan, knob: float) -> Plan:
    return _started(plan, interval=int(knob))


def _mapping(prepared: bool) -> Way:
    def way(plan: Plan, knob: float) -> Plan:
        preparation = {"prioritising": 40.0} if prepared else {"starting": 40.0}
        return _started(plan, mapping_days=int(knob), preparation=preparation)

    return way


def _seats(share: float) -> Way:
    def way(plan: Plan, knob: float) -> Plan:
        seated = _started(plan, marginalised_first=share)
        return with_hours("inclusion", 0.0 if share else knob)(seated, knob)

    return way


def _style(share: float) -> Way:
    def way(plan: Plan, knob: float) -> Plan:
        return _phases(_weeks(plan, knob), style=share)

    return way


def _handover(tapered: bool) -> Way:
    """Leave at once after the knob's weeks, or fade over half of a longer time with the same hours."""

    def way(plan: Plan, knob: float) -> Plan:
        if not tapered:
            return _weeks(plan, knob)
        fading = int(knob) // 2 * 2
        longer = _weeks(plan, knob + fading // 2)
        handover = longer.handover.model_copy(update={"kind": "taper", "weeks": fading})
        return longer.model_copy(update={"handover": handover})

    return way


#: In the order in which they are taught.
LESSONS: dict[str, Lesson] = {
    "mig": Lesson((_weeks,), "share_outside", (26, 52, 104), bins=(0.25, 0.6)),
    "vote": Lesson((_mapping(True), _mapping(False)), "goals_reached", (1, 2, 4)),
    "trust": Lesson((_interval,), "trust_gain", (8, 4, 2), bins=(0.02, 0.1)),
    "deals": Lesson((_interval, _interval), "attendance", (8, 4, 2), changes=({}, {"deals_on": 0.0})),
    "need": Lesson((at_knob("interdependence"), with_hours("interdependence", 0.0)), "partners", (0.1, 0.3, 0.5)),
    "meeting": Lesson((at_knob("management"), with_hours("management", 0.0)), "attendance", (0.1, 0.3, 0.5)),
    "heard": Lesson((_seats(0.0), _seats(0.5)), "voice_gap", (0.1, 0.3, 0.5), less_is_better=True),
    "word": Lesson((at_knob("communication"), with_hours("communication", 0.0)), "attendance", (0.1, 0.3, 0.5)),
    "leverage": Lesson((at_knob("prioritising"), with_hours("prioritising", 0.0)), "system_benefit", (0.1, 0.3, 0.5)),
    "reflect": Lesson((at_knob("reflection"), with_hours("reflection", 0.0)), "goals_reached", (0.1, 0.3, 0.5)),
    "style": Lesson((_style(0.0), _style(1.0)), "migs_alive", (26, 52, 104)),
    "leaving": Lesson((_handover(True), _handover(False)), "migs_alive", (26, 52, 78)),
    "shock": Lesson((_weeks, _weeks), "resilience", (26, 52, 104), changes=({}, {"rerouting_on": 0.0})),
}
