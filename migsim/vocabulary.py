"""The vocabulary: what can be measured, done and seen, each word in one row.

Records of the compiled model, columns of tables, schemas, checks and the documentation's pages are made from these
rows, so that a word is added in one place. Nothing here imports anything of the package.
"""

from dataclasses import dataclass
from typing import Literal

#: How good the evidence behind a number is.
Grade = Literal["measured", "experiment elsewhere", "assumed"]

#: What a facilitator can work on. The numbers that the compiled model knows these words by stand in `migsim.state`.
PRACTICES = ("starting", "interdependence", "management", "inclusion", "communication", "prioritising", "reflection")
#: Practices that can be prepared for a workshop.
PREPARED = ("starting", "interdependence", "inclusion", "prioritising")
LEVELS = ("market-chain", "inputs-services", "enabling")
COOPERATION_TYPES = ("conditional cooperator", "free rider", "unconditional cooperator")
MIG_STATUS = ("none", "active", "dormant", "dissolved", "goal reached")
VOTE_RULES = ("dot", "plurality", "approval", "borda")
HANDOVERS = ("fixed", "taper", "when-ready")
CATEGORIES = ("members", "constituents", "wider")
KITTIES = ("none", "running", "failed")
AGENTS = ("staff", "local")  # who gives a facilitator's hours
SEASONAL = ("time", "money", "prices")


@dataclass(frozen=True)
class Lever:
    """What a facilitator can do beside working on practices, as a number a week.

    Attributes
    ----------
    name : str
        Field of a phase of a strategy file, of `migsim.Actions` and of the week's record.
    most : float or None
        The largest value; None where there is none.
    fades : bool
        Whether a hand-over fades it, as it does hours.
    in_hours : bool
        Whether it counts in hours, which are scaled where strategies are compared at equal cost.
    """

    name: str
    most: float | None = None
    fades: bool = True
    in_hours: bool = False


LEVER_ROWS = (
    Lever("style", most=1.0, fades=False),
    Lever("travel_support", most=1.0),
    Lever("fund"),
    Lever("messages", most=1.0),
    Lever("recruit", in_hours=True),
)
FADING = tuple(lever.name for lever in LEVER_ROWS if lever.fades)


@dataclass(frozen=True)
class ShockKind:
    """A kind of shock.

    Attributes
    ----------
    name : str
    needs : tuple of str
        Fields of the scenario's table that it cannot do without.
    has_role : bool
        Whether it strikes a role.
    most : float or None
        The largest size; None for a size that is no share.
    """

    name: str
    needs: tuple[str, ...]
    has_role: bool = False
    most: float | None = 1.0


SHOCKS = (
    ShockKind("severity", needs=("constraint", "size", "weeks")),
    ShockKind("price-spike", needs=("size", "weeks"), most=None),
    ShockKind("buyer-loss", needs=("role", "weeks"), has_role=True),
    ShockKind("meeting-ban", needs=("weeks",)),
    ShockKind("members-leave", needs=("size",)),
)
SHOCK_KINDS = tuple(kind.name for kind in SHOCKS)


@dataclass(frozen=True)
class Observable:
    """What a responsive rule can look at.

    Attributes
    ----------
    name : str
        As in `migsim.Observation` and in a strategy file.
    label : str
        What it is, as within a sentence.
    field : str
        Field of a group's record in the state that holds it; empty where it is worked out from several.
    since : str
        Field of that record that is 0 as long as there is nothing to see; empty where there always is.
    unseen : float
        What `field` holds until then.
    of_a_group : bool
        Whether it is of a group, and not of the whole programme.
    share : bool
        Whether it lies between 0 and 1.
    sign : int
        Its turn among the early signs of what becomes of a group; 0: it is none.
    """

    name: str
    label: str
    field: str = ""
    since: str = ""
    unseen: float = 0.0
    of_a_group: bool = True
    share: bool = False
    sign: int = 0


