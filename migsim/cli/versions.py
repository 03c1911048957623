"""Versions side by side: `migsim compare a.xlsx b.xlsx`, ``--budgets`` and ``--months``."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from migsim.cli.console import Mistakes, interruptible, note, print_json, progress_shown, width
from migsim.errors import InputError

if TYPE_CHECKING:
    from migsim.analysis.versions import Version
    from migsim.cli.compare import CompareArguments

RESULTS = Path("migsim-results")
_LARGEST = 1e12


def named_after(typed: str, name: str) -> str:
    """Name of a results folder: after the file, so that two versions of a plan do not write over each other."""
    from migsim.scenario.checked import folder_name

    path = Path(typed)
    return folder_name(path.stem if path.suffix else name)


def is_version(typed: str) -> bool:
    """Whether something named after the scenario is another version of it: a workbook, or a scenario in TOML."""
    from migsim.scenario.workbook.opening import is_workbook

    path = Path(typed)
    if is_workbook(path):
        return path.exists()
    if path.suffix.lower() != ".toml" or not path.is_file():
        return False
    import tomllib

    try:
        return "constraints" in tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        return False  # whoever reads it as a strategy says what is wrong


def side_by_side(
    question: "CompareArguments",
    budgets: str | None,
    months: str | None,
    out: Path | None,
    *,
    json: bool,
    decimal_comma: bool,
) -> None:
    """Compare versions, print the table and write the folder."""
    with interruptible("No results were written; what was in the folder before is still there"):
        kind, versions, folder = _checked(question, budgets, months, out)
        from migsim.analysis.versions import compare_versions
        from migsim.engine import is_compiled
        from migsim.report.versions import versions_text, write_versions

        with progress_shown("Simulating futures", compiled=is_compiled()) as watched:
            found = compare_versions(kind, versions, watched, **question.settings())
        if json:
            print_json(
                {
                    "kind": kind,
                    "versions": found.table().to_dict("records"),
                    "further_steps": found.steps().to_dict("records"),
                    "text": found.sentences(),
                }
            )
        else:
            print(plain_text(versions_text(found, width())), end="", flush=True)
        page = write_versions(found, folder, _command(question, budgets, months), decimal_comma=decimal_comma)
        note(f"The versions side by side: {page} (tables and picture beside it)")


def plain_text(text: str) -> str:
    """Write text as the terminal can show it."""
    from migsim.report.terminal import plain

    return plain(text, sys.stdout.encoding)


def _checked(
    question: "CompareArguments", budgets: str | None, months: str | None, out: Path | None
) -> "tuple[str, tuple[Version, ...], Path]":
    """Check everything before anything runs; returns the kind of versions, the versions, and the folder."""
    from migsim.analysis.compare import check_question
    from migsim.analysis.conditions import parse_conditions
    from migsim.analysis.versions import MOST_MONTHS, by_budget, by_files, by_months, parse_numbers
    from migsim.analysis.words import money
    from migsim.engine.ensemble import check_counts, prepare_all
    from migsim.facilitation.library import load_strategies
    from migsim.report.place import check_place
    from migsim.report.versions import KIND
    from migsim.scenario import load_scenario
    from migsim.scenario.market import build_market

    mistakes, named = Mistakes(), list(question.strategies or ())
    kind, folder = "", out
    versions: tuple[Version, ...] = ()
    with mistakes:
        check_counts(runs=question.runs, seed=question.seed, threads=question.threads)
    with mistakes:
        check_question(question.objective, question.matters, question.weighed())
    with mistakes:
        files = [one for one in named if is_version(one)]
        if sum((bool(files), budgets is not None, months is not None)) > 1:
            raise InputError("several files, --budgets and --months: take one of the three at a time")
        if files:
            if others := [one for one in named if one not in files]:
                raise InputError(f"{others[0]}: stands among files to compare; each brings its own strategies")
            kind, versions = "file", by_files([question.scenario, *files])
            names = [named_after(one, "") for one in (question.scenario, *files)]
        else:
            scenario = load_scenario(question.scenario)
            chosen = load_strategies(question.strategies, question.scenario)
            names = [named_after(question.scenario, scenario.name)]
            if budgets is not None:
                numbers = parse_numbers("--budgets", budgets, _LARGEST)
                kind, names = "budget", [*names, "budgets"]
                versions = by_budget(scenario, chosen, numbers, lambda x: money(x, scenario.currency))
            else:
                numbers = parse_numbers("--months", months or "", MOST_MONTHS)
                kind, names = "months", [*names, "months"]
                versions = by_months(scenario, chosen, numbers)
        folder = out or RESULTS / "-".join(names)
    for version in versions:
        with mistakes:
            parse_conditions(question.require, version.scenario)
        with mistakes:
            market = build_market(version.scenario, question.seed)
            _told(version.label, lambda v=version, m=market: prepare_all(v.scenario, v.strategies, question.seed, m))
    with mistakes:
        if folder is not None:
            check_place(folder, KIND)
    mistakes.report()
    assert folder is not None, "no folder without a mistake"
    return kind, versions, folder


def _told(label: str, prepare: Any) -> None:
    """Say of which version a mistake is."""
    try:
        prepare()
    except InputError as error:
        raise InputError([f"{label}: {message}" for message in error.messages]) from None


def _command(question: "CompareArguments", budgets: str | None, months: str | None) -> str:
    import shlex

    words = ["migsim", "compare", *(Path(one).name for one in (question.scenario, *(question.strategies or ())))]
    words += ["--budgets", budgets] if budgets else []
    words += ["--months", months] if months else []
    words += ["--runs", str(question.runs), "--seed", str(question.seed)]
    if question.objective != "net_benefit":
        words += ["--objective", question.objective]
    for one in question.require:
        words += ["--require", one]
    return shlex.join(words)
