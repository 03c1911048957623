"""Both models side by side: the same future played twice, and every way in which the two accounts of it differ."""

from collections import Counter
from collections.abc import Iterable, Mapping
from math import isnan, nan

import numpy as np
import pandas as pd
from migsim.engine.future import play
from migsim.engine.history import History, tell_history
from migsim.engine.worlds import make_desk, prepare_cell
from migsim.facilitation.strategy import Strategy
from migsim.scenario.parameters import default_parameters, draw_parameters
from migsim.scenario.schema import Scenario

from object_model.luck import Luck
from object_model.measures import category
from object_model.model import ObjectModel
from object_model.parameters import parameters_of
from object_model.scorecard import present_value, scorecard_of

EXACT = 1e-9
EVENT_CAPACITY = 100_000

Row = tuple[int, str, int, str, str, float]


def compiled_future(
    scenario: Scenario, strategy: Strategy, seed: int, run: int, fixed: bool, changes: Mapping[str, float]
) -> History:
    """One future by the compiled model; `fixed` holds parameters at their defaults, `changes` at other values."""
    cell = prepare_cell(scenario, strategy, seed)
    desk = make_desk(cell.market, len(scenario.groups), recorded=True, event_capacity=EVENT_CAPACITY)
    runs = range(run, run + 1)
    parameters = default_parameters(**changes) if fixed else draw_parameters(seed, runs, changes)
    play(cell, desk, parameters, run)
    return tell_history(cell, desk, parameters, run)


def object_future(
    scenario: Scenario, strategy: Strategy, seed: int, run: int, fixed: bool, changes: Mapping[str, float]
) -> ObjectModel:
    """The same future by the object model."""
    parameters = parameters_of(Luck(seed, run), fixed=fixed, **changes)
    return ObjectModel(scenario, strategy, parameters, seed, run).play()


def differences(
    scenario: Scenario,
    strategy: Strategy,
    seed: int = 1,
    run: int = 0,
    *,
    fixed: bool = False,
    changes: Mapping[str, float] | None = None,
) -> list[str]:
    """Play one future in both models and list how their accounts differ; empty when they dock."""
    history = compiled_future(scenario, strategy, seed, run, fixed, changes or {})
    model = object_future(scenario, strategy, seed, run, fixed, changes or {})
    return [
        *event_differences(history, model),
        *differing("scorecard", history.scorecard, scorecard_of(model)),
        *weekly_differences(history, model),
        *actor_differences(history, model),
        *mig_differences(history, model),
        *relief_differences(history, model),
    ]


def same(one: float | None, other: float | None) -> bool:
    """Whether two numbers are the same but for the order of sums; missing equals missing."""
    a, b = (nan if x is None else float(x) for x in (one, other))
    return (isnan(a) and isnan(b)) or abs(a - b) <= EXACT * max(abs(a), abs(b), 1.0)


def differing(where: str, compiled: Mapping, objects: Mapping) -> list[str]:
    """Entries that differ, of two tables with the same keys."""
    odd = [f"{where}: {key} only in one of them" for key in compiled.keys() ^ objects.keys()]
    both = [key for key in compiled if key in objects]
    return odd + [
        f"{where}, {key}: compiled {compiled[key]}, objects {objects[key]}"
        for key in both
        if not (same(compiled[key], objects[key]) if isinstance(objects[key], float) else compiled[key] == objects[key])
    ]


def event_rows(history: History) -> list[Row]:
    """The compiled model's log, sorted within the week, which has no order that means anything."""
    log = history.events.assign(mig=history.events["mig"].fillna(0).astype(int))
    return sorted(log.itertuples(index=False, name=None))


def event_differences(history: History, model: ObjectModel) -> list[str]:
    """Events that only one of the two logs has, or whose values differ."""
    compiled = event_rows(history)
    objects = sorted((w, e, g or 0, a, o, v) for w, e, g, a, o, v in model.events)
    unmatched = Counter(row[:5] for row in compiled)
    unmatched.subtract(row[:5] for row in objects)
    found = [f"event {row}: {'compiled' if n > 0 else 'objects'} only" for row, n in sorted(unmatched.items()) if n]
    if found:
        return found
    pairs = zip(compiled, objects, strict=True)
    return [f"value of event {one}: objects {other[5]}" for one, other in pairs if not same(one[5], other[5])]


def weekly_differences(history: History, model: ObjectModel) -> list[str]:
    """Weekly measures that differ, with the first week."""
    objects = model.datacollector.get_model_vars_dataframe()
    found = []
    for name in history.weekly.columns.drop("week"):
        pair = history.weekly[name].to_numpy("float64"), objects[name].to_numpy("float64")
        wrong = ~np.isclose(*pair, rtol=EXACT, atol=EXACT, equal_nan=True)
        if wrong.any():
            week = int(np.argmax(wrong))
            found.append(f"weekly {name}, from week {week}: compiled {pair[0][week]}, objects {pair[1][week]}")
    return found


def actor_differences(history: History, model: ObjectModel) -> list[str]:
    """What differs about the actors of the pool at the end."""
    objects = {
        actor.name: {
            "in_room": actor.in_room,
            "mapping_days": actor.days_at_mapping,
            "member": category(actor) == "members",
            "memberships": actor.memberships,
            "turnover": float(actor.turnover),
            "cooperation": actor.type,
            "voice": float(actor.voice),
            "ties": len(actor.ties),
            "gain": float(present_value(model, actor.gains)),
            "hours_given": float(actor.hours_given),
        }
        for actor in model.pool
    }
    return table_differences("actor", history.actors.set_index("actor"), objects)


def mig_differences(history: History, model: ObjectModel) -> list[str]:
    """What differs about the groups at the end."""
    objects = {
        mig.number: {
            "constraint": mig.constraint.name,
            "formed_on": mig.formed_on.name,
            "status": mig.status,
            "members": len(mig.members),
            "chair": mig.chair.name if mig.chair else "",
            "interval": mig.interval,
            "meetings": mig.meetings,
            "capacity": float(mig.capacity),
            "ownership": float(mig.ownership),
            "goals": mig.goals,
            "kitty": mig.kitty,
        }
        for mig in model.migs
    }
    return table_differences("mig", history.migs.set_index("mig"), objects)


def table_differences(what: str, compiled: pd.DataFrame, objects: Mapping) -> list[str]:
    """Entries that differ, row by row, in the columns that the objects have."""
    if set(compiled.index) != set(objects):
        return [f"{what}: compiled {sorted(compiled.index)}, objects {sorted(objects)}"]
    rows: Iterable = objects.items()
    return [
        text for key, row in rows for text in differing(f"{what} {key}", compiled.loc[key, list(row)].to_dict(), row)
    ]


def relief_differences(history: History, model: ObjectModel) -> list[str]:
    """Relief at the end, and who made it."""
    last = history.constraints[history.constraints["week"] == model.horizon].set_index("constraint")
    objects = {
        k.name: {
            "relief": float(k.relief),
            "worked_by_members": float(k.by_members),
            "worked_by_outsiders": float(k.by_outsiders),
        }
        for k in model.constraints
    }
    return table_differences("constraint", last, objects)
