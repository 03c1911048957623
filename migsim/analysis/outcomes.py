"""The scorecard's columns in words: what each is called, its unit, and which way is better."""

from dataclasses import dataclass

from migsim.errors import InputError
from migsim.scenario.suggest import advice


@dataclass(frozen=True)
class Outcome:
    """One column of the scorecard as a reader meets it.

    Attributes
    ----------
    name : str
        Column name in `Comparison.runs`.
    label : str
        What it is called in a sentence, in lower case.
    unit : str
        ``money``, ``share`` (0–1, shown as per cent), ``index`` (0–1), ``ratio``, ``hours`` or ``count``.
    lower_is_better : bool
        Whether the lowest mean wins.
    programme : bool
        Whether it is money on the scale of the programme's cost, so that a difference can be held against that cost.
    heading : str
        Short heading of a narrow column, where the label is long.
    """

    name: str
    label: str
    unit: str
    lower_is_better: bool = False
    programme: bool = False
    heading: str = ""

    @property
    def sign(self) -> float:
        """+1 where more is better, −1 where less is."""
        return -1.0 if self.lower_is_better else 1.0


_TABLE = (
    Outcome("member_benefit", "benefit of members", "money", programme=True),
    Outcome("constituent_benefit", "benefit of constituents", "money", programme=True),
    Outcome("wider_benefit", "benefit of the wider market", "money", programme=True),
    Outcome("system_benefit", "benefit of the whole market system", "money", programme=True),
    Outcome("cost", "cost of the programme", "money", lower_is_better=True, programme=True),
    Outcome("net_benefit", "net benefit", "money", programme=True),
    Outcome("benefit_cost_ratio", "benefit per unit of cost", "ratio"),
    Outcome("member_hours", "hours given by members", "hours", lower_is_better=True, heading="Members’ hours"),
    Outcome("households_reached", "households reached", "count"),
    Outcome("cost_per_household", "cost per household reached", "money", lower_is_better=True),
    Outcome("trust", "trust among participants", "index", heading="Trust"),
    Outcome("understanding", "mutual understanding", "index"),
    Outcome("deals", "deals struck", "count", heading="Deals struck"),
    Outcome("deals_honoured_share", "deals honoured by both", "share"),
    Outcome("partners", "partners trading on at the end", "count", heading="Partners at the end"),
    Outcome("migs_formed", "groups formed", "count"),
    Outcome("goals_reached", "goals reached", "count"),
    Outcome("migs_alive", "groups alive two years after the exit", "count", heading="Groups alive 2 years on"),
    Outcome("migs_completed", "groups that stopped with their goal reached", "count"),
    Outcome("migs_alive_end", "groups alive at the end", "count"),
    Outcome("attendance", "attendance", "share"),
    Outcome("attendance_marginalised", "attendance of marginalised members", "share"),
    Outcome("voice_gap", "gap in voice", "index", lower_is_better=True, heading="Voice gap"),
    Outcome("benefit_gap_absolute", "gap in gains", "money", lower_is_better=True),
    Outcome("benefit_gap_relative", "relative gain of the marginalised", "ratio", heading="Relative gain"),
    Outcome("gini", "inequality of gains (Gini)", "index", lower_is_better=True),
    Outcome("resilience", "resilience to the test shock", "index", heading="Shock withstood"),
    Outcome("adopt", "adopt", "index"),
    Outcome("adapt_alive", "adapt: groups alive", "share"),
    Outcome("expand", "expand", "index"),
    Outcome("respond", "respond", "index"),
    Outcome("adapt_completed", "adapt: groups done on purpose", "share"),
)
OUTCOMES: dict[str, Outcome] = {outcome.name: outcome for outcome in _TABLE}
#: Several objectives in one (see `migsim.analysis.weights`); no column of the scorecard.
SCORE = Outcome("weighted_score", "weighted score", "index")


def outcome_named(name: str) -> Outcome:
    """Look an outcome up by its column name.

    Raises
    ------
    InputError
        When the scorecard has no such column; proposes the nearest.
    """
    if name == SCORE.name:
        return SCORE
    if name not in OUTCOMES:
        known = advice(name, OUTCOMES, shown=len(OUTCOMES))
        raise InputError(f"objective = {name!r}: the scorecard has no such column; {known}")
    return OUTCOMES[name]
