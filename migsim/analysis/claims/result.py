"""What came of a claim, as data: effect, verdict, region, mechanism, details."""

from dataclasses import asdict, dataclass
from typing import Any

from migsim.analysis.claims.mechanism import Carried
from migsim.analysis.claims.model import Claim, ClaimFinding, Detail
from migsim.analysis.claims.region import Region, find_region
from migsim.analysis.claims.verdict import HOLDS, NOT, WHEN, Judged
from migsim.analysis.summaries import without_nan


@dataclass(frozen=True)
class Answer:
    """A claim judged.

    Attributes
    ----------
    finding : ClaimFinding
    judged : Judged
        Over all futures.
    verdict : str
        ``holds``, ``holds when …`` or ``not in this model``.
    region : str
        Where it fails (or holds), in words.
    """

    finding: ClaimFinding
    judged: Judged
    verdict: str
    region: str

    @property
    def word(self) -> str:
        """The verdict without its region."""
        return next(word for word in (WHEN, HOLDS, NOT) if self.verdict.startswith(word))


@dataclass(frozen=True)
class Result:
    """Everything about one claim.

    Attributes
    ----------
    claim : Claim
    answer, symmetric : Answer
        With the prior's weight of negative evidence, and with negative evidence weighing as much as positive.
    mechanism : str
        What carries the effect, in words.
    carried : list of Carried
    details : list of Detail
    """

    claim: Claim
    answer: Answer
    symmetric: Answer
    mechanism: str
    carried: list[Carried]
    details: list[Detail]

    def document(self) -> dict[str, Any]:
        """Make the JSON-ready form."""
        claim = self.claim
        document = {
            "id": claim.id,
            "claim": claim.text,
            "contrast": claim.contrast,
            "outcome": claim.outcome,
            "unit": claim.unit,
            "effect": effect_of(self.answer),
            "matters": self.answer.finding.matters,
            "verdict": self.answer.verdict,
            "region": self.answer.region,
            "mechanism": self.mechanism,
            "by_construction": bool(claim.by_construction),
            "by_construction_because": claim.by_construction,
            "symmetric_trust": {"effect": effect_of(self.symmetric), "verdict": self.symmetric.verdict},
            "note": claim.note,
            "details": [asdict(detail) | {"rows": [row._asdict() for row in detail.rows]} for detail in self.details],
            "mechanisms": [
                {"switch": one.switch.name, "what": one.switch.what, "part": one.part, "real": one.real}
                for one in self.carried
            ],
        }
        return {key: _cleaned(value) for key, value in document.items()}


def effect_of(answer: Answer) -> dict[str, Any]:
    """Effect as in the JSON document: 5th and 95th percentile over futures; mean lead with its 90 % interval."""
    finding, judged = answer.finding, answer.judged
    return {
        "mean": finding.mean,
        "low": finding.low,
        "high": finding.high,
        "lead": judged.mean,
        "lead_mean_low": judged.mean_low,
        "lead_mean_high": judged.mean_high,
        "for_it": judged.for_it,
        "futures": judged.futures,
    }


def answer(finding: ClaimFinding, drawn: Any) -> Answer:
    """Apply the rule and look for the region."""
    judged, matters = finding.judged, finding.matters
    if judged.holds:
        worst = find_region(finding.lead, drawn, matters, best=False)
        return Answer(finding, judged, HOLDS, _where_it_fails(worst, matters))
    best = find_region(finding.lead, drawn, matters, best=True)
    if best is not None and best.judged.holds:
        words = f"holds in {best.share:.0%} of futures: {best.words()}"
        return Answer(finding, judged, f"{WHEN} {best.words()}", words)
    words = "too few futures to look for a region" if best is None else "no region found in which it holds"
    return Answer(finding, judged, NOT, words)


def _where_it_fails(worst: Region | None, matters: float) -> str:
    if worst is None:
        return "too few futures to look for a region"
    if worst.judged.holds:
        return "no region found in which it fails"
    there = worst.judged
    why = f"there {there.for_it:.0%} of the futures that decide speak for it"
    if there.mean_low > 0 and there.mean < matters:
        why = "there the effect is too small to count"
    return f"fails in {worst.share:.0%} of futures: {worst.words()} ({why})"


def _cleaned(part: Any) -> Any:
    if isinstance(part, dict):
        return {key: _cleaned(value) for key, value in part.items()}
    if isinstance(part, list | tuple):
        return [_cleaned(value) for value in part]
    return without_nan(part)
