"""The results folder of a calibration: the draws that `--prior` takes, the report, tables, figures and the manifest."""

import json
from pathlib import Path
from typing import Any

import migsim
from migsim.analysis.calibration import Calibration
from migsim.report.calibration import drawings, headline, open_questions
from migsim.report.figures import Drawing
from migsim.report.place import MANIFEST, staged
from migsim.report.tables import write_csv
from migsim.scenario.parameters import PARAMETERS

KIND = "migsim calibration"
POSTERIOR = "posterior.csv"


def write_calibration(found: Calibration, out: Path) -> Path:
    """Write the folder; see `Calibration.report`."""
    with staged(out, KIND) as folder:
        (folder / "tables").mkdir()
        (folder / "figures").mkdir()
        drawn = drawings(found)
        for key, drawing in drawn.items():
            _write(folder / "figures" / f"{key}.svg", drawing.svg)
        write_csv(found.posterior, folder / POSTERIOR, decimal_comma=False)  # `--prior` reads points
        for name in ("parameters", "predictive"):
            write_csv(getattr(found, name), folder / "tables" / f"{name}.csv", decimal_comma=False)
        write_csv(found.told, folder / "tables" / "summaries.csv", decimal_comma=False)
        _write(folder / "report.html", page(found, drawn, out))
        files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
        manifest = {"kind": KIND, "migsim": migsim.__version__} | document(found) | {"files": files}
        _write(folder / MANIFEST, json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")
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
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=PackageLoader("migsim.report", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
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
    return environment.get_template("calibration.html.j2").render(
        found=found,
        headline=headline(found),
        open_questions=open_questions(found),
        drawings=list(drawn.values()),
        svg={key: Markup(drawing.svg) for key, drawing in drawn.items()},  # the renderer has escaped its text
        narrowed=narrowed,
        command=f"migsim compare {found.scenario.name} --prior {out.name}/{POSTERIOR}",
        version=migsim.__version__,
    )


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
