"""Keeping the books: opening a future and a week, and the weekly measures. Nothing here changes what happens."""

import numpy as np

from migsim.kernel import allocating, kernel
from migsim.numerics import exp, log
from migsim.stages.facilitate import live_groups
from migsim.stages.income import is_constituent, queue_place
from migsim.stages.trust import trust_by
from migsim.state import NEVER, WEEK_ANYWAY, WEEK_CASH, WEEK_GROUP, WEEK_INCOME, Array, Market, Record, State

_CALM_WEEKS = 4
_TEST_WEEKS = 52
_LATER = 104  # weeks after the exit at which life is checked


@allocating
def open_future(state: State, market: Market) -> None:
    """Wipe everything that an earlier future left in the same memory."""
    for k in range(len(state.constraints)):
        if state.constraints[k].clock > 0.0:
            state.adopted[k, :] = NEVER
            state.until[k, :] = NEVER
    state.ledger[0] = np.zeros(1, state.ledger.dtype)[0]
    state.levers[0] = np.zeros(1, state.levers.dtype)[0]
    state.actors[:] = np.zeros(1, state.actors.dtype)[0]
    state.accounts[:] = 0.0
    state.constraints[:] = np.zeros(1, state.constraints.dtype)[0]
    state.migs[:] = np.zeros(1, state.migs.dtype)[0]
    ledger = state.ledger[0]
    ledger.growth = 1.0
    ledger.decay = 1.0
    ledger.factor = 1.0
    ledger.exit = -1
    ledger.handover = NEVER
    ledger.partners_later = -1
    for g in range(len(state.migs)):
        state.migs[g].chair = -1
        state.migs[g].alive_later = -1
        for i in range(len(market.pool)):
            m = state.members[g, i]
            m.member = False
            m.attends = False
            m.kept = False
            m.motivation = 0.0
            m.expected = 0.0
            m.share = 0.0
            m.committed = 0.0
            m.struck = 0
            m.paid = False
    state.intensity[:] = 0.0
    state.votes[:] = 0.0
    state.tie[:] = 0
    state.tie_due[:] = -1
    state.met[:] = 0
    state.tie_before[:] = False
    state.due_first[:] = -1
    state.users[:] = 0
    state.years[:] = 0.0
    state.group_years[:] = 0.0
    state.path[:] = 0.0
    state.plain_path[:] = 0.0
    state.delivery_path[:] = 0.0


@kernel
def open_week(state: State, market: Market, parameters: Array, week: int) -> None:
    """Turn the page: forgetting and discounting by one week, the week's counters at nought."""
    ledger = state.ledger[0]
    ledger.week = week
    if ledger.keep == 0.0:
        ledger.keep = exp(log(parameters[0].forgetting) * (12.0 / 52.0))
    ledger.decay *= ledger.keep
    ledger.growth /= ledger.keep
    ledger.factor *= market.figures[0].discount
    ledger.week_cost = 0.0
    ledger.week_deals = 0
    ledger.week_meetings = 0
    ledger.week_invited = 0.0
    ledger.week_attended = 0.0
    state.accounts[WEEK_CASH] = 0.0
    state.accounts[WEEK_ANYWAY] = 0.0
    state.accounts[WEEK_GROUP] = 0.0


@kernel
def take_stock(state: State, market: Market, parameters: Array, week: int) -> None:
    """Note what the scorecard needs of this week: hours, life two years after the exit, income about the test shock."""
    ledger = state.ledger[0]
    ledger.discounted_hours += hours_of(state, week) * staff_hour(state, market) * ledger.factor
    if ledger.exit >= 0 and week == ledger.exit + _LATER:
        ledger.partners_later = ledger.partners
        for g in range(len(state.migs)):
            state.migs[g].alive_later = state.migs[g].status
    test = market.figures[0].test_week
    if test - _CALM_WEEKS <= week < test:
        ledger.calm += income_index(state, market) / _CALM_WEEKS
    elif test <= week < test + _TEST_WEEKS:
        ledger.lost += max(1.0 - income_index(state, market) / ledger.calm, 0.0) / _TEST_WEEKS


@kernel
def hours_of(state: State, week: int) -> float:
    """Facilitator's hours of this week; of the preparation in week 0."""
    if week == 0:
        return float(state.ledger[0].programme_hours)
    hours, total = state.levers[0].hours, state.levers[0].recruit
    for practice in range(len(hours)):
        total += hours[practice]
    return total


@kernel
def staff_hour(state: State, market: Market) -> float:
    """What an hour of this week's costs against an hour of staff: less where a local agent gives it."""
    costs = market.figures[0]
    return costs.agent_hour / costs.facilitator_hour if state.levers[0].local and costs.facilitator_hour > 0.0 else 1.0


