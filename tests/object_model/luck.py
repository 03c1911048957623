"""Luck: the draws of one future, each with its own address."""

from migsim.chance import in_mig, uniform
from migsim.numerics import normal_quantile


class Luck:
    """All draws under one key (seed, run)."""

    def __init__(self, seed: int, run: int) -> None:
        self.key = (seed, run)

    def draw(self, event: int, week: int = 0, i: int = 0, j: int = 0, mig: int | None = None) -> float:
        """Draw from (0, 1) that belongs to this event alone; `mig` is the id of the group that it happens in."""
        word = event if mig is None else in_mig(event, mig)
        return float(uniform(self.key, word, week, i, j))

    def normal(self, event: int, week: int = 0, i: int = 0, j: int = 0, mig: int | None = None) -> float:
        """Standard normal value with the same address."""
        return float(normal_quantile(self.draw(event, week, i, j, mig)))
