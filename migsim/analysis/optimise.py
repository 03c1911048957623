"""The best spread of a facilitator's hours over practices and time, and an honest check of it."""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from migsim.analysis.outcomes import outcome_named
from migsim.defaults import DEFAULT_PRIOR
from migsim.errors import InputError
from migsim.vocabulary import Outcome

if TYPE_CHECKING:
    from migsim.analysis.optimising.bench import Bench
    from migsim.analysis.optimising.rivals import Rival
    from migsim.analysis.optimising.search import Effort, Found, Search
    from migsim.analysis.optimising.space import Space
    from migsim.analysis.optimising.verdict import Check
    from migsim.facilitation.schema import Plan
    from migsim.scenario.schema import Scenario

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Optimisation:
    """What a search came to.

    Attributes
    ----------
    scenario : Scenario
    hours : float
        Hours a week on average while the programme runs, preparation included.
    objective : str
        Column of the scorecard.
    robust : bool
        Whether the 95th percentile of regret was minimised instead.
    seed : int
    prior : str
    start : str
        Strategy of the library that the search started from, and whose workshop it keeps.
    plan : Plan
        The strategy.
    generations, of : int
        Generations of the search that were done, and asked for.
    worlds : int
        Worlds that were searched in.
    check : Check or None
        What came of it in fresh worlds; None when stopped before.
    """

    scenario: "Scenario"
    hours: float
    objective: str
    robust: bool
    seed: int
    prior: str
    start: str
    plan: "Plan"
    generations: int
    of: int
    worlds: int
    check: "Check | None" = None

    @property
    def interrupted(self) -> bool:
        """Whether it was stopped before the end."""
        return self.check is None

    def text(self, width: int = 100) -> str:
        """The short report: the hours, the check, and what it does not mean."""
        from migsim.analysis.optimising.words import report

        return report(self, width)

    def document(self) -> dict[str, Any]:
        """The same as data, for JSON."""
        from migsim.analysis.optimising.words import document

        return document(self)

    def write(self, folder: str | Path) -> Path:
        """Write ``optimised.toml``, a strategy that `compare` takes by its path, into a folder.

        Raises
        ------
        InputError
            It cannot be written, or there is such a file of somebody else's making.
        """
        from migsim.analysis.optimising.file import write

        return write(Path(folder), self.plan)


def optimise(
    scenario: "str | Path | Scenario",
    hours: float,
    *,
    robust: bool = False,
    objective: str = "net_benefit",
    runs: int = 1000,
    seed: int = 1,
    fixed: bool = False,
    prior: str | Path = DEFAULT_PRIOR,
    threads: int | None = None,
    effort: "Effort | None" = None,
    progress: Progress | None = None,
) -> Optimisation:
    """Search for the best spread of so many hours over the seven practices and time, style and hand-over included.

    The search (CMA-ES, candidates racing for worlds) starts from the best of the library at the same hours a week, and
    keeps that strategy's workshop but for the hours of preparation. The result is checked in fresh worlds, which are
    those that `compare` shows for the same seed, against the library at the same hours and at the same cost.

    Parameters
    ----------
    scenario : str, Path or Scenario
        A built-in name, a path to a scenario file, or a loaded scenario.
    hours : float
        Facilitator hours a week on average while the programme runs, preparation included; at most 200.
    robust : bool
        Minimise the 95th percentile over worlds of the regret against the library at the same hours a week.
    objective : str
        Scorecard column; see `migsim.analysis.outcomes.OUTCOMES`.
    runs : int
        Fresh worlds to check the result in.
    seed : int
        Same seed, same strategy to the last byte.
    fixed : bool
        Hold parameters at their defaults instead of drawing them from their priors.
    prior : str or Path
        ``fitted``, ``wide``, or a CSV file of parameter draws.
    threads : int, optional
        Threads to use; all cores by default. Does not change the result.
    effort : Effort, optional
        How much is searched.
    progress : callable, optional
        Called as ``progress(done_futures, total_futures)``.

    Returns
    -------
    Optimisation
        When interrupted from the keyboard, the best so far, unchecked (`interrupted` is true).

    Raises
    ------
    InputError
        For anything wrong in the input.
    KeyboardInterrupt
        When interrupted before anything was found.

    Examples
    --------
    >>> found = migsim.optimise("treyl-poultry", hours=13.8)  # doctest: +SKIP
    >>> found.write("found")  # doctest: +SKIP
    """
    from migsim.analysis.optimising.search import Effort
    from migsim.scenario import load_scenario

    outcome = check_request(hours, objective, runs=runs, seed=seed, threads=threads)
    runs, seed = int(runs), int(seed)
    loaded = load_scenario(scenario)
    task = _Task(loaded, hours, robust, outcome.name, runs, effort or Effort())
    return task.run(seed, fixed, prior, threads or os.cpu_count() or 1, progress)


