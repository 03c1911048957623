"""Work: what the groups' effort does to the constraints."""

from migsim.kernel import kernel
from migsim.numerics import power, saturating
from migsim.stages import events
from migsim.stages.decisions import hear_case, let_lapse
from migsim.stages.meeting import hours_of_outsiders
from migsim.stages.people import flow_of
from migsim.stages.review import goal_of
from migsim.stages.roles import access_to_office, has_needed_roles
from migsim.state import ACTIVE, COMMUNICATION, ENABLING, MANAGEMENT, Array, Market, State


@kernel
def output_of(state: State, market: Market, parameters: Array, g: int) -> float:
    """Output of group g this week: effort x coverage^c x coordination x true effectiveness, less resistance.

    A needed role that is missing stops the work, whatever hours others give. A facilitator who does things itself, or a
    fund, adds hours. Whoever gives them, each further hour adds less: ``effort = 1 - 2^(-h / (effort_scale / 2))``. The
    facilitator also stands in for `stand_in` of the hours that households lack; nobody stands in for an office or a
    firm. Coverage is raised to the power c `complementarity` because the roles are complements: with c = 2 half of
    their hours give a quarter of the output.
    """
    p, mig = parameters[0], state.migs[g]
    if p.binding_roles_on and not has_needed_roles(state, market, g):
        return 0.0
    hours = mig.effort + hours_of_outsiders(state, market, parameters, g)
    effort = saturating(hours, 0.5 * p.effort_scale) if p.saturation_on else hours / p.effort_scale
    lacking = mig.lacking if p.binding_roles_on else 1.0 - mig.coverage
    coverage = mig.coverage + p.stand_in * lacking * state.levers[0].style * state.intensity[MANAGEMENT]
    return effort * power(coverage, p.complementarity) * mig.coordination * mig.effect * (1.0 - mig.resistance)


@kernel
def part_of_members(state: State, market: Market, parameters: Array, g: int) -> float:
    """Share of the hours of work on g's constraint that its members give; 0 where nobody gives any."""
    effort = state.migs[g].effort
    hours = effort + hours_of_outsiders(state, market, parameters, g)
    return effort / hours if hours > 0.0 else 0.0


@kernel
def work(state: State, market: Market, parameters: Array, key: tuple[int, int], week: int) -> None:
    """Let the groups work on their constraints and relief flow through the system.

    Relief of each constraint is the work on it and on what causes it: ``relief_j = sum_k flow_jk worked_k``. All
    outputs are taken before any constraint moves.

    Draws: DECISION. Cost: groups x pool + constraints squared. Source: ODD, "Work".
    """
    p = parameters[0]
    k_count = len(market.constraints)
    output, by_members, active, owned = state.output, state.by_members, state.active, state.owned
    for k in range(k_count):
        state.constraints[k].news = 0.0
        output[k] = 0.0
        by_members[k] = 0.0
        active[k] = 0.0
        owned[k] = 0.0
    for g in range(len(state.migs)):
        mig = state.migs[g]
        if mig.status == ACTIVE:
            k, made = mig.constraint, output_of(state, market, parameters, g)
            output[k] += made
            by_members[k] += made * part_of_members(state, market, parameters, g)
            active[k] = max(active[k], mig.activity)
            owned[k] = max(owned[k], mig.activity * mig.ownership)
            state.constraints[k].news = state.intensity[COMMUNICATION]
    for k in range(k_count):
        if market.constraints[k].level == ENABLING and p.reach_on:
            ask_office(state, market, parameters, key, week, k)
        else:
            move(state, market, parameters, k)
        c = state.constraints[k]
        paid = c.uptake / max(market.figures[0].outside, 1.0) if market.constraints[k].provider else 0.0
        c.kept_up = max(active[k], paid)
        c.worked = min(c.worked_by_members + c.worked_by_outsiders, 1.0)
    for j in range(k_count):
        state.constraints[j].relief = 0.0
    for k in range(k_count):
        worked = state.constraints[k].worked
        if worked > 0.0:
            for j in range(k_count):
                state.constraints[j].relief += flow_of(market, parameters, j, k) * worked
    for j in range(k_count):
        state.constraints[j].relief = min(state.constraints[j].relief, 1.0)
    note_goals(state, market, parameters)
    for g in range(len(state.migs)):
        if p.capacity_on:
            state.migs[g].capacity *= 1.0 - p.capacity_decay


