"""Business in a history: the first deal told in full, the rest by quarters of a year, with the meetings."""

from collections import Counter
from collections.abc import Iterator

from migsim.report.story import Event, Story, Told, many

_QUARTER = 13


def first_deals(story: Story) -> Iterator[Told]:
    """Tell the first deal, the first one broken and the first partners in full."""
    for event in story.of("deal")[:1]:
        where = (
            f"at the margins of a meeting of {story.group(event.mig, event.week)}" if event.mig else "at the workshop"
        )
        yield Told(
            event.week,
            f"The first deal, {where}: {event.actor} and {event.other} agree on business for a quarter of a year. "
            f"If both keep their word, it is worth about {story.money(event.value)} to each.",
        )
    for event in story.of("deal-broken")[:1]:
        cost = f"It costs {event.other} {story.money(event.value)}"
        yield Told(event.week, f"A deal is broken for the first time, by {event.actor}. {cost}.")
    for event in story.of("partners")[:1]:
        yield Told(
            event.week,
            f"{event.actor} and {event.other} have both kept their word. They become partners and go on trading, "
            "whatever becomes of the groups.",
        )


def quarters(story: Story) -> Iterator[Told]:
    """Sum up meetings and deals of each quarter, in its last week; nothing where nothing happened."""
    counted = story.of("met", "not-convened", "deal", "deal-honoured", "deal-broken", "partners")
    last = int(story.history.weekly["week"].iloc[-1])
    for start in range(1, last + 1, _QUARTER):
        end = min(start + _QUARTER - 1, last)
        text = summed_up([event for event in counted if start <= event.week <= end])
        if text:
            yield Told(end, f"Weeks {start} to {end} in sum: {text}.")


def summed_up(events: list[Event]) -> str:
    """Sum up some weeks: meetings, deals struck, how deals that fell due ended, new partners."""
    count = Counter(event.event for event in events)
    present = [event.value for event in events if event.event == "met"]
    parts = []
    if present:
        parts.append(f"{many(len(present), 'meeting')}, with {sum(present) / len(present):.0%} of the members")
    if count["not-convened"]:
        parts.append(f"{many(count['not-convened'], 'meeting')} that nobody called")
    if count["deal"]:
        parts.append(f"{many(count['deal'], 'deal')} struck")
    due = count["deal-honoured"] + count["deal-broken"]
    if due:
        parts.append(
            f"of {many(due, 'deal')} that fell due {count['deal-honoured']} honoured, {count['deal-broken']} broken"
        )
    if count["partners"]:
        parts.append(f"{many(count['partners'], 'new pair')} of partners")
    return "; ".join(parts)
