"""One future as the page shows it: numbers and codes only, so that any language can put it into words."""

import base64
from collections.abc import Iterable
from typing import Any

import numpy as np

from migsim.engine.history import History
from migsim.engine.look import PULLS
from migsim.engine.looks import Looks, watch
from migsim.facilitation.strategy import Strategy
from migsim.report.ring import places
from migsim.scenario.schema import Scenario
from migsim.stages.events import NAMES
from migsim.state import Array

EVERY = 4  # weeks between two looks at trust and motivation
_STEPS = 250  # steps in which trust is sent


def tell(scenario: Scenario, strategy: Strategy, seed: int, run: int) -> dict[str, Any]:
    """Play one future and lay out all that a page can show of it.

    Parameters
    ----------
    scenario : Scenario
    strategy : Strategy
    seed, run : int
        The future, as in `migsim.simulate`.

    Returns
    -------
    dict
        JSON-ready: ``seed``, ``run``, ``strategy``; ``weekly``, a list of T + 1 numbers for each weekly measure;
        ``relief``, the same for each constraint; ``events`` by column; ``migs``; ``actors``; ``scorecard``; ``looks``,
        what is seen every `EVERY` weeks: weeks, trust between each pair (both ways on average, bytes, base64) and what
        draws members to meetings.
    """
    history, looks = watch(scenario, strategy, seed, run, every=EVERY)
    return lay_out(history) | {"looks": _looks(looks)}


def _looks(looks: Looks) -> dict[str, Any]:
    rows, columns = np.triu_indices(looks.trust.shape[1], 1)
    both = (looks.trust[:, rows, columns] + looks.trust[:, columns, rows]) / 2
    packed = np.round(both * _STEPS).astype(np.uint8).tobytes()
    pulls = np.round(looks.pulls, 3)
    return {
        "weeks": looks.weeks.tolist(),
        "trust": base64.b64encode(packed).decode("ascii"),
        "steps": _STEPS,
        "names": list(PULLS),
        "pulls": [_members(member, pull) for member, pull in zip(looks.member, pulls, strict=True)],
    }


def _members(member: Array, pulls: Array) -> dict[str, list[list[float]]]:
    """By group: a row number and its pulls for each member."""
    return {
        str(g + 1): [[int(i), *pulls[g, i].tolist()] for i in np.flatnonzero(member[g])]
        for g in range(len(member))
        if member[g].any()
    }


def lay_out(history: History) -> dict[str, Any]:
    """Lay out a history, JSON-ready."""
    weekly = history.weekly.drop(columns="week")
    relief = history.constraints.pivot_table(index="week", columns="constraint", values="relief", sort=False)
    rows = {actor.name: row for row, actor in enumerate(history.scenario.actors)}
    return {
        "seed": history.seed,
        "run": history.run,
        "strategy": {"name": history.strategy.name, "title": history.strategy.title},
        "exit": _exit(history),
        "weekly": {name: numbers(weekly[name]) for name in weekly},
        "relief": {name: numbers(relief[name]) for name in relief},
        "events": _events(history, rows),
        "migs": history.migs.to_dict("records"),
        "actors": [
            {
                "in_room": bool(actor["in_room"]),
                "came": int(actor["mapping_days"]) > 0,
                "member": bool(actor["member"]),
                "cooperation": str(actor["cooperation"]),
                "ties": int(actor["ties"]),
                "gain": number(actor["gain"]),
                "gain_relative": number(actor["gain_relative"]),
            }
            for actor in history.actors.to_dict("records")
        ],
        "scorecard": {name: number(value) for name, value in history.scorecard.items()},
    }


def _exit(history: History) -> int | None:
    weeks = history.events.loc[history.events["event"] == "exit", "week"]
    return int(weeks.iloc[-1]) if len(weeks) else None


def _events(history: History, rows: dict[str, int]) -> dict[str, Any]:
    """The log by column: codes for events, row numbers for actors, names for what else is named."""
    log = history.events
    codes = {name: code for code, name in enumerate(NAMES)}
    return {
        "names": list(NAMES),
        "week": log["week"].astype(int).tolist(),
        "event": [codes[name] for name in log["event"]],
        "mig": [int(mig) for mig in log["mig"].fillna(0)],
        "actor": [rows.get(name, -1) for name in log["actor"]],
        "other": [rows.get(name, name) for name in log["other"]],
        "value": numbers(log["value"]),
    }


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
        "influence": scenario.influence,
    }


def number(value: Any) -> float | None:
    """Round to what a page can show: five significant digits; None where there is no value."""
    if value is None or not np.isfinite(value):
        return None
    return float(f"{float(value):.5g}")


def numbers(values: Iterable[Any]) -> list[float | None]:
    """`number` of each."""
    return [number(value) for value in values]
