"""The search on made-up worlds whose answer is known, and the arithmetic of hours, regret and verdicts."""

import numpy as np
import pytest
import tomlkit
from migsim.analysis.optimising.aim import Aim, regrets
from migsim.analysis.optimising.bench import SEARCHED
from migsim.analysis.optimising.rivals import Rival
from migsim.analysis.optimising.search import Effort, Search
from migsim.analysis.optimising.space import COORDINATES, Space, full_weeks, longest_programme, total_hours
from migsim.analysis.optimising.verdict import Referee
from migsim.analysis.outcomes import outcome_named
from migsim.facilitation.library import load_strategy
from migsim.facilitation.schema import Plan, Start
from migsim.scenario import load_scenario
from migsim.scenario.toml import plan_text
from migsim.vocabulary import SCORECARD

NET = Aim(outcome_named("net_benefit"))
ROBUST = Aim(outcome_named("net_benefit"), robust=True)
SPACE = Space(hours=13.8, longest=155, start=Start())
EFFORT = Effort(generations=25, candidates=16, few=4, block=8, worlds=80, shortlist=8)


class MadeUp:
    """A bench whose cells are plans, and whose net benefit is what a function says, plus the luck of each world."""

    seed = 1

    def __init__(self, worth, luck=1.0):
        self.worth, self.luck, self.seen, self.done = worth, luck, [], 0

    def cell(self, strategy):
        return strategy.plan

    def play(self, cells, worlds):
        self.seen.append(worlds)
        self.done += len(cells) * len(worlds)
        table = np.zeros((len(cells), len(worlds), len(SCORECARD)))
        luck = np.array([np.random.default_rng(world).normal(0, self.luck) for world in worlds])
        for row, cell in enumerate(cells):
            table[row, :, SCORECARD.index("net_benefit")] = self.worth(cell, worlds) + luck
        return table


def share(plan, practice):
    weeks = full_weeks(plan)
    return sum(p.hours.get(practice, 0) * w for p, w in zip(plan.phases, weeks, strict=True)) / total_hours(plan)


def searched(bench, aim=NET, references=(), **rest):
    return Search(bench, SPACE, aim, EFFORT, list(references), np.full(len(COORDINATES), 0.5), **rest)


@pytest.mark.parametrize("hours", [0.5, 13.8, 200.0])
def test_every_point_spends_the_same_hours_a_week(hours):
    chance = np.random.default_rng(1)
    space = Space(hours, 155, Start())
    for point in [*chance.random((60, len(COORDINATES))), np.zeros(len(COORDINATES)), np.ones(len(COORDINATES))]:
        plan = space.plan(point)
        weeks = sum(phase.weeks for phase in plan.phases)
        assert total_hours(plan) == pytest.approx(hours * weeks, rel=1e-5, abs=0.1)
        assert weeks <= 155
        assert all(given <= 2000 for phase in plan.phases for given in phase.hours.values())
        assert Plan.model_validate(tomlkit.parse(plan_text(plan)).unwrap()) == plan


def test_a_strategy_is_found_again_from_its_point():
    plan = load_strategy("intensive").plan
    again = SPACE.plan(SPACE.point(plan))
    assert sum(phase.weeks for phase in again.phases) == 52
    assert again.handover.kind == "fixed"
    assert again.phases[0].travel_support == 0.5
    for practice in ("interdependence", "management", "inclusion", "communication", "prioritising", "reflection"):
        assert share(again, practice) / share(again, "management") == pytest.approx(
            share(plan, practice) / share(plan, "management"), rel=0.02
        )


@pytest.mark.parametrize("practice", ["reflection", "starting"])
def test_where_one_practice_alone_matters_it_gets_the_hours(practice):
    bench = MadeUp(lambda plan, _: 10 * share(plan, practice))
    found = searched(bench).run()
    assert found.finished
    assert share(SPACE.plan(found.point), practice) > 0.85
    assert share(SPACE.plan(np.full(len(COORDINATES), 0.5)), practice) < 0.15
    assert bench.done == EFFORT.futures


