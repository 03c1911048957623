"""Where a strategy fails, or loses to another: boxes in the space of what an experiment varies."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from migsim.analysis.discover.prim import SMALLEST, Measured, best_box
from migsim.analysis.outcomes import OUTCOMES
from migsim.analysis.sensitivity.cases import Case, cases, coordinates, factors_of, whole_rows, with_usable_futures
from migsim.analysis.sweep.factors import Factor
from migsim.analysis.sweep.results import Sweep, read_results
from migsim.errors import InputError
from migsim.state import Array
from migsim.writers import writer

MOST_BOXES = 3
_FEWEST = 50
_LIFT = 1.25  # density of a box over that of all points, below which it says nothing


@dataclass(frozen=True)
class FailingRegion:
    """A box that was found.

    Attributes
    ----------
    measured : Measured
        Coverage, density, mass and quasi-p, all against all points.
    limits : dict of str to str
        By factor, what it is limited to, in words.
    other_futures : float
        Density in the half of the futures by which the box was not chosen; NaN with a single future.
    """

    measured: Measured
    limits: dict[str, str]
    other_futures: float


@dataclass(frozen=True)
class Discovery:
    """Where a strategy fails in one market.

    Attributes
    ----------
    sweep : Sweep
    case : Case
    worse_than : float
    x : ndarray, shape (points, factors)
        Coordinates 0 to 1 of the points that have a value.
    failing : ndarray of bool, shape (points,)
    factors : tuple of Factor
    regions : list of FailingRegion
        From the one that covers most down; empty when none says anything.
    """

    sweep: Sweep
    case: Case
    worse_than: float
    x: Array
    failing: Array
    factors: tuple[Factor, ...]
    regions: Sequence[FailingRegion]

    def text(self) -> str:
        """Say it in words."""
        return str(writer("discovery text")(self))

    def table(self) -> pd.DataFrame:
        """One row for each box and limit, with coverage, density, mass and quasi-p."""
        rows = [
            {
                "scenario": self.case.scenario,
                "strategy": self.case.strategy,
                "against": self.case.against or "",
                "outcome": self.case.outcome,
                "worse_than": self.worse_than,
                "box": number,
                "coverage": region.measured.coverage,
                "density": region.measured.density,
                "mass": region.measured.mass,
                "other_futures": region.other_futures,
                "all_points": float(self.failing.mean()),
                "factor": self.factors[k].name,
                "limit": region.limits[self.factors[k].name],
                "quasi_p": region.measured.quasi_p[k],
            }
            for number, region in enumerate(self.regions, 1)
            for k in region.measured.box.restricted
        ]
        return pd.DataFrame(rows)

    def document(self) -> dict[str, Any]:
        """Make one JSON-ready document."""
        return {
            "scenario": self.case.scenario,
            "strategy": self.case.strategy,
            "against": self.case.against,
            "outcome": self.case.outcome,
            "worse_than": self.worse_than,
            "points": len(self.x),
            "failing": int(self.failing.sum()),
            "boxes": [
                {
                    "coverage": region.measured.coverage,
                    "density": region.measured.density,
                    "mass": region.measured.mass,
                    "other_futures": region.other_futures,
                    "limits": region.limits,
                    "quasi_p": {self.factors[k].name: p for k, p in region.measured.quasi_p.items()},
                }
                for region in self.regions
            ],
        }


def discover(
    sweep: Sweep | str | Path,
    strategy: str,
    *,
    against: str | None = None,
    outcome: str = "net_benefit",
    worse_than: float = 0.0,
    boxes: int = MOST_BOXES,
) -> list[Discovery]:
    """Find where a strategy fails, or loses to another.

    A point counts as a failure when the mean over its futures of the outcome, or of its difference to the other
    strategy in the same futures, is worse than `worse_than`.

    Parameters
    ----------
    sweep : Sweep, str or Path
        Results, or their folder; of a design that fills the space (a Latin hypercube, best).
    strategy : str
    against : str, optional
    outcome : str
        Column of the scorecard.
    worse_than : float
        In units of the outcome.
    boxes : int
        How many boxes at most.

    Returns
    -------
    list of Discovery
        One for each scenario.

    Raises
    ------
    InputError
        A name is not known, there are too few points, or all or none of them are failures.
    """
    results = sweep if isinstance(sweep, Sweep) else read_results(sweep)
    factors = tuple(factors_of(results))
    unit = coordinates(results, factors)
    asked = [one for one in cases(results, [outcome], strategy, against) if one.against == against]
    return [_discover(results, case, factors, unit, worse_than, boxes) for case in asked]


def _discover(
    sweep: Sweep, case: Case, factors: tuple[Factor, ...], unit: Array, worse_than: float, boxes: int
) -> Discovery:
    case = with_usable_futures(case)
    whole = whole_rows(case.y) if case.y.shape[1] else np.zeros(len(unit), dtype=bool)
    x, y = unit[whole], case.y[whole] * OUTCOMES[case.outcome].sign
    bar = worse_than * OUTCOMES[case.outcome].sign
    if len(x) < _FEWEST:
        raise InputError(f"{case.label}: only {len(x)} points have a value; at least {_FEWEST} are needed")
    failing = y.mean(axis=1) < bar
    if failing.all() or not failing.any():
        means = case.y[whole].mean(axis=1)
        raise InputError(
            f"{case.label}: {'every' if failing.all() else 'no'} point is worse than {worse_than:g}; the means lie "
            f"from {means.min():.4g} to {means.max():.4g}: choose a bar between them with --worse-than"
        )
    words = [k for k, factor in enumerate(factors) if any(isinstance(value, str) for value in factor.values)]
    regions: list[FailingRegion] = []
    left = np.ones(len(x), dtype=bool)
    while len(regions) < boxes and left.sum() >= max(_FEWEST, SMALLEST * len(x)) and failing[left].any():
        found = best_box(x[left], failing[left], words)
        if not found.box.restricted or found.density < min(_LIFT * failing.mean(), 0.5 + failing.mean() / 2):
            break
        held = found.box.holds(x) & left
        coverage, density = float(failing[held].sum() / failing.sum()), float(failing[held].mean())
        measured = Measured(found.box, coverage, density, float(held.mean()), found.quasi_p)
        limits = {factors[k].name: in_words(measured, k, factors[k]) for k in found.box.restricted}
        regions.append(FailingRegion(measured, limits, _other_futures(x[left], y[left], bar, words)))
        left &= ~held
    return Discovery(sweep, case, worse_than, x, failing, factors, regions)


def _other_futures(x: Array, y: Array, bar: float, words: Sequence[int]) -> float:
    """Choose a box by half of the futures, and return its density in the other half."""
    if y.shape[1] < 2:
        return float("nan")
    first = y[:, ::2].mean(axis=1) < bar
    if first.all() or not first.any():
        return float("nan")
    held = best_box(x, first, words).box.holds(x)
    return float((y[held][:, 1::2].mean(axis=1) < bar).mean())


def in_words(measured: Measured, k: int, factor: Factor) -> str:
    """What a factor is limited to: ``below 0.4``, ``from 0.2 to 0.7``, ``open or secret``."""
    if k in measured.box.kept:
        return " or ".join(str(value) for value in factor.at(np.array(sorted(measured.box.kept[k]))))
    low, high = measured.box.limits[k]
    ends = [f"{value:.3g}" for value in map(float, factor.at(np.clip(np.array([low, high]), 0, 1)))]
    if factor.levels:
        ends = [str(value) for value in factor.at(np.clip(np.array([low, high]), 0, 1))]
    if np.isneginf(low):
        return f"at most {ends[1]}"
    return f"at least {ends[0]}" if np.isposinf(high) else f"from {ends[0]} to {ends[1]}"
