"""Work: what the groups' effort does to the constraints."""

from migsim.kernel import kernel
from migsim.numerics import power, saturating
from migsim.stages import events
from migsim.stages.meeting import doing_hours
from migsim.stages.people import flow_of
from migsim.state import ACTIVE, COMMUNICATION, MANAGEMENT, Array, Market, State


@kernel
def output_of(state: State, market: Market, parameters: Array, g: int) -> float:
    """Output of group g this week: effort x coverage^c x coordination x true effectiveness, less resistance.

    A facilitator who does things itself, or a fund, adds hours. Whoever gives them, each further hour adds less:
    ``effort = 1 - 2^(-h / (effort_scale / 2))``. The facilitator also stands in for `stand_in` of the roles that are
    missing. Coverage is raised to the power c `complementarity` because the roles are complements: with
    c = 2 half of them give a quarter of the output.
    """
    p, mig, levers = parameters[0], state.migs[g], state.levers[0]
    done = doing_hours(state, parameters, g)
    bought = p.fund_rate * levers.fund / market.figures[0].facilitator_hour
    hours = mig.effort + done + bought
    effort = saturating(hours, 0.5 * p.effort_scale) if p.saturation_on else hours / p.effort_scale
    coverage = mig.coverage + p.stand_in * (1.0 - mig.coverage) * levers.style * state.intensity[MANAGEMENT]
    return effort * power(coverage, p.complementarity) * mig.coordination * mig.effect * (1.0 - mig.resistance)


@kernel
def work(state: State, market: Market, parameters: Array, week: int) -> None:
    """Let the groups work on their constraints and relief flow through the system.

    ``worked += eta x output x tractability x (1 - worked)``; what nobody keeps up relapses: an active group keeps it up
    by its activity, else those who took the practice up do, unless it is a service. Relief of each constraint is the
    work on it and on what causes it: ``relief_j = sum_k flow_jk worked_k``. All outputs are taken
    before any constraint moves.

    Cost: groups + constraints squared. Source: ODD, "Work".
    """
    p = parameters[0]
    k_count = len(market.constraints)
    output, active = state.output, state.active
    for k in range(k_count):
        state.constraints[k].news = 0.0
        output[k] = 0.0
        active[k] = 0.0
    for g in range(len(state.migs)):
        if state.migs[g].status == ACTIVE:
            k = state.migs[g].constraint
            output[k] += output_of(state, market, parameters, g)
            active[k] = max(active[k], state.migs[g].activity)
            state.constraints[k].news = state.intensity[COMMUNICATION]
    for k in range(k_count):
        c = state.constraints[k]
        c.kept_up = active[k]
        upkeep = active[k]
        if not (market.constraints[k].service and p.lapse_on):  # a service is not kept up by those who use it
            upkeep = max(upkeep, c.uptake / max(market.figures[0].outside, 1.0))
        relapse = p.relapse * c.worked * (1.0 - upkeep) if p.relapse_on else 0.0
        gain = p.work_rate * output[k] * market.constraints[k].tractability * (1.0 - c.worked)
        c.worked = min(max(c.worked + gain - relapse, 0.0), 1.0)
    for j in range(k_count):
        state.constraints[j].relief = 0.0
    for k in range(k_count):
        worked = state.constraints[k].worked
        if worked > 0.0:
            for j in range(k_count):
                state.constraints[j].relief += flow_of(market, parameters, j, k) * worked
    for j in range(k_count):
        state.constraints[j].relief = min(state.constraints[j].relief, 1.0)
    note_goals(state, market)
    for g in range(len(state.migs)):
        if p.capacity_on:
            state.migs[g].capacity *= 1.0 - p.capacity_decay


@kernel
def note_goals(state: State, market: Market) -> None:
    """Note the groups whose constraint has now fallen by the target cut."""
    for g in range(len(state.migs)):
        mig = state.migs[g]
        reached = state.constraints[mig.constraint].relief >= market.figures[0].target_cut
        if mig.status == ACTIVE and reached and not mig.goal_here:
            mig.goal_here = True
            mig.goals += 1
            events.log(state, events.GOAL, g, -1, mig.constraint, state.constraints[mig.constraint].relief)
