"""What the facilitator does this week, and what its hours amount to."""

from migsim.kernel import kernel
from migsim.numerics import exp
from migsim.stages import events
from migsim.stages.income import spend
from migsim.state import ACTIVE, DORMANT, NEVER, PRACTICES, WHEN_READY, Array, Market, State

_LN2 = 0.6931471805599453
_EVERY_PRACTICE = len(PRACTICES)


@kernel
def prepare(state: State, market: Market, parameters: Array, design: Array) -> None:
    """Turn preparation hours into the intensity of each practice at the workshop: ``1 - 2^(-H / H_half)``."""
    hours = 0.0
    for practice in range(_EVERY_PRACTICE):
        h = design[0].preparation[practice]
        hours += h
        state.intensity[practice] = 1.0 - exp(-_LN2 * h / parameters[0].half_preparation)
    state.ledger[0].programme_hours += hours
    spend(state, hours * market.figures[0].facilitator_hour)


@kernel
def is_ready(state: State, design: Array) -> bool:
    """Whether every active group, as the facilitator sees it, comes, keeps its word and runs its own meetings."""
    d, active = design[0], 0
    for g in range(len(state.migs)):
        mig = state.migs[g]
        if mig.status == ACTIVE:
            active += 1
            if (
                mig.seen_attendance < d.ready_attendance
                or mig.seen_kept < d.ready_kept
                or mig.seen_members_ran < d.ready_members_ran
            ):
                return False
    return active > 0


@kernel
def plan_week(state: State, design: Array, schedule: Array, week: int) -> None:
    """Look up this week's levers; a hand-over "when ready" fades them from the week in which the groups are ready.

    Readiness is judged on what a facilitator can see, from week `earliest`; at week `latest` the hand-over begins
    anyway. Source: guidance, "exit before you enter"; ODD, "Hand-over".
    """
    state.levers[0] = schedule[week]
    d, ledger = design[0], state.ledger[0]
    ledger.week = week
    if d.handover != WHEN_READY:
        return
    if ledger.handover == NEVER and (week >= d.latest or (week >= d.earliest and is_ready(state, design))):
        ledger.handover = week
        events.log(state, events.HANDOVER, -1, -1, -1, 0.0)
    if ledger.handover <= week:
        fade(state, 1.0 - (week - ledger.handover) / d.taper if week - ledger.handover < d.taper else 0.0)


@kernel
def fade(state: State, share: float) -> None:
    """Keep only a share of this week's hours, support and fund."""
    levers = state.levers[0]
    for practice in range(_EVERY_PRACTICE):
        levers.hours[practice] *= share
    levers.travel_support *= share
    levers.fund *= share
    if share == 0.0:
        levers.present = False


@kernel
def live_groups(state: State) -> int:
    """Groups that are active."""
    live = 0
    for g in range(len(state.migs)):
        live += state.migs[g].status == ACTIVE
    return live


@kernel
def served_groups(state: State) -> int:
    """Groups that a facilitator has to share its hours between: active, or dormant and perhaps to be revived."""
    served = 0
    for g in range(len(state.migs)):
        served += state.migs[g].status == ACTIVE or state.migs[g].status == DORMANT
    return served


@kernel
def facilitate(state: State, market: Market, parameters: Array, week: int) -> None:
    """Spend this week's hours and fund, and turn hours per group served into intensity: ``f = 1 - 2^(-h / h_half)``.

    When no group is left, not even a dormant one, the facilitator stops: nothing is spent but direct delivery. The week
    after the last paid week is the exit.
    """
    levers, ledger = state.levers[0], state.ledger[0]
    live = served_groups(state)
    state.intensity[:] = 0.0
    if live == 0:
        levers.present = False
    if levers.present:
        hours = 0.0
        for practice in range(_EVERY_PRACTICE):
            h = levers.hours[practice]
            hours += h
            state.intensity[practice] = 1.0 - exp(-_LN2 * h / (live * parameters[0].half_hours))
        ledger.programme_hours += hours
        spend(state, hours * market.figures[0].facilitator_hour + levers.fund * live)
        ledger.exit = week + 1
    else:
        levers.style = 0.0
        levers.travel_support = 0.0
        levers.fund = 0.0
        for practice in range(_EVERY_PRACTICE):
            levers.hours[practice] = 0.0
    if ledger.exit == week:
        events.log(state, events.EXIT, -1, -1, -1, 0.0)
