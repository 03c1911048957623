"""Small arithmetic that several submodels share."""

from collections.abc import Hashable, Iterable, Mapping
from fractions import Fraction
from math import floor
from typing import TypeVar

K = TypeVar("K", bound=Hashable)


def clip(x: float, low: float, high: float) -> float:
    """Return `x`, but at least `low` and at most `high`."""
    return min(max(x, low), high)


def mean(values: Iterable[float]) -> float:
    """Arithmetic mean; 0 when there is nobody."""
    listed = list(values)
    return sum(listed) / len(listed) if listed else 0.0


def normalised(weights: Mapping[K, float]) -> dict[K, float]:
    """Weights that sum to 1; equal where all are nought."""
    total = sum(weights.values())
    if total <= 0.0:
        return dict.fromkeys(weights, 1.0 / len(weights))
    return {key: weight / total for key, weight in weights.items()}


def saturating(hours: float, half: float) -> float:
    """Intensity of a practice: a half at `half` hours, 1 at very many."""
    return 1.0 - 2.0 ** (-hours / half)


def shared_seats(exact: Mapping[K, float | Fraction], seats: int) -> dict[K, int]:
    """Whole seats by largest remainder; equal remainders go to whoever stands first."""
    given = {key: floor(part) for key, part in exact.items()}
    left = seats - sum(given.values())
    for key in sorted(exact, key=lambda k: given[k] - exact[k])[:left]:
        given[key] += 1
    return given


def inverse(matrix: list[list[float]]) -> list[list[float]]:
    """Inverse by Gauss-Jordan elimination without pivoting, pivots in order of rows."""
    n = len(matrix)
    rows = [[*row, *(float(i == j) for j in range(n))] for i, row in enumerate(matrix)]
    for pivot in range(n):
        head = rows[pivot][pivot]
        rows[pivot] = [x / head for x in rows[pivot]]
        for i in range(n):
            if i != pivot:
                factor = rows[i][pivot]
                rows[i] = [x - factor * y for x, y in zip(rows[i], rows[pivot], strict=True)]
    return [row[n:] for row in rows]