SEEN = (
    Observable("last_attendance", "attendance at the last meeting", "last_attendance", "seen_week", share=True),
    Observable("last_kept", "the share of commitments kept", "last_kept", "seen_week", unseen=-1.0, share=True),
    Observable(
        "last_members_ran", "the members' part in running the last meeting", "members_ran", "meetings", share=True
    ),
    Observable("attendance", "attendance (running average)", "seen_attendance", share=True, sign=1),
    Observable("kept", "the share of commitments kept (running average)", "seen_kept", share=True, sign=2),
    Observable(
        "members_ran",
        "the members' part in running meetings (running average)",
        "seen_members_ran",
        share=True,
        sign=5,
    ),
    Observable("mood", "the mood", "seen_mood", share=True, sign=6),
    Observable("deals_heard", "the number of deals heard of", "seen_deals", sign=3),
    Observable("members", "the number of members", "members"),
    Observable("meetings", "the number of meetings held", "meetings", sign=4),
    Observable("weeks_since_meeting", "the number of weeks since the last meeting"),
    Observable("groups_active", "the number of active groups", of_a_group=False),
    Observable("groups_dormant", "the number of dormant groups", of_a_group=False),
    Observable("hours_spent", "the number of facilitator hours spent", of_a_group=False),
    Observable("money_spent", "the money spent", of_a_group=False),
)
OBSERVABLES = tuple(one.name for one in SEEN)
OF_A_GROUP = tuple(one.name for one in SEEN if one.of_a_group)
#: Early signs, by the field of the state that holds each.
SIGNS = {one.name: one.field for one in sorted(SEEN, key=lambda one: one.sign) if one.sign}


@dataclass(frozen=True)
class RuleAction:
    """What a responsive rule can do.

    Attributes
    ----------
    name : str
    most : float or None
        The largest amount; None where it has none.
    spends : bool
        Whether it spends more than was planned.
    about_a_practice : bool
        Whether it needs a practice that gets the hours.
    """

    name: str
    most: float | None = None
    spends: bool = False
    about_a_practice: bool = False


ACTIONS = (
    RuleAction("move-hours", most=2000.0, about_a_practice=True),
    RuleAction("add-hours", most=2000.0, spends=True, about_a_practice=True),
    RuleAction("style", most=1.0),
    RuleAction("travel-support", most=1.0, spends=True),
    RuleAction("fund", most=1e9, spends=True),
    RuleAction("hand-over"),
    RuleAction("recruit", most=2000.0, spends=True),
)
RULE_ACTIONS = tuple(action.name for action in ACTIONS)


@dataclass(frozen=True)
class Outcome:
    """One column of the scorecard.

    Attributes
    ----------
    name : str
        Column name, and field of the record that the compiled model writes.
    label : str
        What it is called in a sentence, in lower case.
    unit : str
        ``money``, ``share`` (0–1, shown as per cent), ``index`` (0–1), ``ratio``, ``hours`` or ``count``.
    meaning : str
        How it is defined, for the page of columns.
    counted_in : str
        Unit on that page, where it says more than `unit`.
    heading : str
        Short heading of a narrow column, where the label is long.
    lower_is_better : bool
        Whether the lowest mean wins.
    programme : bool
        Whether it is money on the scale of the programme's cost, so that a difference can be held against that cost.
    whole : bool
        Whether it is a whole number, and never missing.
    after_exit : bool
        Whether it is missing for a strategy that never had groups to leave.
    """

    name: str
    label: str
    unit: str
    meaning: str
    counted_in: str = ""
    heading: str = ""
    lower_is_better: bool = False
    programme: bool = False
    whole: bool = False
    after_exit: bool = False

    @property
    def sign(self) -> float:
        """+1 where more is better, −1 where less is."""
        return -1.0 if self.lower_is_better else 1.0


@dataclass(frozen=True)
class WeeklyMeasure:
    """One column of the weekly series: name, unit, and how it is defined."""

    name: str
    unit: str
    meaning: str


