"""How many futures would still be needed to decide, and when more futures cannot help.

The rule of the recommendation asks two things of the lead: its mean (at least what matters) and how often it is above
nothing (7 of 10). Both are known only as well as so many futures fix them. Where an interval still holds the mark, more
futures will move it off; where neither does, the doubt that is left lies in the market, not in the sampling.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from migsim.analysis.rule import Duel
from migsim.analysis.statistics import Floats, half_interval

_SHARE = 0.7
_Z = 1.6448536269514722  # of a 90 % interval
_MOST = 1_000_000  # futures; more are as good as never


@dataclass(frozen=True)
class RunsNeeded:
    """Whether more futures would help to decide between the two leading strategies.

    Attributes
    ----------
    compared : int
        Futures in which the two were compared.
    for_size : int or None
        Futures until the 90 % interval of the mean difference no longer holds plus or minus what matters, if the mean
        stays where it is; None when more than a million, or the difference does not vary.
    for_often : int or None
        Futures until the 90 % interval of the share of futures won no longer holds 7 of 10, likewise.
    settled : bool
        Whether so many futures already settle if there is a clear winner.
    needed : int or None
        Futures that would settle it; those compared where it is settled; None where no number in reach would.
    """

    compared: int
    for_size: int | None
    for_often: int | None
    settled: bool
    needed: int | None


def runs_needed(fight: Duel) -> RunsNeeded:
    """Work out how many futures would settle whether there is a clear winner."""
    known = np.isfinite(fight.lead)
    lead, draws = fight.lead[known], fight.draws[known]
    n = len(lead)
    if n < 2:
        return RunsNeeded(n, None, None, False, None)
    share = fight.won / n
    won = (lead > 0).astype(np.float64)
    size = _until(abs(abs(fight.margin) - fight.matters), float(lead.std(ddof=1)), shared(lead, draws))
    often = _until(abs(share - _SHARE), math.sqrt(share * (1 - share)), shared(won, draws))
    marks = [size, often] if fight.clear else [m for m, met in _failed(fight, size, often) if not met]
    decide = max(marks) if fight.clear else min(marks)
    needed = None if decide > _MOST else max(n, math.ceil(decide))
    return RunsNeeded(n, _whole(size), _whole(often), decide <= n, needed)


def _failed(fight: Duel, size: float, often: float) -> list[tuple[float, bool]]:
    """The two marks with whether each is met; one that is surely missed settles that nothing leads clearly."""
    marks = [(size, fight.large_enough), (often, fight.often_enough)]
    return marks if not all(met for _, met in marks) else [(math.inf, False)]  # too few futures could be compared


def shared(x: Floats, draws: NDArray[np.int64]) -> float:
    """Variance of the mean that more futures do not take away, for each unit of variance between futures.

    A table of draws has so many rows and no more: the variance of the mean of n futures is ``s^2 (1 / n + e)``, where e
    comes from rows that futures share. It is read off the clustered interval, held against the plain one.
    """
    plain = half_interval(x)
    if not plain > 0:
        return 0.0
    return max((half_interval(x, draws) / plain) ** 2 - 1.0, 0.0) / (len(x) - 1)


def _until(distance: float, spread: float, stays: float) -> float:
    """Futures until a 90 % interval of a mean is narrower than a distance on either side; 0 when nothing varies."""
    if spread == 0:
        return 0.0 if distance > 0 else math.inf
    left = (distance / (_Z * spread)) ** 2 - stays
    return 1.0 / left if left > 0 else math.inf


def _whole(futures: float) -> int | None:
    return math.ceil(futures) if futures <= _MOST else None
