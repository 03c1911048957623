"""What a programme can count: the measures of monitoring data, and the windows of weeks over which they are compared.

A measure is a share of counted things (attendance, commitments kept), a count (deals) or a mean over members (income).
Data and simulated futures are brought to the same windows, so that each number of the one has its like in the other.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from migsim.state import Array

QUARTER = 13  # weeks; meetings are too rare for a comparison week by week

Kind = Literal["share", "count_of", "count", "change"]


@dataclass(frozen=True)
class Measure:
    """One kind of row.

    Attributes
    ----------
    name : str
        As in the column `measure`.
    subject : str
        What it says something about: two measures of one subject are the same thing counted differently.
    kind : str
        "share" (0 to 1), "count_of" (so many of `n`), "count", or "change" (0.08 is 8 % up).
    weeks : int
        Weeks that a row covers if it does not say so.
    what, n : str
        What `value` and `n` are, in words.
    """

    name: str
    subject: str
    kind: Kind
    weeks: int
    what: str
    n: str


MEASURES = {
    measure.name: measure
    for measure in (
        Measure("attendance", "attendance", "share", 1,
                "share of members who came to the meetings, 0 to 1", "members invited; may be empty"),
        Measure("present", "attendance", "count_of", 1, "members who came", "members invited; needed"),
        Measure("deals", "deals", "count", 1, "deals struck between members, of all groups together", "leave empty"),
        Measure("kept", "kept", "share", 1,
                "share of commitments kept by the next meeting, 0 to 1", "commitments made; may be empty"),
        Measure("kept_count", "kept", "count_of", 1, "commitments kept by the next meeting",
                "commitments made; needed"),
        Measure("income", "income", "change", QUARTER,
                "members' mean change of income since week 0, over their turnover: 0.08 is 8 % up",
                "members asked; may be empty"),
    )
}  # fmt: skip

SUBJECTS = {
    "attendance": "attendance",
    "deals": "deals struck",
    "kept": "commitments kept",
    "income": "members' change of income",
}


@dataclass(frozen=True)
class Observed:
    """One row of the data, checked: `value` of `measure` over the weeks `first` to `last`.

    Shares are kept as shares; `n` is how many they are of, None where it is not known.
    """

    row: int
    measure: Measure
    group: str
    first: int
    last: int
    value: float
    n: float | None


@dataclass(frozen=True)
class Window:
    """One number of the data with the weeks of the simulation that it is compared with.

    Attributes
    ----------
    subject : str
        One of `SUBJECTS`.
    first, last : int
        Weeks that it spans.
    weeks : tuple of int
        Weeks that count: all of the quarter for shares of meetings, those that rows cover for deals and income.
    value : float
    n : float or None
        Counted things, or members asked, behind `value`; None where it is not known.
    """

    subject: str
    first: int
    last: int
    weeks: tuple[int, ...]
    value: float
    n: float | None

    @property
    def title(self) -> str:
        """What it is and when."""
        return f"{SUBJECTS[self.subject]}, weeks {self.first} to {self.last}"


def windows_of(observations: Iterable[Observed], horizon: int) -> list[Window]:
    """Gather rows into windows, groups taken together, by subject and time."""
    gathered: dict[tuple[int, int], list[Observed]] = {}
    for row in observations:
        subject = list(SUBJECTS).index(row.measure.subject)
        gathered.setdefault((subject, (row.last - 1) // QUARTER), []).append(row)
    return [_window(rows, quarter, horizon) for (_, quarter), rows in sorted(gathered.items())]


def _window(rows: list[Observed], quarter: int, horizon: int) -> Window:
    subject = rows[0].measure.subject
    if subject in ("attendance", "kept"):
        weeks = range(quarter * QUARTER + 1, min((quarter + 1) * QUARTER, horizon) + 1)
    else:
        covered = sorted({week for row in rows for week in range(row.first, row.last + 1)})
        weeks = covered  # type: ignore[assignment]
    values = np.array([row.value for row in rows])
    known = all(row.n is not None for row in rows)
    counts = np.array([row.n or 0.0 for row in rows]) if known else np.ones(len(rows))
    value = values.sum() if subject == "deals" else np.average(values, weights=counts)
    n = float(counts.sum()) if known and subject != "deals" else None
    return Window(subject, weeks[0], weeks[-1], tuple(weeks), float(value), n)


def summary_names(windows: list[Window]) -> list[str]:
    """Names of the summaries: the level of each subject, and its trend where there are two windows or more."""
    names = []
    for subject in dict.fromkeys(window.subject for window in windows):
        count = sum(window.subject == subject for window in windows)
        names += [f"{SUBJECTS[subject]}: level"] + ([f"{SUBJECTS[subject]}: trend"] if count > 1 else [])
    return names


def summaries(windows: list[Window], values: Array) -> Array:
    """Bring values of the windows to few numbers, shape (N, windows) to (N, summaries).

    The level is the mean over windows; the trend is the later half less the earlier half, a middle one left out.
    Deals count by their square root, whose luck does not grow with their number.
    """
    columns = []
    subjects = np.array([window.subject for window in windows])
    for subject in dict.fromkeys(subjects.tolist()):
        part = values[:, subjects == subject]
        part = np.sqrt(part) if subject == "deals" else part
        columns.append(part.mean(axis=1))
        half = part.shape[1] // 2
        if half:
            columns.append(part[:, -half:].mean(axis=1) - part[:, :half].mean(axis=1))
    return np.stack(columns, axis=1)
