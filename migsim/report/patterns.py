"""How the model is known to behave: patterns seen elsewhere that it shows, and those that it misses.

The figures are those of the documentation's page on defaults and patterns, measured by `experiments/patterns`; a test
holds the two together.
"""

import csv
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True)
class Pattern:
    """One pattern with its range, what the model gives, and whether that lies inside."""

    name: str
    what: str
    range: str
    defaults: str
    wide: str
    met: bool
    met_wide: bool


def patterns() -> list[Pattern]:
    """Read the patterns, in their order."""
    text = files("migsim.report").joinpath("patterns.csv").read_text(encoding="utf-8")
    return [_pattern(row) for row in csv.DictReader(text.splitlines())]


def _pattern(row: dict[str, str]) -> Pattern:
    low, high = float(row["low"] or "-inf"), float(row["high"] or "inf")
    span = f"{row['low']} to {row['high']}" if row["low"] and row["high"] else ""
    return Pattern(
        name=row["pattern"],
        what=row["what"],
        range=span or (f"{row['low']} or more" if row["low"] else f"{row['high']} or less"),
        defaults=f"{row['defaults']}; {row['defaults_again']}",
        wide=f"{row['wide']}; {row['wide_again']}",
        met=all(low <= float(row[name]) <= high for name in ("defaults", "defaults_again")),
        met_wide=all(low <= float(row[name]) <= high for name in ("wide", "wide_again")),
    )
