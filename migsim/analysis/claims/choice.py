"""C19: a MIG is an optional tool, so where is it the wrong choice.

Headline number, fixed before any run: net benefit of the base programme at the scenario's budget, less that of the best
alternative, which is the one with the highest mean among direct delivery for the same money, the workshop alone, and
nothing. The claim is that there are places for the alternative, so its lead is the other way round: *holds* means that
the alternative is the better choice by and large, *holds when* tells where it is, and *not in this model* that no such
region was found. Counts from 5 % of cost. Direct delivery's productivity is a declared assumption of the scenario, so
its break-even stands in the details.
"""

from typing import TYPE_CHECKING

import numpy as np

from migsim.analysis.claims.arms import NOTHING, WORKSHOP, arm, library_arm
from migsim.analysis.claims.effects import row, share_of
from migsim.analysis.claims.model import Arm, Claim, Detail, Played
from migsim.analysis.statistics import Floats

if TYPE_CHECKING:
    from migsim.analysis.claims.study import Study

MIG = arm("base-at-budget", "a year of coaching at the scenario's budget", cost="equal")
DIRECT = library_arm("direct-delivery")
ALTERNATIVES = (DIRECT, WORKSHOP, NOTHING)


def best_alternative(played: Played) -> Arm:
    """Return the alternative with the highest mean net benefit."""
    return max(ALTERNATIVES, key=lambda one: float(np.nanmean(played[one.name]["net_benefit"])))


def advantage(played: Played) -> Floats:
    """Net benefit of the MIG programme less that of the best alternative."""
    gap: Floats = played[MIG.name]["net_benefit"] - played[best_alternative(played).name]["net_benefit"]
    return gap


def _against_each(study: "Study") -> list[Detail]:
    played = study.played
    ours, nothing = played[MIG.name], played[NOTHING.name]["system_benefit"]
    rows = [row(f"less {one.title}", ours["net_benefit"] - played[one.name]["net_benefit"]) for one in ALTERNATIVES]
    lost = [
        row(one.title, np.where(ours["net_benefit"] < played[one.name]["net_benefit"], 1.0, 0.0))
        for one in ALTERNATIVES
    ]
    direct = played[DIRECT.name]
    needed = ours["net_benefit"] + direct["cost"] - nothing
    tie = float(np.mean(needed) / np.mean(direct["system_benefit"] - nothing))
    spread = share_of(needed, direct["system_benefit"] - nothing)
    low, high = np.nanquantile(spread, (0.1, 0.9)) if np.isfinite(spread).any() else (np.nan, np.nan)
    factor = [row("on the means", np.array([tie]))._replace(low=float(low), high=float(high))]
    return [
        Detail(
            "Net benefit of the MIG programme",
            "money",
            rows,
            note=f"Best alternative: {best_alternative(played).title}.",
        ),
        Detail("Share of futures in which the alternative is better", "share", lost),
        Detail(
            "Break-even: relief by direct delivery, over the relief assumed, at which both tie",
            "ratio",
            factor,
            note="Above 1, direct delivery would have to be more productive than assumed. Range: 8 of 10 futures.",
        ),
    ]


CLAIMS = (
    Claim(
        id="C19",
        text="it is an optional tool",
        contrast="a MIG programme against the same money as direct delivery, one workshop, or nothing",
        outcome="net benefit of the MIG programme less that of the best alternative",
        unit="money",
        arms=(MIG, *ALTERNATIVES),
        effect=advantage,
        matters=0.05,
        sign=-1.0,
        details=_against_each,
        note="The verdict is on the alternative: it tells where a MIG is the wrong choice.",
    ),
)
