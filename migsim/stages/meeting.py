"""One meeting of one group: how well it is run, what is learnt in it, and what it was worth to those who came."""

import numpy as np

from migsim.chance import OBSERVATION, in_mig, uniform
from migsim.kernel import kernel
from migsim.numerics import logistic, saturating
from migsim.stages import events
from migsim.stages.attendance import attend, is_convened, mean_motivation
from migsim.stages.chair import elect_chair, end_term
from migsim.stages.contact import gather, meet_each_other, note_contacts, put_back
from migsim.stages.contribution import OBSERVED, promise, review_commitments
from migsim.stages.deals import strike_deals
from migsim.stages.facilitate import served_groups, skill
from migsim.stages.kitty import collect_fees
from migsim.stages.mapping import DAY_HOURS
from migsim.stages.membership import end_group, join_and_leave, lose_chair
from migsim.stages.review import review
from migsim.stages.take_up import report_back
from migsim.state import (
    ACTIVE,
    DISSOLVED,
    DORMANT,
    INCLUSION,
    MANAGEMENT,
    NO_TIE,
    PRIORITISING,
    REFLECTION,
    Array,
    Market,
    State,
)

_QUORUM = 3  # members
_QUORUM_SHARE = 0.3  # of members, as statutes of associations commonly ask for: a quarter to a half (assumed)
_HEARD_SLOPE = 20.0  # logit per share: from hardly to fully heard between a fifth and two fifths of the room
_TILT_MEMORY = 0.2  # weight of one meeting in who gets what: agreements outlast the meeting that made them (assumed)
_MOOD_NOISE = 0.3  # width of what a facilitator's sense of the mood misses by (assumed)
_ABSENT_CHAIR = 0.5  # what the group's capacity counts for when its chair stays away, or cannot do it (assumed)
_HOPE_OF_A_DEAL = 0.5  # of a deal struck, what a partner in the room with whom one may come is worth (assumed)
_GONE = 0.01  # activity below which a dormant group is dissolved
_REVIVAL = 0.1  # activity above the dormancy line at which a group counts as alive again


@kernel
def meet(state: State, market: Market, parameters: Array, key: tuple[int, int], week: int, g: int) -> None:
    """The meeting due this week, if anybody convenes it.

    In this order: loss of the chair, convening, attendance, election, commitments reviewed, contact, side-deals,
    fees, new commitments, reports to constituents, tilt, motivation, learning, review, priorities, joining and leaving,
    activity. A meeting that does not take place or finds no quorum disappoints; under a ban on meetings nobody is
    to blame.
    """
    mig = state.migs[g]
    mig.next_meeting = week + mig.interval
    mig.effort = 0.0
    if week < state.ledger[0].ban_until:
        keep_activity(state, parameters, g, 0.0)
        return
    lose_chair(state, market, parameters, key, week, g)
    if not is_convened(state, parameters, key, week, g):
        events.log(state, events.NOT_CONVENED, g, -1, -1, 0.0)
        disappoint(state, parameters, g, False)
        keep_activity(state, parameters, g, 0.0)
        return
    present = attend(state, market, parameters, key, week, g)
    room = state.room[:present]
    quorate = present >= max(float(_QUORUM), _QUORUM_SHARE * mig.members)
    state.ledger[0].week_meetings += 1
    events.log(state, events.MET, g, -1, present, present / max(mig.members, 1))
    observe(state, market, key, week, g, present)
    if quorate:
        mig.meetings += 1
        if mig.chair < 0:
            elect_chair(state, market, parameters, week, g)
        else:
            end_term(state, market, parameters, week, g)
        run_meeting(state, parameters, market, g)
        gather(state, room)
        review_commitments(state, market, parameters, key, week, g, room)
        meet_each_other(state, parameters, g, present)
        put_back(state, room)
        strike_deals(state, market, parameters, key, week, g, room, 1.0)
        note_contacts(state, room)
        collect_fees(state, parameters, key, week, g, room)
        promise(state, market, parameters, key, week, g, room, done_for_them(state, market, parameters, g))
        report_back(state, market, parameters, g, room)
        tilt(state, market, parameters, g, room)
        resist(state, market, parameters, g)
        weigh_worth(state, market, parameters, week, g, room)
        learn_to_run(state, market, parameters, g)
        review(state, market, parameters, key, week, g)
        prioritise(state, market, parameters, room)
        join_and_leave(state, market, parameters, key, week, g)
    else:
        disappoint(state, parameters, g, True)
    keep_activity(state, parameters, g, 1.0 if quorate else 0.0)


