"""Participatory market mapping: the days in which the room meets the other side and the system."""

from migsim.chance import MAPPING_ATTENDANCE, uniforms
from migsim.kernel import kernel
from migsim.stages import events
from migsim.stages.contact import gather, learn, note_contacts, put_back
from migsim.stages.deals import strike_deals
from migsim.stages.income import pay_own_cost, spend
from migsim.state import INTERDEPENDENCE, PRIORITISING, STARTING, Array, Market, State

DAY_HOURS = 8.0  # of a mapping day


@kernel
def diversity_of(market: Market, room: Array, counts: Array) -> float:
    """Simpson diversity of roles among the rows `room`, 0 (one role) to 1 (all alike). `counts`: scratch, (R,)."""
    for r in range(len(market.roles)):
        counts[r] = 0
    for i in room:
        counts[market.pool[i].role] += 1
    same = 0.0
    for r in range(len(market.roles)):
        share = counts[r] / max(len(room), 1)
        same += share * share
    return (1.0 - same) / (1.0 - 1.0 / len(market.roles)) if len(market.roles) > 1 else 0.0


@kernel
def map_market(state: State, market: Market, parameters: Array, design: Array, key: tuple[int, int]) -> None:
    """Hold the mapping days.

    Each day every invited actor comes with a chance that falls over the series. Those present move from their own
    visible burden towards leverage, the more the more diverse the room and the better prepared the analysis; they learn
    what the others need, gain a little trust, and may strike deals at the margins; a day counts for these as its hours
    of meetings. A day costs each a day and its travel.

    Draws: MAPPING_ATTENDANCE per actor and day; those of `strike_deals`. Cost: one pass over the room's pairs a day.
    Source: guidance on participatory market mapping (a series, not one event); ODD, "Mapping".
    """
    p, f = parameters[0], state.intensity
    for day in range(design[0].mapping_days):
        chance = max(p.mapping_attendance - p.mapping_decay * day, 0.0)
        chance += (1.0 - chance) * p.starting_draw * f[STARTING]
        ids, draw = state.ids, state.draw
        for i in range(len(market.pool)):
            ids[i] = market.pool[i].id
        uniforms(key, MAPPING_ATTENDANCE, day, ids, 0, draw[: len(market.pool)])
        present = 0
        for i in range(len(market.pool)):
            if state.actors[i].in_room and draw[i] < chance:
                state.room[present], ids[present], state.roles[present] = i, ids[i], market.pool[i].role
                present += 1
                state.actors[i].came += 1
                pay_own_cost(state, market, parameters, i, DAY_HOURS, 1.0 - design[0].workshop_support)
                spend(state, design[0].workshop_support * market.pool[i].travel)
        spend(state, market.figures[0].workshop_day)
        room = state.room[:present]
        strike_deals(state, market, parameters, key, day, -1, room, DAY_HOURS / p.meeting_hours)
        note_contacts(state, room)
        if p.mapping_on:
            depth = p.mapping_learning * diversity_of(market, room, state.role_count) * (1.0 + f[PRIORITISING])
            for i in room:
                state.actors[i].systems += min(depth, 1.0) * (1.0 - state.actors[i].systems)
            meet_the_other_side(state, parameters, room)
    for i in range(len(market.pool)):
        if state.actors[i].came > 0:
            events.log(state, events.CAME, -1, i, -1, float(state.actors[i].came))


@kernel
def meet_the_other_side(state: State, parameters: Array, room: Array) -> None:
    """A day together: a little trust and mutual understanding between all who came, each learning from each.

    Understanding grows as in as many hours of meetings.
    """
    p = parameters[0]
    pace = (
        p.understanding_rate
        * DAY_HOURS
        / p.meeting_hours
        * (1.0 + p.understanding_boost * state.intensity[INTERDEPENDENCE])
    )
    gather(state, room)
    learn(state, parameters, len(room), p.mapping_evidence, min(pace, 1.0))
    put_back(state, room)
