"""One future at a desk: whole in machine code, or week by week for a strategy that decides in Python."""

from collections.abc import Callable
from typing import Any

from migsim.engine.mechanism import World, begin_world
from migsim.engine.run import begin_future, finish_future, run_future, step_future
from migsim.engine.worlds import Cell, Desk, make_desk
from migsim.facilitation.schedule import write_levers
from migsim.facilitation.strategy import GroupSeen, Observation, Strategy
from migsim.scenario.schema import Scenario
from migsim.state import NO_MIG, Array, Record, State
from migsim.vocabulary import MIG_STATUS, SEEN

EVENTS_OF_ONE = 128  # events an actor, for which the log has room at first; markets that ship bring 25 to 100


def play(cell: Cell, desk: Desk, parameters: Array, run: int) -> None:
    """Run future `run` of a cell; what came of it lies on the desk.

    Parameters
    ----------
    cell : Cell
    desk : Desk
        Of the cell's market.
    parameters : ndarray
        One record, shape (1,).
    run : int
        Number of the future; with the cell's seed, the key of all its luck.
    """
    cell = cell.of_future(run)
    key, setup, results = (cell.seed, run), cell.lent_setup, desk.lent_results
    if cell.at_once:
        run_future(desk.lent, cell.lent, parameters, setup, key, results)
        return
    strategy = cell.strategy.begin()
    begin_future(desk.lent, cell.lent, parameters, setup, key, results)
    world = begin_world(cell, desk, parameters, run)
    for week in range(1, cell.weeks + 1):
        play_week(cell, desk, parameters, key, week, strategy, world)
    finish_future(desk.lent, cell.lent, parameters, key, results)


def play_week(
    cell: Cell,
    desk: Desk,
    parameters: Array,
    key: tuple[int, int],
    week: int,
    strategy: Strategy,
    world: World | None,
) -> None:
    """Move a future by one week: the strategy decides, then mechanisms of one's own and the model act."""
    if not cell.compiled:
        decide_week(strategy, cell.scenario, desk.state, week, cell.weeks)
    if world is not None:
        world.week = week
        for mechanism in cell.scenario.mechanisms:
            world.call(mechanism, "before_week")
    step_future(desk.lent, cell.lent, parameters, cell.lent_setup, key, week, desk.lent_results)
    if world is not None:
        for mechanism in cell.scenario.mechanisms:
            world.call(mechanism, "after_week")


def with_whole_log(cell: Cell, play: Callable[[Desk], None]) -> Desk:
    """Play a future at a desk that records it, with room in the log for every event of it."""
    groups, room = len(cell.scenario.groups), EVENTS_OF_ONE * len(cell.scenario.actors)
    desk = make_desk(cell.market, groups, recorded=True, event_capacity=room)
    play(desk)
    logged = int(desk.state.ledger[0]["events"])
    if logged > room:
        # Draws are keyed by event, so playing again with a longer log is the same future.
        desk = make_desk(cell.market, groups, recorded=True, event_capacity=logged)
        play(desk)
    return desk


def decide_week(strategy: Strategy, scenario: Scenario, state: State, week: int, horizon: int) -> None:
    """Ask a strategy what to do this week and put its levers in place."""
    write_levers(state.levers[0], strategy.decide(observe(scenario, state, week, horizon)))


def observe(scenario: Scenario, state: State, week: int, horizon: int) -> Observation:
    """What a facilitator can see at the start of `week`."""
    names = [constraint.name for constraint in scenario.constraints]
    groups = tuple(group_seen(mig, names[mig["constraint"]], week) for mig in state.migs if mig["status"] != NO_MIG)
    ledger = state.ledger[0]
    return Observation(week, horizon, groups, float(ledger["programme_hours"]), float(ledger["cost"]))


def group_seen(mig: Record, constraint: str, week: int) -> GroupSeen:
    """What a facilitator can see of one group at the start of `week`; `migsim.facilitation.memory.note` undoes it."""
    seen: dict[str, Any] = {}
    for one in SEEN:
        if one.field:
            value = float(mig[one.field])
            hidden = (one.since and not mig[one.since]) or value < 0.0
            seen[one.name] = None if hidden else value if one.share else int(value)
    since = week - int(mig["seen_week"])
    return GroupSeen(constraint=constraint, status=MIG_STATUS[mig["status"]], weeks_since_meeting=since, **seen)
