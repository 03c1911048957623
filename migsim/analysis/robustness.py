"""Whether a lead holds: under other rules of the model, at other horizons, with other relapse, and on fresh futures.

Rules, horizons and relapse are tried on the first futures of the comparison, the same worlds. What these futures say of
the lead under the standing rules is known, and so is what all futures say: the difference is taken off, as far as the
two leads go together (a control variate). Every number has an interval, clustered by draw.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pandas as pd

from migsim.analysis.added import added, needs_groups, needs_no_project
from migsim.analysis.rule import Question
from migsim.analysis.statistics import Floats, Futures, half_interval, mean
from migsim.analysis.weights import with_score
from migsim.analysis.words import listed
from migsim.defaults import NO_PROJECT
from migsim.vocabulary import Outcome

YEARS = (3, 5, 10)
_WEEKS = 52
CONTENDERS = 4  # strategies that are tried: those with the best means
_SHARE, _FRESH_SHARE = 16, 4  # one future in so many is played again under each rule, and so many afresh
_FEWEST = 10  # futures; with fewer nothing is tried
RELAPSE = "relapse"
_ROUNDING = 1e-20
_FRESH_SEED = 1 << 31  # seeds this far apart share nothing


@dataclass(frozen=True)
class Alternative:
    """Another rule that a reader may hold for right: what it says, and the switches or parameters that make it."""

    name: str
    what: str
    changes: Mapping[str, float]


#: Rules on which the model's answer may rest, each switched back alone.
RULES = (
    Alternative("hours", "an hour of the facilitator counts as practice and as work", {"hours_once_on": 0.0}),
    Alternative("saturation", "further hours of work add as much as the first", {"saturation_on": 0.0}),
    Alternative("provenance", "relief lasts as long whoever made it", {"provenance_on": 0.0}),
    Alternative("roles", "others stand in for roles that are missing", {"binding_roles_on": 0.0}),
    Alternative("reach", "work moves every constraint in time, and policy without an office", {"reach_on": 0.0}),
    Alternative("trust", "trust never changes", {"trust_on": 0.0}),
)
ROBUSTNESS_COLUMNS = ("kind", "name", "what", "leader", "against", "lead", "low", "high", "won", "futures", "leads")


class Replay(Protocol):
    """Plays strategies of the comparison once more (see `migsim.engine.again.play_again`)."""

    def __call__(
        self,
        strategies: Sequence[str],
        runs: int,
        *,
        seed: int | None = None,
        weeks: int | None = None,
        changes: Mapping[str, float] | None = None,
        groups: bool = False,
    ) -> Any:
        """Return the runs and, where they are asked for, gains by group, as `migsim.engine.Ensemble`."""


@dataclass(frozen=True)
class Trial:
    """The leader of the comparison, tried in one other way.

    Attributes
    ----------
    kind : str
        ``rule``, ``horizon``, ``relapse`` or ``fresh``.
    name, what : str
        Short name, and in words.
    leader : str
        Strategy with the best mean there.
    against : str
        The best of the others, which the comparison's leader is held against.
    lead, low, high : float
        Mean lead of the comparison's leader over it, with its 90 % interval, in the objective's unit.
    won : float
        Share of the futures in which the comparison's leader is ahead of it.
    futures : int
        Futures played.
    """

    kind: str
    name: str
    what: str
    leader: str
    against: str
    lead: float
    low: float
    high: float
    won: float
    futures: int

    @property
    def leads(self) -> bool:
        """Whether the comparison's leader has the best mean here, too."""
        return self.lead > 0

    @property
    def flips(self) -> bool:
        """Whether another strategy is ahead by more than luck."""
        return self.high < 0


