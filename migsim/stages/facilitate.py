"""What the facilitator does this week, and what its hours amount to."""

from migsim.kernel import kernel
from migsim.numerics import saturating
from migsim.stages import events
from migsim.stages.income import spend
from migsim.stages.respond import respond
from migsim.state import ACTIVE, COMMUNICATION, DORMANT, MANAGEMENT, Array, Market, State
from migsim.vocabulary import PRACTICES

_EVERY_PRACTICE = len(PRACTICES)


@kernel
def prepare(state: State, market: Market, parameters: Array, design: Array) -> None:
    """Turn preparation hours into the intensity of each practice at the workshop: ``1 - 2^(-H / H_half)``."""
    hours = 0.0
    for practice in range(_EVERY_PRACTICE):
        h = design[0].preparation[practice]
        hours += h
        state.intensity[practice] = saturating(h, parameters[0].half_preparation)
    state.ledger[0].programme_hours += hours
    spend(state, hours * market.figures[0].facilitator_hour)


@kernel
def plan_week(state: State, design: Array, schedule: Array, rules: Array, week: int) -> None:
    """Look up this week's levers, and change them by what the facilitator sees: readiness, and responsive rules.

    Readiness is judged from week `earliest`; at week `latest` the hand-over begins anyway, and fades the levers from
    then on. Source: guidance, "exit before you enter"; adaptive management; ODD, "Facilitation".
    """
    state.levers[0] = schedule[week]
    state.ledger[0].week = week
    respond(state.levers, state.ledger, state.migs, design, rules, state.rules, week)
    for r in range(len(rules)):
        if state.rules[r].fired_in == week:
            events.log(state, events.RULE_FIRED, -1, -1, r, float(state.rules[r].fired))
    if state.ledger[0].handover == week:
        events.log(state, events.HANDOVER, -1, -1, -1, 0.0)


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
def skill(state: State, parameters: Array) -> float:
    """What an hour does, against an hour of staff: less where a local agent gives it."""
    return parameters[0].agent_skill if state.levers[0].local else 1.0


@kernel
def members_served(state: State) -> int:
    """Members of the groups that are served."""
    members = 0
    for g in range(len(state.migs)):
        if state.migs[g].status == ACTIVE or state.migs[g].status == DORMANT:
            members += state.migs[g].members
    return members


@kernel
def reminded(state: State, parameters: Array) -> float:
    """How far members are reminded and kept informed between meetings: by communication work, or by messages.

    Source: Kast, Meier & Pomeranz (messages alone do most of what a peer group does); ODD, "Facilitation".
    """
    sent = parameters[0].message_worth * state.levers[0].messages
    return 1.0 - (1.0 - state.intensity[COMMUNICATION]) * (1.0 - sent)


@kernel
def facilitate(state: State, market: Market, parameters: Array, week: int) -> None:
    """Spend this week's hours and fund, and turn practice hours per group served into intensity.

    An hour is one hour: of all hours but those of management and of recruiting, the share `style` goes into doing the
    work and the rest into the practice, ``f = 1 - 2^(-h / h_half)``. Local agents cost less an hour and do a little
    less in it. When no group is left, not even a dormant one, the facilitator stops: nothing is spent but direct
    delivery. The week after the last paid week is the exit.
    """
    levers, ledger, p = state.levers[0], state.ledger[0], parameters[0]
    live = served_groups(state)
    state.intensity[:] = 0.0
    if live == 0:
        levers.present = False
    levers.doing = 0.0
    levers.recruiting = 0.0
    if levers.present:
        hours, able = levers.recruit, skill(state, parameters)
        levers.recruiting = saturating(able * levers.recruit, live * p.half_hours)
        for practice in range(_EVERY_PRACTICE):
            h = levers.hours[practice]
            hours += h
            done = 0.0 if practice == MANAGEMENT and p.hours_once_on else h * levers.style
            levers.doing += done
            practised = h - done if p.hours_once_on else h
            state.intensity[practice] = saturating(able * practised, live * p.half_hours)
        ledger.programme_hours += hours
        costs = market.figures[0]
        rate = costs.agent_hour if levers.local else costs.facilitator_hour
        spend(state, hours * rate + levers.fund * live + levers.messages * members_served(state) * costs.message)
        ledger.exit = week + 1
    else:
        levers.style = 0.0
        levers.travel_support = 0.0
        levers.fund = 0.0
        levers.messages = 0.0
        levers.recruit = 0.0
        for practice in range(_EVERY_PRACTICE):
            levers.hours[practice] = 0.0
    if ledger.exit == week:
        events.log(state, events.EXIT, -1, -1, -1, 0.0)