def check_request(hours: float, objective: str, **counts: int | None) -> Outcome:
    """Return the outcome asked for, or raise one `InputError` for all that is wrong."""
    from migsim.analysis.optimising.space import check_hours
    from migsim.engine.ensemble import check_counts

    wrong: list[str] = []
    checks = (partial(outcome_named, objective), partial(check_hours, hours), partial(check_counts, **counts))
    for check in checks:
        try:
            check()
        except InputError as error:
            wrong += error.messages
    if counts.get("runs") == 1:
        wrong.append("runs = 1: one world gives no interval; give 2 or more")
    if wrong:
        raise InputError(wrong)
    return outcome_named(objective)


@dataclass(frozen=True)
class _Task:
    """One call of `optimise`, made ready step by step."""

    scenario: "Scenario"
    hours: float
    robust: bool
    objective: str
    runs: int
    effort: "Effort"

    def run(self, seed: int, fixed: bool, prior: str | Path, threads: int, progress: Progress | None) -> Optimisation:
        """Screen the library, search, check."""
        from migsim.analysis.optimising.aim import Aim
        from migsim.analysis.optimising.bench import Bench
        from migsim.analysis.optimising.rivals import at_average, at_same
        from migsim.analysis.optimising.search import Search
        from migsim.analysis.optimising.space import Space, longest_programme
        from migsim.analysis.optimising.verdict import Referee
        from migsim.facilitation.library import load_strategies, strategy_names
        from migsim.scenario.market import build_market
        from migsim.scenario.priors import load_prior

        longest = longest_programme(self.scenario)
        bench = Bench(self.scenario, build_market(self.scenario, seed), load_prior(prior, fixed=fixed), seed, threads)
        library = load_strategies(strategy_names())
        references = at_average(bench, library, self.hours)
        aim = Aim(outcome_named(self.objective), self.robust)
        referee = Referee(bench, aim, references, self.runs, self.effort.worlds)
        if progress is not None:
            total = self.effort.futures + referee.futures(4 * len(references))
            total += len(references) * (self.effort.block + (self.effort.worlds if self.robust else 0))
            bench.spent = lambda done: progress(min(done, total), total)
        base = _base(bench, aim, references, self.effort.block)
        space = Space(self.hours, longest, base.start, self.objective)  # type: ignore[arg-type]
        search = Search(bench, space, aim, self.effort, [one.cell for one in references], space.point(base))
        found = _found(search)
        done = self._result(bench, space, found, base.name)
        if not found.finished:
            return done
        try:
            referee = replace(referee, reference=search.reference)
            check = referee.check(done.plan, at_same(bench, library, done.plan, self.hours))
        except KeyboardInterrupt:
            return done
        return self._result(bench, space, found, base.name, check)

    def _result(
        self, bench: "Bench", space: "Space", found: "Found", start: str, check: "Check | None" = None
    ) -> Optimisation:
        """Put together what was found, with a strategy that says how."""
        from migsim.analysis.optimising.words import description

        plain = Optimisation(
            scenario=self.scenario,
            hours=self.hours,
            objective=self.objective,
            robust=self.robust,
            seed=bench.seed,
            prior=bench.prior.label,
            start=start,
            plan=space.plan(found.point),
            generations=found.generations,
            of=self.effort.generations,
            worlds=self.effort.worlds,
            check=check,
        )
        return replace(plain, plan=space.plan(found.point, description(plain)))


def _base(bench: "Bench", aim: Any, references: "list[Rival]", worlds: int) -> "Plan":
    """The best of the library at the same hours a week, where a search starts."""
    import numpy as np

    from migsim.analysis.optimising.bench import SEARCHED
    from migsim.analysis.optimising.search import best_of

    gains = aim.gains(bench.play([one.cell for one in references], range(SEARCHED, SEARCHED + worlds)))
    losses = aim.losses(gains, best_of(gains))
    for row in np.argsort(losses, kind="stable"):
        plan = references[int(row)].plan
        if plan.phases:
            return plan
    raise InputError(
        f"scenario {bench.scenario.name}: no strategy of the library fits so many hours a week and leaves 104 weeks "
        "after its exit, so there is nothing to start from; give more hours or a longer horizon"
    )


def _found(search: "Search") -> "Found":
    """Search, and take the best so far when interrupted."""
    try:
        return search.run()
    except KeyboardInterrupt:
        if search.best is None:
            raise
        return search.best
