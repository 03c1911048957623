"""`migsim new` and `check`: files of one's own."""

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from migsim.cli.compare import POULTRY
from migsim.cli.console import paragraph
from migsim.cli.lists import described

if TYPE_CHECKING:
    from migsim.facilitation.schema import Plan
    from migsim.scenario import Scenario


def new(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write; it ends in .toml or .xlsx.")],
    origin: Annotated[
        str, typer.Option("--from", metavar="SCENARIO", help="The scenario that it begins as a copy of.")
    ] = POULTRY,
) -> None:
    """Start a scenario of your own.

    Writes a copy of a scenario, which can be run at once and changed bit by bit: a commented TOML file, or a workbook
    (.xlsx) with sheets for the market and for the strategies to compare. --from turns the one into the other; the
    strategies of plan.xlsx go into the folder my-market-strategies beside my-market.toml, and come from there.
    """
    from migsim.facilitation.conversion import new_file

    written, *others = new_file(file, origin)
    print(f"{written}: a scenario to change bit by bit. Ask what is wrong with it: migsim check {_quoted(written)}")
    if others:
        print(f"{others[0].parent}: its strategies: {', '.join(path.name for path in others)}")


def check(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A scenario, a strategy or an experiment in TOML, or a workbook.")
    ],
) -> None:
    """Say what is wrong with a file of your own, or what is in it.

    Each mistake comes on one line: where it is, what is wrong and what to do; also what compare would refuse.
    Of a market it says what each strategy is planned to cost, what a meeting costs a household, and what touches
    nothing.
    """
    from migsim.facilitation.schema import Plan
    from migsim.facilitation.workbook import read_workbook
    from migsim.scenario.files import read_toml
    from migsim.scenario.library import require_scenario_file
    from migsim.scenario.schema import Scenario
    from migsim.scenario.workbook.opening import is_workbook

    require_scenario_file(file)
    if is_workbook(file):
        scenario, plans = read_workbook(file)
        planned = _planned(scenario, file, own=bool(plans))
        _show_scenario(file, scenario)
        for plan in plans:
            print(f"Strategy {plan.name}")
            _show_strategy(plan)
        if not plans:
            print(paragraph("no strategies of its own; the standard ones are compared"))
        _show_planned(planned)
    elif (kind := _kind(file)) == "experiment":
        _show_experiment(file)
    elif kind == "strategy":
        plan = read_toml(file, Plan)
        print(f"{file}: a strategy; nothing wrong with it")
        _show_strategy(plan)
    else:
        scenario = read_toml(file, Scenario)
        _show_scenario(file, scenario)
        _show_planned(_planned(scenario, file, own=False))


def _planned(scenario: "Scenario", file: Path, *, own: bool) -> list[str]:
    """What the strategies cost that `compare` takes for this file; complains of what it would refuse."""
    from migsim.cli.checking import show_costs
    from migsim.facilitation.library import load_strategies

    return show_costs(scenario, load_strategies(None, file), own)


def _show_planned(said: list[str]) -> None:
    print("What it costs, and what to look at again")
    for line in said:
        print(paragraph(line))


def _quoted(path: Path) -> str:
    """Write a path as it is typed."""
    return f'"{path}"' if " " in str(path) else str(path)


def _kind(file: Path) -> str:
    """Tell scenario, strategy and experiment apart by the tables and keys at the top of the file."""
    from pydantic import BaseModel

    from migsim.analysis.sweep.schema import ExperimentFile
    from migsim.facilitation.schema import Plan
    from migsim.scenario.files import read_text
    from migsim.scenario.schema import Scenario

    try:
        keys = set(tomllib.loads(read_text(file)))
    except tomllib.TOMLDecodeError:
        return "scenario"  # whoever reads it says what is wrong with the TOML
    kinds: dict[str, type[BaseModel]] = {"scenario": Scenario, "strategy": Plan, "experiment": ExperimentFile}
    return max(kinds, key=lambda kind: len(keys & set(kinds[kind].model_fields)))


def _show_scenario(file: Path, scenario: "Scenario") -> None:
    found = described(scenario)
    print(f"{file}: a scenario; nothing wrong with it")
    for line in (
        f"{scenario.title} ({scenario.name})",
        f"{found['actors']} named actors, {found['room']} of them invited to the room; {found['roles']} roles; "
        f"{found['groups']} groups",
        f"{found['constraints']} constraints; {len(scenario.complements)} pairs of roles that can do business; "
        f"{found['shocks']} shocks",
        f"a wider market of {found['outside']}; {found['horizon']} weeks; money in {found['currency']}",
        f"{found['figures']} figures: {found['figures_measured']} measured, "
        f"{found['figures_experiment_elsewhere']} from experiments elsewhere, {found['figures_assumed']} assumed",
        *_ranges_in_words(scenario),
    ):
        print(paragraph(line))


def _ranges_in_words(scenario: "Scenario") -> list[str]:
    """Say which figures are ranges, and warn of those that are not known."""
    from migsim.analysis.words import short

    said = []
    for name, one in scenario.ranges.items():
        text = f"{name}: {short(one.low)} to {short(one.high)}, likely {short(one.likely)} ({one.unit})"
        said.append(f"{text}; not known, so that a wide range is taken: look for somebody who knows" * one.wide or text)
    return [f"{len(said)} figures are ranges, drawn anew in each future:", *said] if said else []


def _show_strategy(plan: "Plan") -> None:
    from migsim.facilitation.in_words import rule_in_words
    from migsim.facilitation.rules import rule_names

    weeks = sum(phase.weeks for phase in plan.phases)
    hours = sum(phase.weeks * (sum(phase.hours.values()) + phase.recruit) for phase in plan.phases)
    print(paragraph(f"{plan.title} ({plan.name})"))
    print(paragraph(plan.description))
    if plan.start is not None:
        prepared = sum(plan.start.preparation.values())
        print(paragraph(f"{prepared:g} hours of preparation; {plan.start.mapping_days} days of mapping"))
    if plan.delivery is not None:
        print(paragraph(f"direct delivery over {plan.delivery.weeks} weeks, without any group"))
    print(paragraph(f"phases: {len(plan.phases)}; {weeks} weeks, {hours:g} facilitator hours before any fading"))
    print(paragraph(f"hand-over: {plan.handover.kind}; cost: {plan.cost}"))
    for name, rule in zip(rule_names(plan.rules), plan.rules, strict=True):
        print(paragraph(f"{name}: {rule_in_words(rule, plan.cost == 'equal')}"))


def _show_experiment(file: Path) -> None:
    from migsim.analysis.sweep.experiment import load_experiment
    from migsim.analysis.sweep.making import make_job

    experiment = load_experiment(file)
    plan = make_job(experiment).plan
    print(f"{file}: an experiment; nothing wrong with it")
    print(paragraph(f"{experiment.file.title or experiment.name} ({experiment.name})"))
    print(
        paragraph(
            f"scenarios: {len(experiment.scenarios)}; strategies: {len(experiment.strategies)}; points: "
            f"{plan.points:,} ({experiment.kind}); runs of each: {plan.runs:,}; runs in all: {plan.total:,}"
        )
    )
    for factor in experiment.varied:
        print(paragraph(f"varies {factor}"))
