"""The files beside the parts of a sweep: what was asked, with all its inputs, so that the folder stands by itself."""

import io
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from migsim.analysis.sweep.experiment import Experiment
from migsim.analysis.sweep.job import SweepWork
from migsim.analysis.sweep.making import KIND, written
from migsim.analysis.sweep.points import Points
from migsim.analysis.sweep.schema import ExperimentFile
from migsim.disk import HALF_WRITTEN, MANIFEST
from migsim.engine.lock import LOCK
from migsim.engine.measured import measured
from migsim.engine.store import read_file
from migsim.errors import InputError
from migsim.facilitation.schema import Plan
from migsim.facilitation.strategy import FileStrategy, Strategy
from migsim.scenario.priors import Prior
from migsim.scenario.schema import Scenario

INPUTS, POINTS = "inputs.json", "points.parquet"
_OURS = frozenset({INPUTS, POINTS, LOCK})


def beside(experiment: Experiment, job: SweepWork) -> dict[str, bytes]:
    """Make the files that stand beside the parts, but for the manifest."""
    stream = io.BytesIO()
    job.points.frame().to_parquet(stream, index=False, compression="zstd")
    return {INPUTS: json_bytes(_inputs(experiment)), POINTS: stream.getvalue()}


def json_bytes(document: Any) -> bytes:
    """One JSON document as a file."""
    return (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode()


def _inputs(experiment: Experiment) -> dict[str, Any]:
    prior = experiment.prior
    table = None if prior.table is None else {n: prior.table[n].tolist() for n in prior.table.dtype.names or ()}
    return {
        "experiment": written(experiment),
        "held": experiment.held,
        "scenarios": [one.model_dump(mode="json") for one in experiment.scenarios],
        "strategies": [
            one.plan.model_dump(mode="json") if isinstance(one, FileStrategy) else {"name": one.name, "class": True}
            for one in experiment.strategies
        ],
        "prior": {
            "label": prior.label,
            "changes": dict(prior.changes),
            "table": table,
            "beyond_range": prior.beyond_range,
        },
    }


def earlier(folder: Path) -> dict[str, Any] | None:
    """Return the manifest of the sweep in a folder; None when the folder is empty, or there is none.

    Raises
    ------
    InputError
        It holds something else.
    """
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder}: is a file, not a folder; choose another name with --out")
    found = read_manifest(folder)
    if found is not None and found.get("kind") == KIND:
        return found
    names = [path.name for path in folder.iterdir()] if folder.is_dir() else []
    if any(name not in _OURS and not name.startswith(HALF_WRITTEN) for name in names):
        raise InputError(
            f"{folder}: holds files that are no earlier {KIND}; nothing was written. Choose an empty or new folder "
            "with --out"
        )
    return None


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """Read what a results folder says of itself; None when it has no manifest that can be read."""
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def read_points(folder: Path) -> Points:
    """Read the points of a sweep.

    Raises
    ------
    InputError
        Their file is missing or damaged.
    """
    with _named(folder / POINTS):
        return Points.of(read_file(folder / POINTS).to_pandas())


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Name the file where it cannot be read, whatever its reader makes of it."""
    try:
        yield
    except InputError:
        raise
    except Exception:
        again = "bring it back from a copy, or begin the sweep anew in another folder"
        raise InputError(f"{path}: is damaged, or of another version; {again}") from None


def read_experiment(folder: Path, classes: Mapping[str, Strategy] | None = None) -> Experiment:
    """Read the experiment back from a folder.

    Parameters
    ----------
    folder : Path
    classes : mapping of str to Strategy, optional
        Strategies that decide in Python, by name: no file holds them.
    """
    with _named(folder / INPUTS):
        return _experiment(json.loads((folder / INPUTS).read_text(encoding="utf-8")), classes or {})


def _experiment(inputs: Mapping[str, Any], given: Mapping[str, Strategy]) -> Experiment:
    said, prior = inputs["experiment"], inputs["prior"]
    own = {name: measured(text) for name, text in said.get("outcomes", {}).items()}
    table = prior["table"]
    if table is not None:
        draws = np.zeros(len(next(iter(table.values()))), [(name, "f8") for name in table])
        for name, column in table.items():
            draws[name] = column
        table = draws
    return Experiment(
        ExperimentFile.model_validate({key: value for key, value in said.items() if value is not None}),
        tuple(Scenario.model_validate(_without_none(one)).with_outcomes(**own) for one in inputs["scenarios"]),
        tuple(
            given.get(one["name"], Strategy())
            if one.get("class")
            else FileStrategy(Plan.model_validate(_without_none(one)))
            for one in inputs["strategies"]
        ),
        (),
        inputs["held"],
        Prior(prior["label"], prior["changes"], table, bool(prior.get("beyond_range"))),
        {},
    )


def _without_none(data: Any) -> Any:
    from migsim.scenario.checked import plain

    return plain(data)
