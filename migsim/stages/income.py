"""Money: what actors earn, save and spend, and what the programme spends."""

import numpy as np

from migsim.chance import TAKE_UP, uniform
from migsim.kernel import inlined, kernel
from migsim.stages.people import gain_rate
from migsim.stages.season import season_of
from migsim.stages.trust import trust_in
from migsim.state import (
    ANYWAY,
    DEALS,
    DELIVERY,
    ENABLING,
    GROUP_DEALS,
    NEVER,
    NO_TIE,
    OWN_COST,
    RELIEF,
    SHOCK_LOSS,
    SUSPENDED,
    TIME,
    WEEK_ANYWAY,
    WEEK_CASH,
    WEEK_GROUP,
    WEEK_INCOME,
    Array,
    Market,
    State,
)

_HOUSEHOLD_QUEUE = 0xFFFFFF  # stands for the constraint in the draw of a household's place in the queue of delivery


@kernel
def spend(state: State, money: float) -> None:
    """The programme spends money this week."""
    ledger = state.ledger[0]
    ledger.week_cost += money
    ledger.cost += money * ledger.factor


@kernel
def earn(state: State, i: int, money: float, own: float) -> None:
    """A deal pays (or costs) money this week: the part `own` of it to actor i, the rest to its constituents."""
    factor, group = state.ledger[0].factor, money * (1.0 - own)
    state.accounts[WEEK_CASH, i] += money * own
    state.accounts[DEALS, i] += money * own * factor
    state.accounts[WEEK_GROUP, i] += group
    state.accounts[GROUP_DEALS, i] += group * factor


@kernel
def forgo(state: State, i: int, money: float) -> None:
    """Actor i would have gained (or lost) money by a deal this week without the project."""
    state.accounts[WEEK_ANYWAY, i] += money
    state.accounts[ANYWAY, i] += money * state.ledger[0].factor


@kernel
def spend_own(state: State, i: int, money: float) -> None:
    """Actor i bears a cost of its own this week."""
    state.accounts[WEEK_CASH, i] -= money
    state.accounts[OWN_COST, i] += money * state.ledger[0].factor


@kernel
def pay_own_cost(state: State, market: Market, parameters: Array, i: int, hours: float, travel_share: float) -> None:
    """Actor i gives hours of its own and pays `travel_share` of one journey."""
    given = market.pool[i]
    worth = market.roles[given.role].hour_value * season_of(state, market, parameters, TIME)
    spend_own(state, i, hours * worth + travel_share * given.travel)
    state.actors[i].hours_given += hours
    state.ledger[0].member_hours += hours


@kernel
def is_constituent(state: State, market: Market, outside: int) -> bool:
    """Whether an outside actor is tied to a delegate in the room."""
    delegate = market.outside[outside].delegate
    return delegate >= 0 and state.actors[delegate].in_room


@kernel
def open_accounts(state: State, market: Market, parameters: Array) -> None:
    """Sum what the outside stands to gain and to lose, once, so that no week has to look at every actor.

    Relief of the enabling environment reaches all at once: its gains count from the start. The mean power of those who
    gain, weighted by gain, is what `access_of` measures power against.

    Cost: outside + roles x constraints.
    """
    weigh_outside(state, market)
    state.sums[:] = 0.0
    for k in range(len(market.constraints)):
        gains, powers, for_all = 0.0, 0.0, np.float64(market.constraints[k].level == ENABLING)
        for r in range(len(market.roles)):
            rate = gain_rate(market, parameters, r, k)
            burden = max(market.burden[r, k], 0.0) * parameters[0].burden_scale
            state.role_gain[r, k] = rate
            for category in range(2):
                weekly, powered = state.outside_turnover[category, r], state.outside_power[category, r]
                sums = state.sums[category]
                gains += weekly * max(rate, 0.0)
                powers += powered * max(rate, 0.0)
                sums[0, k] += weekly * max(rate, 0.0) * for_all
                sums[1, k] += powered * max(rate, 0.0) * for_all
                sums[2, k] += weekly * min(rate, 0.0)
                sums[3, k] += weekly * burden
        for i in range(len(market.pool)):
            gains += max(state.interest[i, k], 0.0)
            powers += max(state.interest[i, k], 0.0) * market.pool[i].power
        state.constraints[k].power_mean = powers / gains if gains > 0.0 else 0.0


