"""The scorecard: what one future amounts to."""

import numpy as np

from migsim.kernel import allocating, inlined, kernel
from migsim.stages.income import is_constituent, queue_place
from migsim.stages.meeting import heard
from migsim.stages.record import mean_pairs
from migsim.state import (
    ACTIVE,
    ANYWAY,
    COMPLETED,
    CONSTITUENTS,
    DEALS,
    DELIVERY,
    ENABLING,
    GROUP_DEALS,
    MEMBERS,
    NEVER,
    NO_MIG,
    OWN_COST,
    RELIEF,
    SHOCK_LOSS,
    WIDER,
    Array,
    Market,
    Record,
    Results,
    State,
)

_HARDLY_A_GAIN = 0.005  # of a year's turnover, over the whole horizon
OTHERS = 3  # row of the splits: whoever is not marginalised, after members, constituents and wider
FIRST_GROUP = 4  # row of the first group of the scenario


@kernel
def add_relief(
    state: State, market: Market, parameters: Array, k: int, rate_of: Array, burden_of: Array, gains: Array
) -> None:
    """Add what each actor outside gained by relief of k, and lost by shocks to it, to its row of `gains`.

    From the sums of relief from the week in which it took the practice up until it lapsed; the enabling environment
    from the start. Who lives off the constraint loses by every take-up. Years leave the losses to shocks out, which
    strike the same future without the project as well. `rate_of`, `burden_of`: of a role, shares of turnover.
    """
    weeks, pool, path, plain = market.figures[0].weeks, len(market.pool), state.path[:, k], state.plain_path[:, k]
    scale, mean = parameters[0].burden_scale, state.constraints[k].power_mean
    adopted, until, years = state.adopted[k], state.until[k], state.years
    worst, lost = path[weeks, 3], path[weeks, 2]
    enabling = market.constraints[k].level == ENABLING
    for o in range(len(market.outside)):
        a = market.outside[o]
        weekly = a.turnover / 52.0
        rate, burden, ahead = weekly * rate_of[a.role], weekly * burden_of[a.role] * scale, a.power - mean
        since = 0 if enabling else min(adopted[pool + o] - 1, weeks)
        end = weeks if enabling else min(until[pool + o] - 1, weeks)
        gained = rate * (path[end, 0] - path[since, 0] + ahead * (path[end, 1] - path[since, 1]))
        # Gains and losses are both reckoned and one is taken: a branch that nobody can foresee would cost more.
        row = gains[pool + o]
        row.gain = row.gain - burden * worst + (rate * lost if rate < 0.0 else gained)
        if not market.roles[a.role].household:
            continue
        for y in range(len(years)):
            first, last = min(52 * y, weeks), min(52 * (y + 1), weeks)
            if rate < 0.0:
                years[y, pool + o] += rate * (plain[last, 2] - plain[first, 2])
            else:
                first, last = min(max(first, since), end), min(max(last, since), end)
                relief, tilted = plain[last, 0] - plain[first, 0], plain[last, 1] - plain[first, 1]
                years[y, pool + o] += rate * (relief + ahead * tilted)


@kernel
def add_group_deals(state: State, market: Market, gains: Array) -> None:
    """Share what each delegate's deals brought among its constituents, by turnover."""
    for i in range(len(market.pool)):
        whole = market.pool[i].constituents_turnover
        if state.accounts[GROUP_DEALS, i] == 0.0 or whole == 0.0:
            continue
        for node in market.constituents[market.constituent_start[i] : market.constituent_start[i + 1]]:
            part = market.outside[node - len(market.pool)].turnover / whole
            gains[node].gain += part * state.accounts[GROUP_DEALS, i]
            for y in range(len(state.years)):
                state.years[y, node] += part * state.group_years[y, i]


