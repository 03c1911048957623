"""`migsim sweep` and `export`: designed experiments, and their tables for a spreadsheet."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from migsim.cli.console import expect, interruptible, note, progress_shown
from migsim.cli.options import DecimalComma
from migsim.errors import InputError

if TYPE_CHECKING:
    from migsim.analysis.sweep import Sweep

_MANY = 10_000  # runs, from which a workbook takes long


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
    part: Annotated[
        str | None,
        typer.Option(metavar="I/N", help="Do this share alone, into a folder of its own: for array jobs of a cluster."),
    ] = None,
    merge: Annotated[
        bool, typer.Option("--merge", help="Bring the shares together that --part has made, as far as they are done.")
    ] = False,
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
    share = _share(part) if part is not None else None
    if merge and (share or scheduler or dry_run):
        raise InputError("--merge runs nothing; give it without --part, --scheduler and --dry-run")
    with interruptible(f"What is finished is kept in {folder}, and the same command goes on from there"):
        from migsim.engine import is_compiled

        if dry_run:
            from migsim.analysis.sweep.dry_run import look_ahead

            with progress_shown("Trying some runs", compiled=is_compiled()):
                outlook = look_ahead(loaded, workers or cores())
            print(outlook.text(folder), end="")
            return
        from migsim.analysis.sweep import merge as bring_together
        from migsim.analysis.sweep import sweep as run_sweep

        if merge:
            _told(loaded.name, bring_together(loaded, folder, note))
            return
        expect(loaded.total)
        with progress_shown("Simulating runs", compiled=is_compiled(), logged=True) as watched:
            results = run_sweep(
                loaded, folder, workers=workers, scheduler=scheduler, progress=watched, tell=note, share=share
            )
        _told(loaded.name, results)
        if export is not None:
            _export(results.folder, export, False)


def _share(part: str) -> tuple[int, int]:
    """Read ``3/8``."""
    which, _, count = part.partition("/")
    if not (which.isdecimal() and count.isdecimal()):
        raise InputError(f"--part {part}: not possible; write which of how many, as in 3/8")
    return int(which), int(count)


def _told(name: str, results: "Sweep") -> None:
    """Say what there is, and which run failed first."""
    failed = results.failed
    print(f"{name}: {results.done:,} runs in {results.folder}" + (f", {len(failed):,} failed" if len(failed) else ""))
    if len(failed):
        print(f"The first that failed: {failed['id'].iloc[0]}: {failed['error'].iloc[0]}")


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
    if sheet is TableKind.xlsx and results.done > _MANY:
        note(
            f"{results.done:,} runs make a large workbook, which takes minutes and opens slowly; --csv is quicker, and "
            "the Parquet files are read by R, Python and most databases as they are"
        )
    with progress_shown("Writing tables", compiled=True, logged=True) as watched:
        written = results.export(sheet.value, decimal_comma=decimal_comma, progress=watched)
    for path in written:
        print(path)
