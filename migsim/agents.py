"""The people of a `MarketModel` as Mesa agents: live views of rows of the one state, never a second copy."""

import itertools
import multiprocessing
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np

from migsim.engine.future import observe
from migsim.engine.run import trust_between
from migsim.errors import MigsimError
from migsim.facilitation.strategy import Observation, Strategy
from migsim.state import PARTNER, RUNNING_DEAL, SUSPENDED, WEEK_INCOME
from migsim.vocabulary import COOPERATION_TYPES, MIG_STATUS, PRACTICES

if TYPE_CHECKING:
    from migsim.model import MarketModel


@contextmanager
def start_method_kept() -> Iterator[None]:
    """Undo what the first import of Mesa 3.3 does to the whole process: it sets multiprocessing to spawn."""
    before, first = multiprocessing.get_start_method(allow_none=True), "mesa" not in sys.modules
    yield
    if first:
        multiprocessing.set_start_method(before, force=True)


with start_method_kept():
    import mesa as mesa


class _Counters(WeakKeyDictionary[Any, Iterator[int]]):
    """Agent numbers of each model. Mesa 3.3 counts in a plain dict, which keeps every model alive for ever."""

    def __getitem__(self, model: Any) -> Iterator[int]:
        return self.setdefault(model, itertools.count(1))


def _live(name: str, what: str) -> Any:
    """Property that reads one field of the view's row now."""

    def read(view: "View") -> Any:
        return view.record[name].item()

    return property(read, doc=what)


_READ_ONLY = (
    "agents are views of the market, to be read; model.step() moves them all, a migsim.Strategy acts, and who is there "
    "stands in the scenario"
)


class View(mesa.Agent):  # type: ignore[misc]
    """A row of the state as an agent. It holds no figures of its own, so it is never out of date.

    Attributes
    ----------
    row : int
        Position in the state; the identity is `name`.
    name : str
    """

    _ids = _Counters()
    model: "MarketModel"

    def __init__(self, model: "MarketModel", row: int, name: str) -> None:
        super().__init__(model)
        self.row, self.name = row, name

    @property
    def record(self) -> Any:
        """Row of the state that this is a view of."""
        raise NotImplementedError

    def step(self) -> None:
        """Refuse: the week moves all at once."""
        self._refuse("step")

    def advance(self) -> None:
        """Refuse: the week moves all at once."""
        self._refuse("advance")

    def remove(self) -> None:
        """Refuse: nobody can be taken out of a market that is under way."""
        self._refuse("remove")

    @classmethod
    def create_agents(cls, model: Any, n: int, *args: Any, **kwargs: Any) -> Any:
        """Refuse: nobody can be put into a market that is under way."""
        raise MigsimError(f"{cls.__name__}.create_agents: {_READ_ONLY}")

    def _refuse(self, what: str) -> None:
        raise MigsimError(f"{self!r}.{what}: {_READ_ONLY}")

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name!r})"


