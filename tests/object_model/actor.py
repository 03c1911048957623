"""Market actors: those of the pool, who may be invited, and those outside."""

from typing import TYPE_CHECKING, Any

import mesa
from migsim.chance import COOPERATION_TYPE, GENERAL_TRUST, INTEREST, RELIABILITY, TURNOVER, permanent_id
from migsim.numerics import exp, log
from migsim.scenario.schema import Actor as Given
from migsim.scenario.schema import Group, Role

from object_model.constraint import Constraint

if TYPE_CHECKING:
    from object_model.ties import Tie

FIRST_OUTSIDE = 1 << 24  # ids outside begin above those of named actors
MARGINALISED_POWER = 0.6  # outside, against others of the role


class Actor(mesa.Agent):
    """Anybody in the market."""

    def __init__(self, model: Any, name: str, identity: int, role: Role, groups: list[Group]) -> None:
        super().__init__(model)
        self.name, self.id, self.role = name, identity, role
        self.groups = {group.name for group in groups}
        self.marginalised = any(group.marginalised for group in groups)
        self.power = role.power
        self.turnover = 0.0
        self.contacts: list[Actor] = []  # in the contact network: whom it hears from
        self.listeners: list[Actor] = []  # who hear from it
        self.needed = 0  # neighbours who have to take a practice up before this one does
        self.stands_for = 1  # actors of the market, itself among them
        self.took_up: set[Constraint] = set()
        self.lapses: dict[Constraint, float] = {}  # hazard at which a service that it took up lapses
        self.lapsed: set[Constraint] = set()
        self.hazard: dict[Constraint, float] = {}  # of taking it up, so far
        self.word: dict[Constraint, float] = {}  # pull of contacts who took it up
        self.convinced: dict[Constraint, int] = {}  # contacts who took it up
        self.threshold: dict[Constraint, float] = {}  # hazard at which it takes it up
        self.cash = 0.0  # this week: deals less own cost, money
        self.anyway = 0.0  # this week: what deals would have paid without the project, money
        self.gains: list[float] = []  # by week, over the same week without the project, money
        self.incomes: list[float] = []  # gained by week, money
        self.added: list[float] = []  # the same over a future without the project

    def alike(self, other: "Actor") -> bool:
        """Whether the two have the same role and the same standing."""
        return self.role.name == other.role.name and self.marginalised == other.marginalised

    def weight_of(self, contact: "Actor") -> float:
        """Part of a contact in what all contacts say: those alike weigh more; all together weigh 1."""
        peer = self.model.parameters.peer_weight
        total = len(self.contacts) + (peer - 1) * sum(self.alike(other) for other in self.contacts)
        return float((peer if self.alike(contact) else 1.0) / total)

    def stake(self, constraint: Constraint) -> float:
        """What full work on a constraint would gain it (money a week; negative: lives off it)."""
        raise NotImplementedError

    def access(self, constraint: Constraint) -> float:
        """Part in the relief, against an equal one: tilt favours the powerful."""
        return 1.0 + constraint.tilt * (self.power - constraint.mean_power)

    def benefit(self, constraint: Constraint) -> float:
        """Part in the relief that reaches it, which is none before it took up what brings it."""
        return self.access(constraint) if self.has(constraint) else 0.0

    def has(self, constraint: Constraint) -> bool:
        """Whether relief of a constraint reaches it."""
        return constraint.enabling or (constraint in self.took_up and constraint not in self.lapsed)

    @property
    def public(self) -> bool:
        """Whether it has no turnover."""
        return self.turnover == 0.0

    @property
    def escaped(self) -> float:
        """Share of a shock that it escapes."""
        return 0.0


class OutsideActor(Actor):
    """Somebody in the wider market."""

    def __init__(self, model: Any, number: int, role: Role, groups: list[Group], turnover: float, alike: int) -> None:
        super().__init__(model, f"outside {number}", FIRST_OUTSIDE + number, role, groups)
        self.turnover = turnover
        self.stands_for = alike
        self.power = role.power * (MARGINALISED_POWER if self.marginalised else 1.0)
        self.delegate: PoolActor | None = None

    def stake(self, constraint: Constraint) -> float:
        return float(self.model.role_gain[self.role.name, constraint] * self.turnover / 52)


