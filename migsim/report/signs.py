"""Monitoring advice in plain words: what to look at in which week, and how often it is right."""

import math
from dataclasses import dataclass
from typing import Any

from migsim.analysis import Comparison
from migsim.analysis.words import listed, short
from migsim.report.change import each

_SHOWN = 3  # signs a week

_BELOW = {
    "attendance": "fewer than {} members come (average of the last meetings)",
    "kept": "fewer than {} commitments are kept",
    "deals_heard": "fewer than {} deals have been heard of",
    "meetings": "fewer than {} meetings have been held",
    "members_ran": "members run less than {} of their meetings themselves",
    "mood": "the members’ mood, as the facilitator judges it, is below {}",
}
_ABOVE = {
    "attendance": "{} members or more come (average of the last meetings)",
    "kept": "{} commitments or more are kept",
    "deals_heard": "{} deals or more have been heard of",
    "meetings": "{} meetings or more have been held",
    "members_ran": "members run {} or more of their meetings themselves",
    "mood": "the members’ mood, as the facilitator judges it, is {} or better",
}
_NONE = {"deals_heard": "no deal has been heard of", "meetings": "no meeting has been held"}
_SOME = {"deals_heard": "a deal has been heard of", "meetings": "a meeting has been held"}
_FATES = {
    "active": "still active",
    "goal reached": "stopped with their goal reached (left out here)",
    "dormant": "dormant",
    "dissolved": "dissolved",
}


@dataclass(frozen=True)
class Sign:
    """One row of the table of signs."""

    week: str
    text: str
    gone_if: str
    gone_if_not: str
    hit: str
    hit_spread: str
    false_alarm: str
    false_spread: str


def sign_rows(comparison: Comparison) -> list[Sign]:
    """Rows of the best few signs of each week; those that chance could explain are left out."""
    table = comparison.monitoring()
    told = table[table["told_from_chance"].astype(bool)] if len(table) else table
    rows = []
    for week, part in told.groupby("week", sort=True):
        for i, row in enumerate(each(part.head(_SHOWN))):
            rows.append(
                Sign(
                    week=f"Week {week}" if i == 0 else "",
                    text=words(row),
                    gone_if=_percent(row.gone_if_flagged),
                    gone_if_not=_percent(row.gone_if_not),
                    hit=_percent(row.hit),
                    hit_spread=f"{_percent(row.hit_low)} to {_percent(row.hit_high)}",
                    false_alarm=_percent(row.false_alarm),
                    false_spread=f"{_percent(row.false_alarm_low)} to {_percent(row.false_alarm_high)}",
                )
            )
    return rows


def advice(comparison: Comparison) -> list[str]:
    """Say for each week in one sentence what the best sign is."""
    table = comparison.monitoring()
    told = table[table["told_from_chance"].astype(bool)] if len(table) else table
    sentences = []
    for week, part in told.groupby("week", sort=True):
        row = each(part)[0]
        left = " (the facilitator has left by then: somebody has to ask)" if row.after_exit > 0.5 else ""
        sentences.append(
            f"If by week {week} {words(row)}{left}, {of_ten(row.gone_if_flagged)} such groups were gone two years "
            f"after the exit; of the others, {of_ten(row.gone_if_not)}."
        )
    return sentences


def about(comparison: Comparison) -> str:
    """Say whose groups were watched, what became of them, and how the rates were found."""
    watched = comparison.watchlist
    if watched.strategy is None:
        return (
            "No advice: no strategy compared has groups enough of both kinds, living and gone two years after its "
            "exit, to learn from (at least 20 of each on either half of the simulated worlds)."
        )
    title, counts = comparison.titles[watched.strategy], watched.counts
    fates = listed([f"{counts[key]:,} {words}" for key, words in _FATES.items() if counts.get(key)])
    reason = ""
    if watched.leader and watched.strategy != watched.leader:
        leader = comparison.titles[watched.leader]
        reason = f" (with {leader}, the leader, too few groups of one kind are left to learn from)"
    signs = watched.signs.iloc[0]
    return (
        f"{watched.worlds:,} futures of {title} were watched{reason} with the eyes of its facilitator. Two years after "
        f"the exit its groups were: {fates}. The lines were learned on half of the worlds ({signs.learned_on} groups); "
        f"every rate was counted on the other half ({signs.checked_on} groups, {of_ten(signs.gone)} gone)."
    )


def words(row: Any) -> str:
    """Say a warning in words."""
    if row.line == 1 and row.sign in _NONE:
        return _NONE[row.sign] if row.side == "below" else _SOME[row.sign]
    return (_BELOW if row.side == "below" else _ABOVE)[row.sign].format(_line(row.sign, row.line))


def _line(sign: str, line: float) -> str:
    if sign in ("deals_heard", "meetings"):
        return short(line)
    if sign == "mood":
        return f"{10 * line:.1f}".removesuffix(".0") + " of 10"
    if sign == "members_ran":
        return f"{line:.0%}"
    tens = round(20 * line)
    return f"{tens // 2} in 10" if tens % 2 == 0 else f"{tens} in 20"


def of_ten(share: float) -> str:
    """Say a share out of ten: ``7 of 10``; never all or none when it is not."""
    if not math.isfinite(share):
        return "–"
    tens = round(10 * share)
    if tens == 10 and share < 1:
        return "more than 9 of 10"
    return "fewer than 1 of 10" if tens == 0 and share > 0 else f"{tens} of 10"


def _percent(share: float) -> str:
    return f"{share:.0%}" if math.isfinite(share) else "–"
