"""One history as a timeline that a trainer could read aloud."""

import math
import textwrap
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from migsim.analysis.words import short, value
from migsim.facilitation.schedule import LIFE_AFTER
from migsim.report.closing import closing
from migsim.report.story import Story, Told, many, tally, when
from migsim.report.trade import first_deals, quarters
from migsim.report.turning_points import turning_points

if TYPE_CHECKING:
    from migsim.engine import History, Twin

_QUARTER = 13
_NAMED = 5


def tell(history: "History") -> list[Told]:
    """Tell a history in order of weeks.

    Parameters
    ----------
    history : History
        As `migsim.simulate` returns it.

    Returns
    -------
    list of Told
        Week and text: the workshop, the vote, the groups; turning points; deals, the first in full and the rest by
        quarter of a year; what was achieved by the exit, and what was left two years after it.
    """
    story = Story(history)
    told = [
        *workshop(story),
        *turning_points(story),
        *first_deals(story),
        *quarters(story),
        *stocktakings(story),
    ]
    return sorted(told, key=lambda piece: piece.week)


def timeline_text(history: "History", width: int = 88, twin: "Twin | None" = None) -> str:
    """Write a history as text: what it is, the timeline under headings of weeks, and the scorecard in words.

    Parameters
    ----------
    history : History
        As `migsim.simulate` returns it.
    width : int
        Columns.
    twin : Twin, optional
        Of the history, without a project; played when it is missing.

    Returns
    -------
    str
        Lines without trailing blanks, ending in a newline.
    """
    named = history.strategy.title or history.strategy.name
    lines = [
        history.scenario.title,
        f"Strategy: {named}. One simulated future: seed {history.seed}, run {history.run}.",
        "",
    ]
    for week, pieces in groupby(tell(history), key=lambda piece: piece.week):
        lines += [when(week), *(_wrapped(piece.text, width) for piece in pieces), ""]
    lines.append(f"In the end, after {history.weekly['week'].iloc[-1]} weeks")
    lines += [_wrapped(sentence, width) for sentence in closing(history, twin)]
    return "\n".join(lines) + "\n"


def _wrapped(text: str, width: int) -> str:
    return textwrap.fill(text, width, initial_indent="  ", subsequent_indent="  ")


def workshop(story: Story) -> Iterator[Told]:
    """Tell week 0: who came, what they voted for, which groups they formed."""
    actors = story.history.actors
    came = actors[actors["mapping_days"] > 0]
    if came.empty:
        plan = getattr(story.history.strategy, "plan", None)
        direct = plan is not None and plan.delivery is not None
        yield Told(0, "There is no workshop and no group." + " Relief goes straight to households." * direct)
        return
    days, invited = int(came["mapping_days"].max()), int(actors["in_room"].sum())
    yield Told(
        0, f"A workshop of {many(days, 'day')} to map the market: {invited} actors are invited, {len(came)} come."
    )
    yield Told(0, f"By role: {tally(Counter(came['role']).most_common())}.")
    labels = Counter(label for groups in came["groups"] for label in groups.split(", ") if label)
    if labels:
        yield Told(0, f"Among those who come: {tally(labels.most_common())}.")
    struck = [deal for deal in story.of("deal") if deal.week == 0]
    if struck:
        yield Told(0, f"At the margins they strike {many(len(struck), 'deal')}.")
    yield from the_vote(story)
    yield from the_groups(story)


def the_vote(story: Story) -> Iterator[Told]:
    """Tell the count of the vote."""
    votes = sorted(story.of("voted"), key=lambda event: -event.value)
    if not votes:
        return
    first, rest = votes[:_NAMED], votes[_NAMED:]
    count = "; ".join(f"{story.title(vote.other)}, {vote.value:,.0f}" for vote in first)
    others = f"; {many(len(rest), 'other')} together, {sum(vote.value for vote in rest):,.0f}" if rest else ""
    yield Told(0, f"They vote on what they would give time and effort to. The count: {count}{others}.")


def the_groups(story: Story) -> Iterator[Told]:
    """Tell which groups were formed, who chairs them, who belongs to them and how often they mean to meet."""
    formed = story.of("formed")
    if not formed:
        yield Told(0, "No constraint finds enough votes and enough members: no group is formed.")
    chairs = {event.mig: event.actor for event in story.of("chair") if event.week == 0}
    intervals = dict(zip(story.history.migs["mig"], story.history.migs["interval"], strict=True))
    for event in formed:
        members = [e.actor for e in story.of("joined") if e.mig == event.mig and e.week == 0]
        others = [name for name in members if name != chairs.get(event.mig)]
        interval = int(intervals[event.mig])
        rhythm = "every week" if interval == 1 else f"every {interval} weeks"
        yield Told(
            0,
            f"{story.group(event.mig, 0)} is formed with {many(event.value, 'member')} and means to meet {rhythm}. "
            f"In the chair: {chairs.get(event.mig, 'nobody')}. The others: {'; '.join(others)}.",
        )


def stocktakings(story: Story) -> Iterator[Told]:
    """Take stock when the facilitator has left, and two years later."""
    leaving, weekly = story.exit(), story.history.weekly
    if leaving is None:
        return
    why = "" if weekly["live_migs"].iloc[leaving] else ": no group is left to work with"
    yield Told(leaving, f"The facilitator has gone{why}. From this week on nothing is paid for any more.")
    yield Told(leaving, f"This is what is there. {stock(story, leaving)}")
    later = leaving + LIFE_AFTER
    if later <= weekly["week"].iloc[-1]:
        yield Told(later, f"Two years after the facilitator went, this is what is left. {stock(story, later)}")


def stock(story: Story, week: int) -> str:
    """Say in a few sentences what there is in a week: groups, goals, constraints, business, trust and incomes."""
    weekly = story.history.weekly
    now, start = weekly.iloc[week], weekly.iloc[0]
    goals = sum(1 for event in story.of("goal") if event.week <= week)
    groups = f"{many(now['live_migs'], 'group')} alive, {many(goals, 'goal')} reached".capitalize()
    business = f"{many(now['deals_running'], 'tie')} of business, {short(now['partners'])} of them between partners"
    sentences = (
        groups,
        load(now["severity"]),
        business.capitalize() if now["deals_running"] else "No business is running",
        f"Trust among participants is {value(now['trust'], 'index', '')}; after the workshop it was "
        f"{value(start['trust'], 'index', '')}",
        incomes(story, week),
    )
    return ". ".join(sentences) + "."


def load(severity: float) -> str:
    """Word the mean severity of the constraints relative to the start."""
    if not math.isfinite(severity):
        return "What the constraints weigh is not known"
    change = round(100 * (severity - 1.0))
    if change == 0:
        return "The constraints weigh about as much as at the start"
    return f"The constraints weigh {abs(change)}% {'more' if change > 0 else 'less'} than at the start, on average"


def incomes(story: Story, week: int) -> str:
    """Word the weekly incomes of the last quarter of a year against those at the start."""
    recent = story.history.weekly.iloc[max(week - _QUARTER + 1, 1) : week + 1]
    members, constituents, others = (
        story.money(recent[f"{who}_income"].mean()) for who in ("member", "constituent", "wider")
    )
    return (
        f"Income a week against the start, over the last quarter: members {members}, "
        f"those they speak for {constituents}, the wider market {others}"
    )