def test_where_time_alone_matters_it_finds_the_length_and_the_taper():
    def worth(plan, _):
        weeks = sum(phase.weeks for phase in plan.phases)
        return -abs(weeks - 60) / 10 - abs(plan.handover.weeks - 20) / 10

    plan = SPACE.plan(searched(MadeUp(worth)).run().point)
    assert sum(phase.weeks for phase in plan.phases) == pytest.approx(60, abs=6)
    assert plan.handover.weeks == pytest.approx(20, abs=6)


def test_regret_by_hand_never_below_nothing():
    gains = np.array([[1.0, 5.0, 2.0], [3.0, 3.0, np.nan]])
    assert regrets(gains, np.array([2.0, 4.0, 4.0])).tolist() == [[1.0, 0.0, 2.0], [0.0, 1.0, np.inf]]
    hundred = np.arange(100.0)[None]  # regrets 99 down to 0 against 99 throughout
    assert ROBUST.losses(hundred, np.full(100, 99.0))[0] == 95.0
    assert NET.losses(hundred, None)[0] == -49.5
    assert NET.losses(np.array([[np.nan, 4.0], [np.nan, np.nan]]), None).tolist() == [-4.0, np.inf]
    assert Aim(outcome_named("gini")).gains(np.ones((1, 1, len(SCORECARD))))[0, 0] == -1.0


def test_robust_takes_the_middle_where_the_mean_takes_the_gamble():
    """Style pays on average, but costs in every tenth world, where a reference does well."""

    def worth(plan, worlds):
        if plan.name == "safe":
            return np.zeros(len(worlds))
        style = plan.phases[0].style
        return np.where(np.arange(worlds.start, worlds.stop) % 8 == 0, -4.0 * style, 2.0 * style)

    safe = load_strategy("light-touch").plan.model_copy(update={"name": "safe"})
    mean = SPACE.plan(searched(MadeUp(worth)).run().point)
    robust = SPACE.plan(searched(MadeUp(worth), ROBUST, [safe]).run().point)
    assert mean.phases[0].style > 0.8
    assert robust.phases[0].style < 0.2


def test_stopping_keeps_the_best_so_far():
    def stop(found):
        if found.generations == 3:
            raise KeyboardInterrupt

    search = searched(MadeUp(lambda plan, _: share(plan, "reflection")), told=stop)
    with pytest.raises(KeyboardInterrupt):
        search.run()
    assert search.best.generations == 3
    assert not search.best.finished
    assert SPACE.plan(search.best.point).phases


@pytest.mark.parametrize(("lead", "verdict"), [(1.0, "ahead"), (0.0, "level"), (-1.0, "behind")])
@pytest.mark.parametrize("aim", [NET, ROBUST])
def test_the_verdict_is_by_the_interval(lead, verdict, aim):
    """A lead of one is far beyond the interval, one of nothing within it; luck differs between the two."""

    def worth(plan, worlds):
        chance = np.random.default_rng([*plan.name.encode(), worlds.start % 1000])
        own = lead if plan.name == "optimised" else 0.0
        return {"ideal": 9.0}.get(plan.name, own) + chance.normal(0, 0.3, len(worlds))

    bench = MadeUp(worth)
    plan = load_strategy("light-touch").plan
    named = {name: plan.model_copy(update={"name": name}) for name in ("optimised", "rival", "ideal")}
    references = [Rival(named["ideal"], "as written", named["ideal"])]
    reference = np.full(200, 9.0) if aim.robust else None
    referee = Referee(bench, aim, references, fresh=400, searched=200, reference=reference)
    check = referee.check(named["optimised"], [Rival(named["rival"], "the same cost", named["rival"])])
    assert check.verdict == verdict
    assert check.lead["mean"] == pytest.approx(lead, abs=0.15)
    assert check.bias["mean_low"] < check.bias["mean"] < check.bias["mean_high"]
    assert bench.done == referee.futures(1)
    fresh = {world for worlds in bench.seen for world in worlds if world < SEARCHED}
    assert fresh == set(range(400))


def test_the_search_never_meets_a_fresh_world():
    bench = MadeUp(lambda plan, _: share(plan, "reflection"))
    searched(bench).run()
    assert min(worlds.start for worlds in bench.seen) == SEARCHED
    assert max(worlds.stop for worlds in bench.seen) == SEARCHED + EFFORT.worlds


def test_the_longest_programme_leaves_two_years():
    assert longest_programme(load_scenario("treyl-poultry")) == 155
