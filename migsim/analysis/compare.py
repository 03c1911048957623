"""The main job: which facilitation strategy for my market, how sure, and what could change the answer."""

import math
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from migsim.analysis.added import check_columns, needs_groups
from migsim.analysis.comparison import Comparison
from migsim.analysis.conditions import conditions_need_groups, parse_conditions
from migsim.analysis.outcomes import SCORE, know, outcome_named
from migsim.analysis.weights import check_weights
from migsim.asked import several
from migsim.defaults import DEFAULT_PRIOR, NO_PROJECT
from migsim.errors import InputError
from migsim.scenario.schema import Scenario

if TYPE_CHECKING:
    from migsim.engine import Ensemble

Progress = Callable[[int, int], None]
#: Which figures of a scenario are drawn anew in each future.
RANGES = ("given", "graded", "none")
_GROUP_RUNS = 1000  # futures of each strategy whose gains by group are kept, unless they decide


def compare(
    scenario: "str | Path | Scenario",
    strategies: Sequence[Any] | None = None,
    runs: int = 500,
    seed: int = 1,
    *,
    objective: str = "net_benefit",
    weights: Mapping[str, float] | None = None,
    matters: float | None = None,
    fixed: bool = False,
    prior: str | Path = DEFAULT_PRIOR,
    threads: int | None = None,
    changes: Mapping[str, float] | None = None,
    beyond_range: bool = False,
    require: Sequence[str] = (),
    ranges: str = "given",
    progress: Progress | None = None,
    early: Callable[[Comparison], None] | None = None,
) -> Comparison:
    """Run strategies on the same simulated futures and say which does best, and how sure that is.

    Parameters
    ----------
    scenario : str, Path or Scenario
        A built-in name, a path to a scenario file, or a loaded scenario.
    strategies : sequence, optional
        Names of the library, paths of strategy files, or `migsim.Strategy` objects. By default those of the
        workbook that `scenario` is the path of, or else the standard ones. No project always runs beside them, since
        every benefit is told against it.
    runs : int
        Simulated futures for each strategy.
    seed : int
        Same seed, same numbers.
    objective : str
        Scorecard column to judge by; see `migsim.analysis.outcomes.OUTCOMES`.
    weights : mapping of str to float, optional
        Several objectives at once: a weight above 0 for each scorecard column, instead of `objective`. Strategies are
        then judged by a weighted score, 0 for the worst and 1 for the best average on each objective.
    matters : float, optional
        Smallest difference that counts, in the objective's unit. By default 5 % of the leader's mean cost (of its own
        mean, for outcomes that are not money on the programme's scale).
    fixed : bool
        Hold parameters at their defaults instead of drawing them from their priors.
    prior : str or Path
        ``fitted`` (draws that come nearest to the patterns F1 to F15), ``wide`` (the table's ranges), or a CSV file of
        parameter draws (one column a parameter, one row a draw).
    threads : int, optional
        Threads to use; all cores by default. Does not change the numbers.
    changes : mapping of str to float, optional
        Parameters held at a value, and switches (0 off, 1 on), by name.
    beyond_range : bool
        Whether these values may lie outside the parameters' ranges.
    require : sequence of str
        Conditions that a strategy must meet to be ranked, as ``groups_left >= 1`` or ``share_of_women >= 0.4 in 60%``
        (see `migsim.analysis.conditions`).
    ranges : str
        ``given``: figures for which the scenario gives a range are drawn from it; ``graded``: every other figure too,
        from a range as wide as the grade of its source says; ``none``: all figures are the likely ones.
    progress : callable, optional
        Called as ``progress(done_runs, total_runs)``.
    early : callable, optional
        Called once with the comparison of the first futures, while the others are still to be run.

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
    if not isinstance(objective, str):
        raise InputError(
            f"objective = {getattr(objective, '__name__', objective)}: is no name; give a function a name by "
            "scenario.with_outcomes(name=function), and judge by that"
        )
    if isinstance(scenario, Scenario):
        know(scenario.outcomes)
    objective = check_question(objective, matters, weights)
    from migsim.engine import ensemble
    from migsim.engine.again import play_again
    from migsim.engine.ensemble import check_counts
    from migsim.engine.watch import watch_groups
    from migsim.facilitation.library import load_strategies
    from migsim.scenario import load_scenario

    runs, seed = check_counts(runs=runs, seed=seed)
    loaded = ranged(load_scenario(scenario), ranges)
    chosen = with_no_project(load_strategies(strategies, scenario))
    asked_for = (objective, *(weights or {}))
    check_columns(asked_for, loaded)
    conditions = parse_conditions(several("require", require) if require else (), loaded)
    by_group = needs_groups(asked_for) or conditions_need_groups(conditions)
    named = () if strategies is None else several("strategies", strategies)
    asked = (_as_typed(scenario), *(_as_typed(strategy) for strategy in named))
    held = dict(changes or {})

    def comparison(results: "Ensemble", whole: bool = True) -> Comparison:
        return Comparison(
            loaded,
            results,
            seed=seed,
            objective=objective,
            matters=matters,
            asked=asked,
            changes=held,
            weights=dict(weights or {}),
            prior_note=results.prior.note,
            conditions=conditions,
            ranges=ranges,
            watch=partial(watch_groups, results),
            again=partial(play_again, results, threads=threads) if whole else None,
        )

    results = ensemble(
        loaded,
        chosen,
        runs=runs,
        seed=seed,
        fixed=fixed,
        prior=prior,
        threads=threads,
        changes=changes,
        beyond_range=beyond_range,
        group_runs=runs if by_group else _GROUP_RUNS,
        progress=progress,
        early=None if early is None else lambda results: early(comparison(results, whole=False)),
    )
    return comparison(results)


def ranged(scenario: "Scenario", ranges: str) -> "Scenario":
    """Return the scenario with the ranges that are asked for, see `compare`."""
    from migsim.scenario.ranges import certain, graded

    if ranges not in RANGES:
        raise InputError(f"ranges = {ranges!r}: is none; take {', '.join(RANGES)}")
    if ranges == "given":
        return scenario
    return certain(scenario) if ranges == "none" else graded(scenario)


def with_no_project(strategies: list[Any]) -> list[Any]:
    """Return the strategies with no project before them, unless it is among them."""
    from migsim.facilitation.library import load_strategy

    named = any(strategy.name == NO_PROJECT for strategy in strategies)
    return strategies if named else [load_strategy(NO_PROJECT), *strategies]


def check_question(objective: str, matters: float | None, weights: Mapping[str, float] | None = None) -> str:
    """Return the column to judge by; one `InputError` for all that is wrong with objective, weights and amount."""
    mistakes = []
    try:
        if weights is not None:
            check_weights(weights)
            if objective != "net_benefit":
                mistakes.append(f"objective = {objective!r}: weights name the objectives; give one or the other")
        elif outcome_named(objective) is SCORE:
            mistakes.append(f"objective = {objective!r}: needs weights, for example net_benefit=2,trust=1")
    except InputError as error:
        mistakes += error.messages
    if matters is not None and not (math.isfinite(matters) and matters >= 0):
        mistakes.append(f"matters = {matters}: the smallest difference that counts must be 0 or more; give an amount")
    if mistakes:
        raise InputError(mistakes)
    return objective if weights is None else SCORE.name


def _as_typed(thing: Any) -> str:
    """Name a scenario or strategy as in a command, without the folders of this machine."""
    if isinstance(thing, str | Path):
        return Path(thing).name
    return str(getattr(thing, "name", thing))
