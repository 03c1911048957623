"""The main job: which facilitation strategy for my market, how sure, and what could change the answer."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pandas as pd

from migsim.analysis.breakeven import break_even, is_direct_delivery
from migsim.analysis.outcomes import Outcome, nearest, outcome_named
from migsim.analysis.recommend import NO_PROJECT, Question, Recommendation, recommend
from migsim.analysis.statistics import (
    SUMMARY_COLUMNS,
    Futures,
    mean,
    probability_best,
    quantiles,
    side_by_side,
    summary,
)
from migsim.errors import InputError

if TYPE_CHECKING:
    from migsim.scenario.schema import Scenario

Progress = Callable[[int, int], None]


class Ensemble(Protocol):
    """What `compare` needs of the engine's results (see `migsim.engine.ensemble`)."""

    @property
    def runs(self) -> pd.DataFrame: ...
    @property
    def weekly(self) -> pd.DataFrame: ...
    @property
    def groups(self) -> pd.DataFrame: ...
    @property
    def parameters(self) -> pd.DataFrame: ...
    @property
    def strategies(self) -> Mapping[str, Any]: ...


def compare(
    scenario: "str | Path | Scenario",
    strategies: Sequence[Any] | None = None,
    runs: int = 500,
    seed: int = 1,
    *,
    objective: str = "net_benefit",
    matters: float | None = None,
    fixed: bool = False,
    prior: str | Path = "wide",
    threads: int | None = None,
    progress: Progress | None = None,
) -> "Comparison":
    """Run strategies on the same simulated futures and say which does best, and how sure that is.

    Parameters
    ----------
    scenario : str, Path or Scenario
        A built-in name, a path to a scenario file, or a loaded scenario.
    strategies : sequence, optional
        Names of the library, paths of strategy files, or `migsim.Strategy` objects; the standard ones by default.
    runs : int
        Simulated futures for each strategy.
    seed : int
        Same seed, same numbers.
    objective : str
        Scorecard column to judge by; see `migsim.analysis.outcomes.OUTCOMES`.
    matters : float, optional
        Smallest difference that counts, in the objective's unit. By default 5 % of the leader's mean cost (of its own
        mean, for outcomes that are not money on the programme's scale).
    fixed : bool
        Hold parameters at their defaults instead of drawing them from their priors.
    prior : str or Path
        ``wide``, ``fitted``, or a file written by ``migsim calibrate``.
    threads : int, optional
        Threads to use; all cores by default. Does not change the numbers.
    progress : callable, optional
        Called as ``progress(done_runs, total_runs)``.

    Returns
    -------
    Comparison

    Raises
    ------
    InputError
        For anything wrong in the input, all that could be found at once.

    Examples
    --------
    >>> result = compare("treyl-poultry", ["no-project", "light-touch"], runs=100)  # doctest: +SKIP
    >>> print(result.recommendation().text)  # doctest: +SKIP
    """
    mistakes = _mistakes(objective, matters)
    if mistakes:
        raise InputError(mistakes)
    from migsim.engine import ensemble
    from migsim.scenario import load_scenario

    loaded = load_scenario(scenario)
    results = ensemble(
        loaded, strategies, runs=runs, seed=seed, fixed=fixed, prior=prior, threads=threads, progress=progress
    )
    asked = (_as_typed(scenario), *(_as_typed(strategy) for strategy in strategies or ()))
    return Comparison(loaded, results, seed=seed, objective=objective, matters=matters, asked=asked)


def _mistakes(objective: str, matters: float | None) -> list[str]:
    mistakes = []
    try:
        outcome_named(objective)
    except InputError as error:
        mistakes += error.messages
    if matters is not None and not (math.isfinite(matters) and matters >= 0):
        mistakes.append(f"matters = {matters}: the smallest difference that counts must be 0 or more; give an amount")
    return mistakes


def _as_typed(thing: Any) -> str:
    """Name a scenario or strategy as in a command, without the folders of this machine."""
    if isinstance(thing, str | Path):
        return Path(thing).name
    return str(getattr(thing, "name", thing))


