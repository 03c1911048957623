"""The results folder of a calibration: the draws that `--prior` takes, the report, tables, figures and the manifest."""

import json
from pathlib import Path
from typing import Any

from migsim.analysis.calibration import Calibration
from migsim.engine.provenance import rests_on, sha256
from migsim.report.calibration import drawings, headline, open_questions
from migsim.report.figures import Drawing
from migsim.report.jinja import render
from migsim.report.output import results
from migsim.scenario.parameters import PARAMETERS
from migsim.version import __version__

KIND = "migsim calibration"
POSTERIOR = "posterior.csv"


def write_calibration(found: Calibration, out: Path) -> Path:
    """Write the folder; see `Calibration.report`."""
    said = document(found)
    made_of = rests_on(
        found.scenario,
        {found.strategy.name: found.strategy},
        seed=found.seed,
        weeks=max(window.last for window in found.windows),
        prior=found.prior,
        data=sha256(repr(found.observations).encode()),
        **{key: said[key] for key in said if key not in ("scenario", "seed", "prior")},
    )
    with results(out, KIND, made_of) as folder:
        drawn = drawings(found)
        for key, drawing in drawn.items():
            folder.text(f"figures/{key}.svg", drawing.svg)
        folder.csv(POSTERIOR, found.posterior)  # with points, as `--prior` reads them
        for name in ("parameters", "predictive"):
            folder.csv(f"tables/{name}.csv", getattr(found, name))
        folder.csv("tables/summaries.csv", found.told)
        folder.text("report.html", page(found, drawn, out))
    return out / "report.html"


def document(found: Calibration) -> dict[str, Any]:
    """What came of a calibration, ready for JSON."""
    return {
        "scenario": found.scenario.name,
        "strategy": found.strategy.name,
        "seed": found.seed,
        "runs": found.futures,
        "accepted": found.accepted,
        "prior": found.prior,
        "rows": len(found.observations),
        "narrowed": _records(found.narrowed.drop(columns="narrowed")),
        "predictive": _records(found.predictive),
        "summaries": _records(found.told),
        "missing": found.missing,
        "open": open_questions(found),
    }


def _records(table: Any) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = json.loads(table.to_json(orient="records"))  # missing values as null
    return records


def page(found: Calibration, drawn: dict[str, Drawing], out: Path) -> str:
    """Render the report."""
    from markupsafe import Markup

    known = {p.name: p for p in PARAMETERS}
    narrowed = [
        {
            "parameter": row["parameter"],
            "what": known[row["parameter"]].what.rstrip("."),
            "unit": known[row["parameter"]].unit,
            "before": f"{row['prior_low']:.3g} to {row['prior_high']:.3g}",
            "after": f"{row['low']:.3g} to {row['high']:.3g}",
            "width": row["width"],
        }
        for row in found.narrowed.to_dict("records")
    ]
    return render(
        "calibration.html.j2",
        found=found,
        headline=headline(found),
        open_questions=open_questions(found),
        drawings=list(drawn.values()),
        svg={key: Markup(drawing.svg) for key, drawing in drawn.items()},  # the renderer has escaped its text
        narrowed=narrowed,
        command=f"migsim compare {found.scenario.name} --prior {out.name}/{POSTERIOR}",
        version=__version__,
    )
