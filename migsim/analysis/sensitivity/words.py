"""What the numbers say, in words."""

from typing import TYPE_CHECKING

import numpy as np

from migsim.analysis.sensitivity.intervals import FEWEST_FUTURES

if TYPE_CHECKING:
    import pandas as pd

NOT_DISTINGUISHABLE = "not distinguishable from zero"
TOO_FEW = f"not told with fewer than {FEWEST_FUTURES} futures"
CONSTANT = "the outcome is the same in every run"
UNTOLD = frozenset({NOT_DISTINGUISHABLE, TOO_FEW, CONSTANT})
_STRONG = 0.25
_SOME = 0.05


def verdicts(frame: "pd.DataFrame", method: str, futures: int, constant: bool = False) -> list[str]:
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
    """
    judge = "first" if method == "curves" else "lasting"
    factors = frame.iloc[:-1]
    said = []
    for place, (value, low) in enumerate(zip(factors[judge], factors[judge + "_low"], strict=True)):
        if constant:
            said.append(CONSTANT)
        elif futures < FEWEST_FUTURES:
            said.append(TOO_FEW)
        elif not (np.isfinite(low) and low > 0):
            said.append(NOT_DISTINGUISHABLE)
        elif method == "morris":
            said.append(_effect(factors.iloc[place]))
        else:
            said.append(_share(value))
    return [*said, CONSTANT if constant else _luck(method, futures)]


def _share(value: float) -> str:
    if value >= _STRONG:
        return "matters much"
    return "matters" if value >= _SOME else "matters little"


def _effect(row: "pd.Series[float]") -> str:
    if abs(row["mu"]) >= 0.9 * row["mu_star"]:
        return "more is more" if row["mu"] > 0 else "more is less"
    return "acts unevenly, or with others" if row["sigma"] > row["mu_star"] else "matters"


def _luck(method: str, futures: int) -> str:
    if futures < 2:
        return "cannot be told from one future at each point; give the experiment more runs"
    if method == "morris":
        return "mean difference between two futures at one point"
    return "which future it is: people, chance, and what else differs between runs at one point"
