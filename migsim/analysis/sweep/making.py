"""From an experiment to its job, and the record by which its results are known again."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from migsim import version
from migsim.analysis.sweep.alter import altered_scenario, altered_strategy
from migsim.analysis.sweep.experiment import Experiment
from migsim.analysis.sweep.job import SweepWork, check_cells
from migsim.analysis.sweep.plan import Partition
from migsim.analysis.sweep.points import Points
from migsim.engine.provenance import CITE, extensions, hash_of, hash_of_model, sha256, versions
from migsim.errors import InputError

KIND = "migsim sweep"
T = TypeVar("T")

_LARGE = 20_000  # actors of a scenario, from which a run takes long


def make_job(experiment: Experiment, points: Points | None = None) -> SweepWork:
    """Put everything in place that an experiment holds, and plan its parts.

    Parameters
    ----------
    experiment : Experiment
    points : Points, optional
        Those that were stored, when results are there already.

    Raises
    ------
    InputError
        What is held is not possible, or no cell is.
    """
    file = experiment.file
    points = points or experiment.points()
    held = {name: experiment.targets.find(name) for name in experiment.held}
    values = {name: value for name, value in experiment.held.items() if not held[name].is_parameter}
    scenarios = _in_place(experiment.scenarios, lambda one: altered_scenario(one, values, held))
    strategies = _in_place(experiment.strategies, lambda one: altered_strategy(one, values, held))
    plan = Partition(
        cells=len(scenarios) * len(strategies),
        points=len(points),
        runs=file.runs,
        weekly=min(file.weekly, file.runs),
        slow=experiment.in_python or any(s.outside.size / s.outside.each >= _LARGE for s in experiment.scenarios),
        rows_matter=experiment.kind in {"sobol", "morris"},
    )
    targets = {name: experiment.targets.find(name) for name in points.values}
    tag = sha256(json.dumps(identity(experiment), sort_keys=True).encode())
    job = SweepWork(
        tuple(scenarios),
        tuple(strategies),
        targets,
        points,
        plan,
        file.seed,
        file.weeks,
        experiment.prior,
        tag,
        file.repeats,
    )
    check_cells(job)
    return job


def _in_place(originals: Sequence[T], put: Callable[[T], T]) -> list[T]:
    """Put what is held into scenarios or strategies."""
    put_in: list[T] = []
    wrong = []
    for one in originals:
        try:
            put_in.append(put(one))
        except InputError as error:
            name = getattr(one, "name", "")
            wrong += [f"{name}, with what the experiment holds: {message}" for message in error.messages]
    if wrong:
        raise InputError(wrong)
    return put_in


def identity(experiment: Experiment) -> dict[str, Any]:
    """Say by what results of an experiment are known: the file's content, its inputs, and the model."""
    table = experiment.prior.table
    return {
        "migsim": version.__version__,
        "model": hash_of_model(),
        "experiment": written(experiment),
        "inputs": {
            "scenarios": {one.name: hash_of(one) for one in experiment.scenarios},
            "strategies": {one.name: hash_of(one) for one in experiment.strategies},
            **({"own": own} if (own := extensions(experiment.scenarios[0])) else {}),
            "prior": None if table is None else sha256(table.tobytes()),
            "points": sha256(json.dumps(experiment.table, default=str).encode()) if experiment.table else None,
        },
    }


def written(experiment: Experiment) -> dict[str, Any]:
    """Return what the experiment's file says, with names in place of the paths of this machine."""
    said = experiment.file.model_dump(mode="json", exclude={"title", "description"})
    said["scenarios"] = [one.name for one in experiment.scenarios]
    said["strategies"] = [one.name for one in experiment.strategies]
    said["prior"] = experiment.prior.label
    if said["design"] and said["design"]["file"]:
        said["design"]["file"] = Path(said["design"]["file"]).name
    return said


def manifest(experiment: Experiment, job: SweepWork, files: dict[str, bytes]) -> dict[str, Any]:
    """Record what was run and how; nothing of the machine."""
    return {
        "kind": KIND,
        **identity(experiment),
        "title": experiment.file.title,
        "description": experiment.file.description,
        "cite": CITE.format(version=version.__version__),
        "prior_note": experiment.prior.note,
        "design": {
            "kind": experiment.kind,
            "factors": [
                {
                    "name": factor.name,
                    "values": list(factor.values),
                    "low": None if factor.values else factor.low,
                    "high": None if factor.values else factor.high,
                    "scale": "log" if factor.log else "linear",
                    "whole": factor.whole,
                }
                for factor in experiment.varied
            ]
            or [{"name": name} for name in experiment.table],
            "held": experiment.held,
        },
        "counts": {
            "cells": job.plan.cells,
            "points": job.plan.points,
            "runs": job.plan.runs,
            "rows": job.plan.total,
            "parts": job.plan.parts,
        },
        "beyond_range": experiment.beyond_range,
        "decides_in_python": experiment.decides,
        **extensions(experiment.scenarios[0]),
        "versions": versions(),
        "files": {name: sha256(data) for name, data in files.items()},
    }


def differences(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """Say in words what has changed between two identities."""
    said = []
    if old.get("migsim") != new["migsim"]:
        said.append(f"it was begun with migsim {old.get('migsim')}, and this is {new['migsim']}")
    elif old.get("model") != new["model"]:
        said.append("the model's code has changed")
    said += _changed(old.get("experiment", {}), new["experiment"], "{name} was {old} and is {new}")
    before, now = old.get("inputs", {}), new["inputs"]
    for kind, one in (("scenarios", "scenario"), ("strategies", "strategy")):
        if set(before.get(kind, {})) == set(now[kind]):
            said += _changed(before[kind], now[kind], f"{one} {{name}} has changed")
    said += [f"the file of the {kind} has changed" for kind in ("prior", "points") if before.get(kind) != now[kind]]
    return said


def _changed(old: dict[str, Any], new: dict[str, Any], words: str) -> list[str]:
    found = []
    for name in dict.fromkeys((*old, *new)):
        before, now = old.get(name), new.get(name)
        if before == now:
            continue
        if isinstance(before, dict) and isinstance(now, dict):
            found += _changed(before, now, words.replace("{name}", f"{name}.{{name}}"))
        else:
            found.append(words.format(name=name, old=_short(before), new=_short(now)))
    return found


def _short(value: Any) -> str:
    text = "not there" if value is None else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else text[:37] + "..."
