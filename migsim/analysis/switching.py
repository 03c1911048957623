"""Switching values of figures: how far a cost or a benefit would have to be off for the two leaders to change places.

The parameters have theirs from the curve through the futures (`migsim.analysis.caveat`). Costs and benefits enter the
objective in proportion, so that their switching values follow from the means.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from migsim.analysis.caveat import Dependence
from migsim.analysis.outcomes import outcome_named
from migsim.analysis.rule import Duel, Question
from migsim.analysis.statistics import mean
from migsim.analysis.weights import aims, scaled
from migsim.defaults import NO_PROJECT


@dataclass(frozen=True)
class SwitchingValue:
    """A value at which the two leading strategies change places.

    Attributes
    ----------
    kind : str
        ``parameter``, ``figure`` or ``weight``.
    name : str
        Parameter, figure or column.
    what, unit : str
        In words.
    now : float
        Value used (mean of the values drawn, for a parameter).
    value : float
        Where they change places; NaN where they do not within the range tried, or for any possible value.
    side : str
        ``above`` or ``below``: where the leader has lost its lead; empty without a value.
    beyond : float
        Share of futures on that side (parameters), else NaN.
    """

    kind: str
    name: str
    what: str
    unit: str
    now: float
    value: float
    side: str
    beyond: float = math.nan


def of_parameters(found: Iterable[Dependence], drawn: pd.DataFrame) -> list[SwitchingValue]:
    """Switching values of the parameters that are told from chance."""
    return [
        SwitchingValue(
            "parameter",
            one.parameter,
            one.what,
            one.unit,
            float(drawn[one.parameter].mean()),
            math.nan if one.threshold is None else one.threshold,
            "" if one.threshold is None else one.losing_side,
            math.nan if one.threshold is None else one.beyond / one.of,
        )
        for one in found
        if one.told_from_chance
    ]


def of_figures(question: Question, fight: Duel, costs: Any) -> list[SwitchingValue]:
    """Switching values of costs and benefits, where the objective is net benefit."""
    if question.outcome.name != "net_benefit" or not fight.of or not math.isfinite(fight.margin):
        return []
    futures, titles, both = question.futures, question.titles, np.isfinite(fight.lead)

    def paired(column: str, name: str) -> float:
        return mean(futures.of(column, name)[both])

    def factor(name: str, what: str, value: float, side: str) -> SwitchingValue:
        possible = math.isfinite(value) and value > 0
        return SwitchingValue(
            "figure", name, what, "factor", 1.0, value if possible else math.nan, side if possible else ""
        )

    leader, runner = fight.leader, fight.runner_up
    # Where no project leads it has neither cost nor benefit: those of the best project are in question then.
    named, toward = (runner, -1.0) if leader == NO_PROJECT else (leader, 1.0)
    own, gain = paired("cost", named), paired("system_benefit", named)
    adds = "adds over no project" if NO_PROJECT in futures.strategies else "brings"
    found = [
        factor(
            "leader_cost" if toward > 0 else "runner_up_cost",
            f"cost of {titles[named]}",
            1 + toward * fight.margin / own if own else math.nan,
            "above" if toward > 0 else "below",
        ),
        factor(
            "leader_benefit" if toward > 0 else "runner_up_benefit",
            f"benefit that {titles[named]} {adds}",
            1 - toward * fight.margin / gain if gain > 0 else math.nan,
            "below" if toward > 0 else "above",
        ),
    ]
    extra = paired("facilitator_hours", leader) - paired("facilitator_hours", runner)
    if abs(extra) >= 1 and math.isfinite(extra):
        rate = costs.facilitator_hour + fight.margin / extra
        rate = rate if rate > 0 else math.nan
        side = ("above" if extra > 0 else "below") if math.isfinite(rate) else ""
        what, unit = "cost of an hour of facilitation, the hours as they are", "money per hour"
        found.append(SwitchingValue("figure", "facilitator_hour", what, unit, costs.facilitator_hour, rate, side))
    return found


def of_weights(question: Question, fight: Duel, weights: Mapping[str, float]) -> list[SwitchingValue]:
    """Switching values of weights: each one changed, the others kept in proportion. Shares of 1."""
    made, futures = aims(question.futures, weights), question.futures
    one, two = (futures.strategies.index(name) for name in (fight.leader, fight.runner_up))
    leads = {}
    for aim in made:
        points = scaled(futures, aim)
        leads[aim.column] = mean(points[:, one] - points[:, two])
    found = []
    for aim in made if len(made) > 1 else ():
        alone = leads[aim.column]
        rest = sum(o.weight * leads[o.column] for o in made if o is not aim) / (1 - aim.weight)
        value = rest / (rest - alone) if rest != alone else math.nan
        value = value if 0 <= value <= 1 else math.nan
        side = ("above" if alone < rest else "below") if math.isfinite(value) else ""
        what = f"weight of {outcome_named(aim.column).label}"
        found.append(SwitchingValue("weight", aim.column, what, "share of all weights", aim.weight, value, side))
    return found
