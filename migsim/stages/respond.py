"""What a strategy file lets the facilitator do in answer to what it sees: hand over when ready, and responsive rules.

Everything here works on what an `Observation` shows (`migsim.facilitation.strategy`), never on the true state, so that
a strategy file asked from Python decides by the same machine code as one that runs compiled.
"""

from migsim.kernel import entry, kernel
from migsim.state import (
    ACTIVE,
    ADD_HOURS,
    ATTENDANCE,
    BEGIN_HANDOVER,
    DEALS_HEARD,
    DORMANT,
    GROUPS_ACTIVE,
    GROUPS_DORMANT,
    HOURS_SPENT,
    KEPT,
    LAST_ATTENDANCE,
    LAST_KEPT,
    LAST_MEMBERS_RAN,
    MEETINGS,
    MEMBERS_NOW,
    MEMBERS_RAN,
    MOOD,
    MOVE_HOURS,
    NEVER,
    SET_FUND,
    SET_RECRUIT,
    SET_STYLE,
    SET_TRAVEL_SUPPORT,
    WEEKS_SINCE_MEETING,
    WHEN_READY,
    Array,
)
from migsim.vocabulary import PRACTICES

_EVERY_PRACTICE = len(PRACTICES)
_NOTHING_SEEN = -1.0  # every observable is 0 or more


@kernel
def respond(levers: Array, ledger: Array, migs: Array, design: Array, rules: Array, memory: Array, week: int) -> None:
    """Change this week's planned `levers` by what is seen: readiness, then the rules in their order, then fading.

    A rule whose condition has held for as long as it asks comes into force, unless it is in force already or has
    been so as often as it may. `memory`, one row for each rule, is forgotten in week 1.
    """
    if week == 1:
        forget(memory)
    if design[0].handover == WHEN_READY and ledger[0].handover == NEVER:
        if week >= design[0].latest or (week >= design[0].earliest and is_ready(migs, design)):
            ledger[0].handover = week
    if share_left(ledger, design, week) > 0.0:
        for r in range(len(rules)):
            keep_count(rules, memory, r, ledger, migs, week)
            if fires(rules, memory, r, levers, migs, week):
                fire(rules, memory, r, levers, ledger, week)
            if memory[r].until > week and levers[0].present:
                put_in_force(rules, r, levers)
    if ledger[0].handover <= week:
        fade(levers, share_left(ledger, design, week))


@entry
def respond_alone(
    levers: Array, ledger: Array, migs: Array, design: Array, rules: Array, memory: Array, week: int
) -> None:
    """`respond`, for Python: on arrays that hold what was observed."""
    respond(levers, ledger, migs, design, rules, memory, week)


@kernel
def forget(memory: Array) -> None:
    """No rule has held or fired yet."""
    for r in range(len(memory)):
        memory[r].until = 0
        memory[r].fired = 0
        memory[r].fired_in = 0
        for g in range(len(memory[r].streak)):
            memory[r].streak[g] = 0


@kernel
def is_ready(migs: Array, design: Array) -> bool:
    """Whether every active group, as the facilitator sees it, comes, keeps its word and runs its own meetings."""
    d, active = design[0], 0
    for g in range(len(migs)):
        mig = migs[g]
        if mig.status == ACTIVE:
            active += 1
            if (
                mig.seen_attendance < d.ready_attendance
                or mig.seen_kept < d.ready_kept
                or mig.seen_members_ran < d.ready_members_ran
            ):
                return False
    return active > 0


@kernel
def seen_of(migs: Array, g: int, when: int, week: int) -> float:
    """One observable of one active group at the start of `week`; -1 where nothing has been seen yet."""
    mig = migs[g]
    if mig.status != ACTIVE:
        return _NOTHING_SEEN
    if when == WEEKS_SINCE_MEETING:
        return float(week - mig.seen_week)
    if mig.seen_week == 0:
        return _NOTHING_SEEN
    if when == LAST_ATTENDANCE:
        return float(mig.last_attendance)
    if when == LAST_KEPT:
        return float(mig.last_kept)
    if when == LAST_MEMBERS_RAN:
        return float(mig.members_ran) if mig.meetings > 0 else _NOTHING_SEEN
    if when == ATTENDANCE:
        return float(mig.seen_attendance)
    if when == KEPT:
        return float(mig.seen_kept)
    if when == MEMBERS_RAN:
        return float(mig.seen_members_ran)
    if when == MOOD:
        return float(mig.seen_mood)
    if when == DEALS_HEARD:
        return float(mig.seen_deals)
    if when == MEMBERS_NOW:
        return float(mig.members)
    if when == MEETINGS:
        return float(mig.meetings)
    return _NOTHING_SEEN


