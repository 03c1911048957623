"""The kitty: fees that members pay in at meetings, a private reason to come for as long as enough of them pay."""

from migsim.chance import FEE, in_mig, uniform, uniforms
from migsim.kernel import kernel
from migsim.numerics import logistic
from migsim.stages import events
from migsim.state import KITTY_FAILED, KITTY_RUNS, Array, State

_STARTS, _PAYS = range(2)  # second words of the draw


@kernel
def collect_fees(state: State, parameters: Array, key: tuple[int, int], week: int, g: int, room: Array) -> None:
    """Let those present pay their fee into the kitty, if the group has one.

    Some groups start one at their first meeting. Who trusts the others present pays more surely, as it keeps other
    promises: ``logistic(reliability + relationship (mean trust - 1/2))``. What is paid in is lent and paid out to the
    same members, so that it moves nobody's income.

    Draws: FEE per MIG, and per member present. Source: ODD, "The kitty".
    """
    p, mig, n = parameters[0], state.migs[g], len(room)
    if not p.kitty_on:
        return
    event, draw, paid = in_mig(FEE, mig.id), state.draw, 0
    if mig.meetings == 1 and uniform(key, event, 0, 0, _STARTS) < p.kitty_share:
        mig.kitty = KITTY_RUNS
        mig.dues = 1.0
        events.log(state, events.KITTY_STARTED, g, -1, -1, 0.0)
    if mig.kitty != KITTY_RUNS:
        return
    uniforms(key, event, week, state.ids, _PAYS, draw[:n])
    for a in range(n):
        m = state.members[g, room[a]]
        warmth = p.relationship * (state.warmth[a] - 0.5)
        m.paid = draw[a] < logistic(state.actors[room[a]].reliability + warmth)
        paid += m.paid
    keep_dues(state, parameters, g, paid / mig.members)


@kernel
def keep_dues(state: State, parameters: Array, g: int, share: float) -> None:
    """Keep the running average of members who pay; a kitty into which too few pay fails, and pays nobody any more."""
    p, mig = parameters[0], state.migs[g]
    if mig.kitty != KITTY_RUNS:
        return
    mig.dues += p.activity_memory * (share - mig.dues)
    if mig.dues < p.fee_floor:
        mig.kitty = KITTY_FAILED
        events.log(state, events.KITTY_ENDED, g, -1, -1, float(mig.meetings))
        for i in range(len(state.actors)):
            state.members[g, i].paid = False
