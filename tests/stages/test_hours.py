"""An hour is one hour: what facilitators are paid for is practice or doing, and neither is without limit."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from migsim.facilitation.library import load_strategy, strategy_names
from migsim.facilitation.schedule import schedule_of
from migsim.stages.facilitate import facilitate
from migsim.stages.meeting import doing_hours
from migsim.stages.work import output_of
from migsim.state import COMMUNICATION, LEVERS, MANAGEMENT, Array
from migsim.vocabulary import PRACTICES

from calling import World
from playing import small_scenario

GROUPS = 2
LONG = 300  # weeks: room for every strategy of the library


@pytest.fixture(scope="module")
def staffed() -> World:
    """Two groups, all of whose facilitation can be told from its effect."""
    world = World.of(small_scenario(), half_hours=3.0, doing_rate=1.0)
    for g, rows in enumerate(([0, 1, 9], [0, 6, 7])):  # with the roles that credit and prices need
        world.group(g, g, rows)
    return world


def hours_at_work(world: World, levers: Array) -> tuple[float, float]:
    """Hours paid for in a week with these levers, and hours that had an effect, read back from the effect."""
    before = float(world.state.ledger[0]["programme_hours"])
    world.state.levers[0] = levers
    world.call(facilitate, week=1)
    intensities = [*world.state.intensity, world.state.levers[0]["recruiting"]]
    practice = -np.log2(1.0 - np.array(intensities)) * GROUPS * world.parameters["half_hours"]
    doing = world.call(doing_hours, g=0) * GROUPS
    return float(world.state.ledger[0]["programme_hours"]) - before, float(practice.sum() + doing)


@pytest.mark.parametrize("name", strategy_names())
def test_every_hour_of_every_strategy_is_one_hour(staffed: World, name: str) -> None:
    strategy = load_strategy(name)
    scenario = small_scenario()
    wide = scenario.model_copy(update={"scenario": scenario.scenario.model_copy(update={"horizon": LONG})})
    paid = 0.0
    for levers in schedule_of(strategy, wide, LONG)[1:]:
        week, worked = hours_at_work(staffed, levers)
        skill = staffed.parameters["agent_skill"] if levers["local"] else 1.0
        paid += week
        assert worked == pytest.approx(week * skill, rel=1e-6), levers
    assert paid > 0.0 or not strategy.plan.phases


@settings(max_examples=200, deadline=None)
@given(
    hours=st.lists(st.floats(0, 60), min_size=len(PRACTICES), max_size=len(PRACTICES)),
    style=st.floats(0, 1),
    recruit=st.floats(0, 60),
)
def test_every_hour_of_any_strategy_is_one_hour(
    staffed: World, hours: list[float], style: float, recruit: float
) -> None:
    levers = np.zeros(1, LEVERS)
    levers["hours"], levers["style"], levers["recruit"], levers["present"] = hours, style, recruit, True
    paid, worked = hours_at_work(staffed, levers[0])
    assert paid == pytest.approx(sum(hours) + recruit)
    assert worked == pytest.approx(paid, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize(("once", "practised", "done"), [(True, 3.0, 9.0), (False, 12.0, 15.0)])
def test_half_of_all_hours_but_management_does_the_work(
    staffed: World, once: bool, practised: float, done: float
) -> None:
    """Twelve hours of communication and eight of management at a style of three quarters."""
    levers = np.zeros(1, LEVERS)[0]
    levers["hours"][[MANAGEMENT, COMMUNICATION]] = 8.0, 12.0
    levers["style"], levers["present"] = 0.75, True
    staffed.parameters["hours_once_on"] = once
    hours_at_work(staffed, levers)
    staffed.parameters["hours_once_on"] = True
    assert staffed.state.intensity[MANAGEMENT] == pytest.approx(1 - 2 ** -(8 / 2 / 3.0))
    assert staffed.state.intensity[COMMUNICATION] == pytest.approx(1 - 2 ** -(practised / 2 / 3.0))
    assert staffed.call(doing_hours, g=0) == pytest.approx(done / 2)


@pytest.mark.parametrize(("hours", "effort"), [(0.0, 0.0), (1.5, 0.5), (3.0, 0.75), (4.5, 0.875)])
def test_each_further_hour_of_work_adds_less(staffed: World, hours: float, effort: float) -> None:
    """Three hours are the scale: half of them make half of full effort."""
    staffed.parameters["effort_scale"] = 3.0
    mig = staffed.state.migs[0]
    mig["effort"], mig["coverage"], mig["coordination"], mig["effect"] = hours, 1.0, 1.0, 1.0
    staffed.state.levers[0]["doing"] = 0.0
    assert staffed.call(output_of, g=0) == pytest.approx(effort)
    staffed.parameters["saturation_on"] = False
    assert staffed.call(output_of, g=0) == pytest.approx(hours / 3.0)
    staffed.parameters["saturation_on"] = True


@settings(max_examples=200, deadline=None)
@given(given_hours=st.floats(0, 1e4), doing=st.floats(0, 1e4), fund=st.floats(0, 1e6))
def test_nobody_exceeds_full_effort(staffed: World, given_hours: float, doing: float, fund: float) -> None:
    mig, levers = staffed.state.migs[0], staffed.state.levers[0]
    mig["effort"], mig["coverage"], mig["coordination"], mig["effect"] = given_hours, 1.0, 1.0, 1.0
    levers["doing"], levers["fund"] = doing, fund
    assert 0.0 <= staffed.call(output_of, g=0) <= 1.0
    levers["fund"] = 0.0
