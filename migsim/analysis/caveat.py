"""Which one assumption could overturn the answer: association of a drawn parameter with the paired lead.

Every parameter was drawn anew in each future and was the same for both strategies, so a rank correlation between a
parameter and the lead says how much the answer hangs on it. With many parameters some correlate by chance: only one
that passes a Bonferroni-corrected test is named.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from migsim.analysis.statistics import Floats
from migsim.analysis.words import short, tenths

_FEWEST_FUTURES = 30
_CHANCE = 0.05


@dataclass(frozen=True)
class Dependence:
    """How the lead of one strategy over another hangs on one assumption.

    Attributes
    ----------
    parameter : str
        Name in the parameter table.
    what : str
        The assumption in words.
    unit : str
        Its unit; empty when it has none.
    correlation : float
        Spearman's rank correlation with the lead; positive when the lead grows with the parameter.
    threshold : float or None
        Value where the straight line through the futures crosses no lead, when inside the range drawn.
    low, high : float
        Range drawn (1st and 99th percentile).
    beyond : int
        Futures in which the parameter lies on the losing side of the threshold.
    of : int
        Futures looked at.
    """

    parameter: str
    what: str
    unit: str
    correlation: float
    threshold: float | None
    low: float
    high: float
    beyond: int
    of: int

    @property
    def losing_side(self) -> str:
        """On which side of the threshold the lead is gone: ``above`` or ``below``."""
        return "above" if self.correlation < 0 else "below"

    def sentence(self) -> str:
        """Say it in words, the threshold included when there is one."""
        direction = "rises" if self.correlation < 0 else "falls"
        span = f"range tried {short(self.low)} to {short(self.high)}" + (f"; unit: {self.unit}" if self.unit else "")
        if self.threshold is None:
            return f"the lead shrinks as it {direction}, but does not vanish on average ({span})"
        where = f"{self.losing_side} {short(self.threshold)}"
        futures = tenths(self.beyond, self.of)
        return f"the lead shrinks as it {direction}, and is gone {where} (so in {futures} futures; {span})"


def strongest_dependence(lead: Floats, parameters: pd.DataFrame, words: Mapping[str, Any]) -> Dependence | None:
    """Find the drawn parameter most associated with a lead, if chance alone does not explain the association.

    Parameters
    ----------
    lead : array of float, shape (futures,)
        Paired difference, positive when the leader is ahead; NaN is left out.
    parameters : pandas.DataFrame
        One row for each future in the order of `lead`, one column for each parameter.
    words : mapping
        Parameter name to its row of the parameter table (``what``, ``unit``).

    Returns
    -------
    Dependence or None
        None when no parameter can be told from luck.
    """
    known = np.isfinite(lead)
    lead, drawn = lead[known], parameters.loc[known]
    drawn = drawn.loc[:, drawn.nunique() > 1] if len(drawn) else drawn
    if len(lead) < _FEWEST_FUTURES or not drawn.shape[1] or np.ptp(lead) == 0:
        return None
    ranks = drawn.rank().to_numpy(dtype=np.float64)
    correlations = _correlations(ranks, pd.Series(lead).rank().to_numpy(dtype=np.float64))
    best = int(np.argmax(np.abs(correlations)))
    if _chance_of(correlations[best], len(lead)) * drawn.shape[1] >= _CHANCE:
        return None
    name = str(drawn.columns[best])
    return _describe(name, words.get(name), correlations[best], drawn[name].to_numpy(dtype=np.float64), lead)


def _correlations(columns: Floats, y: "np.ndarray[Any, Any]") -> Floats:
    x = columns - columns.mean(axis=0)
    y = y - y.mean()
    result: Floats = (x * y[:, None]).sum(axis=0) / np.sqrt((x**2).sum(axis=0) * (y**2).sum())
    return result


def _chance_of(correlation: float, n: int) -> float:
    """Two-sided probability of a rank correlation at least as strong by luck (Student's t with n − 2 degrees)."""
    from scipy.special import stdtr

    if abs(correlation) >= 1:
        return 0.0
    t = abs(correlation) * math.sqrt((n - 2) / (1 - correlation**2))
    return float(2 * stdtr(n - 2, -t))


def _describe(name: str, row: Any, correlation: float, x: Floats, lead: Floats) -> Dependence:
    low, high = (float(q) for q in np.quantile(x, (0.01, 0.99)))
    slope, level = np.polyfit(x, lead, 1)
    crossing = float(-level / slope) if slope else math.inf
    threshold = crossing if slope * correlation > 0 and low < crossing < high else None
    beyond = 0
    if threshold is not None:
        beyond = int(np.count_nonzero(x > threshold if correlation < 0 else x < threshold))
    what = str(getattr(row, "what", "") or name.replace("_", " ")).strip().rstrip(".")
    unit = str(getattr(row, "unit", "") or "")
    return Dependence(name, _lower(what), unit, float(correlation), threshold, low, high, beyond, len(lead))


def _lower(text: str) -> str:
    """Lower the first letter, unless the word is an abbreviation."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text
