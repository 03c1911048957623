"""What could change the answer, as rows ready to print: drivers of the lead, switching values, regret, finding out."""

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd

from migsim.analysis import Comparison
from migsim.analysis.breakeven import is_direct_delivery
from migsim.analysis.outcomes import outcome_named
from migsim.analysis.words import NOTHING, listed, money, short, tenths, value
from migsim.report.style import colours, ink

_MOST_DRIVERS, _MOST_UNKNOWNS = 8, 6
_EDGE = 4.0  # per cent of a bar's cell kept free on either side


@dataclass(frozen=True)
class Bar:
    """A bar in a cell, in per cent of its width: from `left`, `width` wide, the part before zero apart."""

    left: float
    width: float
    before: float  # of the width, left of zero
    zero: float
    high: float  # end at which the assumption is high


@dataclass(frozen=True)
class Driver:
    """One row of the tornado."""

    what: str
    tried: str
    low: str
    high: str
    bar: Bar
    sure: bool
    places: str


@dataclass(frozen=True)
class Turn:
    """One figure or weight at which the two leaders change places."""

    what: str
    now: str
    places: str


@dataclass(frozen=True)
class Sorry:
    """One row of the table of regret."""

    title: str
    ink: str
    colour: str
    least: bool
    mean: str
    high: str
    width: float


@dataclass(frozen=True)
class Unknown:
    """One row of the table of what is worth finding out."""

    what: str
    worth: str
    spread: str
    width: float
    sure: bool
    turn: str


@dataclass(frozen=True)
class Robust:
    """One row of the table of trials: where, who leads there, and the leader over the best of the others."""

    what: str
    leads: str
    ink: str
    luck: bool
    lead: str
    spread: str
    against: str
    won: str
    futures: str


@dataclass(frozen=True)
class Taste:
    """One row of the table of several outcomes: cells, and who is clearly better on everything."""

    title: str
    ink: str
    cells: tuple[str, ...]
    beaten_by: str


def drivers(comparison: Comparison) -> list[Driver]:
    """Rows of the tornado: the largest swings, with the values at which the two leaders change places."""
    table = comparison.choice.tornado().sort_values("told_from_chance", ascending=False, kind="stable")
    table = table.head(_MOST_DRIVERS)
    if not len(table):
        return []
    turns = comparison.choice.switching()
    places = {row.name: row for row in each(turns[turns["kind"] == "parameter"])}
    ends = table[["lead_low", "lead_high"]].to_numpy()
    low, high = min(0.0, float(ends.min())), max(0.0, float(ends.max()))
    return [
        Driver(
            what=_capital(row.what),
            tried=_span(row.low_end, row.high_end, row.unit),
            low=_amount(comparison, row.lead_low),
            high=_amount(comparison, row.lead_high),
            bar=_bar(row.lead_low, row.lead_high, low, high),
            sure=bool(row.told_from_chance),
            places=_place(places[row.parameter], row) if row.parameter in places else "",
        )
        for row in each(table)
    ]


def turns(comparison: Comparison) -> list[Turn]:
    """Figures and weights at which the two leaders change places."""
    table, currency = comparison.choice.switching(), comparison.scenario.currency
    told = []
    for row in each(table[table["kind"] != "parameter"]):
        show = _shower(row.unit, currency)
        places = f"{row.side} {show(row.value)}" if math.isfinite(row.value) else "at no possible value"
        if row.unit == "factor" and math.isfinite(row.value):
            change = abs(row.value - 1)
            places = f"{change:.0%} {'higher' if row.value > 1 else 'lower'} (factor {short(row.value)})"
        told.append(Turn(_capital(row.what), "as reckoned" if row.unit == "factor" else show(row.now), places))
    return told


def sorry(comparison: Comparison) -> list[Sorry]:
    """Rows of the table of regret, in the order of the strategies."""
    table = comparison.choice.regret().set_index("strategy")
    colour, largest = colours(comparison.titles), float(table["mean"].max())
    least = table["mean"].idxmin() if table["mean"].notna().any() else None
    rows = []
    for name, title in comparison.titles.items():
        if name not in table.index:
            continue  # set aside
        mean, high = (float(table[column][name]) for column in ("mean", "high"))
        wide = 100 * mean / largest if largest > 0 and math.isfinite(mean) else 0.0
        amounts = _amount(comparison, mean), _amount(comparison, high)
        rows.append(Sorry(title, ink(colour[name]), colour[name], name == least, *amounts, wide))
    return rows


def unknowns(comparison: Comparison) -> list[Unknown]:
    """Rows of the table of what is worth finding out; those that chance alone could explain are marked."""
    table = comparison.choice.information()
    table = table[table["low"].notna()].sort_values("told_from_chance", ascending=False, kind="stable")
    table = table.head(max(_MOST_UNKNOWNS, int(table["told_from_chance"].sum())))
    largest = float(table["value"].max()) if len(table) else 0.0
    rows = []
    for row in each(table):
        low, high = comparison.titles[row.best_low], comparison.titles[row.best_high]
        turn = f"if low: {low}; if high: {high}" if low != high else f"{low} either way"
        spread = f"{_amount(comparison, row.low)} to {_amount(comparison, row.high)}"
        wide = 100 * row.value / largest if largest > 0 else 0.0
        sure = bool(row.told_from_chance)
        rows.append(Unknown(_capital(row.what), _amount(comparison, row.value), spread, wide, sure, turn))
    return rows


