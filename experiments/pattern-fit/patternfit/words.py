"""Tables of the results in Markdown, which the documentation includes as they are."""

import numpy as np
import pandas as pd
from migsim.scenario.parameters import PARAMETERS

_BY_NAME = {p.name: p for p in PARAMETERS}
_CLEAR = 0.25  # sum of narrowing and shift, in standard deviations of the prior, above which a parameter is shown


def table(headings: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """Lay out a Markdown table."""
    lines = ["| " + " | ".join(row) + " |" for row in (headings, ("---",) * len(headings), *rows)]
    return "\n".join(lines) + "\n"


def _range(row: pd.Series) -> str:
    if not np.isfinite(row["high"]):
        return f"{row['low']:g} or more"
    return f"{row['high']:g} or less" if row["low"] == 0 else f"{row['low']:g} to {row['high']:g}"


def _spread(row: pd.Series, prior: str) -> str:
    middle, low, high = (float(row[f"{prior}_{end}"]) for end in ("median", "low", "high"))
    mark = "" if row["low"] <= middle <= row["high"] else "**"
    return f"{mark}{middle:.2g}{mark} ({low:.2g} to {high:.2g})"


def pattern_words(patterns: pd.DataFrame) -> str:
    """Every part against its range: at the defaults, over wide draws and over fitted draws."""
    headings = ("", "what", "range", "defaults", "wide draws", "in range", "fitted draws", "in range")
    rows = []
    for _, row in patterns.iterrows():
        inside = row["low"] <= row["defaults"] <= row["high"]
        at_default = f"{row['defaults']:.2g}" if inside else f"**{row['defaults']:.2g}**"
        rows.append(
            (
                row["part"], row["what"], _range(row), at_default,
                _spread(row, "wide"), f"{row['wide_met']:.0%}", _spread(row, "fitted"), f"{row['fitted_met']:.0%}",
            )
        )  # fmt: skip
    return table(headings, rows)


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
