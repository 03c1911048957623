"""The designer's report: one self-contained page that opens offline and prints to A4."""

import shlex
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from migsim.analysis import Comparison
from migsim.analysis.added import is_added
from migsim.analysis.outcomes import outcome_named
from migsim.analysis.statistics import common, mean
from migsim.analysis.words import NOTHING, difference, money, short, value
from migsim.defaults import DEFAULT_PRIOR, NO_PROJECT
from migsim.report.change import (
    drivers,
    knowing_more,
    leads_by_assumption,
    robust,
    sorry,
    tastes,
    turns,
    unknowns,
    weighed,
)
from migsim.report.figures import Drawing
from migsim.report.jinja import render
from migsim.report.one_actor import OneActor, one_actor
from migsim.report.patterns import USUAL, looked_at, patterns, used
from migsim.report.signs import about, advice, sign_rows
from migsim.report.style import colours, ink
from migsim.report.tables import parameters, scenario_figures
from migsim.scenario.ranges import figure_words
from migsim.version import __version__

_ALSO = (
    "trust",
    "deals",
    "partners",
    "goals_reached",
    "migs_alive",
    "attendance",
    "voice_gap",
    "benefit_gap_share",
    "resilience",
    "member_hours",
)
_TEN = 10


#: Of which market the patterns are, by whether it was looked at and whether it took part in the fit.
PATTERNS_OF = {
    (True, True): "This market took part in the fit; the seeds did not.",
    (True, False): "This market took no part in the fit.",
    (False, False): "The poultry case: this market has not been looked at.",
}


@dataclass(frozen=True)
class Option:
    """One row of the options table, ready to print."""

    title: str
    colour: str
    ink: str
    leads: bool
    own_cost: bool
    cost: str
    cost_parts: str
    typical: str
    spread: str
    households: str
    households_spread: str
    each: str
    dots: int
    best_in: str
    break_even: str


@dataclass(frozen=True)
class Also:
    """One row of the wider scorecard: shown values, and whether each is the best of its column."""

    title: str
    ink: str
    cells: tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Known:
    """The parts of the page that take longest to work out."""

    change: dict[str, Any]
    one: OneActor | None


def work_out(comparison: Comparison) -> Known:
    """Work out what the page says without having watched any groups."""
    return Known(change(comparison), one_actor(comparison))


def page(comparison: Comparison, drawn: Mapping[str, Drawing], known: Known | None = None) -> str:
    """Render the report; `known`: what does not wait for the watched futures, if it is worked out already."""
    from markupsafe import Markup

    known = known or work_out(comparison)
    told = comparison.recommendation()
    figures, name = scenario_figures(comparison), comparison.scenario.name
    table = parameters()
    colour = colours(comparison.titles)
    return render(
        "report.html.j2",
        scenario=comparison.scenario,
        told=told,
        outcome=comparison.outcome,
        against_none=is_added(comparison.objective) and NO_PROJECT in comparison.titles,
        futures=len(comparison.futures.runs),
        years=short(comparison.scenario.horizon / 52),
        seed=comparison.seed,
        accent=colour[told.strategy] if told.strategy else "#5d6874",
        headline=told.headline.removesuffix("."),
        options=options(comparison),
        also=also(comparison),
        also_columns=[outcome_named(name) for name in _also_columns(comparison)],
        drawings=dict(drawn),
        **known.change,
        signs={"about": about(comparison), "advice": advice(comparison), "rows": sign_rows(comparison)},
        patterns=patterns(name if looked_at(name) else USUAL),
        patterns_of=PATTERNS_OF[looked_at(name), used(name)],
        svg={key: Markup(drawing.svg) for key, drawing in drawn.items()},  # the renderer has escaped its text
        grades=Counter(figures["grade"]) + Counter(table["grade"]),
        sources=sources(figures),
        figures=figures.to_dict("records"),
        parameters=table.to_dict("records"),
        prior=prior_of(comparison),
        prior_note=comparison.prior_note,
        ranges=figure_words(comparison.scenario),
        parameters_fixed=not (comparison.parameters.drop(columns="run").nunique() > 1).any(),
        strategies=[
            {"title": title, "ink": ink(colour[name]), "about": _about(comparison, name)}
            for name, title in comparison.titles.items()
        ],
        command=command(comparison),
        matters=difference(told.matters, comparison.outcome.unit, comparison.scenario.currency),
        version=__version__,
        number=_number,
        one=known.one,
    )


