"""What the page needs to work out histories by itself: the compiled model's arrays, written down, and their fields.

The page runs the same compiled model as Python does (`migsim.portable`). What is laid out here is data: markets and
strategies as arrays, the table of parameter draws, and where each field lies in a record.
"""

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np

from migsim.app.game import HOURS, PACKAGES, QUARTERS, WEEKS, most_quarters, plan_of
from migsim.app.lessons import LESSONS
from migsim.chance import PARAMETER, POSTERIOR
from migsim.engine.future import EVENTS_OF_ONE
from migsim.engine.look import PULL, PULLS
from migsim.engine.worlds import Cell, prepare_cell
from migsim.errors import InputError
from migsim.facilitation.strategy import Strategy
from migsim.numerics import log
from migsim.portable.pack import packed, packed_array
from migsim.scenario.parameters import PARAMETERS, default_parameters
from migsim.scenario.priors import load_prior
from migsim.scenario.schema import Scenario
from migsim.stages import events
from migsim.stages.scorecard import FIRST_GROUP
from migsim.state import (
    ACTOR,
    CARD,
    CONSTRAINT_STATE,
    DESIGN,
    EVENT,
    GAIN,
    LEDGER,
    LEVERS,
    MEMBER,
    MIG,
    NEVER,
    PLACES,
    SPLIT,
    WEEK,
    Array,
    Market,
    Results,
    Setup,
    State,
    allocate,
)
from migsim.vocabulary import COOPERATION_TYPES, EXIT_COLUMNS, KITTIES, MIG_STATUS, PRACTICES, SCORECARD, WEEKLY

#: The compiled model, for browsers with and without vectors.
BUILDS = ("model.wasm", "model-scalar.wasm")
_RECORDS = {
    "ledger": LEDGER,
    "levers": LEVERS,
    "actors": ACTOR,
    "constraints": CONSTRAINT_STATE,
    "migs": MIG,
    "members": MEMBER,
    "events": EVENT,
    "weekly": WEEK,
    "scorecard": CARD,
    "gains": GAIN,
    "pulls": PULL,
    "design": DESIGN,
}


def binary_of(build: str) -> bytes:
    """One build of the compiled model."""
    return (files("migsim.portable") / build).read_bytes()


@lru_cache(maxsize=1)
def engine_of() -> dict[str, Any]:
    """What holds for every market: fields, names, and what parameters are drawn from."""
    prior = load_prior()
    assert prior.table is not None, "the fitted prior is a table"
    names = list(prior.table.dtype.names or ())
    rows = zip(*(prior.table[name].tolist() for name in names), strict=True)
    records = _RECORDS | {"parameters": _defaults().dtype}
    tuples: dict[str, Any] = {"state": State, "market": Market, "results": Results, "setup": Setup}
    return {
        "records": {name: _fields(kind) for name, kind in records.items()},
        "tuples": {name: kind._fields for name, kind in tuples.items()},
        "names": {
            "events": list(events.NAMES),
            "status": list(MIG_STATUS),
            "kitties": list(KITTIES),
            "cooperation": list(COOPERATION_TYPES),
            "pulls": list(PULLS),
            "weekly": list(WEEKLY),
            "scorecard": list(SCORECARD),
            "at_exit": sorted(EXIT_COLUMNS),
            "practices": list(PRACTICES),
        },
        "codes": {"voted": events.VOTED, "exit": events.EXIT, "never": NEVER, "of_one": EVENTS_OF_ONE},
        "parameters": packed_array(_defaults()),
        "prior": {
            "event": POSTERIOR,
            "names": names,
            "rows": [" ".join(map(repr, row)) for row in rows],  # shorter than their bytes, and no less exact
            "wide": {"event": PARAMETER, "lacking": [_range(name) for name in prior.lacking]},
        },
    }


def _defaults() -> Array:
    return default_parameters()


