"""The patterns in the report are those of the documentation, and met means inside the range."""

import csv
from pathlib import Path

import migsim.report
from migsim.report.patterns import patterns

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "patterns.md"


def test_the_figures_are_those_of_the_documentation():
    page = PAGE.read_text(encoding="utf-8").replace("*", "")
    rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in page.splitlines() if "|" in line]
    told = {row[1]: row[3:7] for row in rows if len(row) == 7}
    shipped = Path(migsim.report.__file__).with_name("patterns.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(shipped.splitlines()):
        assert told[row["what"]] == [row[name] for name in ("defaults", "defaults_again", "wide", "wide_again")]


def test_met_and_missed():
    found = {(one.name, one.what): one for one in patterns()}
    assert len(found) == 14
    assert all(one.met for one in found.values())
    missed = {what for (_, what), one in found.items() if not one.met_wide}
    assert missed == {"groups formed", "share of groups with 5 to 15 members", "share contributed at first"}
    assert found["F8", "left in month 5: active a year on"].range == "0.4 or less"
