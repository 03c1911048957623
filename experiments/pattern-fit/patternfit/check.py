"""Whether the fit holds on people, networks, luck and markets that it never saw, and what the draws are like."""

from concurrent.futures import Executor
from typing import Any

import numpy as np
import pandas as pd
from migsim.analysis.places import places
from migsim.scenario.parameters import PARAMETERS, default_parameters, draw_parameters
from migsim.state import Array

from patternfit.futures import play_points
from patternfit.markets import FITTED_ON, MARKETS
from patternfit.patterns import FARTHEST, NAMES, PARTS, PATTERNS, by_pattern, distance, summaries
from patternfit.waves import Wave

WIDE = 7007  # seed of the wide draws of the check
LUCK = range(9001, 9007)  # seeds never used in the fit
_FLAT = 2.0 / 12.0**0.5  # standard deviation of a place in [-1, 1]

Counts = dict[str, Array]


def checked(draws: Array, pool: Executor | None, seeds: range = LUCK) -> Counts:
    """Counts on unseen seeds of fitted draws, as many wide ones, and the defaults: (N, markets, seeds, counts) each."""
    runs = np.arange(1_000_000, 1_000_000 + len(draws))
    fixed = np.repeat(default_parameters(), max(len(draws) // 8, 1))
    return {
        name: play_points(parameters, runs[: len(parameters)], seeds, MARKETS, pool, f"check, {name}")
        for name, parameters in (("wide", wide_draws(len(draws))), ("fitted", draws), ("defaults", fixed))
    }


def wide_draws(count: int) -> Array:
    """The draws of the wide prior that the fitted ones are held against."""
    return draw_parameters(WIDE, range(count))


def values_of(counts: Counts, draws: Array) -> Counts:
    """The parts at each draw in each market, for the wide and the fitted prior; for the defaults over all futures."""
    fixed = counts["defaults"]
    together = fixed.transpose(1, 0, 2, 3).reshape(1, fixed.shape[1], -1, fixed.shape[3])
    return {
        "wide": summaries(counts["wide"], wide_draws(len(draws))),
        "fitted": summaries(counts["fitted"], draws),
        "defaults": summaries(together, default_parameters()),
    }


def check_table(values: Counts, points: Array) -> pd.DataFrame:
    """One row for each prior, draw and market: which point of the stream (fitted) or world (wide), and every part."""
    rows = []
    for name in ("wide", "fitted"):
        for m, market in enumerate(MARKETS):
            frame = pd.DataFrame(values[name][:, m], columns=list(NAMES))
            frame.insert(0, "draw", points if name == "fitted" else np.arange(len(frame)))
            frame.insert(0, "market", market)
            frame.insert(0, "prior", name)
            rows.append(frame)
    return pd.concat(rows, ignore_index=True)


def pattern_table(values: Counts) -> pd.DataFrame:
    """One row a market and part: its range; the median over draws and the share of draws in it, for each prior."""
    rows = []
    for m, market in enumerate(MARKETS):
        for n, part in enumerate(PARTS):
            row: dict[str, Any] = {
                "market": market, "used": market in FITTED_ON, "part": part.name, "what": part.what,
                "low": part.low, "high": part.high, "asked": part.asked_of(market),
                "defaults": values["defaults"][0, m, n],
            }  # fmt: skip
            for prior in ("wide", "fitted"):
                row |= _spread(prior, values[prior][:, m, n], part.outside)
            rows.append(row)
    return pd.DataFrame(rows)


def _spread(prior: str, value: Array, far: Any) -> dict[str, float]:
    known = value[np.isfinite(value)]
    ends = np.quantile(known, (0.05, 0.5, 0.95)) if len(known) else (np.nan,) * 3
    met = (far(known) <= 0).sum() / len(value)
    names = (f"{prior}_{end}" for end in ("low", "median", "high"))
    return dict(zip(names, ends, strict=True)) | {f"{prior}_met": met}


def gain_table(values: Counts) -> dict[str, Any]:
    """By what factor the fitted draws stand nearer to the ranges than the wide ones, by market and over all fitted on.

    How many of the patterns asked of a market are met together is told likewise.
    """
    found: dict[str, Any] = {}
    for name, markets in {"fitted markets": FITTED_ON, **{market: (market,) for market in MARKETS}}.items():
        rows = [MARKETS.index(market) for market in markets]
        of: dict[str, Any] = {"used": all(market in FITTED_ON for market in markets)}
        for prior in ("wide", "fitted"):
            here = values[prior][:, rows]
            d, far = distance(here, markets), by_pattern(here, markets)
            met = np.where(np.isnan(far), True, far <= 0).all(axis=1)
            asked = ~np.isnan(far).all(axis=(0, 1))
            of[prior] = {
                "distance_mean": float(d.mean()),
                "distance_median": float(np.median(d)),
                "patterns_met": float(met[:, asked].sum(axis=1).mean()),
                "patterns_asked": int(asked.sum()),
                "all_met": float(met.all(axis=1).mean()),
                "met": {p: float(met[:, n].mean()) for n, p in enumerate(PATTERNS) if asked[n]},
            }
        of["factor"] = of["wide"]["distance_mean"] / of["fitted"]["distance_mean"]
        found[name] = of
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
    far = by_pattern(wave.values)
    met = np.where(np.isnan(far), True, far <= 0).all(axis=1)
    rows = []
    for a, first in enumerate(PATTERNS):
        for b, second in enumerate(PATTERNS[:a]):
            both, expected = (met[:, a] & met[:, b]).mean(), met[:, a].mean() * met[:, b].mean()
            ratio = both / expected if expected > 0 else np.nan
            rows.append((second, first, met[:, b].mean(), met[:, a].mean(), both, ratio))
    columns = ["first", "second", "first_met", "second_met", "both_met", "ratio"]
    return pd.DataFrame(rows, columns=columns).sort_values("ratio", kind="stable", ignore_index=True)


def correlation_table(wave: Wave) -> pd.DataFrame:
    """Rank correlation of the parts over the points of a wave, in the first market."""
    return pd.DataFrame(wave.values[:, 0], columns=list(NAMES)).corr(method="spearman")


def missed_most(values: Counts) -> list[str]:
    """Parts whose median over the fitted draws lies outside the range in a market that asks it, farthest first."""
    found = []
    for m, market in enumerate(MARKETS):
        for n, part in enumerate(PARTS):
            known = values["fitted"][:, m, n][np.isfinite(values["fitted"][:, m, n])]
            if part.asked_of(market) and len(known):
                found.append((-min(float(part.outside(np.median(known))), FARTHEST), f"{part.name} in {market}"))
    return [name for far, name in sorted(found) if far < 0]
