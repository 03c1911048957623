"""Local agents and messages: what they cost, and what they do."""

import pytest
from migsim.facilitation.schedule import planned_cost, schedule_of
from migsim.stages.facilitate import facilitate, reminded
from migsim.stages.meeting import doing_hours
from migsim.state import COMMUNICATION, MANAGEMENT

from playing import phase, plan


@pytest.fixture
def paid(world):
    """A week of two hours of management for one group of four; an hour of staff costs 30."""
    world.group(0, constraint=2, rows=[0, 1, 2, 3])
    levers = world.state.levers[0]
    levers["present"], levers["hours"][MANAGEMENT], levers["style"] = True, 2.0, 0.5
    world.parameters["half_hours"], world.parameters["agent_skill"] = 2.0, 0.5
    return world


def test_staff_cost_and_do_the_whole(paid):
    paid.call(facilitate, week=1)
    assert paid.state.ledger[0]["cost"] == pytest.approx(2 * 30)
    assert paid.state.intensity[MANAGEMENT] == pytest.approx(0.5)


def test_local_agents_cost_less_and_do_less(paid):
    """Two fifths of the cost; half the skill, so that two hours do what one does."""
    paid.state.levers[0]["doing"] = 2.0
    hours = paid.call(doing_hours, g=0)
    paid.state.levers[0]["local"] = True
    paid.call(facilitate, week=1)
    assert paid.state.ledger[0]["cost"] == pytest.approx(2 * 12)
    assert paid.state.intensity[MANAGEMENT] == pytest.approx(1 - 2**-0.5)
    paid.state.levers[0]["doing"] = 2.0
    assert hours > 0.0
    assert paid.call(doing_hours, g=0) == pytest.approx(hours / 2)


def test_messages_remind_and_are_paid_by_the_member(paid):
    """Half a per cent of an hour of staff for each of four, two in four of whom get them."""
    paid.state.levers[0]["hours"][:], paid.state.levers[0]["messages"] = 0.0, 0.5
    paid.parameters["message_worth"] = 0.8
    paid.call(facilitate, week=1)
    assert paid.state.ledger[0]["cost"] == pytest.approx(0.5 * 4 * 0.15)
    assert paid.call(reminded) == pytest.approx(0.4)
    paid.state.intensity[COMMUNICATION] = 0.5
    assert paid.call(reminded) == pytest.approx(1 - 0.5 * 0.6)


def test_a_budget_buys_more_hours_of_local_agents(small):
    staff, local = (plan(who, cost="equal", phases=[phase(agents=who)]) for who in ("staff", "local"))
    hours = [float(schedule_of(one, small, 156)["hours"].sum()) for one in (staff, local)]
    assert hours[1] == pytest.approx(hours[0] / 0.4)
    planned = sum(planned_cost(local, small, schedule_of(local, small, 156)))
    assert planned == pytest.approx(small.costs.budget)
