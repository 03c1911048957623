"""`migsim compare`: the main job."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from migsim.cli.ahead import REPORT, loading
from migsim.cli.console import Mistakes, Watched, expect, interruptible, note, print_json, progress_shown, width
from migsim.cli.options import DecimalComma, Json, Out, Seed
from migsim.cli.versions import RESULTS, is_version, named_after, side_by_side
from migsim.defaults import DEFAULT_PRIOR
from migsim.errors import InputError

if TYPE_CHECKING:
    from migsim.analysis import Comparison

POULTRY = "treyl-poultry"


@dataclass(frozen=True)
class CompareArguments:
    """What was asked for on the command line."""

    scenario: str
    strategies: list[str] | None
    runs: int
    seed: int
    objective: str
    weights: str | None
    matters: float | None
    fixed: bool
    prior: str
    threads: int | None
    require: tuple[str, ...] = ()
    ranges: str = "given"

    def check(self, out: Path | None) -> Path:
        """Check all that can be checked before anything is run, and return the folder for the results."""
        from migsim.analysis.compare import check_question, ranged
        from migsim.analysis.conditions import parse_conditions
        from migsim.engine.ensemble import check_counts
        from migsim.facilitation.library import load_strategies
        from migsim.report.place import COMPARISON, check_place
        from migsim.scenario import load_scenario
        from migsim.scenario.priors import load_prior

        mistakes, folder, futures = Mistakes(), out, 0
        with mistakes:
            check_counts(runs=self.runs, seed=self.seed, threads=self.threads)
        with mistakes:
            check_question(self.objective, self.matters, self.weighed())
        with mistakes:
            if self.fixed and self.prior != DEFAULT_PRIOR:
                raise InputError("--fixed holds every parameter, so that --prior has no effect; take one of the two")
            load_prior(self.prior, fixed=self.fixed)
        with mistakes:
            _not_a_strategy(self.scenario)
            scenario = load_scenario(self.scenario)
            folder = out or RESULTS / named_after(self.scenario, scenario.name)
            with mistakes:
                parse_conditions(self.require, scenario)
            with mistakes:
                ranged(scenario, self.ranges)
        with mistakes:
            futures = self.runs * len(load_strategies(self.strategies, self.scenario))
        with mistakes:
            if folder is not None:
                check_place(folder, COMPARISON)
        mistakes.report()
        assert folder is not None, "no folder without a mistake"
        expect(futures)
        return folder

    def weighed(self) -> dict[str, float] | None:
        """Weights of several objectives, as typed."""
        from migsim.analysis.weights import parse_weights

        return None if self.weights is None else parse_weights(self.weights)

    def settings(self) -> dict[str, Any]:
        """All that is asked besides scenario and strategies, as `compare` names it."""
        return {
            "runs": self.runs,
            "seed": self.seed,
            "objective": self.objective,
            "weights": self.weighed(),
            "matters": self.matters,
            "fixed": self.fixed,
            "prior": self.prior,
            "threads": self.threads,
            "require": self.require,
            "ranges": self.ranges,
        }

    def answer(self, watched: Watched | None) -> "Comparison":
        """Run the comparison, with a first table for whoever watches."""
        from migsim.analysis import compare
        from migsim.report.terminal import first_table

        def early(comparison: "Comparison") -> None:
            assert watched is not None, "only called when watched"
            watched.show(first_table(comparison, self.runs, sys.stderr.encoding, width()))
            begin_loading()

        def progress(done: int, total: int) -> None:
            if watched is None:
                begin_loading()
            else:
                watched(done, total)

        with loading(REPORT) as begin_loading:  # not before the first table, where there is one
            return compare(
                self.scenario,
                self.strategies,
                **self.settings(),
                progress=progress,
                early=early if watched is not None else None,
            )


def compare(
    scenario: Annotated[
        str, typer.Argument(metavar="SCENARIO", help="Name of a scenario, or path of a file.")
    ] = POULTRY,
    strategies: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="STRATEGY",
            help="Names of strategies or paths of files. If none: those of a workbook, or else the standard ones.",
        ),
    ] = None,
    runs: Annotated[int, typer.Option(metavar="N", help="Simulated futures for each strategy.")] = 500,
    seed: Seed = 1,
    objective: Annotated[
        str, typer.Option(metavar="COLUMN", help="Column of the scorecard to judge by.")
    ] = "net_benefit",
    weights: Annotated[
        str | None,
        typer.Option(metavar="COLUMN=W,...", help="Judge by several columns, each with its weight, in one score."),
    ] = None,
    matters: Annotated[
        float | None,
        typer.Option(metavar="AMOUNT", help="Smallest difference that counts; if missing, 5 % of the leader's cost."),
    ] = None,
    fixed: Annotated[
        bool, typer.Option("--fixed", help="Hold parameters at their defaults, so that only luck varies.")
    ] = False,
    prior: Annotated[
        str, typer.Option(metavar="wide|fitted|FILE", help="What parameters are drawn from.")
    ] = DEFAULT_PRIOR,
    require: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CONDITION",
            help='What a strategy must meet to be ranked, as "groups_left >= 1"; in 8 of 10 futures, or as it says: '
            '"share_of_women >= 0.4 in 60%". May be given again.',
        ),
    ] = None,
    ranges: Annotated[
        str,
        typer.Option(metavar="given|graded|none", help="Which figures of the market are drawn: see its ranges."),
    ] = "given",
    budgets: Annotated[
        str | None, typer.Option(metavar="AMOUNT,...", help="Side by side under several budgets: 30000,50000,80000.")
    ] = None,
    months: Annotated[
        str | None, typer.Option(metavar="M,...", help="Side by side with programmes of several lengths: 9,12,18.")
    ] = None,
    out: Out = None,
    json: Json = False,
    decimal_comma: DecimalComma = False,
    threads: Annotated[
        int | None, typer.Option(metavar="N", help="Threads to use; all cores if missing. Changes no number.")
    ] = None,
) -> None:
    """Compare strategies over the same simulated futures.

    Prints a table and a recommendation, and writes the report with all its data into a folder: that of --out, or
    migsim-results/FILE. An earlier result there is replaced, which is said. What a strategy brings is what it adds over
    no project, which always runs.
    With several workbooks (or scenario files), --budgets or --months, versions stand side by side in one table.
    """
    # Tables here are small: a second thread of the linear algebra gains nothing, and waits long for a busy core.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    question = CompareArguments(
        scenario,
        strategies,
        runs,
        seed,
        objective,
        weights,
        matters,
        fixed,
        prior,
        threads,
        tuple(require or ()),
        ranges,
    )
    if budgets or months or any(is_version(one) for one in strategies or ()):
        side_by_side(question, budgets, months, out, json=json, decimal_comma=decimal_comma)
        return
    with interruptible("No results were written; what was in the folder before is still there"):
        folder = question.check(out)
        from migsim.disk import MANIFEST
        from migsim.engine import is_compiled

        replaced = (folder / MANIFEST).exists()
        with progress_shown("Simulating futures", compiled=is_compiled()) as watched:
            comparison = question.answer(watched)
        with progress_shown("Trying other rules, horizons and fresh futures", compiled=True):
            comparison.robustness()
        if json:
            print_json(comparison.document())
        else:
            from migsim.report import terminal_text

            print(terminal_text(comparison, sys.stdout.encoding, width()), end="", flush=True)
        with progress_shown("Writing the report", compiled=True):
            report = comparison.report(folder, decimal_comma=decimal_comma)
        note(f"The report: {report} (tables, figures and all runs beside it)")
        if replaced:
            note("It took the place of an earlier result; --out DIR keeps both")


def _not_a_strategy(scenario: str) -> None:
    """Complain when a strategy stands where the scenario belongs."""
    from migsim.facilitation.library import strategy_names

    if scenario in strategy_names():
        raise InputError(
            f"{scenario!r} is a strategy; the scenario comes first, for example: migsim compare {POULTRY} {scenario}"
        )
