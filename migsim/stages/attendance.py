"""Who comes to a meeting, and whether it takes place at all."""

from migsim.chance import ATTENDANCE, CONVENED, in_mig, uniform, uniforms
from migsim.kernel import kernel
from migsim.numerics import logistic, power
from migsim.stages.facilitate import reminded
from migsim.stages.income import pay_own_cost, spend
from migsim.stages.season import season_of
from migsim.state import INCLUSION, MANAGEMENT, MONEY, STARTING, TIME, Array, Market, State

_PUBLIC_COST = 0.05  # utility: what a civil servant's time away from the desk weighs


@kernel
def members_convene(state: State, parameters: Array, g: int) -> float:
    """Chance that the members convene their own meeting: a logit on capacity, ownership and mean motivation.

    None where the group depended on a chair that it lost.
    """
    p, mig = parameters[0], state.migs[g]
    if mig.leaderless:
        return 0.0
    drive = (mig.capacity + mig.ownership + mean_motivation(state, g)) / 3.0
    return logistic(p.convening_slope * (drive - p.convening_threshold))


@kernel
def mean_motivation(state: State, g: int) -> float:
    """Mean motivation of the members of g."""
    total = 0.0
    for i in range(len(state.actors)):
        if state.members[g, i].member:
            total += state.members[g, i].motivation
    return total / state.migs[g].members if state.migs[g].members > 0 else 0.0


@kernel
def is_convened(state: State, parameters: Array, key: tuple[int, int], week: int, g: int) -> bool:
    """Whether somebody sees to it that the meeting due takes place: the facilitator, or the members themselves.

    The facilitator convenes with chance ``1 - (1 - f)^convening_help`` by its management work. Draw: CONVENED per MIG.
    """
    left = power(1.0 - state.intensity[MANAGEMENT], parameters[0].convening_help)
    nobody = left * (1.0 - members_convene(state, parameters, g))
    return uniform(key, in_mig(CONVENED, state.migs[g].id), week, 0, 0) < 1.0 - nobody


@kernel
def cost_of_coming(state: State, market: Market, parameters: Array, i: int) -> float:
    """Own time and unpaid travel against the cash of the week, in utility; heavier for the marginalised."""
    given, role = market.pool[i], market.roles[market.pool[i].role]
    if state.actors[i].turnover <= 0.0:
        return _PUBLIC_COST
    convenience = 1.0 - (1.0 - state.ledger[0].convenience) * (1.0 - state.intensity[STARTING])
    travel = given.travel * (1.0 - state.levers[0].travel_support) * (1.0 - parameters[0].nearer * convenience)
    burden = 1.0 + (given.burdened - 1.0) * (1.0 - state.intensity[INCLUSION])
    hours = parameters[0].meeting_hours * season_of(state, market, parameters, TIME)
    money = (hours * role.hour_value + travel) * burden
    cash = state.actors[i].turnover / 52.0 * season_of(state, market, parameters, MONEY)
    return parameters[0].cost_weight * min(money / cash, 1.0)


@kernel
def list_members(state: State, market: Market, g: int) -> int:
    """List the members of g in ``state.room``, with their ids and roles; returns how many there are."""
    members = 0
    for i in range(len(market.pool)):
        if state.members[g, i].member:
            state.room[members] = i
            state.ids[members] = market.pool[i].id
            state.roles[members] = market.pool[i].role
            members += 1
    return members


@kernel
def attend(state: State, market: Market, parameters: Array, key: tuple[int, int], week: int, g: int) -> int:
    """Let each member decide whether to come; returns how many did, listed in ``state.room``, with ids and roles.

    Logit (McFadden 1974): ``kappa (motivation + reminder f + support pull + ownership pull - cost - offset)``. Who
    comes gives its time and pays its travel, less what the programme pays. All chances stand before anybody decides.

    Draws: ATTENDANCE per member and MIG. Cost: members.
    """
    p, levers, ledger = parameters[0], state.levers[0], state.ledger[0]
    pull = (
        p.reminder * reminded(state, parameters)
        + p.support_pull * levers.travel_support
        + p.ownership_pull * state.migs[g].ownership
        - p.attendance_offset
    )
    room, ids, roles, chance, draw = state.room, state.ids, state.roles, state.chance, state.draw
    members = list_members(state, market, g)
    for n in range(members):
        cost = cost_of_coming(state, market, parameters, room[n])
        chance[n] = state.members[g, room[n]].motivation + pull - cost
    precision, event = p.attendance_precision, in_mig(ATTENDANCE, state.migs[g].id)
    for n in range(members):
        chance[n] = logistic(precision * chance[n])
    uniforms(key, event, week, ids, 0, draw[:members])
    present = 0
    for n in range(members):
        i = room[n]
        m = state.members[g, i]
        m.struck = 0
        m.attends = draw[n] < chance[n]
        if m.attends:
            room[present], ids[present], roles[present] = i, ids[n], roles[n]
            present += 1
            pay_own_cost(state, market, parameters, i, p.meeting_hours, 1.0 - levers.travel_support)
            spend(state, levers.travel_support * market.pool[i].travel)
        ledger.week_invited += 1.0
        ledger.week_attended += m.attends
        if levers.present:
            ledger.invited += 1.0
            ledger.attended += m.attends
            if market.pool[i].marginalised:
                ledger.invited_marginalised += 1.0
                ledger.attended_marginalised += m.attends
    if levers.present:
        spend(state, market.figures[0].meeting)
    return present
