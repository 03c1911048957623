"""All figures of the report, in order, each with its words."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from migsim.analysis import Comparison
from migsim.report.dots import lead_dots, outcome_dots
from migsim.report.gains import bars, by_group, totals
from migsim.report.over_time import Courses, courses, over_time
from migsim.report.sheet import Canvas


@dataclass(frozen=True)
class Drawing:
    """A figure as SVG.

    Attributes
    ----------
    key : str
        File name without its ending.
    title : str
        Heading.
    words : str
        How to read it, in a sentence or two.
    svg : str
        The SVG element.
    """

    key: str
    title: str
    words: str
    svg: str


def futures_in(table: pd.DataFrame) -> str:
    """Say over how many futures a table goes."""
    return f"{table['run'].nunique():,} futures"


def drawings(comparison: Comparison, drawn: Courses | None = None) -> dict[str, Drawing]:
    """Draw everything; keys are in the order of the report. `drawn`: what happens over the weeks, if it is known."""
    drawn = drawn or courses(comparison.weekly, list(comparison.titles))
    made = [
        Drawing(key, title, words, sheet.svg(f"{title}. {words}"))
        for key, title, words, sheet in _all(comparison, drawn)
        if sheet is not None
    ]
    return {drawing.key: drawing for drawing in made}


def _all(comparison: Comparison, drawn: Courses) -> Iterator[tuple[str, str, str, Canvas | None]]:
    label = comparison.outcome.label
    yield (
        "outcomes",
        f"What each strategy brings: {label}",
        "Each dot is one of 20 equally likely simulated futures. Where dots pile up, the result is most likely.",
        outcome_dots(comparison),
    )
    told = comparison.recommendation()
    leader = comparison.titles.get(told.leader or "", "")
    yield (
        "leads",
        f"The same futures, side by side: {leader} against each of the others",
        "Every strategy meets the same people, the same luck and the same shocks, so it can be compared within each "
        f"future. A dot to the right of the line is a future in which {leader} does better.",
        lead_dots(comparison),
    )
    weekly = futures_in(comparison.weekly)
    yield (
        "over-time",
        "What happens over the years",
        "Line: average over futures; band: 8 of 10 futures. Dashed upright line: the exit, when paid support ends. "
        "Dot and number: what is left two years later (at the end, where there is no exit). "
        f"Dotted line: the same market without a project; income is told as what is added to it. Over {weekly}.",
        over_time(comparison, drawn),
    )
    currency, over = comparison.scenario.currency, futures_in(comparison.groups)
    yield (
        "gains-total",
        "All added gains together",
        f"What each adds over no project: present value over the whole time, average over {over} ({currency}). Members "
        "are in a group; constituents are outside the room but tied to a delegate in it; the wider market is "
        "everybody else.",
        bars(comparison, totals(comparison), "money"),
    )
    groups = comparison.groups
    yield (
        "gains-each",
        "The gain of one person or business",
        f"Added over no project: average present value for each, in {currency}, over {over}.",
        bars(comparison, by_group(groups, "added", social=True), "money"),
    )
    yield (
        "gains-relative",
        "The same gain, as a share of a year’s turnover",
        "Sums in money favour large businesses; this shows what the gain means to those who have it.",
        bars(comparison, by_group(groups, "added_relative", social=True), "share"),
    )
    yield (
        "gains-relative-position",
        "Inside and outside the groups, as a share of a year’s turnover",
        "The further right the bars of the wider market, the further the change has spread beyond the groups.",
        bars(comparison, by_group(groups, "added_relative", social=False), "share"),
    )
