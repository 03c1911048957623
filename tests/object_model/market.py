"""The market as the scenario gives it: the pool, the outside with its labels and delegates, the contact network."""

from bisect import bisect_right
from itertools import accumulate
from math import ceil, floor
from typing import Any

from migsim.chance import NETWORK, OUTSIDE_LABEL, OUTSIDE_TURNOVER, permanent_id
from migsim.numerics import exp
from migsim.scenario.schema import Group, Role, Scenario

from object_model.actor import FIRST_OUTSIDE, Actor, OutsideActor, PoolActor
from object_model.arithmetic import shared_seats
from object_model.luck import Luck

MARKET_RUN = (1 << 32) - 1  # the outside belongs to the seed, not to one future
HOMOPHILY_TRIES = 2
BACK = 1000  # first week word of the draws of who hears back
FEWEST = 10  # of those outside whom nobody speaks for, a role's first stand for themselves


def build_pool(model: Any, scenario: Scenario) -> list[PoolActor]:
    """Everybody who might be invited, in the order of the scenario."""
    roles = {role.name: role for role in scenario.roles}
    groups = {group.name: group for group in scenario.groups}
    return [PoolActor(model, a, roles[a.role], [groups[name] for name in a.groups]) for a in scenario.actors]


def build_outside(model: Any, scenario: Scenario, pool: list[PoolActor], luck: Luck) -> list[OutsideActor]:
    """The wider market, role by role: first those whom actors of the pool, in order of ids, speak for."""
    roles = {role.name: role for role in sorted(scenario.roles, key=lambda role: role.name)}
    size = scenario.outside.size
    total = sum(role.outside_share for role in roles.values())
    seats = shared_seats(
        {name: role.outside_share / total * size for name, role in roles.items()}, size if total else 0
    )
    outside: list[OutsideActor] = []
    each = scenario.outside.each
    for name, count in seats.items():
        left = count
        for delegate in sorted((a for a in pool if a.role.name == name), key=lambda a: a.id):
            tied = min(delegate.represents, left)
            left -= tied
            found = several(model, scenario, roles[name], parted(tied, ceil(tied / each)), len(outside), luck)
            delegate.constituents = found
            for constituent in found:
                constituent.delegate = delegate
            outside += found
        parts = parted(left, max(ceil(left / each), min(left, FEWEST)))
        outside += several(model, scenario, roles[name], parts, len(outside), luck)
    return outside


def parted(actors: int, parts: int) -> list[int]:
    """A number of actors in parts as even as whole numbers can be, the larger first."""
    return [actors // parts + 1] * (actors % parts) + [actors // parts] * (parts - actors % parts) if parts else []


def several(model: Any, scenario: Scenario, role: Role, sizes: list[int], first: int, luck: Luck) -> list[OutsideActor]:
    """Outside actors of a role, numbered from `first`, each of whom stands for so many."""
    found = []
    for number, size in enumerate(sizes, start=first):
        identity = FIRST_OUTSIDE + number
        labels = [group for group in scenario.groups if carries(luck, identity, role.name, group)]
        turnover = role.turnover * exp(role.spread * luck.normal(OUTSIDE_TURNOVER, i=identity))
        found.append(OutsideActor(model, number, role, labels, turnover, size))
    return found


def carries(luck: Luck, identity: int, role: str, group: Group) -> bool:
    """Whether an outside actor carries a label."""
    return luck.draw(OUTSIDE_LABEL, i=identity, j=permanent_id("group", group.name)) < group.outside_share.get(
        role, 0.0
    )


def weave_network(pool: list[PoolActor], outside: list[OutsideActor], contacts: float, luck: Luck) -> None:
    """Let everybody pick contacts, of two candidates rather the one alike.

    Who is picked hears from who picked, too, as often as a contact between their households falls to one of its own.
    """
    nodes: list[Actor] = [*sorted(pool, key=lambda a: a.id), *outside]
    if len(nodes) < 2:
        return
    half = contacts / 2
    below = list(accumulate(node.stands_for for node in nodes))
    for node in nodes:
        kind = int(isinstance(node, OutsideActor))
        extra = luck.draw(NETWORK, 0, node.id, kind) < half - floor(half)
        for pick in range(floor(half) + extra):
            candidates = [
                candidate(nodes, below, node, luck.draw(NETWORK, 1 + HOMOPHILY_TRIES * pick + attempt, node.id, kind))
                for attempt in range(HOMOPHILY_TRIES)
            ]
            taken = next((other for other in candidates if node.alike(other)), candidates[0])
            hear(node, taken)
            for _ in range(floor(node.stands_for / taken.stands_for + luck.draw(NETWORK, BACK + pick, node.id, kind))):
                hear(taken, node)


def hear(listener: Actor, speaker: Actor) -> None:
    """Let somebody hear from another."""
    listener.contacts.append(speaker)
    speaker.listeners.append(listener)


def candidate(nodes: list[Actor], below: list[int], node: Actor, v: float) -> Actor:
    """Somebody else, each as often as it stands for somebody."""
    last = len(nodes) - 1
    found = nodes[min(bisect_right(below, v * below[last - 1]), last - 1)]
    return nodes[last] if found is node else found
