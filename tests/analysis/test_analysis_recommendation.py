import math
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from made_up_futures import MadeUpEnsemble, made_up_scenario
from migsim.analysis import Comparison
from migsim.analysis.breakeven import break_even, is_direct_delivery
from migsim.analysis.caveat import strongest_dependence
from migsim.analysis.outcomes import outcome_named
from migsim.analysis.statistics import Futures
from migsim.defaults import NO_PROJECT

N = 40


def compared(objective="net_benefit", matters=None, parameters=None, cost=1000.0, basis="equal", hours=None, **values):
    """Compare strategies whose objective is given future by future."""
    frames = []
    for name, x in values.items():
        x = np.broadcast_to(np.asarray(x, float), (N,))
        spent = cost.get(name, 1000.0) if isinstance(cost, dict) else cost
        table = {"strategy": name.replace("_", "-"), "run": np.arange(N), "status": "ok", "prior": "wide"}
        table |= {"net_benefit": 0.0, "cost": spent, "system_benefit": x + spent, "households_reached": 1.0}
        table["facilitator_hours"] = (hours or {}).get(name, 50.0)
        frames.append(pd.DataFrame(table | {"cost_per_household": spent, objective: x}))
    strategies = {
        name.replace("_", "-"): SimpleNamespace(
            title=name.replace("_", " ").capitalize(),
            cost=basis.get(name, "equal") if isinstance(basis, dict) else basis,
        )
        for name in values
    }
    drawn = parameters if parameters is not None else {"breach": np.resize([0.1, 0.3, 0.2], N)}
    frame = pd.DataFrame({"run": np.arange(N), **drawn})
    ensemble = MadeUpEnsemble(pd.concat(frames), frame, pd.DataFrame(), pd.DataFrame(), strategies)
    return Comparison(made_up_scenario(), ensemble, objective=objective, matters=matters)


def wins(count, by=200.0):
    """Ahead by an amount in the first futures, behind by the same in the rest."""
    return np.where(np.arange(N) < count, by, -by)


def test_a_leader_in_exactly_seven_of_ten_futures_is_recommended():
    told = compared(a=wins(28), b=0).recommendation()
    assert (told.strategy, told.leader, told.runner_up) == ("a", "a", "b")
    assert (told.futures_won, told.of) == (28, 40)
    assert told.difference == pytest.approx(80)
    assert told.sureness == "moderate"
    assert "7 of 10" in told.text
    assert told.text.startswith("A. It has the highest net benefit")


def test_one_future_fewer_is_no_clear_winner():
    told = compared(a=wins(27, 400), b=0).recommendation()
    assert told.strategy is None
    assert told.leader == "a"
    assert (told.futures_won, told.of) == (27, 40)
    assert told.sureness == "no clear winner"
    assert told.text.startswith("No clear winner.")
    assert "fewer than 7 of 10" in told.text


def test_a_tie_is_not_a_win():
    told = compared(a=np.where(np.arange(N) < 20, 300.0, 0.0), b=0).recommendation()
    assert (told.strategy, told.futures_won) == (None, 20)


def test_a_difference_below_what_matters_is_no_clear_winner():
    told = compared(a=49.0, b=0).recommendation()  # 5 % of the leader's cost of 1,000 is 50
    assert told.strategy is None
    assert told.futures_won == N
    assert told.matters == 50
    assert "what matters" in told.text
    assert compared(a=50.0, b=0).recommendation().strategy == "a"
    assert compared(a=49.0, b=0, matters=10).recommendation().strategy == "a"
    assert compared(a=49.0, b=0, matters=0).document()["matters"] == 0


def test_a_free_leader_is_held_against_the_cost_of_the_runner_up():
    told = compared(no_project=0.0, a=-60.0, cost={"no_project": 0.0}).recommendation()
    assert (told.strategy, told.matters) == (NO_PROJECT, 50)


def test_lower_is_better_for_a_gap():
    told = compared("voice_gap", a=0.3, b=0.1).recommendation()
    assert (told.strategy, told.leader) == ("b", "b")
    assert told.difference == pytest.approx(0.2)
    assert told.matters == pytest.approx(0.05 * 0.1)
    assert "lowest gap in voice" in told.text
    assert "0.20 less" in told.text


