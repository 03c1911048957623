"""What comes out of a comparison: its tables, differences, recommendation, JSON document and report."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pandas as pd

from migsim.analysis.added import FRAGILE, added, has_no_project, is_added
from migsim.analysis.breakeven import break_even, is_direct_delivery
from migsim.analysis.choice import Choice
from migsim.analysis.conditions import Condition, SetAside, admitted, set_aside
from migsim.analysis.monitoring import Watchlist, watchlist
from migsim.analysis.outcomes import outcome_named
from migsim.analysis.recommend import Recommendation, recommend
from migsim.analysis.robustness import RELAPSE, ROBUSTNESS_COLUMNS, Replay, Robustness, robustness, sentences
from migsim.analysis.rule import Question, ranking
from migsim.analysis.statistics import Futures, mean, probability_best, ratio_of_means, side_by_side
from migsim.analysis.summaries import difference_table, nested, outcome_table, spread, without_nan
from migsim.analysis.weights import with_score
from migsim.defaults import NO_PROJECT
from migsim.errors import InputError
from migsim.scenario.ranges import figure_words
from migsim.scenario.suggest import advice
from migsim.vocabulary import Outcome
from migsim.writers import writer

if TYPE_CHECKING:
    from migsim.scenario.schema import Scenario


class EnsembleLike(Protocol):
    """What a comparison needs of the engine's results (see `migsim.engine.ensemble`)."""

    @property
    def runs(self) -> pd.DataFrame:
        """Scorecard, one row for each strategy and run."""

    @property
    def weekly(self) -> pd.DataFrame:
        """Weekly series of the first runs."""

    @property
    def groups(self) -> pd.DataFrame:
        """Gains by group."""

    @property
    def parameters(self) -> pd.DataFrame:
        """Drawn parameters, one row for each run."""

    @property
    def strategies(self) -> Mapping[str, Any]:
        """Definitions of the strategies by name."""


