"""`migsim calibrate`: a programme's own data narrow the parameters for its market."""

import datetime
import sys
from pathlib import Path
from typing import Annotated

import typer

from migsim.cli.console import Mistakes, expect, interruptible, note, note_prior, print_json, progress_shown, width
from migsim.cli.options import Json, Out, Seed
from migsim.cli.versions import RESULTS
from migsim.defaults import DEFAULT_PRIOR
from migsim.errors import InputError


def calibrate(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="Name of a scenario, or path of a file.")],
    data: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Monitoring data: .csv or .xlsx, as in the template.")
    ] = None,
    template: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write an empty table to fill in (.csv or .xlsx), and stop.")
    ] = None,
    strategy: Annotated[
        str, typer.Option(metavar="NAME", help="What the programme did: name of a strategy, or path of a file.")
    ] = "phased-handover",
    start: Annotated[
        str | None, typer.Option(metavar="DATE", help="First day of week 1, where the data have dates: 2026-01-05.")
    ] = None,
    prior: Annotated[
        str, typer.Option(metavar="wide|fitted|FILE", help="What parameters are drawn from before.")
    ] = DEFAULT_PRIOR,
    runs: Annotated[int, typer.Option(metavar="N", help="Simulated futures to look among.")] = 10_000,
    seed: Seed = 1,
    out: Out = None,
    json: Json = False,
    threads: Annotated[
        int | None, typer.Option(metavar="N", help="Threads to use; all cores if missing. Changes no number.")
    ] = None,
) -> None:
    """Narrow the parameters of your market by your own monitoring data.

    Takes an attendance register, deals, commitments kept and income, and finds the parameters under which simulated
    futures look like them. Writes posterior.csv, which compare takes with --prior, and a report on what was learned and
    what was not, into the folder of --out, or migsim-results/SCENARIO-calibrated.
    """
    if template is not None:
        _write_template(scenario, template, data)
        return
    with interruptible("No results were written; what was in the folder before is still there"):
        day, folder = _check(scenario, data, strategy, start, prior, runs, seed, threads, out)
        assert data is not None, "checked"
        from migsim.analysis.calibration import calibrate as find
        from migsim.engine import is_compiled
        from migsim.report.calibration import calibration_text
        from migsim.report.calibration_folder import POSTERIOR, document

        expect(runs)
        with progress_shown("Simulating futures", compiled=is_compiled()) as watched:
            found = find(scenario, data, strategy, prior=prior, runs=runs, seed=seed, start=day, threads=threads,
                         progress=watched)  # fmt: skip
        report = found.report(folder)
        if json:
            print_json(document(found))
        else:
            print(calibration_text(found, sys.stdout.encoding, width()), end="", flush=True)
        note_prior(prior)
        note(f"The report: {report}")
        note(f"Next: migsim compare {scenario} --prior {folder / POSTERIOR}")


def _write_template(scenario: str, template: Path, data: Path | None) -> None:
    from migsim.analysis.calibration.template import write_template
    from migsim.scenario import load_scenario

    load_scenario(scenario)
    if data is not None:
        raise InputError("--template writes an empty table and --data reads a filled one; take one of the two")
    written = write_template(template)
    print(f"{written}: a table to fill in; then: migsim calibrate {scenario} --data {written} --strategy NAME")


def _check(
    scenario: str,
    data: Path | None,
    strategy: str,
    start: str | None,
    prior: str,
    runs: int,
    seed: int,
    threads: int | None,
    out: Path | None,
) -> tuple[datetime.date | None, Path]:
    """Check all that can be checked before anything is run; returns the first day and the folder for the results."""
    from migsim.analysis.calibration.fitting import check_runs
    from migsim.analysis.calibration.register import as_date, read_register
    from migsim.engine.ensemble import check_counts
    from migsim.facilitation.library import load_strategy
    from migsim.report.calibration_folder import KIND
    from migsim.report.place import check_place
    from migsim.scenario import load_scenario
    from migsim.scenario.checked import folder_name
    from migsim.scenario.priors import load_prior

    mistakes, folder, horizon = Mistakes(), out or RESULTS, None
    day = as_date(start) if start is not None else None
    with mistakes:
        check_runs(runs)
    with mistakes:
        check_counts(seed=seed, threads=threads)
    with mistakes:
        if start is not None and day is None:
            raise InputError(f"--start {start}: is no date; write it as 2026-01-05")
    with mistakes:
        loaded = load_scenario(scenario)
        horizon, folder = loaded.horizon, out or RESULTS / f"{folder_name(loaded.name)}-calibrated"
    with mistakes:
        load_strategy(strategy, scenario)
    with mistakes:
        load_prior(prior)
    with mistakes:
        if data is None:
            raise InputError("there are no data; name a file with --data, or have an empty one written with --template")
        if horizon is not None:
            read_register(data, horizon, day, note)
    with mistakes:
        check_place(folder, KIND)
    mistakes.report()
    return day, folder