def test_missing_futures_are_left_out_and_counted():
    a = np.full(N, 500.0)
    a[:10] = math.nan
    told = compared(a=a, b=0).recommendation()
    assert (told.strategy, told.futures_won, told.of) == ("a", 30, 30)
    assert "Left out: 10 of 40 futures" in told.text


def test_half_of_the_futures_are_enough_to_compare():
    a = np.full(N, math.nan)
    a[:20] = 500.0
    assert compared(a=a, b=0).recommendation().strategy == "a"


def test_too_few_comparable_futures_is_no_clear_winner():
    a = np.full(N, math.nan)
    a[:19] = 500.0
    told = compared(a=a, b=0).recommendation()
    assert told.strategy is None
    assert told.leader == "b"  # what exists in few futures ranks nothing
    assert "has a value" in told.text


def test_one_strategy_is_told_but_not_recommended():
    result = compared(a=5.0)
    told = result.recommendation()
    assert (told.strategy, told.futures_won, told.of, told.runner_up) == (None, None, None, None)
    assert "Only one strategy" in told.text
    assert len(result.table()) == 1
    assert result.document()["differences"] == {}
    assert result.document()["probability_best"] == {"a": 1.0}


def test_an_objective_without_any_value_is_said():
    told = compared("attendance", a=math.nan, b=math.nan).recommendation()
    assert (told.strategy, told.leader) == (None, None)
    assert "No strategy has a value" in told.text
    told = compared("attendance", a=0.5, b=math.nan).recommendation()
    assert (told.strategy, told.leader) == (None, "a")


def test_few_futures_make_it_less_sure():
    a = np.full(N, math.nan)
    a[:25] = 500.0
    assert compared(a=a, b=0).recommendation().sureness == "low"
    assert compared(a=500.0, b=0).recommendation().sureness == "high"


def test_the_assumption_that_decides_is_named_with_its_threshold():
    breach = np.linspace(0.1, 0.4, N)
    told = compared(a=1000 * (0.325 - breach), b=0, matters=1, parameters={"breach": breach}).recommendation()
    assert told.strategy == "a"
    assert told.dependence.parameter == "breach"
    assert told.dependence.threshold == pytest.approx(0.325)
    assert told.dependence.beyond == np.count_nonzero(breach > 0.325)
    assert "chance that a promise is broken" in told.caveat
    assert "gone above 0.3" in told.caveat


def test_without_a_winner_the_caveat_says_what_to_find_out():
    breach = np.linspace(0.1, 0.4, N)
    told = compared(a=1000 * (breach - 0.24), b=0, parameters={"breach": breach}).recommendation()
    assert told.strategy is None
    assert told.caveat.startswith("Find out first")
    assert "gone below 0.24" in told.caveat


def test_luck_is_said_to_dominate_when_no_assumption_stands_out():
    rng = np.random.default_rng(3)
    noise = 500 + 100 * rng.normal(size=N)
    told = compared(a=noise, b=0, parameters={f"p{i}": rng.uniform(size=N) for i in range(8)}).recommendation()
    assert told.dependence is None
    assert "luck dominates" in told.caveat


def test_fixed_parameters_are_said_to_be_fixed():
    told = compared(a=wins(36), b=0, parameters={"breach": np.full(N, 0.2)}).recommendation()
    assert "--fixed" in told.caveat


def test_chance_associations_are_rare_in_noise():
    rng = np.random.default_rng(0)
    named = 0
    for _ in range(200):
        drawn = pd.DataFrame(rng.uniform(size=(60, 30))).add_prefix("p")
        named += strongest_dependence(rng.normal(size=60), drawn, {}) is not None
    assert named <= 20  # 5 % of 200 expected


def test_direct_delivery_never_gets_a_bare_rank():
    result = compared(direct_delivery=1000.0, a=500.0, b=100.0)
    told = result.recommendation()
    assert told.leader == "direct-delivery"
    assert told.text.startswith("Break-even: Direct delivery falls level with A")
    assert "declared assumption" in told.text
    assert told.break_even.factor == pytest.approx((500 + 1000) / 2000)
    assert "Without it, A leads; it beats B in 10 of 10 futures." in told.text