@kernel
def income_index(state: State, market: Market) -> float:
    """Mean income of the pool's actors with turnover, as a share of turnover; 1 at the burdens of week 0.

    Deals count by their weekly flow, not by the week in which they are settled.
    """
    total, count = 0.0, 0
    for i in range(len(market.pool)):
        a = state.actors[i]
        if a.turnover > 0.0:
            net = state.accounts[WEEK_INCOME, i] - state.accounts[WEEK_CASH, i]
            total += 1.0 + (net + a.deal_flow) / (a.turnover / 52.0)
            count += 1
    return total / count if count > 0 else 1.0


@kernel
def mean_pairs(state: State, parameters: Array, of_trust: bool) -> float:
    """Mean trust (or mutual understanding) over ordered pairs of participants.

    Summed first by the one who is trusted: those sums hang on nothing but themselves, so that the loop vectorises.
    """
    people, participants = len(state.actors), 0
    counts, sums = state.counts, state.trust_sums
    for j in range(people):
        counts[j] = np.float64(state.actors[j].in_room)
        participants += state.actors[j].in_room
        sums[j] = 0.0
    for i in range(people):
        if state.actors[i].in_room:
            counts[i] = 0.0  # in itself
            if of_trust:
                add_trust(state, parameters, i, counts, sums)
            else:
                for j in range(people):
                    sums[j] += counts[j] * state.understanding[i, j]
            counts[i] = 1.0
    total = 0.0
    for j in range(people):
        total += sums[j]
    return total / (participants * (participants - 1)) if participants > 1 else np.nan


@kernel
def add_trust(state: State, parameters: Array, i: int, counts: Array, sums: Array) -> None:
    """Add trust of i in each pool actor that counts to its sum; both (P,)."""
    prior, positive, negative = state.prior[i], state.positive[i], state.negative[i]
    strength, decay = parameters[0].prior_strength, state.ledger[0].decay
    for j in range(len(sums)):
        sums[j] += counts[j] * trust_by(strength, prior[j], positive[j] * decay, negative[j] * decay)


@kernel
def mean_severity(state: State, market: Market) -> float:
    """Mean severity relative to its start, 1 = unchanged, over the constraints that had any."""
    total, count = 0.0, 0
    for k in range(len(market.constraints)):
        if market.constraints[k].severity > 0.0:
            total += 1.0 - state.constraints[k].relief + state.constraints[k].shock / market.constraints[k].severity
            count += 1
    return total / count if count > 0 else np.nan


@kernel
def outside_income(state: State, market: Market, key: tuple[int, int], week: int, category: int) -> float:
    """Money this week of the constituents (0) or of the others outside (1)."""
    total = 0.0
    for k in range(len(market.constraints)):
        c, s = state.constraints[k], state.sums[category, :, k]
        lost = state.plain_path[week, k, 2] - state.plain_path[week - 1, k, 2] if week > 0 else 0.0
        total += c.worked * (s[0] + c.tilt * (s[1] - c.power_mean * s[0])) + s[2] * lost - s[3] * c.shock
    for i in range(len(market.pool)):
        if state.actors[i].in_room == (category == 0):
            total += state.accounts[WEEK_GROUP, i]
    if state.ledger[0].delivered > 0.0:
        level = market.figures[0].relief_share / 52.0 * state.ledger[0].delivery_level
        for o in range(len(market.outside)):
            a = market.outside[o]
            served = queue_place(market, key, a.id) <= state.delivery_path[week, 0]
            if served and market.roles[a.role].household and is_constituent(state, market, o) == (category == 0):
                total += a.stands_for * a.turnover * level
    return total


@kernel
def record_week(
    state: State, market: Market, parameters: Array, key: tuple[int, int], week: int, row: Record, incomes: Array
) -> None:
    """Write the weekly measures into `row`, a record of WEEKLY, and the pool's incomes, shape (P,)."""
    ledger = state.ledger[0]
    members, others = 0.0, 0.0
    for i in range(len(state.actors)):
        incomes[i] = state.accounts[WEEK_INCOME, i]
        gained = incomes[i] - state.accounts[WEEK_ANYWAY, i]
        if state.actors[i].member_ever:
            members += gained
        else:
            others += gained
    row.facilitator_hours = hours_of(state, week)
    row.live_migs = live_groups(state)
    row.meetings = ledger.week_meetings
    row.attendance = ledger.week_attended / ledger.week_invited if ledger.week_invited > 0.0 else np.nan
    row.trust = mean_pairs(state, parameters, True)
    row.understanding = mean_pairs(state, parameters, False)
    row.deals_struck = ledger.week_deals
    row.deals_running = ledger.running
    row.partners = ledger.partners
    row.severity = mean_severity(state, market)
    row.adopters = ledger.adopters / market.figures[0].outside if len(market.outside) > 0 else np.nan
    row.member_income = members
    row.constituent_income = outside_income(state, market, key, week, 0)
    row.wider_income = others + outside_income(state, market, key, week, 1)
    row.cost = ledger.week_cost
