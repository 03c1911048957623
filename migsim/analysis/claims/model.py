"""What a claim is: arms that differ in one thing, one headline effect, and what would count.

Everything in a `Claim` is fixed before any future is run and stands as data in `claims.toml`: the arms, the headline,
the smallest effect that counts. The verdict follows from these by one rule, `migsim.analysis.claims.verdict`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from migsim.analysis.claims.effects import EFFECTS
from migsim.analysis.claims.verdict import Judged, judge
from migsim.analysis.statistics import Floats, summary
from migsim.facilitation.strategy import Strategy
from migsim.scenario.schema import Scenario

#: Outcomes of one arm: one value a future for each column of the scorecard and each other measure that was wanted.
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
        Unique among all arms: arms of one name are run once and shared.
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


@dataclass(frozen=True)
class Beside:
    """What is told beside a headline: measures as differences of the first two arms, or one measure across arms.

    Attributes
    ----------
    title, unit : str
    rows : mapping of str to str
        Measures, with words.
    measure : str
        What is told across arms.
    across : tuple of Arm
    less : tuple of Arm
        One arm, whose measure is taken off in each of them; or none.
    curve : bool
        Whether the arms are points of a curve over weeks of facilitation.
    """

    title: str
    unit: str
    rows: Mapping[str, str] = field(default_factory=dict)
    measure: str = ""
    across: tuple[Arm, ...] = ()
    less: tuple[Arm, ...] = ()
    curve: bool = False

    @property
    def measures(self) -> tuple[str, ...]:
        """Everything that it needs."""
        return (*self.rows, self.measure) if self.measure else tuple(self.rows)


class DetailRow(NamedTuple):
    """One row of a claim's details: a mean with its 90 % interval."""

    name: str
    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Detail:
    """A `Beside` with its numbers."""

    title: str
    unit: str
    rows: Sequence[DetailRow]
    curve: bool = False


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
    """

    effect: Floats
    lead: Floats
    mean: float
    low: float
    high: float
    matters: float
    judged: Judged


@dataclass(frozen=True)
class Claim:
    """A claim of the practice guidance as an experiment; fields as in `claims.toml`."""

    id: str
    text: str
    contrast: str
    outcome: str
    unit: str
    arms: tuple[Arm, ...]
    counts: float
    measure: str = ""
    effect: str = ""
    against: float = 0.0
    sign: float = 1.0
    beside: tuple[Beside, ...] = ()
    by_construction: str = ""
    note: str = ""

    @property
    def measures(self) -> tuple[str, ...]:
        """What its headline needs of its arms, beside the scorecard."""
        return (self.measure,) if self.measure else ()

    def effect_of(self, played: Played) -> Floats:
        """Headline effect in each future."""
        names = tuple(arm.name for arm in self.arms)
        if self.effect:
            return EFFECTS[self.effect](played, names)
        gap: Floats = played[names[0]][self.measure] - played[names[1]][self.measure]
        return gap

    def lead_of(self, played: Played) -> Floats:
        """Lead in each future: more than nought speaks for the claim."""
        lead: Floats = self.sign * (self.effect_of(played) - self.against)
        return lead

    def told_counts(self) -> str:
        """Say what the effect is held against and what counts."""
        least = f"{self.counts:.0%} of the cost" if self.unit == "money" else f"{self.counts:g}"
        against = f"held against {self.against:g}, " if self.against else ""
        which = "less speaks for the claim; " if self.sign < 0 else ""
        return f"{which}{against}counts from {least}"

    def find(self, played: Played) -> ClaimFinding:
        """Compute effect, lead and how they stand to the claim from the outcomes of the arms."""
        effect, lead, matters = self.effect_of(played), self.lead_of(played), self.counts
        first = played[self.arms[0].name]
        if self.unit == "money":
            matters *= float(np.nanmean(first["cost"]))
        told = summary(effect)
        return ClaimFinding(
            effect, lead, told["mean"], told["low"], told["high"], matters, judge(lead, matters, first.get(DRAW))
        )
