"""Business ties between two actors of the pool."""

from dataclasses import dataclass

from object_model.actor import PoolActor

LONGEST_DEAL = 13  # weeks that a deal runs


@dataclass(eq=False)
class Tie:
    """A running deal, or a partnership that goes on from deal to deal."""

    first: PoolActor  # stands earlier in the scenario
    second: PoolActor
    gain: float  # of each side, money
    risk: float  # loss over gain when the other breaks it
    due: int  # week in which it matures
    partners: bool = False
    before: bool = False  # there before the project
    suspended: bool = False  # since a breach, until it is due

    @property
    def sides(self) -> tuple[tuple[PoolActor, PoolActor], tuple[PoolActor, PoolActor]]:
        """Each side with its partner."""
        return (self.first, self.second), (self.second, self.first)

    @property
    def weekly_value(self) -> float:
        """What it is worth to each side a week while it runs, its constituents' part too (money)."""
        return 0.0 if self.suspended else self.gain / LONGEST_DEAL

    def own_part(self, actor: PoolActor) -> float:
        """Part of what it pays that stays with one side; what was there before the project is nobody else's."""
        return 1.0 if self.before or actor.public else actor.turnover / actor.business
