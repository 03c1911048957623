"""Trade: business ties and the trust they rest on; those that are, and those that would be without a project."""

from collections import defaultdict
from collections.abc import Callable
from itertools import combinations
from math import floor
from typing import Any

from migsim.chance import DEAL_HONOURED, FIRST_TIE, MATCH
from migsim.numerics import exp, logistic

from object_model.actor import PoolActor
from object_model.bonds import Bonds
from object_model.ties import LONGEST_DEAL, Tie

WELL_KNOWN = 1000  # gatherings that those who trade count as having had


def half_up(number: float) -> int:
    """Nearest whole number of a parameter that counts."""
    return floor(number + 0.5)


class Trade:
    """Ties that mature by the same rules, on the trust of `bonds`; `pay` books what they pay, `log` what happens."""

    def __init__(
        self, model: Any, bonds: Bonds, pay: Callable[[PoolActor, float, Tie], None], log: Callable[..., None]
    ) -> None:
        self.model, self.bonds, self.pay, self.log = model, bonds, pay, log
        self.ties: list[Tie] = []
        self.of: defaultdict[PoolActor, dict[PoolActor, Tie]] = defaultdict(dict)  # by actor and partner

    def begin(self, tie: Tie) -> None:
        """Start trading."""
        self.ties.append(tie)
        for i, j in tie.sides:
            self.of[i][j] = tie

    def accepts(self, i: PoolActor, j: PoolActor, risk: float) -> bool:
        """Whether i expects to gain from a deal with j."""
        trust = self.bonds.trust(i, j)
        return bool(trust - (1 - trust) * risk > 0)

    def wanted(self, tie: Tie) -> bool:
        """Whether both sides want another deal."""
        return all(self.accepts(i, j, tie.risk) for i, j in tie.sides)

    def end(self, tie: Tie) -> None:
        """Part."""
        self.ties.remove(tie)
        for i, j in tie.sides:
            del self.of[i][j]
        self.log("tie-ended", actor=tie.first, other=tie.second)

    def mature(self, week: int) -> None:
        """Settle all deals that are due, and look again at ties that were suspended until now."""
        order = sorted(self.ties, key=lambda tie: (tie.first.unique_id, tie.second.unique_id))
        for tie in order:
            if tie.due == week:
                self.resume(tie) if tie.suspended else self.go_on(tie, self.settle(tie, week))

    def resume(self, tie: Tie) -> None:
        """After a pause, begin anew with a deal or part."""
        if self.wanted(tie):
            tie.suspended, tie.due = False, tie.due + LONGEST_DEAL
            self.log("tie-resumed", actor=tie.first, other=tie.second)
        else:
            self.end(tie)

    def go_on(self, tie: Tie, honoured: bool) -> None:
        """Renew, suspend or end a tie after a deal."""
        p = self.model.parameters
        if p.partners_on and p.suspension_on and not honoured:
            pause = half_up(p.suspension)
            tie.suspended, tie.partners, tie.due = True, False, tie.due + pause
            self.log("tie-suspended", actor=tie.first, other=tie.second, value=pause)
        elif tie.partners and self.wanted(tie) and p.partners_on:
            tie.due += LONGEST_DEAL
        else:
            self.end(tie)

    def keeps(self, i: PoolActor, j: PoolActor, week: int) -> bool:
        """Whether i keeps its promise to j."""
        model = self.model
        logit = (
            i.reliability + model.parameters.relationship * (self.bonds.trust(i, j) - 0.5) - model.shocks.spike(week)
        )
        return bool(model.luck.draw(DEAL_HONOURED, week, i.id, j.id) < logistic(logit))

    def settle(self, tie: Tie, week: int) -> bool:
        """Both sides keep or break a deal, and learn from it; say whether both kept it."""
        p = self.model.parameters
        kept = {i: self.keeps(i, j, week) for i, j in tie.sides}
        pays = tie.gain * self.model.season("prices")
        for actor, partner in tie.sides:
            if kept[partner]:
                self.pay(actor, pays, tie)
                self.bonds.praise(actor, partner, p.deal_evidence)
            else:
                self.bonds.blame(actor, partner, p.deal_evidence)
                if kept[actor]:
                    self.pay(actor, -pays * tie.risk, tie)
                    self.log("deal-broken", actor=partner, other=actor, value=pays * tie.risk)
        honoured = all(kept.values())
        if honoured:
            self.log("deal-honoured", actor=tie.first, other=tie.second, value=pays)
            if p.partners_on and not tie.partners:
                tie.partners = True
                self.log("partners", actor=tie.first, other=tie.second, value=tie.gain)
        if self is self.model.trade and not tie.before:
            self.model.deals_matured += 1
            self.model.deals_honoured += honoured
        return honoured


