"""Where a strategy fails, or loses to another: boxes in the space of what an experiment varies."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from migsim.analysis.discover.again import OtherHalves, again
from migsim.analysis.discover.prim import SMALLEST, Measured, best_box, prim
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
    again : OtherHalves or None
        What boxes chosen in half of the points and futures come to in the other half; None with a single future.
    """

    measured: Measured
    limits: dict[str, str]
    again: OtherHalves | None

    @property
    def empty(self) -> bool:
        """Whether the box is no denser than the rest where it was not looked for: luck taken for a region."""
        return self.again is not None and not self.again.holds

    def document(self) -> dict[str, Any]:
        """Say how it fared in the other halves, in plain numbers; nothing with a single future."""
        if self.again is None:
            return {}
        (lift, density, base), (low, high) = self.again.median, self.again.range
        return {
            "other_half": density,
            "other_half_base": base,
            "lift": lift,
            "lift_low": low,
            "lift_high": high,
            "halves": len(self.again.lift),
            "halves_with_a_box": self.again.boxes,
            "empty": self.empty,
        }


@dataclass(frozen=True)
class Discovery:
    """Where a strategy fails in one market.

    Attributes
    ----------
    sweep : Sweep
    case : Case
    worse_than : float
    often : float or None
        Share of the futures at a point that have to be worse; None where the mean over them is judged.
    x : ndarray, shape (points, factors)
        Coordinates 0 to 1 of the points that have a value.
    failing : ndarray of bool, shape (points,)
    factors : tuple of Factor
    regions : list of FailingRegion
        From the one that covers most down; empty when none says anything.
    words : tuple of int
        Factors without an order.
    """

    sweep: Sweep
    case: Case
    worse_than: float
    often: float | None
    x: Array
    failing: Array
    factors: tuple[Factor, ...]
    regions: Sequence[FailingRegion]
    words: tuple[int, ...] = ()

    def trade_off(self) -> pd.DataFrame:
        """Every step of the first box, from all points down: more density is had for less coverage.

        Returns
        -------
        DataFrame
            ``step``, ``coverage``, ``density``, ``mass``, and ``limited``, the factors that the step limits.
        """
        steps = prim(self.x, self.failing, self.words)
        return pd.DataFrame(
            {
                "step": range(len(steps)),
                "coverage": [step.coverage for step in steps],
                "density": [step.density for step in steps],
                "mass": [step.mass for step in steps],
                "limited": [", ".join(self.factors[k].name for k in step.box.restricted) for step in steps],
            }
        )

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
                "all_points": float(self.failing.mean()),
                **region.document(),
                "factor": self.factors[k].name,
                "limit": region.limits[self.factors[k].name],
                "quasi_p": region.measured.quasi_p[k],
                "found_again": region.again.often(region.measured.box)[k] if region.again else float("nan"),
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
            "often": self.often,
            "boxes": [
                {
                    "coverage": region.measured.coverage,
                    "density": region.measured.density,
                    "mass": region.measured.mass,
                    **region.document(),
                    "limits": region.limits,
                    "quasi_p": {self.factors[k].name: p for k, p in region.measured.quasi_p.items()},
                    "found_again": {self.factors[k].name: share for k, share in _often(region).items()},
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
    often: float | None = None,
    boxes: int = MOST_BOXES,
) -> list[Discovery]:
    """Find where a strategy fails, or loses to another.

    A point counts as a failure when the mean over its futures of the outcome, or of its difference to the other
    strategy in the same futures, is worse than `worse_than`; with `often`, when that share of its futures is.

    Parameters
    ----------
    sweep : Sweep, str or Path
        Results, or their folder; of a design that fills the space (a Latin hypercube, best).
    strategy : str
    against : str, optional
        Another strategy, or ``"best"``: the best of the others in each future, so that what is worse than 0 is regret.
    outcome : str
        Column of the scorecard.
    worse_than : float
        In units of the outcome.
    often : float, optional
        Share of the futures at a point, 0 to 1, above which it fails; judged by the mean when missing.
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
    if often is not None and not 0 <= often < 1:
        raise InputError(f"often = {often:g}: must be a share from 0 to below 1, such as 0.5 for most futures")
    results = sweep if isinstance(sweep, Sweep) else read_results(sweep)
    factors = tuple(factors_of(results))
    unit = coordinates(results, factors)
    asked = [one for one in cases(results, [outcome], strategy, against) if one.against == against]
    return [_discover(results, case, factors, unit, worse_than, often, boxes) for case in asked]


def _discover(
    sweep: Sweep,
    case: Case,
    factors: tuple[Factor, ...],
    unit: Array,
    worse_than: float,
    often: float | None,
    boxes: int,
) -> Discovery:
    case = with_usable_futures(case)
    whole = whole_rows(case.y) if case.y.shape[1] else np.zeros(len(unit), dtype=bool)
    sign = OUTCOMES[case.outcome].sign
    x, y, bar = unit[whole], case.y[whole] * sign, worse_than * sign
    rows = sweep.points["row"].to_numpy()[whole]
    if often is not None:  # the share of futures that are worse, less of which is better
        y, bar = -(y < bar).astype(float), -often
    if len(x) < _FEWEST:
        raise InputError(f"{case.label}: only {len(x)} points have a value; at least {_FEWEST} are needed")
    failing = y.mean(axis=1) < bar
    if failing.all() or not failing.any():
        raise InputError(_no_bar(case, case.y[whole], worse_than, often, bool(failing.all())))
    words = tuple(k for k, factor in enumerate(factors) if any(isinstance(value, str) for value in factor.values))
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
        regions.append(FailingRegion(measured, limits, again(x[left], y[left], bar, rows[left], words)))
        if regions[-1].empty:
            break
        left &= ~held
    return Discovery(sweep, case, worse_than, often, x, failing, factors, regions, words)


def _no_bar(case: Case, y: Array, worse_than: float, often: float | None, every: bool) -> str:
    """Say that the bar does not divide the points, and between what it would."""
    if often is None:
        means, what, option = y.mean(axis=1), "the means lie", "--worse-than"
        said = f"is worse than {worse_than:g}"
    else:
        means = (y * OUTCOMES[case.outcome].sign < worse_than * OUTCOMES[case.outcome].sign).mean(axis=1)
        what, option = "the shares lie", "--often (or --worse-than)"
        said = f"is worse than {worse_than:g} in more than {often:.0%} of its futures"
    return (
        f"{case.label}: {'every' if every else 'no'} point {said}; {what} from {means.min():.4g} to "
        f"{means.max():.4g}: choose a bar between them with {option}"
    )


def _often(region: FailingRegion) -> dict[int, float]:
    return region.again.often(region.measured.box) if region.again else {}


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
