"""The patterns F1 to F8: one definition each, with the scenario, programme, weeks, statistic and tolerance.

A pattern has one part or more. A part is a function of means over futures: what one future gives to these means is in
`COUNTS`, read off by `futures.py`. All are measured on the poultry scenario; programmes are in `programmes.py`.
"""

import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from patternfit.contributions import repeated_game

OPEN = float("inf")

#: What one future contributes, all numbers. Sums over futures are what the parts below are made of.
COUNTS = (
    "groups",  # year: groups formed
    "sized",  # of them with 5 to 15 members when formed
    "named",  # of them on finance, market information, or knowledge and skills
    "met_supported", "came_supported",  # supported: meetings in weeks 27-52, and shares of members there, summed
    "met_ended", "came_ended",  # support-ends: the same
    "partners_regular",  # year: partners in week 52, in futures where a group is active then
    "partners_once",  # one-workshop: the same, in the same futures
    "joined",  # year: 1 where somebody with turnover was a member by week 52
    "gain_early", "gain_late",  # year less no-project: mean over these of income over turnover, weeks 40-52 and 92-104
    "goals",  # year: groups that reached the target cut by week 156
    "nothing",  # year: groups whose work relieved under 10 % by week 156
    "met_managed", "came_managed",  # year: as above, weeks 1-52
    "met_unmanaged", "came_unmanaged",  # unmanaged: the same
    "left",  # five-months: groups formed
    "alive",  # of them active in week 74, a year after the exit
)  # fmt: skip

_LEAST_GAIN = 0.005  # of turnover; a gain that is less has no share worth naming
_LEAST_PARTNERS = 0.25  # pairs a future; with fewer a ratio says nothing


@dataclass(frozen=True)
class Part:
    """One number of a pattern with the range that counts as met.

    Attributes
    ----------
    name, what, source : str
    low, high : float
        The range; `high` may be open.
    scale : float
        Unit of the distance outside: the width of the range or, where one side is open, from the limit to no effect.
    of : callable
        From means over futures (dict of arrays by `COUNTS`) to the number. None: a function of the parameters alone.
    """

    name: str
    what: str
    low: float
    high: float
    scale: float
    source: str
    of: Callable[[dict], np.ndarray] | None = None

    @property
    def pattern(self) -> str:
        """Name of the pattern that it is a part of."""
        return self.name[:2]

    def outside(self, value: np.ndarray) -> np.ndarray:
        """How far outside the range, in scales; 0 inside, missing stays missing."""
        return np.maximum(np.maximum(self.low - value, value - self.high), 0.0) / self.scale


def _attendance(m: dict, arm: str) -> np.ndarray:
    return m[f"came_{arm}"] / m[f"met_{arm}"]


_POULTRY = "Kenya poultry case (TREYL): about 30 actors, a two-day workshop, a vote, 3 MIGs"
_GOATS = "imGoats platform, Mozambique: 25 to 16 people, -36 %, when they came by their own transport"
_FIRMS = "Cai & Szeidl 2018, firms in China: monthly meetings for a year"
_CARGS = "CARG platforms, DRC (IFPRI 2013), n = 55: 51 % reached a main goal, 45 % nothing tangible"
_GAMES = "Ledyard 1995; Fischbacher & Gächter 2010: first contributions 40 to 60 %, declining"
_GUIDE = "practice guidance; no measured rate"

