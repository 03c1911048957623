"""`migsim claims`: the claims of the practice guidance, tested."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from migsim.cli.console import Mistakes, expect, interruptible, note, note_prior, print_json, progress_shown, width
from migsim.cli.options import Json, Out, Seed
from migsim.defaults import DEFAULT_PRIOR

POULTRY = "treyl-poultry"


def claims(
    scenario: Annotated[
        str, typer.Argument(metavar="SCENARIO", help="Name of a scenario, or path of a file.")
    ] = POULTRY,
    only: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID", help="Only this claim, such as C15a, or C15 for all its parts; several times, or as C1,C2."
        ),
    ] = None,
    runs: Annotated[int, typer.Option(metavar="N", help="Simulated futures for each arm.")] = 600,
    seed: Seed = 1,
    prior: Annotated[
        str, typer.Option(metavar="wide|fitted|FILE", help="What parameters are drawn from.")
    ] = DEFAULT_PRIOR,
    out: Out = None,
    json: Json = False,
    threads: Annotated[
        int | None, typer.Option(metavar="N", help="Threads to use; all cores if missing. Changes no number.")
    ] = None,
) -> None:
    """Test the claims of the practice guidance, each as an experiment with a rule written down beforehand.

    Prints for each claim the effect, the verdict, where it fails and which mechanism carries it. With --out, also
    writes a report page with one figure a claim into that folder.
    """
    with interruptible("No results were written; what was in the folder before is still there"):
        _check(scenario, only, runs, seed, prior, threads, out)
        from migsim.analysis.claims import futures_at_most, run_claims
        from migsim.engine import is_compiled

        expect(futures_at_most(only, runs))
        with progress_shown("Testing the claims", compiled=is_compiled()) as progress:
            found = run_claims(scenario, only, runs, seed, prior=prior, threads=threads, progress=progress)
        if json:
            print_json(found.document())
        else:
            from migsim.report.claims_terminal import claims_text

            print(claims_text(found, sys.stdout.encoding, width()), end="", flush=True)
        note_prior(prior)
        if out is not None:
            from migsim.report.claims_folder import write_claims

            with progress_shown("Writing the report", compiled=True):
                report = write_claims(found, out)
            note(f"The report: {report} (table, figures and claims.json beside it)")


def _check(
    scenario: str, only: list[str] | None, runs: int, seed: int, prior: str, threads: int | None, out: Path | None
) -> None:
    """Check all that can be checked before anything is run."""
    from migsim.analysis.claims import claims_named
    from migsim.engine.ensemble import check_counts
    from migsim.report.claims_folder import KIND
    from migsim.report.place import check_place
    from migsim.scenario import load_scenario
    from migsim.scenario.priors import load_prior

    mistakes = Mistakes()
    with mistakes:
        claims_named(only)
    with mistakes:
        check_counts(runs=runs, seed=seed, threads=threads)
    with mistakes:
        load_prior(prior)
    with mistakes:
        load_scenario(scenario)
    if out is not None:
        with mistakes:
            check_place(out, KIND)
    mistakes.report()
