"""What can be chosen: a point of the unit cube is a strategy of two phases whose hours always come to the same total.

Shares of practices, and of recruiting missing roles, are squares of coordinates over their sum, so that each can be
left out altogether, and the total holds by construction: hours a week times the weeks of the programme, preparation
included. What is not a matter of hours (whom to invite, days of mapping, vote, chair, interval) is taken over from the
strategy that the search starts from. A hand-over when members are ready has no fixed number of hours, so it is not
among the choices.
"""

from dataclasses import dataclass

import numpy as np

from migsim.errors import InputError
from migsim.facilitation.schedule import LIFE_AFTER, taper_share
from migsim.facilitation.schema import Handover, Phase, Plan, Start
from migsim.scenario.schema import Scenario
from migsim.state import Array
from migsim.vocabulary import PRACTICES, PREPARED

MOST_HOURS = 200.0  # a week, five facilitators; so no phase reaches what a strategy file may hold
_SHORTEST, _LONGEST = 13, 156  # weeks of a programme
_LEAST = 0.005  # share of a phase's hours below which a practice is left out
_LARGEST_PREPARATION = 0.3  # of all hours
_MOST_PREPARATION = 2000.0  # hours, what a strategy file may hold of one practice
_SPLIT = (0.2, 0.8)  # end of the first phase, as a share of the weeks
_FRONT = (0.15, 0.85)  # hours a week of the first phase over those of both: above a half is front-loaded
_LONGEST_TAPER = 0.67  # of the weeks
RECRUIT = "recruit"
_GIVEN = (*PRACTICES, RECRUIT)  # what a week's hours are spread over
_SINGLE = ("prepared", "weeks", "split", "front", "taper", "style early", "style late", "travel")

#: What each coordinate stands for.
COORDINATES: tuple[str, ...] = (
    *(f"{what} early" for what in _GIVEN),
    *(f"{what} late" for what in _GIVEN),
    *(f"{practice} prepared" for practice in PREPARED),
    *_SINGLE,
)


@dataclass(frozen=True)
class Space:
    """The strategies that spend so many hours a week on average while they run.

    Attributes
    ----------
    hours : float
        Hours a week on average, preparation included.
    longest : int
        Most weeks of a programme, so that 104 weeks follow its exit.
    start : Start
        What is not a matter of hours; its preparation is replaced.
    objective : str
        For the title.
    """

    hours: float
    longest: int
    start: Start
    objective: str = "net_benefit"

    def plan(self, x: Array, description: str = "A candidate of a search.") -> Plan:
        """Turn a point of the unit cube, shape (coordinates,), into a strategy."""
        u = np.clip(x, 0.0, 1.0)
        n, m = len(_GIVEN), len(PREPARED)
        early, late, prepared = u[:n], u[n : 2 * n], u[2 * n : 2 * n + m]
        share, length, split, front, taper, style_early, style_late, travel = (float(one) for one in u[2 * n + m :])
        weeks = round(_SHORTEST + length * (self.longest - _SHORTEST))
        first = min(max(round(weeks * _between(_SPLIT, split)), 1), weeks - 1)
        fading = round(weeks * _LONGEST_TAPER * taper)
        total = self.hours * weeks
        handover = Handover(kind="taper", weeks=fading) if fading else Handover()
        travelled = round(travel, 2)
        preparation = _spread(prepared, PREPARED, min(total * share * _LARGEST_PREPARATION, _MOST_PREPARATION))
        rate = _between(_FRONT, front)
        shape = Plan(
            name="optimised",
            title=f"Optimised, {self.hours:g} hours a week",
            description=description,
            source=f"migsim optimise, for {self.objective}",
            start=self.start.model_copy(update={"preparation": preparation}),
            phases=(
                Phase(weeks=first, hours={}, style=round(style_early, 2), travel_support=travelled),
                Phase(weeks=weeks - first, hours={}, style=round(style_late, 2), travel_support=travelled),
            ),
            handover=handover,
        )
        whole = full_weeks(shape)
        unit = (total - sum(preparation.values())) / (rate * whole[0] + (1.0 - rate) * whole[1])
        hours = (_spread(early, _GIVEN, unit * rate), _spread(late, _GIVEN, unit * (1.0 - rate)))
        phases = tuple(
            Phase(weeks=p.weeks, hours=h, recruit=h.pop(RECRUIT, 0.0), style=p.style, travel_support=p.travel_support)
            for p, h in zip(shape.phases, hours, strict=True)
        )
        return shape.model_copy(update={"phases": phases})

    def point(self, plan: Plan) -> Array:
        """Return the point (coordinates,) nearest in kind to a strategy with phases: where a search may start."""
        assert plan.start is not None, "phases follow a workshop"
        early, late = plan.phases[0], plan.phases[-1]
        weeks = sum(phase.weeks for phase in plan.phases)
        given = [{**phase.hours, RECRUIT: phase.recruit} for phase in (early, late)]
        rates = [sum(hours.values()) for hours in given]
        weekly = _weekly_hours(plan)
        prepared = sum(plan.start.preparation.values())
        split = early.weeks / weeks if len(plan.phases) > 1 else 0.5
        fading = plan.handover.weeks / weeks / _LONGEST_TAPER if plan.handover.kind == "taper" else 0.0
        single = (
            prepared / max(prepared + weekly, 1e-9) / _LARGEST_PREPARATION,
            (weeks - _SHORTEST) / max(self.longest - _SHORTEST, 1),
            _within(_SPLIT, split),
            _within(_FRONT, rates[0] / max(sum(rates), 1e-9)),
            fading,
            early.style,
            late.style,
            early.travel_support,
        )
        roots = [
            *(root for hours in given for root in _roots([hours.get(what, 0.0) for what in _GIVEN])),
            *_roots([plan.start.preparation.get(p, 0.0) for p in PREPARED]),
        ]
        point: Array = np.clip(np.array([*roots, *single]), 0.0, 1.0)
        return point


