"""The scorecard of one history in words."""

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from migsim.analysis.words import money, short, value
from migsim.defaults import NO_PROJECT
from migsim.report.story import many

if TYPE_CHECKING:
    from migsim.engine import History, Twin

_SYSTEMIC = {
    "adopt": "adopt",
    "adapt_alive": "adapt (groups alive)",
    "adapt_completed": "adapt (groups done on purpose)",
    "expand": "expand",
    "respond": "respond",
}


def closing(history: "History", twin: "Twin | None" = None) -> list[str]:
    """Say in sentences what came of it; what has no meaning in this history is left out.

    Parameters
    ----------
    history : History
        As `migsim.simulate` returns it.
    twin : Twin, optional
        Of the history, without a project: benefits are told against it. Played when it is missing.

    Returns
    -------
    list of str
        One or two sentences each: money, households, trust, business, groups, attendance, fairness, resilience and
        systemic change; last, what a single future cannot say.
    """
    score = {name: float("nan") if value is None else value for name, value in history.scorecard.items()}
    currency = history.scenario.currency
    parts = (_people, _business, _groups, _system)
    told = [sentence for part in parts for sentence in part(score, currency) if sentence]
    if history.strategy.name == NO_PROJECT:
        money_told = [_nothing_added(score, currency)]
    else:
        money_told = [*_added(history, twin or history.twin(), currency)]
    return [*money_told, *told, "This is one simulated future of many. `migsim compare` shows how far they differ."]


def _known(*values: float) -> bool:
    return all(math.isfinite(value) for value in values)


def _nothing_added(score: dict[str, float], currency: str) -> str:
    amount = score["system_benefit"]
    worse = "worse" if amount < 0 else "better"
    return (
        f"Without a project the market as a whole is {money(abs(amount), currency)} {worse} off, in today's money, "
        "than if everything stayed as in week 0. What a project brings is told against this."
    )


def _added(history: "History", twin: "Twin", currency: str) -> Iterator[str]:
    """What the project adds to the same future without it, what it costs, and how far apart people end."""

    def over(column: str) -> float:
        here, there = history.scorecard[column], twin.history.scorecard[column]
        return float("nan") if here is None or there is None else here - there

    whole, cost = over("system_benefit"), float(history.scorecard["cost"] or 0.0)
    members = twin.actors().query("member")["difference"]
    among = ""
    if len(members):
        ours, rest = (money(amount, currency) for amount in (members.sum(), whole - members.sum()))
        among = f": members {ours}, everybody else {rest}"
    yield (
        f"Over the same future without the project it adds {money(whole, currency)} to the market as a whole, in "
        f"today's money and net of own time and travel{among}."
    )
    if cost == 0:
        yield "The programme costs nothing."
    else:
        yield (
            f"The programme costs {money(cost, currency)}. That leaves {money(whole - cost, currency)}: "
            f"{value(whole / cost, 'ratio', currency)} added for each 1 spent."
        )
    gap = over("benefit_gap_absolute")
    if _known(gap):
        less = "less" if gap >= 0 else "more"
        yield f"To each marginalised actor it adds {money(abs(gap), currency)} {less} than to others."


def _people(score: dict[str, float], currency: str) -> Iterator[str]:
    if score["member_hours"] > 0:
        yield f"Members give {many(score['member_hours'], 'hour')} of their own."
    each = score["cost_per_household"]
    cost = f", at a cost of {money(each, currency)} each" if _known(each) and each > 0 else ""
    yield f"{many(score['households_reached'], 'household').capitalize()} gain clearly in at least one year{cost}."
    if _known(score["trust"], score["understanding"]):
        yield (
            f"Between participants trust ends at {score['trust']:.2f} and mutual understanding at "
            f"{score['understanding']:.2f}, both from 0 to 1."
        )


def _business(score: dict[str, float], currency: str) -> Iterator[str]:
    if not score["deals"] > 0:
        yield "No deals are struck."
        return
    honoured = score["deals_honoured_share"]
    kept = f" Of those that fell due {honoured:.0%} were honoured by both." if _known(honoured) else ""
    yield f"{many(score['deals'], 'deal').capitalize()} are struck.{kept}"
    yield f"{many(score['partners'], 'pair').capitalize()} trade on as partners at the end."


def _groups(score: dict[str, float], currency: str) -> Iterator[str]:
    if not score["migs_formed"] > 0:
        return
    later = f"{score['migs_alive']:.0f} alive two years after the exit, " if _known(score["migs_alive"]) else ""
    done = f"{score['migs_completed']:.0f} stopped with the goal reached, " if _known(score["migs_completed"]) else ""
    end = f"{short(score['migs_alive_end'])} alive at the end"
    reached = many(score["goals_reached"], "goal").capitalize()
    yield f"{many(score['migs_formed'], 'group').capitalize()} formed: {later}{done}{end}. {reached} reached."
    if _known(score["attendance"]):
        marginalised = score["attendance_marginalised"]
        yield (
            f"While the facilitator was there, {score['attendance']:.0%} of members came to a meeting on average"
            + (f", of marginalised members {marginalised:.0%}." if _known(marginalised) else ".")
        )


def _system(score: dict[str, float], currency: str) -> Iterator[str]:
    if _known(score["resilience"]):
        yield f"In the year after the test shock the market keeps {score['resilience']:.1%} of its income."
    marks = [f"{name} {score[column]:.2f}" for column, name in _SYSTEMIC.items() if _known(score[column])]
    if marks:
        yield f"Signs of systemic change, each from 0 to 1: {', '.join(marks)}."
