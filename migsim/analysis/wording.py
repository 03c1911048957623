"""The recommendation in sentences. Words before symbols; futures are simulated futures."""

import math

import numpy as np

from migsim.analysis.breakeven import BreakEven, is_direct_delivery
from migsim.analysis.caveat import Dependence
from migsim.analysis.robustness import Robustness
from migsim.analysis.rule import Duel, Question, duel
from migsim.analysis.runs_needed import RunsNeeded
from migsim.analysis.statistics import half_interval, mean, summary
from migsim.analysis.words import listed, money, tenths
from migsim.defaults import NO_PROJECT

FEW_FUTURES = 30


def sureness(fight: Duel) -> str:
    """Say how sure it is, in a word."""
    if not fight.clear:
        return "no clear winner"
    if fight.of < FEW_FUTURES or summary(fight.lead, fight.draws)["mean_low"] <= 0:
        return "low"
    return "high" if 10 * fight.won >= 9 * fight.of else "moderate"


def headline(question: Question, fight: Duel) -> str:
    """Name the winner, or say that there is none."""
    return f"{question.titles[fight.leader]}." if fight.clear else "No clear winner."


def reason(question: Question, fight: Duel) -> str:
    """Say by how much and how often the leader is ahead, or what keeps it from being a clear winner."""
    outcome, leader, runner = question.outcome, question.titles[fight.leader], question.titles[fight.runner_up]
    most, more = ("lowest", "less") if outcome.lower_is_better else ("highest", "more")
    if outcome.unit == "count":
        most = "most"
    if fight.leader == NO_PROJECT and outcome.programme:
        return _not_worth_it(question, fight)
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
        only = "" if often.startswith("fewer") else "only "
        return f"{start}, but it beats the next best, {runner}, in {only}{often}; 7 of 10 are asked for."
    if fight.large_enough and fight.flipped:
        return f"{start} and beats the next best, {runner}, in {often}, but {fight.flipped}."
    matters = question.show_difference(fight.matters)
    return f"{start}, but only {gap} {more} than the next best, {runner}; a difference of {matters} is what matters."


def _not_worth_it(question: Question, fight: Duel) -> str:
    """Say that no strategy adds as much as it costs, and how near the best of them comes."""
    runner, gap = question.titles[fight.runner_up], question.show_difference(fight.margin)
    often = f"{tenths(fight.of - fight.won, fight.of)} simulated futures ({fight.of - fight.won} of {fight.of})"
    said = f"On average no strategy beats doing nothing: the best, {runner}, falls {gap} short of no project"
    reason = f"{said}, and is better or level in {often}."
    return reason if fight.clear else f"{reason} That is not enough to advise against it: see what could change it."


def flipped(question: Question, robust: Robustness) -> str:
    """Say under which other rule another strategy is ahead by more than luck, the largest lead first."""
    worst = sorted(robust.flipped, key=lambda trial: trial.lead)
    if not worst:
        return ""
    first = worst[0]
    more = f", and {len(worst) - 1} other rules say the like" if len(worst) > 1 else ""
    return (
        f"another rule of the model turns that round: where {first.what}, {question.titles[first.leader]} is ahead by "
        f"{question.show_difference(first.lead)} ({len(robust.of('rule'))} such rules were tried{more})"
    )


def caveat(question: Question, fight: Duel, dependence: Dependence | None) -> str:
    """Say what could overturn the answer or, without a clear winner, what to find out first."""
    leader, runner = question.titles[fight.leader], question.titles[fight.runner_up]
    if not fight.clear and (worth := worth_knowing(question, dependence)):
        return worth
    if dependence is not None:
        about = f"“{dependence.what}”: {dependence.sentence()}."
        if fight.clear:
            return f"{'It hangs most on' if dependence.threshold is None else 'What could overturn it is'} {about}"
        return f"Find out first: {about} (The lead is that of {leader} over {runner}.)"
    if not (question.parameters.nunique() > 1).any():
        return (
            "All assumptions were held at one value, so these futures differ by luck alone: "
            "run it without --fixed to see what the assumptions could change."
        )
    if fight.of < FEW_FUTURES:
        return f"This rests on {fight.of} futures only: run at least 100 (--runs) before using it."
    return f"No single assumption stands out: luck dominates in deciding between {leader} and {runner}."