class MarketActor(View):
    """A named actor of the scenario's pool, in the room or not."""

    turnover = _live("turnover", "Turnover (money a year), as drawn for this future.")
    voice = _live("voice", "How far it is heard, 0 to 1.")
    systems = _live("systems", "Weight of leverage against its own visible burden, 0 to 1.")
    in_room = _live("in_room", "Whether it was invited to the workshop.")
    mapping_days = _live("came", "Mapping days attended.")
    member = _live("member_ever", "Whether it has ever been a member of a group.")
    ties = _live("ties", "Business ties at present: deals, partners, and those suspended.")
    hours_given = _live("hours_given", "Own time given so far (hours).")

    @property
    def income(self) -> float:
        """Income of the last week against week-0 burdens, net of own time and travel (money)."""
        return float(self.model.state.accounts[WEEK_INCOME, self.row])

    @property
    def record(self) -> Any:
        """Its row in ``state.actors``."""
        return self.model.state.actors[self.row]

    @property
    def role(self) -> str:
        """Name of its role."""
        return self.model.scenario.actors[self.row].role

    @property
    def groups(self) -> tuple[str, ...]:
        """Labels that it carries, such as women or youth."""
        return self.model.scenario.actors[self.row].groups

    @property
    def power(self) -> float:
        """How much others give way to it, 0 to 1."""
        return float(self.model.market.pool[self.row]["power"])

    @property
    def cooperation(self) -> str:
        """How it answers others: conditional cooperator, free rider or unconditional cooperator."""
        return COOPERATION_TYPES[int(self.record["type"])]

    @property
    def migs(self) -> "list[MIG]":
        """Groups that it is a member of; of a group that has ended, those who were in it to the end."""
        members = self.model.state.members
        return [mig for mig in self.model.migs if members[mig.row, self.row]["member"]]

    @property
    def partners(self) -> "list[MarketActor]":
        """Actors that it trades with on established terms."""
        return self._tied(PARTNER)

    @property
    def deals(self) -> "list[MarketActor]":
        """Actors that it has a first deal running with."""
        return self._tied(RUNNING_DEAL)

    @property
    def suspended(self) -> "list[MarketActor]":
        """Actors that it has a tie with which rests for now: it pays nothing, and keeps its place."""
        return self._tied(SUSPENDED)

    def _tied(self, kind: int) -> "list[MarketActor]":
        ties = self.model.state.tie  # above the diagonal
        mine = np.flatnonzero((ties[self.row] == kind) | (ties[:, self.row] == kind))
        return [self.model.actors[row] for row in mine]

    def trust_in(self, other: "MarketActor") -> float:
        """Chance that it gives to `other` keeping its word, 0 to 1."""
        return float(trust_between(self.model._walk.desk.lent, self.model.parameters, self.row, other.row))

    def understanding_of(self, other: "MarketActor") -> float:
        """How far it knows what `other` needs and offers, 0 to 1."""
        return float(self.model.state.understanding[self.row, other.row])

    def importance_of(self, constraint: str) -> float:
        """Weight that it gives to a constraint, by name; weights sum to 1 over constraints."""
        return float(self.model.state.belief[self.row, self.model.constraint_row(constraint)])

    def motivation_in(self, mig: "MIG") -> float:
        """Motivation to come to the meetings of `mig`, 0 to 1; missing (NaN) when it is not a member."""
        member = self.model.state.members[mig.row, self.row]
        return float(member["motivation"]) if member["member"] else float("nan")


class MIG(View):
    """A Market Interest Group, from its formation at the workshop on."""

    interval = _live("interval", "Weeks between meetings.")
    meetings = _live("meetings", "Meetings held with a quorum so far.")
    capacity = _live("capacity", "How well it runs itself, 0 to 1.")
    ownership = _live("ownership", "The members' share in deciding and doing, 0 to 1.")
    activity = _live("activity", "Running index of meetings that took place, 0 to 1.")
    quality = _live("quality", "How well the last meeting was run, 0 to 1.")
    believed = _live("believed", "What the members believe of their plan, 0 to 1.")
    effect = _live("effect", "True effectiveness of the plan, which nobody in the model can see.")
    goals = _live("goals", "Goals reached so far.")

    @property
    def record(self) -> Any:
        """Its row in ``state.migs``."""
        return self.model.state.migs[self.row]

    @property
    def constraint(self) -> str:
        """Name of the constraint that it works on now."""
        return self.model.scenario.constraints[int(self.record["constraint"])].name

    @property
    def status(self) -> str:
        """State of the group: "active", "dormant", "dissolved" or "goal reached"."""
        return MIG_STATUS[int(self.record["status"])]

    @property
    def plan(self) -> int:
        """Number of the current plan, from 1."""
        return int(self.record["plan"]) + 1

    @property
    def members(self) -> list[MarketActor]:
        """Its members now."""
        members = self.model.state.members[self.row]["member"]
        return [actor for actor in self.model.actors if members[actor.row]]

    @property
    def chair(self) -> MarketActor | None:
        """Its chairperson; None when the chair is vacant."""
        row = int(self.record["chair"])
        return self.model.actors[row] if row >= 0 else None


class Facilitator(View):
    """Whoever facilitates: its strategy, what it does this week, and what it can see."""

    style = _live("style", "0 coaches, 1 does the work for the groups.")
    travel_support = _live("travel_support", "Share of members' travel paid this week.")
    fund = _live("fund", "Money for each live group this week.")
    recruit = _live("recruit", "Hours of bringing missing roles in this week.")
    present = _live("present", "Whether the programme pays for something this week.")

    @property
    def record(self) -> Any:
        """Levers of this week, ``state.levers``."""
        return self.model.state.levers[self.row]

    @property
    def strategy(self) -> Strategy:
        """What it goes by."""
        return self.model.strategy

    @property
    def hours(self) -> dict[str, float]:
        """Hours of the last week by practice."""
        return dict(zip(PRACTICES, map(float, self.record["hours"]), strict=True))

    @property
    def seen(self) -> Observation:
        """What it can see before the coming week; never the true state."""
        model = self.model
        return observe(model.scenario, model.state, model.week + 1, model.horizon)
