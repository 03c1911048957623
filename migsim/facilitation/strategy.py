"""Strategies: what a facilitator does, as data or as a Python class, on the same footing."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from migsim.facilitation.schema import Handover, Plan, Start

if TYPE_CHECKING:
    from migsim.facilitation.memory import Memory


@dataclass(frozen=True)
class GroupSeen:
    """One group as a facilitator can see it.

    Attributes
    ----------
    constraint : str
        What it works on.
    status : str
        "active", "dormant", "dissolved" or "goal reached".
    members : int
    meetings : int
        Held with a quorum so far.
    attendance, kept, members_ran, mood : float
        Running averages, 0 to 1: members who come, commitments kept, the members' part in running meetings, and mood
        (noisy).
    deals_heard : int
        Side-deals that the facilitator heard of; about half of those struck.
    last_attendance : float or None
        Members who came to the last meeting; None before the first. Running averages start at 0 and take about four
        meetings to tell the truth.
    last_members_ran : float or None
        The members' part in running the last meeting that had a quorum; None before the first.
    last_kept : float or None
        Commitments kept, when they were last gone through; None before.
    weeks_since_meeting : int
        Weeks since the last meeting that took place, or since the workshop.
    """

    constraint: str
    status: str
    members: int
    meetings: int
    attendance: float
    kept: float
    members_ran: float
    mood: float
    deals_heard: int
    last_attendance: float | None = None
    last_kept: float | None = None
    last_members_ran: float | None = None
    weeks_since_meeting: int = 0


@dataclass(frozen=True)
class Observation:
    """What a strategy sees at the start of a week; never the true state.

    Attributes
    ----------
    week, horizon : int
    groups : tuple of GroupSeen
    hours_spent : float
        Facilitator hours so far, preparation included.
    money_spent : float
        Programme spending so far (present value, the scenario's currency).
    """

    week: int
    horizon: int
    groups: tuple[GroupSeen, ...]
    hours_spent: float
    money_spent: float


@dataclass(frozen=True)
class Actions:
    """What the facilitator does this week. Everything is charged by the engine.

    Attributes
    ----------
    hours : mapping of str to float
        Hours this week by practice, for all groups together.
    style : float
        0 coaches, 1 does the work for the group.
    travel_support : float
        Share of members' travel that is paid.
    fund : float
        Money for each group, active or dormant.
    agents : {"staff", "local"}
        Who gives the hours: the programme's staff, or local agents whom it pays.
    messages : float
        Share of members who get messages between meetings.
    recruit : float
        Hours this week of bringing missing roles to the groups and of keeping buyers, beside those of the practices.
    """

    hours: Mapping[str, float] = field(default_factory=dict)
    style: float = 0.0
    travel_support: float = 0.0
    fund: float = 0.0
    agents: str = "staff"
    messages: float = 0.0
    recruit: float = 0.0


class Strategy:
    """A facilitation strategy. Subclass it and write `decide` for anything that a file cannot say.

    A subclass has a docstring that says what it is and where it comes from. `start` settles everything before week 1;
    from then on `decide` is asked once a week what to do, and returns `Actions`, or None for nothing.

    Attributes
    ----------
    name : str
        Short name, as in the column `strategy` of results; a comparison has each name once.
    title : str
        Name in words, for tables and figures.
    source : str
        Where it comes from.
    cost : {"own", "equal"}
        For the reader of a comparison: whether it was scaled to the scenario's budget. A class is never scaled.
    start : Start or None
        Preparation, invitation, mapping and vote; None: no workshop, no groups.
    exit_week : int or None
        First week without paid support, where it is known beforehand: then a horizon that is too short is refused.

    Examples
    --------
    >>> import migsim
    >>> class Weekly(migsim.Strategy):
    ...     '''Eight hours of management a week for half a year.'''
    ...     name = "weekly"
    ...     def decide(self, seen):
    ...         if seen.week <= 26:
    ...             return migsim.Actions(hours={"management": 8})
    >>> history = migsim.simulate("treyl-poultry", Weekly(), seed=1)
    """

    name: str = ""
    title: str = ""
    source: str = "own strategy"
    cost: str = "own"
    start: Start | None = Start()
    exit_week: int | None = None

    @property
    def description(self) -> str:
        """The docstring."""
        return (self.__doc__ or "").strip()

    def begin(self) -> "Strategy":
        """Return the strategy as it stands at the start of one future: a fresh copy, so that futures share nothing."""
        return copy.deepcopy(self)

    def decide(self, seen: Observation) -> Actions | None:
        """Return this week's actions.

        Parameters
        ----------
        seen : Observation
            What a facilitator can see; read only.

        Returns
        -------
        Actions or None
            None when nothing is done and nothing paid.
        """
        raise NotImplementedError("write decide(self, seen) in your strategy")


class FileStrategy(Strategy):
    """A strategy that is data: a `Plan`, from the library or from a file of one's own."""

    def __init__(self, plan: Plan, path: Path | None = None) -> None:
        self.plan = plan
        self.path = path
        self.name = plan.name
        self.title = plan.title
        self.source = plan.source
        self.cost = plan.cost
        self.start = plan.start
        self._memory: Memory | None = None

    @property
    def description(self) -> str:
        """What it is, from the file."""
        return self.plan.description.strip()

    @property
    def handover(self) -> Handover:
        """How the facilitator leaves."""
        return self.plan.handover

    @property
    def exit_week(self) -> int | None:  # type: ignore[override]
        """First week without paid support as planned at the latest; None where there is no group to leave (weeks)."""
        if self.plan.start is None:
            return None
        weeks = sum(phase.weeks for phase in self.plan.phases)
        return 1 + weeks + (self.handover.weeks if self.handover.kind == "when-ready" else 0)

    @property
    def is_data(self) -> bool:
        """Whether the plan says all; a subclass with a `decide` of its own is asked every week."""
        return type(self).decide is FileStrategy.decide

    def begin(self) -> "FileStrategy":
        """Return the strategy as it stands at the start of one future; a plan alone has nothing to forget."""
        fresh = copy.copy(self)
        fresh._memory = None
        return fresh if self.is_data else copy.deepcopy(fresh)

    def decide(self, seen: Observation) -> Actions | None:
        """Return this week's actions, by the machine code that a compiled run goes by; hours as written, not scaled."""
        from migsim.facilitation.memory import Memory
        from migsim.facilitation.schedule import plan_actions

        planned = plan_actions(self.plan, seen.week)
        if not self.plan.rules and self.handover.kind != "when-ready":
            return planned
        if self._memory is None or seen.week == 1:
            self._memory = Memory(self.plan)
        return self._memory.respond(planned, seen)
