"""Trade that there was before the project: who does business at week 0, and what it would come to without a project.

What a project adds by deals is what all deals pay, less what the old ties would have paid in the same future without
it. So each old tie is kept twice: as it is, and as it would have gone on. Both have the same luck, because chance is
keyed by the pair and the week; without a project nothing tells them apart, to the bit. So as long as no project has
touched them each tie is its own twin, and what it pays is booked on both sides at once.
"""

from migsim.chance import FIRST_TIE, MATCH, uniform, uniforms
from migsim.kernel import kernel
from migsim.numerics import exp, normal_quantile
from migsim.stages.deals import expects_gain, has_room, keeps_promise, open_tie, ordered_ids, payment, sift, whole
from migsim.stages.income import forgo
from migsim.stages.season import pays_in_season
from migsim.stages.trust import add_positive, first_impression, trust_by
from migsim.state import LONGEST_DEAL, NO_TIE, PARTNER, RUNNING_DEAL, SUSPENDED, Array, Market, State

_TRADES, _DUE, _RISK = range(3)  # week words of the draws FIRST_TIE
_WELL_KNOWN = 1000  # gatherings that those who trade count as having had


@kernel
def first_ties(state: State, market: Market, parameters: Array, key: tuple[int, int]) -> None:
    """Draw who trades with whom at week 0, project or none.

    For pairs that the scenario speaks of, the chance is what it says; else, where the businesses fit (as for deals),
    ``existing_trade x complement x size(i) x size(j)`` with ``size = 2 turnover / (turnover + median of the role)``.
    Where an actor has no room for all, the smallest draws go first. These ties are partners, who have `trade_history`
    good deals behind them; the deal that runs is due in one of the coming LONGEST_DEAL weeks.

    Draws: FIRST_TIE, MATCH per pair. Cost: pairs of the pool. Source: ODD, "Trade before the project".
    """
    p = parameters[0]
    state.ledger[0].ties_before = 0
    if not (p.trade_on and p.deals_on):
        return
    first, second, draw = state.pairs[0], state.pairs[1], state.pair_draw
    found = find_former(state, market, parameters, key)
    for last in range(found // 2 - 1, -1, -1):
        sift(draw, first, second, last, found)
    for left in range(found, 0, -1):
        i, j = first[0], second[0]
        draw[0], first[0], second[0] = draw[left - 1], first[left - 1], second[left - 1]
        sift(draw, first, second, 0, left - 1)
        if has_room(state, market, i) and has_room(state, market, j):
            begin_tie(state, market, parameters, key, i, j)
    keep_former(state, market, parameters)


@kernel
def size_of(state: State, market: Market, i: int) -> float:
    """How much larger than usual in its role an actor is, from 0 to 2; 1 at the median."""
    turnover = state.actors[i].turnover
    return 2.0 * turnover / (turnover + market.roles[market.pool[i].role].turnover) if turnover > 0.0 else 0.0


@kernel
def find_former(state: State, market: Market, parameters: Array, key: tuple[int, int]) -> int:
    """List who trades at week 0 in ``state.pairs``, their draws in ``state.pair_draw``; returns how many pairs."""
    p = parameters[0]
    first, second, low, high = state.pairs[0], state.pairs[1], state.pair_ids[0], state.pair_ids[1]
    chance, draw, possible = state.pair_chance, state.pair_draw, 0
    for i in range(len(market.pool)):
        complements = market.complements[market.pool[i].role]
        own = p.existing_trade * size_of(state, market, i)
        for j in range(i + 1, len(market.pool)):
            given, complement = market.former_ties[i, j], complements[market.pool[j].role]
            if given == 0.0 or (given < 0.0 and complement == 0.0):
                continue
            chance[possible] = given if given > 0.0 else -own * complement * size_of(state, market, j)
            first[possible], second[possible] = i, j
            low[possible], high[possible] = ordered_ids(market, i, j)
            possible += 1
    uniforms(key, FIRST_TIE, _TRADES, low, high, draw[:possible])
    found = 0
    for n in range(possible):
        trades = draw[n] < abs(chance[n])
        if trades and chance[n] < 0.0:  # drawn by the model, not given: their businesses have to fit
            trades = uniform(key, MATCH, 0, low[n], high[n]) < p.match_share
        if trades:
            first[found], second[found], draw[found] = first[n], second[n], draw[n]
            found += 1
    return found


@kernel
def begin_tie(state: State, market: Market, parameters: Array, key: tuple[int, int], i: int, j: int) -> None:
    """Let i < j be partners at week 0."""
    p = parameters[0]
    low, high = ordered_ids(market, i, j)
    z = normal_quantile(uniform(key, FIRST_TIE, _RISK, low, high))
    smaller = min(state.actors[i].turnover, state.actors[j].turnover)
    state.tie_gain[i, j] = p.tie_value * smaller * LONGEST_DEAL / 52.0
    state.tie_risk[i, j] = p.deal_loss * exp(p.deal_spread * z)
    state.tie_before[i, j] = True
    state.met[i, j] = _WELL_KNOWN
    add_positive(state, parameters, i, j, p.trade_history * p.deal_evidence)
    add_positive(state, parameters, j, i, p.trade_history * p.deal_evidence)
    open_tie(state, market, parameters, i, j, PARTNER, 1 + int(LONGEST_DEAL * uniform(key, FIRST_TIE, _DUE, low, high)))


@kernel
def keep_former(state: State, market: Market, parameters: Array) -> None:
    """Write down each old tie as it stands before any project has touched it; from now on both go their own way."""
    kept = 0
    state.ledger[0].untouched = False
    for i in range(len(market.pool)):
        if state.actors[i].ties == 0:
            continue
        for j in range(i + 1, len(market.pool)):
            if state.tie[i, j] == NO_TIE:
                continue
            tie = state.former[kept]
            tie.first, tie.second, tie.kind, tie.due = i, j, state.tie[i, j], state.tie_due[i, j]
            tie.gain, tie.risk = state.tie_gain[i, j], state.tie_risk[i, j]
            tie.prior[0] = first_impression(state, market, parameters, i, j, 0.0)
            tie.prior[1] = first_impression(state, market, parameters, j, i, 0.0)
            tie.good[0], tie.good[1] = state.positive[i, j], state.positive[j, i]
            tie.bad[0], tie.bad[1] = state.negative[i, j], state.negative[j, i]
            kept += 1
    state.ledger[0].ties_before = kept


@kernel
def trust_without(state: State, parameters: Array, n: int, side: int) -> float:
    """Trust of one side of former tie n in the other, had there been no project."""
    tie, decay = state.former[n], state.ledger[0].decay
    return trust_by(parameters[0].prior_strength, tie.prior[side], tie.good[side] * decay, tie.bad[side] * decay)


@kernel
def mature_former(state: State, market: Market, parameters: Array, key: tuple[int, int], week: int) -> None:
    """Let the former ties go on as they would without the project, by the rules of `deals.mature_deals`.

    What they pay so is booked as what their actors would have had anyway. Draws: those of the deals themselves.
    """
    p = parameters[0]
    if state.ledger[0].untouched:
        return
    for n in range(state.ledger[0].ties_before):
        tie = state.former[n]
        if tie.kind == NO_TIE or tie.due != week:
            continue
        resumed = tie.kind == SUSPENDED
        honoured = True if resumed else settle_former(state, market, parameters, key, week, n)
        wanted = expects_gain(trust_without(state, parameters, n, 0), tie.risk) and expects_gain(
            trust_without(state, parameters, n, 1), tie.risk
        )
        if resumed:
            tie.kind = RUNNING_DEAL if wanted else NO_TIE
            tie.due = week + LONGEST_DEAL
        elif p.partners_on and p.suspension_on and not honoured:
            tie.kind = SUSPENDED
            tie.due = week + whole(p.suspension)
        elif p.partners_on and tie.kind == PARTNER and wanted:
            tie.due = week + LONGEST_DEAL
        else:
            tie.kind = NO_TIE


@kernel
def settle_former(state: State, market: Market, parameters: Array, key: tuple[int, int], week: int, n: int) -> bool:
    """Book what one former tie would have paid without the project; returns whether both would have honoured it."""
    p, tie, growth = parameters[0], state.former[n], state.ledger[0].growth
    i, j = tie.first, tie.second
    trust_i, trust_j = trust_without(state, parameters, n, 0), trust_without(state, parameters, n, 1)
    kept_i = keeps_promise(state, market, parameters, key, week, i, j, trust_i)
    kept_j = keeps_promise(state, market, parameters, key, week, j, i, trust_j)
    pays = pays_in_season(state, market, parameters, tie.gain)
    forgo(state, i, payment(kept_i, kept_j, pays, tie.risk))
    forgo(state, j, payment(kept_j, kept_i, pays, tie.risk))
    if p.trust_on:
        for side in range(2):
            if (kept_j, kept_i)[side]:
                tie.good[side] += p.deal_evidence * growth
            else:
                tie.bad[side] += p.deal_evidence * p.negative_weight * growth
    if kept_i and kept_j and p.partners_on:
        tie.kind = PARTNER
    return kept_i and kept_j
