"""Which mechanism carries an effect: every mechanism is switched off in turn, in all arms of a claim.

The arms then differ in the same one thing, in a world without that mechanism. The part of the effect that is gone is
what the mechanism carried. Parts need not sum to 1: mechanisms work through each other. Only changes whose 90 %
interval of the mean lies on one side of nought count.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from migsim.analysis.claims.model import DRAW, Claim, Played
from migsim.analysis.statistics import Floats, summary
from migsim.scenario.parameters import SWITCHES, Switch

_NAMED = 0.2  # smallest part of an effect that is named as carried


@dataclass(frozen=True)
class Carried:
    """What is gone of an effect without one mechanism.

    Attributes
    ----------
    switch : Switch
    without : float
        Mean lead when it is off.
    part : float
        Part of the mean lead that is gone; negative when the lead is larger without it; NaN where there is no lead.
    real : bool
        Whether the change can be told from nought.
    """

    switch: Switch
    without: float
    part: float
    real: bool


def switches_of(claim: Claim) -> list[Switch]:
    """Mechanisms that can be switched off in a claim's arms: all but those that are the contrast."""
    contrast = {name for arm in claim.arms for name in arm.changes}
    return [switch for switch in SWITCHES if switch.name not in contrast]


def carriers(claim: Claim, played: Played, without: Callable[[Switch], Played]) -> list[Carried]:
    """Compute what each mechanism carries, most first.

    Parameters
    ----------
    claim : Claim
    played : Played
        The arms with all mechanisms on.
    without : callable
        The same futures with a mechanism off.
    """
    whole = claim.lead_of(played)
    mean = summary(whole)["mean"]
    draws = played[claim.arms[0].name].get(DRAW)
    found = []
    for switch in switches_of(claim):
        off: Floats = claim.lead_of(without(switch))
        gone = summary(whole - off, draws)
        both = np.isfinite(whole) & np.isfinite(off)
        part = gone["mean"] / mean if both.any() and mean != 0 else float("nan")
        real = gone["mean_low"] > 0 or gone["mean_high"] < 0
        found.append(Carried(switch, summary(off)["mean"], part, bool(real)))
    return sorted(found, key=lambda one: -one.part if np.isfinite(one.part) else np.inf)


def told(claim: Claim, played: Played, found: list[Carried]) -> str:
    """Say which mechanism carries the effect."""
    whole = summary(claim.lead_of(played), played[claim.arms[0].name].get(DRAW))
    if not (whole["mean_low"] > 0 or whole["mean_high"] < 0):
        return "the effect cannot be told from nought, so that there is nothing to carry"
    named = [one for one in found if one.real and one.part >= _NAMED]
    if not named:
        return "no single mechanism: with any one of them off, more than four fifths of the effect stay"
    parts = "; ".join(_sentence(one) for one in named[:3])
    against = [one for one in found if one.real and one.part <= -_NAMED]
    if against:
        worst = against[-1]
        parts += f"; {_short(worst)} works against it (the effect is {1 - worst.part:.1f} times as large without)"
    return parts if whole["mean"] > 0 else f"(of the effect, which goes against the claim) {parts}"


def _sentence(one: Carried) -> str:
    if one.part > 1.0:
        return f"{_short(one)}: without it the effect turns round"
    return f"{_short(one)}: without it {one.part:.0%} of the effect is gone"


def _short(one: Carried) -> str:
    text = one.switch.what.rstrip(".")
    return f"{text[:1].lower()}{text[1:]} ({one.switch.name})"
