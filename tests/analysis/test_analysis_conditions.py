"""Conditions set strategies aside before anything is ranked; versions stand side by side on the same luck."""

import numpy as np
import pytest
from made_up_futures import made_up_ensemble, made_up_scenario
from migsim.analysis import Comparison
from migsim.analysis.conditions import Condition, parse_conditions
from migsim.analysis.versions import by_budget, by_months, compare_versions, lasting, parse_numbers
from migsim.errors import InputError
from migsim.report.html import options
from migsim.report.terminal import terminal_text
from migsim.report.versions import picture, versions_text

from playing import PLANS, phase, plan, small_scenario


def compared(*texts):
    made = made_up_ensemble(("no-project", "light-touch", "intensive", "phased-handover"), runs=40, weekly_runs=2)
    return Comparison(made_up_scenario(), made, conditions=parse_conditions(texts))


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("groups_left >= 1", Condition("migs_alive", False, ">=", 1.0)),
        ("cost<=5e4", Condition("cost", False, "<=", 50_000.0)),
        ("share_of_women ≥ 40% in 60%", Condition("benefit_of_women", True, ">=", 0.4, 0.6)),
    ],
)
def test_conditions_are_read_as_people_write_them(text, condition):
    [found] = parse_conditions([text])
    assert found == condition
    assert parse_conditions([found.typed]) == (found,)


@pytest.mark.parametrize("text", ["groups_left", "cost <= ", "cost <= 1..2", "cst <= 4", "cost > 1 in 0%"])
def test_a_condition_that_cannot_be_read_is_told_with_what_to_do(text):
    with pytest.raises(InputError, match="--require"):
        parse_conditions([text])


def test_what_misses_a_condition_is_listed_and_not_ranked():
    free = compared()
    assert free.recommendation().leader == "phased-handover"
    result = compared("households_reached <= 220 in 60%")
    told = result.recommendation()
    assert [one.strategy for one in result.set_aside] == ["phased-handover"]
    assert told.leader == "intensive"
    assert any(note.startswith("Set aside: Phased hand-over (households reached at most 220 in") for note in told.notes)
    assert np.isnan(result.probability_best()["phased-handover"])
    assert sum(option.dots for option in options(result)) == 10
    assert "Set aside: Phased hand-over" in " ".join(terminal_text(result).split())


def test_one_that_is_left_is_told_as_the_only_one_and_none_as_none():
    alone = compared("households_reached >= 1", "households_reached <= 150 in 70%").recommendation()
    assert alone.strategy == "light-touch"
    assert "alone meets the conditions" in alone.text
    nobody = compared("cost < 0").recommendation()
    assert nobody.strategy is None
    assert nobody.headline == "No strategy meets the conditions."


def test_a_missing_value_meets_no_condition():
    result = compared("migs_alive >= 0")
    assert {one.strategy for one in result.set_aside} == {"no-project"}


def test_a_programme_of_other_length_keeps_its_shape():
    made = plan("two", phases=[phase(), phase(weeks=20)], handover={"kind": "taper", "weeks": 30})
    half = lasting(made, 60 * 12 / 52 / 2).plan
    assert [one.weeks for one in half.phases] == [20, 10]
    assert half.handover.weeks == 15
    assert lasting(PLANS["nothing"], 9) is PLANS["nothing"]


def test_budgets_are_played_on_the_same_luck_and_steps_are_paired():
    market = small_scenario()
    versions = by_budget(market, [PLANS["tapered"]], [3 * market.costs.budget, market.costs.budget], lambda x: f"{x:g}")
    found = compare_versions("budget", versions, runs=4, seed=2)
    low, high = (one.futures.of("net_benefit", "tapered") for one in found.comparisons)
    [step] = found.steps().to_dict("records")
    assert step["added"] == pytest.approx((high - low).mean())
    assert step["cost"] > 0
    assert versions_text(found).count("Tapered") >= 1
    assert "<svg" in picture(found).svg("versions")
    assert by_months(market, [PLANS["coached"]], [3, 6])[1].label == "6 months"


@pytest.mark.parametrize("text", ["30000", "a,b", "5,5", "-1,2"])
def test_lists_of_numbers_need_two_that_differ(text):
    with pytest.raises(InputError, match="--budgets"):
        parse_numbers("--budgets", text, 1e12)
