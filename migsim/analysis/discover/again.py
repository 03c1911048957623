"""Whether a box is found again where it was not looked for: in other points, and in other futures.

A box that is chosen by some points and futures describes their luck too. So points and futures are split into halves at
random; a box is chosen in one half and measured in the other, both ways, over several splits. The halves do not fail
equally often, since all points share their futures: a density means something only beside the base rate of its half.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from migsim.analysis.discover.prim import Box, best_box
from migsim.state import Array

SPLITS = 10
_TELLING = 0.9  # share of the halves with a box in which it has to be denser than the base rate
_OFTEN = 0.5  # share of halves in which there has to be a box at all


@dataclass(frozen=True)
class OtherHalves:
    """Boxes that were chosen in one half, measured in the other.

    Attributes
    ----------
    density, base : ndarray, shape (halves,)
        Density of the box in the half by which it was not chosen, and the share of all points that fail there; NaN
        where the choosing half gives no box, or the other has no failure.
    found : dict of (int, str) to float
        By the number of a factor and a side (``low``, ``high`` or ``words``): share of halves whose box has that limit.
    """

    density: Array
    base: Array
    found: dict[tuple[int, str], float]

    @property
    def lift(self) -> Array:
        """Density over the base rate of the same half, shape (halves,); NaN where there is none."""
        return np.asarray(self.density / self.base)

    @property
    def boxes(self) -> int:
        """Halves that gave a box which the other half could judge."""
        return int(np.isfinite(self.lift).sum())

    @property
    def median(self) -> tuple[float, float, float]:
        """Medians of the lift, of the density and of the base rate; NaN where no half could judge."""
        if not self.boxes:
            return float("nan"), float("nan"), float("nan")
        lift, density, base = (float(np.nanmedian(one)) for one in (self.lift, self.density, self.base))
        return lift, density, base

    @property
    def range(self) -> tuple[float, float]:
        """5th and 95th percentile of the lift over halves."""
        if not self.boxes:
            return float("nan"), float("nan")
        low, high = np.nanquantile(self.lift, (0.05, 0.95))
        return float(low), float(high)

    @property
    def holds(self) -> bool:
        """Whether boxes are found in most halves, and are denser than the base rate in nine of ten of them."""
        known = self.lift[np.isfinite(self.lift)]
        return bool(len(known) >= _OFTEN * len(self.lift) and (known > 1.0).mean() >= _TELLING)

    def often(self, box: Box) -> dict[int, float]:
        """How often each limit of a box is found again, by factor; of two ends, the one that is found less often."""
        return {k: min(self.found.get((k, side), 0.0) for side in sides_of(box, k)) for k in box.restricted}


def again(
    x: Array, y: Array, bar: float, rows: Array, words: Sequence[int] = (), splits: int = SPLITS, seed: int = 0
) -> OtherHalves | None:
    """Choose a box in each half of several splits, and measure it in the other.

    Parameters
    ----------
    x : ndarray, shape (points, factors)
    y : ndarray, shape (points, futures)
        Outcome, more is better.
    bar : float
        A point fails when its mean over futures is below.
    rows : ndarray of int, shape (points,)
        Row of the design: points of one row stay together.
    words : sequence of int
        Factors without an order.
    splits : int
    seed : int
        Of the splits.

    Returns
    -------
    OtherHalves or None
        None with a single future, of which there is no other half.
    """
    if y.shape[1] < 2:
        return None
    rng = np.random.default_rng(seed)
    density, base = np.full(2 * splits, np.nan), np.full(2 * splits, np.nan)
    found: Counter[tuple[int, str]] = Counter()
    for half in range(2 * splits):
        if half % 2 == 0:
            points, futures = _half(rows, rng), _half(np.arange(y.shape[1]), rng)
        else:
            points, futures = ~points, ~futures
        chosen = y[points][:, futures].mean(axis=1) < bar
        if chosen.all() or not chosen.any():
            continue
        box = best_box(x[points], chosen, words).box
        found.update((k, side) for k in box.restricted for side in sides_of(box, k))
        fails, held = y[~points][:, ~futures].mean(axis=1) < bar, box.holds(x[~points])
        if box.restricted and held.any() and fails.any():
            density[half], base[half] = fails[held].mean(), fails.mean()
    return OtherHalves(density, base, {limit: times / (2 * splits) for limit, times in found.items()})


def _half(labels: Array, rng: np.random.Generator) -> Array:
    """Choose about half of the labels, whole; shape of `labels`, bool."""
    known = np.unique(labels)
    return np.isin(labels, rng.permutation(known)[: (len(known) + 1) // 2])


def sides_of(box: Box, k: int) -> tuple[str, ...]:
    """Which ends of a factor a box limits."""
    if k in box.kept:
        return ("words",)
    low, high = box.limits[k]
    return (*(("low",) if np.isfinite(low) else ()), *(("high",) if np.isfinite(high) else ()))