#: The scorecard, column by column.
OUTCOMES = (
    Outcome(
        "member_benefit",
        "benefit of members",
        "money",
        meaning=(
            "Present value over the horizon of what members of any group gained against the burdens of week "
            "0, deals included, shock losses and own time and travel taken off. Trade from before the project counts "
            "only as far as it pays more (or less) than it would have without it."
        ),
        programme=True,
    ),
    Outcome(
        "constituent_benefit",
        "benefit of constituents",
        "money",
        meaning="The same for constituents: actors outside the room who are tied to a delegate inside it.",
        programme=True,
    ),
    Outcome(
        "wider_benefit",
        "benefit of the wider market",
        "money",
        meaning="The same for everybody else: others outside, and pool actors who never joined a group.",
        programme=True,
    ),
    Outcome(
        "system_benefit",
        "benefit of the whole market system",
        "money",
        meaning=("Sum of the three benefits. Not a difference from no project: shocks alone make it negative there."),
        programme=True,
    ),
    Outcome(
        "cost",
        "cost of the programme",
        "money",
        meaning=(
            "Present value of what the programme spent: facilitator hours, workshop, meetings, travel "
            "support, funds, direct delivery."
        ),
        lower_is_better=True,
        programme=True,
    ),
    Outcome(
        "net_benefit",
        "net benefit",
        "money",
        meaning="System benefit less cost.",
        programme=True,
    ),
    Outcome(
        "benefit_cost_ratio",
        "benefit per unit of cost",
        "ratio",
        meaning="System benefit over cost; missing at cost 0.",
    ),
    Outcome(
        "member_hours",
        "hours given by members",
        "hours",
        meaning="Hours of their own that actors gave: mapping days, meetings, kept commitments.",
        heading="Members’ hours",
        lower_is_better=True,
    ),
    Outcome(
        "households_reached",
        "households reached",
        "count",
        meaning=(
            "Households, pool and outside, whose gain over the same future without the project passes the scenario's "
            "threshold in any one year, as a share of yearly turnover: relief, deals and direct delivery less own cost."
        ),
        counted_in="actors",
        whole=True,
    ),
    Outcome(
        "cost_per_household",
        "cost per household reached",
        "money",
        meaning="Cost over households reached; missing without cost or households.",
        lower_is_better=True,
    ),
    Outcome(
        "trust",
        "trust among participants",
        "index",
        meaning="Mean over ordered pairs of participants (actors invited) of trust at the end.",
        counted_in="chance",
        heading="Trust",
    ),
    Outcome(
        "understanding",
        "mutual understanding",
        "index",
        meaning="Mean over ordered pairs of participants of mutual understanding at the end.",
        counted_in="share",
    ),
    Outcome(
        "deals",
        "deals struck",
        "count",
        meaning="Side-deals struck.",
        heading="Deals struck",
        whole=True,
    ),
    Outcome(
        "deals_honoured_share",
        "deals honoured by both",
        "share",
        meaning="Matured deals that both sides honoured; missing when none matured.",
    ),
    Outcome(
        "partners",
        "partners trading on at the end",
        "count",
        meaning="Pairs that trade on as partners at the end.",
        counted_in="pairs",
        heading="Partners at the end",
        whole=True,
    ),
    Outcome(
        "migs_formed",
        "groups formed",
        "count",
        meaning="Groups formed.",
        counted_in="groups",
        whole=True,
    ),
    Outcome(
        "goals_reached",
        "goals reached",
        "count",
        meaning=(
            "Goals: an active group's constraint has fallen by the target cut. A group that changes "
            "constraint can reach several."
        ),
        whole=True,
    ),
    Outcome(
        "migs_alive",
        "groups alive two years after the exit",
        "count",
        meaning=(
            "Groups active 104 weeks after the exit; missing without a workshop, and where the horizon comes first."
        ),
        counted_in="groups",
        heading="Groups alive 2 years on",
        after_exit=True,
    ),
    Outcome(
        "migs_completed",
        "groups that stopped with their goal reached",
        "count",
        meaning="Groups that by then had stopped with their goal reached; counted apart.",
        counted_in="groups",
        after_exit=True,
    ),
    Outcome(
        "migs_alive_end",
        "groups alive at the end",
        "count",
        meaning="Groups active at the horizon, the same week for every strategy.",
        counted_in="groups",
        whole=True,
    ),
    Outcome(
        "attendance",
        "attendance",
        "share",
        meaning="Attended over invited member-meetings while facilitated; missing without any.",
    ),
    Outcome(
        "attendance_marginalised",
        "attendance of marginalised members",
        "share",
        meaning="The same, of marginalised members.",
    ),
    Outcome(
        "voice_gap",
        "gap in voice",
        "index",
        meaning=(
            "Mean of how far others of the pool are heard in the room at the end, less that of marginalised ones: "
            "voice, which counts less while few of them are in the room, and nought for who is not invited."
        ),
        counted_in="share",
        heading="Voice gap",
        lower_is_better=True,
    ),
    Outcome(
        "benefit_gap_absolute",
        "gap in gains",
        "money",
        meaning=(
            "Mean gain of others less that of the marginalised, actors with turnover only; missing when "
            "either side has nobody."
        ),
        lower_is_better=True,
    ),
    Outcome(
        "benefit_gap_relative",
        "relative gain of the marginalised",
        "ratio",
        meaning=(
            "Mean gain over yearly turnover of the marginalised, over that of others: 1 is equal, above 1 "
            "favours the marginalised; missing when the others hardly gain (0.5 % of a year's turnover or "
            "less over the horizon), because the ratio would say nothing."
        ),
        heading="Relative gain",
    ),
    Outcome(
        "gini",
        "inequality of gains (Gini)",
        "index",
        meaning="Gini index of gains over all actors, losses counted as nothing; missing when nobody gains.",
        lower_is_better=True,
    ),
    Outcome(
        "resilience",
        "resilience to the test shock",
        "index",
        meaning=(
            "1 less the mean share of income lost in the 52 weeks from the scenario's test shock on, relative "
            "to the mean of the four weeks before it: 1 loses nothing, and a level that was higher before is "
            "not held against a strategy. Income with turnover in it, mean over pool actors; missing when "
            "that shock lies beyond the horizon."
        ),
        heading="Shock withstood",
    ),
    Outcome(
        "adopt",
        "adopt",
        "index",
        meaning="Members who took up any practice that relieves a constraint.",
        counted_in="share",
    ),
    Outcome(
        "adapt_alive",
        "adapt: groups alive",
        "index",
        meaning="Groups formed that are active 104 weeks after the exit.",
        counted_in="share",
        after_exit=True,
    ),
    Outcome(
        "adapt_completed",
        "adapt: groups done on purpose",
        "index",
        meaning="Groups formed that by then had stopped on purpose, with their goal reached; never counted as alive.",
        counted_in="share",
        after_exit=True,
    ),
    Outcome(
        "expand",
        "expand",
        "index",
        meaning="Outside actors who have at least one practice or service at the end; missing without an outside.",
        counted_in="share",
    ),
    Outcome(
        "respond",
        "respond",
        "index",
        meaning="How near to the target cut the constraints have come that no group ever worked on, mean.",
        counted_in="share",
    ),
    Outcome(
        "facilitator_hours",
        "hours of facilitation",
        "hours",
        meaning=(
            "Hours of facilitation, preparation included, discounted to week 0 as money is; an hour of a local agent "
            "counts by what it costs against an hour of staff."
        ),
        heading="Facilitation",
        lower_is_better=True,
    ),
)

