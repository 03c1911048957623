"""What the pages of the markets take from the scenario files and from the kept comparison.

Directives, each with the name of a scenario: ``market-facts``, ``market-map``, ``market-sources``, ``market-answer``,
``market-patterns``;
without one: ``markets-side-by-side``, ``markets-answers``, ``market-levers`` and ``markets-figure``.
"""

import csv
from collections import Counter
from pathlib import Path
from typing import Any

from from_code import FromCode, table
from migsim.scenario.in_words import number
from sphinx.application import Sphinx

KEPT = Path(__file__).parents[2] / "experiments" / "markets"
GRADES = ("measured", "experiment elsewhere", "assumed")


def kept(name: str) -> list[dict[str, str]]:
    """Rows of a table of experiments/markets."""
    with (KEPT / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def signed(text: str) -> str:
    """Write a ratio with its sign, as the figure does."""
    value = float(text)
    if abs(value) < 0.005:
        return "0.00"
    return (f"{value:+.2f}" if abs(value) < 0.995 else f"{value:+.1f}").replace("-", "−")


def money(text: str, currency: str) -> str:
    """Write an amount rounded to three digits."""
    from migsim.analysis.words import money

    return money(float(text), currency)


def titles() -> dict[str, str]:
    """Title of every strategy by name."""
    from migsim.facilitation.library import load_strategies, strategy_names

    return {one.name: one.title for one in load_strategies(strategy_names())}


def raw(svg: str) -> list[str]:
    """Let an SVG stand in the page."""
    return ["```{raw} html", svg, "```", ""]


class OfMarket(FromCode):
    """A directive about one scenario."""

    required_arguments = 1

    @property
    def scenario(self) -> Any:
        """The scenario that the directive names."""
        from migsim.scenario import load_scenario

        return load_scenario(self.arguments[0])


class Facts(OfMarket):
    """Size, money and grades of a market, in a table."""

    def lines(self) -> list[str]:
        scenario = self.scenario
        costs, grades = scenario.costs, Counter(figure.grade for figure in scenario.figures())
        [test] = [shock for shock in scenario.shocks if shock.test]
        marginalised = ", ".join(group.name for group in scenario.groups if group.marginalised) or "none"
        rows = [
            ("In the room", f"{scenario.room} of {len(scenario.actors)} named actors, {len(scenario.roles)} roles"),
            ("Outside", f"{scenario.outside.size:,} actors, {number(scenario.outside.contacts)} contacts each"),
            ("Marginalised", marginalised),
            (
                "Money",
                f"{scenario.currency}; budget {number(costs.budget)}, that is "
                f"{number(round(costs.budget / costs.facilitator_hour))} hours of facilitation",
            ),
            ("Test shock", f"{test.name}, week {test.week}"),
            ("Figures", ", ".join(f"{grades[grade]} {grade}" for grade in GRADES)),
        ]
        return table(("", ""), rows, (16, 60))


class Map(OfMarket):
    """The map of a market."""

    def lines(self) -> list[str]:
        from migsim.report.market_map import market_map_svg

        return raw(market_map_svg(self.scenario))


class Sources(OfMarket):
    """The sources of a market, with their grades and how many figures rest on each."""

    def lines(self) -> list[str]:
        scenario = self.scenario
        counted = Counter(figure.source for figure in scenario.figures())
        order = sorted(scenario.sources, key=lambda one: GRADES.index(one.grade))
        rows = [(f"`{one.id}`", one.text, one.grade, str(counted[one.id])) for one in order]
        return table(("Id", "Source", "Grade", "Figures"), rows, (14, 60, 14, 8))


class Answer(OfMarket):
    """What `compare` says on a market, from the kept table."""

    def lines(self) -> list[str]:
        named = titles()
        mine = [row for row in kept("answers") if row["market"] == self.arguments[0]]
        told = next(row for row in kept("leaders") if row["market"] == self.arguments[0])
        best = max(float(row["net_benefit"]) for row in mine)
        rows = []
        for row in mine:
            cells = [
                named[row["strategy"]],
                money(row["cost"], row["currency"]),
                money(row["net_benefit"], row["currency"]),
                f"{money(row['low'], row['currency'])} to {money(row['high'], row['currency'])}",
                signed(row["over_no_project_per_budget"]),
                f"{float(row['best_in']) * 100:.0f} %",
                f"{float(row['goals_reached']):.1f}",
            ]
            rows.append(tuple(f"**{cell}**" if float(row["net_benefit"]) == best else cell for cell in cells))
        headings = ("Strategy", "Cost", "Net benefit", "8 of 10 futures", "Over no project, per budget", "Best in",
                    "Goals")  # fmt: skip
        said = (
            f"{mine[0]['runs']} simulated futures for each strategy, seed {mine[0]['seed']}, "
            f"prior *{mine[0]['prior']}*. "
            f"Highest mean: {named[told['leader']]}; it beats {named[told['runner_up']]} in {told['futures_won']} of "
            f"{told['of']} futures. Answer of `compare`: {verdict(told, named)}."
        )
        return [*table(headings, rows, (26, 12, 14, 24, 14, 10, 8)), said, ""]


class Patterns(OfMarket):
    """Patterns that the model meets and misses in a market, on seeds that had no part in the fit."""

    def lines(self) -> list[str]:
        from migsim.report.patterns import looked_at, patterns, used

        market = self.arguments[0]
        if not looked_at(market):
            return ["The fit has not looked at this market: it is no documented case.", ""]
        found = patterns(market)
        missed = [one.name for one in found if not one.met]
        rows = [
            (one.name, one.what, one.range, one.fitted if one.met else f"**{one.fitted}**", one.fitted_in_range,
             one.wide, one.wide_in_range)
            for one in found
        ]  # fmt: skip
        headings = ("", "What", "Range seen", "Fitted draws", "In range", "Wide draws", "In range")
        said = (
            f"{'This market took part in the fit' if used(market) else 'This market took no part in the fit'}; the "
            f"seeds of this table did not. In the middle of the fitted draws, {len(found) - len(missed)} of "
            f"{len(found)} figures lie in their range"
            + (f"; missed: {', '.join(missed)} (bold, and first)." if missed else ".")
            + " Each cell is the median over draws, nine in ten in brackets; then the share of draws in the range. "
            "What the patterns are, and where they come from: [Patterns](../explanation/patterns.md)."
        )
        return [said, "", *table(headings, rows, (6, 30, 14, 20, 8, 20, 8))]


def verdict(told: dict[str, str], named: dict[str, str]) -> str:
    """Return the recommendation of a kept row, in words."""
    if not told["recommended"]:
        return "no clear winner"
    return f"{named[told['recommended']]} (sureness: {told['sureness']})"


class SideBySide(FromCode):
    """The markets beside each other: size, money, what sets them apart."""

    def lines(self) -> list[str]:
        from migsim.scenario import load_scenario

        rows = []
        for told in kept("leaders"):
            scenario = load_scenario(told["market"])
            grades = Counter(figure.grade for figure in scenario.figures())
            home = next(role for role in scenario.roles if role.household)
            weekly = (home.travel + 3 * home.hour_value) / (home.turnover / 52)
            rows.append(
                (
                    f"[{scenario.title}]({told['market']}.md)",
                    f"{scenario.room}; {scenario.outside.size:,}",
                    f"{float(told['budget_hours']):,.0f}",
                    f"{float(told['loss_a_year_per_budget']):.3g}",
                    f"{weekly * 100:.0f} %",
                    f"{grades['measured']}, {grades['experiment elsewhere']}, {grades['assumed']}",
                )
            )
        headings = ("Market", "Room; outside", "Hours that the budget buys", "Loss a year over budget",
                    "A meeting, of a household's week", "Figures: measured, elsewhere, assumed")  # fmt: skip
        return table(headings, rows, (28, 14, 12, 12, 14, 18))


class Answers(FromCode):
    """The answer of `compare` on every market."""

    def lines(self) -> list[str]:
        from migsim.scenario import load_scenario

        named = titles()
        rows = [
            (
                f"[{load_scenario(told['market']).title}]({told['market']}.md)",
                named[told["leader"]],
                signed(told["leader_over_no_project_per_budget"]),
                named[told["runner_up"]],
                f"{told['futures_won']} of {told['of']}",
                verdict(told, named),
            )
            for told in kept("leaders")
        ]
        headings = ("Market", "Highest mean", "Over no project, per budget", "Next", "Beats it in", "`compare` says")
        return table(headings, rows, (26, 20, 12, 20, 12, 26))


class Levers(FromCode):
    """`directive` with one lever changed, on every market."""

    def lines(self) -> list[str]:
        rows = kept("levers")
        changed = [name for name in rows[0] if name not in ("market", "prior", "runs")]
        cells = [(f"`{row['market']}`", *(signed(row[name]) for name in changed)) for row in rows]
        return table(("Market", *(name.capitalize() for name in changed)), cells, (24, *[14] * len(changed)))


class Figure(FromCode):
    """The kept figure of all answers."""

    def lines(self) -> list[str]:
        return raw((KEPT / "answers.svg").read_text(encoding="utf-8"))


def setup(app: Sphinx) -> dict[str, Any]:
    """Register everything."""
    for name, directive in {
        "market-facts": Facts,
        "market-map": Map,
        "market-sources": Sources,
        "market-answer": Answer,
        "market-patterns": Patterns,
        "markets-side-by-side": SideBySide,
        "markets-answers": Answers,
        "market-levers": Levers,
        "markets-figure": Figure,
    }.items():
        app.add_directive(name, directive)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
