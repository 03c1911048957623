"""Lessons: small experiments whose answers are worked out by the model each time, never written down beforehand.

A lesson asks a question about two ways to facilitate (which does better?) or about one (how much?). The words stand in
the texts of each language; here stands what is run. Hours are equal between the two ways, so that only their use
differs.

Each declares which difference is worth acting on; a smaller one is "hardly a difference", however many worlds it holds
in. A lesson whose answer is not the same for eight seeds is an open question and is listed as one (tested).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from migsim.app.drawn import number
from migsim.engine import ensemble
from migsim.errors import InputError
from migsim.facilitation.library import load_strategy
from migsim.facilitation.schedule import LIFE_AFTER, check_horizon
from migsim.facilitation.schema import Plan
from migsim.facilitation.strategy import FileStrategy
from migsim.scenario.schema import Scenario

WORLDS = 40
_BASE = "intensive"
_WITHOUT = "no-project"
_GAINS = ("system_benefit", "wider_benefit", "constituent_benefit")

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
    worth : float
        Difference of the means that is worth acting on, in the unit of the measure.
    bins : tuple of float
        For a question of how much: edges between the answers. Empty for a question of which.
    less_is_better : bool
    changes : tuple of mapping
        Mechanisms switched off, by way.
    open : bool
        Whether the poultry market gives it no answer that is worth acting on and the same for eight seeds (tested).
    """

    ways: tuple[Way, ...]
    measure: str
    knob: tuple[float, ...]
    worth: float = 0.0
    bins: tuple[float, ...] = ()
    less_is_better: bool = False
    changes: tuple[Mapping[str, float], ...] = field(default=({}, {}))
    open: bool = False

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


def _half_a_year(plan: Plan, knob: float) -> Plan:
    """Leave after half a year, whatever the knob says of the other way."""
    return _weeks(plan, 26)


def _travel(share: float) -> Way:
    def way(plan: Plan, knob: float) -> Plan:
        return _phases(_weeks(plan, knob), travel_support=share)

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


_open = partial(Lesson, open=True)

#: In the order in which they are taught; those that are open come last, and the page says that they are.
LESSONS: dict[str, Lesson] = {
    "mig": Lesson((_weeks,), "share_outside", (26, 52, 104), bins=(0.25, 0.6)),
    "trust": Lesson((_interval,), "trust_gain", (8, 4, 2), bins=(0.02, 0.1)),
    "meeting": Lesson((at_knob("management"), with_hours("management", 0.0)), "attendance", (0.1, 0.3, 0.5), 0.05),
    "heard": Lesson((_seats(0.0), _seats(0.5)), "voice_gap", (0.1, 0.3, 0.5), 0.05, less_is_better=True),
    "style": Lesson((_style(0.0), _style(1.0)), "migs_alive", (26, 52, 104), 0.3),
    "travel": Lesson((_travel(1.0), _travel(0.0)), "attendance", (26, 52, 104), 0.05),
    "stay": Lesson((_weeks, _half_a_year), "goals_reached", (52, 104, 156), 0.5),
    "vote": _open((_mapping(True), _mapping(False)), "goals_reached", (1, 2, 4), 0.3),
    "deals": _open((_interval, _interval), "attendance", (8, 4, 2), 0.05, changes=({}, {"deals_on": 0.0})),
    "need": _open((at_knob("interdependence"), with_hours("interdependence", 0.0)), "partners", (0.1, 0.3, 0.5), 1.0),
    "word": _open((at_knob("communication"), with_hours("communication", 0.0)), "attendance", (0.1, 0.3, 0.5), 0.05),
    "leverage": _open(
        (at_knob("prioritising"), with_hours("prioritising", 0.0)), "system_benefit", (0.1, 0.3, 0.5), 20_000.0
    ),
    "reflect": _open((at_knob("reflection"), with_hours("reflection", 0.0)), "goals_reached", (0.1, 0.3, 0.5), 0.3),
    "leaving": _open((_handover(True), _handover(False)), "migs_alive", (26, 52, 78), 0.3),
    "shock": _open((_weeks, _weeks), "resilience", (26, 52, 104), 0.01, changes=({}, {"rerouting_on": 0.0})),
}


