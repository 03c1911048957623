"""The stages of a MIG's life, in the order in which they happen.

`begin` is week 0, the workshop; `step` is one week after it. Each line is one stage in one file, and nothing else
decides the order: a whole run, one step of a `MarketModel` and a strategy written in Python all go through these two
functions.
"""

from migsim.kernel import kernel
from migsim.stages.deals import mature_deals
from migsim.stages.facilitate import facilitate, plan_week, prepare
from migsim.stages.formation import form_groups
from migsim.stages.income import close_week, close_workshop, deliver, open_accounts
from migsim.stages.invite import invite
from migsim.stages.mapping import map_market
from migsim.stages.meeting import let_voice_fade, meet
from migsim.stages.people import belief_of, draw_people, leverage_of
from migsim.stages.record import open_future, open_week, take_stock
from migsim.stages.review import draw_plan
from migsim.stages.roles import bring_roles
from migsim.stages.shocks import strike_shocks
from migsim.stages.take_up import draw_convincing, lapse, spread
from migsim.stages.trade import first_ties, mature_former
from migsim.stages.trust import first_trust
from migsim.stages.vote import vote
from migsim.stages.work import work
from migsim.state import ACTIVE, DORMANT, STARTING, Array, Market, Setup, State

_EXISTING_TRUST = 0.06  # first trust that an existing formal group adds (assumed)


@kernel
def begin(state: State, market: Market, parameters: Array, setup: Setup, key: tuple[int, int]) -> None:
    """Week 0: people, invitation, mapping, vote, groups, chairs."""
    design = setup.design
    open_future(state, market)
    draw_people(state, market, parameters, key)
    draw_convincing(state, market, parameters, key)
    if design[0].workshop:
        prepare(state, market, parameters, design)
    invite(state, market, design, key)
    added = parameters[0].transparency_trust * state.intensity[STARTING]
    added += _EXISTING_TRUST if design[0].existing else 0.0
    first_trust(state, market, parameters, added)
    first_ties(state, market, parameters, key)
    state.ledger[0].untouched = not design[0].workshop and added == 0.0
    open_accounts(state, market, parameters)
    if design[0].workshop:
        state.ledger[0].convenience = state.intensity[STARTING]
        state.ledger[0].exit = 1
        map_market(state, market, parameters, design, key)
    leverage_of(state, market, parameters, key)
    belief_of(state, market, parameters)
    state.votes[:] = 0.0
    if design[0].workshop:
        vote(state, market, parameters, design)
        form_groups(state, market, parameters, design, key)
        for g in range(len(state.migs)):
            if state.migs[g].status == ACTIVE:
                draw_plan(state, market, parameters, key, g)
    close_workshop(state)
    take_stock(state, market, parameters, 0)


@kernel
def step(state: State, market: Market, parameters: Array, setup: Setup, key: tuple[int, int], week: int) -> None:
    """One week; its levers come from the strategy's schedule and rules, or are in place already without a schedule."""
    if len(setup.schedule) > 0:
        plan_week(state, setup.design, setup.schedule, setup.rules, week)
    open_week(state, market, parameters, week)
    let_voice_fade(state, market, parameters)
    facilitate(state, market, parameters, week)
    bring_roles(state, market, parameters, key, week)
    for g in range(len(state.migs)):
        status = state.migs[g].status
        if (status == ACTIVE or status == DORMANT) and state.migs[g].next_meeting <= week:
            meet(state, market, parameters, key, week, g)
    work(state, market, parameters, key, week)
    mature_deals(state, market, parameters, key, week)
    mature_former(state, market, parameters, key, week)
    lapse(state, market, parameters, week)
    spread(state, market, parameters, key, week)
    strike_shocks(state, market, parameters, key, week)
    deliver(state, market, parameters, week)
    close_week(state, market, parameters, key, week)
    take_stock(state, market, parameters, week)
