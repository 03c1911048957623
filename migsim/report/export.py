"""The tables of a sweep for a spreadsheet, written part by part, so that memory stays small."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd

from migsim.analysis.sweep import Sweep
from migsim.disk import whole
from migsim.errors import InputError
from migsim.report.tables import write_csv
from migsim.report.workbook import stream_tables
from migsim.spreadsheet import MOST_ROWS

FOLDER = "tables"


def export(
    sweep: Sweep, kind: str, decimal_comma: bool = False, progress: Callable[[int, int], None] | None = None
) -> list[Path]:
    """Write the tables of a sweep into its folder ``tables``.

    Parameters
    ----------
    sweep : Sweep
    kind : {"csv", "xlsx"}
        A file for each table, or one workbook.
    decimal_comma : bool
        Write CSV with decimal commas, fields separated by semicolons.
    progress : callable, optional
        Called with rows written and rows in all, of a workbook.

    Returns
    -------
    list of Path

    Raises
    ------
    InputError
        A table does not fit a sheet, or the folder cannot be written.
    """
    folder = sweep.folder / FOLDER
    if folder.is_symlink():
        raise InputError(f"{folder}: is a link to another place; remove it first")
    try:
        folder.mkdir(exist_ok=True)
        if kind == "xlsx":
            return [_workbook(sweep, folder / "results.xlsx", progress)]
        return [_csv(folder / f"{name}.csv", parts, decimal_comma) for name, parts in _tables(sweep).items()]
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InputError(f"{folder}: the tables cannot be written there ({reason})") from error


def _tables(sweep: Sweep) -> dict[str, Iterator[pd.DataFrame]]:
    """Frames of each table, one after the other."""
    there = [name for name in ("runs", "weekly", "parameters") if (sweep.folder / name).is_dir()]
    tables = {name: (part.to_pandas() for part in sweep.read_parts(name)) for name in there}
    return {**tables, "points": iter([sweep.points])}


def _csv(path: Path, frames: Iterator[pd.DataFrame], decimal_comma: bool) -> Path:
    with whole(path) as half:
        for at, frame in enumerate(frames):
            write_csv(frame, half, decimal_comma, append=at > 0)
    return path


def _workbook(sweep: Sweep, path: Path, progress: Callable[[int, int], None] | None) -> Path:
    counts = {name: sweep.rows(name) for name in ("runs", "weekly", "parameters")} | {"points": len(sweep.points)}
    for name, rows in counts.items():  # before minutes are spent on a table that is too large for a sheet
        if rows >= MOST_ROWS:
            raise InputError(
                f"{sweep.folder}: {name} has {rows:,} rows, and a sheet holds {MOST_ROWS - 1:,}; take --csv, or read "
                "the Parquet files"
            )
    about = {"experiment": sweep.name, "design": sweep.design, "runs": sweep.done, "cite": sweep.manifest["cite"]}
    said = pd.DataFrame({"what": about.keys(), "value": about.values()})
    tables = {name: (counts[name], frames) for name, frames in _tables(sweep).items()}
    return stream_tables(path, {**tables, "about": (len(said), iter([said]))}, progress)