@dataclass(frozen=True)
class Robustness:
    """All trials of the leader of a comparison."""

    leader: str
    trials: tuple[Trial, ...]

    def of(self, kind: str) -> tuple[Trial, ...]:
        """Trials of one kind."""
        return tuple(trial for trial in self.trials if trial.kind == kind)

    @property
    def flipped(self) -> tuple[Trial, ...]:
        """Rules under which another strategy is ahead by more than luck."""
        return tuple(trial for trial in self.of("rule") if trial.flips)

    def table(self) -> pd.DataFrame:
        """One row for each trial; see `Comparison.robustness`."""
        rows = [{name: getattr(trial, name) for name in ROBUSTNESS_COLUMNS} for trial in self.trials]
        return pd.DataFrame(rows, columns=list(ROBUSTNESS_COLUMNS))


@dataclass(frozen=True)
class Tried:
    """What is tried, and on what."""

    question: Question
    ranked: Sequence[str]
    weights: Mapping[str, float]
    again: Replay
    futures: int

    def trial(self, kind: str, name: str, what: str, **changed: Any) -> Trial:
        """Play the contenders again, and hold the leader against the best of the others."""
        return self.judged(kind, name, what, self._played(self.ranked, self.futures, **changed), self.question.futures)

    def fresh(self, seed: int, runs: int) -> Trial:
        """Hold the two leading strategies against each other on futures that had no part in choosing them."""
        what = "other people, another network, other draws and luck"
        return self.judged("fresh", "fresh futures", what, self._played(self.ranked[:2], runs, seed=seed), None)

    def standing(self, name: str, what: str) -> Trial:
        """The comparison itself, as one of its horizons."""
        futures = self.question.futures
        return self.judged("horizon", name, what, futures, None)

    def _played(self, strategies: Sequence[str], runs: int, **changed: Any) -> Futures:
        """Play strategies again; with no project, where the objective is no plain difference from it."""
        asked = tuple(self.weights) or (self.question.outcome.name,)
        base = needs_no_project(asked) and NO_PROJECT not in strategies
        played = self.again(
            (NO_PROJECT, *strategies) if base else strategies, runs, groups=needs_groups(asked), **changed
        )
        futures = added(played.runs, played.groups)
        return with_score(futures, self.weights) if self.weights else futures

    def judged(self, kind: str, name: str, what: str, found: Futures, known: Futures | None) -> Trial:
        """Hold the leader against whoever does best of the others."""
        outcome, leader = self.question.outcome, self.ranked[0]
        others = [
            one for one in self.ranked[1:] if one in found.strategies
        ]  # without no project, if it is only the base
        leads = {one: _lead(outcome, found, known, leader, one) for one in others}
        against = min(others, key=lambda one: leads[one][0] if np.isfinite(leads[one][0]) else np.inf)
        lead, half, won = leads[against]
        best = against if lead < 0 else leader
        return Trial(kind, name, what, best, against, lead, lead - half, lead + half, won, len(found.runs))


def _lead(
    outcome: Outcome, found: Futures, known: Futures | None, leader: str, other: str
) -> tuple[float, float, float]:
    """Mean lead, half its 90 % interval, and share of futures won."""
    lead = outcome.sign * (found.of(outcome.name, leader) - found.of(outcome.name, other))
    there = np.isfinite(lead)
    won = mean((lead[there] > 0).astype(np.float64))
    if known is None or not there.any():
        return mean(lead), half_interval(lead[there], found.draws[there]) if there.any() else np.nan, won
    whole = outcome.sign * (known.of(outcome.name, leader) - known.of(outcome.name, other))
    same = whole[: len(lead)]
    there &= np.isfinite(same)
    lead, same, draws = lead[there], same[there], found.draws[there]
    slope = _slope(lead, same)
    rest, whole_there = lead - slope * same, np.isfinite(whole)
    half = np.hypot(half_interval(rest, draws), slope * half_interval(whole[whole_there], known.draws[whole_there]))
    return float(rest.mean() + slope * whole[whole_there].mean()), float(half), won


