"""What varies in an experiment, and over what: a list of values, or a range."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from migsim.numerics import exponentials, log
from migsim.state import Array

RANGE = frozenset({"low", "high", "scale", "steps"})  # keys of a range in an experiment file


@dataclass(frozen=True)
class Factor:
    """One thing that varies.

    A design lives in the unit cube; a factor turns its side of it into values. A list, and a range of whole numbers,
    divide the side into equal stretches, one for each value.

    Attributes
    ----------
    name : str
        See `migsim.analysis.sweep.names`.
    values : tuple
        The list; empty for a range.
    low, high : float
        Ends of the range.
    log : bool
        Whether the range is uniform on a log scale.
    whole : bool
        Whether the range is of whole numbers.
    steps : int
        How many values of the range a grid takes, its ends among them; 0 elsewhere.
    """

    name: str
    values: tuple[Any, ...] = ()
    low: float = 0.0
    high: float = 0.0
    log: bool = False
    whole: bool = False
    steps: int = 0

    @property
    def levels(self) -> int:
        """Number of different values; 0 when there is no end of them."""
        if self.values:
            return len(self.values)
        return int(self.high - self.low) + 1 if self.whole else 0

    def snap(self, unit: Array) -> Array:
        """Move coordinates to the middle of their stretch, where there are stretches."""
        if not self.levels:
            return unit
        return np.asarray((np.minimum(np.floor(unit * self.levels), self.levels - 1) + 0.5) / self.levels)

    def step(self, unit: Array) -> Array:
        """Move coordinates by half the side, round its end: the step of an elementary effect."""
        if not self.levels:
            return (unit + 0.5) % 1.0
        level = np.floor(unit * self.levels).astype(int)
        return np.asarray(((level + max(self.levels // 2, 1)) % self.levels + 0.5) / self.levels)

    def grid(self) -> Array:
        """Coordinates of the values that a grid takes."""
        if self.levels and not self.steps:
            return (np.arange(self.levels) + 0.5) / self.levels
        return self.snap(np.linspace(0.0, 1.0, self.steps))

    def at(self, unit: Array) -> list[Any]:
        """Values at coordinates from 0 to 1."""
        if self.levels:
            levels = np.minimum(np.floor(unit * self.levels), self.levels - 1).astype(int)
            return [self.values[k] if self.values else int(self.low) + int(k) for k in levels]
        if self.log:
            # By our own exponential: NumPy's power has other last bits from one version to the next.
            values = log(self.low) + (log(self.high) - log(self.low)) * unit
            exponentials(values)
            return [float(x) for x in np.clip(values, self.low, self.high)]
        return [float(x) for x in np.clip(self.low + (self.high - self.low) * unit, self.low, self.high)]

    def ends(self) -> Sequence[Any]:
        """Values that have to be possible, so that all are."""
        if self.values:
            return self.values
        return (int(self.low), int(self.high)) if self.whole else (self.low, self.high)

    def __str__(self) -> str:
        if self.values:
            return f"{self.name}: " + ", ".join(str(value) for value in self.values)
        scale = ", on a log scale" if self.log else ""
        steps = f" in {self.steps} steps" if self.steps else ""
        return f"{self.name}: {self.low:g} to {self.high:g}{steps}{scale}"


def flat(table: Any, path: tuple[str, ...] = ()) -> dict[tuple[str, ...], Any]:
    """Undo the tables that dotted keys make: what each factor is given, by its path of keys.

    Examples
    --------
    >>> flat({"breach": 0.1, "costs": {"meeting": {"low": 1, "high": 2}}})
    {('breach',): 0.1, ('costs', 'meeting'): {'low': 1, 'high': 2}}
    """
    if not isinstance(table, dict) or (path and is_range(table)):
        return {path: table}
    found: dict[tuple[str, ...], Any] = {}
    for key, value in table.items():
        found |= flat(value, (*path, key))
    return found


def is_range(table: dict[str, Any]) -> bool:
    """Tell a range from a table of factors."""
    return not any(isinstance(value, dict) for value in table.values()) and bool(RANGE & set(table) or not table)
