"""`migsim run`: one history, told week by week."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from migsim.cli.console import Mistakes, interruptible, note, print_json, progress_shown, width
from migsim.cli.options import DecimalComma, Json, Out, Seed
from migsim.errors import InputError

if TYPE_CHECKING:
    from migsim.engine import History, Twin


def run(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="Name of a scenario, or path of a file.")],
    strategy: Annotated[str, typer.Option(metavar="NAME", help="Name of a strategy, or path of a file.")],
    seed: Seed = 1,
    actor: Annotated[
        str | None, typer.Option(metavar="NAME", help="Whom to show with and without the project; a typical member.")
    ] = None,
    number: Annotated[int, typer.Option("--run", metavar="R", help="Which future of this seed, from 0.")] = 0,
    out: Out = None,
    json: Json = False,
    decimal_comma: DecimalComma = False,
) -> None:
    """Tell one simulated future as a timeline.

    Who came, what they voted for, the groups, their deals, what was achieved and what was left after the exit; and one
    actor beside its twin, who lives through the same future without the project.
    With --out the weekly series, actors, groups, constraints and the log of events are written as CSV, with the
    scorecard and the timeline.
    """
    with interruptible("Nothing was written" if out else "There was nothing to keep"):
        _check(scenario, strategy, actor, seed, number, out)
        from migsim.engine import is_compiled, simulate

        with progress_shown("Simulating one future", compiled=is_compiled()):
            history = simulate(scenario, strategy, seed=seed, run=number)
            twin = history.twin() if history.strategy.name != "no-project" else None
        shown = (actor or twin.typical()) if twin else ""
        if json:
            print_json(document(history) | {"twin": beside(twin, shown) if twin else None})
        else:
            from migsim.report.beside import twin_text
            from migsim.report.timeline import timeline_text

            print(timeline_text(history, width()), end="")
            print("\n" + twin_text(twin, shown, width()) if twin else "", end="", flush=True)
        if out is not None:
            from migsim.report.history_folder import write_history

            folder = write_history(history, out, decimal_comma, twin, shown)
            note(f"The series, the events and the timeline are in {folder}")


def document(history: "History") -> dict[str, Any]:
    """Make one JSON-ready document of a history."""
    from migsim.report.timeline import tell

    return {
        "scenario": history.scenario.name,
        "strategy": history.strategy.name,
        "seed": history.seed,
        "run": history.run,
        "scorecard": history.scorecard,
        "timeline": [{"week": told.week, "text": told.text} for told in tell(history)],
        "weekly": history.weekly.to_dict("records"),
        "events": history.events.to_dict("records"),
    }


def beside(twin: "Twin", actor: str) -> dict[str, Any]:
    """Make a JSON-ready part of one actor and its twin."""
    return {"actor": actor, "strategy": twin.history.strategy.name, "measures": twin.actor(actor).to_dict("records")}


def _check(scenario: str, strategy: str, actor: str | None, seed: int, number: int, out: Path | None) -> None:
    """Check all that can be checked before anything is run."""
    from migsim.engine.ensemble import check_counts
    from migsim.facilitation.library import load_strategy
    from migsim.report.history_folder import KIND
    from migsim.report.place import check_place
    from migsim.scenario import load_scenario
    from migsim.scenario.suggest import advice

    mistakes = Mistakes()
    with mistakes:
        check_counts(seed=seed, run=number)
    with mistakes:
        names = [one.name for one in load_scenario(scenario).actors]
        if actor is not None and actor not in names:
            raise InputError(f"actor {actor!r} is not in this market; {advice(actor, names)}")
    with mistakes:
        if load_strategy(strategy).name == "no-project" and actor is not None:
            raise InputError("--actor shows an actor with and without the project; name a strategy with one")
    with mistakes:
        if out is not None:
            check_place(out, KIND)
    mistakes.report()
