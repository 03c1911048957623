"""What the same people gain in the same future without a project, so that what a project adds can be told by group.

Who a member is depends on the strategy. To say what members gain over no project, the gains of the same people are
looked up in the future without one. Of that future the gains of each actor of the pool are kept, and of its
constituents together; of any other who became a member, and who was in the room.
"""

from dataclasses import dataclass

import numpy as np

from migsim.engine.worlds import Cell, Desk
from migsim.state import Array

GAIN, RELATIVE = 0, 1  # columns of `Without.own` and `Without.constituents`
MEMBER, IN_ROOM = 0, 1  # columns of `Without.joined`


@dataclass(frozen=True)
class Without:
    """Gains of the pool without a project, and who took part under each strategy.

    Attributes
    ----------
    row : int or None
        Row of the strategy without a project; None where there is none.
    own, constituents : ndarray
        Gain (present value) and gain over yearly turnover of each actor of the pool, and summed over the actors outside
        who are tied to it, shape (G, P, 2).
    joined : ndarray of bool
        Whether each actor of the pool was ever a member, and whether it was in the room, shape (S, G, P, 2).
    """

    row: int | None
    own: Array
    constituents: Array
    joined: Array

    @classmethod
    def empty(cls, row: int | None, strategies: int, futures: int, pool: int) -> "Without":
        """Allocate for so many futures."""
        kept = futures if row is not None else 0
        own, constituents = (np.zeros((kept, pool, 2)) for _ in range(2))
        return cls(row, own, constituents, np.zeros((strategies, kept, pool, 2), np.bool_))

    def first(self, futures: int) -> "Without":
        """The same of the first futures only."""
        return Without(self.row, self.own[:futures], self.constituents[:futures], self.joined[:, :futures])

    def keep(self, row: int, run: int, cell: Cell, desk: Desk) -> None:
        """Note what is needed of a future that has been played at `desk`."""
        if run >= len(self.own):
            return
        actors = desk.state.actors
        self.joined[row, run, :, MEMBER] = actors["member_ever"]
        self.joined[row, run, :, IN_ROOM] = actors["in_room"]
        if row != self.row:
            return
        pool, outside = len(cell.market.pool), cell.market.outside
        tied = outside["delegate"] >= 0
        for column, name in ((GAIN, "gain"), (RELATIVE, "relative")):
            gains = np.nan_to_num(desk.gains[name])  # nobody without turnover has a relative gain
            self.own[run, :, column] = gains[:pool]
            theirs = (outside["stands_for"] * gains[pool:])[tied]
            self.constituents[run, :, column] = np.bincount(outside["delegate"][tied], theirs, pool)

    def of_categories(self, splits: Array) -> Array:
        """What members, constituents and everybody else would gain without the project, shape (S, G, 3, 2): sums.

        Parameters
        ----------
        splits : ndarray
            SPLIT records of the same futures, shape (S, G, splits); the three categories come first.
        """
        alone = splits[self.row, :, :3]
        everybody = np.stack([alone["gain"].sum(axis=1), alone["relative"].sum(axis=1)], axis=-1)
        members = np.einsum("sgp,gpc->sgc", self.joined[..., MEMBER], self.own)
        constituents = np.einsum("sgp,gpc->sgc", self.joined[..., IN_ROOM], self.constituents)
        return np.stack([members, constituents, everybody - members - constituents], axis=2)
