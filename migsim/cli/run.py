"""`migsim run`: one history, told week by week."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from migsim.cli.console import Mistakes, interruptible, note, print_json, progress_shown, width
from migsim.cli.options import DecimalComma, Json, Out
from migsim.defaults import NO_PROJECT
from migsim.errors import InputError

if TYPE_CHECKING:
    from migsim.engine import History, Twin

Drawn = tuple[Path | None, Path | None]  # the picture and the film that are asked for


def run(
    scenario: Annotated[
        str | None, typer.Argument(metavar="SCENARIO", help="Name of a scenario, or path of a file.")
    ] = None,
    strategy: Annotated[str | None, typer.Option(metavar="NAME", help="Name of a strategy, or path of a file.")] = None,
    seed: Annotated[int | None, typer.Option(metavar="S", help="Same seed, same numbers.", show_default="1")] = None,
    number: Annotated[
        str, typer.Option("--run", metavar="R|ID", help="Which future of this seed, from 0; or a row of --from.")
    ] = "0",
    folder: Annotated[
        Path | None, typer.Option("--from", metavar="DIR", help="Run a row of a sweep's results again.")
    ] = None,
    actor: Annotated[
        str | None, typer.Option(metavar="NAME", help="Whom to show with and without the project; a typical member.")
    ] = None,
    out: Out = None,
    figure: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Draw the people and the timeline: .png, .svg or .pdf.")
    ] = None,
    animate: Annotated[Path | None, typer.Option(metavar="FILE", help="The same as a film: .mp4 or .gif.")] = None,
    json: Json = False,
    decimal_comma: DecimalComma = False,
) -> None:
    """Tell one simulated future as a timeline.

    Who came, what they voted for, the groups, their deals, what was achieved and what was left after the exit; and one
    actor beside its twin, who lives through the same future without the project.
    With --from and --run, it is one row of a sweep's results, run again exactly as it was.
    With --out the weekly series, actors, groups, constraints and the log of events are written as CSV, with the
    scorecard and the timeline.
    """
    with interruptible("Nothing was written" if out else "There was nothing to keep"):
        drawn = figure, animate
        history = (
            _again(folder, number, out, drawn) if folder else _afresh(scenario, strategy, seed, number, out, drawn)
        )
        twin, shown = beside(history, actor)
        if json:
            print_json(document(history, twin, shown))
        else:
            from migsim.report.beside import twin_text
            from migsim.report.timeline import timeline_text

            print(timeline_text(history, width(), twin), end="")
            print("\n" + twin_text(twin, shown, width()) if twin else "", end="", flush=True)
        if figure is not None or animate is not None:
            _draw(history, figure, animate)
        if out is not None:
            from migsim.report.history_folder import write_history

            written = write_history(history, out, decimal_comma, twin, shown)
            note(f"The series, the events and the timeline are in {written}")


def beside(history: "History", actor: str | None) -> "tuple[Twin | None, str]":
    """Return the twin of a history without the project, and whom to show of it; no twin where there is no project."""
    if history.strategy.name == NO_PROJECT:
        if actor is not None:
            raise InputError("--actor shows an actor with and without the project; name a strategy with one")
        return None, ""
    twin = history.twin()
    if actor is not None:
        twin.actor(actor)  # complains of a name that is not there
    return twin, actor or twin.typical()


def _draw(history: "History", figure: Path | None, animate: Path | None) -> None:
    """Draw the history as a picture, as a film, or both."""
    from migsim.engine.looks import watch
    from migsim.engine.worlds import prepare_cell
    from migsim.report import film

    cell = prepare_cell(history.scenario, history.strategy, history.seed, history.horizon)
    _, looks = watch(cell, history.drawn, history.run)
    if figure is not None:
        film.draw(history, looks, figure)
        note(f"The picture: {figure}")
    if animate is not None:
        with progress_shown("Drawing the film", compiled=True) as progress:
            film.animate(history, looks, animate, progress)
        note(f"The film: {animate}")


def document(history: "History", twin: "Twin | None", actor: str) -> dict[str, Any]:
    """Make one JSON-ready document of a history and one actor beside its twin."""
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
        "twin": twin
        and {
            "actor": actor,
            "strategy": twin.history.strategy.name,
            "measures": twin.actor(actor).to_dict("records"),
        },
    }


def _afresh(
    scenario: str | None, strategy: str | None, seed: int | None, number: str, out: Path | None, drawn: Drawn
) -> "History":
    """Check all that can be checked before anything is run, and run a future of a scenario."""
    from migsim.engine import is_compiled, simulate
    from migsim.engine.ensemble import check_counts
    from migsim.facilitation.library import load_strategy
    from migsim.scenario import load_scenario

    run, seed = int(number) if number.isdecimal() and len(number) < 20 else number, 1 if seed is None else seed
    mistakes = Mistakes()
    with mistakes:
        check_counts(seed=seed, run=run)
    with mistakes:
        if scenario is None:
            raise InputError("name a scenario, or a sweep's results with --from DIR")
        load_scenario(scenario)
    with mistakes:
        if strategy is None:
            raise InputError("name a strategy with --strategy; `migsim strategies` lists them")
        load_strategy(strategy, scenario)
    _check_out(mistakes, out, drawn)
    assert scenario is not None, "complained of above"
    assert strategy is not None, "complained of above"
    with progress_shown("Simulating one future", compiled=is_compiled()):
        return simulate(scenario, strategy, seed=seed, run=int(run))


def _again(folder: Path, row: str, out: Path | None, drawn: Drawn) -> "History":
    """Run one row of a sweep's results again."""
    from migsim.analysis.sweep import read_results
    from migsim.engine import is_compiled

    mistakes = Mistakes()
    with mistakes:
        results = read_results(folder)
        results.check_id(row)
    with mistakes:
        if drawn != (None, None):
            raise InputError("--figure and --animate draw a future of a scenario, not a row of --from; leave them out")
    _check_out(mistakes, out, drawn)
    with progress_shown("Simulating one future", compiled=is_compiled()):
        history = results.rerun(row)
    if results.differs(row, history):
        note("The row has other outcomes: it was made by another version of migsim, which its manifest names")
    return history


def _check_out(mistakes: Mistakes, out: Path | None, drawn: Drawn) -> None:
    """Check that everything can be written that is to be, and report all mistakes so far."""
    from migsim.report.film import FILMS, PICTURES, check_picture
    from migsim.report.history_folder import KIND
    from migsim.report.place import check_place

    with mistakes:
        if out is not None:
            check_place(out, KIND)
    for path, kinds in zip(drawn, (PICTURES, FILMS), strict=True):
        with mistakes:
            if path is not None:
                check_picture(path, kinds)
    mistakes.report()