#: The weekly series, column by column.
WEEKLY_MEASURES = (
    WeeklyMeasure("facilitator_hours", "hours", "Facilitator hours this week; preparation in week 0."),
    WeeklyMeasure("live_migs", "groups", "Active groups."),
    WeeklyMeasure("meetings", "count", "Meetings that took place, quorate or not."),
    WeeklyMeasure(
        "attendance",
        "share",
        "Members who came over members invited, of this week's meetings; missing without a meeting.",
    ),
    WeeklyMeasure("trust", "chance", "Mean trust over ordered pairs of participants."),
    WeeklyMeasure("understanding", "share", "Mean mutual understanding over ordered pairs of participants."),
    WeeklyMeasure("deals_struck", "count", "Side-deals struck this week."),
    WeeklyMeasure("deals_running", "pairs", "Business ties that run, first deals and partners."),
    WeeklyMeasure("partners", "pairs", "Of these, partners."),
    WeeklyMeasure(
        "severity",
        "ratio",
        (
            "Mean over constraints of severity relative to week 0, shocks included; 1 is unchanged. Constraints "
            "without any severity in week 0 are left out; missing when there is no other."
        ),
    ),
    WeeklyMeasure(
        "adopters", "share", "Outside actors who have at least one practice or service; missing without any."
    ),
    WeeklyMeasure(
        "member_income",
        "money a week",
        (
            "Income gained this week by those who are or were members, against the burdens of week 0, deals and "
            "own cost included, less what deals from before the project would have paid without it."
        ),
    ),
    WeeklyMeasure("constituent_income", "money a week", "The same for constituents."),
    WeeklyMeasure("wider_income", "money a week", "The same for everybody else."),
    WeeklyMeasure("cost", "money a week", "Programme spending this week, not discounted."),
)

#: Names of the columns.
SCORECARD = tuple(outcome.name for outcome in OUTCOMES)
WEEKLY = tuple(measure.name for measure in WEEKLY_MEASURES)
#: Columns of the scorecard that are whole numbers and never missing.
COUNT_COLUMNS = tuple(outcome.name for outcome in OUTCOMES if outcome.whole)
#: What is missing for a strategy that never had groups to leave.
EXIT_COLUMNS = tuple(outcome.name for outcome in OUTCOMES if outcome.after_exit)