@kernel
def weigh_outside(state: State, market: Market) -> None:
    """Sum turnover a week, and turnover times power, of each role: constituents (0) and the others outside (1)."""
    state.outside_turnover[:] = 0.0
    state.outside_power[:] = 0.0
    for o in range(len(market.outside)):
        a = market.outside[o]
        category = 0 if is_constituent(state, market, o) else 1
        weekly = a.stands_for * a.turnover / 52.0
        state.outside_turnover[category, a.role] += weekly
        state.outside_power[category, a.role] += weekly * a.power


@kernel
def give_access(state: State, market: Market, k: int, outside: int) -> None:
    """Count what an outside actor, and those it stands for, gain from relief of k from this week on."""
    node, stands_for = len(market.pool) + outside, market.outside[outside].stands_for
    state.ledger[0].adopters += stands_for * np.float64(state.users[node] == 0)
    state.users[node] += 1
    count_access(state, market, k, outside, stands_for)


@kernel
def end_access(state: State, market: Market, k: int, outside: int) -> None:
    """Count it no longer: what it had taken up has lapsed."""
    node, stands_for = len(market.pool) + outside, market.outside[outside].stands_for
    state.users[node] -= 1
    state.ledger[0].adopters -= stands_for * np.float64(state.users[node] == 0)
    count_access(state, market, k, outside, -stands_for)


@kernel
def count_access(state: State, market: Market, k: int, outside: int, actors: float) -> None:
    """Add so many actors like an outside one to the sums of those whom relief of k reaches."""
    a = market.outside[outside]
    rate = state.role_gain[a.role, k]
    state.constraints[k].uptake += actors
    if rate > 0.0 and market.constraints[k].level != ENABLING:
        gain = actors * a.turnover / 52.0 * rate
        category = 0 if is_constituent(state, market, outside) else 1
        state.sums[category, 0, k] += gain
        state.sums[category, 1, k] += gain * a.power


@inlined
def tilted(tilt: float, power: float, mean: float) -> float:
    """Share of relief that reaches an actor who took it up: capture tilts it towards the powerful.

    ``1 + tilt (power - mean power)``, the mean weighted by gains: a tilt moves benefit between actors and, when all
    take it up, neither adds to nor takes from the sum.
    """
    return 1.0 + tilt * (power - mean)


@kernel
def access_of(state: State, k: int, power: float) -> float:
    """Share of relief of k that reaches an actor of such power who took it up."""
    return tilted(state.constraints[k].tilt, power, state.constraints[k].power_mean)


@inlined
def has_relief(state: State, k: int, node: int) -> bool:
    """Whether an actor took up what relieves k, and still has it."""
    return (state.adopted[k, node] != NEVER) & (state.until[k, node] == NEVER)


@kernel
def benefit_of(state: State, market: Market, k: int, i: int) -> float:
    """Share of relief of k that reaches pool actor i: none before it took up what relieves it, or when that lapsed."""
    if market.constraints[k].level != ENABLING and not has_relief(state, k, i):
        return 0.0
    return access_of(state, k, market.pool[i].power)


@kernel
def share_of_uptake(state: State, market: Market, k: int) -> float:
    """Share of the outside that has what relieves k; all at once for the enabling environment."""
    if market.constraints[k].level == ENABLING or len(market.outside) == 0:
        return 1.0
    return state.constraints[k].uptake / market.figures[0].outside