@dataclass(frozen=True)
class Comparison:
    """Strategies compared over the same simulated futures.

    Attributes
    ----------
    scenario : Scenario
        The market.
    ensemble : EnsembleLike
        The engine's results.
    seed : int
        Seed of the futures.
    objective : str
        Scorecard column that decides.
    matters : float or None
        The smallest difference that counts, as given; None for the default.
    asked : tuple of str
        Scenario and strategies as they would be typed, to make the comparison again.
    changes : dict
        Parameters and switches that were held at a value.
    weights : dict
        Weights of several objectives; then `objective` is ``weighted_score``.
    prior_note : str
        Which parameters were drawn from their wide ranges because the table of draws lacks them; empty for none.
    conditions : tuple of Condition
        What a strategy must meet to be ranked.
    ranges : str
        Which figures of the scenario were drawn, as asked of `compare`.
    watch : callable or None
        Runs futures of a strategy again and tells what a facilitator saw (see `monitoring`); None for results that
        cannot be run again.
    again : callable or None
        Plays strategies once more with something changed (see `robustness`); None likewise.
    """

    scenario: "Scenario"
    ensemble: EnsembleLike
    seed: int = 1
    objective: str = "net_benefit"
    matters: float | None = None
    asked: tuple[str, ...] = ()
    changes: Mapping[str, float] = field(default_factory=dict)
    weights: Mapping[str, float] = field(default_factory=dict)
    prior_note: str = ""
    conditions: tuple[Condition, ...] = ()
    ranges: str = "given"
    watch: Callable[[str, int], pd.DataFrame] | None = None
    again: Replay | None = None

    @property
    def runs(self) -> pd.DataFrame:
        """The scorecard: one row for each strategy and run."""
        return self.ensemble.runs

    @property
    def weekly(self) -> pd.DataFrame:
        """Weekly series of the first runs: one row for each strategy, run and week."""
        return self.ensemble.weekly

    @property
    def groups(self) -> pd.DataFrame:
        """Gains by group: one row for each strategy, run and group."""
        return self.ensemble.groups

    @property
    def parameters(self) -> pd.DataFrame:
        """Drawn parameters: one row for each run, the same for all strategies."""
        return self.ensemble.parameters

    @cached_property
    def outcome(self) -> Outcome:
        """The objective in words."""
        outcome = outcome_named(self.objective)
        if not (is_added(outcome.name) and has_no_project(self.futures)):
            return outcome
        return replace(outcome, label=f"{outcome.label} over no project", heading=outcome.heading or outcome.label)

    @cached_property
    def futures(self) -> Futures:
        """Outcomes side by side, one row for each future and one column for each strategy.

        Benefits are what a strategy adds over the same future without a project (see `migsim.analysis.added`).
        """
        futures = added(self.runs, self.groups)
        return with_score(futures, self.weights) if self.weights else futures

    @property
    def _told(self) -> Futures:
        """The futures without ratios that say little, unless they decide."""
        asked = {self.objective, *self.weights}
        values = {name: x for name, x in self.futures.values.items() if name not in FRAGILE or name in asked}
        return replace(self.futures, values=values)

    @cached_property
    def titles(self) -> dict[str, str]:
        """Strategy name to title."""
        return {
            name: str(getattr(self.ensemble.strategies.get(name), "title", "") or name)
            for name in self.futures.strategies
        }

    @property
    def reference(self) -> str:
        """What differences are taken against: no project, else the strategy named first."""
        names = self.futures.strategies
        return NO_PROJECT if NO_PROJECT in names else names[0]

    @property
    def ranges_typed(self) -> list[str]:
        """The option that asks for these ranges."""
        return [] if self.ranges == "given" else ["--ranges", self.ranges]

    @cached_property
    def set_aside(self) -> tuple[SetAside, ...]:
        """Strategies that miss a condition in too many futures, and are not ranked."""
        return set_aside(self.futures, self.conditions)

    @cached_property
    def _question(self) -> Question:
        unmet = len(self.set_aside) == len(self.futures.strategies)
        ranked = self.futures if unmet else admitted(self.futures, self.set_aside)
        drawn = self.parameters.set_index("run").reindex(self.futures.runs)
        return Question(
            futures=ranked,
            outcome=self.outcome,
            matters=self.matters,
            titles={name: self.titles[name] for name in ranked.strategies},
            strategies=self.ensemble.strategies,
            parameters=drawn.select_dtypes("number"),
            parameter_words={**parameter_table(), **figure_words(self.scenario)},
            currency=self.scenario.currency,
            aside=tuple(one.sentence(self.titles[one.strategy]) for one in self.set_aside),
            unmet=unmet,
        )

    @cached_property
    def _recommendation(self) -> Recommendation:
        return recommend(self._question, self._robustness)

    @cached_property
    def _robustness(self) -> Robustness | None:
        ranked = ranking(self._question.futures, self.outcome)
        if self.again is None or len(ranked) < 2:
            return None
        relapse = parameter_table()[RELAPSE]
        return robustness(
            self._question,
            ranked,
            self.again,
            seed=self.seed,
            horizon=self.scenario.horizon,
            weights=self.weights,
            held=self.changes,
            ends=(relapse.low, relapse.high),
        )

    def robustness(self) -> pd.DataFrame:
        """Whether the lead holds under other rules, at other horizons, with other relapse, and on fresh futures.

        The four strategies with the best means are played again on a part of the futures.

        Returns
        -------
        pandas.DataFrame
            One row for each trial: ``kind`` (``rule``, ``horizon``, ``relapse``, ``fresh``), ``name``, ``what`` in
            words; ``leader``, the strategy with the best mean there; ``against``, the best besides the leader of the
            comparison; ``lead``, mean lead of the comparison's leader over it, with its 90 % interval ``low`` to
            ``high``, in the objective's unit; ``won``, share of futures in which it is ahead; ``futures`` played;
            ``leads``, whether it has the best mean. Empty with fewer than 160 futures or two strategies.
        """
        found = self._robustness
        return pd.DataFrame(columns=list(ROBUSTNESS_COLUMNS)) if found is None else found.table()

    def robustness_in_words(self) -> list[str]:
        """What the trials of `robustness` came to, a sentence for each kind; empty where nothing was tried."""
        found = self._robustness
        return [] if found is None else sentences(found, self.titles, self._question.show_difference)

    @cached_property
    def choice(self) -> Choice:
        """What helps to choose: regret, what could turn the answer round, and what finding out is worth."""
        return Choice(self._question, self.scenario.costs, self.weights)

    def recommendation(self) -> Recommendation:
        """Which strategy, how sure, and the one caveat that could overturn it."""
        return self._recommendation

    def probability_best(self) -> pd.Series:
        """Share of futures in which each strategy is best on the objective (0–1), by strategy name.

        Missing for strategies that are set aside.
        """
        ranked = self._question.futures
        share = probability_best(ranked.values[self.objective], self.outcome.sign)
        best = pd.Series(share, index=list(ranked.strategies), name="probability_best")
        return best.reindex(list(self.futures.strategies))

    def differences(self, reference: str | None = None) -> pd.DataFrame:
        """Differences from a reference strategy within each future, summarised.

        Parameters
        ----------
        reference : str, optional
            Strategy to subtract; no project (or the first named) by default.

        Returns
        -------
        pandas.DataFrame
            One row for each other strategy and outcome: ``strategy``, ``reference``, ``outcome``; ``mean``, ``low`` and
            ``high`` (5th and 95th percentile over futures), ``mean_low`` and ``mean_high`` (90 % interval of the mean),
            all in the outcome's unit; ``better``, share of futures in which the strategy does better; ``futures``
            compared.

        Raises
        ------
        InputError
            When the reference was not among the strategies run.
        """
        reference = self.reference if reference is None else reference
        names = self.futures.strategies
        if reference not in names:
            raise InputError(f"reference = {reference!r}: not among the strategies run; {advice(reference, names)}")
        return difference_table(self._told, reference)

    def outcomes(self) -> pd.DataFrame:
        """Every outcome of every strategy, summarised as in `differences`: one row for each strategy and outcome.

        Benefits are what a strategy adds over no project, which itself adds nought.
        """
        return outcome_table(self._told)

    def absolute(self) -> pd.DataFrame:
        """The same as in the scorecards: benefits against the burdens of week 0, shocks and all, also of no project."""
        return outcome_table(side_by_side(self.runs))

    def table(self) -> pd.DataFrame:
        """Make the designer's table: one row for each strategy.

        Returns
        -------
        pandas.DataFrame
            ``strategy``, ``title``; ``compared_at`` (``equal`` or ``own`` cost); ``cost`` (mean, money); the
            objective's mean with ``…_low`` and ``…_high`` (8 of 10 futures lie between); ``households_reached``, the
            same; ``cost_per_household``, mean cost over mean households reached; ``best_in`` (share of futures in which
            it is best);
            ``break_even`` (direct delivery only: factor on its assumed productivity at which it ties with the leader);
            ``futures`` with a value of the objective.
        """
        best = self.probability_best()
        return pd.DataFrame([self._row(name) | {"best_in": float(best[name])} for name in self.titles])

    def _row(self, name: str) -> dict[str, Any]:
        told, strategy, futures = self.recommendation(), self.ensemble.strategies.get(name), self.futures
        row: dict[str, Any] = {"strategy": name, "title": self.titles[name]}
        row |= {"compared_at": getattr(strategy, "cost", None), "cost": mean(futures.of("cost", name))}
        row |= spread(futures, self.objective, name)
        if self.objective != "households_reached":
            row |= spread(futures, "households_reached", name)
        if self.objective != "cost_per_household":
            row["cost_per_household"] = ratio_of_means(futures.of("cost", name), futures.of("households_reached", name))
        tie = None
        if is_direct_delivery(name, strategy) and told.leader and told.runner_up:
            against = told.runner_up if name == told.leader else told.leader
            tie = break_even(futures, self.outcome, name, against)
        row["break_even"] = tie.factor if tie else math.nan
        row["futures"] = int(np.isfinite(futures.of(self.objective, name)).sum())
        return row

    def answer(self) -> dict[str, Any]:
        """Make the beginning of `document`: what was asked, and the recommendation."""
        told = self.recommendation()
        answer = {
            "scenario": self.scenario.name,
            "seed": self.seed,
            "runs": len(self.futures.runs),
            "objective": self.objective,
            "weights": dict(self.weights) or None,
            "matters": told.matters if math.isfinite(told.matters) else self.matters,
            "runner_up": told.runner_up,
            "recommendation": {
                "strategy": told.strategy,
                "text": told.text,
                "futures_won": told.futures_won,
                "of": told.of,
            },
        }
        return {key: without_nan(part) for key, part in answer.items()}

    def document(self) -> dict[str, Any]:
        """Make one JSON-ready document of it all: plain numbers, text and None."""
        answer = self.answer()
        last = {key: answer.pop(key) for key in ("runner_up", "recommendation", "weights")}
        document = answer | {
            "outcomes": nested(self.outcomes()),
            "differences": nested(self.differences()),
            "probability_best": {name: float(p) for name, p in self.probability_best().items()},
            **last,
            **self.choice.document(),
            "robustness": {"text": self.robustness_in_words(), "trials": self.robustness().to_dict("records")},
            "monitoring": {"strategy": self.watchlist.strategy, "signs": self.monitoring().to_dict("records")},
        }
        return {key: without_nan(part) for key, part in document.items()}

    @cached_property
    def watchlist(self) -> Watchlist:
        """Monitoring advice with whose groups were watched; `monitoring` gives its table."""
        return watchlist(self.futures, ranking(self._question.futures, self.outcome), self.watch)

    def monitoring(self) -> pd.DataFrame:
        """Signs that tell a failing group from a living one, with how often they are right.

        Runs up to 300 futures of the best strategy again whose groups are neither nearly all alive nor nearly all gone
        (`Comparison.watchlist` names it). Half of these worlds teach the lines, the other half checks them.

        Returns
        -------
        pandas.DataFrame
            One row for each week (13, 26, 52) and sign, in the order of how well it separates where it was learned:
            ``week``; ``sign``, what a facilitator sees (`migsim.facilitation.strategy.GroupSeen`); ``side`` and
            ``line``: the warning is a sign below the line (or, ``above``, at it or above); ``learned``, hits less false
            alarms where it was learned; ``learned_on``, ``checked_on``, groups; and on the worlds that check: ``gone``,
            share of groups dormant or dissolved 104 weeks after the exit, the others being active; ``hit``, share of
            these that the warning catches, ``false_alarm``, share of the living that it wrongly flags, each with a 90 %
            interval over worlds (``…_low``, ``…_high``); ``flagged``, share of all groups; ``gone_if_flagged``,
            ``gone_if_not``, share gone among those with and without the warning; ``told_from_chance``, whether hits
            exceed false alarms beyond the interval; ``after_exit``, share of groups whose facilitator had left by that
            week. Empty when no strategy has at least 20 living and 20 gone groups in each half.
        """
        return self.watchlist.signs

    def report(self, out: str | Path, *, decimal_comma: bool = False) -> Path:
        """Write the results folder: the report, its tables and figures, all runs, and a manifest.

        Parameters
        ----------
        out : str or Path
            Folder to write; created when missing. An earlier result of this command is replaced, anything else is left
            alone and refused.
        decimal_comma : bool
            Write CSV with decimal commas and semicolons.

        Returns
        -------
        Path
            The report, ``out/report.html``.

        Raises
        ------
        InputError
            When the folder holds something else or cannot be written.
        """
        written: Path = writer("comparison")(self, Path(out), decimal_comma=decimal_comma)
        return written


def parameter_table() -> dict[str, Any]:
    """Rows of the parameter table by name."""
    from migsim.scenario.parameters import PARAMETERS

    rows = PARAMETERS.values() if isinstance(PARAMETERS, Mapping) else PARAMETERS
    return {row.name: row for row in rows}
