"""`migsim.optimise` on a real market with little effort: the same bytes, the same worlds as `compare`, fair rivals."""

import migsim
import pytest
from migsim.analysis.optimising.bench import Bench
from migsim.analysis.optimising.rivals import AVERAGE, COST, IN_ALL, STRETCHED, at_same
from migsim.analysis.optimising.search import Effort
from migsim.analysis.optimising.space import total_hours
from migsim.facilitation.library import load_strategies, load_strategy, strategy_names
from migsim.facilitation.schedule import latest_week, planned_cost
from migsim.facilitation.strategy import FileStrategy
from migsim.scenario import load_scenario
from migsim.scenario.market import build_market
from migsim.scenario.priors import load_prior

LITTLE = Effort(generations=3, candidates=6, few=4, block=8, worlds=16, shortlist=3)


def found(**rest):
    return migsim.optimise("treyl-poultry", 13.8, runs=20, effort=LITTLE, **rest)


@pytest.fixture(scope="module")
def little():
    return found(seed=3, threads=2)


def test_the_same_seed_gives_the_same_bytes(little, tmp_path):
    first = little.write(tmp_path / "a").read_bytes()
    assert found(seed=3, threads=1).write(tmp_path / "b").read_bytes() == first
    assert found(seed=4).write(tmp_path / "c").read_bytes() != first


def test_the_fresh_worlds_are_those_of_compare(little, tmp_path):
    path = little.write(tmp_path)
    runs = migsim.ensemble("treyl-poultry", [path], runs=20, seed=3).runs
    assert little.check.own.value["mean"] == pytest.approx(runs["net_benefit"].mean(), rel=1e-12)
    assert little.check.own.cost == pytest.approx(runs["cost"].mean(), rel=1e-12)


def test_the_file_says_how_it_was_found(little, tmp_path):
    strategy = load_strategy(little.write(tmp_path))
    assert "13.8 facilitator hours a week" in strategy.description
    assert "seed 3" in strategy.description
    assert "fresh worlds" in strategy.description
    weeks = sum(phase.weeks for phase in strategy.plan.phases)
    assert total_hours(strategy.plan) == pytest.approx(13.8 * weeks, rel=2e-3)


def test_progress_ends_at_its_total(tmp_path):
    told = []
    found(robust=True, progress=lambda done, total: told.append((done, total)))
    assert told == sorted(told)
    assert len({total for _, total in told}) == 1
    assert 0.8 < told[-1][0] / told[-1][1] <= 1.0


def test_rivals_spend_the_same_hours_or_the_same_money(little):
    scenario = load_scenario("treyl-poultry")
    bench = Bench(scenario, build_market(scenario, 3), load_prior(), 3, 2)
    plan = little.plan
    rivals = at_same(bench, load_strategies(strategy_names()), plan, 13.8)
    own = sum(planned_cost(FileStrategy(plan), scenario, bench.cell(FileStrategy(plan)).schedule))
    seen = set()
    for rival in rivals:
        hours = float(rival.cell.schedule["hours"].sum() + rival.cell.schedule["recruit"].sum())
        if rival.plan.start is not None:
            hours += sum(rival.plan.start.preparation.values())
        weeks = latest_week(rival.plan)
        seen.add(rival.rescaled)
        if rival.rescaled == AVERAGE:
            assert hours == pytest.approx(13.8 * weeks)
        if rival.rescaled in (IN_ALL, STRETCHED):
            assert hours == pytest.approx(total_hours(plan))
        if rival.rescaled == STRETCHED:
            assert weeks == sum(phase.weeks for phase in plan.phases)
        if rival.rescaled == COST:
            assert sum(planned_cost(FileStrategy(rival.plan), scenario, rival.cell.schedule)) == pytest.approx(own)
    assert {AVERAGE, IN_ALL, STRETCHED, COST} <= seen
    assert "direct-delivery" in {rival.plan.name for rival in rivals if rival.rescaled == COST}


def test_interrupted_in_the_check_it_is_unchecked(monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("migsim.analysis.optimising.verdict.Referee.check", interrupted)
    result = found()
    assert result.interrupted
    assert result.document()["check"] is None
    assert "stopped before it was checked" in result.plan.description
    assert "stopped before it was checked" in " ".join(result.text().split())


@pytest.mark.parametrize("hours", [0, -3, 1000, float("nan"), float("inf")])
def test_impossible_hours(hours):
    with pytest.raises(migsim.InputError, match=r"hours = .*above 0 and at most 200"):
        migsim.optimise("treyl-poultry", hours)
