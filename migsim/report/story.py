"""What every part of a timeline needs: the events of a history by name, and its things in words."""

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from migsim.analysis.words import listed, money

if TYPE_CHECKING:
    from migsim.engine import History


class Told(NamedTuple):
    """One piece of a timeline: the week, and a sentence or two to be read aloud."""

    week: int
    text: str


class Event(NamedTuple):
    """One row of the event log; `mig` is the group's number from 1, or 0 where the event concerns none."""

    week: int
    event: str
    mig: int
    actor: str
    other: str
    value: float


class Story:
    """A history, ready to be told.

    Attributes
    ----------
    history : History
        What is told.
    events : list of Event
        The event log, in order.
    titles : dict of str to str
        Constraint name to title.
    """

    def __init__(self, history: "History") -> None:
        self.history = history
        self.events = [
            Event(int(week), str(event), int(mig), str(actor), str(other), float(value))
            for week, event, mig, actor, other, value in history.events.assign(
                mig=history.events["mig"].fillna(0)
            ).itertuples(index=False)
        ]
        self.titles = {constraint.name: constraint.title for constraint in history.scenario.constraints}

    def of(self, *names: str) -> list[Event]:
        """Return the events of these names, in order."""
        return [event for event in self.events if event.event in names]

    def group(self, mig: int, week: int) -> str:
        """Name a group by its number and what it works on in a week: ``Group 1 (Access to finance)``."""
        turns = [e.other for e in self.of("formed", "changed-constraint") if e.mig == mig and e.week <= week]
        return f"Group {mig} ({self.title(turns[-1])})" if turns else f"Group {mig}"

    def title(self, constraint: str) -> str:
        """Return the title of a constraint."""
        return self.titles.get(constraint, constraint)

    def money(self, amount: float) -> str:
        """Word an amount of money in the scenario's currency; less than a twentieth of it is nothing."""
        return money(0.0 if abs(amount) < 0.05 else amount, self.history.scenario.currency)

    def exit(self) -> int | None:
        """First week without paid support for good; None when there was nobody to leave.

        A facilitator who finds no group alive stops, and comes back when one revives: only the last time counts.
        """
        weeks = [event.week for event in self.of("exit")]
        return weeks[-1] if weeks else None


def when(week: int) -> str:
    """Word a week.

    Examples
    --------
    >>> when(0), when(12), when(53)
    ('Week 0', 'Week 12 (month 3)', 'Week 53 (month 13)')
    """
    return f"Week {week} (month {-(-week * 12 // 52)})" if week else "Week 0"


def many(count: float, thing: str, things: str = "") -> str:
    """Count things: ``1 group``, ``3 groups``, ``no groups``; a count that is missing or infinite is not known."""
    if not math.isfinite(count):
        return f"an unknown number of {things or thing + 's'}"
    number = "no" if count == 0 else f"{count:,.0f}"
    return f"{number} {thing if count == 1 else things or thing + 's'}"


def tally(counts: Iterable[tuple[str, float]]) -> str:
    """List names with their counts: ``smallholder 11, trader 5 and NGO 1``."""
    return listed([f"{name} {count:,.0f}" for name, count in counts])