@kernel
def add_delivery(state: State, market: Market, key: tuple[int, int], gains: Array) -> None:
    """Add what each household outside had of direct delivery, from the week in which its turn came."""
    weeks, path, years = market.figures[0].weeks, state.delivery_path, state.years
    for o in range(len(market.outside)):
        a, row = market.outside[o], gains[len(market.pool) + o]
        if not market.roles[a.role].household:
            continue
        place = queue_place(market, key, a.id)
        since = 0
        while since < weeks and path[since + 1, 0] < place:
            since += 1
        rate = market.figures[0].relief_share * a.turnover / 52.0
        row.gain += rate * (path[weeks, 1] - path[since, 1])
        for y in range(len(years)):
            first, last = min(52 * y, weeks), min(52 * (y + 1), weeks)
            years[y, len(market.pool) + o] += rate * (path[max(last, since), 2] - path[max(first, since), 2])


@kernel
def reckon_gains(state: State, market: Market, parameters: Array, key: tuple[int, int], gains: Array) -> None:
    """Write gain (present value), gain over yearly turnover, and the best year of each node, pool first.

    Trade that there was before the project is no gain: of deals counts what they pay over what the old ties would have
    paid in the same future without it, so what a new deal crowds out is taken off. A year counts what was gained over
    the same future without the project, see `State.years`; outside, households only.
    """
    pool, weeks = len(market.pool), market.figures[0].weeks
    money = state.accounts
    for i in range(pool):
        turnover = state.actors[i].turnover
        earned = money[RELIEF, i] + (money[DEALS, i] - money[ANYWAY, i]) + money[DELIVERY, i]
        gains[i].gain = earned - money[OWN_COST, i] - money[SHOCK_LOSS, i]
        gains[i].relative = gains[i].gain / turnover if turnover > 0.0 else np.nan
    for node in range(pool, len(gains)):
        gains[node].gain = 0.0
        gains[node].relative = 0.0
    state.years[:, pool:] = 0.0
    rate_of, burden_of = state.role_rate, state.role_burden
    for k in range(len(market.constraints)):
        if state.plain_path[weeks, k, 0] == 0.0 and state.plain_path[weeks, k, 3] == 0.0:
            continue  # nothing ever moved it
        for r in range(len(market.roles)):
            rate_of[r] = state.role_gain[r, k]
            burden_of[r] = max(market.burden[r, k], 0.0)
        add_relief(state, market, parameters, k, rate_of, burden_of, gains)
    add_group_deals(state, market, gains)
    if state.ledger[0].delivered > 0.0:
        add_delivery(state, market, key, gains)
    for o in range(len(market.outside)):
        turnover = market.outside[o].turnover
        gains[pool + o].relative = gains[pool + o].gain / turnover if turnover > 0.0 else np.nan
    for node in range(len(gains)):
        best = 0.0
        for y in range(len(state.years)):
            best = max(best, state.years[y, node])
        gains[node].best_year = best


@inlined
def actors_at(market: Market, node: int) -> float:
    """How many actors a node of the network stands for: itself in the pool."""
    return 1.0 if node < len(market.pool) else market.outside[node - len(market.pool)].stands_for


@kernel
def add_to(split: Record, actors: float, gain: float, relative: float) -> None:
    """Count so many actors in a split: actors, gain, actors with turnover, relative gain."""
    there = relative == relative  # not missing
    split.actors += actors
    split.gain += actors * gain
    split.with_turnover += actors * np.float64(there)
    split.relative += actors * relative if there else 0.0


@kernel
def split_gains(state: State, market: Market, gains: Array, splits: Array) -> None:
    """Add up gains by category, by group of the scenario and by role; rows in that order, others before the groups."""
    for n in range(len(splits)):
        splits[n].actors = 0.0
        splits[n].gain = 0.0
        splits[n].with_turnover = 0.0
        splits[n].relative = 0.0
    first_role = len(splits) - len(market.roles)
    for node in range(len(gains)):
        if node < len(market.pool):
            category, role = MEMBERS if state.actors[node].member_ever else WIDER, market.pool[node].role
            groups, marginalised = market.pool[node].groups, market.pool[node].marginalised
        else:
            o = node - len(market.pool)
            category, role = CONSTITUENTS if is_constituent(state, market, o) else WIDER, market.outside[o].role
            groups, marginalised = market.outside[o].groups, market.outside[o].marginalised
        actors, gain, relative = actors_at(market, node), gains[node].gain, gains[node].relative
        add_to(splits[category], actors, gain, relative)
        add_to(splits[first_role + role], actors, gain, relative)
        if not marginalised:
            add_to(splits[OTHERS], actors, gain, relative)
        for n in range(first_role - FIRST_GROUP):
            if (groups >> n) & 1:
                add_to(splits[FIRST_GROUP + n], actors, gain, relative)