@kernel
def relief_incomes(state: State, market: Market, relief: Array) -> bool:
    """Money a week that each pool actor gains (or loses) from relief at present, into `relief`, shape (P,).

    Returns whether there is any relief.
    """
    any_relief, powers = False, state.power
    for k in range(len(market.constraints)):
        c, for_all = state.constraints[k], market.constraints[k].level == ENABLING
        if c.worked <= 0.0:
            continue
        if not any_relief:
            any_relief = True
            relief[:] = 0.0
            for i in range(len(powers)):
                powers[i] = market.pool[i].power
        worked, tilt, mean, taken = c.worked, c.tilt, c.power_mean, share_of_uptake(state, market, k)
        interest, adopted, until = state.interest[:, k], state.adopted[k], state.until[k]
        for i in range(len(powers)):
            has = np.float64(for_all | ((adopted[i] != NEVER) & (until[i] == NEVER)))
            access = tilted(tilt, powers[i], mean) * has
            relief[i] += interest[i] * worked * (taken if interest[i] < 0.0 else access)
    return any_relief


@kernel
def count_trusted_ties(state: State, parameters: Array, trusted: Array) -> None:
    """Count the running ties of each pool actor, each as far as it trusts the other, into `trusted`, shape (P,)."""
    ahead = state.counts  # ties of each that have not been come upon yet
    for i in range(len(state.actors)):
        trusted[i] = 0.0
        ahead[i] = state.actors[i].ties
    for i in range(len(state.actors)):
        for j in range(i + 1, len(state.actors)):
            if ahead[i] == 0.0:
                break
            if state.tie[i, j] == NO_TIE:
                continue
            ahead[i] -= 1.0
            ahead[j] -= 1.0
            if state.tie[i, j] != SUSPENDED:
                trusted[i] += trust_in(state, parameters, i, j)
                trusted[j] += trust_in(state, parameters, j, i)


@kernel
def shock_income(state: State, market: Market, parameters: Array, i: int, trusted: float) -> float:
    """Money a week that pool actor i loses to shocks, after what its `trusted` ties let it escape."""
    burden = 0.0
    for k in range(len(market.constraints)):
        burden += max(market.burden[market.pool[i].role, k], 0.0) * state.constraints[k].shock
    escaped = parameters[0].rerouting * min(trusted / 2.0, 1.0) if parameters[0].rerouting_on else 0.0
    return burden * parameters[0].burden_scale * state.actors[i].turnover / 52.0 * (1.0 - escaped)


@kernel
def shock_losses(state: State, market: Market, parameters: Array, lost: Array) -> bool:
    """`shock_income` of each pool actor into `lost`, shape (P,); returns whether any shock is felt."""
    shocked = False
    for k in range(len(market.constraints)):
        shocked |= state.constraints[k].shock > 0.0
    if shocked:
        trusted = state.trusted
        count_trusted_ties(state, parameters, trusted)
        for i in range(len(market.pool)):
            lost[i] = shock_income(state, market, parameters, i, trusted[i])
    return shocked


@kernel
def queue_place(market: Market, key: tuple[int, int], actor_id: int) -> float:
    """Place of a household in the queue of direct delivery, 0 to 1. Draw: TAKE_UP with no constraint."""
    return uniform(key, TAKE_UP, 0, actor_id, _HOUSEHOLD_QUEUE)


