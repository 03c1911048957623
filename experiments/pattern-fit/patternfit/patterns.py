"""The patterns F1 to F15: one definition each, with the programme, weeks, statistic, range and unit of distance.

A pattern has one part or more. A part is a function of means over futures: what one future gives to these means is in
`COUNTS`, read off by `futures.py`. Programmes are in `programmes.py`, markets in `markets.py`. Why these ranges:
`plan.md`.
"""

import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from migsim.state import Array

from patternfit.contributions import repeated_game
from patternfit.markets import FITTED_ON, GOATS, POULTRY

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
    "deals", "deals_workshop",  # year: deals struck by week 52, and of them in the workshop
    "joined",  # year: 1 where somebody with turnover was a member by week 52
    "gain_early", "gain_late",  # year less no-project: mean over these of gain over turnover, weeks 40-52 and 92-104
    "goals", "goals_soon",  # year: groups that reached the target cut by week 156, and by week 26
    "nothing",  # year: groups whose work relieved under 10 % by week 156
    "met_managed", "came_managed",  # year: as above, weeks 1-52
    "met_unmanaged", "came_unmanaged",  # unmanaged: the same
    "left", "alive",  # five-months: groups formed, and of them active a year after the exit
    "reason",  # year: groups active at the exit whose members do business with each other, or that keep a kitty
    "live", "on_purpose",  # of them active two years later, and gone on purpose
    "done_groups", "done_goals", "done_soon",  # for-them: groups, with a goal by week 156, by week 26
    "made_by_staff", "left_by_staff",  # for-them: relief by outsiders at the exit; what is left of it two years later
    "made_by_members", "left_by_members",  # year: the same of relief by members
    "took_up", "keep_up",  # year: actors outside with a practice at the exit, and of them two years later
    "staff", "inclusive", "captured",  # benefit of these programmes over no project by the end
    "pressed", "pressed_later",  # for-them less one-workshop: attendances a week, weeks 27-52 and 143-156
    "cost", "gained",  # year: cost in pounds, and households that gain, by the end
    "spread", "spread_in",  # year: practices taken up outside in time, and shares of actors outside after 104 weeks
)  # fmt: skip

_LEAST_GAIN = 0.005  # of turnover; a gain that is less has no share worth naming
_LEAST_PARTNERS = 0.25  # pairs a future; with fewer a ratio says nothing
_TAKE_UP_YEARS = 2.0


