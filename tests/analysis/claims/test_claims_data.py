"""What is written down beforehand: sentences, claims and arms as data. Nothing here runs a future."""

import pytest
from migsim.analysis.claims import CLAIMS, SENTENCES, claims_named
from migsim.analysis.claims.arms import ARMS, BASE, arms_named, share_out
from migsim.analysis.claims.data import expanded
from migsim.analysis.claims.effects import best_alternative, cost_over_benefit, share_beyond_members
from migsim.analysis.claims.markets import MARKETS, shocked_early
from migsim.analysis.claims.readings import needs_weeks
from migsim.errors import InputError
from migsim.facilitation.schedule import schedule_of
from migsim.scenario import load_scenario, scenario_names
from migsim.vocabulary import LEVELS, PRACTICES
from numpy.testing import assert_allclose

POULTRY = load_scenario("treyl-poultry")
#: Claims about what hours are spent on, or who spends them: the sum is the same on both sides.
SAME_HOURS = [
    "C2", "C3", "C4", "C6", "C7", "C8a", "C8b", "C8c", "C13", "C14", "C15a", "C15b", "C16", "C17a", "C17b", "C21",
    "C22", "C24", "C25", "C26",
]  # fmt: skip


def hours(arm):
    weekly = float(schedule_of(arm.strategy, POULTRY, 260)["hours"].sum())
    return round(weekly, 6), round(sum(arm.strategy.start.preparation.values()), 6)


def test_every_claim_tests_a_sentence_and_every_sentence_has_a_claim_or_says_why_not():
    assert {name for sentence in SENTENCES for name in sentence.claims} == set(CLAIMS)
    for sentence in SENTENCES:
        assert bool(sentence.claims) != bool(sentence.because), sentence.says
        assert sentence.of in ("page", "guidance")


def test_practices_and_levels_come_from_the_vocabulary():
    assert [CLAIMS[name].arms[1].name for name in CLAIMS if name.startswith("C18")] == [
        f"without-{p}" for p in PRACTICES
    ]
    assert [CLAIMS[name].measure for name in CLAIMS if name.startswith("C23")] == [
        f"relieved:{level}" for level in LEVELS
    ]


def test_claims_stand_in_order():
    numbers = [int(name.strip("Cabcdefg")) for name in CLAIMS]
    assert numbers == sorted(numbers)
    assert set(numbers) == set(range(1, 27))


@pytest.mark.parametrize("name", CLAIMS)
def test_each_claim_says_beforehand_what_counts_and_has_one_effect(name):
    claim = CLAIMS[name]
    assert claim.counts > 0
    assert len(claim.arms) == 2 or claim.effect
    assert bool(claim.measure) != bool(claim.effect)
    assert claim.beside
    assert "{" not in claim.text + claim.contrast + claim.note


@pytest.mark.parametrize("name", SAME_HOURS)
def test_arms_about_the_use_of_hours_share_their_sum(name):
    assert len({hours(arm) for arm in CLAIMS[name].arms}) == 1


def test_a_practice_is_taken_away_with_its_hours_and_nothing_else():
    for practice in PRACTICES:
        less = ARMS[f"without-{practice}"]
        gone = (
            BASE.strategy.plan.phases[0].hours.get(practice, 0.0),
            BASE.strategy.start.preparation.get(practice, 0.0),
        )
        assert_allclose(hours(less), (hours(BASE)[0] - 52 * gone[0], hours(BASE)[1] - gone[1]), atol=1e-5)
        assert sum(gone) > 0


def test_sharing_out_keeps_the_sum_and_the_others_proportions():
    given = {"management": 6.0, "inclusion": 3.0, "reflection": 4.0}
    shared = share_out(given, {"reflection": 10.0})
    assert shared["reflection"] == 10.0
    assert sum(shared.values()) == pytest.approx(13.0)
    assert shared["management"] == pytest.approx(2 * shared["inclusion"])


def test_a_row_with_a_word_in_braces_stands_for_several():
    row = {"name": "without-{practice}", "phase": {"hours": ["{practice}"]}}
    made = list(expanded(row, {"practice": ("a", "b"), "weeks": (1,)}))
    assert made == [{"name": "without-a", "phase": {"hours": ["a"]}}, {"name": "without-b", "phase": {"hours": ["b"]}}]
    assert len(arms_named(["weeks-{weeks}", "base"])) == 11
    assert ARMS["weeks-26"].strategy.plan.phases[0].weeks == 26


def test_weekly_measures_are_recorded_only_where_something_is_read_off_them():
    assert [needs_weeks(m) for m in ("trust@52", "weeks_below", "relieved:enabling", "net_benefit", "turnout")] == [
        True, True, False, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize("make", [MARKETS[name] for name in MARKETS if name != "shocked_early"])
def test_agendas_leave_burdens_alone_and_three_constraints_on_the_table(make):
    market = make(POULTRY)
    assert sum(c.tractability > 0 for c in market.constraints) == 3
    assert [c.burden for c in market.constraints] == [c.burden for c in POULTRY.constraints]
    assert [c.severity for c in market.constraints] == [c.severity for c in POULTRY.constraints]


@pytest.mark.parametrize("name", [name for name in scenario_names() if name != "large-forum"])
def test_agendas_that_matter_most_and_least_have_nothing_in_common_where_there_are_six(name):
    scenario = load_scenario(name)
    most, least = (
        {c.name for c in MARKETS[m](scenario).constraints if c.tractability > 0}
        for m in ("most_relevant", "least_relevant")
    )
    workable = sum(c.tractability > 0 for c in scenario.constraints)
    assert len(most) == len(least) == min(3, workable)
    if workable >= 6:
        assert not most & least


def test_the_shock_comes_while_groups_live_and_nothing_else_changes():
    early = shocked_early(POULTRY)
    tests = [shock.week for shock in early.shocks if shock.test]
    assert tests == [40]
    assert [s for s in early.shocks if not s.test] == [s for s in POULTRY.shocks if not s.test]


def test_effects_that_are_no_difference():
    import numpy as np

    played = {
        "programme": {"system_benefit": np.array([110.0, 10.0]), "member_benefit": np.array([30.0, 5.0]),
                      "cost": np.array([20.0, 20.0]), "net_benefit": np.array([90.0, -10.0])},
        "nothing": {"system_benefit": np.array([10.0, 10.0]), "member_benefit": np.array([10.0, 5.0]),
                    "cost": np.zeros(2), "net_benefit": np.array([10.0, 10.0])},
        "other": {"net_benefit": np.array([40.0, 30.0])},
    }  # fmt: skip
    assert_allclose(share_beyond_members(played, ("programme", "nothing")), [0.8, np.nan])
    assert_allclose(cost_over_benefit(played, ("programme", "nothing")), [0.2, 3.0])
    assert_allclose(best_alternative(played, ("programme", "nothing", "other")), [-50.0, 40.0])


def test_claims_are_found_by_id_in_any_case_with_all_their_parts():
    assert [claim.id for claim in claims_named(["c15,C2"])] == ["C2", "C15a", "C15b"]
    assert [claim.id for claim in claims_named(["C15B"])] == ["C15b"]
    with pytest.raises(InputError) as error:
        claims_named(["C99", "C1", "D1"])
    assert len(error.value.messages) == 2
    assert "--only C99" in error.value.messages[0]
