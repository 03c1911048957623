"""The recommendation: which strategy, how sure, and the one caveat that could overturn it."""

import math
from dataclasses import dataclass, replace

from migsim.analysis import wording
from migsim.analysis.breakeven import BreakEven, break_even, is_direct_delivery
from migsim.analysis.caveat import Dependence, strongest_dependence
from migsim.analysis.robustness import Robustness
from migsim.analysis.rule import Duel, Question, duel, ranking
from migsim.analysis.statistics import mean


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


def recommend(question: Question, robust: Robustness | None = None) -> Recommendation:
    """Apply the rule and put the answer into words."""
    ranked = [] if question.unmet else ranking(question.futures, question.outcome)
    if len(ranked) < 2:
        return _nothing_to_compare(question, ranked)
    fight = duel(question, ranked[0], ranked[1])
    if robust is not None:
        fight = replace(fight, flipped=wording.flipped(question, robust))
    dependence = strongest_dependence(fight.lead, question.parameters, question.parameter_words)
    tie = _break_even(question, fight)
    sureness = wording.sureness(fight)
    headline, reason = wording.headline(question, fight), wording.reason(question, fight)
    caveat = wording.caveat(question, fight, dependence)
    notes = (*wording.notes(question, fight, ranked, tie), *question.aside)
    first = wording.break_even_first(question, fight, tie)
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


def _break_even(question: Question, fight: Duel) -> BreakEven | None:
    direct = [name for name in question.futures.strategies if is_direct_delivery(name, question.strategies.get(name))]
    if not direct:
        return None
    against = fight.runner_up if direct[0] == fight.leader else fight.leader
    return break_even(question.futures, question.outcome, direct[0], against)


def _nothing_to_compare(question: Question, ranked: list[str]) -> Recommendation:
    label, count = question.outcome.label, len(question.titles)
    if question.aside:
        return _conditions_decide(question, ranked)
    if count == 1:
        headline, reason = (
            "Nothing to compare.",
            "Only one strategy was run, so none is recommended; name at least two.",
        )
    elif ranked:
        others = "has" if count == 2 else "have"
        reason = (
            f"Only {question.titles[ranked[0]]} has a value for {label} in half of the futures or more "
            f"(the {'other' if count == 2 else 'others'} {others} not), so none is recommended."
        )
        headline = "Nothing to compare."
    else:
        headline, reason = "Nothing to compare.", f"No strategy has a value for {label} in any future."
    leader = ranked[0] if ranked else None
    text = f"{headline} {reason}"
    return Recommendation(None, text, None, None, leader, None, "not compared", "", headline, reason)


def _conditions_decide(question: Question, ranked: list[str]) -> Recommendation:
    """At most one strategy meets the conditions, so that nothing is left to rank."""
    if not ranked:
        headline, reason = "No strategy meets the conditions.", "So none is recommended; see what each misses."
    else:
        headline = f"{question.titles[ranked[0]]}."
        reason = (
            f"It alone meets the conditions. Its {question.outcome.label} is {_mean(question, ranked[0])} on average."
        )
    leader = ranked[0] if ranked else None
    text = " ".join((headline, reason, *question.aside))
    return Recommendation(
        leader, text, None, None, leader, None, "not compared", "", headline, reason, notes=question.aside
    )


def _mean(question: Question, name: str) -> str:
    return question.show(mean(question.futures.of(question.outcome.name, name)))