@kernel
def deliver(state: State, market: Market, parameters: Array, week: int) -> None:
    """Direct delivery: relief bought for households, which lasts while it is paid for and then fades.

    Each household costs ``relief_per_household``, and a share `delivery_yield` of those paid for is relieved: it gains
    ``relief_share`` of its turnover. Nobody keeps it up: once payment stops, a share ``relief_fade`` times
    `delivery_fade` of what stands is lost each week. Its productivity is the scenario's declared assumption.
    Source: ODD, "Direct delivery".
    """
    figures, ledger, path = market.figures[0], state.ledger[0], state.delivery_path
    households = market.figures[0].households
    paid = state.levers[0].delivery
    if paid > 0.0:
        relieved = parameters[0].delivery_yield * paid / figures.relief_per_household
        ledger.delivered = min(ledger.delivered + relieved, households)
        ledger.delivery_level = 1.0
        spend(state, paid)
    else:
        ledger.delivery_level *= max(1.0 - figures.relief_fade * parameters[0].delivery_fade, 0.0)
    path[week, 0] = ledger.delivered / households if households > 0.0 else 0.0
    path[week, 1] = path[week - 1, 1] + ledger.delivery_level * ledger.factor
    path[week, 2] = path[week - 1, 2] + ledger.delivery_level


@kernel
def close_workshop(state: State) -> None:
    """Book week 0: there is no relief yet, only what the mapping days cost each."""
    for i in range(len(state.actors)):
        state.accounts[WEEK_INCOME, i] = state.accounts[WEEK_CASH, i]


@kernel
def close_week(state: State, market: Market, parameters: Array, key: tuple[int, int], week: int) -> None:
    """Book the week's income of each pool actor, and what the outside's incomes will be reckoned from.

    An actor's income is what it gains against the burdens of week 0: relief it has access to, deals and direct
    delivery, less own time and travel and losses to shocks. Deals are all that it has, those from before the project
    too; what these would have paid anyway is no gain of the year. Cost: pool x constraints.
    """
    ledger = state.ledger[0]
    for k in range(len(market.constraints)):
        c = state.constraints[k]
        before, plain_before = state.path[week - 1, k], state.plain_path[week - 1, k]
        if c.worked == 0.0 and c.shock == 0.0 and plain_before[0] == 0.0 and plain_before[3] == 0.0:
            continue  # nothing has moved it yet: the row stays at nought
        now, plain_now = state.path[week, k], state.plain_path[week, k]
        values = (c.worked, c.worked * c.tilt, c.worked * share_of_uptake(state, market, k), c.shock)
        for n in range(4):
            now[n] = before[n] + values[n] * ledger.factor
            plain_now[n] = plain_before[n] + values[n]
        plain_now[4] = plain_before[4] + c.worked_by_outsiders
    income, cash, part = state.accounts[WEEK_INCOME], state.accounts[WEEK_CASH], state.part
    income[:] = 0.0
    if relief_incomes(state, market, part):
        book(income, state.accounts[RELIEF], part, 1.0, ledger.factor)
    if ledger.delivered > 0.0:
        for i in range(len(income)):
            part[i] = delivery_income(state, market, key, week, i)
        book(income, state.accounts[DELIVERY], part, 1.0, ledger.factor)
    year, group_year = state.years[(week - 1) // 52], state.group_years[(week - 1) // 52]
    anyway, group = state.accounts[WEEK_ANYWAY], state.accounts[WEEK_GROUP]
    for i in range(len(income)):
        income[i] += cash[i]
        year[i] += income[i] - anyway[i]  # before shocks, which strike the same future without the project as well
        group_year[i] += group[i]
    if shock_losses(state, market, parameters, part):
        book(income, state.accounts[SHOCK_LOSS], part, -1.0, ledger.factor)


@inlined
def book(income: Array, account: Array, part: Array, sign: float, factor: float) -> None:
    """Add a part of each actor's income of this week to it, and its present value to the account of such parts."""
    for i in range(len(income)):
        income[i] += sign * part[i]
        account[i] += part[i] * factor


@kernel
def delivery_income(state: State, market: Market, key: tuple[int, int], week: int, i: int) -> float:
    """Money this week that pool actor i has from direct delivery."""
    given = market.pool[i]
    if not market.roles[given.role].household:
        return 0.0
    if queue_place(market, key, given.id) > state.delivery_path[week, 0]:
        return 0.0
    return market.figures[0].relief_share * state.actors[i].turnover / 52.0 * state.ledger[0].delivery_level
