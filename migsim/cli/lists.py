"""`migsim scenarios`, `strategies` and `parameters`: what there is."""

from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from migsim.cli.console import paragraph, print_json, table
from migsim.cli.options import Json

if TYPE_CHECKING:
    from migsim.scenario import Scenario


def scenarios(json: Json = False) -> None:
    """List the scenarios that come with migsim."""
    from migsim.scenario import load_scenario, scenario_names

    loaded = [load_scenario(name) for name in scenario_names()]
    if json:
        print_json({"scenarios": [described(scenario) for scenario in loaded]})
        return
    for scenario in loaded:
        found = described(scenario)
        print(f"{scenario.name}: {scenario.title}")
        print(paragraph(scenario.description))
        print(
            paragraph(
                f"{found['actors']} named actors, {found['room']} of them invited; {found['constraints']} constraints; "
                f"a wider market of {found['outside']}; {found['horizon']} weeks; money in {found['currency']}."
            )
        )
        print(paragraph(f"{found['figures']} figures, {found['figures_assumed']} of them assumed."))


def described(scenario: "Scenario") -> dict[str, Any]:
    """Return what a scenario holds, in counts."""
    grades = Counter(figure.grade for figure in scenario.figures())
    return {
        "name": scenario.name,
        "title": scenario.title,
        "description": scenario.description.strip(),
        "currency": scenario.currency,
        "horizon": scenario.horizon,
        "room": scenario.room,
        "actors": len(scenario.actors),
        "roles": len(scenario.roles),
        "groups": len(scenario.groups),
        "constraints": len(scenario.constraints),
        "outside": scenario.outside.size,
        "shocks": len(scenario.shocks),
        "figures": sum(grades.values()),
        "figures_measured": grades["measured"],
        "figures_experiment_elsewhere": grades["experiment elsewhere"],
        "figures_assumed": grades["assumed"],
    }


def strategies(json: Json = False) -> None:
    """List the strategies, and where each comes from.

    Those marked with a star are the standard comparison.
    """
    from migsim.facilitation.library import STANDARD, load_strategy, strategy_names

    loaded = [load_strategy(name) for name in strategy_names()]
    if json:
        columns = ("name", "title", "description", "source", "cost", "exit_week")
        rows = [{column: getattr(one, column) for column in columns} for one in loaded]
        print_json({"strategies": [row | {"standard": row["name"] in STANDARD} for row in rows]})
        return
    for one in loaded:
        cost = "equal: weekly hours are scaled to the scenario's budget" if one.cost == "equal" else "its own"
        print(f"{one.name}: {one.title}" + " *" * (one.name in STANDARD))
        print(paragraph(one.description))
        print(paragraph(f"Cost: {cost}. From: {one.source}"))
    print("* in the standard comparison: what `migsim compare` takes when no strategy is named")


def parameters(json: Json = False) -> None:
    """List the parameters, with unit, range and grade.

    They say how people and groups behave in any market. A comparison draws each from its range, unless --fixed holds it
    at its default. --json adds meaning and source.
    """
    from migsim.scenario.parameters import PARAMETERS, SWITCHES

    if json:
        print_json({"parameters": [asdict(p) for p in PARAMETERS], "switches": [asdict(s) for s in SWITCHES]})
        return
    rows = [(p.name, p.unit, f"{p.default:g}", f"{p.low:g} to {p.high:g}", p.grade) for p in PARAMETERS]
    print(table(("name", "unit", "default", "range", "grade"), rows))
