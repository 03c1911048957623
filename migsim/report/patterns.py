"""How the model is known to behave in a market: patterns seen elsewhere that it shows there, and those that it misses.

The figures are those of `experiments/pattern-fit/results/patterns.csv`, on seeds that had no part in the fit; a test
holds the two together.
"""

import csv
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

#: The market whose patterns stand for those of a market that the fit has not looked at.
USUAL = "treyl-poultry"


@dataclass(frozen=True)
class Pattern:
    """One part of a pattern in one market: its range, and what the model gives under the fitted and the wide prior.

    Draws are told by their median and, in brackets, the range of nine in ten; with the share of draws in the range.
    """

    name: str
    what: str
    range: str
    wide: str
    wide_in_range: str
    fitted: str
    fitted_in_range: str
    met: bool
    met_wide: bool


def patterns(market: str = USUAL) -> list[Pattern]:
    """Patterns that are asked of a market, missed ones first, else in their order."""
    found = [_pattern(row) for row in _rows() if row["market"] == market and row["asked"] == "True"]
    return sorted(found, key=lambda one: one.met)


def looked_at(market: str) -> bool:
    """Whether the patterns were looked at in a market."""
    return any(row["market"] == market for row in _rows())


def used(market: str) -> bool:
    """Whether a market took part in the fit."""
    return any(row["market"] == market and row["used"] == "True" for row in _rows())


@lru_cache(maxsize=1)
def _rows() -> list[dict[str, str]]:
    text = files("migsim.report").joinpath("patterns.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _pattern(row: Mapping[str, str]) -> Pattern:
    low, high = float(row["low"]), float(row["high"])
    middle = {prior: _number(row[f"{prior}_median"]) for prior in ("fitted", "wide")}
    return Pattern(
        name=row["part"],
        what=row["what"],
        range=_range(low, high),
        wide=_spread(row, "wide"),
        wide_in_range=f"{float(row['wide_met']):.0%}",
        fitted=_spread(row, "fitted"),
        fitted_in_range=f"{float(row['fitted_met']):.0%}",
        met=low <= middle["fitted"] <= high,
        met_wide=low <= middle["wide"] <= high,
    )


def _range(low: float, high: float) -> str:
    if math.isinf(high):
        return f"{_short(low)} or more"
    return f"{_short(low)} to {_short(high)}"


def _spread(row: Mapping[str, str], prior: str) -> str:
    low, middle, high = (_number(row[f"{prior}_{end}"]) for end in ("low", "median", "high"))
    if math.isnan(middle):
        return "nothing to measure"
    return f"{_short(middle)} ({_short(low)} to {_short(high)})"


def _number(text: str) -> float:
    return float(text) if text else math.nan


def _short(x: float) -> str:
    """Two figures, without powers of ten."""
    return f"{x:.2g}" if abs(x) < 99.5 else f"{x:,.0f}"
