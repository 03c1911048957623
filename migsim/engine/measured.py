"""Outcomes of one's own in words: measure, statistic and weeks, as in ``attendance, mean, weeks 60 to 156``."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from migsim.errors import InputError
from migsim.scenario.suggest import advice
from migsim.vocabulary import WEEKLY

if TYPE_CHECKING:
    from migsim.engine.mechanism import World

_STATISTICS = {"mean": np.nanmean, "sum": np.nansum, "least": np.nanmin, "most": np.nanmax, "last": None}
_FORM = re.compile(r"\s*(\w+)\s*,\s*(\w+)\s*(?:,\s*weeks?\s+(\d+)\s+to\s+(\d+)\s*)?")


@dataclass(frozen=True)
class WeeklyOutcome:
    """A statistic of a weekly measure over some weeks; a function of a `World`.

    Attributes
    ----------
    measure : str
    statistic : {"mean", "sum", "least", "most", "last"}
    first, last : int or None
        Weeks, both counted; all when None.
    """

    measure: str
    statistic: str
    first: int | None = None
    last: int | None = None

    def __call__(self, world: "World") -> float:
        """Reckon it; missing where no week has a value."""
        whole = slice(self.first, None if self.last is None else self.last + 1)
        values = world.weekly[self.measure][whole]
        values = values[np.isfinite(values)]
        if not len(values):
            return float("nan")
        reckon = _STATISTICS[self.statistic]
        return float(values[-1] if reckon is None else reckon(values))


def measured(text: str) -> WeeklyOutcome:
    """Read an outcome in words.

    Raises
    ------
    InputError
        It is none.
    """
    found = _FORM.fullmatch(text)
    if found is None:
        raise InputError(f'{text[:60]!r} is no outcome; write "attendance, mean, weeks 60 to 156"')
    measure, statistic, first, last = found.groups()
    if measure not in WEEKLY:
        raise InputError(f"{measure!r} is no weekly measure; {advice(measure, WEEKLY)}")
    if statistic not in _STATISTICS:
        raise InputError(f"{statistic!r} is no statistic; {advice(statistic, _STATISTICS)}")
    if first is not None and int(first) > int(last):
        raise InputError(f"weeks {first} to {last}: the first comes after the last")
    return WeeklyOutcome(measure, statistic, *(None if week is None else int(week) for week in (first, last)))