def test_break_even_of_direct_delivery_behind_the_leader():
    result = compared(direct_delivery=-500.0, a=500.0)
    told = result.recommendation()
    assert told.strategy == "a"
    assert told.break_even.factor == pytest.approx(1500 / 500)
    assert "3 times the relief assumed" in told.text
    table = result.table().set_index("strategy")
    assert table.loc["direct-delivery", "break_even"] == pytest.approx(3)
    assert math.isnan(table.loc["a", "break_even"])


def test_direct_delivery_is_known_by_what_it_does_not_by_its_name():
    plan = SimpleNamespace(delivery=SimpleNamespace(weeks=52))
    assert is_direct_delivery("cash", SimpleNamespace(plan=plan))
    assert not is_direct_delivery("cash", SimpleNamespace(plan=SimpleNamespace(delivery=None)))


def test_unequal_cost_is_said():
    told = compared(a=500.0, b=0.0, cost={"a": 2000.0}, basis={"b": "own"}).recommendation()
    assert "Compared at equal cost, except B (own cost)." in told.text
    assert "do not cost the same: A £2k, B £1k" in told.text


def test_it_is_said_how_the_leader_does_against_no_project():
    told = compared(no_project=0.0, a=wins(36, 500.0), b=-1000.0, matters=0).recommendation()
    assert told.runner_up == NO_PROJECT
    told = compared(no_project=-2000.0, a=wins(36, 500.0), b=-1000.0).recommendation()
    assert "It does better than No project in 10 of 10 futures." in told.text


def side(values, direct=(150.0,) * 4):
    """Direct delivery beside another strategy, with a cost of 100 each."""
    n = len(direct)
    table = {"system_benefit": np.column_stack([direct, np.zeros(n)]), "cost": np.full((n, 2), 100.0)}
    table |= {name: np.column_stack([np.zeros(n), x]) for name, x in values.items() if name not in table}
    for name, x in values.items():
        table[name][:, 1] = x
    return Futures(("direct-delivery", "a"), np.arange(n), np.arange(n), table)


@pytest.mark.parametrize(
    ("objective", "values", "factor"),
    [
        ("system_benefit", {"system_benefit": 300.0}, 2.0),
        ("net_benefit", {"net_benefit": 200.0}, 2.0),  # 100 of cost on top
        ("benefit_cost_ratio", {"benefit_cost_ratio": np.full(4, 3.0)}, 2.0),  # three times the cost of 100
    ],
)
def test_break_even_by_hand(objective, values, factor):
    values = {name: np.broadcast_to(x, 4) for name, x in values.items()}
    assert break_even(side(values), outcome_named(objective), "direct-delivery", "a").factor == factor


@pytest.mark.parametrize(
    ("needed", "direct"), [((0.0,) * 4, (150.0,) * 4), ((300.0,) * 4, (0.0,) * 4), ((300.0,) * 4, (-1.0,) * 4)]
)
def test_there_is_no_break_even_where_nothing_is_needed_or_nothing_is_brought(needed, direct):
    futures = side({"system_benefit": np.array(needed)}, direct)
    assert break_even(futures, outcome_named("system_benefit"), "direct-delivery", "a") is None


def test_the_range_of_a_break_even_begins_at_nothing_and_needs_half_of_the_futures():
    needed = np.array([-300.0, -300.0, 600.0, 900.0])
    tie = break_even(side({"system_benefit": needed}), outcome_named("system_benefit"), "direct-delivery", "a")
    assert tie.low == 0.0
    assert tie.high == pytest.approx(np.quantile([0.0, 0.0, 4.0, 6.0], 0.9))
    half = side({"system_benefit": np.full(4, 300.0)}, (-100.0, -100.0, 300.0, 300.0))
    assert break_even(half, outcome_named("system_benefit"), "direct-delivery", "a").low == pytest.approx(1.0)
    fewer = side({"system_benefit": np.full(4, 300.0)}, (-100.0, -100.0, -100.0, 700.0))
    assert math.isnan(break_even(fewer, outcome_named("system_benefit"), "direct-delivery", "a").low)


def test_break_even_counts_only_what_the_delivery_adds_to_the_world_without_a_project():
    # Without a project the shocks cost 200; delivery brings 500 - (-200) = 700, and 1500 - (-200) = 1700 are needed.
    result = compared(direct_delivery=-500.0, a=500.0, no_project=-200.0, cost={"no_project": 0.0})
    assert result.recommendation().break_even.factor == pytest.approx(1700 / 700)
