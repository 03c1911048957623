"""The results folder of the claims: report page, table, figures, JSON, and the manifest."""

import json
import shlex
from pathlib import Path

import pandas as pd

import migsim
from migsim.analysis.claims import CLAIMS, Claims
from migsim.analysis.claims.result import effect_of
from migsim.engine.provenance import CITE
from migsim.report.claims_figures import claim_drawings
from migsim.report.claims_page import page
from migsim.report.place import MANIFEST, staged
from migsim.report.tables import write_csv

KIND = "migsim claims"


def write_claims(claims: Claims, out: Path) -> Path:
    """Write the claims into a folder.

    Parameters
    ----------
    claims : Claims
    out : Path
        Created when missing. An earlier result of this command is replaced, anything else is left alone and refused.

    Returns
    -------
    Path
        The report, ``out/report.html``.

    Raises
    ------
    InputError
        When the folder holds something else or cannot be written.
    """
    with staged(out, KIND) as folder:
        (folder / "figures").mkdir()
        (folder / "tables").mkdir()
        drawn = claim_drawings(claims)
        for key, drawing in drawn.items():
            _write(folder / "figures" / f"{key}.svg", drawing.svg)
        write_csv(claims_table(claims), folder / "tables" / "claims.csv", decimal_comma=False)
        _write(folder / "claims.json", json.dumps(claims.document(), indent=2, allow_nan=False) + "\n")
        _write(folder / "report.html", page(claims, drawn, command(claims)))
        files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
        manifest = {
            "kind": KIND,
            "migsim": migsim.__version__,
            "cite": CITE.format(version=migsim.__version__),
            "command": command(claims),
            "scenario": claims.scenario.name,
            "seed": claims.seed,
            "runs": claims.runs,
            "prior": claims.prior,
            "files": files,
        }
        _write(folder / MANIFEST, json.dumps(manifest, indent=2) + "\n")
    return out / "report.html"


def claims_table(claims: Claims) -> pd.DataFrame:
    """One row a claim: effect, verdict, region, mechanism, and the symmetric-trust case."""
    rows = []
    for result in claims.results:
        claim = result.claim
        row: dict[str, object] = {"id": claim.id, "claim": claim.text, "contrast": claim.contrast}
        row |= {"outcome": claim.outcome, "unit": claim.unit}
        row |= effect_of(result.answer) | {"matters": result.answer.finding.matters}
        row |= {"verdict": result.answer.word, "region": result.answer.region, "mechanism": result.mechanism}
        row |= {"by_construction": bool(claim.by_construction)}
        row |= {f"symmetric_{key}": effect_of(result.symmetric)[key] for key in ("mean", "low", "high")}
        rows.append(row | {"symmetric_verdict": result.symmetric.word})
    return pd.DataFrame(rows)


def command(claims: Claims) -> str:
    """Compose the command that makes this result again."""
    words = ["migsim", "claims", claims.scenario.name, "--runs", str(claims.runs), "--seed", str(claims.seed)]
    words += ["--prior", claims.prior]
    if len(claims.results) < len(CLAIMS):
        words += ["--only", ",".join(result.claim.id for result in claims.results)]
    return shlex.join(words)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