@kernel
def members_part(state: State, k: int) -> float:
    """Part of this week's output on k that is the members'."""
    return state.by_members[k] / state.output[k] if state.output[k] > 0.0 else 0.0


@kernel
def move(state: State, market: Market, parameters: Array, k: int) -> None:
    """Work brings a constraint closer to the most that work can do about it, and what nobody keeps up relapses.

    ``worked += work_rate x output x (tractability - worked)``; of the gain their part is the members' and the rest that
    of outsiders.
    """
    p, c, output, part = parameters[0], state.constraints[k], state.output[k], members_part(state, k)
    reach = market.constraints[k].tractability
    if p.reach_on:
        gain = min(p.work_rate * output, 1.0) * max(reach - c.worked, 0.0)
    else:
        gain = min(p.work_rate * output * reach, 1.0) * (1.0 - c.worked)
    lost_by_members, lost_by_outsiders = loss_rates(state, market, parameters, k)
    c.worked_by_members += gain * part - lost_by_members * c.worked_by_members
    c.worked_by_outsiders += gain * (1.0 - part) - lost_by_outsiders * c.worked_by_outsiders


@kernel
def ask_office(state: State, market: Market, parameters: Array, key: tuple[int, int], week: int, k: int) -> None:
    """Work on the enabling environment is a case that an office decides on; what it decided can lapse."""
    c = state.constraints[k]
    if c.worked > 0.0:
        by_members, by_outsiders = loss_rates(state, market, parameters, k)
        lost = (by_members * c.worked_by_members + by_outsiders * c.worked_by_outsiders) / c.worked
        let_lapse(state, market, parameters, key, week, k, lost)
    access = 0.0
    for g in range(len(state.migs)):
        if state.migs[g].status == ACTIVE and state.migs[g].constraint == k:
            access = max(access, access_to_office(state, market, parameters, g))
    hear_case(state, market, parameters, key, week, k, access, members_part(state, k))


@kernel
def loss_rates(state: State, market: Market, parameters: Array, k: int) -> tuple[float, float]:
    """Share a week that is lost of what members made, and of what outsiders made.

    A group keeps up what members made by its activity. What outsiders made fades as what direct delivery brought does,
    unless a group that owns it takes it over. Of both, what is practised keeps itself up; a service does, where
    outsiders made it, by a provider whom its users pay.
    """
    p, figures, active, owned = parameters[0], market.figures[0], state.active[k], state.owned[k]
    if not p.relapse_on:
        return 0.0, 0.0
    in_use = state.constraints[k].uptake / max(figures.outside, 1.0)
    practised = 0.0 if market.constraints[k].service and p.lapse_on else in_use
    relapse = p.relapse * (1.0 - max(active, practised))
    if not p.provenance_on:
        return relapse, relapse
    paid = in_use if market.constraints[k].provider else practised
    return relapse, min(figures.relief_fade * p.delivery_fade, 1.0) * (1.0 - max(owned, paid))


@kernel
def note_goals(state: State, market: Market, parameters: Array) -> None:
    """Note the groups that have now reached their goal, by whatever cause, and have all the roles that it needs."""
    p = parameters[0]
    for g in range(len(state.migs)):
        mig = state.migs[g]
        c = state.constraints[mig.constraint]
        if mig.status != ACTIVE or mig.goal_here or c.relief < goal_of(market, parameters, mig.constraint):
            continue
        if p.reach_on and market.constraints[mig.constraint].level == ENABLING and c.decision == 0.0:
            continue
        if p.binding_roles_on and not has_needed_roles(state, market, g):
            continue
        mig.goal_here = True
        mig.goals += 1
        events.log(state, events.GOAL, g, -1, mig.constraint, c.relief)
