"""The results folder of a comparison: report, tables, figures, all runs, and the manifest that says how it was made."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import migsim
from migsim.analysis import Comparison
from migsim.engine.provenance import CITE, hash_of, sha256, versions
from migsim.engine.turns import short_turns
from migsim.report.figures import drawings
from migsim.report.html import command, page, work_out
from migsim.report.over_time import courses
from migsim.report.place import COMPARISON, MANIFEST, staged
from migsim.report.tables import sheet, tables, write_csv
from migsim.report.workbook import write_tables


def write_report(comparison: Comparison, out: Path, *, decimal_comma: bool = False) -> Path:
    """Write the results folder; see `Comparison.report`."""
    with staged(out, COMPARISON) as folder:
        _write_files(comparison, folder, decimal_comma)
    return out / "report.html"


def _write_files(comparison: Comparison, folder: Path, decimal_comma: bool) -> None:
    (folder / "tables").mkdir()
    (folder / "figures").mkdir()
    # Futures are watched, and Parquet is packed, in machine code that needs no turn of Python's: all the while this
    # thread makes what does not wait for them.
    with ThreadPoolExecutor(2) as pool, short_turns():
        jobs = [pool.submit(getattr, comparison, "watchlist"), pool.submit(_write_runs, comparison, folder)]
        courses_drawn = courses(comparison.weekly, list(comparison.titles))
        drawn = drawings(comparison, courses_drawn)
        known = work_out(comparison)
        for job in jobs:
            job.result()
    for key, drawing in drawn.items():
        (folder / "figures" / f"{key}.svg").write_text(drawing.svg, encoding="utf-8", newline="\n")
    made = tables(comparison, courses_drawn)
    for name, table in made.items():
        write_csv(table, folder / "tables" / f"{name}.csv", decimal_comma)
    write_tables(folder / "tables.xlsx", {name: sheet(name, table) for name, table in made.items()})
    html = page(comparison, drawn, known)
    (folder / "report.html").write_text(html, encoding="utf-8", newline="\n")
    files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    manifest = _manifest(comparison, {name: sha256((folder / name).read_bytes()) for name in files})
    text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8", newline="\n")


def _write_runs(comparison: Comparison, folder: Path) -> None:
    """Write every run with its parameters, and the weekly series."""
    joined = comparison.runs.merge(comparison.parameters, on="run", how="left", suffixes=("", "_parameter"))
    joined.to_parquet(folder / "runs.parquet", index=False, compression="zstd")
    comparison.weekly.to_parquet(folder / "weekly.parquet", index=False, compression="zstd")


def _manifest(comparison: Comparison, files: dict[str, str]) -> dict[str, Any]:
    """Record what was run and how to run it again; nothing of the machine."""
    told = comparison.answer()
    prior = comparison.runs["prior"].iloc[0] if "prior" in comparison.runs and len(comparison.runs) else None
    return {
        "kind": COMPARISON,
        "migsim": migsim.__version__,
        "cite": CITE.format(version=migsim.__version__),
        "command": command(comparison),
        "scenario": {"name": comparison.scenario.name, "sha256": hash_of(comparison.scenario)},
        "strategies": {name: {"sha256": hash_of(s)} for name, s in comparison.ensemble.strategies.items()},
        "seed": comparison.seed,
        "runs": told["runs"],
        "weeks": int(comparison.weekly["week"].max()),
        "prior": None if prior is None else str(prior),
        "prior_note": comparison.prior_note,
        "changes": dict(comparison.changes),
        "objective": comparison.objective,
        "weights": told["weights"],
        "matters": told["matters"],
        "recommendation": told["recommendation"],
        "versions": versions(),
        "files": files,
    }
