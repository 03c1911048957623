"""The results folder of the claims: report page, table, figures, JSON, and the manifest."""

import shlex
from pathlib import Path

import pandas as pd

from migsim.analysis.claims import CLAIMS, Claims
from migsim.analysis.claims.result import effect_of
from migsim.engine.provenance import rests_on
from migsim.report.claims_figures import claim_drawings
from migsim.report.claims_page import page
from migsim.report.output import results

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
    made_of = rests_on(
        claims.scenario,
        {arm.name: arm.strategy for result in claims.results for arm in result.claim.arms},
        seed=claims.seed,
        weeks=claims.scenario.horizon,
        prior=claims.prior,
        runs=claims.runs,
        command=command(claims),
    )
    with results(out, KIND, made_of) as folder:
        drawn = claim_drawings(claims)
        for key, drawing in drawn.items():
            folder.text(f"figures/{key}.svg", drawing.svg)
        folder.csv("tables/claims.csv", claims_table(claims))
        folder.json("claims.json", claims.document())
        folder.text("report.html", page(claims, drawn, command(claims)))
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