@allocating
def gini_of(market: Market, values: Array) -> float:
    """Gini index of `values` of all nodes, losses counted as nothing; missing when nobody gains.

    A node that stands for n actors counts as n actors with its value, of n ranks that follow each other.
    """
    total, weighted, below, everybody = 0.0, 0.0, 0.0, 0.0
    for node in range(len(values)):
        everybody += actors_at(market, node)
        below += actors_at(market, node) * np.float64(values[node] <= 0.0)
    gaining = np.flatnonzero(values > 0.0)  # the others come first and add nothing
    for node in gaining[np.argsort(values[gaining])]:
        actors = actors_at(market, node)
        total += actors * values[node]
        weighted += actors * values[node] * (below + (actors + 1.0) / 2.0)
        below += actors
    return 2.0 * weighted / (everybody * total) - (everybody + 1.0) / everybody if total > 0.0 else np.nan


@kernel
def ratio(top: float, bottom: float) -> float:
    """``top / bottom``, missing when the bottom is nought."""
    return top / bottom if bottom > 0.0 else np.nan


@allocating
def benefit_gaps(market: Market, gains: Array, card: Record) -> None:
    """Mean gain of others less marginalised, and the ratio of marginalised to others in gain over turnover.

    Actors with turnover only. The ratio is missing when the others hardly gain: near nought it would say nothing.
    """
    sums = np.zeros((2, 3))
    for node in range(len(gains)):
        low = (
            market.pool[node].marginalised
            if node < len(market.pool)
            else market.outside[node - len(market.pool)].marginalised
        )
        if gains[node].relative == gains[node].relative:
            side, actors = 1 if low else 0, actors_at(market, node)
            sums[side, 0] += actors
            sums[side, 1] += actors * gains[node].gain
            sums[side, 2] += actors * gains[node].relative
    card.benefit_gap_absolute = ratio(sums[0, 1], sums[0, 0]) - ratio(sums[1, 1], sums[1, 0])
    others = ratio(sums[0, 2], sums[0, 0])
    card.benefit_gap_relative = ratio(sums[1, 2], sums[1, 0]) / others if others > _HARDLY_A_GAIN else np.nan


@kernel
def households_reached(state: State, market: Market, gains: Array) -> float:
    """Households that gained more than the scenario's threshold of their turnover in any year, by the project."""
    count, threshold = 0.0, market.figures[0].reach_threshold
    for node in range(len(gains)):
        if node < len(market.pool):
            role, turnover = market.pool[node].role, state.actors[node].turnover
        else:
            a = market.outside[node - len(market.pool)]
            role, turnover = a.role, a.turnover
        if market.roles[role].household and turnover > 0.0 and gains[node].best_year > threshold * turnover:
            count += actors_at(market, node)
    return count


@allocating
def voice_gap(state: State, market: Market, parameters: Array) -> float:
    """Mean of how far others of the pool are heard, less that of marginalised ones; missing without one of the two.

    Who is not invited is not heard, so both sides are the same people whoever comes: a seat kept for somebody who is
    heard less than those in the room already must not look like a loss of voice.
    """
    sums, invited, low = np.zeros((2, 2)), 0, 0
    for i in range(len(market.pool)):
        invited += state.actors[i].in_room
        low += state.actors[i].in_room and market.pool[i].marginalised
    for i in range(len(market.pool)):
        side = 1 if market.pool[i].marginalised else 0
        sums[side, 0] += 1.0
        if state.actors[i].in_room:
            sums[side, 1] += heard(state, market, parameters, i, low / invited)
    return ratio(sums[0, 1], sums[0, 0]) - ratio(sums[1, 1], sums[1, 0])


