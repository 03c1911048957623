"""The compiled model and the object model tell the same future, event for event."""

from importlib import import_module
from typing import ClassVar

import pytest
from migsim.facilitation.library import STANDARD, load_strategy, strategy_names
from migsim.facilitation.strategy import Actions, Observation, Strategy
from migsim.scenario.library import load_scenario
from migsim.scenario.parameters import PARAMETERS, SWITCHES
from migsim.scenario.schema import Scenario

from object_model.docking import differences
from object_model.made_up import made_up_parameters, made_up_scenario, made_up_strategy
from playing import PLANS, phase, plan
from ruled import EVERY_KIND

WORLDS = [(1, 0, True), (7, 2, False)]  # seed, run, parameters at their defaults


@pytest.fixture(scope="module")
def market(small: Scenario) -> Scenario:
    """The small market, long enough for every strategy of the library."""
    return small.model_copy(update={"scenario": small.scenario.model_copy(update={"horizon": 210})})


@pytest.mark.parametrize(("seed", "run", "fixed"), WORLDS)
@pytest.mark.parametrize("name", STANDARD)
def test_strategies_of_the_standard_comparison(market: Scenario, name: str, seed: int, run: int, fixed: bool) -> None:
    assert differences(market, load_strategy(name), seed, run, fixed=fixed) == []


@pytest.mark.parametrize("name", [name for name in strategy_names() if name not in STANDARD])
def test_further_strategies_of_the_library(market: Scenario, name: str) -> None:
    assert differences(market, load_strategy(name), seed=7, run=2) == []


@pytest.mark.parametrize(("seed", "run", "fixed"), WORLDS)
@pytest.mark.parametrize("name", sorted(PLANS))
def test_plans_that_differ_in_one_way(market: Scenario, name: str, seed: int, run: int, fixed: bool) -> None:
    assert differences(market, PLANS[name], seed, run, fixed=fixed) == []


@pytest.mark.parametrize("ballot", ["open", "secret"])
@pytest.mark.parametrize("rule", ["dot", "plurality", "approval", "borda"])
def test_voting_rules(market: Scenario, rule: str, ballot: str) -> None:
    voting = plan("voting", start={"vote": rule, "ballot": ballot, "groups": 4})
    assert differences(market, voting, run=3) == []


@pytest.mark.parametrize("run", range(3))
def test_hours_scaled_to_the_budget_of_a_hand_over_when_ready(market: Scenario, run: int) -> None:
    handover = {"kind": "when-ready", "earliest": 10, "weeks": 8, "attendance": 0.2, "kept": 0.2, "members_ran": 0.1}
    phases = [phase(weeks=20), phase(weeks=15, style=0.5, fund=10.0, travel_support=0.5)]
    scaled = plan("scaled", cost="equal", phases=phases, handover=handover)
    assert differences(market, scaled, run=run) == []


@pytest.mark.parametrize("which", EVERY_KIND)
@pytest.mark.parametrize(("seed", "run", "fixed"), WORLDS)
def test_responsive_rules(market: Scenario, which: str, seed: int, run: int, fixed: bool) -> None:
    assert differences(market, EVERY_KIND[which], seed, run, fixed=fixed) == []


@pytest.mark.parametrize("end", ["low", "high"])
def test_parameters_at_the_ends_of_their_ranges(market: Scenario, end: str) -> None:
    ends = {p.name: getattr(p, end) for p in PARAMETERS}
    assert differences(market, PLANS["doing"], fixed=True, changes=ends) == []


@pytest.mark.parametrize("name", [switch.name for switch in SWITCHES])
def test_mechanisms_switched_off(market: Scenario, name: str) -> None:
    assert differences(market, PLANS["coached"], run=4, changes={name: False}) == []


class Watcher(Strategy):
    """Answers to all that it sees, rests now and then, and remembers."""

    name = "watcher"
    diary: ClassVar[list[Observation]] = []

    def decide(self, seen: Observation) -> Actions | None:
        self.diary.append(seen)
        if seen.week > 60 or seen.week % 17 == 0:
            return None
        moods = [group.mood for group in seen.groups]
        heard = sum(group.deals_heard for group in seen.groups)
        hours = {"management": 3.0 if sum(moods) < len(moods) / 2 else 1.0, "interdependence": 4.0 / (1 + heard)}
        return Actions(hours=hours, fund=5.0, travel_support=0.5)


@pytest.mark.parametrize("run", range(3))
def test_strategies_that_decide_in_python_see_the_same(market: Scenario, run: int) -> None:
    Watcher.diary.clear()
    assert differences(market, Watcher(), run=run) == []
    half = len(Watcher.diary) // 2
    for one, other in zip(Watcher.diary[:half], Watcher.diary[half:], strict=True):
        assert rounded(one) == rounded(other)


def rounded(seen: Observation) -> tuple:
    """An observation without the last bits of its numbers."""
    groups = [tuple(round(x, 9) if isinstance(x, float) else x for x in vars(group).values()) for group in seen.groups]
    return seen.week, seen.horizon, groups, round(seen.hours_spent, 6), round(seen.money_spent, 6)


@pytest.mark.parametrize("number", range(30))
def test_made_up_worlds(small: Scenario, number: int) -> None:
    assert made_up_differences(small, number) == []


@pytest.mark.slow
@pytest.mark.parametrize("hundred", range(1, 3))
def test_many_made_up_worlds(small: Scenario, hundred: int) -> None:
    for number in range(100 * hundred, 100 * hundred + 100):
        assert made_up_differences(small, number) == [], f"made-up world {number}"


def made_up_differences(small: Scenario, number: int) -> list[str]:
    """Differences in a world in which everything is made up."""
    scenario = made_up_scenario(small, number)
    strategy, parameters = made_up_strategy(number), made_up_parameters(number)
    return differences(scenario, strategy, 1 + number % 3, number, fixed=True, changes=parameters)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "run"), [(name, n % 2) for n, name in enumerate([*STANDARD, "diagnoser", "ready", "doing", "existing"])]
)
def test_a_room_of_thirty(name: str, run: int) -> None:
    treyl = load_scenario("treyl-poultry")
    scenario = treyl.model_copy(update={"outside": treyl.outside.model_copy(update={"size": 60})})
    strategy = PLANS[name] if name in PLANS else load_strategy(name)
    assert differences(scenario, strategy, seed=2, run=run, fixed=run == 0) == []


@pytest.mark.parametrize(
    "constant",
    ["voice.TILT_MEMORY", "review.WORST", "shocks.SIDE_EFFECT", "actor.MARGINALISED_POWER", "formation.CAPACITY_NEW"],
)
def test_a_millionth_is_noticed(market: Scenario, monkeypatch: pytest.MonkeyPatch, constant: str) -> None:
    """The comparison itself: one constant of one model a millionth larger, and the two no longer dock."""
    module, name = constant.split(".")
    place = import_module(f"object_model.{module}")
    monkeypatch.setattr(place, name, getattr(place, name) * (1 + 1e-6))
    assert differences(market, PLANS["coached"], fixed=True)
