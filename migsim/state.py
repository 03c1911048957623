"""The ground on which all stages stand: what a market is (`Market`, read only) and how it stands this week (`State`).

Each is a named tuple of a few structured arrays, one row for each actor, constraint or MIG, beside the matrices over
pairs. Rows are positions; the field ``id`` is the identity that chance is keyed by. A changing scalar is a record of
length 1, because the fields of a named tuple cannot be assigned.

Shapes: P actors in the pool, W outside, M = P + W nodes of the contact network (pool first), K constraints, R roles,
G places for MIGs, T weeks.
"""

from typing import Any, NamedTuple

import numpy as np

from migsim.rows import record
from migsim.vocabulary import OBSERVABLES, PRACTICES, SCORECARD, WEEKLY

Array = np.ndarray[Any, Any]
Record = Any  # one row of a structured array, whose fields are read and written by name

# The numbers by which compiled code knows the words of `migsim.vocabulary`, in the same order (tested).
STARTING, INTERDEPENDENCE, MANAGEMENT, INCLUSION, COMMUNICATION, PRIORITISING, REFLECTION = range(7)
MARKET_CHAIN, INPUTS_SERVICES, ENABLING = range(3)
CONDITIONAL, FREE_RIDER, UNCONDITIONAL = range(3)
NO_TIE, RUNNING_DEAL, PARTNER, SUSPENDED = range(4)
NO_MIG, ACTIVE, DORMANT, DISSOLVED, COMPLETED = range(5)
NO_KITTY, KITTY_RUNS, KITTY_FAILED = range(3)
SEVERITY, PRICE_SPIKE, BUYER_LOSS, MEETING_BAN, MEMBERS_LEAVE = range(5)
DOT, PLURALITY, APPROVAL, BORDA = range(4)
FIXED, TAPER, WHEN_READY = range(3)
MEMBERS, CONSTITUENTS, WIDER = range(3)
TIME, MONEY, PRICES = range(3)
NEVER = 1 << 30  # a week that does not come
PLACES = 5  # for MIGs: the most that any workshop forms
MOST_RULES = 20  # of one strategy
(
    LAST_ATTENDANCE, LAST_KEPT, LAST_MEMBERS_RAN, ATTENDANCE, KEPT, MEMBERS_RAN, MOOD, DEALS_HEARD,
    MEMBERS_NOW, MEETINGS, WEEKS_SINCE_MEETING, GROUPS_ACTIVE, GROUPS_DORMANT, HOURS_SPENT, MONEY_SPENT,
) = range(len(OBSERVABLES))  # fmt: skip
MOVE_HOURS, ADD_HOURS, SET_STYLE, SET_TRAVEL_SUPPORT, SET_FUND, BEGIN_HANDOVER, SET_RECRUIT = range(7)
LONGEST_DEAL = 13  # weeks
LONGEST_PAUSE = 52  # weeks: the most that a broken deal suspends a tie


def _record(*fields: tuple[Any, ...]) -> np.dtype[Any]:
    return record(fields)


