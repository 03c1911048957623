"""The scorecard's columns by name."""

from collections.abc import Iterable

from migsim import vocabulary
from migsim.errors import InputError
from migsim.scenario.suggest import advice

OUTCOMES: dict[str, vocabulary.Outcome] = {outcome.name: outcome for outcome in vocabulary.OUTCOMES}
#: Several objectives in one (see `migsim.analysis.weights`); no column of the scorecard.
SCORE = vocabulary.Outcome(
    "weighted_score", "weighted score", "index", meaning="Several outcomes in one, each on a scale of 0 to 1."
)
#: Gap between groups of people as a difference, where their ratio would have a denominator near nought.
GAP_SHARE = vocabulary.Outcome(
    "benefit_gap_share",
    "gap in gains over turnover",
    "share",
    meaning=(
        "What a project adds to the gain of others less what it adds to that of the marginalised, each as a share of a "
        "year's turnover, actors with turnover only; below nought it favours the marginalised."
    ),
    heading="Gap in gains",
    lower_is_better=True,
)
#: Begins the names of the outcomes that are the benefit of one group of the scenario.
BENEFIT_OF = "benefit_of_"


def know(names: Iterable[str]) -> None:
    """Take in outcomes of one's own, which results have beside the scorecard; more counts as better."""
    for name in names:
        label = name.replace("_", " ")
        OUTCOMES.setdefault(name, vocabulary.Outcome(name, label, "number", "An outcome of one's own."))


def outcome_named(name: str) -> vocabulary.Outcome:
    """Look an outcome up by its column name.

    Raises
    ------
    InputError
        When the scorecard has no such column; proposes the nearest.
    """
    if name == SCORE.name:
        return SCORE
    if name == GAP_SHARE.name:
        return GAP_SHARE
    if name.startswith(BENEFIT_OF) and len(name) > len(BENEFIT_OF):
        return _benefit_of(name)
    if name not in OUTCOMES:
        known = advice(name, OUTCOMES, shown=len(OUTCOMES))
        raise InputError(f"objective = {name!r}: the scorecard has no such column; {known}")
    return OUTCOMES[name]


def _benefit_of(name: str) -> vocabulary.Outcome:
    """The benefit of one group of a scenario; whether the scenario has the group is for `check_columns` to say."""
    group = name.removeprefix(BENEFIT_OF).replace("_", " ")
    return vocabulary.Outcome(
        name,
        f"benefit of {group}",
        "money",
        meaning=f"What a project adds to the gains of all who belong to the group {group}, in the room and outside.",
        heading=group[:1].upper() + group[1:],
        programme=True,
    )
