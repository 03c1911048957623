"""The whole experiment in its order: fit, check on unseen seeds, tables, figures."""

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from migsim.scenario.parameters import PARAMETERS
from migsim.scenario.priors import FITTED
from migsim.state import Array

from patternfit import check
from patternfit.patterns import PATTERNS, by_pattern, distance, outside
from patternfit.waves import Size, Wave, accept, fit
from patternfit.words import parameter_words, pattern_words

HERE = Path(__file__).resolve().parents[1]
DIGITS = 3  # significant, of the draws that ship: finer than any source
SMALL = Size(wave=160, final=160, waves=1, seeds=2, more=2, draws=24, width=0.5)


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


def story(waves: list[Wave], last: Wave, draws: Array, more: dict[str, Any]) -> dict[str, Any]:
    """What was run, what each wave left, what was found: the numbers that the pages quote."""
    told = []
    for wave in waves:
        far = by_pattern(outside(wave.values))
        told.append(
            {
                "points_looked_at": wave.screened,
                "points_played": len(wave.runs),
                "worlds": wave.counts.shape[0] * wave.counts.shape[1],
                "median_distance": float(np.median(distance(wave.values))),
                "all_met": float((far <= 0).all(axis=1).mean()),
                "met": dict(zip(PATTERNS, (far <= 0).mean(axis=0).tolist(), strict=True)),
                "emulators_explain": {e.name: e.explained for e in wave.emulators},
            }
        )
    extra = last.counts.shape[0] * (last.counts.shape[1] - waves[-1].counts.shape[1])
    worlds = sum(wave["worlds"] for wave in told) + extra
    return {
        "waves": told,
        "promising_points": len(last.runs),
        "worlds_played": worlds,
        "futures_played": 7 * worlds,
        "draws_kept": len(draws),
        "check": more,
    }


def plain(value: Any) -> Any:
    """Round for JSON."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return value if isinstance(value, int | str) else float(f"{value:.4g}")


def run(size: Size, posterior: Path, results: Path) -> None:
    """Fit, check, and write every table."""
    results.mkdir(parents=True, exist_ok=True)
    waves, last = fit(size)
    chosen = accept(last, size.draws, size.width)
    if not len(chosen):
        raise SystemExit("no point was accepted: play more points")
    draws = rounded(last.parameters[chosen])
    names = [p.name for p in PARAMETERS]
    pd.DataFrame({name: draws[name] for name in names}).to_csv(posterior, index=False, lineterminator="\n")
    counts = check.checked(draws)
    write(check.check_table(counts, draws, last.runs[chosen]), results / "check.csv", index=False)
    patterns, parameters = check.pattern_table(counts, draws), check.parameter_table(draws)
    write(patterns, results / "patterns.csv", index=False)
    write(parameters, results / "parameters.csv", index=False)
    for name, words in (("patterns", pattern_words(patterns)), ("parameters", parameter_words(parameters))):
        (results / f"{name}.md").write_text(words, encoding="utf-8", newline="\n")
    write(check.conflict_table(waves[0]), results / "conflicts.csv", index=False)
    accepted = Wave(last.runs[chosen], last.parameters[chosen], last.counts[chosen])
    write(check.correlation_table(accepted), results / "correlations.csv", index_label="part")
    told = plain(story(waves, last, draws, check.gain_table(counts, draws)))
    (results / "fit.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8", newline="\n")


def main(description: str | None) -> None:
    """Read the command line and do what it says."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--figures", action="store_true", help="only draw the figures again")
    parser.add_argument("--small", type=Path, metavar="DIR", help="few points, into DIR")
    args = parser.parse_args()
    if args.small:
        args.small.mkdir(parents=True, exist_ok=True)
        run(SMALL, args.small / "fitted.csv", args.small / "results")
        return
    if not args.figures:
        run(Size(), FITTED, HERE / "results")
    from patternfit.figures import make_figures

    make_figures(HERE / "results", HERE / "figures")
