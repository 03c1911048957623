"""Several objectives at once: one score from the user's weights.

Each objective is put on a common scale: 0 for the worst average among the strategies compared, 1 for the best. A weight
then says how much the whole step from worst to best on one objective is worth against the step on another (swing
weights; Keeney & Raiffa 1976, von Winterfeldt & Edwards 1986). The score of a future can lie outside 0 to 1.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from migsim.analysis.outcomes import SCORE, outcome_named
from migsim.analysis.statistics import Floats, Futures, mean
from migsim.errors import InputError


@dataclass(frozen=True)
class Objective:
    """One objective of several.

    Attributes
    ----------
    column : str
        Of the scorecard.
    weight : float
        Share of all weights (0–1).
    worst, best : float
        Lowest and highest average among the strategies, seen from what is wanted: they count 0 and 1.
    """

    column: str
    weight: float
    worst: float
    best: float


def check_weights(weights: Mapping[str, float]) -> dict[str, float]:
    """Return weights as shares of 1; all that is wrong with them in one `InputError`."""
    wrong = []
    for column, weight in weights.items():
        try:
            if outcome_named(column) is SCORE:
                wrong.append(f"weights, {column}: is the score itself; name columns of the scorecard")
        except InputError as error:
            wrong += [message.replace("objective = ", "weights, ", 1) for message in error.messages]
        if not (math.isfinite(weight) and weight > 0):
            wrong.append(f"weights, {column} = {weight:g}: a weight must be above 0; leave out what does not count")
    if not weights:
        wrong.append("weights: none given; name at least one column, for example net_benefit=2,trust=1")
    if wrong:
        raise InputError(wrong)
    total = sum(weights.values())
    return {column: weight / total for column, weight in weights.items()}


def parse_weights(text: str) -> dict[str, float]:
    """Read ``net_benefit=2,trust=1`` as typed on a command line.

    Raises
    ------
    InputError
        Anything that is not COLUMN=NUMBER, named twice, or wrong in itself.

    Examples
    --------
    >>> parse_weights("net_benefit=3, trust=1")
    {'net_benefit': 3.0, 'trust': 1.0}
    """
    found: dict[str, float] = {}
    wrong = []
    for part in text.split(","):
        column, equals, number = (piece.strip() for piece in part.partition("="))
        try:
            weight = float(number)
        except ValueError:
            weight = math.nan
        if not equals or not column or math.isnan(weight):
            wrong.append(f"weights, {part.strip()!r}: give COLUMN=NUMBER, separated by commas: net_benefit=2,trust=1")
        elif column in found:
            wrong.append(f"weights, {column}: named twice; give each column one weight")
        else:
            found[column] = weight
    try:
        check_weights(found) if found else None
    except InputError as error:
        wrong += error.messages
    if wrong:
        raise InputError(wrong)
    return found


def aims(futures: Futures, weights: Mapping[str, float]) -> list[Objective]:
    """Put each objective on its scale, from worst to best average among the strategies."""
    made = []
    for column, weight in check_weights(weights).items():
        sign = outcome_named(column).sign
        means = [m for m in (mean(futures.of(column, name)) for name in futures.strategies) if math.isfinite(m)]
        ends = (min(means), max(means)) if means else (math.nan, math.nan)
        worst, best = ends if sign > 0 else ends[::-1]
        made.append(Objective(column, weight, worst, best))
    return made


def scaled(futures: Futures, aim: Objective) -> Floats:
    """One objective on its scale, shape (futures, strategies); 0 everywhere when no average differs."""
    values = futures.values[aim.column]
    if aim.best == aim.worst:
        return np.where(np.isfinite(values), 0.0, np.nan)
    points: Floats = (values - aim.worst) / (aim.best - aim.worst)
    return points


def with_score(futures: Futures, weights: Mapping[str, float]) -> Futures:
    """Add the weighted score to the outcomes of each future; missing where any objective is."""
    made = aims(futures, weights)
    score: Floats = np.sum([aim.weight * scaled(futures, aim) for aim in made], axis=0)
    return Futures(futures.strategies, futures.runs, futures.draws, {**futures.values, SCORE.name: score})
