"""The recommendation: which strategy, how sure, and the one caveat that could overturn it.

The rule: the leader has the best mean of the objective. It is recommended when, compared within each future, it beats
the runner-up in at least 7 of 10, and by no less on average than what matters to the user; otherwise there is no clear
winner. The rule is exact; only the words round.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from migsim.analysis.breakeven import BreakEven, break_even, is_direct_delivery
from migsim.analysis.caveat import Dependence, strongest_dependence
from migsim.analysis.outcomes import Outcome
from migsim.analysis.statistics import Floats, Futures, mean, summary
from migsim.analysis.words import difference, listed, money, tenths, value

NO_PROJECT = "no-project"
DEFAULT_MATTERS = 0.05
_FEW_FUTURES = 30


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
    """

    futures: Futures
    outcome: Outcome
    matters: float | None
    titles: Mapping[str, str]
    strategies: Mapping[str, Any]
    parameters: pd.DataFrame
    parameter_words: Mapping[str, Any]
    currency: str

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
    won, of : int
        Futures the leader wins by more than nothing, of those in which both have a value.
    matters : float
        The smallest mean difference that counts.
    """

    leader: str
    runner_up: str
    lead: Floats
    won: int
    of: int
    matters: float

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
        """Whether there is a clear winner."""
        return self.often_enough and self.large_enough and self.comparable


@dataclass(frozen=True)
class Recommendation:
    """The answer in words, and what it rests on.

    Attributes
    ----------
    strategy : str or None
        The recommended strategy; None when there is no clear winner or nothing to compare.
    text : str
        The answer as one paragraph: headline, reason, sureness, caveat, notes.
    futures_won, of : int or None
        Futures the leader wins against the runner-up, of those compared; None without a runner-up.
    leader, runner_up : str or None
        Best and second-best mean of the objective.
    sureness : str
        ``high``, ``moderate``, ``low`` (few futures), ``no clear winner`` or ``not compared``.
    caveat : str
        What could overturn the answer or, without a clear winner, what to find out first.
    headline, reason : str
        First words of the answer, and why.
    notes : tuple of str
        Break-even of direct delivery, costs that differ, comparison with no project, futures left out.
    matters : float
        The smallest difference that counts, in the objective's unit; NaN when nothing was compared.
    difference : float
        Mean paired difference in the leader's favour; NaN when nothing was compared.
    break_even : BreakEven or None
        Against the leader (or the runner-up, when direct delivery leads), where direct delivery takes part.
    dependence : Dependence or None
        The assumption named in the caveat.
    """

    strategy: str | None
    text: str
    futures_won: int | None
    of: int | None
    leader: str | None
    runner_up: str | None
    sureness: str
    caveat: str
    headline: str
    reason: str
    notes: tuple[str, ...] = ()
    matters: float = math.nan
    difference: float = math.nan
    break_even: BreakEven | None = None
    dependence: Dependence | None = None


def recommend(question: Question) -> Recommendation:
    """Apply the rule and put the answer into words."""
    ranked = ranking(question.futures, question.outcome)
    if len(ranked) < 2:
        return _nothing_to_compare(question, ranked)
    fight = duel(question, ranked[0], ranked[1])
    dependence = strongest_dependence(fight.lead, question.parameters, question.parameter_words)
    tie = _break_even(question, fight)
    sureness = _sureness(fight)
    headline, reason = _headline(question, fight), _reason(question, fight)
    caveat = _caveat(question, fight, dependence)
    notes = tuple(_notes(question, fight, ranked, tie))
    first = _break_even_first(question, fight, tie)
    sure = f"How sure: {sureness}." if fight.clear else ""
    text = " ".join(part for part in (first, headline, reason, sure, caveat, *notes) if part)
    return Recommendation(
        strategy=fight.leader if fight.clear else None,
        text=text,
        futures_won=fight.won,
        of=fight.of,
        leader=fight.leader,
        runner_up=fight.runner_up,
        sureness=sureness,
        caveat=caveat,
        headline=headline,
        reason=f"{first} {reason}".strip(),
        notes=notes,
        matters=fight.matters,
        difference=fight.margin,
        break_even=tie,
        dependence=dependence,
    )


def ranking(futures: Futures, outcome: Outcome) -> list[str]:
    """Strategies from best to worst mean of the objective; those without any value are left out."""
    means = {name: outcome.sign * mean(futures.of(outcome.name, name)) for name in futures.strategies}
    return sorted((name for name, m in means.items() if math.isfinite(m)), key=lambda name: -means[name])


def duel(question: Question, leader: str, runner_up: str) -> Duel:
    """Hold two strategies against each other within each future."""
    futures, outcome = question.futures, question.outcome
    lead = outcome.sign * (futures.of(outcome.name, leader) - futures.of(outcome.name, runner_up))
    matters = question.matters if question.matters is not None else _default_matters(question, leader, runner_up)
    won, of = int(np.count_nonzero(lead > 0)), int(np.count_nonzero(np.isfinite(lead)))
    return Duel(leader, runner_up, lead, won, of, matters)


def _default_matters(question: Question, leader: str, runner_up: str) -> float:
    """5 % of the leader's cost (the runner-up's, where the leader costs nothing).

    Outcomes that are not money on the programme's scale cannot be held against its cost: 5 % of the leader's own mean.
    """
    futures, outcome = question.futures, question.outcome
    if not outcome.programme:
        return DEFAULT_MATTERS * abs(mean(futures.of(outcome.name, leader)))
    cost = mean(futures.of("cost", leader)) or mean(futures.of("cost", runner_up))
    return DEFAULT_MATTERS * cost if math.isfinite(cost) else 0.0


def _sureness(fight: Duel) -> str:
    if not fight.clear:
        return "no clear winner"
    if fight.of < _FEW_FUTURES or summary(fight.lead)["mean_low"] <= 0:
        return "low"
    return "high" if 10 * fight.won >= 9 * fight.of else "moderate"


def _headline(question: Question, fight: Duel) -> str:
    return f"{question.titles[fight.leader]}." if fight.clear else "No clear winner."


def _reason(question: Question, fight: Duel) -> str:
    outcome, leader, runner = question.outcome, question.titles[fight.leader], question.titles[fight.runner_up]
    most, more = ("lowest", "less") if outcome.lower_is_better else ("highest", "more")
    average = question.show(mean(question.futures.of(outcome.name, fight.leader)))
    gap = question.show_difference(fight.margin)
    often = f"{tenths(fight.won, fight.of)} simulated futures ({fight.won} of {fight.of})"
    count = f" of the {len(question.titles)} strategies" if len(question.titles) > 2 else ""
    if fight.clear:
        return (
            f"It has the {most} {outcome.label}{count}: {average} on average, {gap} {more} than the next best, "
            f"{runner}, which it beats in {often}."
        )
    start = f"{leader} has the {most} {outcome.label} on average ({average})"
    if not fight.comparable:
        return f"{start}, but it and {runner} can be compared in only {fight.of} of {len(fight.lead)} futures."
    if not fight.often_enough:
        return f"{start}, but it beats the next best, {runner}, in only {often}; 7 of 10 are asked for."
    matters = question.show_difference(fight.matters)
    return f"{start}, but only {gap} {more} than the next best, {runner}; a difference of {matters} is what matters."


def _caveat(question: Question, fight: Duel, dependence: Dependence | None) -> str:
    runner = question.titles[fight.runner_up]
    if dependence is not None:
        about = f"“{dependence.what}”: {dependence.sentence()}."
        if fight.clear:
            return f"{'It hangs most on' if dependence.threshold is None else 'What could overturn it is'} {about}"
        return f"Find out first: {about} (The lead is that of {question.titles[fight.leader]} over {runner}.)"
    if not (question.parameters.nunique() > 1).any():
        return (
            "All assumptions were held at one value, so these futures differ by luck alone: "
            "run it without --fixed to see what the assumptions could change."
        )
    if fight.of < _FEW_FUTURES:
        return f"This rests on {fight.of} futures only: run at least 100 (--runs) before using it."
    return f"No single assumption stands out: luck dominates in deciding between it and {runner}."


def _break_even(question: Question, fight: Duel) -> BreakEven | None:
    direct = [name for name in question.futures.strategies if is_direct_delivery(name, question.strategies.get(name))]
    if not direct:
        return None
    against = fight.runner_up if direct[0] == fight.leader else fight.leader
    return break_even(question.futures, question.outcome, direct[0], against)


def _break_even_first(question: Question, fight: Duel, tie: BreakEven | None) -> str:
    """When direct delivery leads, its break-even comes before anything else: its rank rests on an assumption."""
    if not is_direct_delivery(fight.leader, question.strategies.get(fight.leader)):
        return ""
    warning = "its rank rests on a declared assumption, what money buys when it is handed out"
    if tie is None:
        return f"{question.titles[fight.leader]} leads, but {warning}."
    return f"{tie.sentence(question.titles[tie.strategy], question.titles[tie.against])}; {warning}."


def _notes(question: Question, fight: Duel, ranked: list[str], tie: BreakEven | None) -> list[str]:
    notes = [_next_facilitated(question, fight, ranked), _against_no_project(question, fight)]
    if tie is not None and tie.strategy != fight.leader:
        notes.append(f"{tie.sentence(question.titles[tie.strategy], question.titles[tie.against])}.")
    notes += [_unequal_cost(question, fight), _left_out(question, fight)]
    return [note for note in notes if note]


def _next_facilitated(question: Question, fight: Duel, ranked: list[str]) -> str:
    """When direct delivery leads, say what leads among the rest."""
    direct = {name for name in ranked if is_direct_delivery(name, question.strategies.get(name))}
    rest = [name for name in ranked if name not in direct]
    if fight.leader not in direct or len(rest) < 2:
        return ""
    inner = duel(question, rest[0], rest[1])
    often = f"{tenths(inner.won, inner.of)} futures"
    return f"Without it, {question.titles[rest[0]]} leads; it beats {question.titles[rest[1]]} in {often}."


def _against_no_project(question: Question, fight: Duel) -> str:
    if NO_PROJECT not in question.titles or NO_PROJECT in (fight.leader, fight.runner_up):
        return ""
    other = duel(question, fight.leader, NO_PROJECT)
    if not other.of:
        return ""
    who = "It" if fight.clear else question.titles[fight.leader]
    return f"{who} does better than {question.titles[NO_PROJECT]} in {tenths(other.won, other.of)} futures."


def _unequal_cost(question: Question, fight: Duel) -> str:
    """Say it when strategies are not compared at equal cost."""
    if question.outcome.name == "cost":
        return ""
    own = [name for name in question.titles if getattr(question.strategies.get(name), "cost", None) == "own"]
    pair = (fight.leader, fight.runner_up)
    costs = [mean(question.futures.of("cost", name)) for name in pair]
    sentences = []
    if own and len(own) < len(question.titles):
        sentences.append(f"Compared at equal cost, except {listed([question.titles[n] for n in own])} (own cost).")
    elif own:
        sentences.append("Each strategy is compared at its own cost.")
    if abs(costs[0] - costs[1]) > 0.1 * max(costs):
        first, second = (
            f"{question.titles[n]} {money(c, question.currency)}" for n, c in zip(pair, costs, strict=True)
        )
        sentences.append(f"The two best do not cost the same: {first}, {second}.")
    return " ".join(sentences)


def _left_out(question: Question, fight: Duel) -> str:
    missing = len(fight.lead) - fight.of
    if not missing:
        return ""
    return f"Left out: {missing} of {len(fight.lead)} futures in which one of the two has no {question.outcome.label}."


def _nothing_to_compare(question: Question, ranked: list[str]) -> Recommendation:
    label, count = question.outcome.label, len(question.titles)
    if count == 1:
        headline, reason = (
            "Nothing to compare.",
            "Only one strategy was run, so none is recommended; name at least two.",
        )
    elif ranked:
        reason = f"Only {question.titles[ranked[0]]} has a value for {label}, so none is recommended."
        headline = "Nothing to compare."
    else:
        headline, reason = "Nothing to compare.", f"No strategy has a value for {label} in any future."
    leader = ranked[0] if ranked else None
    text = f"{headline} {reason}"
    return Recommendation(None, text, None, None, leader, None, "not compared", "", headline, reason)