class PoolActor(Actor):
    """Somebody with a name, who might be invited to the room."""

    def __init__(self, model: Any, given: Given, role: Role, groups: list[Group]) -> None:
        super().__init__(model, given.name, permanent_id("actor", given.name), role, groups)

        def own(figure: str) -> Any:
            value = getattr(given, figure)
            return getattr(role, figure) if value is None else value

        self.median = own("turnover")
        self.power, self.hours, self.travel = own("power"), own("hours"), own("travel")
        self.competence, self.represents = own("competence"), given.represents
        factor = min((group.voice for group in groups), default=1.0) if given.voice is None else 1.0
        self.given_voice = min(own("voice") * factor, 1.0)
        self.burdened = max((group.travel for group in groups), default=1.0)
        self.constituents: list[OutsideActor] = []
        self.in_room = False
        self.days_at_mapping = 0
        self.member_ever = False
        self.memberships = 0
        self.belief: dict[Constraint, float] = {}
        self.interest: dict[Constraint, float] = {}
        self.felt: dict[Constraint, float] = {}
        self.hours_given = 0.0

    def draw(self) -> None:
        """Become a person: what is drawn once for a future."""
        model, p, luck = self.model, self.model.parameters, self.model.luck
        self.turnover = self.median * exp(self.role.spread * luck.normal(TURNOVER, i=self.id))
        v = luck.draw(COOPERATION_TYPE, i=self.id)
        if v < p.share_conditional:
            self.type = "conditional cooperator"
        elif v < p.share_conditional + p.share_free_riders:
            self.type = "free rider"
        else:
            self.type = "unconditional cooperator"
        self.reliability = log((1 - p.breach) / p.breach) + p.reliability_spread * luck.normal(RELIABILITY, i=self.id)
        self.general_trust = p.trust_spread * luck.normal(GENERAL_TRUST, i=self.id)
        self.systems = p.first_systems
        self.voice = self.voice_peak = self.given_voice
        constraints = model.constraints
        self.felt = {k: exp(p.interest_spread * luck.normal(INTEREST, i=self.id, j=k.id)) for k in constraints}
        self.interest = {
            k: p.burden_scale * self.turnover / 52
            * sum(j.severity * j.flow[k] * j.burden_of(self.role.name) * self.felt[j] for j in constraints)
            for k in constraints
        }  # fmt: skip

    def stake(self, constraint: Constraint) -> float:
        return self.interest[constraint]

    def give(self, hours: float, money: float = 0.0) -> None:
        """Give own time and pay own money."""
        self.hours_given += hours
        self.cash -= hours * self.role.hour_value * self.model.season("time") + money

    @property
    def ties(self) -> "dict[PoolActor, Tie]":
        """Its business ties, running or suspended, by partner."""
        found: dict[PoolActor, Tie] = self.model.trade.of[self]
        return found

    @property
    def business(self) -> float:
        """Turnover that it deals with in a room, its own and for its constituents (money a year)."""
        p = self.model.parameters
        if self.public or not p.delegates_on:
            return self.turnover
        return float(self.turnover + p.deal_reach * sum(one.stands_for * one.turnover for one in self.constituents))

    @property
    def has_room_for_a_tie(self) -> bool:
        """Whether one more business tie fits in."""
        return len(self.ties) < self.role.deals

    @property
    def escaped(self) -> float:
        """Share of a shock that it escapes with the help of trusted partners."""
        model = self.model
        if not model.parameters.rerouting_on:
            return 0.0
        trusted = sum(model.bonds.trust(self, j) for j, tie in self.ties.items() if not tie.suspended)
        return float(model.parameters.rerouting * min(trusted / 2, 1.0))