PARTS = (
    Part("F1a", "groups formed", 2.5, 3.5, 1.0, _POULTRY, lambda m: m["groups"]),
    Part("F1b", "share of groups with 5 to 15 members", 0.8, 1.0, 0.2, _POULTRY, lambda m: m["sized"] / m["groups"]),
    Part("F1c", "share on finance, information, skills", 0.6, 1.0, 0.4, _POULTRY, lambda m: m["named"] / m["groups"]),
    Part("F2", "share of attendance lost when travel support ends", 0.2, 0.5, 0.3, _GOATS,
         lambda m: 1 - _attendance(m, "ended") / _attendance(m, "supported")),
    Part("F3", "partners in week 52, regular meetings over one-off", 1.3, 4.0, 2.7, _FIRMS,
         lambda m: m["partners_regular"] / np.maximum(m["partners_once"], _LEAST_PARTNERS)),
    Part("F4a", "members' gain in weeks 40 to 52, share of turnover", 0.03, 0.10, 0.07, _FIRMS + ": +8 %",
         lambda m: m["gain_early"] / m["joined"]),
    Part("F4b", "gain in weeks 92 to 104 over that", 0.8, OPEN, 0.8, _FIRMS + "; persisted a year after",
         lambda m: m["gain_late"] / np.maximum(m["gain_early"], _LEAST_GAIN * m["joined"])),
    Part("F5a", "groups with a goal by week 156", 0.3, 0.7, 0.4, _CARGS, lambda m: m["goals"] / m["groups"]),
    Part("F5b", "groups whose work relieved under 10 % by then", 0.25, 0.6, 0.35, _CARGS,
         lambda m: m["nothing"] / m["groups"]),
    Part("F6a", "share contributed at first", 0.4, 0.6, 0.2, _GAMES),
    Part("F6b", "share in round 10 over the first", 0.0, 0.9, 0.1, _GAMES),
    Part("F7a", "attendance while facilitated", 0.5, 0.9, 0.4, _GUIDE, lambda m: _attendance(m, "managed")),
    Part("F7b", "points lower without management", 0.05, OPEN, 0.05, _GUIDE,
         lambda m: _attendance(m, "managed") - _attendance(m, "unmanaged")),
    Part("F8", "left in month 5: active a year on", 0.0, 0.4, 0.4, _GUIDE, lambda m: m["alive"] / m["left"]),
)  # fmt: skip
PATTERNS = tuple(dict.fromkeys(part.pattern for part in PARTS))
NAMES = tuple(part.name for part in PARTS)


def summaries(counts: np.ndarray, parameters: np.ndarray) -> np.ndarray:
    """The parts at each point, shape (N, parts); missing where a point has nothing to measure (no group ever met).

    `counts` has shape (N, R, counts), R futures of each of N points; `parameters` has one record a point.
    """
    means = dict(zip(COUNTS, np.moveaxis(counts.mean(axis=1), 1, 0), strict=True))
    first, last = repeated_game(parameters)
    alone = {"F6a": first, "F6b": last / first}
    with np.errstate(invalid="ignore", divide="ignore"):
        found = np.stack([part.of(means) if part.of else alone[part.name] for part in PARTS], axis=1)
    return np.where(np.isfinite(found), found, np.nan)


def luck(counts: np.ndarray, parameters: np.ndarray) -> np.ndarray:
    """Standard error of `summaries` from the luck of so few futures: jackknife over the R futures of each point."""
    futures = counts.shape[1]
    without = np.stack([summaries(np.delete(counts, r, axis=1), parameters) for r in range(futures)])
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Mean of empty slice")  # a part that is missing whatever future is left out
        spread = np.nanmean((without - np.nanmean(without, axis=0)) ** 2, axis=0)
    return np.sqrt((futures - 1) * spread)


MISSING = 1.0  # scales outside, for a part with nothing to measure


def outside(values: np.ndarray) -> np.ndarray:
    """How far each part is outside its range, in scales, shape (N, parts)."""
    far = np.stack([part.outside(values[:, n]) for n, part in enumerate(PARTS)], axis=1)
    return np.where(np.isfinite(far), far, MISSING)


def by_pattern(of_parts: np.ndarray) -> np.ndarray:
    """Each pattern counts once, by its worst part: shape (N, parts) to (N, patterns)."""
    rows = [[n for n, part in enumerate(PARTS) if part.pattern == name] for name in PATTERNS]
    return np.stack([of_parts[:, columns].max(axis=1) for columns in rows], axis=1)


def distance(values: np.ndarray) -> np.ndarray:
    """Root of the summed squares of the patterns' distances outside, in scales, shape (N,)."""
    return np.sqrt((by_pattern(outside(values)) ** 2).sum(axis=1))
