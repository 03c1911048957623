"""Break-even of direct delivery: how productive it would have to be to tie with another strategy.

What one unit of money buys when it is handed out directly is a declared assumption of the scenario, so its rank says
nothing on its own. The break-even factor does: it is what the benefit per unit of money would have to be multiplied by.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from migsim.analysis.statistics import Futures, mean, quantiles
from migsim.analysis.words import short
from migsim.defaults import NO_PROJECT
from migsim.vocabulary import Outcome

DIRECT_DELIVERY = "direct-delivery"
_BENEFITS = ("member_benefit", "constituent_benefit", "wider_benefit", "system_benefit")


@dataclass(frozen=True)
class BreakEven:
    """The factor by which direct delivery's benefit per unit of money must change to tie with another strategy.

    Attributes
    ----------
    strategy, against : str
        Direct delivery, and the strategy it is held against.
    factor : float
        On the means: above 1, direct delivery would have to be more productive than assumed to draw level.
    low, high : float
        8 of 10 futures lie between; NaN when fewer than half the futures have a factor.
    """

    strategy: str
    against: str
    factor: float
    low: float
    high: float

    def sentence(self, title: str, other: str) -> str:
        """Say the break-even in words."""
        spread = f" ({short(self.low)} to {short(self.high)} in 8 of 10 futures)" if math.isfinite(self.low) else ""
        if self.factor >= 1:
            return (
                f"Break-even: each unit of money would have to bring {short(self.factor)} times the relief assumed"
                f"{spread} for {title} to draw level with {other}"
            )
        return (
            f"Break-even: {title} falls level with {other} once each unit of money brings only "
            f"{short(self.factor)} of the relief assumed{spread}"
        )


def is_direct_delivery(name: str, strategy: Any) -> bool:
    """Whether a strategy pays for relief instead of facilitating groups."""
    return name == DIRECT_DELIVERY or getattr(getattr(strategy, "plan", None), "delivery", None) is not None


def break_even(futures: Futures, outcome: Outcome, direct: str, against: str) -> BreakEven | None:
    """Work the break-even out where the outcome grows in proportion to what direct delivery brings.

    Returns
    -------
    BreakEven or None
        On what direct delivery adds to the same future without a project, where that was run too. None for outcomes
        that are not a benefit in money, or when direct delivery brings none.
    """
    name = outcome.name
    if name not in (*_BENEFITS, "net_benefit", "benefit_cost_ratio"):
        return None
    column = name if name in _BENEFITS else "system_benefit"
    needed = futures.of(name, against)
    if name == "net_benefit":
        needed = needed + futures.of("cost", direct)
    elif name == "benefit_cost_ratio":
        needed = needed * futures.of("cost", direct)
    own = futures.of(column, direct)
    if NO_PROJECT in futures.strategies and against != NO_PROJECT:
        # What shocks take from everybody is no product of the delivery: only what it adds is multiplied.
        base = futures.of(column, NO_PROJECT)
        needed, own = needed - base, own - base
    both = np.isfinite(needed) & np.isfinite(own)
    if not both.any() or mean(own[both]) <= 0 or mean(needed[both]) <= 0:
        return None
    usable = both & (own > 0)
    enough = 2 * int(usable.sum()) >= int(both.sum())
    low, high = quantiles(np.maximum(needed[usable] / own[usable], 0.0), (0.1, 0.9)) if enough else (math.nan, math.nan)
    return BreakEven(direct, against, mean(needed[both]) / mean(own[both]), low, high)
