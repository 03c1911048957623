"""The model: the order of week 0 and of every week after it."""

from collections import Counter
from types import SimpleNamespace
from typing import Any

import mesa
from migsim.facilitation.strategy import Strategy
from migsim.scenario.schema import Scenario

from object_model.actor import PoolActor
from object_model.beliefs import form_beliefs, leverage
from object_model.bonds import Bonds
from object_model.constraint import build_constraints
from object_model.facilitator import Facilitator
from object_model.formation import form_groups
from object_model.income import Delivery, close_week, income_index, open_accounts
from object_model.luck import Luck
from object_model.market import MARKET_RUN, build_outside, build_pool, weave_network
from object_model.measures import MEASURES, gained_by_category
from object_model.meeting import meet
from object_model.mig import MIG
from object_model.recruiting import bring_roles
from object_model.shocks import Shocks
from object_model.take_up import draw_needs, lapse, spread
from object_model.ties import Tie
from object_model.trade import open_trade
from object_model.voice import fade_voices
from object_model.work import work
from object_model.workshop import invite, map_market

LATER = 104  # weeks after the exit at which life is checked


class ObjectModel(mesa.Model):
    """One future of one strategy on one market."""

    def __init__(
        self,
        scenario: Scenario,
        strategy: Strategy,
        parameters: SimpleNamespace,
        seed: int = 1,
        run: int = 0,
        weeks: int | None = None,
    ) -> None:
        super().__init__(rng=0)  # unused: all chance comes from keyed draws
        self.scenario, self.parameters, self.luck = scenario, parameters, Luck(seed, run)
        self.horizon = weeks or scenario.horizon
        self.week = 0
        self.events: list[tuple[int, str, int | None, str, str, float]] = []
        self.lay_out(Luck(seed, MARKET_RUN))
        self.facilitator = Facilitator(self, strategy)
        self.migs: list[MIG] = []
        self.life_later: list[str] | None = None  # status of each group 104 weeks after the exit
        self.index: list[float] = []  # of income, by week
        self.spent = 0.0  # present value
        self.met: Counter[frozenset[PoolActor]] = Counter()  # gatherings that a pair sat in together
        self.cut_short: dict[frozenset[PoolActor], int] = {}  # week in which a deal cut short would have matured
        self.deals_total = self.deals_matured = self.deals_honoured = 0
        self.invited_facilitated: list[PoolActor] = []  # to each meeting held while facilitated
        self.came_facilitated: list[PoolActor] = []
        self.open_week()
        self.begin()
        self.datacollector = mesa.DataCollector(model_reporters=MEASURES)
        self.datacollector.collect(self)

    def lay_out(self, luck: Luck) -> None:
        """Build the market as the scenario gives it."""
        scenario = self.scenario
        self.roles = {role.name: role for role in sorted(scenario.roles, key=lambda role: role.name)}
        self.constraints = build_constraints(self, scenario, self.parameters.influence_on)
        pool = build_pool(self, scenario)
        outside = build_outside(self, scenario, pool, luck)
        self.size_outside = sum(actor.stands_for for actor in outside)
        weave_network(pool, outside, scenario.outside.contacts, luck)
        self.pool, self.outside, self.everybody = pool, outside, [*pool, *outside]
        self.complements = {frozenset(c.roles): c.strength for c in scenario.complements}
        self.discount = (1 + scenario.costs.discount) ** (-1 / 52)
        self.role_gain = {
            (role, k): self.parameters.burden_scale
            * sum(j.severity * j.flow[k] * j.burden_of(role) for j in self.constraints)
            for role in self.roles
            for k in self.constraints
        }

    def begin(self) -> None:
        """Week 0: people, invitation, mapping, vote, groups."""
        facilitator = self.facilitator
        self.shocks, self.delivery = Shocks(self, self.scenario.shocks), Delivery(self)
        for actor in self.pool:
            actor.draw()
        draw_needs(self)
        if facilitator.workshop:
            facilitator.prepare()
        self.room = invite(self)
        starting = facilitator.intensity["starting"]
        self.bonds = Bonds(self.pool, self.parameters, starting, facilitator.start.group == "existing")
        open_trade(self)
        open_accounts(self)
        self.convenience = starting
        if facilitator.workshop:
            map_market(self)
        self.leverage = leverage(self)
        form_beliefs(self)
        if facilitator.workshop:
            self.migs = form_groups(self)
        for actor in self.everybody:
            actor.incomes.append(actor.cash)
            actor.gains.append(actor.cash)
        self.take_stock()

    def step(self) -> None:
        """One week."""
        self.week += 1
        self.open_week()
        fade_voices(self)
        self.facilitator.work(self.week)
        bring_roles(self)
        for mig in self.migs:
            if mig.alive and mig.next_meeting <= self.week:
                meet(self, mig)
        work(self)
        self.trade.mature(self.week)
        self.without.mature(self.week)
        lapse(self)
        spread(self)
        self.shocks.pass_week(self.week)
        self.delivery.deliver(self.facilitator.delivery)
        close_week(self)
        self.take_stock()
        self.datacollector.collect(self)

    def play(self) -> "ObjectModel":
        """Run to the horizon."""
        while self.week < self.horizon:
            self.step()
        return self

    def open_week(self) -> None:
        """Forget a little, and set the week's counters to nought."""
        if self.week > 0:
            self.bonds.forget()
            self.without.bonds.forget()
        self.cost = 0.0
        self.deals_struck = 0
        self.held: list[tuple[MIG, list[PoolActor], list[PoolActor]]] = []  # meetings: group, members, who came
        for actor in self.everybody:
            actor.cash = actor.anyway = 0.0

    def take_stock(self) -> None:
        """Note what the scorecard needs of this week."""
        self.index.append(income_index(self))
        self.gained = gained_by_category(self)
        self.deals_total += self.deals_struck
        for _, members, present in self.held if self.facilitator.present else ():
            self.invited_facilitated += members
            self.came_facilitated += present
        if self.facilitator.exit is not None and self.week == self.facilitator.exit + LATER:
            self.life_later = [mig.status for mig in self.migs]

    @property
    def live_migs(self) -> list[MIG]:
        """Active groups."""
        return [mig for mig in self.migs if mig.active]

    @property
    def served_migs(self) -> list[MIG]:
        """Groups that the facilitator shares its hours between: active ones, and dormant ones to be revived."""
        return [mig for mig in self.migs if mig.alive]

    @property
    def ties(self) -> list[Tie]:
        """All business ties, running or suspended."""
        return list(self.trade.ties)

    def complement(self, i: PoolActor, j: PoolActor) -> float:
        """How well the businesses of two roles fit."""
        return self.complements.get(frozenset((i.role.name, j.role.name)), 0.0)

    def season(self, what: str) -> float:
        """How far this week is above the yearly mean of time, money or prices."""
        seasons = self.scenario.seasons
        if not seasons or not self.parameters.season_on:
            return 1.0
        year = [float(getattr(season, what)) for season in seasons for _ in range(season.weeks)]
        return year[self.week % 52] / (sum(year) / 52)

    def pay(self, money: float) -> None:
        """Book spending of the programme."""
        self.cost += money
        self.spent += money * self.discount**self.week

    def log(self, event: str, mig: MIG | None = None, actor: Any = None, other: Any = "", value: float = 0.0) -> None:
        """Write down what happened."""
        number = None if mig is None else mig.number
        name = "" if actor is None else actor.name
        self.events.append((self.week, event, number, name, getattr(other, "name", str(other)), float(value)))
