"""Whether the fit holds on people, networks and luck that it never saw, and what the fitted draws are like."""

from typing import Any

import numpy as np
import pandas as pd
from migsim.analysis.places import places
from migsim.scenario.parameters import PARAMETERS, default_parameters, draw_parameters
from migsim.state import Array

from patternfit.futures import play_points
from patternfit.patterns import NAMES, PARTS, PATTERNS, by_pattern, distance, outside, summaries
from patternfit.waves import Wave

WIDE = 7007  # seed of the wide draws of the check
_LUCK = range(9001, 9009)  # seeds never used in the fit
_FLAT = 2.0 / 12.0**0.5  # standard deviation of a place in [-1, 1]


def checked(draws: Array) -> dict[str, Array]:
    """Counts on unseen seeds of the fitted draws, as many wide ones, and the defaults, shape (N, R, counts) each."""
    count = len(draws)
    wide, runs = draw_parameters(WIDE, range(count)), range(1_000_000, 1_000_000 + count)
    fixed = np.repeat(default_parameters(), count // len(_LUCK))
    return {
        "wide": play_points(wide, runs, _LUCK, "check, wide"),
        "fitted": play_points(draws, runs, _LUCK, "check, fitted"),
        "defaults": play_points(fixed, runs[: len(fixed)], _LUCK, "check, defaults"),
    }


def parameters_of(name: str, draws: Array) -> Array:
    """The parameters that `checked` played under this name."""
    if name == "wide":
        return draw_parameters(WIDE, range(len(draws)))
    return draws if name == "fitted" else default_parameters()


def check_table(counts: dict[str, Array], draws: Array, points: Array) -> pd.DataFrame:
    """One row for each prior and draw: which point of the stream (fitted) or world (wide), distance, and every part."""
    rows = []
    for name in ("wide", "fitted"):
        values = summaries(counts[name], parameters_of(name, draws))
        frame = pd.DataFrame(values, columns=list(NAMES))
        frame.insert(0, "distance", distance(values))
        frame.insert(0, "draw", points if name == "fitted" else np.arange(len(frame)))
        frame.insert(0, "prior", name)
        rows.append(frame)
    return pd.concat(rows, ignore_index=True)


def pattern_table(counts: dict[str, Array], draws: Array) -> pd.DataFrame:
    """One row a part: its range; the mean over draws and the share of draws in the range, for each prior."""
    table: dict[str, Any] = {
        "part": NAMES,
        "what": [part.what for part in PARTS],
        "low": [part.low for part in PARTS],
        "high": [part.high for part in PARTS],
    }
    for name, found in counts.items():
        given = parameters_of(name, draws)
        if name == "defaults":
            table[name] = summaries(found.reshape(1, -1, found.shape[2]), given)[0]
            continue
        values = summaries(found, given)
        table[f"{name}_median"] = np.nanmedian(values, axis=0)
        table[f"{name}_low"] = np.nanquantile(values, 0.05, axis=0)
        table[f"{name}_high"] = np.nanquantile(values, 0.95, axis=0)
        table[f"{name}_met"] = (outside(values) <= 0).mean(axis=0)
    return pd.DataFrame(table)


def gain_table(counts: dict[str, Array], draws: Array) -> dict[str, Any]:
    """By what factor the fitted draws stand nearer to the ranges than the wide ones, on unseen seeds."""
    found: dict[str, Any] = {}
    for name in ("wide", "fitted"):
        values = summaries(counts[name], parameters_of(name, draws))
        d, far = distance(values), by_pattern(outside(values))
        found[name] = {
            "distance_mean": d.mean(),
            "distance_median": float(np.median(d)),
            "all_met": (d <= 0).mean(),
            "patterns_met": (far <= 0).sum(axis=1).mean(),
            "patterns": dict(zip(PATTERNS, far.mean(axis=0), strict=True)),
        }
    found["factor_mean"] = found["wide"]["distance_mean"] / found["fitted"]["distance_mean"]
    found["factor_median"] = found["wide"]["distance_median"] / found["fitted"]["distance_median"]
    return found


def parameter_table(draws: Array) -> pd.DataFrame:
    """One row a parameter: how the fitted draws differ from the flat prior, most pinned down first.

    `spread` is the standard deviation against the prior's; `shift` the mean against the prior's, in its standard
    deviations; `default` and quantiles are places in the range from 0 to 1, on the scale of the prior.
    """
    at, default = places(draws), places(default_parameters())[0]
    quantiles = (np.quantile(at, (0.05, 0.25, 0.5, 0.75, 0.95), axis=0) + 1.0) / 2.0
    table = pd.DataFrame(
        {
            "parameter": [p.name for p in PARAMETERS],
            "spread": at.std(axis=0) / _FLAT,
            "shift": at.mean(axis=0) / _FLAT,
            **dict(zip(("q05", "q25", "q50", "q75", "q95"), quantiles, strict=True)),
            "default": (default + 1.0) / 2.0,
        }
    )
    information = (1.0 - table["spread"]).abs() + table["shift"].abs()
    return table.loc[information.sort_values(ascending=False, kind="stable").index].reset_index(drop=True)


def conflict_table(wave: Wave) -> pd.DataFrame:
    """Pairs of patterns under the wide prior: how often both are met, against what independence would give."""
    met = by_pattern(outside(wave.values)) <= 0
    rows = []
    for a, first in enumerate(PATTERNS):
        for b, second in enumerate(PATTERNS[:a]):
            both, expected = (met[:, a] & met[:, b]).mean(), met[:, a].mean() * met[:, b].mean()
            rows.append((second, first, met[:, b].mean(), met[:, a].mean(), both, both / expected))
    columns = ["first", "second", "first_met", "second_met", "both_met", "ratio"]
    return pd.DataFrame(rows, columns=columns).sort_values("ratio", kind="stable", ignore_index=True)


def correlation_table(wave: Wave) -> pd.DataFrame:
    """Rank correlation of the parts over the points of a wave."""
    return pd.DataFrame(wave.values, columns=list(NAMES)).corr(method="spearman")