def knowing_more(comparison: Comparison) -> str:
    """Say what all unknowns together, and the whole future, would be worth to know."""
    known = comparison.choice.everything
    if not math.isfinite(known.foresight):
        return ""
    whole = f"Knowing the future itself, luck included, would be worth {_amount(comparison, known.foresight)}"
    if not math.isfinite(known.unknowns):
        return f"{whole}: nothing that could be found out is worth more."
    low, high = _amount(comparison, max(known.low, 0.0)), _amount(comparison, max(known.high, 0.0))
    return (
        f"Knowing all unknowns together would be worth about {_amount(comparison, known.unknowns)} or more "
        f"({low} to {high}). {whole}: nothing that could be found out is worth more."
    )


def tastes(comparison: Comparison) -> tuple[list[str], list[Taste]]:
    """Headings and rows of several outcomes side by side, and which strategies are beaten on all of them."""
    table, colour = comparison.choice.pareto(), colours(comparison.titles)
    columns = [name for name in table.columns if name not in ("strategy", "beaten_by", "unbeaten")]
    outcomes = [outcome_named(name) for name in columns]
    rows = []
    for row in table.to_dict("records"):
        name = str(row["strategy"])
        cells = tuple(value(float(row[o.name]), o.unit, comparison.scenario.currency) for o in outcomes)
        beaten = listed([comparison.titles[one] for one in str(row["beaten_by"]).split(", ") if one])
        rows.append(Taste(comparison.titles[name], ink(colour[name]), cells, beaten))
    return [o.heading or _capital(o.label) for o in outcomes], rows


def weighed(comparison: Comparison) -> str:
    """Say how several objectives are put together; empty when there is one."""
    if not comparison.weights:
        return ""
    from migsim.analysis.weights import aims

    currency = comparison.scenario.currency
    parts = []
    for aim in aims(comparison.futures, comparison.weights):
        outcome = outcome_named(aim.column)
        worst, best = (value(x, outcome.unit, currency) for x in (aim.worst, aim.best))
        parts.append(f"{outcome.label} {aim.weight:.0%} (from {worst}, which counts 0, to {best}, which counts 1)")
    return f"Judged by a weighted score: {listed(parts)}. The ends are the worst and the best average of any strategy."


def robust(comparison: Comparison) -> list[Robust]:
    """Rows of the table of other rules, horizons and relapse, and of fresh futures."""
    colour, rows = colours(comparison.titles), []
    for row in each(comparison.robustness()):
        spread = f"{_amount(comparison, row.low)} to {_amount(comparison, row.high)}" if math.isfinite(row.low) else ""
        rows.append(
            Robust(
                what=_capital(row.what),
                leads=comparison.titles[row.leader],
                ink=ink(colour[row.leader]),
                luck=bool(row.low <= 0 <= row.high),
                lead=_amount(comparison, row.lead),
                spread=spread,
                against=comparison.titles[row.against],
                won=f"{row.won:.0%}" if math.isfinite(row.won) else NOTHING,
                futures=f"{row.futures:,}",
            )
        )
    return rows


def leads_by_assumption(comparison: Comparison) -> bool:
    """Whether a declared assumption, what money buys when handed out, decides the rank of one of the two leaders."""
    told = comparison.recommendation()
    pair = (told.leader, told.runner_up)
    return any(name and is_direct_delivery(name, comparison.ensemble.strategies.get(name)) for name in pair)


def each(table: pd.DataFrame) -> list[Any]:
    """Rows of a table, each with its columns as attributes."""
    return list(table.itertuples(index=False))


def _bar(one: float, two: float, low: float, high: float) -> Bar:
    room = (high - low) or 1.0

    def place(x: float) -> float:
        return _EDGE + (100 - 2 * _EDGE) * (x - low) / room

    start, end, zero = place(min(one, two)), place(max(one, two)), place(0.0)
    before = min(max(zero - start, 0.0), end - start)
    return Bar(*(round(x, 2) for x in (start, max(end - start, 0.5), before, zero, place(two))))


def _place(row: Any, driver: Any) -> str:
    if not math.isfinite(row.value):
        return "at no single value" if min(driver.lead_low, driver.lead_high) < 0 else "not in the range tried"
    return f"{row.side} {short(row.value)} (so in {tenths(round(1000 * row.beyond), 1000)} futures)"


def _amount(comparison: Comparison, x: float) -> str:
    outcome = comparison.outcome
    if outcome.unit == "share" and math.isfinite(x):
        return f"{100 * x:.0f} points".replace("-", "−")
    return value(x, outcome.unit, comparison.scenario.currency)


def _span(low: float, high: float, unit: str) -> str:
    return f"{short(low)} to {short(high)}" + (f" ({unit})" if unit else "")


def _shower(unit: str, currency: str) -> Any:
    if unit == "money per hour":
        return lambda x: f"{money(x, currency)} an hour"
    if unit == "share of all weights":
        return lambda x: f"{x:.0%}" if math.isfinite(x) else NOTHING
    return short


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def tables(comparison: Comparison) -> dict[str, pd.DataFrame]:
    """Tables of the choice by file name (without its ending)."""
    choice = comparison.choice
    return {
        "regret": choice.regret(),
        "what_drives_the_lead": choice.tornado(),
        "switching_values": choice.switching(),
        "worth_finding_out": choice.information(),
        "several_outcomes": choice.pareto(),
        "robustness": comparison.robustness(),
        "monitoring": comparison.monitoring(),
    }