def change(comparison: Comparison) -> dict[str, Any]:
    """What the part on what could change the answer needs."""
    told, titles = comparison.recommendation(), comparison.titles
    headings, rows = tastes(comparison)
    return {
        "weighed": weighed(comparison),
        "leader": titles.get(told.leader or "", ""),
        "runner_up": titles.get(told.runner_up or "", ""),
        "lead": difference(told.difference, comparison.outcome.unit, comparison.scenario.currency),
        "lead_colour": colours(titles)[told.leader] if told.leader else "#5d6874",
        "drivers": drivers(comparison),
        "turns": turns(comparison),
        "by_assumption": leads_by_assumption(comparison),
        "more_futures": comparison.choice.more_futures(),
        "sorry": sorry(comparison),
        "unknowns": unknowns(comparison),
        "knowing_more": knowing_more(comparison),
        "robust": robust(comparison),
        "taste_headings": headings,
        "tastes": rows,
    }


def options(comparison: Comparison) -> list[Option]:
    """Rows of the options table."""
    colour, currency = colours(comparison.titles), comparison.scenario.currency
    outcome, told = comparison.outcome, comparison.recommendation()
    table = comparison.table()
    dots = out_of_ten(table["best_in"].to_numpy(dtype=np.float64))
    rows = []
    for row, filled in zip(table.to_dict("records"), dots, strict=True):
        name = str(row["strategy"])
        spread = _range(row, outcome.name, outcome.unit, currency)
        if name == NO_PROJECT and is_added(outcome.name):
            spread = "by definition"
        rows.append(
            Option(
                title=str(row["title"]),
                colour=colour[name],
                ink=ink(colour[name]),
                leads=name == told.leader and len(table) > 1,
                own_cost=row["compared_at"] == "own",
                cost=money(row["cost"], currency),
                cost_parts=cost_parts(comparison, name),
                typical=value(row[outcome.name], outcome.unit, currency),
                spread=spread,
                households=short(row["households_reached"]),
                households_spread=_range(row, "households_reached", "count", currency),
                each=money(row["cost_per_household"], currency),
                dots=filled,
                best_in=_percent(row["best_in"]),
                break_even="" if row["break_even"] != row["break_even"] else short(row["break_even"]),
            )
        )
    return rows


def cost_parts(comparison: Comparison, name: str) -> str:
    """Say what a strategy's cost is made of: hours, discounted as the cost is, × rate, and everything else."""
    costs, currency = comparison.scenario.costs, comparison.scenario.currency
    hours = mean(comparison.futures.of("facilitator_hours", name))
    if not hours:
        return ""
    paid = hours * costs.facilitator_hour
    rest = mean(comparison.futures.of("cost", name)) - paid
    other = f" + {money(rest, currency)} other" if rest > 0.005 * paid else ""
    return f"{hours:,.0f} h × {money(costs.facilitator_hour, currency)}{other}"


def out_of_ten(shares: "np.ndarray[Any, np.dtype[np.float64]]") -> list[int]:
    """Round shares to tenths that add up to ten (largest remainders), so that ten dots are filled in all."""
    if not np.isfinite(shares).any():
        return [0] * len(shares)
    exact = np.nan_to_num(shares) * _TEN
    filled = np.floor(exact + 1e-9).astype(int)
    for i in np.argsort(filled - exact, kind="stable")[: _TEN - int(filled.sum())]:
        filled[i] += 1
    return [int(n) for n in filled]