def _range(name: str) -> dict[str, Any]:
    """Range of a parameter that the table lacks; on a logarithmic scale its ends are logarithms."""
    [one] = (p for p in PARAMETERS if p.name == name)
    ends = (one.low, one.high) if one.scale == "linear" else (log(one.low), log(one.high))
    return {"name": name, "id": one.id, "low": ends[0], "high": ends[1], "log": one.scale == "log"}


def _fields(kind: np.dtype[Any]) -> dict[str, Any]:
    """Bytes of a record, and type, place and number of each of its fields."""
    fields = {}
    for name, (of, offset, *_) in (kind.fields or {}).items():
        base, shape = of.subdtype or (of, ())
        fields[name] = [base.str[1:], offset, int(np.prod(shape, dtype=int))]
    return {"size": kind.itemsize, "fields": fields}


def model_of(scenario: Scenario, market: Market, seed: int) -> dict[str, Any]:
    """One market as arrays, and the memory that its futures take, empty."""
    people, groups = len(market.pool), len(scenario.groups)
    weeks, nodes = int(market.figures[0]["weeks"]), people + len(market.outside)
    results = Results(
        weekly=np.zeros(weeks + 1, WEEK),
        incomes=np.zeros((weeks + 1, people)),
        scorecard=np.zeros(1, CARD),
        splits=np.zeros(FIRST_GROUP + groups + len(market.roles), SPLIT),
        gains=np.zeros(nodes, GAIN),
    )
    pairs = people * (people - 1) // 2
    looked = np.zeros(pairs), np.zeros((PLACES, people), np.bool_), np.zeros((PLACES, people), PULL)
    return {
        "seed": seed,
        "weeks": weeks,
        "people": people,
        "places": PLACES,
        "constraints": [constraint.name for constraint in scenario.constraints],
        "actors": [actor.name for actor in scenario.actors],
        "market": packed(market),
        "state": packed(allocate(market)),
        "results": packed(results),
        "looks": [packed_array(array) for array in looked],  # one look; as many as wanted lie one after the other
    }


def setup_of(scenario: Scenario, strategy: Strategy, market: Market, seed: int) -> dict[str, Any]:
    """One strategy on a market as arrays."""
    cell = prepare_cell(scenario, strategy, seed, market=market)
    return {"name": strategy.name, "title": strategy.title, "arrays": _arrays(cell)}


def _arrays(cell: Cell) -> list[dict[str, Any]]:
    return packed(Setup(cell.design, cell.schedule, cell.rules))


def lesson_of(scenario: Scenario, name: str, market: Market, seed: int) -> dict[str, Any]:
    """A lesson's experiment: its ways at each value of the knob as arrays, and how the answer is told from outcomes."""
    if name not in LESSONS:
        raise InputError(f"lesson {name[:40]!r}: there is none of this name; {', '.join(LESSONS)} are there")
    lesson = LESSONS[name]
    knobs = lesson.knobs(scenario)

    def ways(knob: float) -> list[dict[str, Any]]:
        plans = (lesson.strategy(way, knob) for way in range(len(lesson.ways)))
        return [setup_of(scenario, plan, market, seed) for plan in plans]

    return {
        "knobs": knobs,
        "asked_at": lesson.asked_at,
        "measure": lesson.measure,
        "bins": list(lesson.bins),
        "worth": lesson.worth,
        "less_is_better": lesson.less_is_better,
        "changes": [_plain(change) for change in lesson.changes],
        "ways": {f"{knob:g}": ways(knob) for knob in knobs},
    }


def _plain(change: Mapping[str, float]) -> dict[str, float]:
    return {name: float(value) for name, value in change.items()}


def game_of(scenario: Scenario, market: Market, seed: int) -> dict[str, Any]:
    """The game: what can be decided, and what a play settles before its first quarter."""
    first = plan_of([PACKAGES["coach"]])
    return {
        "practices": list(PRACTICES),
        "hours": HOURS,
        "weeks": WEEKS,
        "quarters": QUARTERS,
        "most": most_quarters(scenario),
        "packages": {name: quarter.model_dump() for name, quarter in PACKAGES.items()},
        "setup": setup_of(scenario, first, market, seed),
    }
