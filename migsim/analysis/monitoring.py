"""Monitoring advice: what can be seen of a group in its first year that tells a failing one from a living one.

Everything here uses only what a facilitator can see. A group *lives* when it is active 104 weeks after the exit; it is
*gone* when it is dormant or dissolved by then. Groups that stopped with their goal reached are neither, and are left
out. For each sign the warning line that best separates the two is learned on every other simulated world, and its rates
of hits and false alarms are counted on the worlds in between, which had no part in the learning.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from migsim.analysis.statistics import Floats, Futures
from migsim.vocabulary import SEEN, SIGNS

FEWEST_GROUPS = 20  # of each kind, that a line can be learned at all
_DRAWS = 200
_LIVES, _GONE = "active", ("dormant", "dissolved")
_SHARES = np.round(np.arange(0.05, 0.96, 0.05), 2)
_COUNTS = {one.name for one in SEEN if one.sign and not one.share}

MONITORING_COLUMNS = (
    "week",
    "sign",
    "side",
    "line",
    "learned",
    "learned_on",
    "checked_on",
    "gone",
    "hit",
    "hit_low",
    "hit_high",
    "false_alarm",
    "false_alarm_low",
    "false_alarm_high",
    "flagged",
    "gone_if_flagged",
    "gone_if_not",
    "told_from_chance",
    "after_exit",
)


@dataclass(frozen=True)
class Line:
    """A warning line: a group is flagged when its sign is below it (or, for `side` above, at it or above)."""

    side: str
    line: float

    def flags(self, sign: Floats) -> "np.ndarray[Any, np.dtype[np.bool_]]":
        """Which groups are flagged."""
        flagged: np.ndarray[Any, np.dtype[np.bool_]] = sign < self.line - 1e-9
        return flagged if self.side == "below" else ~flagged


def enough(groups: pd.DataFrame) -> bool:
    """Whether there are living and gone groups enough to learn from and to check on."""
    one_week = groups.drop_duplicates(["run", "mig"])
    halves = [one_week[one_week["run"] % 2 == half] for half in (0, 1)]
    return all(
        (half["later"] == _LIVES).sum() >= FEWEST_GROUPS and half["later"].isin(_GONE).sum() >= FEWEST_GROUPS
        for half in halves
    )


def warning_signs(groups: pd.DataFrame, signs: tuple[str, ...], seed: int = 0) -> pd.DataFrame:
    """Learn a warning line for each sign and week, and count its hits and false alarms on other worlds.

    Parameters
    ----------
    groups : pandas.DataFrame
        One row for each group, world and week: ``run``, ``week``, ``status`` then, the signs, ``exit`` (week) and
        ``later``, the status 104 weeks after the exit. Worlds with an even number teach, those with an odd one check.
    signs : tuple of str
        Columns to try.
    seed : int
        Of the resampling of worlds for the intervals.

    Returns
    -------
    pandas.DataFrame
        One row for each week and sign, the best of each week first; see `Comparison.monitoring`. Empty when there are
        fewer than 20 living or 20 gone groups on either side.
    """
    at_work = groups[groups["status"].isin((_LIVES, "dormant")) & groups["later"].isin((_LIVES, *_GONE))]
    generator = np.random.default_rng(seed)
    rows: list[dict[str, Any]] = []
    for week, seen in at_work.groupby("week", sort=True):
        if enough(seen):
            rows += _rows(int(str(week)), signs, seen, generator)
    return pd.DataFrame(rows, columns=list(MONITORING_COLUMNS))


def _rows(
    week: int, signs: tuple[str, ...], seen: pd.DataFrame, generator: np.random.Generator
) -> list[dict[str, Any]]:
    """All signs in one week, in the order of how well they separate the worlds learned on."""
    gone, run = seen["later"].isin(_GONE).to_numpy(), seen["run"].to_numpy()
    teach = run % 2 == 0
    worlds, world = np.unique(run[~teach], return_inverse=True)
    resampled = generator.multinomial(len(worlds), np.full(len(worlds), 1 / len(worlds)), size=_DRAWS)
    rows = []
    for sign in signs:
        values = seen[sign].to_numpy(np.float64)
        line, learned = learn_line(values[teach], gone[teach], sign in _COUNTS)
        flagged, lost = line.flags(values[~teach]), gone[~teach]
        counts = _by_world(world, len(worlds), flagged, lost)
        hit, false = _rates(counts.sum(axis=0))
        hits, falses = _rates(resampled @ counts)
        ends = [float(end) for rate in (hits, falses) for end in np.nanquantile(rate, (0.05, 0.95))]
        row = {"week": week, "sign": sign, "side": line.side, "line": line.line, "learned": learned}
        row |= {"learned_on": int(teach.sum()), "checked_on": len(lost), "gone": float(lost.mean())}
        row |= {"hit": float(hit), "false_alarm": float(false)}
        row |= dict(zip(("hit_low", "hit_high", "false_alarm_low", "false_alarm_high"), ends, strict=True))
        row |= {"flagged": float(flagged.mean())}
        row |= {"gone_if_flagged": _share(lost[flagged]), "gone_if_not": _share(lost[~flagged])}
        row |= {"told_from_chance": bool(np.nanquantile(hits - falses, 0.05) > 0)}
        rows.append(row | {"after_exit": float((seen["exit"].to_numpy()[~teach] <= week).mean())})
    return sorted(rows, key=lambda row: -row["learned"])


def _share(which: "np.ndarray[Any, Any]") -> float:
    return float(which.mean()) if len(which) else float("nan")


def learn_line(sign: Floats, gone: "np.ndarray[Any, np.dtype[np.bool_]]", whole: bool) -> tuple[Line, float]:
    """Find the line with the most hits over false alarms (Youden's index), on a grid of readable values.

    Parameters
    ----------
    sign : array of float, shape (groups,)
        What was seen.
    gone : array of bool, shape (groups,)
        Whether the group was gone later.
    whole : bool
        Whether the sign is a count; lines are then whole numbers, else steps of 0.05.

    Returns
    -------
    Line, float
        The line, and its share of hits less its share of false alarms where it was learned.
    """
    lines = np.arange(1, max(sign.max(initial=0.0), 1.0) + 1) if whole else _SHARES
    below = sign[:, None] < lines - 1e-9
    gain = below[gone].mean(axis=0) - below[~gone].mean(axis=0)
    best = int(np.argmax(np.abs(gain)))
    return Line("below" if gain[best] >= 0 else "above", float(lines[best])), float(abs(gain[best]))


def _by_world(
    world: "np.ndarray[Any, Any]", worlds: int, flagged: "np.ndarray[Any, Any]", gone: "np.ndarray[Any, Any]"
) -> "np.ndarray[Any, np.dtype[np.int64]]":
    """Gone and flagged, gone, living and flagged, living: counts, shape (worlds, 4)."""
    kinds = (gone & flagged, gone, ~gone & flagged, ~gone)
    return np.column_stack([np.bincount(world[which], minlength=worlds) for which in kinds])


def _rates(counts: "np.ndarray[Any, Any]") -> tuple[Floats, Floats]:
    """Rates of hits and of false alarms; NaN where there is nothing to count."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return counts[..., 0] / counts[..., 1], counts[..., 2] / counts[..., 3]


@dataclass(frozen=True)
class Watchlist:
    """Monitoring advice for one strategy.

    Attributes
    ----------
    strategy : str or None
        Whose groups were watched; None when no strategy has groups enough of both kinds.
    leader : str or None
        The strategy that leads; another one was watched when hardly any of its groups live, or hardly any is gone.
    worlds : int
        Futures watched.
    counts : dict of str to int
        Groups formed, by what they were 104 weeks after the exit.
    signs : pandas.DataFrame
        See `Comparison.monitoring`.
    """

    strategy: str | None
    leader: str | None
    worlds: int
    counts: dict[str, int]
    signs: pd.DataFrame


WORLDS = 300  # futures watched at most


def watchlist(futures: Futures, ranked: Sequence[str], watch: Callable[[str, int], pd.DataFrame] | None) -> Watchlist:
    """Watch the best strategy whose groups are neither nearly all alive nor nearly all gone two years after the exit.

    Parameters
    ----------
    futures : Futures
        Outcomes side by side.
    ranked : sequence of str
        Strategies, best first.
    watch : callable or None
        ``watch(strategy, worlds)`` runs futures again; None when they cannot be run again.
    """
    leader = ranked[0] if ranked else None
    worlds = min(WORLDS, len(futures.runs))
    for strategy in ranked if watch is not None else ():
        if not _promising(futures, strategy, worlds):
            continue
        assert watch is not None
        groups = watch(strategy, worlds)
        signs = warning_signs(groups, tuple(SIGNS))
        if len(signs):
            fates = groups.drop_duplicates(["run", "mig"])["later"]
            return Watchlist(strategy, leader, worlds, {str(k): int(n) for k, n in fates.value_counts().items()}, signs)
    return Watchlist(None, leader, worlds, {}, pd.DataFrame(columns=list(MONITORING_COLUMNS)))


def _promising(futures: Futures, strategy: str, worlds: int) -> bool:
    """Whether the scorecards let expect living and gone groups enough, so that watching is worth its time."""
    if "migs_alive" not in futures.values:
        return False
    formed, alive, done = (
        np.nansum(futures.of(column, strategy)[:worlds]) for column in ("migs_formed", "migs_alive", "migs_completed")
    )
    return bool(min(alive, formed - alive - done) >= 2 * FEWEST_GROUPS)
