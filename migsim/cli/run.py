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
    figure: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Draw the people and the timeline: .png, .svg or .pdf.")
    ] = None,
    animate: Annotated[Path | None, typer.Option(metavar="FILE", help="The same as a film: .mp4 or .gif.")] = None,
    json: Json = False,
    decimal_comma: DecimalComma = False,
) -> None:
    """Tell one simulated future as a timeline.

    Who came, what they voted for, the groups, their deals, what was achieved and what was left after the exit.
    With --out the weekly series, actors, groups, constraints and the log of events are written as CSV, with the
    scorecard and the timeline.
    """
    with interruptible("Nothing was written" if out else "There was nothing to keep"):
        _check(scenario, strategy, seed, number, out, figure, animate)
        from migsim.engine import is_compiled, simulate

        with progress_shown("Simulating one future", compiled=is_compiled()):
            history = simulate(scenario, strategy, seed=seed, run=number)
        if json:
            print_json(document(history))
        else:
            from migsim.report.timeline import timeline_text

            print(timeline_text(history, width()), end="", flush=True)
        if figure is not None or animate is not None:
            _draw(history, figure, animate)
        if out is not None:
            from migsim.report.history_folder import write_history

            note(f"The series, the events and the timeline are in {write_history(history, out, decimal_comma)}")


def _draw(history: "History", figure: Path | None, animate: Path | None) -> None:
    """Draw the history as a picture, as a film, or both."""
    from migsim.engine.looks import watch
    from migsim.report import film

    _, looks = watch(history.scenario, history.strategy, history.seed, history.run)
    if figure is not None:
        film.draw(history, looks, figure)
        note(f"The picture: {figure}")
    if animate is not None:
        with progress_shown("Drawing the film", compiled=True) as progress:
            film.animate(history, looks, animate, progress)
        note(f"The film: {animate}")


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


def _check(
    scenario: str, strategy: str, seed: int, number: int, out: Path | None, figure: Path | None, animate: Path | None
) -> None:
    """Check all that can be checked before anything is run."""
    from migsim.engine.ensemble import check_counts
    from migsim.facilitation.library import load_strategy
    from migsim.report.film import FILMS, PICTURES, check_picture
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
    for path, kinds in ((figure, PICTURES), (animate, FILMS)):
        with mistakes:
            if path is not None:
                check_picture(path, kinds)
    mistakes.report()
