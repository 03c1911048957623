"""Conditions that a strategy must meet before it is ranked at all: ``groups_left >= 1``, ``cost <= 50000``.

A condition is met or not in each future. A strategy that meets it in too few futures is set aside: it is listed with
how often it met what, and takes no part in the ranking.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from migsim.analysis.added import check_columns, needs_groups
from migsim.analysis.outcomes import BENEFIT_OF, OUTCOMES, outcome_named
from migsim.analysis.statistics import Futures
from migsim.errors import InputError
from migsim.scenario.schema import Scenario

OFTEN = 0.8  # share of futures in which a condition has to be met, where it does not say
#: Names that say what they mean to those who do not know the scorecard.
ALIASES = {"groups_left": "migs_alive", "households": "households_reached", "hours": "facilitator_hours"}
_SHARE_OF = "share_of_"
_WRITTEN = re.compile(
    r"\s*(?P<column>\w+)\s*(?P<sign><=|>=|≤|≥|<|>)\s*(?P<line>-?[\d.]+(?:e\d+)?)(?P<percent>\s*%)?"
    r"(?:\s+in\s+(?P<often>[\d.]+)\s*%)?\s*",
    re.IGNORECASE,
)
_EXAMPLE = '--require "groups_left >= 1", or "share_of_women >= 0.4 in 60%"'
_IN_WORDS = {">=": "at least", "<=": "at most", ">": "more than", "<": "less than"}


@dataclass(frozen=True)
class Condition:
    """One condition.

    Attributes
    ----------
    column : str
        Outcome; for ``share_of_women`` the benefit of the group, held against `line` times the benefit of all.
    share : bool
        Whether it is such a share.
    sign : str
        ``>=``, ``<=``, ``>`` or ``<``.
    line : float
    often : float
        Share of futures in which it has to be met (0–1).
    """

    column: str
    share: bool
    sign: str
    line: float
    often: float = OFTEN

    @property
    def text(self) -> str:
        """The condition in words."""
        label = outcome_named(self.column).label
        label = f"share of all benefit: {label}" if self.share else label
        return f"{label} {_IN_WORDS[self.sign]} {self.line:,g}"

    @property
    def typed(self) -> str:
        """The condition as it is typed."""
        name = _SHARE_OF + self.column.removeprefix(BENEFIT_OF) if self.share else self.column
        return f"{name} {self.sign} {self.line:g} in {100 * self.often:g}%"

    def met(self, futures: Futures, strategy: str) -> NDArray[np.bool_]:
        """In which futures a strategy meets it; what has no value does not."""
        value = futures.of(self.column, strategy)
        line = np.full(len(value), self.line)
        if self.share:  # not divided by what may be near nought
            line *= futures.of("system_benefit", strategy)
        with np.errstate(invalid="ignore"):
            held: NDArray[np.bool_] = {
                ">=": np.greater_equal, "<=": np.less_equal, ">": np.greater, "<": np.less,
            }[self.sign](value, line)  # fmt: skip
        return held & np.isfinite(value)


@dataclass(frozen=True)
class SetAside:
    """A strategy that takes no part in the ranking, and why: conditions with the share of futures that met each."""

    strategy: str
    missed: tuple[tuple[Condition, float], ...]

    def sentence(self, title: str) -> str:
        """Say which conditions it misses."""
        parts = [f"{one.text} in {share:.0%} of futures, {one.often:.0%} asked" for one, share in self.missed]
        return f"Set aside: {title} ({'; '.join(parts)})."


def set_aside(futures: Futures, conditions: Sequence[Condition]) -> tuple[SetAside, ...]:
    """Find the strategies that miss a condition in too many futures."""
    found = []
    for name in futures.strategies:
        shares = [(one, float(one.met(futures, name).mean())) for one in conditions]
        missed = tuple((one, share) for one, share in shares if share < one.often)
        if missed:
            found.append(SetAside(name, missed))
    return tuple(found)


def parse_conditions(texts: Sequence[str], scenario: Scenario | None = None) -> tuple[Condition, ...]:
    """Read conditions as typed.

    Parameters
    ----------
    texts : sequence of str
        For example ``groups_left >= 1``, ``cost <= 50000``, ``share_of_women >= 40% in 60%``.
    scenario : Scenario, optional
        Whose groups may be named.

    Raises
    ------
    InputError
        For all that cannot be read.

    Examples
    --------
    >>> [one] = parse_conditions(["groups_left >= 1 in 60%"])
    >>> one.column, one.sign, one.line, one.often
    ('migs_alive', '>=', 1.0, 0.6)
    """
    found, wrong = [], []
    for text in texts:
        try:
            found.append(_parsed(text, scenario))
        except InputError as error:
            wrong += [f"--require {text!r}: {message}" for message in error.messages]
    if wrong:
        raise InputError(wrong)
    return tuple(found)


def conditions_need_groups(conditions: Sequence[Condition]) -> bool:
    """Whether any of them is known from gains by group only."""
    return needs_groups(one.column for one in conditions)


def _parsed(text: str, scenario: Scenario | None) -> Condition:
    written = _WRITTEN.fullmatch(text)
    if written is None:
        raise InputError(f"cannot be read; write COLUMN >= NUMBER, for example {_EXAMPLE}")
    try:
        line, often = float(written["line"]), float(written["often"] or 100 * OFTEN) / 100
    except ValueError:
        raise InputError(f"has no number that can be read; for example {_EXAMPLE}") from None
    if not 0 < often <= 1:
        raise InputError("must hold in more than 0 % and at most 100 % of futures; mend the share")
    name = written["column"].lower()
    column = ALIASES.get(name, name)
    share = column.startswith(_SHARE_OF)
    column = BENEFIT_OF + column.removeprefix(_SHARE_OF) if share else column
    if not column.startswith(BENEFIT_OF) and column not in OUTCOMES:
        try:
            outcome_named(column)
        except InputError as error:
            raise InputError([message.partition(": ")[2] for message in error.messages]) from None
    if scenario is not None:
        check_columns([column], scenario)
    sign = written["sign"].replace("≥", ">=").replace("≤", "<=")
    return Condition(column, share, sign, line / 100 if written["percent"] else line, often)


def admitted(futures: Futures, aside: Sequence[SetAside]) -> Futures:
    """The same futures without the strategies that are set aside."""
    out = {one.strategy for one in aside}
    kept = [at for at, name in enumerate(futures.strategies) if name not in out]
    values: Mapping[str, NDArray[np.float64]] = {name: table[:, kept] for name, table in futures.values.items()}
    return Futures(tuple(futures.strategies[at] for at in kept), futures.runs, futures.draws, values)
