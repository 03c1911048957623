"""On which assumptions the lead of one strategy over another hangs, and where the two change places.

Every parameter was drawn anew in each future and was the same for both strategies. A rank correlation between a
parameter and the lead says how surely they hang together; a smooth curve through the futures says how large the lead is
at either end of the range, and at which value it is gone. With many parameters some correlate by chance: one is *told
from chance* only when it passes a Bonferroni-corrected test.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from migsim.analysis.smooth import same_draws, smooth, summed
from migsim.analysis.statistics import Floats
from migsim.analysis.words import in_words, short, tenths
from migsim.scenario.ranges import is_figure

_FEWEST_FUTURES = 30
_CHANCE = 0.05
_LOW_END, _HIGH_END = 0.1, 0.9


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
    told_from_chance : bool
        Whether the association is stronger than the strongest of so many meaningless parameters in 19 of 20 cases.
    threshold : float or None
        Switching value: where the smooth curve through the futures crosses no lead, when inside the range drawn.
    low, high : float
        Range drawn (1st and 99th percentile).
    low_end, high_end : float
        10th and 90th percentile of the values drawn.
    lead_low, lead_high : float
        Mean lead there, by the curve.
    beyond : int
        Futures in which the parameter lies on the losing side of the threshold.
    of : int
        Futures looked at.
    """

    parameter: str
    what: str
    unit: str
    correlation: float
    told_from_chance: bool
    threshold: float | None
    low: float
    high: float
    low_end: float
    high_end: float
    lead_low: float
    lead_high: float
    beyond: int
    of: int

    @property
    def losing_side(self) -> str:
        """On which side of the threshold the lead is gone: ``above`` or ``below``."""
        return "above" if self.correlation < 0 else "below"

    @property
    def swing(self) -> float:
        """How much the mean lead changes from one end to the other."""
        return abs(self.lead_high - self.lead_low)

    def sentence(self) -> str:
        """Say it in words, the threshold included when there is one."""
        direction = "rises" if self.correlation < 0 else "falls"
        span = f"range tried {short(self.low)} to {short(self.high)}" + (f"; unit: {self.unit}" if self.unit else "")
        if self.threshold is None:
            return f"the lead shrinks as it {direction}, but does not vanish on average ({span})"
        where = f"{self.losing_side} {short(self.threshold)}"
        futures = tenths(self.beyond, self.of)
        return f"the lead shrinks as it {direction}, and is gone {where} (so in {futures} futures; {span})"


def dependences(lead: Floats, parameters: pd.DataFrame, words: Mapping[str, Any]) -> list[Dependence]:
    """Say how a lead hangs on each parameter that varied, the strongest rank correlation first.

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
    list of Dependence
        Empty with fewer than 30 futures, or when neither the lead nor any parameter varies.
    """
    known = np.isfinite(lead)
    lead, drawn = lead[known], parameters.loc[known]
    drawn = drawn.loc[:, drawn.nunique() > 1] if len(drawn) else drawn
    if len(lead) < _FEWEST_FUTURES or not drawn.shape[1] or np.ptp(lead) == 0:
        return []
    columns = drawn.to_numpy(dtype=np.float64)
    ranks = drawn.rank().to_numpy(dtype=np.float64)
    placed = pd.Series(lead).rank().to_numpy(dtype=np.float64)
    correlations = _correlations(ranks, placed)
    told = _chances(correlations, _independent(placed, same_draws(drawn))) * drawn.shape[1] < _CHANCE
    return [
        _describe(str(drawn.columns[i]), words, float(correlations[i]), bool(told[i]), columns[:, i], lead)
        for i in np.argsort(-np.abs(correlations), kind="stable")
    ]


def strongest_dependence(lead: Floats, parameters: pd.DataFrame, words: Mapping[str, Any]) -> Dependence | None:
    """Find the parameter that a lead hangs on most; None when none can be told from luck (see `dependences`)."""
    told = [one for one in dependences(lead, parameters, words) if one.told_from_chance]
    told.sort(key=lambda one: not is_figure(one.parameter))  # what can be asked in the market comes first
    return told[0] if told else None


def _correlations(columns: Floats, y: "np.ndarray[Any, Any]") -> Floats:
    x = columns - columns.mean(axis=0)
    y = y - y.mean()
    result: Floats = (x * y[:, None]).sum(axis=0) / np.sqrt((x**2).sum(axis=0) * (y**2).sum())
    return result


def _independent(x: "np.ndarray[Any, Any]", draw: "np.ndarray[tuple[int], np.dtype[np.intp]]") -> float:
    """Futures that count as independent: fewer where some have the same parameters and come out alike."""
    around = x - x.mean()
    return len(x) / max(float((summed(around, draw) ** 2).sum() / (around**2).sum()), 1.0)


def _chances(correlations: Floats, n: float) -> Floats:
    """Two-sided probability of a rank correlation at least as strong by luck (Student's t with n − 2 degrees)."""
    from scipy.special import stdtr

    size = np.minimum(np.abs(correlations), 1 - 1e-15)
    chance: Floats = 2 * stdtr(n - 2, -size * math.sqrt(n - 2) / np.sqrt(1 - size**2))
    return chance


def _describe(
    name: str, words: Mapping[str, Any], correlation: float, told: bool, x: Floats, lead: Floats
) -> Dependence:
    fit = smooth(x)
    curve = fit.fit(lead)
    low, low_end, high_end, high = (float(q) for q in np.quantile(x, (0.01, _LOW_END, _HIGH_END, 0.99)))
    crossings = [at for at in fit.crossings(curve) if low < at < high]
    # A bend can cross twice: what counts is where the lead is lost for good towards the losing end.
    threshold = (crossings[-1] if correlation < 0 else crossings[0]) if told and crossings else None
    beyond = 0
    if threshold is not None:
        end = fit.at(curve, 1.0 if correlation < 0 else 0.0)
        threshold = threshold if end < 0 else None
    if threshold is not None:
        beyond = int(np.count_nonzero(x > threshold if correlation < 0 else x < threshold))
    what, unit = in_words(name, words)
    ends = fit.at(curve, _LOW_END), fit.at(curve, _HIGH_END)
    return Dependence(
        name, what, unit, correlation, told, threshold, low, high, low_end, high_end, *ends, beyond, len(lead)
    )
