"""A vote cast by people, handed to the workshop in place of its actors' own; all else is as it would have been."""

import numpy as np

from migsim.engine.walk import Walk
from migsim.kernel import entry
from migsim.stages import events
from migsim.stages.formation import form_groups
from migsim.stages.record import record_week
from migsim.stages.review import draw_plan
from migsim.state import ACTIVE, Array, Market, Results, Setup, State


@entry
def form_by_votes(
    state: State,
    market: Market,
    parameters: Array,
    setup: Setup,
    key: tuple[int, int],
    results: Results,
) -> None:
    """Form groups by ``state.votes``, as `begin` does after its own vote, where no group has been formed yet."""
    for k in range(len(market.constraints)):
        if state.votes[k] > 0.0:
            events.log(state, events.VOTED, -1, -1, k, state.votes[k])
    form_groups(state, market, parameters, setup.design, key)
    for g in range(len(state.migs)):
        if state.migs[g].status == ACTIVE:
            draw_plan(state, market, parameters, key, g)
    if len(results.weekly) > 0:
        record_week(state, market, parameters, key, 0, results.weekly[0], results.incomes[0])


def hand_votes(walk: Walk, votes: Array) -> None:
    """Undo the groups that the actors' vote formed in week 0, and form those of a vote that is handed in.

    Who came, what each believes, and its own ballot stay: members still join what they would give time to, so that a
    group that the vote wants can find too few. The luck of all that follows is keyed by event and stays the same.

    Parameters
    ----------
    walk : Walk
        A future that stands in week 0.
    votes : array of float, shape (K,)
        Votes by row of the constraint.
    """
    state, desk = walk.state, walk.desk
    log = state.events[: int(state.ledger[0]["events"])]
    state.ledger[0]["events"] = np.append(np.flatnonzero(log["event"] == events.VOTED), len(log))[0]
    state.migs[:] = np.zeros(1, state.migs.dtype)[0]
    state.migs["chair"] = state.migs["alive_later"] = -1
    state.members[:] = np.zeros(1, state.members.dtype)[0]
    for field in ("memberships", "member_ever"):
        state.actors[field] = 0
    state.constraints["ever_worked"] = False
    state.votes[:] = votes
    key = (walk.cell.seed, walk.run)
    form_by_votes(desk.lent, walk.cell.lent, walk.parameters, walk.cell.lent_setup, key, desk.lent_results)
