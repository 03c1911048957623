"""Tables of summaries: outcomes, paired differences, and the same as nested, JSON-ready numbers."""

import math
from typing import Any

import numpy as np
import pandas as pd

from migsim.analysis.outcomes import outcome_named
from migsim.analysis.statistics import SUMMARY_COLUMNS, Futures, mean, quantiles, summary


def outcome_table(futures: Futures) -> pd.DataFrame:
    """Summarise every outcome of every strategy: one row for each; see `Comparison.outcomes`."""
    rows = [
        {"strategy": name, "outcome": column}
        | summary(futures.of(column, name), futures.draws)
        | {"futures": int(np.isfinite(futures.of(column, name)).sum())}
        for name in futures.strategies
        for column in futures.values
    ]
    return pd.DataFrame(rows)


def difference_table(futures: Futures, reference: str) -> pd.DataFrame:
    """Summarise differences from a reference within each future; see `Comparison.differences`."""
    rows = []
    for name in futures.strategies:
        for column in futures.values if name != reference else ():
            gap = futures.of(column, name) - futures.of(column, reference)
            kept = gap[np.isfinite(gap)]
            better = mean((outcome_named(column).sign * kept > 0).astype(np.float64))
            row = {"strategy": name, "reference": reference, "outcome": column, **summary(gap, futures.draws)}
            rows.append(row | {"better": better, "futures": len(kept)})
    columns = ["strategy", "reference", "outcome", *SUMMARY_COLUMNS, "better", "futures"]
    return pd.DataFrame(rows, columns=columns)


def spread(futures: Futures, column: str, strategy: str) -> dict[str, float]:
    """Mean of a column, and the range that 8 of 10 futures lie in."""
    x = futures.of(column, strategy)
    low, high = quantiles(x, (0.1, 0.9))
    return {column: mean(x), f"{column}_low": low, f"{column}_high": high}


def nested(rows: pd.DataFrame) -> dict[str, dict[str, dict[str, float]]]:
    """Nest summaries as in the JSON document: strategy, outcome, statistic."""
    nested: dict[str, dict[str, dict[str, float]]] = {}
    for row in rows.to_dict("records"):
        nested.setdefault(str(row["strategy"]), {})[str(row["outcome"])] = {k: row[k] for k in SUMMARY_COLUMNS}
    return nested


def without_nan(thing: Any) -> Any:
    """Replace NaN and infinities by None, which JSON can say."""
    if isinstance(thing, dict):
        return {key: without_nan(inner) for key, inner in thing.items()}
    if isinstance(thing, list):
        return [without_nan(inner) for inner in thing]
    if isinstance(thing, float) and not math.isfinite(thing):
        return None
    return thing