def worth_knowing(question: Question, dependence: Dependence | None) -> str:
    """Say what to find out first and what that is worth; nothing when no unknown can be told from chance."""
    found = question.information
    found = found[found["told_from_chance"] & (found["value"] > 0)] if len(found) else found
    if not len(found):
        return ""
    first = found.iloc[0]
    low, high = (question.titles[first[end]] for end in ("best_low", "best_high"))
    turn = f": where it is low {low} is best, where it is high {high}" if low != high else ""
    span = f"{question.show_difference(first['low'])} to {question.show_difference(first['high'])}"
    lead = f": {dependence.sentence()}" if dependence and dependence.parameter == first["parameter"] else ""
    return (
        f"Find out first: “{first['what']}”{lead}. Knowing it before choosing is worth about "
        f"{question.show_difference(first['value'])} of {question.outcome.label} on average ({span}){turn}."
    )


def more_futures(question: Question, fight: Duel, needed: RunsNeeded, explained: float) -> str:
    """Say how many more futures would help to decide, or that none would."""
    if not fight.comparable or needed.compared < 2:
        return ""
    if needed.settled:
        known = summary(fight.lead, fight.draws)
        half = question.show_difference((known["mean_high"] - known["mean_low"]) / 2)
        why = f"the average lead is known to within {half}, and how often it is ahead to within "
        why += f"{points_of_share(fight)} percentage points"
        return f"More futures would not change this: with {needed.compared:,}, {why}. {_doubt(explained)}".strip()
    if needed.needed is None:
        return "No number of futures in reach would settle whether the lead is large enough: it lies right on the mark."
    about = round_up(needed.needed)
    what = "it leads clearly" if fight.clear else f"{question.titles[fight.leader]} leads clearly"
    return f"About {about:,} futures (--runs {about}) would settle whether {what}; these are {needed.compared:,}."


def points_of_share(fight: Duel) -> str:
    """Half the 90 % interval of the share of futures won, in percentage points."""
    known = np.isfinite(fight.lead)
    half = half_interval((fight.lead[known] > 0).astype(np.float64), fight.draws[known])
    return f"{max(100 * half, 0.1):.0f}" if 100 * half >= 0.95 else f"{max(100 * half, 0.1):.1f}"


def _doubt(explained: float) -> str:
    """Where the doubt lies that is left when futures are enough."""
    if not math.isfinite(explained):
        return ""
    share = 100 * explained
    if share < 2:
        return "What is left is luck: the parameters explain next to nothing of how the lead differs between futures."
    return (
        f"What is left is doubt about the market and luck: the unknown parameters explain about {share:.0f}% of how "
        "the lead differs between futures, luck the rest."
    )


def round_up(futures: int) -> int:
    """Round a number of futures up to two figures.

    Examples
    --------
    >>> round_up(1234), round_up(87), round_up(5)
    (1300, 87, 5)
    """
    step = int(10 ** max(len(str(futures)) - 2, 0))
    return -(-futures // step) * step


def break_even_first(question: Question, fight: Duel, tie: BreakEven | None) -> str:
    """Put the break-even before anything else when direct delivery leads: its rank rests on an assumption."""
    if not is_direct_delivery(fight.leader, question.strategies.get(fight.leader)):
        return ""
    warning = "its rank rests on a declared assumption, what money buys when it is handed out"
    if tie is None:
        return f"{question.titles[fight.leader]} leads, but {warning}."
    return f"{tie.sentence(question.titles[tie.strategy], question.titles[tie.against])}; {warning}."


def notes(question: Question, fight: Duel, ranked: list[str], tie: BreakEven | None) -> list[str]:
    """Say what else a reader must know: break-even, costs that differ, no project, futures left out."""
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
