"""The check: an optimised strategy in fresh worlds, against the best of the library at the same hours and cost."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from migsim.analysis.optimising.aim import Aim, percentile, regrets
from migsim.analysis.optimising.bench import SEARCHED, Bench, column
from migsim.analysis.optimising.rivals import Rival
from migsim.analysis.optimising.search import best_of
from migsim.analysis.statistics import Summary, mean, summary
from migsim.engine.worlds import Cell
from migsim.facilitation.schema import Plan
from migsim.facilitation.strategy import FileStrategy
from migsim.state import Array

STRONGEST = (
    6  # rivals that are tested in fresh worlds; the others were further behind in the first of those searched in
)
_SCREENED = 96  # worlds in which rivals are screened
_RESAMPLED = 1000


@dataclass(frozen=True)
class Standing:
    """How a strategy did in fresh worlds.

    Attributes
    ----------
    name, rescaled : str
    value : dict
        Summary of the aim's column over worlds, in its own unit and sign.
    regret : float or None
        95th percentile over worlds, for a robust aim.
    cost : float
        Mean cost of the programme (money).
    """

    name: str
    rescaled: str
    value: Summary
    regret: float | None
    cost: float


@dataclass(frozen=True)
class Check:
    """What came of the check.

    Attributes
    ----------
    worlds : int
        Fresh worlds.
    own : Standing
    rivals : tuple of Standing
        The strongest, the best of them first.
    lead : dict
        How much better than the best rival, with its 90 % interval (`mean`, `mean_low`, `mean_high`): the paired
        difference of means, or the difference of the 95th percentiles of regret with a bootstrap interval.
    lead_searched : dict
        The same in the worlds that were searched in: what is more there is the bias of having searched.
    searched : float
        Mean of the aim's column, or the 95th percentile of regret, in the worlds that were searched in.
    """

    worlds: int
    own: Standing
    rivals: tuple[Standing, ...]
    lead: Summary
    lead_searched: Summary
    searched: float

    @property
    def bias(self) -> Summary:
        """How much larger the lead was in the worlds searched in, with its 90 % interval: luck that was selected."""
        before, after = self.lead_searched, self.lead
        gone = before["mean"] - after["mean"]
        below = math.hypot(before["mean"] - before["mean_low"], after["mean_high"] - after["mean"])
        above = math.hypot(before["mean_high"] - before["mean"], after["mean"] - after["mean_low"])
        return {"mean": gone, "mean_low": gone - below, "mean_high": gone + above}

    @property
    def verdict(self) -> str:
        """``ahead``, ``level`` or ``behind``: whether the interval of the lead holds nothing."""
        if self.lead["mean_low"] > 0.0:
            return "ahead"
        return "behind" if self.lead["mean_high"] < 0.0 else "level"


@dataclass(frozen=True)
class Referee:
    """Who checks.

    Attributes
    ----------
    bench, aim : Bench, Aim
    references : sequence of Rival
        What regret is against, the same as in the search.
    fresh, searched : int
        How many fresh worlds, and how many that were searched in.
    reference : ndarray or None
        The best of the references in each world that was searched in, for a robust aim, shape (searched,).
    """

    bench: Bench
    aim: Aim
    references: Sequence[Rival]
    fresh: int
    searched: int
    reference: Array | None = None

    def futures(self, rivals: int) -> int:
        """Futures that a check against so many rivals takes, at most."""
        own_and_strongest = 1 + min(STRONGEST, rivals)
        references = len(self.references) if self.aim.robust else 0
        return (
            rivals * min(_SCREENED, self.searched) + (own_and_strongest + references) * self.fresh + 2 * self.searched
        )

    def check(self, plan: Plan, rivals: Sequence[Rival]) -> Check:
        """Check a strategy against rivals."""
        screened = min(_SCREENED, self.searched)
        gains, _ = self._play([rival.cell for rival in rivals], range(SEARCHED, SEARCHED + screened))
        order = np.argsort(self.aim.losses(gains, self._known(screened)), kind="stable")
        strongest = [rivals[row] for row in order[:STRONGEST]]
        own = self.bench.cell(FileStrategy(plan))
        gains, costs = self._play([own, *(rival.cell for rival in strongest)], range(self.fresh))
        reference = None
        if self.aim.robust:
            reference = best_of(self._play([rival.cell for rival in self.references], range(self.fresh))[0])
        losses = self.aim.losses(gains, reference)
        standings = [self._standing("optimised", "", gains[0], losses[0], costs[0])]
        for row, rival in enumerate(strongest, 1):
            standings.append(self._standing(rival.plan.name, rival.rescaled, gains[row], losses[row], costs[row]))
        ranked = 1 + np.argsort(losses[1:], kind="stable")
        best = int(ranked[0])
        before, _ = self._play([own, strongest[best - 1].cell], range(SEARCHED, SEARCHED + self.searched))
        searched = mean(self.aim.outcome.sign * before[0])
        if self.aim.robust:
            searched = float(self.aim.losses(before, self.reference)[0])
        return Check(
            worlds=self.fresh,
            own=standings[0],
            rivals=tuple(standings[row] for row in ranked),
            lead=self._lead(gains[[0, best]], reference),
            lead_searched=self._lead(before, self.reference),
            searched=searched,
        )

    def _known(self, worlds: int) -> Array | None:
        return None if self.reference is None else self.reference[:worlds]

    def _play(self, cells: Sequence[Cell], worlds: range) -> tuple[Array, Array]:
        """Signed gains, and costs, in some worlds."""
        table = self.bench.play(cells, worlds)
        return self.aim.gains(table), column(table, "cost")

    def _standing(self, name: str, rescaled: str, gains: Array, loss: float, costs: Array) -> Standing:
        regret = float(loss) if self.aim.robust else None
        return Standing(name, rescaled, summary(self.aim.outcome.sign * gains), regret, mean(costs))

    def _lead(self, pair: Array, reference: Array | None) -> Summary:
        """How far the first of two is ahead of the second."""
        if reference is None:
            return summary(pair[0] - pair[1])
        regret = regrets(pair, reference)
        chance = np.random.default_rng([self.bench.seed, pair.shape[1]])
        drawn = regret[:, chance.integers(0, pair.shape[1], (_RESAMPLED, pair.shape[1]))]
        leads = percentile(drawn[1]) - percentile(drawn[0])
        low, high = (float(q) for q in np.quantile(leads, (0.05, 0.95)))
        own, other = (float(one) for one in percentile(regret))
        return {"mean": other - own, "mean_low": low, "mean_high": high}
