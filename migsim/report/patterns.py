"""How the model is known to behave: patterns seen elsewhere that it shows, and those that it misses.

The figures are those of `experiments/pattern-fit/results/patterns.md`; a test holds the two together.
"""

import csv
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True)
class Pattern:
    """One part of a pattern: its range, and what the model gives under the defaults, the fitted and the wide prior.

    Draws are told by their median and, in brackets, the range of nine in ten; with the share of draws in the range.
    """

    name: str
    what: str
    range: str
    defaults: str
    wide: str
    wide_in_range: str
    fitted: str
    fitted_in_range: str
    met: bool
    met_wide: bool


def patterns() -> list[Pattern]:
    """Read the patterns, in their order."""
    text = files("migsim.report").joinpath("patterns.csv").read_text(encoding="utf-8")
    return [_pattern(row) for row in csv.DictReader(text.splitlines())]


def _pattern(row: dict[str, str]) -> Pattern:
    """A median outside its range is bold in the source."""
    missed = {name: row[name].startswith("**") for name in ("fitted", "wide")}
    plain = {name: cell.replace("**", "") for name, cell in row.items() if name != "pattern"}
    return Pattern(name=row["pattern"], met=not missed["fitted"], met_wide=not missed["wide"], **plain)
