"""The main job: which facilitation strategy for my market, how sure, and what could change the answer."""

import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from migsim.analysis.comparison import Comparison
from migsim.analysis.outcomes import outcome_named
from migsim.defaults import DEFAULT_PRIOR
from migsim.errors import InputError

if TYPE_CHECKING:
    from migsim.analysis.comparison import Ensemble
    from migsim.scenario.schema import Scenario

Progress = Callable[[int, int], None]


def compare(
    scenario: "str | Path | Scenario",
    strategies: Sequence[Any] | None = None,
    runs: int = 500,
    seed: int = 1,
    *,
    objective: str = "net_benefit",
    matters: float | None = None,
    fixed: bool = False,
    prior: str | Path = DEFAULT_PRIOR,
    threads: int | None = None,
    changes: Mapping[str, float] | None = None,
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
        workbook that `scenario` is the path of, or else the standard ones.
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
        ``fitted`` (draws that show the patterns F1 to F8 together), ``wide`` (the table's ranges), or a CSV file of
        parameter draws (one column a parameter, one row a draw).
    threads : int, optional
        Threads to use; all cores by default. Does not change the numbers.
    changes : mapping of str to float, optional
        Parameters held at a value, and switches (0 off, 1 on), by name.
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
    check_question(objective, matters)
    from migsim.engine import ensemble
    from migsim.facilitation.library import load_strategies
    from migsim.scenario import load_scenario

    loaded = load_scenario(scenario)
    asked = (_as_typed(scenario), *(_as_typed(strategy) for strategy in strategies or ()))
    held = dict(changes or {})

    def comparison(results: "Ensemble") -> Comparison:
        return Comparison(loaded, results, seed=seed, objective=objective, matters=matters, asked=asked, changes=held)

    results = ensemble(
        loaded,
        load_strategies(strategies, scenario),
        runs=runs,
        seed=seed,
        fixed=fixed,
        prior=prior,
        threads=threads,
        changes=changes,
        progress=progress,
        early=None if early is None else lambda results: early(comparison(results)),
    )
    return comparison(results)


def check_question(objective: str, matters: float | None) -> None:
    """Raise one `InputError` for an unknown objective and an impossible amount that matters (both at once)."""
    mistakes = []
    try:
        outcome_named(objective)
    except InputError as error:
        mistakes += error.messages
    if matters is not None and not (math.isfinite(matters) and matters >= 0):
        mistakes.append(f"matters = {matters}: the smallest difference that counts must be 0 or more; give an amount")
    if mistakes:
        raise InputError(mistakes)


def _as_typed(thing: Any) -> str:
    """Name a scenario or strategy as in a command, without the folders of this machine."""
    if isinstance(thing, str | Path):
        return Path(thing).name
    return str(getattr(thing, "name", thing))