def longest_programme(scenario: Scenario) -> int:
    """Most weeks that a programme can run on a scenario, so that its life afterwards can be judged.

    Raises
    ------
    InputError
        There is no room for the shortest programme.
    """
    room = scenario.scenario.horizon - LIFE_AFTER - 1
    if room < _SHORTEST + 1:
        raise InputError(
            f"scenario {scenario.name}: horizon = {scenario.scenario.horizon} weeks leave no room for a programme and "
            f"{LIFE_AFTER} weeks after its exit; give a horizon of at least {_SHORTEST + 2 + LIFE_AFTER} weeks"
        )
    return min(room, _LONGEST)


def check_hours(hours: float) -> None:
    """Raise an `InputError` for hours a week that nobody can give."""
    if not (np.isfinite(hours) and 0.0 < hours <= MOST_HOURS):
        raise InputError(
            f"hours = {hours:g}: not possible; give the facilitator's hours a week on average while the programme "
            f"runs, above 0 and at most {MOST_HOURS:g} (60 hours a month are 13.8 a week)"
        )


def full_weeks(plan: Plan) -> list[float]:
    """How many weeks of full hours each phase comes to, after the taper; at the latest, where readiness decides."""
    weeks, found = 0, []
    for phase in plan.phases:
        found.append(sum(taper_share(plan, week) for week in range(weeks + 1, weeks + phase.weeks + 1)))
        weeks += phase.weeks
    if found and plan.handover.kind == "when-ready":
        found[-1] += plan.handover.weeks
    return found


def total_hours(plan: Plan) -> float:
    """Facilitator hours in all: preparation, and the weekly hours after the taper."""
    return _weekly_hours(plan) + (sum(plan.start.preparation.values()) if plan.start is not None else 0.0)


def _weekly_hours(plan: Plan) -> float:
    """Hours of all weeks, after the taper."""
    weeks = zip(plan.phases, full_weeks(plan), strict=True)
    return sum((sum(p.hours.values()) + p.recruit) * w for p, w in weeks)


def _spread(u: Array, names: tuple[str, ...], hours: float) -> dict[str, float]:
    """Spread hours over practices by the squares of coordinates; what rounds to nothing is left out."""
    weights = u * u if (u > 0).any() else np.ones_like(u)
    weights = np.where(weights < _LEAST * weights.sum(), 0.0, weights)
    spread = {name: round(hours * float(w), 3) for name, w in zip(names, weights / weights.sum(), strict=True)}
    largest = max(spread, key=lambda name: spread[name])
    spread[largest] = round(spread[largest] + hours - sum(spread.values()), 3)  # rounding adds up to nothing
    return {name: given for name, given in spread.items() if given > 0.0}


def _roots(hours: list[float]) -> list[float]:
    """Undo `_spread` up to a factor; the largest gets 0.9, so that it can still grow against the others."""
    largest = max(hours)
    return [0.9 * float(np.sqrt(one / largest)) for one in hours] if largest > 0 else [0.5] * len(hours)


def _between(bounds: tuple[float, float], u: float) -> float:
    return bounds[0] + u * (bounds[1] - bounds[0])


def _within(bounds: tuple[float, float], value: float) -> float:
    return (value - bounds[0]) / (bounds[1] - bounds[0])
