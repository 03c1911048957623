"""`migsim optimise`: the best spread of a facilitator's hours."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from migsim.cli.console import (
    INTERRUPTED,
    Mistakes,
    complain,
    expect,
    interruptible,
    note,
    note_prior,
    print_json,
    progress_shown,
    width,
)
from migsim.cli.options import Json, Out, Seed
from migsim.cli.versions import RESULTS
from migsim.defaults import DEFAULT_PRIOR
from migsim.errors import InputError

if TYPE_CHECKING:
    from migsim.scenario.schema import Scenario


def optimise(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="Name of a scenario, or path of a file.")],
    hours: Annotated[
        float,
        typer.Option(metavar="H", help="Facilitator hours a week on average while the programme runs."),
    ],
    robust: Annotated[
        bool,
        typer.Option("--robust", help="Least regret (95th percentile over worlds) instead of the best mean."),
    ] = False,
    runs: Annotated[int, typer.Option(metavar="N", help="Fresh worlds to check the result in.")] = 1000,
    seed: Seed = 1,
    objective: Annotated[
        str, typer.Option(metavar="COLUMN", help="Column of the scorecard to make as good as possible.")
    ] = "net_benefit",
    fixed: Annotated[
        bool, typer.Option("--fixed", help="Hold parameters at their defaults, so that only luck varies.")
    ] = False,
    prior: Annotated[
        str, typer.Option(metavar="wide|fitted|FILE", help="What parameters are drawn from.")
    ] = DEFAULT_PRIOR,
    out: Out = None,
    json: Json = False,
    threads: Annotated[
        int | None, typer.Option(metavar="N", help="Threads to use; all cores if missing. Changes no number.")
    ] = None,
) -> None:
    """Search for the best spread of a facilitator's hours over practices and time.

    Writes the strategy into a folder, that of --out or migsim-results/SCENARIO-optimised, for `migsim compare` to take
    by its path; and says what came of it in fresh worlds, against the library at the same hours and the same cost.
    Ctrl-C keeps the best so far.
    """
    with interruptible("Nothing was found yet, and nothing was written"):
        loaded, folder = _checked(scenario, hours, objective, runs, seed, threads, fixed, prior, out)
        from migsim.analysis.optimise import optimise as search
        from migsim.analysis.optimising.search import Effort
        from migsim.engine import is_compiled

        expect(Effort().futures)
        with progress_shown("Searching", compiled=is_compiled()) as watched:
            found = search(
                loaded,
                hours,
                robust=robust,
                objective=objective,
                runs=runs,
                seed=seed,
                fixed=fixed,
                prior=prior,
                threads=threads,
                progress=watched,
            )
        path = found.write(folder)
    if json:
        print_json(found.document())
    else:
        from migsim.report.terminal import plain

        print(plain(found.text(width()), sys.stdout.encoding), end="", flush=True)
    if found.interrupted:
        complain([f"stopped. The best so far, not checked in fresh worlds, is kept: {path}"])
        raise typer.Exit(INTERRUPTED)
    note_prior(prior, fixed=fixed)
    note(f"The strategy: {path} (migsim compare {scenario} {found.start} {path})")


def _checked(
    scenario: str,
    hours: float,
    objective: str,
    runs: int,
    seed: int,
    threads: int | None,
    fixed: bool,
    prior: str,
    out: Path | None,
) -> "tuple[Scenario, Path]":
    """Check all that can be checked before anything is run; return the scenario and the folder."""
    from migsim.analysis.optimise import check_request
    from migsim.analysis.optimising.file import check_folder
    from migsim.analysis.optimising.space import longest_programme
    from migsim.scenario import load_scenario
    from migsim.scenario.checked import folder_name
    from migsim.scenario.priors import load_prior

    mistakes, loaded, folder = Mistakes(), None, out
    with mistakes:
        check_request(hours, objective, runs=runs, seed=seed, threads=threads)
    with mistakes:
        if fixed and prior != DEFAULT_PRIOR:
            raise InputError("--fixed holds every parameter, so that --prior has no effect; take one of the two")
        load_prior(prior, fixed=fixed)
    with mistakes:
        loaded = load_scenario(scenario)
        folder = out or RESULTS / f"{folder_name(loaded.name)}-optimised"
        longest_programme(loaded)
    with mistakes:
        if folder is not None:
            check_folder(folder)
    mistakes.report()
    assert loaded is not None, "no scenario without a mistake"
    assert folder is not None, "no folder without a mistake"
    return loaded, folder
