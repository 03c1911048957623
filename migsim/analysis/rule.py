"""The rule of the recommendation: who leads, and whether the lead counts.

The leader has the best mean of the objective. It is a clear winner when, compared within each future, it beats the
runner-up in at least 7 of 10, and by no less on average than what matters to the user, and no alternative rule of the
model puts another strategy ahead by more than luck. The rule is exact; only words round.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from migsim.analysis.information import Ground, ground, information_table
from migsim.analysis.statistics import Floats, Futures, common, mean
from migsim.analysis.words import difference, value
from migsim.vocabulary import Outcome

DEFAULT_MATTERS = 0.05


@dataclass(frozen=True)
class Question:
    """What the recommendation is asked about: the results and the words for them.

    Attributes
    ----------
    futures : Futures
        Outcomes side by side.
    outcome : Outcome
        The objective.
    matters : float or None
        The smallest difference that counts, in the objective's unit; None for the default.
    titles : mapping
        Strategy name to its title.
    strategies : mapping
        Strategy name to its definition.
    parameters : pandas.DataFrame
        Drawn parameters, one row for each future in the order of `futures`.
    parameter_words : mapping
        Parameter name to its row of the parameter table.
    currency : str
        The scenario's currency.
    aside : tuple of str
        What is said of strategies that miss a condition; they are not among the others.
    unmet : bool
        Whether every strategy misses one; then all are told, and none is recommended.
    """

    futures: Futures
    outcome: Outcome
    matters: float | None
    titles: Mapping[str, str]
    strategies: Mapping[str, Any]
    parameters: pd.DataFrame
    parameter_words: Mapping[str, Any]
    currency: str
    aside: tuple[str, ...] = ()
    unmet: bool = False

    @cached_property
    def ground(self) -> Ground:
        """Futures and strategies on which the value of finding out is reckoned."""
        futures, outcome = self.futures, self.outcome
        return ground(futures.values[outcome.name], outcome.sign, futures.strategies, self.parameters)

    @cached_property
    def information(self) -> pd.DataFrame:
        """What knowing each parameter is worth, the most valuable first; see `Choice.information`."""
        return information_table(self.ground, self.parameter_words)

    def show(self, x: float) -> str:
        """Format a value of the objective."""
        return value(x, self.outcome.unit, self.currency)

    def show_difference(self, x: float) -> str:
        """Format the size of a difference in the objective."""
        return difference(x, self.outcome.unit, self.currency)


@dataclass(frozen=True)
class Duel:
    """Leader against runner-up, within each future.

    Attributes
    ----------
    leader, runner_up : str
        Names.
    lead : array of float, shape (futures,)
        Paired difference, positive when the leader is better; NaN where either has no value.
    draws : array of int, shape (futures,)
        Row of the table of draws that gave each future its parameters.
    won, of : int
        Futures the leader wins by more than nothing, of those in which both have a value.
    matters : float
        The smallest mean difference that counts.
    flipped : str
        What another rule of the model says against the leader, in words; empty where none does.
    """

    leader: str
    runner_up: str
    lead: Floats
    draws: NDArray[np.int64]
    won: int
    of: int
    matters: float
    flipped: str = ""

    @property
    def margin(self) -> float:
        """Mean paired difference."""
        return mean(self.lead)

    @property
    def often_enough(self) -> bool:
        """Whether the leader wins at least 7 of 10 futures (in whole numbers, so that 7 of 10 counts)."""
        return self.of > 0 and 10 * self.won >= 7 * self.of

    @property
    def large_enough(self) -> bool:
        """Whether the mean difference is at least what matters."""
        return self.margin >= self.matters

    @property
    def comparable(self) -> bool:
        """Whether both have a value in at least half of the futures."""
        return 2 * self.of >= len(self.lead)

    @property
    def clear(self) -> bool:
        """Whether there is a clear winner: by the numbers, and under no alternative rule another one."""
        return self.often_enough and self.large_enough and self.comparable and not self.flipped


def ranking(futures: Futures, outcome: Outcome) -> list[str]:
    """Strategies from best to worst mean of the objective; those with a value in fewer than half the futures stay out.

    A figure that exists in few futures says nothing of the others, and ranks nothing.
    """
    columns = {name: futures.of(outcome.name, name) for name in futures.strategies}
    means = {name: outcome.sign * mean(x) for name, x in columns.items() if common(x)}
    return sorted((name for name, m in means.items() if math.isfinite(m)), key=lambda name: -means[name])


def duel(question: Question, leader: str, runner_up: str) -> Duel:
    """Hold two strategies against each other within each future."""
    futures, outcome = question.futures, question.outcome
    lead = outcome.sign * (futures.of(outcome.name, leader) - futures.of(outcome.name, runner_up))
    matters = question.matters if question.matters is not None else _default_matters(question, leader, runner_up)
    won, of = int(np.count_nonzero(lead > 0)), int(np.count_nonzero(np.isfinite(lead)))
    return Duel(leader, runner_up, lead, futures.draws, won, of, matters)


def _default_matters(question: Question, leader: str, runner_up: str) -> float:
    """5 % of the leader's cost (the runner-up's, where the leader costs nothing).

    Outcomes that are not money on the programme's scale cannot be held against its cost: 5 % of the leader's own mean.
    """
    futures, outcome = question.futures, question.outcome
    if not outcome.programme:
        return DEFAULT_MATTERS * abs(mean(futures.of(outcome.name, leader)))
    cost = mean(futures.of("cost", leader)) or mean(futures.of("cost", runner_up))
    return DEFAULT_MATTERS * cost if math.isfinite(cost) else 0.0
