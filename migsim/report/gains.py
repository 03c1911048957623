"""Who gains: bars with their numbers, one row for each strategy, one column for each group of people."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from migsim.analysis import Comparison
from migsim.analysis.statistics import mean
from migsim.analysis.words import value
from migsim.engine.frames import MARGINALISED, ROLE_SPLIT
from migsim.report.sheet import NAMES, WIDTH, Canvas
from migsim.report.style import QUIET, colours, ink, two_lines

_ROW, _LABEL = 0.32, 0.48
_POSITION = {"members": "Members", "constituents": "Constituents", "wider": "Wider market"}
_MOST_COLUMNS = 6

Columns = Mapping[str, Mapping[str, float]]


def totals(comparison: Comparison) -> Columns:
    """Mean present value of all that each strategy adds, by position in the market."""
    futures = comparison.futures
    return {
        title: {s: mean(futures.of(f"{key.removesuffix('s')}_benefit", s)) for s in futures.strategies}
        for key, title in _POSITION.items()
    }


def by_group(groups: pd.DataFrame, column: str, social: bool) -> Columns:
    """Mean of a column for each group: women, youth, … (`social`), or the position in the market; not by role."""
    groups = groups[~groups["group"].str.startswith(ROLE_SPLIT) & (groups["group"] != MARGINALISED)]
    table = groups.groupby(["group", "strategy"], sort=False)[column].mean()
    names = [str(g) for g in pd.unique(groups["group"]) if (str(g) not in _POSITION) == social]
    names.sort(key=lambda group: group == "others")
    return {_POSITION.get(g, g[:1].upper() + g[1:]): {str(k): float(v) for k, v in table[g].items()} for g in names}


def bars(comparison: Comparison, columns: Columns, unit: str) -> Canvas:
    """Draw bars on one common scale, so that any two can be compared."""
    colour, keys = colours(comparison.titles), list(comparison.titles)
    columns = dict(list(columns.items())[:_MOST_COLUMNS])
    low, high = _scale(columns)
    top = 0.42
    sheet = Canvas(top + _ROW * len(keys) + 0.06)
    across = (WIDTH - NAMES) / max(3, len(columns))
    leader = comparison.recommendation().leader
    for i, key in enumerate(keys):
        if key == leader and len(keys) > 1:
            sheet.stripe(top + i * _ROW, _ROW, colour[key])
        sheet.name(top + (i + 0.5) * _ROW, comparison.titles[key], colour[key])
        sheet.rule(top + i * _ROW)
    wide = across - 0.12
    labels = _LABEL * (2 if low < 0 else 1)
    inch = (high - low) / max(wide - labels, 0.2)  # of the outcome
    for j, (heading, numbers) in enumerate(columns.items()):
        zero = NAMES + j * across + (_LABEL if low < 0 else 0.0) - low / inch
        sheet.write(NAMES + j * across, 0.22, two_lines(heading, int(13 * across)), bold=True)
        for i, key in enumerate(keys):
            x, middle = numbers.get(key, float("nan")), top + (i + 0.5) * _ROW
            long = x / inch if np.isfinite(x) else 0.0
            sheet.box(zero + min(long, 0.0), middle - 0.21 * _ROW, abs(long), 0.42 * _ROW, colour[key], opacity=0.85)
            side = -1 if long < 0 else 1
            align = "right" if side < 0 else "left"
            text = value(x, unit, comparison.scenario.currency)
            sheet.write(zero + long + side * 0.05, middle, text, align=align, colour=ink(colour[key]), size=8.5)
        sheet.line((zero, zero), (top, top + _ROW * len(keys)), QUIET, 0.8)
    return sheet


def _scale(columns: Columns) -> tuple[float, float]:
    known = [x for numbers in columns.values() for x in numbers.values() if np.isfinite(x)]
    return min([0.0, *known]), max([0.0, *known]) or 1.0
