"""`migsim sweep` and `export`: designed experiments, and their tables for a spreadsheet."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from migsim.cli.console import expect, interruptible, note, progress_shown
from migsim.cli.options import DecimalComma
from migsim.errors import InputError


class TableKind(StrEnum):
    """What tables are exported as."""

    csv = "csv"
    xlsx = "xlsx"


def sweep(
    experiment: Annotated[Path, typer.Argument(metavar="EXPERIMENT.toml", help="What to run, as a file.")],
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder for the results; migsim-results/NAME if missing.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be run, how long it takes and how large it is.")
    ] = False,
    workers: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="Runs at the same time; all cores if missing.")
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="A Dask scheduler (tcp://...) or its file, for more than one machine."),
    ] = None,
    export: Annotated[
        TableKind | None, typer.Option(help="Write the tables for a spreadsheet too, when all is done.")
    ] = None,
) -> None:
    """Run a designed experiment: scenarios x strategies x points x runs.

    Results go into a folder, part by part. Whatever stops it, the same command goes on where it was.
    """
    from migsim.analysis.sweep.experiment import load_experiment
    from migsim.analysis.sweep.running import cores, default_folder

    loaded = load_experiment(experiment)
    folder = out or default_folder(loaded.name)
    with interruptible(f"What is finished is kept in {folder}, and the same command goes on from there"):
        from migsim.engine import is_compiled

        if dry_run:
            from migsim.analysis.sweep.dry_run import look_ahead

            with progress_shown("Trying some runs", compiled=is_compiled()):
                outlook = look_ahead(loaded, workers or cores())
            print(outlook.text(folder), end="")
            return
        from migsim.analysis.sweep import sweep as run_sweep

        expect(loaded.total)
        with progress_shown("Simulating runs", compiled=is_compiled()) as watched:
            results = run_sweep(loaded, folder, workers=workers, scheduler=scheduler, progress=watched, tell=note)
        failed = results.failed
        print(
            f"{loaded.name}: {results.done:,} runs in {folder}" + (f", {len(failed):,} failed" if len(failed) else "")
        )
        if len(failed):
            print(f"The first that failed: {failed['id'].iloc[0]}: {failed['error'].iloc[0]}")
        if export is not None:
            _export(folder, export, False)


def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of a sweep.")],
    csv: Annotated[bool, typer.Option("--csv", help="A CSV file for each table.")] = False,
    xlsx: Annotated[bool, typer.Option("--xlsx", help="One workbook.")] = False,
    decimal_comma: DecimalComma = False,
) -> None:
    """Write the tables of a sweep for a spreadsheet, into the folder tables beside its parts."""
    if csv == xlsx:
        raise InputError("say what to write: --csv or --xlsx")
    if xlsx and decimal_comma:
        raise InputError("--decimal-comma is for --csv; a workbook shows numbers as your computer does")
    with interruptible("No table was written that is not whole"):
        _export(folder, TableKind.csv if csv else TableKind.xlsx, decimal_comma)


def _export(folder: Path, sheet: TableKind, decimal_comma: bool) -> None:
    from migsim.analysis.sweep import read_results

    results = read_results(folder)
    if not results.complete:
        note(f"The sweep is not finished: {results.done:,} of {results.total:,} runs are there")
    with progress_shown("Writing tables", compiled=True):
        written = results.export(sheet.value, decimal_comma=decimal_comma)
    for path in written:
        print(path)
