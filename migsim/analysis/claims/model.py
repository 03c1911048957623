"""What a claim is: two or more arms that differ in one thing, one headline effect, and what would count.

Everything in a `Claim` is fixed before any future is run: the arms, the headline, the smallest effect that counts. The
verdict follows from these by one rule, `migsim.analysis.claims.verdict`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np

from migsim.analysis.claims.verdict import Judged, judge
from migsim.analysis.statistics import Floats, summary
from migsim.facilitation.strategy import Strategy
from migsim.scenario.schema import Scenario

if TYPE_CHECKING:
    import pandas as pd

#: Outcomes of one arm: one value a future for each column of the scorecard, and for weekly measures as ``trust@52``.
Columns = Mapping[str, Floats]
DRAW = "draw"  # row of the table of draws, beside the outcomes
#: Outcomes of all arms of a claim, by the arm's name; row r is the same future for every arm.
Played = Mapping[str, Columns]


@dataclass(frozen=True)
class Arm:
    """One side of a contrast.

    Attributes
    ----------
    name : str
        Unique among all arms of all claims: arms of one name are run once and shared.
    title : str
        In words.
    strategy : Strategy
        What the facilitator does.
    changes : mapping of str to float
        Parameters held and switches thrown in this arm only.
    market : callable, optional
        Makes this arm's market from the scenario, where the market is what differs.
    """

    name: str
    title: str
    strategy: Strategy
    changes: Mapping[str, float] = field(default_factory=dict)
    market: Callable[[Scenario], Scenario] | None = None


class DetailRow(NamedTuple):
    """One row of a claim's details: a value with its 90 % interval of the mean."""

    name: str
    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Detail:
    """A curve, a split or a second outcome beside the headline.

    Attributes
    ----------
    title, unit : str
        What it shows, and the unit of its values as in `migsim.analysis.outcomes`.
    rows : sequence of DetailRow
    curve : bool
        Whether the rows are points of a curve, in order.
    note : str
        One sentence on how to read it.
    """

    title: str
    unit: str
    rows: Sequence[DetailRow]
    curve: bool = False
    note: str = ""


@dataclass(frozen=True)
class ClaimFinding:
    """What the futures of a claim amount to before any verdict.

    Attributes
    ----------
    effect : array, shape (futures,)
        Headline effect in each future, in the unit told; NaN where it has no meaning.
    lead : array, shape (futures,)
        The same turned so that more than nought speaks for the claim; what a region is searched for in.
    mean, low, high : float
        The headline number, and 5th and 95th percentile over futures.
    matters : float
        Smallest mean lead that counts, in the effect's unit.
    judged : Judged
        How all futures together stand to the claim.
    where : str
        Region in words, where the way futures are laid out leaves none to be searched for.
    """

    effect: Floats
    lead: Floats
    mean: float
    low: float
    high: float
    matters: float
    judged: Judged
    where: str = ""


@dataclass(frozen=True)
class Claim:
    """A claim of the practice guidance as an experiment.

    Attributes
    ----------
    id, text : str
        Number and wording of the claim.
    contrast, outcome : str
        The arms in words, and the headline effect in words.
    unit : str
        Unit of the effect, as in `migsim.analysis.outcomes`.
    arms : tuple of Arm
    effect : callable
        Headline effect in each future, from the arms' outcomes.
    matters : float
        Smallest mean lead that counts, in the effect's unit; for money a share of `matters_of`.
    matters_of : {"cost", "hour"}
        Mean cost of the first arm, or cost of a facilitator hour.
    reference : float
        What the effect is held against; the lead is ``sign * (effect - reference)``.
    sign : float
        +1 when more of the effect speaks for the claim, -1 when less does.
    lead : callable, optional
        Lead in each future where it is not the above.
    weekly : tuple of str
        Weekly measures needed: ``column@week``, or ``column@first-last`` for a mean over weeks.
    finder : callable, optional
        Makes the finding from a study, with the table of drawn parameters behind its leads, where futures are laid out
        in another way.
    details : callable, optional
        Makes the details from a study (see `migsim.analysis.claims.study`).
    carried : callable, optional
        The effect whose mechanism is looked for, where it is not the lead.
    by_construction : str
        Why the rules of the model leave no other sign, empty where they do.
    note : str
        What the contrast cannot say.
    """

    id: str
    text: str
    contrast: str
    outcome: str
    unit: str
    arms: tuple[Arm, ...]
    effect: Callable[[Played], Floats]
    matters: float
    matters_of: Literal["cost", "hour"] = "cost"
    reference: float = 0.0
    sign: float = 1.0
    lead: Callable[[Played], Floats] | None = None
    weekly: tuple[str, ...] = ()
    finder: "Callable[[Any], tuple[ClaimFinding, pd.DataFrame]] | None" = None
    details: Callable[[Any], list[Detail]] | None = None
    carried: Callable[[Played], Floats] | None = None
    by_construction: str = ""
    note: str = ""

    @property
    def each(self) -> str:
        """What one value of the effect belongs to."""
        return "futures" if self.finder is None else "resampled sets of markets"

    def lead_of(self, played: Played) -> Floats:
        """Lead in each future: more than nought speaks for the claim."""
        if self.lead is not None:
            return self.lead(played)
        lead: Floats = self.sign * (self.effect(played) - self.reference)
        return lead

    def counts(self) -> str:
        """Say what the effect is held against and what counts."""
        if self.finder is not None:
            return "the largest has to be that of facilitation, in at least 19 of 20 resampled sets of markets"
        least = f"{self.matters:g}"
        if self.unit == "money":
            least = f"{self.matters:.0%} of the {'cost' if self.matters_of == 'cost' else 'cost of a facilitator hour'}"
        against = f"held against {self.reference:g}, " if self.reference else ""
        which = "the claim speaks for the alternative; " if self.sign < 0 else ""
        return f"{which}{against}counts from {least}" if self.matters else f"{which}{against}any more than that counts"

    def find(self, played: Played, facilitator_hour: float) -> ClaimFinding:
        """Reckon effect, lead and how they stand to the claim from the outcomes of the arms."""
        effect, lead, matters = self.effect(played), self.lead_of(played), self.matters
        if self.unit == "money":
            cost = float(np.nanmean(played[self.arms[0].name]["cost"]))
            matters *= cost if self.matters_of == "cost" else facilitator_hour
        told = summary(effect)
        judged = judge(lead, matters, played[self.arms[0].name].get(DRAW))
        return ClaimFinding(effect, lead, told["mean"], told["low"], told["high"], matters, judged)
