"""Choosing under uncertainty, against cases that can be reckoned by hand."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from made_up_futures import made_up_ensemble, made_up_scenario
from migsim.analysis import Comparison
from migsim.analysis.caveat import strongest_dependence
from migsim.analysis.information import _unseen, everything, ground, information_table
from migsim.analysis.pareto import _beats, pareto_table
from migsim.analysis.regret import regret_table, regrets
from migsim.analysis.rule import Duel
from migsim.analysis.runs_needed import runs_needed
from migsim.analysis.smooth import smooth
from migsim.analysis.statistics import Futures, half_interval, probability_best
from migsim.analysis.weights import aims, check_weights, parse_weights, with_score
from migsim.analysis.wording import round_up
from migsim.errors import InputError
from test_analysis_recommendation import N, compared, wins


def table_of(y, **parameters):
    """Value of information of strategies a, b, … whose outcomes are the columns of `y`."""
    y = np.asarray(y, float)
    names = tuple("abcdefghij"[: y.shape[1]])
    other = np.random.default_rng(9).permutation(len(y)) * 1.0  # so that no two futures have the same parameters
    found = information_table(ground(y, 1.0, names, pd.DataFrame(parameters | {"other": other})), {})
    return found[found["parameter"] != "other"]


# -- regret and the probability of being best


def test_regret_by_hand():
    values = np.array([[1.0, 2.0], [5.0, 1.0], [3.0, 3.0]])
    np.testing.assert_array_equal(regrets(values, 1.0), [[1, 0], [0, 4], [0, 0]])
    np.testing.assert_array_equal(regrets(values, -1.0), [[0, 1], [4, 0], [0, 0]])
    np.testing.assert_allclose(probability_best(values, 1.0), [1.5 / 3, 1.5 / 3])
    table = regret_table(values, 1.0, ("a", "b")).set_index("strategy")
    assert table.loc["a", "mean"] == pytest.approx(1 / 3)
    assert table.loc["b", "mean"] == pytest.approx(4 / 3)
    assert (table.loc["a", "max"], table.loc["b", "max"]) == (1, 4)
    assert (table["mean"] <= table["max"]).all()


def test_a_strategy_without_a_value_in_a_future_has_no_regret_there():
    table = regret_table(np.array([[1.0, math.nan], [1.0, 4.0], [math.nan, math.nan]]), 1.0, ("a", "b"))
    assert table["futures"].tolist() == [2, 1]
    assert table["mean"].tolist() == [1.5, 0.0]


def test_least_regret_and_highest_mean_are_the_same_strategy():
    choice = Comparison(made_up_scenario(), made_up_ensemble(runs=200, weekly_runs=1)).choice
    regret = choice.regret().set_index("strategy")["mean"]
    assert regret.idxmin() == choice.fight.leader
    assert regret.min() == pytest.approx(choice.everything.foresight)


# -- value of information


def test_one_unknown_with_two_values_by_hand():
    # a brings 6 where the unknown is 0 and -2 where it is 1, b nothing: 2 on average with a. Known first: (6 + 0) / 2.
    unknown = np.resize([0.0, 1.0], 40)
    found = table_of(np.column_stack([np.where(unknown == 0, 6.0, -2.0), np.zeros(40)]), unknown=unknown)
    row = found.iloc[0]
    assert (row["parameter"], row["told_from_chance"]) == ("unknown", True)
    assert [row["value"], row["low"], row["high"], row["plain"]] == pytest.approx([1, 1, 1, 1])
    assert row["bias"] == pytest.approx(0, abs=1e-12)
    assert (row["best_low"], row["best_high"]) == ("a", "b")


def test_an_unknown_that_never_turns_the_choice_is_worth_nothing():
    unknown = np.resize([0.0, 1.0], 40)
    found = table_of(np.column_stack([np.where(unknown == 0, 6.0, 2.0), np.zeros(40)]), unknown=unknown)
    assert found.iloc[0]["value"] == 0
    assert not found.iloc[0]["told_from_chance"]
    assert (found.iloc[0]["best_low"], found.iloc[0]["best_high"]) == ("a", "a")


def test_two_unknowns_by_hand():
    # a brings 4p - 2q - 1 at the four corners: -1, 3, -3, 1, none on average, as b does.
    p, q = np.resize([0.0, 1.0, 0.0, 1.0], 80), np.resize([0.0, 0.0, 1.0, 1.0], 80)
    found = table_of(np.column_stack([4 * p - 2 * q - 1, np.zeros(80)]), p=p, q=q).set_index("parameter")
    # Known p: means -2 and 2, so (0 + 2) / 2. Known q: means 1 and -1, so 1 / 2. What is left is noise to the fit.
    assert found.loc["p", "plain"] == pytest.approx(1.0)
    assert found.loc["q", "plain"] == pytest.approx(0.5)
    assert found.loc["p", "low"] <= 1.0 <= found.loc["p", "high"]
    assert found.loc["q", "low"] <= 0.5 <= found.loc["q", "high"]


def test_a_smooth_unknown_by_integral():
    # E max(10 (u - 0.4), 0) - 1 = 1.8 - 1
    u = (np.arange(2000) + 0.5) / 2000
    found = table_of(np.column_stack([10 * (u - 0.4), np.zeros(2000)]), unknown=u)
    assert found.iloc[0]["value"] == pytest.approx(0.8, abs=1e-3)


def test_under_noise_the_estimate_is_unbiased_and_its_interval_holds_the_truth():
    rng = np.random.default_rng(1)
    values, inside = [], 0
    for _ in range(60):
        u = rng.uniform(size=400)
        y = np.column_stack([10 * (u - 0.4) + 15 * rng.normal(size=400), 15 * rng.normal(size=400)])
        row = table_of(y, unknown=u).iloc[0]
        values.append(row["value"])
        inside += row["low"] <= 0.8 <= row["high"]
    assert np.mean(values) == pytest.approx(0.8, abs=0.2)  # the standard error of this mean is 0.07
    assert inside >= 48  # 54 expected of 60


def test_what_means_nothing_is_hardly_ever_told_from_chance_and_never_worth_less_than_nothing():
    rng = np.random.default_rng(2)
    named, plain, corrected = 0, [], []
    for _ in range(40):
        drawn = {f"p{i}": rng.uniform(size=120) for i in range(11)}
        found = table_of(rng.normal(size=(120, 3)), **drawn)
        named += bool(found["told_from_chance"].any())
        plain.append(found["plain"].mean())
        corrected.append(found["value"].mean())
        assert (found["value"] >= 0).all()
        assert (found["low"] <= found["high"]).all()
    assert named <= 6  # 2 expected of 40
    assert np.mean(corrected) < 0.8 * np.mean(plain)  # the bias is there, and part of it is taken off


def test_too_little_to_say_anything():
    u = np.linspace(0, 1, 20)
    assert table_of(np.column_stack([u, 1 - u]), unknown=u).empty  # fewer than 30 futures
    u = np.linspace(0, 1, 40)
    assert table_of(u[:, None], unknown=u).empty  # one strategy
    assert table_of(np.column_stack([u, 1 - u]), unknown=np.full(40, 0.2)).empty  # it does not vary


def test_a_strategy_with_few_values_and_futures_with_gaps_are_left_out():
    y = np.arange(300.0).reshape(100, 3)
    y[:60, 1] = math.nan
    y[70, 0] = math.nan
    basis = ground(y, 1.0, ("a", "b", "c"), pd.DataFrame({"p": np.arange(100.0)}))
    assert basis.strategies == ("a", "c")
    assert len(basis.y) == len(basis.parameters) == 99


def test_everything_is_worth_at_least_one_thing_and_at_most_foresight():
    rng = np.random.default_rng(3)
    p, q = rng.uniform(size=(2, 600))
    y = np.column_stack([20 * (p - 0.5) + 20 * (q - 0.5) + rng.normal(size=600), np.zeros(600)])
    basis = ground(y, 1.0, ("a", "b"), pd.DataFrame({"p": p, "q": q}))
    known = everything(basis, "a", "b")
    one = information_table(basis, {})["value"].max()
    assert one < known.unknowns < known.foresight
    # E max(20 (p + q - 1), 0) = 20 / 6, by the triangle of p + q
    assert known.low - 0.3 < 20 / 6 < known.high + 0.3
    assert known.explained > 0.9
    noise = everything(ground(rng.normal(size=(300, 2)), 1.0, ("a", "b"), pd.DataFrame({"p": p[:300]})), "a", "b")
    assert noise.low <= 0 <= noise.unknowns
    assert noise.explained < 0.05


def test_the_curve_through_few_values_is_their_means():
    fit = smooth(np.array([1.0, 2.0, 1.0, 2.0]))
    np.testing.assert_allclose(fit.fit(np.array([[1.0], [5.0], [3.0], [7.0]]))[:, 0], [2, 6, 2, 6])


# -- tornado and switching values


def test_the_tornado_and_the_switching_value_by_hand():
    breach = np.linspace(0.1, 0.4, N)
    result = compared(a=1000 * (0.325 - breach), b=0, matters=1, parameters={"breach": breach})
    row = result.choice.tornado().iloc[0]
    ends = np.quantile(breach, [0.1, 0.9])
    assert [row["low_end"], row["high_end"]] == pytest.approx(ends)
    assert [row["lead_low"], row["lead_high"]] == pytest.approx(1000 * (0.325 - ends), abs=5)
    switch = result.choice.switching().set_index("name").loc["breach"]
    assert switch["value"] == pytest.approx(0.325)
    assert (switch["side"], switch["kind"]) == ("above", "parameter")
    assert switch["beyond"] == pytest.approx(np.mean(breach > 0.325))


def test_costs_and_benefits_that_turn_it_round_by_hand():
    found = compared(a=500.0, b=300.0).choice.switching().set_index("name")
    assert found.loc["leader_cost", "value"] == pytest.approx(1.2)  # 200 more on a cost of 1,000
    assert found.loc["leader_benefit", "value"] == pytest.approx(1 - 200 / 1500)
    # Without a project the market loses 200: what the leader adds is 1,700.
    added = compared(a=500.0, b=300.0, no_project=-200.0, cost={"no_project": 0.0}).choice.switching()
    assert added.set_index("name").loc["leader_benefit", "value"] == pytest.approx(1 - 200 / 1700)
    assert compared("trust", a=0.5, b=0.3).choice.switching().empty


def test_the_rate_that_turns_it_round_by_hand():
    """The leader gives 104 hours more on average, 4 more in the first futures, and leads by 200."""
    extra = np.where(np.arange(N) < 10, 4.0, (104.0 * N - 40.0) / (N - 10))
    result = compared(a=500.0, b=300.0, hours={"a": 50.0 + extra})
    row = result.choice.switching().set_index("name").loc["facilitator_hour"]
    assert row["value"] == pytest.approx(35 + 200 / 104)
    assert row["side"] == "above"


@pytest.mark.parametrize(("extra", "told"), [(1.0, True), (0.99, False), (-0.99, False), (-1.0, True)])
def test_hours_that_hardly_differ_have_no_rate_that_turns_it_round(extra, told):
    """An hour more or less is the least that is told."""
    found = compared(a=500.0, b=300.0, hours={"a": 50.0 + extra}).choice.switching()
    assert ("facilitator_hour" in set(found["name"])) is told


# -- futures still needed


def fight(lead, matters, won=None):
    lead = np.asarray(lead, float)
    return Duel("a", "b", lead, np.arange(len(lead)), int((lead > 0).sum()) if won is None else won, len(lead), matters)


def test_futures_needed_by_hand():
    # Mean 100, standard deviation 200; the interval has to be narrower than 100 - 50 on either side.
    lead = np.resize([300.0, -100.0], 1000)
    needed = runs_needed(fight(lead, 50))
    assert needed.for_size == math.ceil((1.6449 * lead.std(ddof=1) / 50) ** 2) == 44
    assert needed.for_often == math.ceil((1.6449 * 0.5 / 0.2) ** 2) == 17
    assert needed.settled  # half the futures won is surely fewer than 7 of 10


def test_futures_still_needed_when_the_count_lies_near_the_mark():
    lead = np.where(np.arange(40) < 26, 300.0, -100.0)  # 65 %
    needed = runs_needed(fight(lead, 5))
    assert not needed.settled
    assert needed.needed == needed.for_often == math.ceil(1.64485**2 * 0.65 * 0.35 / 0.05**2)


def test_a_clear_winner_needs_both_marks_settled():
    lead = np.where(np.arange(400) < 360, 300.0, -100.0)
    assert runs_needed(fight(lead, 50)).settled
    near = runs_needed(fight(lead, 255))  # the mean is 260
    assert not near.settled
    assert near.needed == near.for_size > 400
    assert runs_needed(fight(lead, 260)).needed is None  # right on the mark


def test_futures_that_share_a_draw_count_as_one_where_they_are_alike():
    # Ten draws, each played a hundred times to the same lead: ten independent values, and more futures add none.
    lead = np.repeat(np.linspace(-50.0, 250.0, 10), 100)
    draws = np.repeat(np.arange(10), 100)
    assert half_interval(lead, draws) == pytest.approx(half_interval(np.linspace(-50.0, 250.0, 10)))
    told = Duel("a", "b", lead, draws, int((lead > 0).sum()), 1000, 90.0)
    assert runs_needed(told).needed is None
    apart = runs_needed(replace(told, draws=np.arange(1000)))
    assert apart.settled
    assert apart.for_size == math.ceil((1.64485 * lead.std(ddof=1) / 10) ** 2)


def test_unlike_futures_of_a_draw_are_as_good_as_independent():
    rng = np.random.default_rng(1)
    lead, draws = rng.normal(size=4000), rng.integers(0, 300, 4000)
    assert half_interval(lead, draws) == pytest.approx(half_interval(lead), rel=0.1)


def test_it_is_said_when_more_futures_cannot_help():
    result = compared(a=wins(20), b=0)
    assert result.choice.more_futures().startswith("More futures would not change this")
    assert "--runs" in compared(a=wins(26, 300), b=-50).choice.more_futures()
    assert compared(a=5.0).choice.more_futures() == ""
    assert (round_up(1234), round_up(87)) == (1300, 87)


def test_what_is_worth_finding_out_is_the_first_thing_said_without_a_winner():
    unknown = np.resize([0.0, 1.0], N)
    drawn = {"breach": unknown, "other": np.arange(N) % 7 + np.arange(N) / 100}
    told = compared(a=np.where(unknown == 0, 600.0, -580.0), b=0, parameters=drawn).recommendation()
    assert told.strategy is None
    assert told.caveat.startswith("Find out first: “chance that a promise is broken”")
    assert "Knowing it before choosing is worth about £2" in told.caveat
    assert "where it is low A is best, where it is high B" in told.caveat


# -- several objectives


def two_aims():
    values = {
        "net_benefit": np.array([[100.0, 0.0, 50.0], [300.0, 0.0, 50.0]]),
        "voice_gap": np.array([[0.4, 0.2, 0.3], [0.4, 0.2, 0.3]]),
    }
    return Futures(("a", "b", "c"), np.arange(2), np.arange(2), values)


def test_a_weighted_score_by_hand():
    futures = with_score(two_aims(), {"net_benefit": 3, "voice_gap": 1})
    score = futures.values["weighted_score"]
    # Net benefit runs from 0 (b) to 200 (a), the gap from 0.4 (a, the worst) to 0.2 (b, the best).
    np.testing.assert_allclose(score[0], [0.75 * 0.5, 0.25, 0.75 * 0.25 + 0.25 * 0.5])
    np.testing.assert_allclose(score.mean(axis=0), [0.75, 0.25, 0.75 * 0.25 + 0.25 * 0.5])
    assert [(aim.worst, aim.best) for aim in aims(two_aims(), {"voice_gap": 1})] == [(0.4, 0.2)]


def test_the_weight_that_turns_it_round_by_hand():
    ensemble = compared(a=500.0, b=300.0).ensemble
    ensemble.runs["trust"] = np.where(ensemble.runs["strategy"] == "a", 0.3, 0.5)
    weights = {"net_benefit": 3.0, "trust": 2.0}
    result = Comparison(made_up_scenario(), ensemble, objective="weighted_score", weights=weights)
    assert result.choice.fight.leader == "a"
    found = result.choice.switching().set_index("name")
    assert found.loc["net_benefit", ["now", "value", "side"]].tolist() == [0.6, 0.5, "below"]
    assert found.loc["trust", ["now", "value", "side"]].tolist() == [0.4, 0.5, "above"]
    document = result.document()
    assert (document["objective"], document["weights"]) == ("weighted_score", weights)
    assert "weighted score" in document["recommendation"]["text"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("net_benefit", "give COLUMN=NUMBER"),
        ("net_benefit=much", "give COLUMN=NUMBER"),
        ("net_benefit=1,net_benefit=2", "named twice"),
        ("net_benfit=1", "net_benefit"),
        ("trust=0", "above 0"),
        ("trust=-1", "above 0"),
        ("trust=inf", "above 0"),
        ("weighted_score=1", "the score itself"),
        ("", "give COLUMN=NUMBER"),
    ],
)
def test_weights_that_cannot_be_are_refused_in_words(text, said):
    with pytest.raises(InputError, match="weights") as caught:
        parse_weights(text)
    assert said in str(caught.value)


def test_all_mistakes_in_weights_are_told_at_once():
    with pytest.raises(InputError) as caught:
        parse_weights("trust=0,luck=1,deals")
    assert len(caught.value.messages) == 3
    with pytest.raises(InputError):
        check_weights({})


# -- Pareto


def test_who_is_beaten_on_everything_by_hand():
    rng = np.random.default_rng(0)
    base = rng.normal(size=200)
    values = {
        "net_benefit": np.column_stack([base + 3, base + 1, base + 3 + 0.01 * rng.normal(size=200)]),
        "cost": np.column_stack([base + 1, base + 2, base + 5]),
    }
    found = pareto_table(
        Futures(("a", "b", "c"), np.arange(200), np.arange(200), values), ["net_benefit", "cost"]
    ).set_index("strategy")
    assert found["unbeaten"].tolist() == [True, False, False]
    assert found["beaten_by"].tolist() == ["", "a", "a"]  # c brings as much as a and costs more; b is a trade-off to c
    result = Comparison(made_up_scenario(), made_up_ensemble(runs=60, weekly_runs=1))
    assert list(result.choice.pareto(["trust", "deals"]).columns) == [
        "strategy",
        "trust",
        "deals",
        "beaten_by",
        "unbeaten",
    ]
    with pytest.raises(InputError):
        result.choice.pareto(["luck"])


# -- a prior that is a table of draws


def test_futures_with_the_same_parameters_do_not_count_as_several():
    rng = np.random.default_rng(5)
    named = known = 0
    for _ in range(30):
        draw = rng.integers(40, size=800)  # twenty futures for each of forty draws
        table = pd.DataFrame(rng.uniform(size=(40, 8))).add_prefix("p")
        drawn = table.iloc[draw].reset_index(drop=True)
        y = rng.normal(size=(40, 2))[draw] + rng.normal(size=(800, 2))  # goes with the draw, with no parameter in it
        basis = ground(y, 1.0, ("a", "b"), drawn)
        named += bool(information_table(basis, {})["told_from_chance"].any())
        known += strongest_dependence(y[:, 0] - y[:, 1], drawn, {}) is not None
    assert named <= 6  # 1.5 expected; nearly all 30 if futures counted as independent
    assert known <= 6


def test_a_draw_is_left_out_with_all_its_futures():
    rng = np.random.default_rng(6)
    draw = np.repeat(np.arange(30), 4)
    drawn = pd.DataFrame({"p": rng.uniform(size=30)[draw], "q": rng.uniform(size=30)[draw]})
    y = np.column_stack([rng.normal(size=30)[draw] + rng.normal(size=120), np.zeros(120)])
    ranks = drawn.rank().to_numpy()
    ranks = (ranks - ranks.mean(axis=0)) / ranks.std(axis=0)
    left, size, _ = np.linalg.svd(ranks, full_matrices=False)
    found = _unseen((left, size), y, draw)

    def refitted(penalty):
        guess = np.zeros(120)
        for one in range(30):
            kept, design = draw != one, np.column_stack([np.ones(120), ranks])
            bound = np.diag([0.0, penalty, penalty])
            slope = np.linalg.solve(design[kept].T @ design[kept] + bound, design[kept].T @ y[kept, 0])
            guess[~kept] = design[~kept] @ slope
        return guess

    gaps = [np.abs(refitted(penalty * 1.2) - found[:, 0]).max() for penalty in 10.0 ** np.arange(0.5, 5.1, 0.5)]
    assert min(gaps) < 1e-9


def test_high_regret_is_that_of_one_future_in_twenty():
    values = np.column_stack([np.zeros(101), np.arange(101.0)])
    table = regret_table(values, 1.0, ("a", "b")).set_index("strategy")
    assert table.loc["a", ["mean", "high", "max"]].tolist() == [50.0, 95.0, 100.0]


@pytest.mark.parametrize(
    ("steps", "beaten"),
    [((1, 0), True), ((1, 1), True), ((0, 0), False), ((1, -1), False), ((0, -1), False), ((1, math.nan), False)],
)
def test_beaten_is_better_somewhere_and_worse_nowhere(steps, beaten):
    """As good on one and better on the other is beaten; as good on both is not."""
    assert _beats({str(k): np.array([[math.nan, step]]) for k, step in enumerate(steps)}, 0, 1) is beaten


def test_usual_aims_are_those_that_the_results_have():
    table = compared(a=500.0, b=300.0).choice.pareto()
    assert list(table.columns) == ["strategy", "net_benefit", "cost", "households_reached", "beaten_by", "unbeaten"]


def test_strategies_that_are_alike_in_every_future_do_not_beat_each_other():
    assert compared(a=500.0, b=500.0).choice.pareto()["unbeaten"].all()
