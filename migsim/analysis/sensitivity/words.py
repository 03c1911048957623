"""What the numbers say, in words."""

from typing import TYPE_CHECKING

import numpy as np

from migsim.analysis.sensitivity.intervals import FEWEST_FUTURES

if TYPE_CHECKING:
    import pandas as pd

NOT_DISTINGUISHABLE = "not distinguishable from zero"
TOO_FEW = f"not told with fewer than {FEWEST_FUTURES} futures that differ in everything"
CONSTANT = "the outcome is the same in every run"
UNSETTLED = "may matter: its interval reaches from nothing to more than counts"
NOT_VARIED = "parameters not varied"
TOO_SMALL = "too little to count"
UNTOLD = frozenset({NOT_DISTINGUISHABLE, TOO_FEW, CONSTANT, UNSETTLED, TOO_SMALL})
SMALLEST_SHARE = 0.05  # of the variance of one run, that counts unless told otherwise
_STRONG = 0.25


def verdicts(
    frame: "pd.DataFrame",
    method: str,
    futures: int,
    constant: bool = False,
    matters: float = SMALLEST_SHARE,
    prior: str = "",
) -> list[str]:
    """Say of each factor whether it matters, and of luck (the last row) how much it is.

    Parameters
    ----------
    frame : DataFrame
        Indices with their intervals, a row a factor and last one for luck.
    method : {"sobol", "morris", "curves", "emulator"}
    futures : int
        At each point.
    constant : bool
        Whether the outcome is the same in every run, so that there is nothing to explain.
    matters : float
        Smallest share that counts.
    prior : str
        Where parameters that do not vary come from: with ``fixed``, they have no part in luck.
    """
    judge = "first" if method == "curves" else "lasting"
    factors = frame.iloc[:-1]
    said = []
    ends = zip(factors[judge], factors[judge + "_low"], factors[judge + "_high"], strict=True)
    for place, (value, low, high) in enumerate(ends):
        if constant:
            said.append(CONSTANT)
        elif futures < FEWEST_FUTURES:
            said.append(TOO_FEW)
        elif method == "morris":
            told = np.isfinite(low) and low > 0
            said.append(_effect(factors.iloc[place]) if told else NOT_DISTINGUISHABLE)
        else:
            said.append(_share(value, low, high, matters))
    return [*said, CONSTANT if constant else _luck(method, futures, prior)]


def _share(value: float, low: float, high: float, matters: float) -> str:
    """Judge a share by its interval: what reaches from nothing to more than counts is open, not nothing."""
    if not (np.isfinite(low) and low > 0):
        return UNSETTLED if value >= matters else NOT_DISTINGUISHABLE
    if high < matters:
        return TOO_SMALL
    if value < matters:
        return "matters little"
    return "matters much" if value >= _STRONG else "matters"


def _effect(row: "pd.Series[float]") -> str:
    if abs(row["mu"]) >= 0.9 * row["mu_star"]:
        return "more is more" if row["mu"] > 0 else "more is less"
    return "acts unevenly, or with others" if row["sigma"] > row["mu_star"] else "matters"


def _luck(method: str, futures: int, prior: str) -> str:
    if futures < 2:
        return "cannot be told from one future at each point; give the experiment more runs"
    if method == "morris":
        return "mean difference between two futures at one point"
    if prior == "fixed":
        return "which future it is: people and chance"
    return f"which future it is: people and chance, and {NOT_VARIED}"
