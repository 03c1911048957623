"""The facilitator's game: hours and levers decided quarter by quarter, in one world, then life without the player."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import product
from typing import Any

import numpy as np

from migsim.app.limits import in_time
from migsim.app.questions import Quarter
from migsim.app.tale import Same, event_columns, glimpses, number, packed, tell
from migsim.engine.future import play
from migsim.engine.looks import Looks, watch
from migsim.engine.worlds import Cell, Desk, make_desk, prepare_cell
from migsim.facilitation.schedule import LIFE_AFTER
from migsim.facilitation.schema import Phase, Plan, Practice, Start
from migsim.facilitation.strategy import FileStrategy
from migsim.scenario.market import build_market
from migsim.scenario.priors import load_prior
from migsim.scenario.schema import Scenario
from migsim.stages import events
from migsim.state import Array
from migsim.vocabulary import PRACTICES

WEEKS = 13
HOURS = 24.0  # a week, for all groups together: one full-time facilitator less travel and reports
QUARTERS = 4  # that every game has; one with packages alone is then one of 256

#: Four ways to spend a quarter, for those who do not want to move seven sliders, and for the game in one file.
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
_SCORES = ("net_benefit", "system_benefit", "cost", "benefit_cost_ratio", "migs_formed", "migs_alive", "migs_completed",
           "goals_reached", "partners", "trust", "households_reached")  # fmt: skip
_STATES = ("trust", "live_migs", "deals_running", "severity")
_FLOWS = ("member_income", "constituent_income", "wider_income")
#: Events that the page tells everybody; of `_FIRSTS` only the first after the workshop.
TOLD = (events.CAME, events.VOTED, events.FORMED, events.CHAIR, events.REPLANNED, events.CHANGED, events.GOAL,
        events.COMPLETED, events.DORMANT_NOW, events.REVIVED, events.DISSOLVED_NOW, events.SHOCK_HIT, events.HANDOVER,
        events.RULE_FIRED, events.CAPTURED, events.LEADERLESS, events.KITTY_STARTED, events.KITTY_ENDED,
        events.EXIT)  # fmt: skip
_FIRSTS = (events.DEAL, events.DEAL_BROKEN, events.PARTNERS)
_LOG = 20_000  # events; more than a future of this length brings


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


def played(scenario: Scenario, seed: int, run: int, quarters: Sequence[Quarter]) -> dict[str, Any]:
    """What came of the decisions so far, were the player to leave now."""
    told = tell(scenario, plan_of(quarters), seed, run)
    return told | {"score": {name: told["scorecard"][name] for name in _SCORES}}


def rules(scenario: Scenario, seed: int, run: int) -> dict[str, Any]:
    """Lay out what a player can do in one world, and what came of every way to play the four packages.

    ``scores`` has all 256, by the names of the packages joined with blanks.
    """
    return {
        "practices": list(PRACTICES),
        "hours": HOURS,
        "weeks": WEEKS,
        "quarters": QUARTERS,
        "most": most_quarters(scenario),
        "packages": {name: quarter.model_dump() for name, quarter in PACKAGES.items()},
        "scores": _package_scores(Same(scenario), seed, run),
    }


@lru_cache(maxsize=32)
def _package_scores(of: Same[Scenario], seed: int, run: int) -> dict[str, dict[str, float | None]]:
    found: dict[str, dict[str, float | None]] = {}
    check = in_time()
    for names, _, desk in _package_plays(of.thing, seed, run, recorded=False):
        check(len(found) + 1, len(PACKAGES) ** QUARTERS)
        card = desk.scorecard[0]
        found[names] = {name: number(float(card[name])) for name in _SCORES}
    return found


def brief_plays(scenario: Scenario, seed: int, run: int) -> dict[str, Any]:
    """Tell all 256 in brief: what the page draws at the end of each quarter, and the events that it tells.

    The past of a play does not depend on what is decided later, so the whole plays hold every unfinished one.
    """
    return {names: _brief(desk) for names, _, desk in _package_plays(scenario, seed, run, recorded=True)}


def networks(scenario: Scenario, seed: int, run: int) -> dict[str, Any]:
    """Lay out the networks after each quarter but the last, by the packages of these quarters joined with blanks.

    After the last quarter the game is over, and the page shows no network any more.
    """
    market, parameters = build_market(scenario, seed), load_prior().draw(seed, range(run, run + 1))
    found = {}
    for names in product(PACKAGES, repeat=QUARTERS - 1):
        plan = plan_of([PACKAGES[name] for name in (*names, "coach")])
        _, looks = watch(prepare_cell(scenario, plan, seed, market=market), parameters, run, WEEKS)
        found[" ".join(names)] = glimpses(
            Looks(looks.weeks[:QUARTERS], looks.trust[:QUARTERS], looks.member[:QUARTERS], looks.pulls[:QUARTERS])
        )
    return found


def _brief(desk: Desk) -> dict[str, Any]:
    log = desk.state.events[: int(desk.state.ledger[0]["events"])]
    kept = np.isin(log["event"], TOLD)
    for event in _FIRSTS:
        kept[np.flatnonzero((log["event"] == event) & (log["week"] > 0))[:1]] = True
    left = log["week"][log["event"] == events.EXIT]
    weekly = {name: packed(desk.weekly[name][::WEEKS], "f4") for name in _STATES}
    weekly |= {name: packed(_by_quarter(desk.weekly[name]), "f4") for name in _FLOWS}
    return {
        "exit": int(left[-1]) if len(left) else None,
        "events": event_columns(log[kept]),
        "weekly": weekly,
        "every": WEEKS,
    }


def _by_quarter(flow: Array) -> Array:
    """Mean of a weekly flow over each quarter, so that sums at the ends of quarters are the same; week 0 first."""
    quarters = (len(flow) - 1) // WEEKS
    return np.concatenate([flow[:1], flow[1 : 1 + quarters * WEEKS].reshape(quarters, WEEKS).mean(axis=1)])


def _package_plays(scenario: Scenario, seed: int, run: int, recorded: bool) -> Iterator[tuple[str, Cell, Desk]]:
    """Play each of the 256 ways in one world; the desk holds what came of it until the next."""
    market, parameters = build_market(scenario, seed), load_prior().draw(seed, range(run, run + 1))
    desk = make_desk(market, len(scenario.groups), recorded, event_capacity=_LOG if recorded else 0)
    for names in product(PACKAGES, repeat=QUARTERS):
        cell = prepare_cell(scenario, plan_of([PACKAGES[name] for name in names]), seed, market=market)
        play(cell, desk, parameters, run)
        yield " ".join(names), cell, desk
