"""The patient rule induction method (Friedman & Fisher 1999) for scenario discovery (Bryant & Lempert 2010).

A box in the space of the factors is peeled, a thin slice at a time, always where the cases of interest gain most in
density for what is given up, and pasted where it was cut too far. *Coverage* is the share of all cases of interest that
are in the box, *density* the share of the box that are cases of interest.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from migsim.state import Array

PEEL = 0.05  # share of the box that a slice takes
SMALLEST = 0.05  # share of all points that a box holds at least
SIGNIFICANT = 0.05  # quasi-p of a limit that is kept
_SLACK = 1e-9


@dataclass(frozen=True)
class Box:
    """Limits on some of the factors.

    Attributes
    ----------
    limits : dict of int to tuple of float
        By the factor's number: lowest and highest coordinate.
    kept : dict of int to frozenset of float
        By the number of a factor of words: coordinates that are in.
    """

    limits: dict[int, tuple[float, float]] = field(default_factory=dict)
    kept: dict[int, frozenset[float]] = field(default_factory=dict)

    @property
    def restricted(self) -> tuple[int, ...]:
        """Numbers of the factors that it limits."""
        return tuple(sorted({*self.limits, *self.kept}))

    def holds(self, x: Array) -> Array:
        """Which points are in it, shape (points,)."""
        inside = np.ones(len(x), dtype=bool)
        for k, (low, high) in self.limits.items():
            inside &= (x[:, k] >= low - _SLACK) & (x[:, k] <= high + _SLACK)
        for k, kept in self.kept.items():
            inside &= np.isin(x[:, k], list(kept))
        return inside

    def without(self, k: int) -> "Box":
        """Lift the limits of one factor."""
        return Box(
            {one: limit for one, limit in self.limits.items() if one != k},
            {one: kept for one, kept in self.kept.items() if one != k},
        )

    def limited(self, k: int, low: float, high: float) -> "Box":
        """Set the limits of one factor."""
        return Box({**self.limits, k: (low, high)}, self.kept)


@dataclass(frozen=True)
class Measured:
    """A box and what it holds: coverage, density, mass (share of all points), and a quasi-p for each limit."""

    box: Box
    coverage: float
    density: float
    mass: float
    quasi_p: dict[int, float] = field(default_factory=dict)


def prim(x: Array, interesting: Array, words: Sequence[int] = (), peel: float = PEEL) -> list[Measured]:
    """Peel one box, then paste; every step of it.

    Parameters
    ----------
    x : ndarray, shape (points, factors)
    interesting : ndarray of bool, shape (points,)
    words : sequence of int
        Factors without an order, whose values are taken out one by one.
    peel : float
        Share of the box that a slice takes.

    Returns
    -------
    list of Measured
        From the whole space to the smallest box, the last after pasting; without a quasi-p, see `measure`.
    """
    steps = [Box()]
    while (smaller := _peeled(steps[-1], x, interesting, words, peel)) is not None:
        steps.append(smaller)
    steps.append(_pasted(steps[-1], x, interesting, peel))
    return [_held(box, x, interesting) for box in steps]


def _peeled(box: Box, x: Array, interesting: Array, words: Sequence[int], peel: float) -> Box | None:
    """Take off the slice that raises density most for each point given up; None when no slice does."""
    inside = box.holds(x)
    x, smallest, cases = x[inside], SMALLEST * len(x), interesting[inside]
    here, hits = len(x), int(cases.sum())
    best, chosen = 0.0, None
    for candidate, gone, gone_hits in _slices(box, x, cases, words, peel):
        left = here - gone
        if not gone or left < smallest:
            continue
        gain = ((hits - gone_hits) / left - hits / here) * here / gone
        if gain > best + 1e-12:
            best, chosen = gain, candidate
    return chosen


def _slices(box: Box, x: Array, cases: Array, words: Sequence[int], peel: float) -> Iterator[tuple[Box, int, int]]:
    """Every box that is one slice smaller, with how many points, and cases of interest, it gives up.

    `x` and `cases` are of the points in the box.
    """
    order = np.argsort(x, axis=0, kind="stable")
    ordered = np.take_along_axis(x, order, axis=0)
    below = np.vstack([np.zeros(x.shape[1], np.int64), np.cumsum(cases[order], axis=0)])  # cases among the lowest n
    here, cut = len(x), max(int(peel * len(x)), 1)
    for k in range(x.shape[1]):
        values = ordered[:, k]
        if values[0] == values[-1]:
            continue
        if k in words:
            there = frozenset(values.tolist())
            for value in sorted(there):
                out = x[:, k] == value
                yield Box(box.limits, {**box.kept, k: there - {value}}), int(out.sum()), int(cases[out].sum())
            continue
        low, high = box.limits.get(k, (-np.inf, np.inf))
        first = int(np.searchsorted(values, values[cut - 1], side="right"))
        last = int(np.searchsorted(values, values[-cut], side="left"))
        if first < here:
            yield box.limited(k, float(values[first]), high), first, int(below[first, k])
        if last > 0:
            yield box.limited(k, low, float(values[last - 1])), here - last, int(below[here, k] - below[last, k])


def _pasted(box: Box, x: Array, interesting: Array, peel: float) -> Box:
    """Move limits out again as long as density rises."""
    while True:
        held = box.holds(x)
        best, chosen = float(interesting[held].mean()), None
        for k, (low, high) in box.limits.items():
            others = box.without(k).holds(x)
            add = max(int(peel * held.sum()), 1)
            outer = np.sort(x[others & (x[:, k] < low - _SLACK), k])[-add:]
            upper = np.sort(x[others & (x[:, k] > high + _SLACK), k])[:add]
            for wider in (
                *((box.limited(k, float(outer[0]), high),) if len(outer) else ()),
                *((box.limited(k, low, float(upper[-1])),) if len(upper) else ()),
            ):
                density = float(interesting[wider.holds(x)].mean())
                if density > best + 1e-12:
                    best, chosen = density, wider
        if chosen is None:
            return box
        box = chosen


def measure(box: Box, x: Array, interesting: Array) -> Measured:
    """Coverage, density, mass, and the quasi-p of each limit.

    The quasi-p is the chance to find as many cases of interest or more in the box, were density the same without that
    limit (one-sided binomial; Bryant & Lempert 2010). It is no test: the limits were chosen by the same points.
    """
    from scipy.special import bdtrc

    found, held = _held(box, x, interesting), box.holds(x)
    hits, size = int(interesting[held].sum()), int(held.sum())
    for k in box.restricted:
        density = float(interesting[box.without(k).holds(x)].mean())
        found.quasi_p[k] = float(bdtrc(hits - 1, size, density)) if hits else 1.0
    return found


def _held(box: Box, x: Array, interesting: Array) -> Measured:
    """Coverage, density and mass alone, which is quick."""
    held = box.holds(x)
    hits, size, total = int(interesting[held].sum()), int(held.sum()), int(interesting.sum())
    return Measured(box, hits / max(total, 1), hits / max(size, 1), size / len(x), {})


def best_box(x: Array, interesting: Array, words: Sequence[int] = (), peel: float = PEEL) -> Measured:
    """Return the box with the best balance of coverage and density (their harmonic mean), without idle limits.

    Limits are lifted, the least telling first, while their quasi-p is above 5 % or the balance does not suffer.
    """
    chosen = measure(max(prim(x, interesting, words, peel), key=balance).box, x, interesting)
    while chosen.quasi_p:
        worst = max(chosen.quasi_p, key=lambda k: chosen.quasi_p[k])
        options = [_held(chosen.box.without(k), x, interesting) for k in chosen.box.restricted]
        better = max(options, key=balance)
        if balance(better) >= balance(chosen):
            chosen = measure(better.box, x, interesting)
        elif chosen.quasi_p[worst] > SIGNIFICANT:
            chosen = measure(chosen.box.without(worst), x, interesting)
        else:
            break
    return chosen


def balance(measured: Measured) -> float:
    """Harmonic mean of coverage and density."""
    both = measured.coverage + measured.density
    return 2 * measured.coverage * measured.density / both if both else 0.0
