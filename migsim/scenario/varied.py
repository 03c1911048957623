"""The market of one future, where figures of the scenario are ranges: laid out anew but for the people outside.

The wider market and its contact network are drawn by the seed and stay who they are. Their turnovers follow their
role's, and how many actors each stands for follows the size of the wider market.
"""

from threading import Lock
from typing import Any

import numpy as np

from migsim.scenario import market as layout
from migsim.scenario.ranges import draw_figures, with_figures
from migsim.scenario.schema import Scenario
from migsim.state import Array, Market

_KEPT = 256  # futures' markets kept at a time: more than all threads work on


class Worlds:
    """Scenario and market of each future of a seed.

    Parameters
    ----------
    scenario : Scenario
        With ranges or without.
    market : Market
        As `build_market` lays the likely figures out.
    seed : int
    """

    def __init__(self, scenario: Scenario, market: Market, seed: int) -> None:
        self.scenario, self.market, self.seed = scenario, market, seed
        self._kept: dict[int, tuple[Scenario, Market]] = {}
        self._lock = Lock()

    def of(self, run: int) -> tuple[Scenario, Market]:
        """Scenario and market of one future."""
        if not self.scenario.ranges:
            return self.scenario, self.market
        with self._lock:
            if run in self._kept:
                return self._kept[run]
        drawn = draw_figures(self.scenario.ranges, self.seed, range(run, run + 1))
        scenario = with_figures(self.scenario, {name: float(values[0]) for name, values in drawn.items()})
        made = scenario, varied_market(self.market, self.scenario, scenario)
        with self._lock:
            while len(self._kept) >= _KEPT:
                self._kept.pop(next(iter(self._kept)))
            self._kept[run] = made
        return made


def varied_market(market: Market, likely: Scenario, drawn: Scenario) -> Market:
    """Lay out a scenario that differs from another in figures only, with the people outside of the other.

    Parameters
    ----------
    market : Market
        Of `likely`.
    likely, drawn : Scenario
        The same tables and names, other figures.

    Returns
    -------
    Market
        Read-only arrays.
    """
    roles = sorted(drawn.roles, key=lambda role: role.name)
    role_row = {role.name: row for row, role in enumerate(roles)}
    constraint_row = {constraint.name: row for row, constraint in enumerate(drawn.constraints)}
    pool = layout._pool(drawn, role_row)
    outside = _outside(market, likely, drawn, roles)
    spoken_for = outside["delegate"] >= 0
    pool["constituents_turnover"] = np.bincount(
        outside["delegate"][spoken_for], (outside["stands_for"] * outside["turnover"])[spoken_for], len(pool)
    )
    table = layout._roles(drawn, roles, pool, outside)
    burden = np.zeros_like(market.burden)
    for k, constraint in enumerate(drawn.constraints):
        for name, share in constraint.burden.items():
            burden[role_row[name], k] = share
    complements = np.zeros_like(market.complements)
    for pair in drawn.complements:
        a, b = (role_row[name] for name in pair.roles)
        complements[a, b] = complements[b, a] = pair.strength
    made = market._replace(
        figures=layout._figures(drawn, int(market.figures[0]["weeks"]), table, pool, outside),
        roles=table,
        pool=pool,
        outside=outside,
        constraints=layout._constraints(drawn),
        shocks=layout._shocks(drawn, role_row, constraint_row),
        burden=burden,
        complements=complements,
        flow=market.flow if drawn.influence == likely.influence else layout.relief_flow(layout.influence_matrix(drawn)),
    )
    for array in made:
        array.setflags(write=False)
    return made


def _outside(market: Market, likely: Scenario, drawn: Scenario, roles: list[Any]) -> Array:
    """The same people outside, with turnover and power of their roles, as many of each as the market's size says."""
    before = {role.name: role for role in likely.roles}
    turnover = np.array([role.turnover / (before[role.name].turnover or 1.0) for role in roles])
    power = np.array([role.power / (before[role.name].power or 1.0) for role in roles])
    outside = market.outside.copy()
    outside["turnover"] *= turnover[outside["role"]]
    outside["power"] *= power[outside["role"]]
    if drawn.outside.size != likely.outside.size:
        outside["stands_for"] = _scaled(
            outside["stands_for"], outside["role"], drawn.outside.size / likely.outside.size
        )
    return outside


def _scaled(stands_for: Array, role: Array, factor: float) -> Array:
    """How many actors each row stands for in a market of another size: whole numbers, role by role in proportion."""
    made = np.zeros_like(stands_for)
    for one in np.unique(role):
        rows = np.flatnonzero(role == one)
        ends = np.round(factor * np.cumsum(stands_for[rows]))
        made[rows] = np.maximum(np.diff(ends, prepend=0.0), 1.0)  # nobody who is there is gone
    return made
