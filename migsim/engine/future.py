"""One future at a desk: whole in machine code, or week by week for a strategy that decides in Python."""

from collections.abc import Callable

from migsim.engine.run import begin_future, finish_future, run_future, step_future
from migsim.engine.worlds import Cell, Desk, make_desk
from migsim.facilitation.schedule import write_levers
from migsim.facilitation.strategy import GroupSeen, Observation, Strategy
from migsim.scenario.schema import Scenario
from migsim.state import MIG_STATUS, NO_MIG, Array, State

_EVENTS_OF_ONE = 128  # events an actor, for which the log has room at first; markets that ship bring 25 to 100


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
    key = (cell.seed, run)
    if cell.compiled:
        run_future(
            desk.lent,
            cell.lent,
            parameters,
            cell.design,
            cell.schedule,
            cell.rules,
            key,
            desk.weekly,
            desk.incomes,
            desk.scorecard,
            desk.splits,
            desk.gains,
        )
        return
    strategy = cell.strategy.begin()
    begin_future(desk.lent, cell.lent, parameters, cell.design, key, desk.weekly, desk.incomes)
    for week in range(1, cell.weeks + 1):
        decide_week(strategy, cell.scenario, desk.state, week, cell.weeks)
        step_future(
            desk.lent,
            cell.lent,
            parameters,
            cell.design,
            cell.schedule,
            cell.rules,
            key,
            week,
            desk.weekly,
            desk.incomes,
        )
    finish_future(desk.lent, cell.lent, parameters, key, desk.scorecard, desk.splits, desk.gains)


def with_whole_log(cell: Cell, play: Callable[[Desk], None]) -> Desk:
    """Play a future at a desk that records it, with room in the log for every event of it."""
    groups, room = len(cell.scenario.groups), _EVENTS_OF_ONE * len(cell.scenario.actors)
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
    groups = tuple(
        GroupSeen(
            constraint=scenario.constraints[int(mig["constraint"])].name,
            status=MIG_STATUS[int(mig["status"])],
            members=int(mig["members"]),
            meetings=int(mig["meetings"]),
            attendance=float(mig["seen_attendance"]),
            kept=float(mig["seen_kept"]),
            members_ran=float(mig["seen_members_ran"]),
            mood=float(mig["seen_mood"]),
            deals_heard=int(mig["seen_deals"]),
            last_attendance=float(mig["last_attendance"]) if mig["seen_week"] else None,
            last_kept=float(mig["last_kept"]) if mig["seen_week"] and mig["last_kept"] >= 0 else None,
            last_members_ran=float(mig["members_ran"]) if mig["meetings"] else None,
            weeks_since_meeting=week - int(mig["seen_week"]),
        )
        for mig in state.migs
        if mig["status"] != NO_MIG
    )
    ledger = state.ledger[0]
    return Observation(week, horizon, groups, float(ledger["programme_hours"]), float(ledger["cost"]))
