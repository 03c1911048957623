"""The people of one future: drawn whole, the same for every strategy."""

from migsim.chance import COOPERATION_TYPE, GENERAL_TRUST, INTEREST, MAP_ERROR, RELIABILITY, TURNOVER, uniform, uniforms
from migsim.kernel import kernel
from migsim.numerics import exp, log, logistic, normal_quantile, normal_quantiles
from migsim.state import CONDITIONAL, FREE_RIDER, PRIORITISING, UNCONDITIONAL, Array, Market, State

_OWN_STAKE = 0.5  # of what an actor with turnover sees as leverage (assumed)


@kernel
def flow_of(market: Market, parameters: Array, j: int, k: int) -> float:
    """Share of constraint j relieved by full work on k; only its own where influence is switched off."""
    if parameters[0].influence_on:
        return market.flow[j, k]
    return 1.0 if j == k else 0.0


@kernel
def gain_rate(market: Market, parameters: Array, role: int, k: int) -> float:
    """Share of its turnover that a role gains from full work on k, through everything that k causes."""
    total = 0.0
    for j in range(len(market.constraints)):
        total += market.constraints[j].severity * flow_of(market, parameters, j, k) * market.burden[role, j]
    return total * parameters[0].burden_scale


@kernel
def weigh_stakes(state: State, market: Market, parameters: Array) -> None:
    """Write what each role has at stake in each constraint, as it is relieved by full work on each, before scaling."""
    for r in range(len(market.roles)):
        for j in range(len(market.constraints)):
            for k in range(len(market.constraints)):
                flow = flow_of(market, parameters, j, k)
                state.stakes[r, j, k] = market.constraints[j].severity * flow * market.burden[r, j]


@kernel
def draw_people(state: State, market: Market, parameters: Array, key: tuple[int, int]) -> None:
    """Draw turnover, type, reliability, generalised trust and interests of each actor of the pool.

    Turnover is log-normal about the role's median; types have the shares of Fischbacher, Gächter & Fehr (2001);
    reliability is normal on the logit scale about ``1 - breach``. Interest is what the actor gains a week from full
    work on a constraint, money; each feels each constraint by its own log-normal factor.

    Draws: TURNOVER, COOPERATION_TYPE, RELIABILITY, GENERAL_TRUST per actor; INTEREST per actor and constraint.
    """
    weigh_stakes(state, market, parameters)
    p = parameters[0]
    average = log((1.0 - p.breach) / p.breach)
    k_count, people = len(market.constraints), len(market.pool)
    ids, u, z = state.ids, state.draw, state.normal
    for i in range(people):
        ids[i] = market.pool[i].id
    uniforms(key, TURNOVER, 0, ids, 0, u)
    normal_quantiles(u, z)
    for i in range(people):
        given = market.pool[i]
        state.actors[i].turnover = given.turnover * exp(market.roles[given.role].spread * z[i])
    uniforms(key, RELIABILITY, 0, ids, 0, u)
    normal_quantiles(u, z)
    for i in range(people):
        actor = state.actors[i]
        actor.reliability = average + p.reliability_spread * z[i]
        actor.keeps = logistic(actor.reliability)
    uniforms(key, GENERAL_TRUST, 0, ids, 0, u)
    normal_quantiles(u, z)
    for i in range(people):
        state.actors[i].general_trust = p.trust_spread * z[i]
    for k in range(k_count):
        uniforms(key, INTEREST, 0, ids, market.constraints[k].id, u)
        normal_quantiles(u, z)
        spread = p.interest_spread
        for i in range(people):
            z[i] = exp(spread * z[i])
        for i in range(people):
            state.ballot[i, k] = z[i]  # how much more than its role i feels it; the ballot is empty until the vote
    uniforms(key, COOPERATION_TYPE, 0, ids, 0, u)
    for i in range(people):
        given, actor = market.pool[i], state.actors[i]
        if u[i] < p.share_conditional:
            actor.type = CONDITIONAL
        elif u[i] < p.share_conditional + p.share_free_riders:
            actor.type = FREE_RIDER
        else:
            actor.type = UNCONDITIONAL
        actor.systems = p.first_systems
        actor.voice = given.voice
        actor.voice_peak = given.voice
        interest, scale, turnover = state.interest[i], p.burden_scale, actor.turnover
        for k in range(k_count):
            interest[k] = 0.0
        for j in range(k_count):
            stake, felt = state.stakes[given.role, j], state.ballot[i, j]
            for k in range(k_count):
                interest[k] += stake[k] * felt
        for k in range(k_count):
            interest[k] = interest[k] * scale * turnover / 52.0


@kernel
def belief_of(state: State, market: Market, parameters: Array) -> None:
    """What each actor holds important: its own visible burden, moved towards leverage by what it understands.

    ``belief = (1 - m) visible + m leverage``, each normalised over constraints; visible burden is severity x visibility
    x own burden (for public bodies, which carry none, severity x visibility). Leverage is half the system's and half
    what the actor itself would gain through the system, times tractability. Who lives off a constraint gives it
    nothing.
    """
    leverage = state.leverage
    k_count = len(market.constraints)
    for i in range(len(market.pool)):
        given, actor = market.pool[i], state.actors[i]
        public = actor.turnover <= 0.0
        total = 0.0
        for k in range(k_count):
            c = market.constraints[k]
            own = 1.0 if public else max(market.burden[given.role, k], 0.0) * state.ballot[i, k]
            state.belief[i, k] = c.severity * c.visibility * own
            total += state.belief[i, k]
        stake, rest = 0.0, 0.0
        for k in range(k_count):
            stake += max(state.interest[i, k], 0.0) * market.constraints[k].tractability
        for k in range(k_count):
            visible = state.belief[i, k] / total if total > 0.0 else 1.0 / k_count
            through = leverage[k]
            if not public and stake > 0.0:
                own = max(state.interest[i, k], 0.0) * market.constraints[k].tractability / stake
                through = _OWN_STAKE * own + (1.0 - _OWN_STAKE) * leverage[k]
            held = (1.0 - actor.systems) * visible + actor.systems * through
            state.belief[i, k] = 0.0 if state.interest[i, k] < 0.0 else held
            rest += state.belief[i, k]
        for k in range(k_count):
            state.belief[i, k] = state.belief[i, k] / rest if rest > 0.0 else 1.0 / k_count


@kernel
def leverage_of(state: State, market: Market, parameters: Array, key: tuple[int, int]) -> None:
    """Write the leverage of each constraint as the room's map shows it into ``state.leverage``, summing to 1.

    What full work on it would give all actors at their median turnovers, through everything that it causes, times how
    tractable it is, times the map's log-normal error, which preparation of the analysis makes smaller.

    Draws: MAP_ERROR per constraint.
    """
    total, leverage = 0.0, state.leverage
    spread = parameters[0].map_error * (1.0 - state.intensity[PRIORITISING])
    for k in range(len(market.constraints)):
        value = 0.0
        for r in range(len(market.roles)):
            rate = state.role_gain[r, k]
            turnover = market.roles[r].turnover * market.roles[r].present
            value += max(rate, 0.0) * (turnover + market.roles[r].outside_turnover)
        z = normal_quantile(uniform(key, MAP_ERROR, 0, market.constraints[k].id, 0))
        leverage[k] = value * market.constraints[k].tractability * exp(spread * z)
        total += leverage[k]
    for k in range(len(market.constraints)):
        leverage[k] = leverage[k] / total if total > 0.0 else 1.0 / len(market.constraints)
