"""`migsim run`: one history, told week by week."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from migsim.cli.console import Mistakes, interruptible, note, print_json, progress_shown, width
from migsim.cli.options import DecimalComma, Json, Out, Seed

if TYPE_CHECKING:
    from migsim.engine import History


def run(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="Name of a scenario, or path of a file.")],
    strategy: Annotated[str, typer.Option(metavar="NAME", help="Name of a strategy, or path of a file.")],
    seed: Seed = 1,
    number: Annotated[int, typer.Option("--run", metavar="R", help="Which future of this seed, from 0.")] = 0,
    out: Out = None,
    json: Json = False,
    decimal_comma: DecimalComma = False,
) -> None:
    """Tell one simulated future as a timeline.

    Who came, what they voted for, the groups, their deals, what was achieved and what was left after the exit.
    With --out the weekly series, actors, groups, constraints and the log of events are written as CSV, with the
    scorecard and the timeline.
    """
    with interruptible("Nothing was written" if out else "There was nothing to keep"):
        _check(scenario, strategy, seed, number, out)
        from migsim.engine import is_compiled, simulate

        with progress_shown("Simulating one future", compiled=is_compiled()):
            history = simulate(scenario, strategy, seed=seed, run=number)
        if json:
            print_json(document(history))
        else:
            from migsim.report.timeline import timeline_text

            print(timeline_text(history, width()), end="", flush=True)
        if out is not None:
            from migsim.report.history_folder import write_history

            note(f"The series, the events and the timeline are in {write_history(history, out, decimal_comma)}")


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


def _check(scenario: str, strategy: str, seed: int, number: int, out: Path | None) -> None:
    """Check all that can be checked before anything is run."""
    from migsim.engine.ensemble import check_counts
    from migsim.facilitation.library import load_strategy
    from migsim.report.history_folder import KIND
    from migsim.report.place import check_place
    from migsim.scenario import load_scenario

    mistakes = Mistakes()
    with mistakes:
        check_counts(seed=seed, run=number)
    with mistakes:
        load_scenario(scenario)
    with mistakes:
        load_strategy(strategy, scenario)
    with mistakes:
        if out is not None:
            check_place(out, KIND)
    mistakes.report()
