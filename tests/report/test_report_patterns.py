"""The patterns in the report are those that the fit measured, of the market at hand."""

from pathlib import Path

import migsim
import pandas as pd
from migsim.report.patterns import USUAL, looked_at, patterns, used

RESULTS = Path(__file__).parents[2] / "experiments" / "pattern-fit" / "results" / "patterns.csv"
SHIPPED = Path(migsim.__file__).parent / "report" / "patterns.csv"


def test_the_figures_are_those_of_the_fit():
    assert SHIPPED.read_bytes() == RESULTS.read_bytes()


def test_what_is_missed_comes_first():
    table = pd.read_csv(RESULTS)
    for market in table["market"].unique():
        here = table[(table["market"] == market) & table["asked"]].set_index("part")
        inside = here["fitted_median"].between(here["low"], here["high"])
        found = patterns(market)
        assert {one.name for one in found} == set(here.index)
        assert [one.met for one in found] == sorted(one.met for one in found)
        assert {one.name for one in found if not one.met} == set(here.index[~inside])


def test_a_market_that_the_fit_did_not_look_at_is_told_apart():
    assert looked_at(USUAL)
    assert used(USUAL)
    assert not looked_at("a-market-of-my-own")
    assert not patterns("a-market-of-my-own")
