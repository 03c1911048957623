"""The whole experiment in its order: fit, check on unseen seeds and markets, tables, figures."""

import argparse
import json
import os
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from typing import Any

import migsim
import numpy as np
import pandas as pd
from migsim.scenario.parameters import PARAMETERS
from migsim.scenario.priors import FITTED, write_draws
from migsim.state import Array

from patternfit import check
from patternfit.markets import FITTED_ON, MARKETS
from patternfit.patterns import PATTERNS, by_pattern, distance
from patternfit.programmes import PROGRAMMES
from patternfit.waves import Size, Wave, accept, fit
from patternfit.words import parameter_words, pattern_words

HERE = Path(__file__).resolve().parents[1]
DIGITS = 3  # significant, of the draws that ship: finer than any source
REPORT = Path(migsim.__file__).parent / "report" / "patterns.csv"
CHECKED = 160  # draws of the check, evenly spaced among those that ship
SMALL = Size(wave=40, final=12, waves=1, seeds=2, more=1, draws=6, shares=(1.0, 0.1), fewest=30, block=2_000)


def rounded(records: Array) -> Array:
    """The draws as they ship: so many digits, never outside the range."""
    records = records.copy()
    for p in PARAMETERS:
        short = np.array([float(f"{value:.{DIGITS}g}") for value in records[p.name]])
        records[p.name] = np.clip(short, p.low, p.high)
    return records


def write(table: pd.DataFrame, path: Path, **options: Any) -> None:
    """Write a table with few digits and the same line ends everywhere."""
    table.to_csv(path, float_format="%.4g", lineterminator="\n", **options)


def story(waves: list[Wave], last: Wave, kept: Array, gain: dict[str, Any]) -> dict[str, Any]:
    """What was run, what each wave left, what was found: the numbers that the pages quote."""
    told = []
    for wave in waves:
        values = wave.values
        far = by_pattern(values)
        met = np.where(np.isnan(far), True, far <= 0).all(axis=1)
        told.append(
            {
                "points_looked_at": wave.screened,
                "points_played": len(wave.runs),
                "worlds": int(np.prod(wave.counts.shape[:3])),
                "median_distance": float(np.median(distance(values))),
                "all_met": float(met.all(axis=1).mean()),
                "met": dict(zip(PATTERNS, met.mean(axis=0).tolist(), strict=True)),
                "emulators_explain": {f"{e.name} {e.market}": e.explained for e in wave.emulators},
            }
        )
    again = len(last.runs) * len(FITTED_ON) * (last.counts.shape[2] - waves[-1].counts.shape[2])
    worlds = sum(wave["worlds"] for wave in told) + again
    of_kept = distance(last.values[kept])
    programmes = len(PROGRAMMES) - 2 + 2 / len(FITTED_ON)  # two are played in one market alone
    return {
        "waves": told,
        "points_played_on": len(last.runs),
        "worlds_played": worlds,
        "futures_played": round(programmes * worlds),
        "draws_kept": len(kept),
        "distance_kept": {"median": float(np.median(of_kept)), "largest": float(of_kept.max())},
        "check": gain,
    }


def plain(value: Any) -> Any:
    """Round for JSON."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return value if isinstance(value, int | str) else float(f"{value:.4g}")


def run(
    size: Size,
    shipped: Path,
    results: Path,
    pool: Executor | None = None,
    checks: int = CHECKED,
    report: Path | None = None,
) -> None:
    """Fit, check, and write every table; that of the patterns for the product's reports, too."""
    results.mkdir(parents=True, exist_ok=True)
    waves, last = fit(size, pool)
    kept = accept(last, size.draws)
    draws, points = rounded(last.parameters[kept]), last.runs[kept]
    write_draws(shipped, draws)
    write(pd.DataFrame({"point": points, "distance": distance(last.values[kept])}), results / "kept.csv", index=False)
    some = np.linspace(0, len(draws) - 1, min(checks, len(draws))).round().astype(int)
    counts = check.checked(draws[some], pool)
    values = check.values_of(counts, draws[some])
    write(check.check_table(values, points[some]), results / "check.csv", index=False)
    patterns, parameters = check.pattern_table(values), check.parameter_table(draws)
    write(patterns, results / "patterns.csv", index=False)
    if report is not None:
        write(patterns, report, index=False)
    write(parameters, results / "parameters.csv", index=False)
    for name, words in (("patterns", pattern_words(patterns)), ("parameters", parameter_words(parameters))):
        (results / f"{name}.md").write_text(words, encoding="utf-8", newline="\n")
    write(check.conflict_table(waves[0]), results / "conflicts.csv", index=False)
    accepted = Wave(points, last.parameters[kept], last.counts[kept])
    write(check.correlation_table(accepted), results / "correlations.csv", index_label="part")
    told = story(waves, last, kept, check.gain_table(values)) | {
        "check_futures": round(sum(np.prod(one.shape[:3]) for one in counts.values()) * (len(PROGRAMMES) - 2 + 1 / 3)),
        "missed_most": check.missed_most(values),
        "markets": list(MARKETS),
    }
    (results / "fit.json").write_text(json.dumps(plain(told), indent=1) + "\n", encoding="utf-8", newline="\n")


def main(description: str | None) -> None:
    """Read the command line and do what it says."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--figures", action="store_true", help="only draw the figures again")
    parser.add_argument("--small", type=Path, metavar="DIR", help="few points, into DIR")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1, help="changes no number")
    args = parser.parse_args()
    began = perf_counter()
    if args.small or not args.figures:
        with ProcessPoolExecutor(args.processes, get_context("spawn")) as pool:
            if args.small:
                args.small.mkdir(parents=True, exist_ok=True)
                run(SMALL, args.small / "fitted.npz", args.small / "results", pool, checks=2)
                return
            run(Size(), FITTED, HERE / "results", pool, report=REPORT)
    from patternfit.figures import make_figures

    make_figures(HERE / "results", HERE / "figures")
    print(f"{perf_counter() - began:.0f} seconds", flush=True)