@kernel
def observe(state: State, market: Market, key: tuple[int, int], week: int, g: int, present: int) -> None:
    """The facilitator notes attendance, who ran the meeting, and the mood with some noise. Draw: OBSERVATION."""
    mig = state.migs[g]
    if mig.seen_week == 0:
        mig.last_kept = -1.0
    mig.seen_week = week
    mig.last_attendance = present / max(mig.members, 1)
    mig.seen_attendance += OBSERVED * (mig.last_attendance - mig.seen_attendance)
    mig.seen_members_ran += OBSERVED * (mig.members_ran - mig.seen_members_ran)
    noise = _MOOD_NOISE * (uniform(key, in_mig(OBSERVATION, mig.id), week, 0, 0) - 0.5)
    mig.seen_mood = min(max(mean_motivation(state, g) + noise, 0.0), 1.0)


@kernel
def disappoint(state: State, parameters: Array, g: int, met: bool) -> None:
    """A meeting that was due and came to nothing was worth nothing to the members; who came to it wasted the time.

    Source: badly prepared meetings waste the actors' time (guidance), which is the time of those who gave it.
    """
    p = parameters[0]
    if p.motivation_on:
        for i in range(len(state.actors)):
            m = state.members[g, i]
            if m.member:
                worth = -p.worth_waste if met and m.attends else 0.0
                m.motivation += p.motivation_memory * (worth - m.motivation)
                m.motivation = max(m.motivation, 0.0)


@kernel
def run_meeting(state: State, parameters: Array, market: Market, g: int) -> None:
    """Quality of the meeting: run by the facilitator (management work) or by the members (capacity, chair).

    ``quality = q0 + (1 - q0)(1 - (1 - f)(1 - capacity x chair))``; either is enough, so management saturates as a group
    learns to run itself. The chair counts whole when it is there and half when it is not.
    """
    mig = state.migs[g]
    chair = _ABSENT_CHAIR
    if mig.chair >= 0 and state.members[g, mig.chair].attends:
        chair = _ABSENT_CHAIR + (1.0 - _ABSENT_CHAIR) * market.pool[mig.chair].competence
    facilitator, members = state.intensity[MANAGEMENT], mig.capacity * chair
    run = 1.0 - (1.0 - facilitator) * (1.0 - members)
    mig.quality = parameters[0].base_quality + (1.0 - parameters[0].base_quality) * run
    mig.members_ran = members / (members + facilitator) if members + facilitator > 0.0 else 0.0


@kernel
def heard(state: State, market: Market, parameters: Array, i: int, marginalised_share: float) -> float:
    """How far actor i is heard in the room, 0 to 1.

    Its voice; a marginalised member's counts `heard_few` while such members are few, and whole from about a third of
    the room (Agarwal; logit about `voice_threshold`).
    """
    voice, few = state.actors[i].voice, parameters[0].heard_few
    if not market.pool[i].marginalised:
        return voice
    return voice * (few + (1.0 - few) * logistic(_HEARD_SLOPE * (marginalised_share - parameters[0].voice_threshold)))


@kernel
def hear_all(state: State, market: Market, parameters: Array, room: Array) -> None:
    """How far each of `room` is heard, into ``state.heard``."""
    share = marginalised_share(market, room)
    for a in range(len(room)):
        state.heard[a] = heard(state, market, parameters, room[a], share)


@kernel
def marginalised_share(market: Market, room: Array) -> float:
    """Share of marginalised actors among the rows `room`."""
    count = 0
    for i in room:
        count += market.pool[i].marginalised
    return count / len(room) if len(room) > 0 else 0.0


@kernel
def tilt(state: State, market: Market, parameters: Array, g: int, room: Array) -> None:
    """Voice grows where inclusion is worked on; inequality of being heard tilts what the plan delivers.

    The tilt moves towards ``capture x Hoover index of being heard x (1 + fund_capture if a fund pays) x (1 - inclusion
    / 2)``, plus `chair_rent` where the chair is captured; of what the facilitator does the room steers nothing.
    """
    p, k = parameters[0], state.migs[g].constraint
    if p.voice_on:
        for i in room:
            grow_voice(state, market, parameters, i)
    if not p.capture_on:
        return
    hear_all(state, market, parameters, room)
    total, apart = 0.0, 0.0
    for a in range(len(room)):
        total += state.heard[a]
    mean = total / len(room)
    for a in range(len(room)):
        apart += abs(state.heard[a] - mean)
    inequality = 0.5 * apart / total if total > 0.0 else 0.0
    fund = p.fund_capture if state.levers[0].fund > 0.0 else 0.0
    rent = p.chair_rent if state.migs[g].captured else 0.0
    target = min(
        p.capture * inequality * (1.0 + fund) * (1.0 - p.inclusion_guard * state.intensity[INCLUSION]) + rent, 1.0
    )
    if p.provenance_on:
        target *= steered_by_room(state, market, parameters, g)
    state.constraints[k].tilt += _TILT_MEMORY * (target - state.constraints[k].tilt)


