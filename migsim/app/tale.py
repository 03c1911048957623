"""One future as the page shows it: numbers and codes only, so that any language can put it into words.

Long series are sent as packed arrays, which cost a hundredth of what writing out their numbers does.
"""

import base64
from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import isfinite
from typing import Any, Generic, TypeVar

import numpy as np

from migsim.engine.history import mig_rows, scorecard_dict
from migsim.engine.look import PULLS
from migsim.engine.looks import Looks, watch
from migsim.engine.worlds import Cell, Desk, prepare_cell
from migsim.facilitation.strategy import Strategy
from migsim.report.ring import places
from migsim.scenario.market import build_market
from migsim.scenario.priors import Prior, load_prior
from migsim.scenario.schema import Scenario
from migsim.stages import events
from migsim.state import Array, Market, as_numbers
from migsim.vocabulary import COOPERATION_TYPES, WEEKLY

EVERY = 4  # weeks between two looks at trust and motivation
_STEPS = 250  # in which trust is sent, from 0 to 1
_PULL_STEPS = 100

T = TypeVar("T")


def tell(
    scenario: Scenario, strategy: Strategy, seed: int, run: int, votes: Sequence[float] | None = None
) -> dict[str, Any]:
    """Play one future and lay out all that a page can show of it.

    Parameters
    ----------
    scenario : Scenario
    strategy : Strategy
    seed, run : int
        The future, as in `migsim.simulate`.
    votes : sequence of float, optional
        Votes by constraint that a class cast, in place of the actors' own.

    Returns
    -------
    dict
        JSON-ready: ``seed``, ``run``, ``strategy``; ``weekly``, an array of T + 1 numbers for each weekly measure;
        ``relief``, the same for each constraint; ``events`` by column; ``migs``; ``actors``; ``scorecard``; ``looks``,
        what is seen every `EVERY` weeks: weeks, trust between each pair (both ways on average), who belongs to which
        group, and what draws members to meetings.
    """
    cell = _cell(Same(scenario), Same(strategy), seed)
    handed = None if votes is None else np.asarray(votes, dtype=float)
    desk, looks = watch(cell, _prior().draw(seed, range(run, run + 1)), run, EVERY, handed)
    return lay_out(cell, desk, run) | {"looks": _looks(looks)}


class Same(Generic[T]):
    """A thing that is equal to itself alone, so that what is kept for it need not read it through."""

    def __init__(self, thing: T) -> None:
        self.thing = thing

    def __hash__(self) -> int:
        return id(self.thing)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.thing is self.thing


@lru_cache(maxsize=64)
def _cell(scenario: Same[Scenario], strategy: Same[Strategy], seed: int) -> Cell:
    """A strategy on a market as arrays, kept for the next world of it."""
    return prepare_cell(scenario.thing, strategy.thing, seed, market=_market(scenario, seed))


@lru_cache(maxsize=16)
def _market(of: Same[Scenario], seed: int) -> Market:
    """A scenario as arrays, kept for the next strategy on it."""
    return build_market(of.thing, seed)


@lru_cache(maxsize=1)
def _prior() -> Prior:
    """Where the parameters of every world come from."""
    return load_prior()


def glimpses(looks: Looks) -> dict[str, Any]:
    """Lay out what draws the network: trust between each pair, both ways on average, and who belongs to which group."""
    return {
        "weeks": looks.weeks.tolist(),
        "trust": packed(np.round(looks.trust * _STEPS), "u1"),
        "steps": _STEPS,
        "member": packed(looks.member, "u1"),
    }


def _looks(looks: Looks) -> dict[str, Any]:
    utilities = as_numbers(looks.pulls)
    pulls = np.zeros(utilities.shape, "i1")  # 0 for all but the few who are members
    pulls[looks.member] = np.round(np.clip(utilities[looks.member], -1.27, 1.27) * _PULL_STEPS)
    return glimpses(looks) | {"names": list(PULLS), "pulls": packed(pulls, "i1"), "pull_steps": _PULL_STEPS}


def lay_out(cell: Cell, desk: Desk, run: int) -> dict[str, Any]:
    """Lay out a future that was played and recorded on a desk."""
    state, scenario = desk.state, cell.scenario
    worked = np.diff(state.plain_path[:, :, 0], axis=0, prepend=0.0)
    relief = np.minimum(worked @ cell.market.flow.T, 1.0)
    log = state.events[: int(state.ledger[0]["events"])]
    left = log["week"][log["event"] == events.EXIT]
    return {
        "seed": cell.seed,
        "run": run,
        "strategy": {"name": cell.strategy.name, "title": cell.strategy.title},
        "exit": int(left[-1]) if len(left) else None,
        "weekly": {name: packed(desk.weekly[name], "f4") for name in WEEKLY},
        "relief": {constraint.name: packed(relief[:, k], "f4") for k, constraint in enumerate(scenario.constraints)},
        "events": event_columns(log),
        "migs": [{name: number_or_text(value) for name, value in row.items()} for row in mig_rows(cell, desk)],
        "actors": _actors(desk),
        "scorecard": {name: number(value) for name, value in scorecard_dict(cell, desk).items()},
    }


def _actors(desk: Desk) -> list[dict[str, Any]]:
    state = desk.state.actors
    columns = (
        state["in_room"].astype(bool).tolist(),
        state["member_ever"].astype(bool).tolist(),
        state["type"].tolist(),
        state["ties"].tolist(),
        desk.gains["gain"][: len(state)].tolist(),
        desk.gains["relative"][: len(state)].tolist(),
    )
    return [
        {
            "in_room": in_room,
            "member": member,
            "cooperation": COOPERATION_TYPES[kind],
            "ties": ties,
            "gain": number(gain),
            "gain_relative": number(relative),
        }
        for in_room, member, kind, ties, gain, relative in zip(*columns, strict=True)
    ]


def event_columns(log: Array) -> dict[str, Any]:
    """Lay out the log by column: codes of events, row numbers of who and what they are about."""
    return {
        "names": list(events.NAMES),
        "week": packed(log["week"], "i2"),
        "event": packed(log["event"], "i1"),
        "mig": packed(log["mig"] + 1, "i1"),
        "actor": packed(log["actor"], "i2"),
        "other": packed(log["other"], "i2"),
        "value": packed(log["value"], "f4"),
    }


def packed(values: Array, kind: str) -> dict[str, Any]:
    """Pack an array as little-endian numbers of a NumPy kind, for the page to unpack."""
    data = np.ascontiguousarray(values, dtype=np.dtype(kind).newbyteorder("<")).tobytes()
    return {"packed": kind, "shape": list(values.shape), "data": base64.b64encode(data).decode("ascii")}


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


def number_or_text(value: Any) -> float | str | None:
    """`number` of what is one; text as it is."""
    return value if isinstance(value, str) else number(value)


def numbers(values: Iterable[Any]) -> list[float | None]:
    """`number` of each."""
    return [number(value) for value in values]