def open_trade(model: Any) -> None:
    """Week 0: who trades already; `model.trade` is what is, `model.without` what would be without a project."""
    p = model.parameters
    bonds = Bonds(model.pool, p, 0.0, False)
    model.trade = Trade(model, model.bonds, earn, model.log)
    model.without = Trade(model, bonds, forgo, lambda *_, **__: None)
    if p.trade_on and p.deals_on:
        for i, j in former_pairs(model):
            if i.has_room_for_a_tie and j.has_room_for_a_tie:
                begin_tie(model, i, j)
    tied = {pair for tie in model.without.ties for pair in tie.sides}
    for table in (bonds.good, bonds.bad, bonds.prior, bonds.understanding):
        for pair in table.keys() - tied:
            del table[pair]


def earn(actor: PoolActor, money: float, tie: Tie) -> None:
    """Money by a deal this week; a delegate shares it with her constituents, by turnover."""
    own = tie.own_part(actor)
    actor.cash += own * money
    if own < 1:
        turnover = sum(one.stands_for * one.turnover for one in actor.constituents)
        for constituent in actor.constituents:
            constituent.cash += (1 - own) * money * constituent.turnover / turnover


def forgo(actor: PoolActor, money: float, tie: Tie) -> None:
    """Money that a deal would have brought this week without a project."""
    actor.anyway += money


def former_pairs(model: Any) -> list[tuple[PoolActor, PoolActor]]:
    """Pairs that may trade at week 0, by their luck; earlier rows of the scenario first within a pair."""
    found = []
    for i, j in combinations(model.pool, 2):
        low, high = sorted((i.id, j.id))
        u = model.luck.draw(FIRST_TIE, 0, low, high)
        if u < chance_of_trade(model, i, j, low, high):
            found.append((u, i, j))
    return [(i, j) for _, i, j in sorted(found, key=lambda one: one[0])]


def chance_of_trade(model: Any, i: PoolActor, j: PoolActor, low: int, high: int) -> float:
    """What the scenario says of two actors, or else of their roles, or else by complementarity and size."""
    for pair in ({i.name, j.name}, {i.role.name, j.role.name}):
        for tie in model.scenario.ties:
            if set(tie.between) == pair:
                return float(tie.share)
    p = model.parameters
    if model.luck.draw(MATCH, 0, low, high) >= p.match_share:
        return 0.0
    return float(p.existing_trade * size(i) * size(j) * model.complement(i, j))


def size(actor: PoolActor) -> float:
    """Its turnover against that of its role, from 0 to 2."""
    return 2 * actor.turnover / (actor.turnover + actor.role.turnover) if actor.turnover else 0.0


def begin_tie(model: Any, i: PoolActor, j: PoolActor) -> None:
    """Partners since before week 0, with and without the project."""
    p, luck = model.parameters, model.luck
    low, high = sorted((i.id, j.id))
    risk = p.deal_loss * exp(p.deal_spread * luck.normal(FIRST_TIE, 2, low, high))
    gain = p.tie_value * min(i.turnover, j.turnover) * 13 / 52
    due = 1 + floor(LONGEST_DEAL * luck.draw(FIRST_TIE, 1, low, high))
    for trade in (model.trade, model.without):
        trade.begin(Tie(i, j, gain, risk, due, partners=True, before=True))
        for one, other in ((i, j), (j, i)):
            trade.bonds.praise(one, other, p.trade_history * p.deal_evidence)
    model.met[frozenset((i, j))] = WELL_KNOWN
