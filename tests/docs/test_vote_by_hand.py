"""From the people to the vote and the members, written again from the model page alone, against the engine's log."""

import math
from statistics import NormalDist

import numpy as np
import pytest
from migsim import simulate
from migsim.scenario import load_scenario
from migsim.scenario.market import build_market
from migsim.stages.people import _OWN_STAKE
from test_model_page_by_hand import page_id, page_u

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=[(7, 3), (1, 0), (2, 5)])
def future(request):
    return simulate("treyl-poultry", "light-touch", seed=request.param[0], run=request.param[1])


class ByHand:
    """Sections 7.1 and 7.5 to 7.8 for one future; mapping days are read from the engine, they are tested elsewhere."""

    def __init__(self, history) -> None:
        self.history, self.p = history, history.parameters
        self.scenario = load_scenario("treyl-poultry")
        self.key = (history.seed, history.run)
        self.roles = {role.name: role for role in self.scenario.roles}
        self.constraints = self.scenario.constraints
        self.names = [c.name for c in self.constraints]
        self.flow = self.find_flow()
        self.f = {
            practice: 1 - 2 ** (-hours / self.p["half_preparation"])
            for practice, hours in history.strategy.start.preparation.items()
        }

    def z(self, event: int, i: int, j: int = 0) -> float:
        return NormalDist().inv_cdf(page_u(event, 0, i, j, self.key))

    def find_flow(self):
        k = len(self.names)
        influence = np.zeros((k, k))
        for cause, effects in self.scenario.influence.items():
            for effect, share in effects.items():
                influence[self.names.index(cause), self.names.index(effect)] = share
        return np.linalg.inv(np.eye(k) - influence.T) @ np.diag(1 - influence.sum(axis=0))

    def gain(self, role: str, felt) -> "np.ndarray":
        """Share of turnover that full work on each constraint brings."""
        loss = np.array([c.severity * c.burden.get(role, 0.0) for c in self.constraints]) * felt
        return self.p["burden_scale"] * loss @ self.flow

    def leverage(self) -> "np.ndarray":
        market, value = build_market(self.scenario, self.history.seed), np.zeros(len(self.names))
        for name, role in self.roles.items():
            row = sorted(self.roles).index(name)
            count = (
                sum(actor.role == name for actor in self.scenario.actors)
                + market.outside["stands_for"][market.outside["role"] == row].sum()
            )
            value += np.maximum(self.gain(name, 1.0), 0) * role.turnover * count
        spread = self.p["map_error"] * (1 - self.f.get("prioritising", 0.0))
        error = [math.exp(spread * self.z(29, page_id("constraint", name))) for name in self.names]
        value *= np.array([c.tractability for c in self.constraints]) * error
        return value / value.sum()

    def systems(self, table) -> dict[str, float]:
        """Understanding of the system after the mapping days; who came is drawn again."""
        held = {actor.name: self.p["first_systems"] for actor in self.scenario.actors}
        for day in range(self.history.strategy.start.mapping_days):
            chance = max(self.p["mapping_attendance"] - self.p["mapping_decay"] * day, 0)
            chance += (1 - chance) * self.p["starting_draw"] * self.f["starting"]
            present = [
                actor
                for actor in self.scenario.actors
                if table.loc[actor.name, "in_room"]
                and page_u(8, day, page_id("actor", actor.name), 0, self.key) < chance
            ]
            shares = [sum(a.role == name for a in present) / len(present) for name in self.roles]
            diversity = (1 - sum(s * s for s in shares)) / (1 - 1 / len(shares))
            depth = min(self.p["mapping_learning"] * diversity * (1 + self.f.get("prioritising", 0.0)), 1)
            for actor in present:
                held[actor.name] += depth * (1 - held[actor.name])
        return held

    def ballots(self) -> dict[str, "np.ndarray"]:
        table = self.history.actors.set_index("actor")
        leverage, systems = self.leverage(), self.systems(table)
        tractability = np.array([c.tractability for c in self.constraints])
        visible_all = np.array([c.severity * c.visibility for c in self.constraints])
        own, power = {}, {}
        for actor in self.scenario.actors:
            role, i = self.roles[actor.role], page_id("actor", actor.name)
            hours = role.hours if actor.hours is None else actor.hours
            if table.loc[actor.name, "mapping_days"] == 0 or hours < self.p["membership_hours"]:
                continue
            felt = np.array(
                [math.exp(self.p["interest_spread"] * self.z(6, i, page_id("constraint", k))) for k in self.names]
            )
            turnover = table.loc[actor.name, "turnover"]
            interest = self.gain(actor.role, felt) * turnover / 52
            burden = np.array([max(c.burden.get(actor.role, 0.0), 0.0) for c in self.constraints])
            visible = visible_all * (burden * felt if turnover > 0 else 1.0)
            stake = np.maximum(interest, 0) * tractability
            through = leverage
            if turnover > 0 and stake.sum() > 0:
                through = (1 - _OWN_STAKE) * leverage + _OWN_STAKE * stake / stake.sum()
            m = systems[actor.name]
            belief = (1 - m) * visible / visible.sum() + m * through
            belief[interest < 0] = 0
            needed = np.array(
                [1.0 if actor.role in c.needs else self.p["unneeded_willingness"] for c in self.constraints]
            )
            ballot = belief / belief.sum() * needed
            own[actor.name] = ballot / ballot.sum()
            power[actor.name] = role.power if actor.power is None else actor.power
        room = sum(power[name] * own[name] for name in own) / sum(power.values())
        lean_most = self.p["deference"] * (1 - self.f["inclusion"])
        return {
            name: (1 - lean_most * (1 - power[name])) * own[name] + lean_most * (1 - power[name]) * room for name in own
        }

    def votes(self, ballots) -> "np.ndarray":
        votes = np.zeros(len(self.names))
        for ballot in ballots.values():
            dots = np.zeros(len(self.names))
            for _ in range(3):
                dots[np.argmax(ballot / (dots + 1))] += 1
            votes += dots
        return votes

    def groups(self, ballots, votes) -> dict[str, set[str]]:
        luck = [page_u(25, 0, page_id("constraint", name), 0, self.key) for name in self.names]
        order = sorted(range(len(votes)), key=lambda k: (-votes[k], luck[k]))
        winners = [
            k for k in order[: self.history.strategy.start.groups] if votes[k] >= self.p["vote_threshold"] * votes.sum()
        ]
        joined: dict[int, set[str]] = {k: set() for k in winners}
        for actor in self.scenario.actors:
            if actor.name not in ballots:
                continue
            hours = self.roles[actor.role].hours if actor.hours is None else actor.hours
            ranked = sorted(winners, key=lambda k: -ballots[actor.name][k])
            for n, k in enumerate(ranked[: int(hours / self.p["membership_hours"])], start=1):
                if ballots[actor.name][k] < self.p["join_threshold"] * n / 2:
                    break
                joined[k].add(actor.name)
        return {self.names[k]: who for k, who in joined.items() if len(who) >= self.p["quorum_members"]}


def test_votes_and_members(future):
    page = ByHand(future)
    ballots = page.ballots()
    votes = page.votes(ballots)
    events = future.events
    counted = events[events["event"] == "voted"].set_index("other")["value"].to_dict()
    assert {name: v for name, v in zip(page.names, votes, strict=True) if v > 0} == counted
    groups = page.groups(ballots, votes)
    formed = events[events["event"] == "formed"].set_index("mig")["other"].to_dict()
    assert list(formed.values()) == list(groups)
    first = events[(events["event"] == "joined") & (events["week"] == 0)]
    for number, name in formed.items():
        assert set(first[first["mig"] == number]["actor"]) == groups[name]
    for event in first.itertuples():
        share = ballots[event.actor][page.names.index(formed[event.mig])]
        assert event.value == pytest.approx(min(page.p["first_energy"] + share, 1), rel=1e-9)
