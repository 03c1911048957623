"""Figures that are ranges: read, refused, written, drawn, and the same for every strategy."""

import tomllib

import numpy as np
import pytest
from migsim import compare, load_scenario, simulate
from migsim.engine.ensemble import ensemble
from migsim.engine.provenance import hash_of
from migsim.errors import InputError
from migsim.facilitation.conversion import new_file
from migsim.scenario.market import build_market
from migsim.scenario.ranges import Range, certain, draw_figures, graded, ranged_like, with_figures
from migsim.scenario.toml import scenario_text
from migsim.scenario.varied import Worlds, varied_market

from playing import PLANS, SMALL

BUDGET = "budget = { low = 12000.0, likely = 20000.0, high = 40000.0 }"


@pytest.fixture
def written(tmp_path):
    """Write the small market with some lines in the place of others, and load it."""

    def write(**lines):
        text = SMALL.read_text(encoding="utf-8").splitlines()
        for begin, line in lines.items():
            at = next(n for n, old in enumerate(text) if old.startswith(f"{begin} ="))
            text[at] = line
        path = tmp_path / "market.toml"
        path.write_text("\n".join(text) + "\n", encoding="utf-8")
        return load_scenario(path)

    return write


def test_a_range_is_read_and_what_is_likely_stands_in_its_place(written):
    scenario = written(budget=BUDGET, facilitator_hour='facilitator_hour = { likely = 30.0, low = "?", high = 40.0 }')
    assert scenario.costs.budget == 20_000.0
    assert scenario.ranges["costs.budget"] == Range(12_000.0, 20_000.0, 40_000.0, "money", False)
    assert scenario.ranges["costs.facilitator_hour"] == Range(10.0, 30.0, 40.0, "money/hour", True)
    assert tomllib.loads(scenario_text(scenario))["costs"]["facilitator_hour"]["low"] == "?"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("budget = { low = 5.0, likely = 4.0, high = 6.0 }", "must stand in this order"),
        ("budget = { low = -5.0, likely = 4.0 }", "at least 0"),
        ('budget = { low = "few", likely = 4.0 }', "must be numbers"),
    ],
)
def test_a_wrong_range_is_told_where_it_stands(written, line, said):
    with pytest.raises(InputError, match="budget") as caught:
        written(budget=line)
    assert said in str(caught.value)


def test_what_shapes_the_market_cannot_have_a_range(written):
    with pytest.raises(InputError, match="shapes the market itself"):
        written(room="room = { low = 5, likely = 10, high = 12 }")


def test_ranges_survive_a_workbook_and_back(written, tmp_path):
    scenario = written(budget=BUDGET, severity='severity = { low = "?", likely = 0.6, high = 0.7 }')
    source = tmp_path / "market.toml"
    new_file(tmp_path / "plan.xlsx", source)
    assert load_scenario(tmp_path / "plan.xlsx").ranges == scenario.ranges
    new_file(tmp_path / "again.toml", tmp_path / "plan.xlsx")
    assert load_scenario(tmp_path / "again.toml").ranges == scenario.ranges


def test_draws_hang_on_the_name_alone_and_lie_as_a_triangle():
    one = Range(0.0, 2.0, 10.0, "money", False)
    alone, both = (draw_figures(names, 5, range(4000)) for names in ({"a.b": one}, {"c.d": one, "a.b": one}))
    assert (alone["a.b"] == both["a.b"]).all()
    assert (draw_figures({"a.b": one}, 5, range(7, 9))["a.b"] == alone["a.b"][7:9]).all()
    assert alone["a.b"].min() >= 0
    assert alone["a.b"].max() <= 10
    assert alone["a.b"].mean() == pytest.approx(4.0, abs=0.15)  # (low + likely + high) / 3
    assert abs(np.corrcoef(both["a.b"], both["c.d"])[0, 1]) < 0.05


