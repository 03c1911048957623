"""What actors of the pool hold of each other: trust as a Beta reputation, and mutual understanding."""

from collections.abc import Sequence
from itertools import permutations
from typing import Any

from object_model.actor import PoolActor
from object_model.arithmetic import clip, mean

EXISTING_TRUST = 0.06  # first trust that an existing formal group adds

Pair = tuple[PoolActor, PoolActor]


class Bonds:
    """Directed bonds i -> j, keyed by the pair."""

    def __init__(self, pool: Sequence[PoolActor], parameters: Any, starting: float, existing: bool) -> None:
        self.parameters = p = parameters
        self.good: dict[Pair, float] = {}
        self.bad: dict[Pair, float] = {}
        self.prior: dict[Pair, float] = {}
        self.understanding: dict[Pair, float] = {}
        added = p.transparency_trust * starting + (EXISTING_TRUST if existing else 0.0)
        for i, j in permutations(pool, 2):
            first = p.trust_same_tier if i.role.tier == j.role.tier else p.trust_across_tiers
            self.prior[i, j] = clip(first + i.general_trust + added, 0.05, 0.95)
            self.good[i, j] = self.bad[i, j] = 0.0
            self.understanding[i, j] = p.first_understanding

    def trust(self, i: PoolActor, j: PoolActor) -> float:
        """Chance that i gives to j's keeping its word."""
        strength = self.parameters.prior_strength
        good, bad = self.good[i, j], self.bad[i, j]
        return float((strength * self.prior[i, j] + good) / (strength + good + bad))

    def mean_trust(self, i: PoolActor, others: Sequence[PoolActor]) -> float:
        """Mean trust of i in the others among `others`."""
        return mean(self.trust(i, j) for j in others if j is not i)

    def praise(self, i: PoolActor, j: PoolActor, evidence: float) -> None:
        """Count positive evidence of i about j."""
        if self.parameters.trust_on:
            self.good[i, j] += evidence

    def blame(self, i: PoolActor, j: PoolActor, evidence: float) -> None:
        """Count negative evidence of i about j, which weighs more."""
        if self.parameters.trust_on:
            self.bad[i, j] += self.parameters.negative_weight * evidence

    def forget(self) -> None:
        """Let a week pass over all evidence."""
        left = self.parameters.forgetting ** (12 / 52)
        self.good = {pair: evidence * left for pair, evidence in self.good.items()}
        self.bad = {pair: evidence * left for pair, evidence in self.bad.items()}

    def mix(self, present: Sequence[PoolActor], evidence: float, pace: float) -> None:
        """Contact: all present have positive evidence of each other and come to understand each other."""
        for i, j in permutations(present, 2):
            self.praise(i, j, evidence)
            if self.parameters.understanding_on:
                self.understanding[i, j] += min(pace, 1.0) * (1.0 - self.understanding[i, j])
