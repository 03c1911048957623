"""Parts of the model page, written again from the page alone, against the engine."""

import hashlib
import math
from bisect import bisect_right
from itertools import accumulate
from statistics import NormalDist

import pytest
from migsim import simulate
from migsim.chance import INVITATION, MAPPING_ATTENDANCE, PARAMETER, TURNOVER, permanent_id, uniform
from migsim.scenario import load_scenario
from migsim.scenario.market import build_market
from migsim.scenario.parameters import PARAMETERS
from migsim.scenario.priors import load_prior

SEED, RUN = 7, 3


def page_id(kind: str, name: str) -> int:
    """Section 5, "Permanent ids"."""
    return int.from_bytes(hashlib.blake2s(f"{kind}:{name}".encode(), digest_size=3).digest(), "big")


def page_u(event: int, week: int, i: int, j: int, key: tuple[int, int]) -> float:
    """Section "Chance in the model"."""
    a, b, c, d = week, event, i, j
    x, y = key
    for _ in range(10):
        one, two = 0xD2511F53 * a, 0xCD9E8D57 * c
        a, b, c, d = (two >> 32) ^ b ^ x, two & 0xFFFFFFFF, (one >> 32) ^ d ^ y, one & 0xFFFFFFFF
        x, y = (x + 0x9E3779B9) & 0xFFFFFFFF, (y + 0xBB67AE85) & 0xFFFFFFFF
    return ((a // 64) * 2**26 + b // 64 + 0.5) / 2**52


@pytest.fixture(scope="module")
def history():
    return simulate("treyl-poultry", "light-touch", seed=SEED, run=RUN)


def test_ids_and_draws():
    for kind, name in (("actor", "Winam hatchery"), ("constraint", "diseases"), ("parameter", "breach")):
        assert page_id(kind, name) == permanent_id(kind, name)
    for address in ((INVITATION, 0, 5, 0), (15 + 256 * 77, 30, 2**24 - 1, 9)):
        assert page_u(*address, (SEED, RUN)) == uniform((SEED, RUN), *address)


@pytest.mark.slow
def test_parameters_of_a_future():
    drawn = load_prior("wide").draw(SEED, range(RUN, RUN + 1))[0]
    for p in PARAMETERS:
        q = page_u(PARAMETER, 0, page_id("parameter", p.name), 0, (SEED, RUN))
        value = p.low * (p.high / p.low) ** q if p.scale == "log" else p.low + q * (p.high - p.low)
        assert drawn[p.name] == pytest.approx(value, rel=1e-12)


@pytest.mark.slow
def test_turnover_invitation_and_mapping(history):
    scenario, start = load_scenario("treyl-poultry"), history.strategy.start
    roles = {role.name: role for role in scenario.roles}
    pool, room = scenario.actors, scenario.room
    names = sorted(roles)
    held = {name: sum(actor.role == name for actor in pool) for name in names}
    seats = {name: room * held[name] // len(pool) for name in names}
    left = sorted(names, key=lambda name: -(room * held[name] % len(pool)))  # stable: ties go to the lower row
    for name in left[: room - sum(seats.values())]:
        seats[name] += 1

    def draw(event, week, actor):
        return page_u(event, week, page_id("actor", actor.name), 0, (SEED, RUN))

    def score(actor):
        power = roles[actor.role].power if actor.power is None else actor.power
        marginalised = any(group.marginalised for group in scenario.groups if group.name in actor.groups)
        extra = start.marginalised_first if marginalised else 0.0
        return (1 - start.breadth) * power + start.breadth * draw(INVITATION, 0, actor) + extra

    prepared = 1 - 2 ** (-start.preparation["starting"] / history.parameters["half_preparation"])
    invited = {
        actor.name
        for name in names
        for actor in sorted((a for a in pool if a.role == name), key=lambda a: -score(a))[: seats[name]]
    }
    table = history.actors.set_index("actor")
    assert set(table.index[table["in_room"]]) == invited
    for actor in pool:
        median = roles[actor.role].turnover if actor.turnover is None else actor.turnover
        if median > 0:
            z = NormalDist().inv_cdf(draw(TURNOVER, 0, actor))
            expected = median * 2.718281828459045 ** (roles[actor.role].spread * z)
            assert table.loc[actor.name, "turnover"] == pytest.approx(expected, rel=1e-9)
        days = 0
        for day in range(start.mapping_days):
            chance = max(history.parameters["mapping_attendance"] - history.parameters["mapping_decay"] * day, 0)
            chance += (1 - chance) * history.parameters["starting_draw"] * prepared
            days += actor.name in invited and draw(MAPPING_ATTENDANCE, day, actor) < chance
        assert table.loc[actor.name, "mapping_days"] == days


def test_the_contact_network():
    """Section 5, "The contact network"."""
    scenario = load_scenario("treyl-poultry")
    market = build_market(scenario, SEED)
    key, half, nodes = (SEED, 2**32 - 1), scenario.outside.contacts / 2, len(market.pool) + len(market.outside)
    size, back = len(market.pool), 1000
    order = [*sorted(range(size), key=lambda row: int(market.pool[row]["id"])), *range(size, nodes)]

    def actor(node):
        return market.pool[node] if node < size else market.outside[node - size]

    def alike(a, b):
        same = actor(a)["role"] == actor(b)["role"]
        return same and actor(a)["marginalised"] == actor(b)["marginalised"]

    stands_for = [1] * size + market.outside["stands_for"].tolist()
    assert sum(stands_for) == size + scenario.outside.size
    below = list(accumulate(stands_for[node] for node in order))
    contacts = [[] for _ in range(nodes)]  # who hears from each node
    for node in order:
        own, kind = int(actor(node)["id"]), int(node >= size)
        picks = int(half) + (page_u(21, 0, own, kind, key) < half - int(half))
        for pick in range(picks):
            found = []
            for attempt in (0, 1):
                v = page_u(21, 1 + 2 * pick + attempt, own, kind, key)
                candidate = order[min(bisect_right(below, v * below[-2]), nodes - 2)]
                found.append(order[-1] if candidate == node else candidate)
            taken = found[1] if alike(node, found[1]) and not alike(node, found[0]) else found[0]
            contacts[taken].append(node)
            share = stands_for[node] / stands_for[taken] + page_u(21, back + pick, own, kind, key)
            contacts[node] += [taken] * math.floor(share)
    for node in range(nodes):
        mine = market.contacts[market.contact_start[node] : market.contact_start[node + 1]]
        assert sorted(mine.tolist()) == sorted(contacts[node])