@kernel
def count_groups(state: State, card: Record) -> None:
    """Fill the columns on groups, with what they are 104 weeks after the exit and at the end.

    Adapt of adopt-adapt-expand-respond has two columns: groups that are alive, and those that stopped on purpose.
    """
    formed, goals, alive, completed, end = 0, 0, 0, 0, 0
    for g in range(len(state.migs)):
        mig = state.migs[g]
        formed += mig.status != NO_MIG
        goals += mig.goals
        alive += mig.alive_later == ACTIVE
        completed += mig.alive_later == COMPLETED
        end += mig.status == ACTIVE
    later = state.ledger[0].partners_later >= 0
    card.migs_formed = formed
    card.goals_reached = goals
    card.migs_alive = alive if later else np.nan
    card.migs_completed = completed if later else np.nan
    card.migs_alive_end = end
    card.adapt_alive = ratio(float(alive), float(formed)) if later else np.nan
    card.adapt_completed = ratio(float(completed), float(formed)) if later else np.nan


@kernel
def systemic_change(state: State, market: Market, card: Record) -> None:
    """Adopt, expand and respond of adopt-adapt-expand-respond (Nippard, Hitchins & Elliott 2014), 0 to 1 each.

    Adopt: members who took any practice up. Expand: outside actors who have any at the end. Respond: how near to the
    target the constraints have come that no group ever worked on.
    """
    members, took, untouched, moved = 0, 0, 0, 0.0
    for i in range(len(market.pool)):
        if state.actors[i].member_ever:
            members += 1
            any_practice = False
            for k in range(len(market.constraints)):
                any_practice |= state.adopted[k, i] != NEVER
            took += any_practice
    for k in range(len(market.constraints)):
        if not state.constraints[k].ever_worked:
            untouched += 1
            moved += min(state.constraints[k].relief / market.figures[0].target_cut, 1.0)
    card.adopt = ratio(float(took), float(members))
    card.expand = ratio(state.ledger[0].adopters, market.figures[0].outside)
    card.respond = ratio(moved, float(untouched))


@kernel
def fill_scorecard(state: State, market: Market, parameters: Array, key: tuple[int, int], results: Results) -> None:
    """Write the scorecard, with the gains behind it and their splits."""
    ledger, card, splits, gains = state.ledger[0], results.scorecard[0], results.splits, results.gains
    reckon_gains(state, market, parameters, key, gains)
    split_gains(state, market, gains, splits)
    card.member_benefit = splits[MEMBERS].gain
    card.constituent_benefit = splits[CONSTITUENTS].gain
    card.wider_benefit = splits[WIDER].gain
    card.system_benefit = card.member_benefit + card.constituent_benefit + card.wider_benefit
    card.cost = ledger.cost
    card.net_benefit = card.system_benefit - card.cost
    card.benefit_cost_ratio = ratio(card.system_benefit, card.cost)
    card.member_hours = ledger.member_hours
    card.households_reached = households_reached(state, market, gains)
    card.cost_per_household = ratio(card.cost, card.households_reached) if card.cost > 0.0 else np.nan
    card.trust = mean_pairs(state, parameters, True)
    card.understanding = mean_pairs(state, parameters, False)
    card.deals = ledger.deals
    card.deals_honoured_share = ratio(float(ledger.honoured), float(ledger.matured))
    card.partners = ledger.partners
    count_groups(state, card)
    card.attendance = ratio(ledger.attended, ledger.invited)
    card.attendance_marginalised = ratio(ledger.attended_marginalised, ledger.invited_marginalised)
    card.voice_gap = voice_gap(state, market, parameters)
    benefit_gaps(market, gains, card)
    card.gini = gini_of(market, gains["gain"])
    tested = 0 <= market.figures[0].test_week <= market.figures[0].weeks
    card.resilience = min(max(1.0 - ledger.lost, 0.0), 1.0) if tested else np.nan
    systemic_change(state, market, card)
    card.facilitator_hours = ledger.discounted_hours
