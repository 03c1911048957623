"""The results folder of a comparison: report, tables, figures, all runs, and the manifest that says how it was made."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from migsim.analysis import Comparison
from migsim.engine.provenance import rests_on
from migsim.engine.turns import short_turns
from migsim.report.figures import drawings
from migsim.report.html import command, page, work_out
from migsim.report.output import Folder, results
from migsim.report.over_time import courses
from migsim.report.place import COMPARISON
from migsim.report.tables import sheet, tables
from migsim.report.workbook import write_tables


def write_report(comparison: Comparison, out: Path, *, decimal_comma: bool = False) -> Path:
    """Write the results folder; see `Comparison.report`."""
    with results(out, COMPARISON, made_of(comparison), decimal_comma) as folder:
        _write_files(comparison, folder)
    return out / "report.html"


def _write_files(comparison: Comparison, folder: Folder) -> None:
    # Futures are watched, and Parquet is packed, in machine code that needs no turn of Python's: all the while this
    # thread makes what does not wait for them.
    with ThreadPoolExecutor(2) as pool, short_turns():
        jobs = [pool.submit(getattr, comparison, "watchlist"), pool.submit(_write_runs, comparison, folder.path)]
        courses_drawn = courses(comparison.weekly, list(comparison.titles))
        drawn = drawings(comparison, courses_drawn)
        known = work_out(comparison)
        for job in jobs:
            job.result()
    for key, drawing in drawn.items():
        folder.text(f"figures/{key}.svg", drawing.svg)
    made = tables(comparison, courses_drawn)
    for name, table in made.items():
        folder.csv(f"tables/{name}.csv", table)
    write_tables(folder.path / "tables.xlsx", {name: sheet(name, table) for name, table in made.items()})
    folder.text("report.html", page(comparison, drawn, known))


def _write_runs(comparison: Comparison, folder: Path) -> None:
    """Write every run with its parameters, and the weekly series."""
    joined = comparison.runs.merge(comparison.parameters, on="run", how="left", suffixes=("", "_parameter"))
    joined.to_parquet(folder / "runs.parquet", index=False, compression="zstd")
    comparison.weekly.to_parquet(folder / "weekly.parquet", index=False, compression="zstd")


def made_of(comparison: Comparison) -> dict[str, Any]:
    """Record what was run and how to run it again."""
    told, ensemble = comparison.answer(), comparison.ensemble
    drawn_from = getattr(ensemble, "prior", None)
    return rests_on(
        comparison.scenario,
        ensemble.strategies,
        seed=comparison.seed,
        weeks=int(comparison.weekly["week"].max()),
        prior=str(comparison.runs["prior"].iloc[0]),
        draws=None if drawn_from is None else drawn_from.table,
        runs=told["runs"],
        command=command(comparison),
        prior_note=comparison.prior_note,
        changes=dict(comparison.changes),
        objective=comparison.objective,
        weights=told["weights"],
        matters=told["matters"],
        recommendation=told["recommendation"],
    )