@kernel
def steered_by_room(state: State, market: Market, parameters: Array, g: int) -> float:
    """Part of the hours of work on g's constraint that those present decide on: all that the facilitator does not do.

    A fund buys what the group asks for, so that its hours count as the group's.
    """
    done = doing_hours(state, parameters, g)
    hours = state.migs[g].effort + hours_of_outsiders(state, market, parameters, g)
    return 1.0 - done / hours if hours > 0.0 else 1.0


@kernel
def grow_voice(state: State, market: Market, parameters: Array, i: int) -> None:
    """A marginalised member's voice grows with inclusion work and sinks back to the part that stays without it."""
    p, actor = parameters[0], state.actors[i]
    if not market.pool[i].marginalised:
        return
    support = state.intensity[INCLUSION]
    kept = market.pool[i].voice + p.voice_kept * (actor.voice_peak - market.pool[i].voice)
    growth = p.voice_growth * support * (1.0 - actor.voice)
    loss = p.voice_growth * (1.0 - support) * max(actor.voice - kept, 0.0)
    actor.voice += growth - loss
    actor.voice_peak = max(actor.voice_peak, actor.voice)


@kernel
def let_voice_fade(state: State, market: Market, parameters: Array) -> None:
    """What marginalised actors won of voice fades a little every week, met or not; meetings have to win it again."""
    p = parameters[0]
    if not p.voice_fade_on:
        return
    for i in range(len(market.pool)):
        actor, first = state.actors[i], market.pool[i].voice
        if market.pool[i].marginalised and actor.voice_peak > first:
            actor.voice = first + (1.0 - p.voice_fade) * (actor.voice - first)
            actor.voice_peak = first + (1.0 - p.voice_fade) * (actor.voice_peak - first)


@kernel
def resist(state: State, market: Market, parameters: Array, g: int) -> None:
    """Those who live off the constraint resist by their power, less so the better they understand the members."""
    mig, k = state.migs[g], state.migs[g].constraint
    mig.resistance = 0.0
    if not parameters[0].resistance_on:
        return
    against, support = 0.0, 0.0
    for i in range(len(market.pool)):
        if state.interest[i, k] < 0.0:
            known, others = 0.0, 0
            for j in range(len(market.pool)):
                if j != i and state.members[g, j].member:
                    known += state.understanding[i, j]
                    others += 1
            against += market.pool[i].power * (1.0 - (known / others if others > 0 else 0.0))
        elif state.members[g, i].member:
            support += market.pool[i].power
    if against > 0.0:
        mig.resistance = parameters[0].resistance * against / (against + support)


@kernel
def find_prospects(state: State, market: Market, room: Array) -> None:
    """Business in reach for each of `room`, into ``state.prospects``.

    Its free room for ties, times the share of those present it could still trade with.
    """
    roles, reach, n = state.roles, state.prospects, len(room)
    for a in range(n):
        reach[a] = 0.0
    for a in range(n):
        complements, tie = market.complements[roles[a]], state.tie[room[a]]
        for b in range(a + 1, n):
            fit = complements[roles[b]] * np.float64(tie[room[b]] == NO_TIE)
            reach[a] += fit
            reach[b] += fit
    for a in range(n):
        places = market.roles[roles[a]].deals
        open_share = max(1.0 - state.actors[room[a]].ties / places, 0.0) if places > 0 else 0.0
        reach[a] = open_share * reach[a] / (n - 1) if n > 1 else 0.0


