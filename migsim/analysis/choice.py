"""Choosing although much is unknown: regret, what could turn the answer round, and what finding out is worth."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from migsim.analysis import wording
from migsim.analysis.caveat import Dependence, dependences
from migsim.analysis.information import Everything, everything
from migsim.analysis.outcomes import outcome_named
from migsim.analysis.pareto import USUAL_AIMS, pareto_table
from migsim.analysis.regret import regret_table
from migsim.analysis.rule import Duel, Question, duel, ranking
from migsim.analysis.runs_needed import RunsNeeded, runs_needed
from migsim.analysis.switching import of_figures, of_parameters, of_weights
from migsim.asked import several
from migsim.scenario.ranges import is_figure

TORNADO_COLUMNS = (
    "parameter",
    "what",
    "unit",
    "low_end",
    "high_end",
    "lead_low",
    "lead_high",
    "swing",
    "correlation",
    "told_from_chance",
)
SWITCHING_COLUMNS = ("kind", "name", "what", "unit", "now", "value", "side", "beyond")


def figures_first(table: pd.DataFrame, column: str = "parameter") -> pd.DataFrame:
    """Put figures of the market before parameters of behaviour: one can go and ask for the former."""
    figure = table[column].map(lambda name: is_figure(str(name))).astype(bool)
    return pd.concat([table[figure], table[~figure]], ignore_index=True) if figure.any() else table


@dataclass(frozen=True)
class Choice:
    """Everything about a comparison that helps to choose under uncertainty; `Comparison.choice` gives one.

    Money and other amounts are in the unit of the objective; an amount in favour of a strategy is positive also where
    less is better.

    Attributes
    ----------
    question : Question
        The results and the words for them.
    costs : object
        The scenario's costs.
    weights : mapping of str to float
        Weights of the objectives, when there are several.
    """

    question: Question
    costs: Any
    weights: Mapping[str, float]

    @cached_property
    def fight(self) -> Duel | None:
        """The two leading strategies held against each other within each future; None with fewer than two."""
        ranked = ranking(self.question.futures, self.question.outcome)
        return duel(self.question, ranked[0], ranked[1]) if len(ranked) > 1 else None

    def regret(self) -> pd.DataFrame:
        """Regret of each strategy: what one would have missed by choosing it, once the future is known.

        Returns
        -------
        pandas.DataFrame
            One row for each strategy: ``strategy``; ``mean`` (expected regret), ``high`` (in one future of 20 it is
            larger) and ``max`` (in the worst future of all run), in the objective's unit, never negative; ``futures``
            with a value.
        """
        question = self.question
        values = question.futures.values[question.outcome.name]
        return regret_table(values, question.outcome.sign, question.futures.strategies)

    def information(self) -> pd.DataFrame:
        """What it is worth to know a parameter before choosing (EVPPI), most valuable first.

        Returns
        -------
        pandas.DataFrame
            One row for each parameter that varied: ``parameter``, ``what``, ``unit``; ``value``, in the objective's
            unit, and its 90 % interval ``low`` to ``high`` (the first twelve only); ``plain``, the estimate before its
            ``bias`` is taken off; ``told_from_chance``, whether the plain estimate is larger than the largest of so
            many meaningless parameters in 19 of 20 cases; ``best_low`` and ``best_high``, the best strategy at the
            10th and at the 90th percentile of the parameter. Empty with fewer than 30 futures or two strategies.
        """
        return figures_first(self.question.information)

    @cached_property
    def everything(self) -> Everything:
        """What it is worth to know all parameters (EVPI), and the whole future."""
        fight = self.fight
        pair = (fight.leader, fight.runner_up) if fight else (None, None)
        return everything(self.question.ground, *pair)

    @cached_property
    def dependences(self) -> list[Dependence]:
        """How the lead of the first strategy over the second hangs on each parameter."""
        if self.fight is None:
            return []
        return dependences(self.fight.lead, self.question.parameters, self.question.parameter_words)

    def tornado(self) -> pd.DataFrame:
        """What drives the lead of the first strategy over the second, the largest swing first.

        Returns
        -------
        pandas.DataFrame
            One row for each parameter that varied: ``parameter``, ``what``, ``unit``; ``low_end`` and ``high_end``, the
            10th and 90th percentile of its values; ``lead_low`` and ``lead_high``, the mean lead there; ``swing``, the
            size of their difference; ``correlation`` (Spearman) with the lead; ``told_from_chance``.
        """
        rows = [{name: getattr(one, name) for name in TORNADO_COLUMNS} for one in self.dependences]
        table = pd.DataFrame(rows, columns=list(TORNADO_COLUMNS))
        table = table.sort_values("swing", ascending=False, kind="stable", ignore_index=True)
        return figures_first(table)

    def switching(self) -> pd.DataFrame:
        """Values at which the two leading strategies change places.

        Returns
        -------
        pandas.DataFrame
            One row for each parameter that is told from chance, each figure in proportion to which costs or benefits
            stand, and each weight: ``kind`` (``parameter``, ``figure``, ``weight``), ``name``, ``what``, ``unit``;
            ``now``, the value used (for a parameter the mean of those drawn); ``value``, where they change places,
            missing when they do not within the range tried; ``side`` (``above``, ``below``) on which the leader has
            lost; ``beyond``, share of futures on that side (parameters only).
        """
        fight = self.fight
        if fight is None:
            return pd.DataFrame(columns=list(SWITCHING_COLUMNS))
        found = of_parameters(self.dependences, self.question.parameters)
        found += of_figures(self.question, fight, self.costs)
        found += of_weights(self.question, fight, self.weights) if self.weights else []
        return pd.DataFrame([vars(one) for one in found], columns=list(SWITCHING_COLUMNS))

    @cached_property
    def runs_needed(self) -> RunsNeeded | None:
        """Futures that would settle whether there is a clear winner; None with fewer than two strategies."""
        return runs_needed(self.fight) if self.fight else None

    def more_futures(self) -> str:
        """Say in words how many more futures would help, or that none would."""
        if self.fight is None or self.runs_needed is None:
            return ""
        return wording.more_futures(self.question, self.fight, self.runs_needed, self.everything.explained)

    def pareto(self, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """Which strategies another one beats on everything that counts.

        Parameters
        ----------
        columns : sequence of str, optional
            Columns of the scorecard. By default the objectives that have weights, else net benefit, cost, households
            reached, trust and the relative gain of the marginalised.

        Returns
        -------
        pandas.DataFrame
            One row for each strategy: ``strategy``, the mean of each column; ``beaten_by``, names of the strategies
            that are better on at least one column and worse on none, as far as the 90 % intervals of the paired
            differences can tell; ``unbeaten``.

        Raises
        ------
        InputError
            For a column that the scorecard does not have.
        """
        known = self.question.futures.values
        given = [] if columns is None else several("columns", columns)
        chosen = given or list(self.weights) or [name for name in USUAL_AIMS if name in known]
        for column in chosen:
            outcome_named(column)
        return pareto_table(self.question.futures, chosen)

    def document(self) -> dict[str, Any]:
        """Make the parts of the JSON document that help to choose: plain numbers, text and None."""
        needed, known = self.runs_needed, self.everything
        information = self.information()
        shown = ["parameter", "what", "unit", "value", "low", "high", "told_from_chance", "best_low", "best_high"]
        regret = self.regret().set_index("strategy")[["mean", "high", "max"]]
        return {
            "regret": regret.to_dict("index"),
            "tornado": self.tornado().to_dict("records"),
            "switching_values": self.switching().to_dict("records"),
            "value_of_information": {
                "all_parameters": {"value": known.unknowns, "low": known.low, "high": known.high},
                "foresight": known.foresight,
                "lead_explained_by_parameters": known.explained,
                "parameters": information[information["low"].notna()][shown].to_dict("records"),
            },
            "runs_needed": None if needed is None else vars(needed) | {"text": self.more_futures()},
            "pareto": self.pareto().to_dict("records"),
        }
