"""Headline effects that are no plain difference of one measure between two arms."""

from collections.abc import Callable, Mapping

import numpy as np

from migsim.analysis.statistics import Floats

Outcomes = Mapping[str, Mapping[str, Floats]]  # by arm and column, one value a future
_LEAST_ADDED = 0.05  # of the programme's cost, for a share of what was added to mean anything
_NO_RETURN = 3.0


def share_beyond_members(played: Outcomes, arms: tuple[str, ...]) -> Floats:
    """Share of the benefit added that goes to constituents and the wider market."""
    added = _added(played, arms, "system_benefit")
    least = _LEAST_ADDED * float(np.nanmean(played[arms[0]]["cost"]))
    return share_of(added - _added(played, arms, "member_benefit"), added, least)


def cost_over_benefit(played: Outcomes, arms: tuple[str, ...]) -> Floats:
    """Programme cost over the benefit added, cut at 3."""
    ratio = share_of(played[arms[0]]["cost"], _added(played, arms, "system_benefit"))
    return np.minimum(np.where(np.isfinite(ratio), ratio, _NO_RETURN), _NO_RETURN)


def best_alternative(played: Outcomes, arms: tuple[str, ...]) -> Floats:
    """Net benefit of the alternative with the highest mean, less that of the first arm."""
    best = max(arms[1:], key=lambda name: float(np.nanmean(played[name]["net_benefit"])))
    gap: Floats = played[best]["net_benefit"] - played[arms[0]]["net_benefit"]
    return gap


def share_of(part: Floats, whole: Floats, least: float = 0.0) -> Floats:
    """Compute a share in each future; missing where the whole is at most `least`."""
    share = np.full(len(whole), np.nan)
    np.divide(part, whole, out=share, where=whole > least)
    return share


def _added(played: Outcomes, arms: tuple[str, ...], column: str) -> Floats:
    gap: Floats = played[arms[0]][column] - played[arms[1]][column]
    return gap


EFFECTS: dict[str, Callable[[Outcomes, tuple[str, ...]], Floats]] = {
    "share_beyond_members": share_beyond_members,
    "cost_over_benefit": cost_over_benefit,
    "best_alternative": best_alternative,
}