FIGURES = _record(  # one row: the scenario's scalar figures
    ("room", "i8"),
    ("weeks", "i8"),
    ("target_cut", "f8"),
    ("facilitator_hour", "f8"),
    ("workshop_day", "f8"),
    ("meeting", "f8"),
    ("relief_per_household", "f8"),
    ("relief_share", "f8"),
    ("relief_fade", "f8"),
    ("reach_threshold", "f8"),
    ("discount", "f8"),  # factor per week
    ("households", "f8"),  # in the pool and outside
    ("outside", "f8"),  # actors outside, as many as the rows stand for
    ("test_week", "i8"),
    ("agent_hour", "f8"),
    ("message", "f8"),
)
ROLE = _record(
    ("id", "u4"),
    ("tier", "i8"),
    ("turnover", "f8"),
    ("spread", "f8"),
    ("hour_value", "f8"),
    ("deals", "i8"),
    ("household", "?"),
    ("present", "i8"),  # actors of this role in the pool
    ("outside_turnover", "f8"),  # total outside
)
POOL_ACTOR = _record(
    ("id", "u4"),
    ("role", "u4"),
    ("groups", "i8"),  # one bit for each group of the scenario
    ("marginalised", "?"),
    ("represents", "i8"),
    ("turnover", "f8"),  # median a year; the year's own is drawn
    ("power", "f8"),
    ("voice", "f8"),
    ("hours", "f8"),  # a month
    ("travel", "f8"),  # money a meeting
    ("burdened", "f8"),  # factor on travel and time of belonging to a marginalised group
    ("competence", "f8"),
    ("constituents_turnover", "f8"),  # a year, of all outside for whom it speaks
)
OUTSIDE_ACTOR = _record(
    ("id", "u4"),
    ("role", "u4"),
    ("groups", "i8"),
    ("marginalised", "?"),
    ("delegate", "i8"),  # pool row, or -1
    ("turnover", "f8"),  # of one
    ("power", "f8"),
    ("stands_for", "f8"),  # a whole number: actors with the same figures and the same fate, each counted in every sum
)
CONSTRAINT = _record(
    ("id", "u4"),
    ("level", "u4"),
    ("severity", "f8"),
    ("visibility", "f8"),
    ("tractability", "f8"),  # the most that work can relieve
    ("provider", "?"),  # a firm is needed, which users pay for what it goes on doing
    ("service", "?"),  # relief has to be kept up for those who have it, or lapses
)
SHOCK = _record(
    ("id", "u4"),
    ("kind", "i8"),
    ("week", "i8"),  # -1: random
    ("rate", "f8"),  # chance a week
    ("constraint", "i8"),  # -1: none
    ("size", "f8"),
    ("weeks", "f8"),
    ("role", "i8"),  # -1: none
)


