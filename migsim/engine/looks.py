"""A future seen every few weeks: who trusts whom, who belongs to which group, and what draws each to its meetings."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from migsim.engine.handed import hand_votes
from migsim.engine.look import PULL, Snapshots, look
from migsim.engine.walk import Walk
from migsim.engine.worlds import Cell, Desk
from migsim.reference import lend
from migsim.state import PLACES, Array


@dataclass(frozen=True)
class Looks:
    """What was seen, look by look.

    Attributes
    ----------
    weeks : array of int, shape (L,)
    trust : array of float, shape (L, P (P - 1) / 2)
        Trust between two actors of the pool, 0 to 1, both ways on average; pairs in the order of
        ``np.triu_indices(P, 1)``.
    member : array of bool, shape (L, G, P)
        Who belongs to which group.
    pulls : array of PULL, shape (L, G, P)
        What draws a member to its meetings, see `migsim.engine.look.PULLS`: utilities of the attendance rule, this
        week's facilitation included; the cost is negative. 0 for others.
    """

    weeks: Array
    trust: Array
    member: Array
    pulls: Array

    @cached_property
    def lent(self) -> Snapshots:
        """What is filled, as entries of the compiled model take it."""
        return lend(Snapshots(self.trust, self.member, self.pulls))


def watch(cell: Cell, parameters: Array, run: int, every: int = 4, votes: Array | None = None) -> tuple[Desk, Looks]:
    """Play one future and look at it in week 0 and every few weeks.

    Parameters
    ----------
    cell : Cell
    parameters : ndarray
        One record, shape (1,).
    run : int
        Number of the future.
    every : int
        Weeks between two looks.
    votes : array of float, shape (K,), optional
        A vote that is handed in, in place of the actors' own; see `migsim.engine.handed.hand_votes`.

    Returns
    -------
    Desk, Looks
        All that came of the future lies on the desk, recorded, with its log.
    """
    weeks = np.arange(0, cell.weeks + 1, every)
    people = len(cell.scenario.actors)
    looks = Looks(
        weeks=weeks,
        trust=np.zeros((len(weeks), people * (people - 1) // 2)),
        member=np.zeros((len(weeks), PLACES, people), bool),
        pulls=np.zeros((len(weeks), PLACES, people), PULL),
    )
    walk = Walk(cell, parameters, run)
    if votes is not None:
        hand_votes(walk, votes)
    while True:
        if walk.week % every == 0:
            look(walk.desk.lent, cell.lent, parameters, looks.lent, walk.week // every)
        if walk.week == cell.weeks:
            return walk.finished(), looks
        walk.step()