@dataclass(frozen=True)
class Comparison:
    """Strategies compared over the same simulated futures.

    Attributes
    ----------
    scenario : Scenario
        The market.
    ensemble : Ensemble
        The engine's results.
    seed : int
        Seed of the futures.
    objective : str
        Scorecard column that decides.
    matters : float or None
        The smallest difference that counts, as given; None for the default.
    asked : tuple of str
        Scenario and strategies as they would be typed, to make the comparison again.
    """

    scenario: "Scenario"
    ensemble: Ensemble
    seed: int = 1
    objective: str = "net_benefit"
    matters: float | None = None
    asked: tuple[str, ...] = ()

    @property
    def runs(self) -> pd.DataFrame:
        """The scorecard: one row for each strategy and run."""
        return self.ensemble.runs

    @property
    def weekly(self) -> pd.DataFrame:
        """Weekly series of the first runs: one row for each strategy, run and week."""
        return self.ensemble.weekly

    @property
    def groups(self) -> pd.DataFrame:
        """Gains by group: one row for each strategy, run and group."""
        return self.ensemble.groups

    @property
    def parameters(self) -> pd.DataFrame:
        """Drawn parameters: one row for each run, the same for all strategies."""
        return self.ensemble.parameters

    @cached_property
    def outcome(self) -> Outcome:
        """The objective in words."""
        return outcome_named(self.objective)

    @cached_property
    def futures(self) -> Futures:
        """Outcomes side by side, one row for each future and one column for each strategy."""
        return side_by_side(self.runs)

    @cached_property
    def titles(self) -> dict[str, str]:
        """Strategy name to title."""
        return {
            name: str(getattr(self.ensemble.strategies.get(name), "title", "") or name)
            for name in self.futures.strategies
        }

    @property
    def reference(self) -> str:
        """What differences are taken against: no project, else the strategy named first."""
        names = self.futures.strategies
        return NO_PROJECT if NO_PROJECT in names else names[0]

    @cached_property
    def _recommendation(self) -> Recommendation:
        drawn = self.parameters.set_index("run").reindex(self.futures.runs)
        return recommend(
            Question(
                futures=self.futures,
                outcome=self.outcome,
                matters=self.matters,
                titles=self.titles,
                strategies=self.ensemble.strategies,
                parameters=drawn.select_dtypes("number"),
                parameter_words=parameter_table(),
                currency=self.scenario.currency,
            )
        )

    def recommendation(self) -> Recommendation:
        """Which strategy, how sure, and the one caveat that could overturn it."""
        return self._recommendation

    def probability_best(self) -> pd.Series:
        """Share of futures in which each strategy is best on the objective (0–1), by strategy name."""
        share = probability_best(self.futures.values[self.objective], self.outcome.sign)
        return pd.Series(share, index=list(self.futures.strategies), name="probability_best")

    def differences(self, reference: str | None = None) -> pd.DataFrame:
        """Differences from a reference strategy within each future, summarised.

        Parameters
        ----------
        reference : str, optional
            Strategy to subtract; no project (or the first named) by default.

        Returns
        -------
        pandas.DataFrame
            One row for each other strategy and outcome: ``strategy``, ``reference``, ``outcome``; ``mean``, ``low`` and
            ``high`` (5th and 95th percentile over futures), ``mean_low`` and ``mean_high`` (90 % interval of the mean),
            all in the outcome's unit; ``better``, share of futures in which the strategy does better; ``futures``
            compared.

        Raises
        ------
        InputError
            When the reference was not among the strategies run.
        """
        reference = self.reference if reference is None else reference
        names = self.futures.strategies
        if reference not in names:
            raise InputError(
                f"reference = {reference!r}: not among the strategies run; {nearest(reference, list(names))}"
            )
        rows = []
        for name in names:
            for column in self.futures.values if name != reference else ():
                gap = self.futures.of(column, name) - self.futures.of(column, reference)
                kept = gap[np.isfinite(gap)]
                better = mean((outcome_named(column).sign * kept > 0).astype(np.float64))
                row = {"strategy": name, "reference": reference, "outcome": column, **summary(gap)}
                rows.append(row | {"better": better, "futures": len(kept)})
        return pd.DataFrame(rows, columns=["strategy", "reference", "outcome", *SUMMARY_COLUMNS, "better", "futures"])

    def outcomes(self) -> pd.DataFrame:
        """Every outcome of every strategy, summarised as in `differences`: one row for each strategy and outcome."""
        rows = [
            {"strategy": name, "outcome": column}
            | summary(self.futures.of(column, name))
            | {"futures": int(np.isfinite(self.futures.of(column, name)).sum())}
            for name in self.futures.strategies
            for column in self.futures.values
        ]
        return pd.DataFrame(rows)

    def table(self) -> pd.DataFrame:
        """The designer's table: one row for each strategy.

        Returns
        -------
        pandas.DataFrame
            ``strategy``, ``title``; ``compared_at`` (``equal`` or ``own`` cost); ``cost`` (mean, money); the objective's
            mean with ``…_low`` and ``…_high`` (8 of 10 futures lie between); ``households_reached`` and
            ``cost_per_household`` (median, with the same range); ``best_in`` (share of futures in which it is best);
            ``break_even`` (direct delivery only: factor on its assumed productivity at which it ties with the leader);
            ``futures`` with a value of the objective.
        """
        best = self.probability_best()
        tie = self.recommendation()
        rows = []
        for name in self.futures.strategies:
            strategy = self.ensemble.strategies.get(name)
            row: dict[str, Any] = {
                "strategy": name,
                "title": self.titles[name],
                "compared_at": getattr(strategy, "cost", None),
                "cost": mean(self.futures.of("cost", name)),
            }
            row |= self._spread(self.objective, name, typical="mean")
            for column in ("households_reached", "cost_per_household"):
                if column != self.objective:
                    row |= self._spread(column, name, typical="median")
            row |= {"best_in": float(best[name]), "break_even": math.nan}
            if is_direct_delivery(name, strategy) and tie.leader and tie.runner_up:
                against = tie.runner_up if name == tie.leader else tie.leader
                even = break_even(self.futures, self.outcome, name, against)
                row["break_even"] = even.factor if even else math.nan
            row["futures"] = int(np.isfinite(self.futures.of(self.objective, name)).sum())
            rows.append(row)
        return pd.DataFrame(rows)

    def _spread(self, column: str, name: str, typical: str) -> dict[str, float]:
        x = self.futures.of(column, name)
        low, middle, high = quantiles(x, (0.1, 0.5, 0.9))
        return {column: mean(x) if typical == "mean" else middle, f"{column}_low": low, f"{column}_high": high}

    def document(self) -> dict[str, Any]:
        """The comparison as one JSON-ready document: plain numbers, text and None."""
        told = self.recommendation()
        document = {
            "scenario": self.scenario.name,
            "seed": self.seed,
            "runs": len(self.futures.runs),
            "objective": self.objective,
            "matters": told.matters if math.isfinite(told.matters) else self.matters,
            "outcomes": _nested(self.outcomes()),
            "differences": _nested(self.differences()),
            "probability_best": {name: float(p) for name, p in self.probability_best().items()},
            "runner_up": told.runner_up,
            "recommendation": {
                "strategy": told.strategy,
                "text": told.text,
                "futures_won": told.futures_won,
                "of": told.of,
            },
        }
        clean = _without_nan(document)
        assert isinstance(clean, dict)
        return clean

    def report(self, out: str | Path, *, decimal_comma: bool = False) -> Path:
        """Write the results folder: the report, its tables and figures, all runs, and a manifest.

        Parameters
        ----------
        out : str or Path
            Folder to write; created when missing. An earlier result of this command is replaced, anything else is left
            alone and refused.
        decimal_comma : bool
            Write CSV with decimal commas and semicolons.

        Returns
        -------
        Path
            The report, ``out/report.html``.

        Raises
        ------
        InputError
            When the folder holds something else or cannot be written.
        """
        from migsim.report import write_report

        return write_report(self, Path(out), decimal_comma=decimal_comma)


def parameter_table() -> dict[str, Any]:
    """Rows of the parameter table by name."""
    from migsim.scenario.parameters import PARAMETERS

    rows = PARAMETERS.values() if isinstance(PARAMETERS, Mapping) else PARAMETERS
    return {row.name: row for row in rows}


def _nested(rows: pd.DataFrame) -> dict[str, dict[str, dict[str, float]]]:
    nested: dict[str, dict[str, dict[str, float]]] = {}
    for row in rows.to_dict("records"):
        nested.setdefault(str(row["strategy"]), {})[str(row["outcome"])] = {k: row[k] for k in SUMMARY_COLUMNS}
    return nested


def _without_nan(thing: Any) -> Any:
    """Replace NaN and infinities by None, which JSON can say."""
    if isinstance(thing, dict):
        return {key: _without_nan(inner) for key, inner in thing.items()}
    if isinstance(thing, float) and not math.isfinite(thing):
        return None
    return thing