class Market(NamedTuple):
    """What is given: one scenario and its outside, the same for every strategy and future of a seed."""

    figures: Array  # FIGURES (1,)
    roles: Array  # ROLE (R,)
    pool: Array  # POOL_ACTOR (P,)
    outside: Array  # OUTSIDE_ACTOR (W,)
    constraints: Array  # CONSTRAINT (K,)
    shocks: Array  # SHOCK (S,)
    burden: Array  # (R, K) share of turnover at full severity
    needs: Array  # (K, R) roles whose contribution is needed
    decides: Array  # (K, R) roles with the authority to decide on it
    complements: Array  # (R, R) strength 0..1
    flow: Array  # (K, K) flow[j, k]: relief of j by full work on k; rows sum to 1
    ids: Array  # (M,) uint32 permanent ids of all nodes
    kinds: Array  # (M,) uint16 role and standing (marginalised or not) as one number
    contact_start: Array  # (M + 1,) int32
    contacts: Array  # int32 who hears from a node, node by node
    hears: Array  # (M,) int32 contacts that a node hears from
    alike: Array  # (M,) int32 of these, of the same role and the same standing
    constituent_start: Array  # (P + 1,) int32
    constituents: Array  # nodes by delegate, uint32
    former_ties: Array  # (P, P) chance that a pair trades at week 0, where the scenario says; else -1
    season: Array  # (3, 52) time, money and prices by week of the year, 1 on average

    def __deepcopy__(self, memo: Any) -> "Market":
        """Return the market itself: nothing in it ever changes."""
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle the arrays, which are read only again when they come back: compiled code is made for such."""
        return _market_again, tuple(self)


def _market_again(*arrays: Array) -> Market:
    for array in arrays:
        array.setflags(write=False)
    return Market(*arrays)


ACTOR = _record(
    ("turnover", "f8"),
    ("type", "i8"),
    ("reliability", "f8"),  # logit of keeping a promise at trust 1/2
    ("keeps", "f8"),  # chance of it
    ("general_trust", "f8"),
    ("systems", "f8"),
    ("voice", "f8"),
    ("voice_peak", "f8"),
    ("in_room", "?"),
    ("came", "i8"),  # mapping days attended
    ("member_ever", "?"),
    ("memberships", "i8"),
    ("ties", "i8"),
    ("deal_flow", "f8"),  # money a week from running ties
    ("hours_given", "f8"),
)
# An actor's money, each a row of ``State.accounts`` so that a week's books run along it. Present values so far: of
# relief, deals, direct delivery, own time and travel, and losses to shocks. Then this week's deals less own cost, all
# its income, what its deals would have paid without the project, present value and this week; and what its deals as a
# delegate brought its constituents, present value and this week.
(
    RELIEF,
    DEALS,
    DELIVERY,
    OWN_COST,
    SHOCK_LOSS,
    WEEK_CASH,
    WEEK_INCOME,
    ANYWAY,
    WEEK_ANYWAY,
    GROUP_DEALS,
    WEEK_GROUP,
) = range(11)
ACCOUNTS = 11
CONSTRAINT_STATE = _record(
    ("worked", "f8"),  # rho: share of the directly workable part relieved
    ("relief", "f8"),  # share of severity relieved, own work and influence together
    ("tilt", "f8"),
    ("shock", "f8"),  # severity added by shocks
    ("shock_keep", "f8"),  # share of it left after a week
    ("clock", "f8"),  # of take-up
    ("ever_worked", "?"),
    ("uptake", "f8"),  # outside actors that have what relieves it
    ("power_mean", "f8"),  # burden-weighted mean power of all actors
    ("news", "f8"),  # communication work of the groups on it, this week
    ("kept_up", "f8"),  # how far a group keeps it up, 0 to 1
    ("lapse_clock", "f8"),  # hazard of lapsing so far, of a service
    ("worked_by_members", "f8"),  # part of `worked` that members made
    ("worked_by_outsiders", "f8"),  # part that a facilitator or a fund made
    ("decision", "f8"),  # steps taken by the office that decides, 0 to 1
)
MIG = _record(
    ("id", "u4"),
    ("status", "i8"),
    ("constraint", "i8"),
    ("formed_on", "i8"),
    ("chair", "i8"),
    ("interval", "i8"),
    ("next_meeting", "i8"),
    ("members", "i8"),
    ("capacity", "f8"),
    ("ownership", "f8"),
    ("activity", "f8"),
    ("quality", "f8"),
    ("members_ran", "f8"),  # members' share in running the last meeting
    ("plan", "i8"),  # number of the current plan
    ("plans_here", "i8"),  # plans tried on the current constraint
    ("effect", "f8"),  # true effectiveness, hidden
    ("learned", "f8"),  # what failures taught
    ("believed", "f8"),
    ("relief_at_meeting", "f8"),
    ("last_meeting", "i8"),
    ("meetings", "i8"),
    ("reviewed_at", "i8"),  # meetings held at the last review
    ("resistance", "f8"),  # cut of output by those who live off the constraint
    ("goal_here", "?"),
    ("effort", "f8"),  # delivered hours a week until the next meeting
    ("coverage", "f8"),
    ("lacking", "f8"),  # part of the coverage that is lacking for want of households' hours
    ("coordination", "f8"),
    ("goals", "i8"),
    ("alive_later", "i8"),  # status 104 weeks after the exit
    # what a facilitator can see
    ("seen_attendance", "f8"),
    ("seen_kept", "f8"),
    ("seen_mood", "f8"),
    ("seen_members_ran", "f8"),
    ("seen_deals", "f8"),
    ("seen_week", "i8"),  # of the last meeting; 0: none yet
    ("last_attendance", "f8"),  # at that meeting
    ("last_kept", "f8"),  # of commitments, when they were last gone through; -1: never
    ("chair_since", "i8"),  # week of the last election
    ("captured", "?"),  # the chair holds on by its power
    ("leaderless", "?"),  # cannot convene itself before it has a new chair
    ("kitty", "i8"),
    ("dues", "f8"),  # members who pay their fee, as a running average
)
MEMBER = _record(
    ("member", "?"),
    ("attends", "?"),
    ("kept", "?"),
    ("motivation", "f8"),
    ("expected", "f8"),
    ("share", "f8"),  # of spare time, promised
    ("committed", "f8"),  # hours a week
    ("struck", "i8"),  # deals at this meeting
    ("paid", "?"),  # its fee, at this meeting
)
LEVERS = _record(  # one row a week: what the facilitator does
    ("hours", "f8", (len(PRACTICES),)),
    ("style", "f8"),
    ("travel_support", "f8"),  # share of travel paid
    ("fund", "f8"),  # money a week for each group
    ("delivery", "f8"),  # money a week of direct delivery
    ("present", "?"),  # the programme pays for something
    ("share", "f8"),  # of the phase's levers that a taper leaves
    ("doing", "f8"),  # of this week's hours, those in which the work itself is done, for all groups
    ("local", "?"),  # hours are given by local agents
    ("messages", "f8"),  # share of members who get messages between meetings
    ("recruit", "f8"),  # hours of bringing missing roles in, and of keeping buyers
    ("recruiting", "f8"),  # intensity that they come to, 0 to 1
)
LEDGER = _record(
    ("week", "i8"),
    ("growth", "f8"),  # evidence is kept divided by what time leaves of it
    ("decay", "f8"),
    ("factor", "f8"),  # discount
    ("cost", "f8"),
    ("week_cost", "f8"),
    ("programme_hours", "f8"),
    ("member_hours", "f8"),
    ("deals", "i8"),
    ("matured", "i8"),
    ("honoured", "i8"),
    ("running", "i8"),
    ("partners", "i8"),
    ("week_deals", "i8"),
    ("week_meetings", "i8"),
    ("week_invited", "f8"),
    ("week_attended", "f8"),
    ("invited", "f8"),
    ("attended", "f8"),
    ("invited_marginalised", "f8"),
    ("attended_marginalised", "f8"),
    ("exit", "i8"),
    ("handover", "i8"),  # week in which readiness was found; NEVER before
    ("convenience", "f8"),  # of the meetings' place and time
    ("ban_until", "i8"),
    ("spike_until", "i8"),
    ("spike", "f8"),
    ("delivered", "f8"),  # households served by direct delivery so far
    ("delivery_level", "f8"),  # share of their relief that still stands
    ("adopters", "f8"),  # actors outside who have any practice or service
    ("discounted_hours", "f8"),  # of the facilitator
    ("calm", "f8"),  # income index before the test shock
    ("lost", "f8"),
    ("events", "i8"),
    ("partners_later", "i8"),  # 104 weeks after the exit
    ("keep", "f8"),  # share of evidence that a week leaves
    ("fine", "f8"),  # places of the calendar of take-up in a unit of its clock
    ("ties_before", "i8"),  # business ties that there were before the project
    ("untouched", "?"),  # no project has touched them yet, so that each is its own twin without the project
)
FORMER_TIE = _record(  # a business tie from before the project, as it would have gone on without it
    ("first", "i8"),  # pool rows
    ("second", "i8"),
    ("kind", "i8"),
    ("due", "i8"),
    ("gain", "f8"),
    ("risk", "f8"),
    ("prior", "f8", (2,)),  # of the first in the second, and of the second in the first
    ("good", "f8", (2,)),  # evidence, scaled by `growth`
    ("bad", "f8", (2,)),
)
EVENT = _record(("week", "i8"), ("event", "i8"), ("mig", "i8"), ("actor", "i8"), ("other", "i8"), ("value", "f8"))


DESIGN = _record(  # one row: what a strategy settles before week 0
    ("workshop", "?"),
    ("breadth", "f8"),
    ("seats", "f8"),
    ("mapping_days", "i8"),
    ("preparation", "f8", (len(PRACTICES),)),  # hours
    ("workshop_support", "f8"),  # share of travel paid at the workshop
    ("vote", "i8"),
    ("secret", "?"),
    ("groups", "i8"),
    ("existing", "?"),
    ("members_choose", "?"),
    ("interval", "i8"),  # proposed weeks; 0: members decide alone
    ("handover", "i8"),
    ("earliest", "i8"),
    ("latest", "i8"),
    ("taper", "i8"),
    ("ready_attendance", "f8"),
    ("ready_kept", "f8"),
    ("ready_members_ran", "f8"),
)


RULE = _record(  # one row each: a responsive rule of a strategy
    ("when", "i8"),  # observable
    ("below", "f8"),  # holds below this, or above that
    ("above", "f8"),
    ("every", "?"),  # in every active group, not in any
    ("by_meetings", "?"),  # running counts meetings, not weeks
    ("running", "i8"),
    ("from_week", "i8"),
    ("action", "i8"),
    ("to", "i8"),  # practice
    ("take_from", "i8"),  # practice; -1: all others
    ("amount", "f8"),  # hours/week, share or money/week
    ("lasts", "i8"),  # weeks; NEVER: to the end
    ("times", "i8"),  # at most
)
RULE_MEMORY = _record(
    ("streak", "i8", (PLACES,)),  # meetings or weeks running in which it held, by group; the first for the programme
    ("until", "i8"),  # first week in which it is no longer in force
    ("fired", "i8"),  # times
    ("fired_in", "i8"),  # last week in which it fired
)


TAKER = _record(  # half a cache line: all that a contact's take-up has to touch, but its place in the calendar
    ("left", "f8"),  # hazard that it still withstands, as of the clock's `since`
    ("since", "f8"),
    ("pull", "f8"),  # hazard per unit of clock
    ("contacts", "u2"),
    ("alike", "u2"),  # contacts of its own kind
    ("kind", "u2"),
    ("lacking", "u2"),  # neighbours that must take up before any hazard counts
)
CARD = _record(*((name, "f8") for name in SCORECARD))  # what a future came to
WEEK = _record(*((name, "f8") for name in WEEKLY))  # what a week was like
GAIN = _record(  # of one node
    ("gain", "f8"),  # present value
    ("relative", "f8"),  # to yearly turnover; missing without any
    ("best_year", "f8"),  # the most that it gained in a year over the same future without the project
)
SPLIT = _record(  # sums over the actors of one split
    ("actors", "f8"),
    ("gain", "f8"),
    ("with_turnover", "f8"),  # actors
    ("relative", "f8"),
)
BLOCK = 32  # actors whose next crossing is looked at together
LATER, TAKEN = 32767, 65535  # places in the calendar of take-up: not within the horizon, and has taken up
BATCH = 1024  # actors that are drawn, or hear, together, so that their figures stay in the processor's cache
_CACHE_LINE = 64


class State(NamedTuple):
    """How one future stands. Everything that changes is here and nowhere else."""

    ledger: Array  # LEDGER (1,)
    levers: Array  # LEVERS (1,) this week's
    rules: Array  # RULE_MEMORY (MOST_RULES,) of the strategy's responsive rules
    intensity: Array  # of the practices this week
    actors: Array  # ACTOR (P,)
    accounts: Array  # (ACCOUNTS, P) money
    years: Array  # (years, M) money gained over the same future without the project, by year; outside at the end only
    group_years: Array  # (years, P) what its deals as a delegate brought its constituents, by year
    constraints: Array  # CONSTRAINT_STATE (K,)
    migs: Array  # MIG (G,)
    members: Array  # MEMBER (G, P)
    votes: Array  # (K,)
    interest: Array  # (P, K) what i gains a week from full work on k, money; negative: lives off it
    belief: Array  # (P, K) importance, rows sum to 1
    ballot: Array  # (P, K)
    prior: Array  # (P, P) first trust of i in j
    positive: Array  # (P, P) evidence, scaled by `growth`
    negative: Array  # (P, P)
    understanding: Array  # (P, P)
    tie: Array  # (P, P) int8, above the diagonal
    tie_gain: Array  # (P, P) money a deal, above the diagonal
    tie_risk: Array  # (P, P) loss over gain, above the diagonal
    tie_due: Array  # (P, P) int32 week in which the last deal of a pair matures, above the diagonal
    due_first: Array  # (T + LONGEST_PAUSE + 2,) first pair due in a week, or -1; the others in ascending order
    due_next: Array  # (P * P,)
    adopted: Array  # (K, M) int32 week of take-up, NEVER before
    until: Array  # (K, M) int32 week in which what the actor took up has lapsed, NEVER before
    lapses: Array  # (K, blocks x BLOCK) hazard of lapsing at which i's service lapses; infinite for who has none
    lapse_soonest: Array  # (K, blocks) the smallest of a block
    users: Array  # (M,) uint8 practices and services that an outside actor has
    takers: Array  # TAKER (K, M), filled when a practice opens
    soon: Array  # (K, blocks x BLOCK) uint16 place in the calendar of i's take-up if nothing else happens
    soonest: Array  # (K, blocks) uint16 no `soon` of the block is earlier
    taken: Array  # (K, M / 8) uint8 one bit an actor: it took the practice up; small, for whoever asks of many
    leverage: Array  # (K,) as the room's map shows it, summing to 1
    needed: Array  # (M,) int32 neighbours that somebody needs before they count: 0, or several
    # Money a week of constituents and others outside, (2, 4, K): gain and gain * power of those with access, losses of
    # those who live off the constraint, burden of all at full severity.
    sums: Array
    path: Array  # (T + 1, K, 4) sums since week 1 of relief, relief * tilt, relief * uptake, shock, discounted
    plain_path: Array  # (T + 1, K, 5) the same, not discounted, and of relief that outsiders made
    delivery_path: Array  # (T + 1, 3) households served by direct delivery, and sums of its level, discounted or not
    stakes: Array  # (R, K, K) share of turnover gained through constraint j [second] by full work on k [third]
    role_gain: Array  # (R, K) the same through all constraints
    events: Array  # EVENT (capacity,) log; events past the capacity are counted, not kept
    # Scratch, each row with the name of what it holds; nothing here outlives the stage or the meeting that filled it.
    # Of those present: a stage gathers what it needs of them into rows without gaps, so that its loops over them run
    # over contiguous memory.
    room: Array  # (P,) uint32 rows of those present, ascending
    ids: Array  # (P,) uint32 their ids
    roles: Array  # (P,) uint32 their roles
    warmth: Array  # (P,) mean trust of each of them in the others
    heard: Array  # (P,) how far each is heard
    prospects: Array  # (P,) business in reach for each
    open_to_deals: Array  # (P,) 1 where there is room for one more tie
    promised: Array  # (P,) 1 where something was promised last time
    given: Array  # (P,) share of spare time delivered of it
    good: Array  # (P,) evidence that keeping it gives
    bad: Array  # (P,) evidence that breaking it gives
    chance: Array  # (P,) chances of what is drawn next
    draw: Array  # (P,) uniform draws
    # Of the pairs of those present, row by row: a * n + b.
    pair_prior: Array  # (P * P,)
    pair_positive: Array  # (P * P,)
    pair_negative: Array  # (P * P,)
    pair_known: Array  # (P * P,) mutual understanding
    pair_trust: Array  # (P * P,)
    pair_chance: Array  # (P * P,) of pairs that may do business: that they find each other
    pair_draw: Array  # (P * P,) uniform draws
    pairs: Array  # (2, P * P) uint32 rows of pairs that may do business
    pair_ids: Array  # (2, P * P) uint32 ids of pairs, the lower first where order does not matter
    # Of the whole pool, of roles and of constraints.
    normal: Array  # (P,) normal draws
    score: Array  # (P,) of the invitation
    turn: Array  # (P,) who stays, goes or comes
    power: Array  # (P,)
    part: Array  # (P,) one part of this week's incomes
    trusted: Array  # (P,) ties, each as far as it is trusted
    counts: Array  # (P,) 1 where an actor counts in a mean over pairs
    trust_sums: Array  # (P,) trust in, or understanding with, each actor, summed
    seats: Array  # (R,) of the workshop
    role_count: Array  # (R,)
    role_hours: Array  # (R,) promised at a meeting and kept
    role_rate: Array  # (R,) share of turnover gained by relief of one constraint
    role_burden: Array  # (R,) share of turnover lost to it
    outside_turnover: Array  # (2, R) a week, of constituents and of the others outside
    outside_power: Array  # (2, R) the same times power
    own_votes: Array  # (K,) of one ballot
    winners: Array  # (K,) 1 where a group is to be formed
    output: Array  # (K,) of the groups, this week
    active: Array  # (K,) activity of the most active group
    by_members: Array  # (K,) part of this week\'s output that is the members\'
    owned: Array  # (K,) highest activity x ownership of the groups on each
    # Of take-up.
    crossed: Array  # (M + BLOCK,) int32
    told: Array  # (2, BATCH) uint32 who hears of a take-up, and of which kind the contact is
    lots: Array  # (BATCH,)
    # What there is of trade, beside the ties.
    met: Array  # (P, P) int32 gatherings that a pair sat in together, above the diagonal
    tie_before: Array  # (P, P) bool the tie is one from before the project, above the diagonal
    former: Array  # FORMER_TIE, in ascending order of pairs; ``ledger.ties_before`` of them


class Setup(NamedTuple):
    """What a strategy settles beforehand."""

    design: Array  # DESIGN (1,)
    schedule: Array  # LEVERS (T + 1,); empty for a strategy in Python, which writes ``State.levers`` itself
    rules: Array  # RULE, one for each responsive rule of a strategy file


class Results(NamedTuple):
    """What a future leaves behind."""

    weekly: Array  # WEEK (T + 1,), or empty where nothing is to be recorded
    incomes: Array  # (T + 1, P) incomes of the pool, money a week; as many rows
    scorecard: Array  # CARD (1,)
    splits: Array  # SPLIT, see `migsim.stages.scorecard.split_gains`
    gains: Array  # GAIN (M,)


def allocate(market: Market, event_capacity: int = 0) -> State:
    """Room for one future of `market`; `begin` fills it, so it can serve one future after another."""
    p, k, r = len(market.pool), len(market.constraints), len(market.roles)
    m = p + len(market.outside)
    weeks, blocks = int(market.figures[0]["weeks"]), -(-m // BLOCK)

    def pairs() -> Array:
        return np.zeros((p, p))

    return State(
        ledger=np.zeros(1, LEDGER),
        levers=np.zeros(1, LEVERS),
        rules=np.zeros(MOST_RULES, RULE_MEMORY),
        intensity=np.zeros(len(PRACTICES)),
        actors=np.zeros(p, ACTOR),
        accounts=np.zeros((ACCOUNTS, p)),
        years=np.zeros((-(-weeks // 52), m)),
        group_years=np.zeros((-(-weeks // 52), p)),
        constraints=np.zeros(k, CONSTRAINT_STATE),
        migs=np.zeros(PLACES, MIG),
        members=np.zeros((PLACES, p), MEMBER),
        votes=np.zeros(k),
        interest=np.zeros((k, p)).T,  # one constraint's interests lie together: a week's books take them so
        belief=np.zeros((p, k)),
        ballot=np.zeros((p, k)),
        prior=pairs(),
        positive=pairs(),
        negative=pairs(),
        understanding=pairs(),
        tie=np.zeros((p, p), np.int8),
        tie_gain=pairs(),
        tie_risk=pairs(),
        tie_due=np.zeros((p, p), np.int32),
        due_first=np.zeros(weeks + LONGEST_PAUSE + 2, np.int32),
        due_next=np.zeros(p * p, np.int32),
        adopted=np.full((k, m), NEVER, np.int32),
        until=np.full((k, m), NEVER, np.int32),
        lapses=np.full((k, blocks * BLOCK), np.inf),
        lapse_soonest=np.full((k, blocks), np.inf),
        users=np.zeros(m, np.uint8),
        takers=_on_cache_lines(k, m),
        soon=np.full((k, blocks * BLOCK), TAKEN, np.uint16),
        soonest=np.full((k, blocks), TAKEN, np.uint16),
        taken=np.zeros((k, -(-m // 8)), np.uint8),
        needed=np.zeros(m, np.int32),
        leverage=np.zeros(k),
        sums=np.zeros((2, 4, k)),
        path=np.zeros((weeks + 1, k, 4)),
        plain_path=np.zeros((weeks + 1, k, 5)),
        delivery_path=np.zeros((weeks + 1, 3)),
        stakes=np.zeros((len(market.roles), k, k)),
        role_gain=np.zeros((len(market.roles), k)),
        events=np.zeros(event_capacity, EVENT),
        room=np.zeros(p, np.uint32),
        ids=np.zeros(p, np.uint32),
        roles=np.zeros(p, np.uint32),
        warmth=np.zeros(p),
        heard=np.zeros(p),
        prospects=np.zeros(p),
        open_to_deals=np.zeros(p),
        promised=np.zeros(p),
        given=np.zeros(p),
        good=np.zeros(p),
        bad=np.zeros(p),
        chance=np.zeros(p),
        draw=np.zeros(p),
        pair_prior=np.zeros(p * p),
        pair_positive=np.zeros(p * p),
        pair_negative=np.zeros(p * p),
        pair_known=np.zeros(p * p),
        pair_trust=np.zeros(p * p),
        pair_chance=np.zeros(p * p),
        pair_draw=np.zeros(p * p),
        pairs=np.zeros((2, p * p), np.uint32),
        pair_ids=np.zeros((2, p * p), np.uint32),
        normal=np.zeros(p),
        score=np.zeros(p),
        turn=np.zeros(p),
        power=np.zeros(p),
        part=np.zeros(p),
        trusted=np.zeros(p),
        counts=np.zeros(p),
        trust_sums=np.zeros(p),
        seats=np.zeros(r),
        role_count=np.zeros(r),
        role_hours=np.zeros(r),
        role_rate=np.zeros(r),
        role_burden=np.zeros(r),
        outside_turnover=np.zeros((2, r)),
        outside_power=np.zeros((2, r)),
        own_votes=np.zeros(k),
        winners=np.zeros(k),
        output=np.zeros(k),
        active=np.zeros(k),
        by_members=np.zeros(k),
        owned=np.zeros(k),
        crossed=np.zeros(m + BLOCK, np.int32),
        told=np.zeros((2, BATCH), np.uint32),
        lots=np.zeros(BATCH),
        met=np.zeros((p, p), np.int32),
        tie_before=np.zeros((p, p), np.bool_),
        former=np.zeros(most_ties(market), FORMER_TIE),
    )


def most_ties(market: Market) -> int:
    """Most business ties that the pool has room for."""
    others = len(market.pool) - 1
    return int(np.minimum(market.roles["deals"][market.pool["role"]], others).sum()) // 2


def as_numbers(records: Array) -> Array:
    """See records of numbers as an array with one more axis, of their fields; the memory is shared."""
    return records.view(np.float64).reshape(*records.shape, -1)


def _on_cache_lines(rows: int, columns: int) -> Array:
    """Room for TAKER records, shape (rows, columns), none of which lies across two cache lines."""
    size = rows * columns * TAKER.itemsize
    raw = np.zeros(size + _CACHE_LINE, np.uint8)
    first = -raw.ctypes.data % _CACHE_LINE
    return raw[first : first + size].view(TAKER).reshape(rows, columns)
