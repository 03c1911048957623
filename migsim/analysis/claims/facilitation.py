"""C2, C5, C18: how much good facilitation matters, for how long, and which practice.

Headline numbers, fixed before any run:

- C2: the largest share of the variance of system benefit, among facilitation (the strategies of the library that form
  groups), market (drawn parameters) and luck. All three are crossed; what two or three do together is shared equally
  between them (Shapley), so that the shares sum to 1. The claim holds when the largest is facilitation's: its lead is
  facilitation's share less the larger of the others. Futures here are resampled sets of markets.
- C5: the first number of weeks whose benefit added per unit of cost is within 10 % of the best, in each future. The
  claim is that less than six months is too short: the lead is weeks beyond 22, the longest tried below six months.
  Missing in futures in which no length adds any benefit.
- C18: margin of the best practice over the mean of all seven, in system benefit for one more hour. The practice is
  chosen in the even futures and judged in the odd ones. The claim is that each practice matters: the lead is the value
  of an hour of the *weakest*, chosen likewise. Counts from half the hour's cost.
"""

from typing import TYPE_CHECKING

import numpy as np

from migsim.analysis.claims.arms import HOURS, NOTHING, arm, library_arm
from migsim.analysis.claims.effects import row
from migsim.analysis.claims.model import Claim, ClaimFinding, Detail, DetailRow, Played
from migsim.analysis.claims.shares import find_shares, shares_detail
from migsim.analysis.statistics import Floats
from migsim.vocabulary import PRACTICES

if TYPE_CHECKING:
    import pandas as pd

    from migsim.analysis.claims.study import Study

LENGTHS = (4, 8, 13, 17, 22, 26, 35, 52, 78, 104)
_NEAR_BEST = 0.9
_TOTAL = sum(HOURS.values())
_EACH = _TOTAL / len(PRACTICES)
WITH_GROUPS = tuple(
    library_arm(name)
    for name in (
        "one-workshop",
        "light-touch",
        "intensive",
        "directive",
        "phased-handover",
        "inclusive",
        "deal-broker",
        "systems-first",
    )
)
DURATIONS = {weeks: arm(f"weeks-{weeks}", f"{weeks} weeks", weeks=weeks) for weeks in LENGTHS}
_ALIKE = dict.fromkeys(PRACTICES, _EACH)
ALIKE = arm("all-alike", "all seven practices alike", hours=_ALIKE)
MORE = {name: arm(f"more-{name}", f"more {name}", hours=_ALIKE | {name: 2 * _EACH}) for name in PRACTICES}
_ADDED_HOURS = 52 * _EACH


def spread_of_strategies(played: Played) -> Floats:
    """Spread of system benefit between the strategies, in each future."""
    spread: Floats = np.std([played[one.name]["system_benefit"] for one in WITH_GROUPS], axis=0)
    return spread


def per_cost(played: Played) -> Floats:
    """Benefit added per unit of cost, shape (lengths, futures)."""
    nothing = played[NOTHING.name]["system_benefit"]
    columns = [played[DURATIONS[weeks].name] for weeks in LENGTHS]
    return np.array([(column["system_benefit"] - nothing) / column["cost"] for column in columns])


def knee(curve: Floats) -> Floats:
    """First length within 10 % of the best, for each column of the curve (weeks); missing where the best is no gain."""
    best = curve.max(axis=0)
    first = np.argmax(curve >= _NEAR_BEST * best, axis=0)
    return np.where(best > 0, np.array(LENGTHS, dtype=np.float64)[first], np.nan)


def knee_in_each(played: Played) -> Floats:
    """The knee in each future."""
    return knee(per_cost(played))


def value_of_an_hour(played: Played) -> Floats:
    """System benefit for one more hour of each practice, shape (7, futures)."""
    base = played[ALIKE.name]["system_benefit"]
    return np.array([(played[MORE[name].name]["system_benefit"] - base) / _ADDED_HOURS for name in PRACTICES])


def _chosen(values: Floats, best: bool) -> Floats:
    """Row of the best or weakest practice, each half of the futures by the choice of the other half."""
    out = np.empty(values.shape[1])
    for half in (0, 1):
        others = values[:, 1 - half :: 2].mean(axis=1) if values.shape[1] > 1 else values.mean(axis=1)
        out[half::2] = values[int(np.argmax(others) if best else np.argmin(others)), half::2]
    return out


