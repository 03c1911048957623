"""The scorecard's columns by name."""

from migsim import vocabulary
from migsim.errors import InputError
from migsim.scenario.suggest import advice

OUTCOMES: dict[str, vocabulary.Outcome] = {outcome.name: outcome for outcome in vocabulary.OUTCOMES}
#: Several objectives in one (see `migsim.analysis.weights`); no column of the scorecard.
SCORE = vocabulary.Outcome(
    "weighted_score", "weighted score", "index", meaning="Several outcomes in one, each on a scale of 0 to 1."
)


def outcome_named(name: str) -> vocabulary.Outcome:
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