def _slope(y: Floats, x: Floats) -> float:
    """Slope of y on x by least squares; 0 where x does not vary beyond rounding."""
    around = x - x.mean()
    below = float((around**2).sum())
    return float((around * y).sum()) / below if below > _ROUNDING * float((x**2).sum()) else 0.0


def robustness(
    question: Question, ranked: Sequence[str], again: Replay, *, seed: int, horizon: int, weights: Mapping[str, float],
    held: Mapping[str, float], ends: tuple[float, float],
) -> Robustness | None:  # fmt: skip
    """Try the lead of a comparison in other ways.

    Parameters
    ----------
    question : Question
        The comparison.
    ranked : sequence of str
        Its strategies, best mean first.
    again : callable
        Plays strategies once more.
    seed, horizon : int
        Of the comparison; weeks.
    weights : mapping of str to float
        Weights of several objectives, if there are any.
    held : mapping of str to float
        Parameters and switches that were held: those are not tried.
    ends : tuple of float
        Lowest and highest relapse.

    Returns
    -------
    Robustness or None
        None with fewer than two strategies, or too few futures.
    """
    runs = len(question.futures.runs)
    futures = runs // _SHARE
    if len(ranked) < 2 or futures < _FEWEST:
        return None
    tried = Tried(question, tuple(ranked[:CONTENDERS]), weights, again, futures)
    trials = [
        tried.trial("rule", rule.name, rule.what, changes=rule.changes)
        for rule in RULES
        if not set(rule.changes) & set(held)
    ]
    for years in YEARS:
        name, weeks = f"{years} years", years * _WEEKS
        what = f"judged after {years} years"
        trials.append(
            tried.standing(name, what) if weeks == horizon else tried.trial("horizon", name, what, weeks=weeks)
        )
    for end, value in zip(("low", "high"), ends if RELAPSE not in held else (), strict=False):
        what = f"relapse at the {end} end of its range"
        trials.append(tried.trial("relapse", f"{end} relapse", what, changes={RELAPSE: value}))
    trials.append(tried.fresh((seed + _FRESH_SEED) % (1 << 32), runs // _FRESH_SHARE))
    return Robustness(ranked[0], tuple(trials))


def sentences(found: Robustness, titles: Mapping[str, str], show: Callable[[float], str]) -> list[str]:
    """Say what the trials came to, a sentence for each kind. `show` formats the size of a difference."""
    leader = titles[found.leader]

    def elsewhere(trials: Sequence[Trial]) -> str:
        lost = [trial for trial in trials if not trial.leads]
        return listed([f"{titles[t.leader]} where {t.what}{'' if t.flips else ' (within luck)'}" for t in lost])

    said = []
    rules = found.of("rule")
    if rules:
        held, lost = sum(trial.leads for trial in rules), elsewhere(rules)
        said.append(
            f"Other rules: {leader} leads under {held} of {len(rules)} alternatives"
            + (f"; best are: {lost}." if lost else ".")
        )
    horizons = found.of("horizon")
    if horizons:
        each = [f"{t.name}: {_ahead(t, titles, show)}" for t in horizons]
        said.append(f"Horizon: {'; '.join(each)}.")
    relapse = found.of("relapse")
    if relapse:
        each = [f"{t.name}: {_ahead(t, titles, show)}" for t in relapse]
        said.append(f"Relapse at either end: {'; '.join(each)}.")
    for trial in found.of("fresh"):
        said.append(
            f"On {trial.futures} fresh futures ({trial.what}): {_ahead(trial, titles, show)}, "
            f"{leader} ahead in {trial.won:.0%}."
        )
    return said


def _ahead(trial: Trial, titles: Mapping[str, str], show: Callable[[float], str]) -> str:
    """Who leads, by how much, and within what."""
    if not np.isfinite(trial.lead):
        return "no value"
    half = f", ± {show((trial.high - trial.low) / 2)}" if np.isfinite(trial.high) else ""
    return f"{titles[trial.leader]} by {show(trial.lead)}{half}"