@kernel
def weigh_worth(state: State, market: Market, parameters: Array, week: int, g: int, room: Array) -> None:
    """What the meeting was worth to each who came, and what that does to motivation.

    ``worth = g_p care (signal + belief) / 2 + g_d deals + g_c trust + g_h heard + kappa_w paid - g_w (1 - quality)``,
    motivation a running average of it; `paid` where the member paid its fee into a kitty that runs. Paid travel
    crowds out part of the worth. `signal` is progress since the last meeting against what members expect of a good
    plan; belief in the plan follows it, faster with reflection work and capacity.
    """
    p, mig = parameters[0], state.migs[g]
    k = mig.constraint
    weeks = max(week - mig.last_meeting, 1)
    made = state.constraints[k].worked - mig.relief_at_meeting
    signal = min(max(made / (p.expected_progress * weeks), 0.0), 1.0)
    learnt = p.reflection_sight * state.intensity[REFLECTION] + p.capacity_sight * mig.capacity
    attention = min(p.plain_sight + learnt, 1.0)
    if mig.meetings > 1:  # at the first there is no work yet to judge the plan by
        mig.believed += attention * (signal - mig.believed)
    mig.relief_at_meeting = state.constraints[k].worked
    mig.last_meeting = week
    if not p.motivation_on:
        return
    hear_all(state, market, parameters, room)
    find_prospects(state, market, room)
    k_count = len(market.constraints)
    for a in range(len(room)):
        i = room[a]
        m = state.members[g, i]
        care = min(state.belief[i, k] * k_count / 2.0, 1.0)
        deals = min(m.struck + _HOPE_OF_A_DEAL * state.prospects[a], 1.0) if p.deals_on else 0.0
        worth = (
            p.worth_progress * care * 0.5 * (signal + mig.believed)
            + p.worth_deals * deals
            + p.worth_contact * state.warmth[a]
            + p.worth_heard * state.heard[a]
            + p.worth_kitty * np.float64(m.paid)
        ) * (1.0 - p.crowding_out * state.levers[0].travel_support) - p.worth_waste * (1.0 - mig.quality)
        m.motivation = min(max(m.motivation + p.motivation_memory * (worth - m.motivation), 0.0), 1.0)


@kernel
def prioritise(state: State, market: Market, parameters: Array, room: Array) -> None:
    """Work on priorities moves what those present hold important towards leverage, as mapping did, by the hour.

    Who lives off a constraint goes on giving it nothing.
    """
    p = parameters[0]
    pace = min(p.mapping_learning * p.meeting_hours / DAY_HOURS * state.intensity[PRIORITISING], 1.0)
    if pace <= 0.0 or not p.mapping_on:
        return
    for i in room:
        state.actors[i].systems += pace * (1.0 - state.actors[i].systems)
        total = 0.0
        for k in range(len(state.leverage)):
            if state.interest[i, k] >= 0.0:
                state.belief[i, k] += pace * (state.leverage[k] - state.belief[i, k])
            total += state.belief[i, k]
        for k in range(len(state.leverage)):
            state.belief[i, k] /= total


@kernel
def learn_to_run(state: State, market: Market, parameters: Array, g: int) -> None:
    """Capacity grows by coaching and by running things; ownership follows the share in deciding and doing."""
    p, mig, levers = parameters[0], state.migs[g], state.levers[0]
    if p.capacity_on:
        coached = p.capacity_coaching * state.intensity[MANAGEMENT] * (1.0 - levers.style)
        mig.capacity += (coached + p.capacity_practice * mig.members_ran) * (1.0 - mig.capacity)
        mig.capacity = min(mig.capacity, 1.0)
    if p.ownership_on:
        done = doing_hours(state, parameters, g)
        doing = mig.effort / (mig.effort + done) if mig.effort + done > 0.0 else 0.0
        share = p.deciding_share * mig.members_ran + (1.0 - p.deciding_share) * doing * (1.0 - levers.style)
        mig.ownership += p.ownership_rate * (share - mig.ownership)


@kernel
def doing_hours(state: State, parameters: Array, g: int) -> float:
    """Hours of work a week that the facilitator does for each group that it serves."""
    return parameters[0].doing_rate * skill(state, parameters) * state.levers[0].doing / max(served_groups(state), 1)


@kernel
def hours_of_outsiders(state: State, market: Market, parameters: Array, g: int) -> float:
    """Hours of work a week that the facilitator does for g, or a fund buys."""
    bought = parameters[0].fund_rate * state.levers[0].fund / market.figures[0].facilitator_hour
    return doing_hours(state, parameters, g) + bought


@kernel
def done_for_them(state: State, market: Market, parameters: Array, g: int) -> float:
    """How much of full effort others make for the group, 0 to 1: by hours of the facilitator and hours bought."""
    return saturating(hours_of_outsiders(state, market, parameters, g), 0.5 * parameters[0].effort_scale)


@kernel
def keep_activity(state: State, parameters: Array, g: int, quorate: float) -> None:
    """Keep the running index of activity; a group falls dormant, revives or dissolves by it, not by misses in a row."""
    p, mig = parameters[0], state.migs[g]
    mig.activity += p.activity_memory * (quorate - mig.activity)
    if mig.status == ACTIVE and mig.activity < p.dormant_below:
        mig.status = DORMANT
        events.log(state, events.DORMANT_NOW, g, -1, -1, 0.0)
    elif mig.status == DORMANT:
        if p.revival_on and mig.activity > p.dormant_below + _REVIVAL:
            mig.status = ACTIVE
            events.log(state, events.REVIVED, g, -1, -1, 0.0)
        elif mig.activity < _GONE:
            end_group(state, g, DISSOLVED, events.DISSOLVED_NOW, 0.0)