@kernel
def seen_of_all(ledger: Array, migs: Array, when: int) -> float:
    """One observable of the whole programme."""
    if when == HOURS_SPENT:
        return float(ledger[0].programme_hours)
    if when == GROUPS_ACTIVE or when == GROUPS_DORMANT:
        wanted, count = ACTIVE if when == GROUPS_ACTIVE else DORMANT, 0
        for g in range(len(migs)):
            count += migs[g].status == wanted
        return float(count)
    return float(ledger[0].cost)


@kernel
def keep_count(rules: Array, memory: Array, r: int, ledger: Array, migs: Array, week: int) -> None:
    """Count in how many meetings or weeks running the condition of rule r has held, for each group.

    A rule that counts meetings looks only in the week after one.
    """
    rule, streak = rules[r], memory[r].streak
    if rule.when >= GROUPS_ACTIVE:
        value = seen_of_all(ledger, migs, rule.when)
        streak[0] = streak[0] + 1 if value < rule.below or value > rule.above else 0
        return
    for g in range(len(migs)):
        value = seen_of(migs, g, rule.when, week)
        if value < 0.0:
            streak[g] = 0
        elif not rule.by_meetings or (migs[g].seen_week > 0 and migs[g].seen_week == week - 1):
            streak[g] = streak[g] + 1 if value < rule.below or value > rule.above else 0


@kernel
def fires(rules: Array, memory: Array, r: int, levers: Array, migs: Array, week: int) -> bool:
    """Whether rule r comes into force now: often enough running, free to, and somebody there to act for somebody."""
    rule, kept = rules[r], memory[r]
    if week < rule.from_week or kept.until > week or kept.fired >= rule.times or not levers[0].present:
        return False
    served, active, held = 0, 0, 0
    for g in range(len(migs)):
        served += migs[g].status == ACTIVE or migs[g].status == DORMANT
        active += migs[g].status == ACTIVE
        held += kept.streak[g] >= rule.running
    if served == 0:
        return False
    if rule.when >= GROUPS_ACTIVE or not rule.every:
        return held > 0
    return held == active and active > 0


@kernel
def fire(rules: Array, memory: Array, r: int, levers: Array, ledger: Array, week: int) -> None:
    """Put rule r into force for as long as it lasts; the count begins anew. A hand-over begins only once."""
    rule, kept = rules[r], memory[r]
    if rule.action == BEGIN_HANDOVER and (ledger[0].handover <= week or levers[0].share < 1.0):
        return
    kept.until = week + rule.lasts if rule.lasts < NEVER else NEVER
    kept.fired += 1
    kept.fired_in = week
    for g in range(len(kept.streak)):
        kept.streak[g] = 0
    if rule.action == BEGIN_HANDOVER:
        ledger[0].handover = week


@kernel
def put_in_force(rules: Array, r: int, levers: Array) -> None:
    """Change this week's levers by rule r; money and hours fade with a taper as the phase's own do."""
    rule, lever = rules[r], levers[0]
    amount = rule.amount * lever.share
    if rule.action == MOVE_HOURS:
        move_hours(levers, rule.to, rule.take_from, amount)
    elif rule.action == ADD_HOURS:
        lever.hours[rule.to] += amount
    elif rule.action == SET_STYLE:
        lever.style = rule.amount
    elif rule.action == SET_TRAVEL_SUPPORT:
        lever.travel_support = amount
    elif rule.action == SET_FUND:
        lever.fund = amount
    elif rule.action == SET_RECRUIT:
        lever.recruit = amount


@kernel
def share_left(ledger: Array, design: Array, week: int) -> float:
    """Share of hours, support and fund that a hand-over leaves: all before it begins, falling to nothing."""
    since = week - ledger[0].handover
    if since < 0:
        return 1.0
    return 1.0 - since / design[0].taper if since < design[0].taper else 0.0


@kernel
def move_hours(levers: Array, to: int, take_from: int, amount: float) -> None:
    """Move hours a week to one practice, from another or from all others by the same share of each.

    No more is moved than there is, so that the week's total stays.
    """
    hours, available = levers[0].hours, 0.0
    for practice in range(_EVERY_PRACTICE):
        if practice != to and (take_from < 0 or practice == take_from):
            available += hours[practice]
    moved = min(amount, available)
    if moved <= 0.0:
        return
    left = 1.0 - moved / available
    for practice in range(_EVERY_PRACTICE):
        if practice != to and (take_from < 0 or practice == take_from):
            hours[practice] *= left
    hours[to] += moved


@kernel
def fade(levers: Array, share: float) -> None:
    """Keep only a share of this week's hours, those of recruiting too, of support, fund and messages."""
    lever = levers[0]
    for practice in range(_EVERY_PRACTICE):
        lever.hours[practice] *= share
    lever.travel_support *= share
    lever.fund *= share
    lever.messages *= share
    lever.recruit *= share
    if share == 0.0:
        lever.present = False
