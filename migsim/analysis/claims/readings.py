"""What is read off a future besides its scorecard: a number each, NaN where it has no meaning.

A measure is the name of a function here (with an argument after a colon, as in ``relieved:enabling``), or a weekly
measure at a week (``trust@52``) or as a mean over weeks (``partners@105-156``).
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from migsim.analysis.statistics import Floats
from migsim.state import NO_MIG, Array, Market, State
from migsim.vocabulary import LEVELS, SCORECARD

_INCOMES = ("member_income", "constituent_income", "wider_income")
_YEAR = 52
_LATER = (53 + _YEAR, 53 + 2 * _YEAR - 1)  # the year that ends two years after the exit of a year of facilitation
_CALM = 4  # weeks before a shock, and weeks of a running mean
_AFTER = 104
_BELOW = 0.005  # of turnover


class Seen(NamedTuple):
    """One future as it stands at its end; without weekly measures where none were wanted."""

    state: State
    market: Market
    parameters: Array
    weekly: Array  # WEEK (T + 1,)
    incomes: Array  # (T + 1, P) money a week
    scorecard: Array  # CARD (1,)


def needs_weeks(measure: str) -> bool:
    """Whether a measure is read off the weekly series."""
    return "@" in measure or measure in _OF_WEEKS


def read(seen: Seen, measure: str) -> float:
    """Read one measure off a future."""
    if measure in SCORECARD:
        return float(seen.scorecard[0][measure])
    if "@" in measure:
        column, weeks = measure.split("@")
        first, last = (int(week) for week in (weeks.split("-") if "-" in weeks else (weeks, weeks)))
        return float(seen.weekly[column][first : last + 1].mean())
    name, _, argument = measure.partition(":")
    if argument:
        return _OF[name](seen, argument)
    return {**_AT_END, **_OF_WEEKS}[name](seen)


def any_goal(seen: Seen) -> float:
    """1 where any group reached a goal."""
    return float(seen.scorecard[0]["goals_reached"] > 0)


def turnout(seen: Seen) -> float:
    """Attended over invited member-meetings while facilitated; 0 where there was none."""
    ledger = seen.state.ledger[0]
    return float(ledger["attended"] / ledger["invited"]) if ledger["invited"] > 0 else 0.0


def presence(seen: Seen) -> float:
    """Marginalised members among those who came to meetings while facilitated."""
    ledger = seen.state.ledger[0]
    return float(ledger["attended_marginalised"] / ledger["attended"]) if ledger["attended"] > 0 else np.nan


def ownership(seen: Seen) -> float:
    """Mean ownership of the groups formed."""
    return float(_formed(seen)["ownership"].mean()) if len(_formed(seen)) else np.nan


def leverage_chosen(seen: Seen) -> float:
    """Mean leverage of the constraints that groups formed on, against that of one picked by lot."""
    chosen = _formed(seen)["formed_on"]
    return float(true_leverage(seen)[chosen].mean() * len(seen.market.constraints)) if len(chosen) else np.nan


def true_leverage(seen: Seen) -> Floats:
    """Leverage of each constraint as a map without error would show it, summing to 1 (ODD, "Mapping")."""
    roles = seen.market.roles
    turnover = roles["turnover"] * roles["present"] + roles["outside_turnover"]
    value: Floats = np.maximum(seen.state.role_gain, 0.0).T @ turnover * seen.market.constraints["tractability"]
    return value / value.sum() if value.sum() > 0 else np.full(len(value), 1.0 / len(value))


def relieved(seen: Seen, level: str) -> float:
    """Mean relief, at the end of the horizon, of the constraints of one level of the market."""
    there = seen.market.constraints["level"] == LEVELS.index(level)
    return float(seen.state.constraints["relief"][there].mean()) if there.any() else np.nan


def deals_after_workshop(seen: Seen) -> float:
    """Deals struck in weeks 1 to 52."""
    return float(seen.weekly["deals_struck"][1 : _YEAR + 1].sum())


def income_left(seen: Seen) -> float:
    """Income gained by the whole market in the year that ends two years after the exit, money."""
    first, last = _LATER
    return float(sum(seen.weekly[name][first : last + 1].sum() for name in _INCOMES))


def weeks_below(seen: Seen) -> float:
    """Weeks of the two years after the test shock in which the pool earns less than before it.

    Income is the mean over the pool's actors with turnover of income over turnover, as a mean over four weeks.
    """
    shock = int(seen.market.figures[0]["test_week"])
    turnover = seen.state.actors["turnover"]
    earns = turnover > 0
    if not _CALM <= shock <= len(seen.incomes) - _CALM or not earns.any():
        return np.nan
    index = (seen.incomes[:, earns] / (turnover[earns] / 52.0)).mean(axis=1)
    smooth = np.convolve(index, np.full(_CALM, 1.0 / _CALM), "valid")  # entry t: weeks t to t + 3
    before = smooth[shock - _CALM]
    return float((smooth[shock : shock + _AFTER] < before - _BELOW).sum())


def _formed(seen: Seen) -> Array:
    migs = seen.state.migs
    formed: Array = migs[migs["status"] != NO_MIG]
    return formed


_AT_END: dict[str, Callable[[Seen], float]] = {
    one.__name__: one for one in (any_goal, turnout, presence, ownership, leverage_chosen)
}
_OF_WEEKS: dict[str, Callable[[Seen], float]] = {
    one.__name__: one for one in (deals_after_workshop, income_left, weeks_below)
}
_OF: dict[str, Callable[[Seen, str], float]] = {"relieved": relieved}
