"""Wider take-up: the event-driven reckoning against a plain one that looks at everybody every week."""

import numpy as np
import pytest
from migsim.chance import TAKE_UP, uniform
from migsim.stages.income import open_accounts
from migsim.stages.record import open_week
from migsim.stages.take_up import draw_convincing, push, report_back, spread
from migsim.state import COMMUNICATION, INCLUSION, NEVER

from calling import KEY, World

SKILLS, RULES = 2, 3
WEEKS = 170


def worked_by(week: int) -> float:
    """Relief that rises, pauses and falls: the clock of take-up runs unevenly."""
    return 0.0 if week < 3 else max(0.0, 0.3 * np.sin(week / 25) ** 2)


def pushes(week: int) -> list[tuple[int, float]]:
    """Word that reaches some nodes in some weeks."""
    return [(week % 73, 0.3), ((7 * week) % 73, 0.05)] if week % 5 == 0 and week > 10 else []


def run_stages(world: World) -> np.ndarray:
    world.call(draw_convincing)
    world.call(open_accounts)
    for week in range(1, WEEKS + 1):
        world.call(open_week, week=week)
        world.state.constraints[SKILLS]["worked"] = worked_by(week)
        world.state.constraints[SKILLS]["news"] = 0.5 * (week % 2)
        world.call(spread, week=week)
        for node, amount in pushes(week):
            world.call(push, k=SKILLS, node=node, amount=amount)
    return world.state.adopted[SKILLS]


def run_plainly(world: World) -> np.ndarray:
    """The rule as it is written in the ODD page, one week after the other, one actor after the other."""
    market, p = world.market, world.parameters[0]
    ids = np.concatenate([market.pool["id"], market.outside["id"]])
    kinds = np.concatenate([market.pool[["role", "marginalised"]], market.outside[["role", "marginalised"]]])
    start, contacts = market.contact_start, market.contacts
    needs_several = [0] * len(market.pool) + [int(n) for n in world.state.needed[len(market.pool) :]]
    withstands = [-np.log(1 - uniform(KEY, TAKE_UP, 0, int(i), int(market.constraints[SKILLS]["id"]))) for i in ids]
    weights = [
        [p["peer_weight"] if kinds[o] == kinds[n] else 1.0 for o in contacts[start[n] : start[n + 1]]]
        for n in range(len(ids))
    ]
    exposed, adopted = np.zeros(len(ids)), np.full(len(ids), NEVER)
    for week in range(1, WEEKS + 1):
        worked = worked_by(week)
        if worked > 0:
            hours = min(worked / p["visible_relief"], 1.0) * (1 + p["news_boost"] * 0.5 * (week % 2)) / 52
            new = []
            for n in np.flatnonzero(adopted == NEVER):
                took = [adopted[o] != NEVER for o in contacts[start[n] : start[n + 1]]]
                share = sum(w for w, t in zip(weights[n], took, strict=True) if t) / max(sum(weights[n]), 1e-9)
                news = p["bass_news"] if needs_several[n] == 0 else 0.0
                if sum(took) >= needs_several[n]:
                    exposed[n] += (news + p["bass_neighbours"] * share) * hours
                if exposed[n] >= withstands[n]:
                    new.append(n)
            adopted[new] = week
        for node, amount in pushes(week):
            exposed[node] += amount
    return adopted


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"complex_on": False},
        {"share_complex": 0.8, "complex_neighbours": 3.0, "peer_weight": 2.0},
        {"bass_news": 0.04, "bass_neighbours": 1.0, "visible_relief": 0.1, "news_boost": 2.0},
    ],
)
def test_event_driven_take_up_is_the_weekly_rule(small, changes):
    world = World.of(small, **changes)
    found = run_stages(world)
    assert (found != NEVER).sum() > 10
    assert list(found) == list(run_plainly(world))


def test_nobody_takes_up_what_brings_no_relief(world):
    world.call(draw_convincing)
    world.call(spread, week=1)
    assert (world.state.adopted == NEVER).all()


def test_the_enabling_environment_needs_no_take_up(world):
    world.state.constraints[RULES]["worked"] = 1.0
    for week in range(1, 50):
        world.call(spread, week=week)
    assert (world.state.adopted == NEVER).all()


def test_delegates_report_to_their_own(world):
    """Farmer A speaks for six; what they hear grows with work on inclusion or communication."""
    room = world.group(0, SKILLS, [0])
    world.state.constraints[SKILLS]["worked"] = 1.0
    world.call(draw_convincing)
    world.call(spread, week=1)
    before = world.state.takers["left"][SKILLS].copy()
    world.call(report_back, g=0, room=room)
    heard = before - world.state.takers["left"][SKILLS]
    own = np.flatnonzero(world.market.outside["delegate"] == 0) + len(world.market.pool)
    assert len(own) == 6
    assert heard[own] == pytest.approx(0.3 * world.parameters[0]["report_exposure"], abs=1e-3)
    others = np.setdiff1d(np.arange(len(world.market.pool), len(heard)), own)
    assert not heard[others].any()
    world.state.intensity[[INCLUSION, COMMUNICATION]] = 1.0, 0.0
    before = world.state.takers["left"][SKILLS].copy()
    world.call(report_back, g=0, room=room)
    assert (before - world.state.takers["left"][SKILLS])[own] == pytest.approx(world.parameters[0]["report_exposure"])
