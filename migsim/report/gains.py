"""Who gains: bars with their numbers, one row for each strategy, one column for each group of people."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from migsim.analysis import Comparison
from migsim.analysis.statistics import mean
from migsim.analysis.words import value
from migsim.engine.frames import ROLE_SPLIT
from migsim.report.drawing import NAMES, WIDTH, bare, name, page, panel, rule, stripe, write
from migsim.report.style import QUIET, colours, ink, two_lines

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_ROW, _LABEL = 0.34, 0.48
_POSITION = {"members": "Members", "constituents": "Constituents", "wider": "Wider market"}
_MOST_COLUMNS = 6

Columns = Mapping[str, Mapping[str, float]]


def totals(comparison: Comparison) -> Columns:
    """Mean present value of all gains, by position in the market."""
    futures = comparison.futures
    return {
        title: {s: mean(futures.of(f"{key.removesuffix('s')}_benefit", s)) for s in futures.strategies}
        for key, title in _POSITION.items()
    }


def by_group(groups: pd.DataFrame, column: str, social: bool) -> Columns:
    """Mean of a column for each group: women, youth, … (`social`), or the position in the market; not by role."""
    groups = groups[~groups["group"].str.startswith(ROLE_SPLIT)]
    table = groups.groupby(["group", "strategy"], sort=False)[column].mean()
    names = [str(g) for g in pd.unique(groups["group"]) if (str(g) not in _POSITION) == social]
    names.sort(key=lambda group: group == "others")
    return {_POSITION.get(g, g[:1].upper() + g[1:]): {str(k): float(v) for k, v in table[g].items()} for g in names}


def bars(comparison: Comparison, columns: Columns, unit: str) -> "Figure":
    """Draw bars on one common scale, so that any two can be compared."""
    colour, keys = colours(comparison.titles), list(comparison.titles)
    columns = dict(list(columns.items())[:_MOST_COLUMNS])
    low, high = _scale(columns)
    top = 0.42
    figure = page(top + _ROW * len(keys) + 0.06)
    across = (WIDTH - NAMES) / max(3, len(columns))
    leader = comparison.recommendation().leader
    for i, key in enumerate(keys):
        name(figure, top + (i + 0.5) * _ROW, comparison.titles[key], colour[key])
        rule(figure, top + i * _ROW)
        if key == leader and len(keys) > 1:
            stripe(figure, top + i * _ROW, _ROW, colour[key])
    for j, (heading, numbers) in enumerate(columns.items()):
        left = NAMES + j * across
        write(figure, left, 0.22, two_lines(heading, int(13 * across)), fontweight="bold", linespacing=1.1)
        axes = panel(figure, left, top, across - 0.12, _ROW * len(keys))
        bare(axes)
        wide = across - 0.12
        inch = (high - low) / max(wide - _LABEL * (2 if low < 0 else 1), 0.2)
        axes.set(xlim=(low - (_LABEL * inch if low < 0 else 0), high + _LABEL * inch), ylim=(len(keys), 0))
        axes.axvline(0, color=QUIET, lw=0.8)
        for i, key in enumerate(keys):
            x = numbers.get(key, float("nan"))
            text = value(x, unit, comparison.scenario.currency)
            if np.isfinite(x):
                axes.barh(i + 0.5, x, 0.42, color=colour[key], alpha=0.85, zorder=2)
            place = x if np.isfinite(x) else 0.0
            side = -1 if place < 0 else 1
            side_style: dict[str, Any] = {"ha": "right" if side < 0 else "left", "color": ink(colour[key])}
            axes.text(place + side * 0.05 * inch, i + 0.5, text, va="center", fontsize=8.5, **side_style)
    return figure


def _scale(columns: Columns) -> tuple[float, float]:
    known = [x for numbers in columns.values() for x in numbers.values() if np.isfinite(x)]
    return min([0.0, *known]), max([0.0, *known]) or 1.0