def best_margin(played: Played) -> Floats:
    """Value of an hour of the best practice less the mean of all seven."""
    values = value_of_an_hour(played)
    margin: Floats = _chosen(values, best=True) - values.mean(axis=0)
    return margin


def weakest(played: Played) -> Floats:
    """Value of an hour of the weakest practice."""
    return _chosen(value_of_an_hour(played), best=False)


def _lengths(study: "Study") -> list[Detail]:
    played = study.played
    nothing = played[NOTHING.name]["system_benefit"]
    curve = per_cost(played)
    added = [row(f"{weeks}", played[DURATIONS[weeks].name]["system_benefit"] - nothing) for weeks in LENGTHS]
    alive, done = (
        [row(f"{weeks}", played[DURATIONS[weeks].name][column]) for weeks in LENGTHS]
        for column in ("adapt_alive", "adapt_completed")
    )
    on_means = np.array(
        [
            np.mean(played[DURATIONS[weeks].name]["system_benefit"] - nothing)
            / np.mean(played[DURATIONS[weeks].name]["cost"])
            for weeks in LENGTHS
        ]
    )
    note = (
        f"Weeks of facilitation. On the means over all futures the knee is at {knee(on_means[:, None])[0]:.0f} weeks."
    )
    return [
        Detail(
            "Benefit added per unit of cost",
            "ratio",
            [row(f"{w}", c) for w, c in zip(LENGTHS, curve, strict=True)],
            True,
            note,
        ),
        Detail("Benefit added, present value", "money", added, True, "Weeks of facilitation."),
        Detail("Groups alive two years after the exit", "share", alive, True, "Weeks of facilitation."),
        Detail("Groups stopped with their goal reached", "share", done, True, "Weeks of facilitation."),
    ]


def hours_by_practice(played: Played) -> list[DetailRow]:
    """Value of one more hour of each practice."""
    return [row(name, values) for name, values in zip(PRACTICES, value_of_an_hour(played), strict=True)]


def _practices(study: "Study") -> list[Detail]:
    details = [Detail("System benefit for one more hour of each practice", "money", hours_by_practice(study.played))]
    for title, played in study.other_markets((ALIKE, *MORE.values())):
        details.append(Detail(f"The same in another market: {title}", "count", hours_by_practice(played)))
    return details


def _variance(study: "Study") -> list[Detail]:
    return [shares_detail(study, WITH_GROUPS)]


def share_finding(study: "Study") -> "tuple[ClaimFinding, pd.DataFrame]":
    """Split the variance of system benefit between facilitation, market and luck."""
    return find_shares(study, WITH_GROUPS)


CLAIMS = (
    Claim(
        id="C2",
        text="their success depends to a large extent on good facilitation",
        contrast="eight strategies with groups, in drawn markets, each under several strokes of luck",
        outcome="largest share of the variance of system benefit (facilitation, market or luck)",
        unit="share",
        arms=WITH_GROUPS,
        effect=spread_of_strategies,
        carried=spread_of_strategies,
        matters=0.0,
        finder=share_finding,
        details=_variance,
        note=(
            "Strategies differ in hours as well as in how these are spent, one workshop among them; a narrower set "
            "of strategies would give facilitation a smaller share, a wider set of markets likewise."
        ),
    ),
    Claim(
        id="C5",
        text="less than six months is too short",
        contrast="4 to 104 weeks of facilitation at the same hours a week",
        outcome="first length whose benefit per cost is within 10 % of the best",
        unit="weeks",
        arms=(*DURATIONS.values(), NOTHING),
        effect=knee_in_each,
        matters=0.0,
        reference=22.0,
        details=_lengths,
    ),
    Claim(
        id="C18",
        text="each of the seven practices matters",
        contrast="twice the hours of one practice against all seven alike",
        outcome="system benefit for one more hour: best practice less the mean of all",
        unit="money",
        arms=(ALIKE, *MORE.values()),
        effect=best_margin,
        lead=weakest,
        carried=best_margin,
        matters=0.5,
        matters_of="hour",
        details=_practices,
        note="The verdict is on the weakest practice: each has to be worth at least half of what its hour costs.",
    ),
)
