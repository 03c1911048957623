"""The patterns in the report are those that the fit measured."""

from pathlib import Path

from migsim.report.patterns import patterns

RESULTS = Path(__file__).parents[2] / "experiments" / "pattern-fit" / "results" / "patterns.md"


def test_the_figures_are_those_of_the_fit():
    lines = [line for line in RESULTS.read_text(encoding="utf-8").splitlines() if line.startswith("|")][2:]
    measured = [[cell.strip().replace("**", "") for cell in line.strip("|").split("|")] for line in lines]
    names = ("name", "what", "range", "defaults", "wide", "wide_in_range", "fitted", "fitted_in_range")
    assert [[getattr(one, name) for name in names] for one in patterns()] == measured
    bold = {line.split("|")[1].strip() for line in lines if "**" in line.split("|")[5]}
    assert {one.name for one in patterns() if not one.met_wide} == bold