def also(comparison: Comparison) -> list[Also]:
    """Rows of the wider scorecard: means, with the best of each column marked."""
    colour, currency = colours(comparison.titles), comparison.scenario.currency
    columns, futures = _also_columns(comparison), comparison.futures
    columns_of = {c: {s: futures.of(c, s) for s in comparison.titles} for c in columns}
    best = {
        c: _best({s: mean(x) for s, x in columns_of[c].items() if common(x)}, outcome_named(c).sign) for c in columns
    }
    return [
        Also(
            title,
            ink(colour[name]),
            tuple((_average(columns_of[c][name], outcome_named(c).unit, currency), name in best[c]) for c in columns),
        )
        for name, title in comparison.titles.items()
    ]


def _average(x: "np.ndarray[Any, np.dtype[np.float64]]", unit: str, currency: str) -> str:
    """Mean in words; with the number of futures, where the figure exists in few of them."""
    known = int(np.isfinite(x).sum())
    said = value(mean(x), unit, currency)
    return said if common(x) or not known else f"{said} (in {known} of {len(x)})"


def _also_columns(comparison: Comparison) -> list[str]:
    return [c for c in _ALSO if c in comparison.futures.values and c != comparison.objective]


def _best(means: Mapping[str, float], sign: float) -> set[str]:
    known = {name: sign * m for name, m in means.items() if m == m}
    top = max(known.values(), default=0.0)
    winners = {name for name, m in known.items() if m == top}
    return winners if len(winners) < len(known) else set()


def sources(figures: Any) -> list[dict[str, Any]]:
    """List the sources of the scenario with their grade and how many figures rest on each, most first."""
    if not len(figures):
        return []
    counted = (
        figures.groupby(["source", "citation", "grade"], sort=False).size().sort_values(ascending=False, kind="stable")
    )
    return [
        {"id": source, "citation": text, "grade": grade, "count": int(n)}
        for (source, text, grade), n in counted.items()
    ]


def prior_of(comparison: Comparison) -> str:
    """Where the parameters came from, as the runs say."""
    told = len(comparison.runs) and "prior" in comparison.runs
    return str(comparison.runs["prior"].iloc[0]) if told else DEFAULT_PRIOR


def command(comparison: Comparison) -> str:
    """Compose the command that makes this report again."""
    words = ["migsim", "compare", *(comparison.asked or (comparison.scenario.name, *comparison.titles))]
    words += ["--runs", str(len(comparison.futures.runs)), "--seed", str(comparison.seed)]
    if comparison.weights:
        words += ["--weights", ",".join(f"{name}={weight:g}" for name, weight in comparison.weights.items())]
    elif comparison.objective != "net_benefit":
        words += ["--objective", comparison.objective]
    words += comparison.ranges_typed
    for one in comparison.conditions:
        words += ["--require", one.typed]
    if comparison.matters is not None:
        words += ["--matters", f"{comparison.matters:g}"]
    prior = prior_of(comparison)
    if prior == "fixed":
        words.append("--fixed")
    elif prior != DEFAULT_PRIOR:
        words += ["--prior", prior]
    # The command line cannot hold parameters, so that it says what has to be added from Python.
    held = f"  # from Python, with changes={dict(comparison.changes)}" if comparison.changes else ""
    return shlex.join(words) + held


def _about(comparison: Comparison, name: str) -> str:
    return str(getattr(comparison.ensemble.strategies.get(name), "description", "") or "").strip()


def _range(row: Mapping[Any, Any], column: str, unit: str, currency: str) -> str:
    low, high = (value(float(row[f"{column}_{end}"]), unit, currency) for end in ("low", "high"))
    return "" if NOTHING in (low, high) or low == high else f"{low} to {high}"


def _percent(share: float) -> str:
    return f"{share:.0%}" if share == share else NOTHING


def _number(x: float) -> str:
    return f"{x:,.6g}".replace("-", "−")
