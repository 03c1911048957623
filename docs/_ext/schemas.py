"""JSON Schemas of what migsim reads and writes, made from the same code that checks it, beside the pages."""

import json
from pathlib import Path
from typing import Any

from migsim.analysis.sweep.schema import ExperimentFile
from migsim.facilitation.schema import Plan
from migsim.scenario.schema import Scenario
from migsim.vocabulary import COUNT_COLUMNS, OUTCOMES
from sphinx.application import Sphinx

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_KEYS = {
    "scenario": ("string", "name of the scenario"),
    "strategy": ("string", "name of the strategy"),
    "point": ("integer", "point of the experiment, from 0"),
    "run": ("integer", "number of the future; the same for every strategy"),
    "seed": ("integer", "with the run, the key of all luck"),
    "prior": ("string", "where parameters come from"),
    "draw": ("integer", "row of the table of draws"),
    "status": ("string", "ok or failed"),
}


def schemas() -> dict[str, dict[str, Any]]:
    """Every schema by name."""
    read = {"scenario": Scenario, "strategy": Plan, "experiment": ExperimentFile}
    made = {name: {"$schema": _DIALECT, **model.model_json_schema()} for name, model in read.items()}
    return made | {"results": results()}


def results() -> dict[str, Any]:
    """One row of the table of runs; what varies stands between these columns."""
    keys = {name: {"type": kind, "description": said} for name, (kind, said) in _KEYS.items()}
    columns = {
        one.name: {
            "type": "integer" if one.name in COUNT_COLUMNS else ["number", "null"],
            "description": f"{one.meaning} ({one.counted_in or one.unit})",
        }
        for one in OUTCOMES
    }
    return {
        "$schema": _DIALECT,
        "title": "Run",
        "description": "One run of a comparison or a sweep.",
        "type": "object",
        "properties": keys | columns,
        "required": [*keys, *columns],
    }


def write(app: Sphinx, error: Exception | None) -> None:
    """Write them where the pages stand."""
    if error is not None or app.builder.format != "html":
        return
    folder = Path(app.outdir) / "schemas"
    folder.mkdir(exist_ok=True)
    for name, schema in schemas().items():
        (folder / f"{name}.json").write_text(json.dumps(schema, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("build-finished", write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
