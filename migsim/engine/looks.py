"""A future seen every few weeks: who trusts whom, who belongs to which group, and what draws each to its meetings."""

from dataclasses import dataclass

import numpy as np

from migsim.engine.look import PULLS, pulls_of_all, trust_of_all
from migsim.engine.walk import Walk
from migsim.engine.worlds import prepare_cell
from migsim.facilitation.strategy import Strategy
from migsim.scenario.priors import load_prior
from migsim.scenario.schema import Scenario
from migsim.state import PLACES, Array, Market


@dataclass(frozen=True)
class Looks:
    """What was seen, look by look.

    Attributes
    ----------
    weeks : array of int, shape (L,)
    trust : array of float, shape (L, P, P)
        Trust of each pool actor (row) in each other, 0 to 1.
    member : array of bool, shape (L, G, P)
        Who belongs to which group.
    pulls : array of float, shape (L, G, P, 5)
        What draws a member to its meetings, see `migsim.engine.look.PULLS`.
    """

    weeks: Array
    trust: Array
    member: Array
    pulls: Array


def watch(
    scenario: Scenario,
    strategy: Strategy,
    seed: int = 1,
    run: int = 0,
    *,
    every: int = 4,
    market: Market | None = None,
) -> tuple[Walk, Looks]:
    """Play one future and look at it in week 0 and every few weeks.

    Parameters
    ----------
    scenario : Scenario
    strategy : Strategy
    seed, run : int
        The future, as in `migsim.simulate`.
    every : int
        Weeks between two looks.
    market : Market, optional
        The scenario as arrays, built for this seed, where it is at hand.

    Returns
    -------
    Walk, Looks
        The walk has reached its horizon.
    """
    cell = prepare_cell(scenario, strategy, seed, market=market)
    parameters = load_prior().draw(seed, range(run, run + 1))
    walk = Walk(cell, parameters, run)
    weeks = np.arange(0, cell.weeks + 1, every)
    people = len(scenario.actors)
    looks = Looks(
        weeks=weeks,
        trust=np.zeros((len(weeks), people, people)),
        member=np.zeros((len(weeks), PLACES, people), bool),
        pulls=np.zeros((len(weeks), PLACES, people, len(PULLS))),
    )
    for n, week in enumerate(weeks):
        while walk.week < week:
            walk.step()
        trust_of_all(walk.desk.lent, parameters, looks.trust[n])
        pulls_of_all(walk.state, cell.market, parameters, looks.pulls[n])
        looks.member[n] = walk.state.members["member"]
    while walk.week < cell.weeks:
        walk.step()
    return walk, looks