def bass(news: float, neighbours: float, years: float) -> float:
    """Share that has taken up after so many years (Bass 1969), from hazards a year."""
    gone = np.exp(-(news + neighbours) * years)
    return float((1.0 - gone) / (1.0 + neighbours / news * gone))


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
        In logarithms where `logged`.
    of : callable
        From means over futures (dict of arrays by `COUNTS`) to the number. None: a function of the parameters alone.
    only : str, optional
        The one market of which it is asked; all of them when missing.
    logged : bool
        Whether the distance is reckoned in logarithms.
    counts : bool
        Whether it enters the distance.
    """

    name: str
    what: str
    low: float
    high: float
    scale: float
    source: str
    of: Callable[[dict[str, Array]], Array] | None = None
    only: str | None = None
    logged: bool = False
    counts: bool = True

    @property
    def pattern(self) -> str:
        """Name of the pattern that it is a part of."""
        return self.name.rstrip("abc")

    def outside(self, value: Array) -> Array:
        """How far outside the range, in scales; 0 inside, missing stays missing."""
        low, high = self.low, self.high
        if self.logged:
            low, high = np.log(low), np.log(high)
            with np.errstate(divide="ignore"):
                value = np.log(value)
        return np.maximum(np.maximum(low - value, value - high), 0.0) / self.scale

    def asked_of(self, market: str) -> bool:
        """Whether the distance asks it of a market; what hangs on no market is asked once."""
        return self.counts and market == (self.only or (market if self.of else FITTED_ON[0]))


def _attendance(m: dict[str, Array], arm: str) -> Array:
    return m[f"came_{arm}"] / m[f"met_{arm}"]


def _positive(benefit: Array) -> Array:
    """A benefit to divide by; where there is none, nothing can be said."""
    return np.where(benefit > 0.0, benefit, np.nan)


_KENYA = "Kenya poultry case (TREYL): about 30 actors, a two-day workshop, a vote, 3 MIGs"
_IMGOATS = "imGoats platform, Mozambique: 25 to 16 people, -36 %, when they came by their own transport"
_FIRMS = "Cai & Szeidl 2018, firms in China: monthly meetings for a year"
_CARGS = "CARG platforms, DRC (IFPRI 2013), n = 55: 51 % reached a main goal, 45 % nothing tangible"
_GAMES = "Ledyard 1995; Fischbacher & Gächter 2010: first contributions 40 to 60 %, declining"
_GUIDE = "practice guidance; no measured rate"
_GROUPS = "savings groups 64 to 95 % after two to six years, self-help groups 90 %, farmer groups often dormant"
_WATER = "RWSN 2009: 36 % of water points not working; Tanzania: a quarter stopped within two years"
_OWNERS = "Whittington et al. 2009: 95 % of community-managed taps; USAID 2023: 3 of 4 systemic changes after 3.5 years"
_KEPT = "Fishman et al. 2022; Carter, Laajaj & Yang 2021: practices persist"
_WELLS = "Madajewicz, Tompsett & Habib 2021 (RCT): access +14 by staff, +25 with rules against capture, +14 without"
_SHEELY = "Sheely 2013 (RCT, Kenya): enforcement by outsiders works and is short-lived"
_PRICES = "Nepal 100 pounds for each farmer, shea 63 dollars for each woman, savings groups 20 to 50 dollars"
_BASS = "Bass fits of agricultural innovations (Van den Bulte): p .007 to .04, q .1 to 1 a year"

PARTS = (
    Part("F1a", "groups formed", 2.5, 3.5, 1.0, _KENYA, lambda m: m["groups"], POULTRY),
    Part("F1b", "share of groups with 5 to 15 members", 0.8, 1.0, 0.2, _KENYA,
         lambda m: m["sized"] / m["groups"], POULTRY),
    Part("F1c", "share on finance, information, skills", 0.6, 1.0, 0.4, _KENYA,
         lambda m: m["named"] / m["groups"], POULTRY),
    Part("F2", "share of attendance lost when travel support ends", 0.2, 0.5, 0.3, _IMGOATS,
         lambda m: 1 - _attendance(m, "ended") / _attendance(m, "supported"), GOATS),
    Part("F3a", "partners in week 52, regular meetings over one-off", 1.3, 4.0, 2.7, _FIRMS,
         lambda m: m["partners_regular"] / np.maximum(m["partners_once"], _LEAST_PARTNERS), POULTRY),
    Part("F3b", "share of the first year's deals struck in the workshop", 0.0, 0.25, 0.25, _FIRMS,
         lambda m: m["deals_workshop"] / m["deals"]),
    Part("F4a", "members' gain in weeks 40 to 52 before own time and travel, share of turnover", 0.03, 0.10, 0.07,
         _FIRMS + ": +8 %", lambda m: m["gain_early"] / m["joined"]),
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
    Part("F9", "left after a year with a reason to meet: active, or gone on purpose, two years on", 0.3, 0.9, 0.6,
         _GROUPS, lambda m: (m["live"] + m["on_purpose"]) / m["reason"]),
    Part("F10a", "groups with a goal by week 156, coached or done for them, the larger", 0.0, 0.7, 0.4, _CARGS,
         lambda m: np.maximum(m["goals"] / m["groups"], m["done_goals"] / m["done_groups"])),
    Part("F10b", "the same by week 26", 0.0, 0.33, 0.33, _CARGS,
         lambda m: np.maximum(m["goals_soon"] / m["groups"], m["done_soon"] / m["done_groups"])),
    Part("F11a", "relief by outsiders left two years on", 0.55, 0.80, 0.25, _WATER,
         lambda m: m["left_by_staff"] / m["made_by_staff"]),
    Part("F11b", "relief by members left two years on", 0.75, 0.95, 0.2, _OWNERS,
         lambda m: m["left_by_members"] / m["made_by_members"]),
    Part("F11c", "users of a practice left two years on", 0.9, 1.0, 0.1, _KEPT,
         lambda m: m["keep_up"] / m["took_up"], counts=False),
    Part("F12a", "benefit where staff decide, over inclusive members", 0.4, 0.8, 0.4, _WELLS,
         lambda m: m["staff"] / _positive(m["inclusive"])),
    Part("F12b", "benefit where staff decide, over captured groups", 0.7, 1.4, 0.7, _WELLS,
         lambda m: m["staff"] / _positive(m["captured"])),
    Part("F13a", "attendances a week that outsiders add, for each group", 0.5, OPEN, 0.5, _SHEELY,
         lambda m: m["pressed"] / m["done_groups"]),
    Part("F13b", "the same two years on, over that", 0.0, 0.3, 0.3, _SHEELY,
         lambda m: m["pressed_later"] / _positive(m["pressed"])),
    Part("F14", "pounds for each household that gains", 20.0, 300.0, float(np.log(15.0)), _PRICES,
         lambda m: m["cost"] / m["gained"], logged=True),
    Part("F15", "taken up outside, two years after the first", bass(0.007, 0.1, _TAKE_UP_YEARS),
         bass(0.04, 1.0, _TAKE_UP_YEARS), bass(0.04, 1.0, _TAKE_UP_YEARS) - bass(0.007, 0.1, _TAKE_UP_YEARS), _BASS,
         lambda m: m["spread_in"] / m["spread"]),
)  # fmt: skip
PATTERNS = tuple(dict.fromkeys(part.pattern for part in PARTS))
NAMES = tuple(part.name for part in PARTS)


def summaries(counts: Array, parameters: Array) -> Array:
    """The parts at each point in each market, shape (N, markets, parts).

    Missing where a point has nothing to measure (no group ever met). `counts` has shape (N, markets, R, counts),
    R futures of each point in each market; `parameters` has one record a point.
    """
    means = dict(zip(COUNTS, np.moveaxis(counts.mean(axis=2), -1, 0), strict=True))
    first, last = repeated_game(parameters)
    alone = {"F6a": first, "F6b": last / first}
    shape = counts.shape[:2]
    with np.errstate(invalid="ignore", divide="ignore"):
        found = [part.of(means) if part.of else np.broadcast_to(alone[part.name][:, None], shape) for part in PARTS]
    values = np.stack(found, axis=-1)
    return np.where(np.isfinite(values), values, np.nan)


def luck(counts: Array, parameters: Array) -> Array:
    """Standard error of `summaries` from the luck of so few futures: jackknife over the R futures of each point."""
    futures = counts.shape[2]
    without = np.stack([summaries(np.delete(counts, r, axis=2), parameters) for r in range(futures)])
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Mean of empty slice")  # a part that is missing whatever future is left out
        spread = np.nanmean((without - np.nanmean(without, axis=0)) ** 2, axis=0)
    return np.sqrt((futures - 1) * spread)


MISSING = 1.0  # scales outside, for a part with nothing to measure
FARTHEST = 2.0  # scales outside that count at most: a pattern that cannot be met does not drown the others


def outside(values: Array) -> Array:
    """How far each part is outside its range, in scales, 0 to `FARTHEST`; shape of `values`, (..., parts)."""
    far = np.stack([part.outside(values[..., n]) for n, part in enumerate(PARTS)], axis=-1)
    return np.minimum(np.where(np.isnan(far), MISSING, far), FARTHEST)


def by_pattern(values: Array, markets: tuple[str, ...] = FITTED_ON) -> Array:
    """How far each pattern is outside in each market: its worst part there, missing where it is not asked.

    Shape (N, markets, parts) to (N, markets, patterns).
    """
    asked = np.array([[part.asked_of(market) for part in PARTS] for market in markets])
    far = np.where(asked, outside(values), -1.0)
    rows = [[n for n, part in enumerate(PARTS) if part.pattern == name] for name in PATTERNS]
    worst = np.stack([far[..., columns].max(axis=-1) for columns in rows], axis=-1)
    return np.where(worst < 0.0, np.nan, worst)


def distance(values: Array, markets: tuple[str, ...] = FITTED_ON) -> Array:
    """Root of the sum over patterns of the mean square over the markets of which each is asked, shape (N,)."""
    far = by_pattern(values, markets)
    known = ~np.isnan(far)
    mean = np.where(known, far**2, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    return np.sqrt(mean.sum(axis=-1))