def test_a_market_laid_out_anew_is_the_one_that_is_built(written):
    scenario = written()
    market = build_market(scenario, 3)
    changed = with_figures(
        scenario, {"costs.budget": 9e3, "costs.facilitator_hour": 12.0, "roles.farmer.turnover": 2e3}
    )
    for ours, built in zip(varied_market(market, scenario, changed), build_market(changed, 3), strict=True):
        np.testing.assert_allclose(
            _flat(ours),
            _flat(built),
            rtol=1e-12,
        )


def _flat(array):
    names = array.dtype.names
    return np.concatenate([np.ravel(array[name]).astype(float) for name in names] if names else [np.ravel(array)])


def test_a_market_of_another_size_has_so_many_actors(written):
    scenario = written()
    market = build_market(scenario, 3)
    larger = varied_market(market, scenario, with_figures(scenario, {"outside.size": 150}))
    assert larger.outside["stands_for"].sum() == pytest.approx(150, abs=2)
    assert (larger.outside["stands_for"] == np.round(larger.outside["stands_for"])).all()


def test_strategies_meet_the_same_figures_and_one_future_is_told_as_it_was(written):
    scenario = written(budget=BUDGET, facilitator_hour="facilitator_hour = { low = 15.0, likely = 30.0, high = 60.0 }")
    found = ensemble(scenario, ["no-project", PLANS["tapered"], PLANS["coached"]], runs=4, seed=2, weekly_runs=0)
    rows = found.runs.set_index(["strategy", "run"])
    cost = rows.loc["tapered", "cost"].to_numpy()
    assert np.ptp(cost) > 1_000  # it spends the budget of each future
    for run in (0, 3):
        told = simulate(scenario, PLANS["tapered"], seed=2, run=run)
        assert told.scorecard["net_benefit"] == rows.loc[("tapered", run), "net_benefit"]
        assert told.twin().history.scorecard["net_benefit"] == rows.loc[("no-project", run), "net_benefit"]
    worlds = Worlds(scenario, build_market(scenario, 2), 2)
    drawn, _ = worlds.of(3)
    assert drawn.costs.budget == found.parameters["costs.budget"][3]
    # An hour's cost does not touch what is there without a project.
    plain = ensemble(SMALL, ["no-project"], runs=4, seed=2, weekly_runs=0)
    assert (plain.runs["net_benefit"] == found.runs.query("strategy == 'no-project'")["net_benefit"]).all()


def test_what_can_be_asked_comes_first(written):
    scenario = written(facilitator_hour="facilitator_hour = { low = 3.0, likely = 30.0, high = 200.0 }")
    result = compare(scenario, [PLANS["coached"]], runs=60, seed=1)
    assert result.choice.tornado()["parameter"][0] == "costs.facilitator_hour"
    assert result.choice.information()["parameter"][0] == "costs.facilitator_hour"
    assert "costs.facilitator_hour" in result.recommendation().caveat
    assert compare(scenario, [PLANS["coached"]], runs=2, ranges="none").scenario.ranges == {}


def test_what_a_sweep_changes_is_certain_and_the_rest_keeps_its_range(written):
    scenario = written(budget=BUDGET, facilitator_hour="facilitator_hour = { low = 15.0, likely = 30.0, high = 60.0 }")
    other = ranged_like(with_figures(scenario, {"costs.budget": 15_000.0}), scenario)
    assert list(other.ranges) == ["costs.facilitator_hour"]
    assert hash_of(scenario) != hash_of(certain(scenario))


def test_grades_decide_how_wide_where_nothing_is_said(written):
    scenario = graded(written(budget=BUDGET))
    assert scenario.ranges["costs.budget"].high == 40_000.0
    assert len(scenario.ranges) > 30
    assert "costs.budget" not in graded(written()).ranges
    assert not any(name.startswith(("influence.", "scenario.room")) for name in scenario.ranges)
    assert all(one.low <= one.likely <= one.high for one in scenario.ranges.values())


def test_a_budget_whose_low_end_covers_nothing_is_refused_before_anything_runs(written):
    scenario = written(budget="budget = { low = 1.0, likely = 20000.0, high = 40000.0 }")
    with pytest.raises(InputError, match="at the far ends of the ranges"):
        compare(scenario, [PLANS["tapered"]], runs=1)
