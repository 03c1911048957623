"""Tables of the results in Markdown, which the documentation includes as they are."""

import numpy as np
import pandas as pd
from migsim.scenario.parameters import PARAMETERS

from patternfit.markets import FITTED_ON, LEFT_OUT, MARKETS

_BY_NAME = {p.name: p for p in PARAMETERS}
_CLEAR = 0.25  # sum of narrowing and shift, in standard deviations of the prior, above which a parameter is shown
_SHORT = {market: market.split("-")[0] for market in MARKETS}


def table(headings: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """Lay out a Markdown table."""
    lines = ["| " + " | ".join(row) + " |" for row in (headings, ("---",) * len(headings), *rows)]
    return "\n".join(lines) + "\n"


def short(x: float) -> str:
    """Two figures, without powers of ten."""
    return f"{x:.2g}" if abs(x) < 99.5 else f"{x:,.0f}"


def range_words(row: pd.Series) -> str:
    """A range in words."""
    if not np.isfinite(row["high"]):
        return f"{short(row['low'])} or more"
    return f"{short(row['low'])} to {short(row['high'])}"


def spread_words(row: pd.Series, prior: str) -> str:
    """Median and nine in ten; bold where the median lies outside a range that is asked."""
    middle, low, high = (float(row[f"{prior}_{end}"]) for end in ("median", "low", "high"))
    if not np.isfinite(middle):
        return "–"
    mark = "**" if row["asked"] and not row["low"] <= middle <= row["high"] else ""
    return f"{mark}{short(middle)}{mark} ({short(low)} to {short(high)})"


def pattern_words(patterns: pd.DataFrame) -> str:
    """Every part against its range in the markets of the fit and in the one left out: fitted draws, wide in short."""
    shown = (*FITTED_ON, *LEFT_OUT)
    headings = ("", "what", "range", *(f"{_SHORT[m]}{'' if m in FITTED_ON else ' (left out)'}" for m in shown))
    rows = []
    for part, of in patterns.groupby("part", sort=False):
        by = of.set_index("market")
        cells = [_cell(by.loc[market]) for market in shown]
        rows.append((str(part), str(of["what"].iloc[0]), range_words(of.iloc[0]), *cells))
    return table(headings, rows)


def _cell(row: pd.Series) -> str:
    if not row["asked"]:
        return f"not asked: {short(row['fitted_median'])}" if np.isfinite(row["fitted_median"]) else "not asked"
    return f"{spread_words(row, 'fitted')}; in range {row['wide_met']:.0%} → {row['fitted_met']:.0%}"


def parameter_words(parameters: pd.DataFrame) -> str:
    """The parameters that the patterns have most to say about, in their own units."""
    clear = parameters[(1 - parameters["spread"]).abs() + parameters["shift"].abs() >= _CLEAR]
    rows = []
    for _, row in clear.iterrows():
        p = _BY_NAME[row["parameter"]]
        low, middle, high = (f"{v:.3g}" for v in p.draw(row[["q05", "q50", "q95"]].to_numpy(float)))
        rows.append((f"`{p.name}`", f"{p.low:g} to {p.high:g}", f"{p.default:g}", middle, f"{low} to {high}",
                     f"{row['spread']:.2f}", f"{row['shift']:+.2f}"))  # fmt: skip
    headings = ("parameter", "range", "default", "fitted: median", "nine in ten", "spread over prior's", "shift")
    return table(headings, rows)
