"""What a project adds: against a hand computation from the runs, and nought for no project wherever it is told."""

import numpy as np
import pytest
from migsim.analysis import compare
from migsim.analysis.added import FRAGILE, benefit_column
from migsim.engine import ensemble, simulate
from migsim.errors import InputError
from migsim.report.html import also, options
from migsim.report.tables import tables
from migsim.report.terminal import terminal_text
from migsim.vocabulary import CATEGORIES

from playing import PLANS, SMALL

RUNS, SEED = 6, 3
BENEFITS = ("system_benefit", "net_benefit", "member_benefit", "constituent_benefit", "wider_benefit")


@pytest.fixture(scope="module")
def result():
    """One strategy, without naming no project."""
    return compare(SMALL, [PLANS["coached"]], runs=RUNS, seed=SEED)


@pytest.fixture(scope="module")
def runs(result):
    return {name: rows.set_index("run") for name, rows in result.runs.groupby("strategy")}


def test_no_project_runs_unasked_and_adds_nought_in_every_table(result):
    assert list(result.titles) == ["no-project", "coached"]
    told = result.outcomes().set_index(["strategy", "outcome"])
    groups = [benefit_column(group.name) for group in result.scenario.groups]
    for column in (*BENEFITS, *groups, "benefit_gap_share", "benefit_gap_absolute"):
        row = told.loc[("no-project", column)]
        assert (row[["mean", "low", "high"]] == 0).all(), column
    made = tables(result)
    none = made["options"].set_index("strategy").loc["no-project"]
    assert (none["net_benefit"], none["net_benefit_low"], none["net_benefit_high"]) == (0, 0, 0)
    gains = made["who_gains"].set_index("strategy").loc["no-project"]
    assert (gains[["added", "added_relative"]].fillna(0) == 0).all(axis=None)
    course = made["over_time"].query("strategy == 'no-project' and measure == 'income' and week > 0")
    assert (course["mean"] == 0).all()
    assert made["absolute_values"].query("strategy == 'no-project' and outcome == 'net_benefit'")["mean"].iloc[0] != 0


def test_benefits_and_ratios_agree_with_a_hand_computation_from_the_runs(result, runs):
    ours, none = runs["coached"], runs["no-project"]
    added = ours["system_benefit"] - none["system_benefit"]
    futures = result.futures
    assert futures.of("system_benefit", "coached") == pytest.approx(added.to_numpy())
    assert futures.of("net_benefit", "coached") == pytest.approx((added - ours["cost"]).to_numpy())
    assert futures.of("benefit_cost_ratio", "coached") == pytest.approx((added / ours["cost"]).to_numpy())
    assert np.isnan(futures.of("benefit_cost_ratio", "no-project")).all()
    parts = sum(futures.of(column, "coached") for column in BENEFITS[2:])
    assert parts == pytest.approx(added.to_numpy())


def test_members_are_held_against_themselves_without_the_project(result):
    for run in range(RUNS):
        twin = simulate(SMALL, PLANS["coached"], seed=SEED, run=run).twin()
        members = twin.actors().query("member")["difference"].sum()
        assert result.futures.of("member_benefit", "coached")[run] == pytest.approx(members)


def test_groups_of_people_add_up(result):
    futures = result.futures
    gains = result.groups[result.groups["strategy"] == "coached"].pivot(index="run", columns="group")
    whole = (gains["actors"] * gains["added"]).fillna(0.0)
    everybody = whole[list(CATEGORIES)].sum(axis=1).to_numpy()
    assert (whole["others"] + whole["marginalised"]).to_numpy() == pytest.approx(everybody)
    assert futures.of("system_benefit", "coached") == pytest.approx(everybody)
    for group in result.scenario.groups:
        assert futures.of(benefit_column(group.name), "coached") == pytest.approx(whole[group.name].to_numpy())


def test_a_mean_is_the_same_number_wherever_it_stands(result):
    option = options(result)[1]
    row = result.table().set_index("strategy").loc["coached"]
    told = result.outcomes().set_index(["strategy", "outcome"])["mean"]
    for column in ("net_benefit", "households_reached", "cost"):
        assert row[column] == pytest.approx(told["coached", column])
    reached = told["coached", "households_reached"]
    expected = (
        told["coached", "cost"] / reached if reached >= 1.0 else np.nan
    )  # of less than one household it says nothing
    assert row["cost_per_household"] == pytest.approx(expected, nan_ok=True)
    assert option.typical in terminal_text(result)
    assert not set(FRAGILE) & set(told.index.get_level_values("outcome"))


def test_a_figure_of_few_futures_says_so_and_is_not_marked_best(result):
    known = result.futures.values["resilience"]
    known[:, 1] = np.nan
    known[0, 1] = 1.0
    cells = [dict(zip(_columns(result), row.cells, strict=True)) for row in also(result)]
    assert cells[1]["resilience"] == (f"1.00 (in 1 of {RUNS})", False)


def _columns(result):
    from migsim.report.html import _also_columns

    return _also_columns(result)


def test_a_group_that_is_not_there_is_refused_before_anything_runs():
    with pytest.raises(InputError, match="no such group"):
        compare(SMALL, runs=1, objective="benefit_of_nobody")


def test_without_no_project_nothing_is_taken_off():
    found = ensemble(SMALL, [PLANS["coached"]], runs=1, weekly_runs=0)
    assert found.groups["added"].isna().all()
