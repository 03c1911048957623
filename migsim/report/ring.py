"""Where each actor stands in the picture of a market: a ring, by role, so that groups reach across it."""

import math

from migsim.scenario.schema import Scenario

_GAP = 0.8  # of a place between two roles


def places(scenario: Scenario) -> list[tuple[float, float]]:
    """Return x and y of every actor of the pool, from -1 to 1, those of one role side by side.

    Roles go round in the order of the file, which is that of the market chain.
    """
    order = {role.name: n for n, role in enumerate(scenario.roles)}
    rows = sorted(range(len(scenario.actors)), key=lambda row: order[scenario.actors[row].role])
    roles = [scenario.actors[row].role for row in rows]
    breaks = sum(a != b for a, b in zip(roles, [*roles[1:], *roles[:1]], strict=True))
    places, at = [(0.0, 0.0)] * len(rows), 0.0
    whole = len(rows) + _GAP * breaks
    for n, row in enumerate(rows):
        angle = 2 * math.pi * at / whole - math.pi / 2
        places[row] = (round(math.cos(angle), 4), round(math.sin(angle), 4))
        at += 1.0 + (_GAP if roles[n] != roles[(n + 1) % len(roles)] else 0.0)
    return places
