"""What a search is for: the mean of one column of the scorecard, or little to regret in any world."""

from dataclasses import dataclass

import numpy as np

from migsim.analysis.optimising.bench import column
from migsim.state import Array
from migsim.vocabulary import Outcome

PERCENTILE = 95  # of the regret over worlds: the largest of a sample grows with its size, this does not


@dataclass(frozen=True)
class Aim:
    """What is made as good as possible.

    Attributes
    ----------
    outcome : Outcome
        Column of the scorecard.
    robust : bool
        Minimise the 95th percentile over worlds of the regret instead of the mean.
    """

    outcome: Outcome
    robust: bool = False

    def gains(self, table: Array) -> Array:
        """The column from a table of scorecards, with its sign such that more is better, shape (cells, worlds)."""
        return self.outcome.sign * column(table, self.outcome.name)

    def losses(self, gains: Array, reference: Array | None) -> Array:
        """What a search minimises, one figure a candidate, shape (cells,).

        Parameters
        ----------
        gains : ndarray
            Shape (cells, worlds); NaN where there is no value.
        reference : ndarray or None
            The best of the reference strategies in each world, shape (worlds,); for a robust aim.
        """
        if self.robust:
            assert reference is not None, "regret is against something"
            return percentile(regrets(gains, reference))
        valued = np.isfinite(gains)
        sums = np.where(valued, gains, 0.0).sum(axis=1)
        counts = valued.sum(axis=1)
        means: Array = np.where(counts > 0, -sums / np.maximum(counts, 1), np.inf)
        return means


def regrets(gains: Array, reference: Array) -> Array:
    """How far each candidate stays behind the best of the references in each world, never below 0."""
    behind: Array = np.maximum(reference - np.where(np.isfinite(gains), gains, -np.inf), 0.0)
    return np.where(np.isfinite(reference), behind, np.nan)


def percentile(regret: Array) -> Array:
    """The 95th percentile over worlds, along the last axis; infinite where there is none."""
    kept = np.where(np.isnan(regret), 0.0, regret)  # no reference has a value there, so there is nothing to regret
    found: Array = np.quantile(kept, PERCENTILE / 100, axis=-1, method="higher")
    return found