def run(scenario: Scenario, name: str, knob: float | None = None, seed: int = 1) -> dict[str, Any]:
    """Run a lesson's experiment.

    Parameters
    ----------
    scenario : Scenario
    name : str
    knob : float, optional
        One of the lesson's values; the one that is asked about when missing.
    seed : int

    Returns
    -------
    dict
        JSON-ready: ``knob`` and ``knobs``, ``measure``, ``values`` (one list a way, one number a world), ``means``,
        ``wins`` (worlds in which the first way does better), ``of``, and ``answer``, the number of the answer that
        came out: for two ways 0 the first, 1 the second, 2 hardly a difference; for one way the bin.

    Raises
    ------
    InputError
        There is no such lesson, or the knob has no such value.
    """
    if name not in LESSONS:
        raise InputError(f"lesson {name[:40]!r}: there is none of this name; {', '.join(LESSONS)} are there")
    lesson = LESSONS[name]
    turned = lesson.asked_at if knob is None else knob
    knobs = lesson.knobs(scenario)
    if turned not in knobs:
        raise InputError(f"knob = {turned:g}: can be {', '.join(f'{value:g}' for value in knobs)}")
    values = [_measured(scenario, lesson, n, turned, seed) for n in range(len(lesson.ways))]
    better, of = _wins(lesson, values)
    return {
        "knob": turned,
        "knobs": knobs,
        "asked_at": lesson.asked_at,
        "measure": lesson.measure,
        "values": [[number(value) for value in row] for row in values],
        "means": [number(_mean(row)) for row in values],
        "wins": better,
        "of": of,
        "bins": list(lesson.bins),
        "worth": lesson.worth,
        "difference": number(_lead(lesson, values)) if len(values) > 1 else None,
        "answer": _answer(lesson, values),
    }


def _mean(row: Any) -> float:
    """Mean over the worlds that have a value."""
    known = row[np.isfinite(row)]
    return float(known.mean()) if len(known) else float("nan")


def _measured(scenario: Scenario, lesson: Lesson, way: int, knob: float, seed: int) -> Any:
    beside = [_WITHOUT] if lesson.measure == "share_outside" else []
    result = ensemble(
        scenario,
        [lesson.strategy(way, knob), *beside],
        runs=WORLDS,
        seed=seed,
        threads=1,
        weekly_runs=WORLDS if lesson.measure == "trust_gain" else 0,
        changes=lesson.changes[way],
    )
    if lesson.measure == "trust_gain":
        trust = result.weekly.pivot_table(index="run", columns="week", values="trust")
        return (trust[52] - trust[0]).to_numpy()
    if lesson.measure == "share_outside":
        runs = result.runs.set_index("run")
        without = runs["strategy"] == _WITHOUT
        added = runs.loc[~without, list(_GAINS)] - runs.loc[without, list(_GAINS)]
        everybody = added["system_benefit"]
        outside = added["wider_benefit"] + added["constituent_benefit"]
        return np.where(everybody > 0, np.clip(outside / everybody, 0.0, 1.0), np.nan)
    return result.runs[lesson.measure].to_numpy(dtype=float)


def _wins(lesson: Lesson, values: list[Any]) -> tuple[float, int]:
    """Worlds in which the first way does better, a draw counting half, of those in which both have a value."""
    if len(values) < 2:
        return 0.0, int(np.isfinite(values[0]).sum())
    known = np.isfinite(values[0]) & np.isfinite(values[1])
    lead = (values[0] - values[1])[known] * (-1.0 if lesson.less_is_better else 1.0)
    return float((lead > 1e-12).sum() + 0.5 * (abs(lead) <= 1e-12).sum()), int(known.sum())


def _lead(lesson: Lesson, values: list[Any]) -> float:
    """How far the first way is ahead on average, over the worlds in which both have a value."""
    return _mean(values[0] - values[1]) * (-1.0 if lesson.less_is_better else 1.0)


def _answer(lesson: Lesson, values: list[Any]) -> int:
    if lesson.bins:
        return int(np.searchsorted(lesson.bins, _mean(values[0])))
    lead = _lead(lesson, values)
    return 0 if lead >= lesson.worth else 1 if lead <= -lesson.worth else 2
