"""C1, C9, C20: what MIGs bring to the whole market, to whom, and at what cost.

Headline numbers, fixed before any run:

- C1: system benefit, the base programme less no project. Counts from 5 % of the programme's cost.
- C9: share of the system benefit added that goes to others than members, in futures in which more than 5 % of the cost
  is added (else there is nothing to share). Held against a tenth; counts from 0.05 more.
- C20: cost over the benefit added (net of members' own time), at most 3, and 3 where nothing is added. Held against a
  quarter: a commitment is significant when more than a quarter of what comes of it is spent to get
  it. Counts from 0.05.
"""

from typing import TYPE_CHECKING

import numpy as np

from migsim.analysis.claims.arms import BASE, NOTHING
from migsim.analysis.claims.effects import difference, differences, row, share_of
from migsim.analysis.claims.model import Claim, Detail, Played
from migsim.analysis.statistics import Floats

if TYPE_CHECKING:
    from migsim.analysis.claims.study import Study

_ADDED = difference("system_benefit", BASE, NOTHING)
_NO_RETURN = 3.0
_BENEFITS = (
    ("member_benefit", "members"),
    ("constituent_benefit", "constituents"),
    ("wider_benefit", "the wider market"),
)


def share_beyond_members(played: Played) -> Floats:
    """Share of the benefit added that goes to constituents and the wider market."""
    added, members = _ADDED(played), difference("member_benefit", BASE, NOTHING)(played)
    return share_of(added - members, added, 0.05 * float(np.nanmean(played[BASE.name]["cost"])))


def cost_over_benefit(played: Played) -> Floats:
    """Programme cost over the benefit added, cut at 3."""
    ratio = share_of(played[BASE.name]["cost"], _ADDED(played))
    return np.minimum(np.where(np.isfinite(ratio), ratio, _NO_RETURN), _NO_RETURN)


def _who_gains(study: "Study") -> list[Detail]:
    rows = differences(study.played, BASE, NOTHING, _BENEFITS)
    reached = differences(study.played, BASE, NOTHING, [("households_reached", "households reached")])
    return [
        Detail("Who gains: benefit added, present value", "money", rows),
        Detail("Households whose income passes the threshold", "count", reached),
    ]


def _costs(study: "Study") -> list[Detail]:
    played = study.played
    columns = played[BASE.name]
    households = columns["households_reached"] - played[NOTHING.name]["households_reached"]
    money = [
        row("programme spending", columns["cost"]),
        row("per goal reached", share_of(columns["cost"], columns["goals_reached"])),
        row("per household reached that would not have been", share_of(columns["cost"], households)),
        row("benefit added, net of members' own time", _ADDED(played)),
    ]
    hours = [row("hours that members give", columns["member_hours"])]
    return [Detail("Cost against benefit, present value", "money", money), Detail("Hours", "hours", hours)]


CLAIMS = (
    Claim(
        id="C1",
        text="MIGs bring change that reaches the whole market system",
        contrast="a year of coaching against no project",
        outcome="system benefit added",
        unit="money",
        arms=(BASE, NOTHING),
        effect=_ADDED,
        matters=0.05,
        details=_who_gains,
    ),
    Claim(
        id="C9",
        text="change benefits not just members",
        contrast="a year of coaching against no project",
        outcome="share of the added benefit that goes to others than members",
        unit="share",
        arms=(BASE, NOTHING),
        effect=share_beyond_members,
        matters=0.05,
        reference=0.1,
        details=_who_gains,
        by_construction=(
            "once work relieves a constraint nothing keeps it from others: relief of the enabling environment reaches "
            "all at once, and take-up outside can only grow; only the size of the share is an outcome"
        ),
    ),
    Claim(
        id="C20",
        text="running a MIG is a significant commitment",
        contrast="a year of coaching against no project",
        outcome="cost over the benefit added",
        unit="ratio",
        arms=(BASE, NOTHING),
        effect=cost_over_benefit,
        matters=0.05,
        reference=0.25,
        details=_costs,
        by_construction=(
            "hours and rate are put in; only what they bring, to which they are held, is an outcome of the model"
        ),
        note="'Significant' is read as: more than a quarter of what comes of it is spent to get it.",
    ),
)
