"""One meeting of one group, from convening to what it leaves behind."""

from collections.abc import Sequence
from itertools import permutations
from typing import Any

from migsim.chance import OBSERVATION

from object_model.actor import PoolActor
from object_model.arithmetic import clip, mean
from object_model.attendance import is_convened, who_comes
from object_model.beliefs import prioritise
from object_model.chair import elect_chair, end_term, lose_chair
from object_model.deals import strike_deals
from object_model.kitty import collect_fees
from object_model.membership import move_members
from object_model.mig import MIG
from object_model.promises import look_back, promise
from object_model.review import review
from object_model.take_up import report
from object_model.voice import heard, raise_voices, resistance_to, tilt_benefit

QUORUM, QUORUM_SHARE = 3, 0.3
OBSERVED = 0.3  # weight of the last meeting in what a facilitator notes
MOOD_NOISE = 0.3
REVIVAL = 0.1  # activity above the dormancy line at which a group counts as alive again
GONE = 0.01  # activity below which a dormant group is dissolved


def meet(model: Any, mig: MIG) -> None:
    """Hold the meeting that is due, or fail to."""
    mig.next_meeting = model.week + mig.interval
    mig.effort = 0.0
    quorate = False
    if not model.shocks.ban(model.week):
        lose_chair(model, mig)
        if is_convened(model, mig):
            quorate = gather(model, mig)
        else:
            model.log("not-convened", mig)
            disappoint(model, mig, ())
    move_activity(model, mig, quorate)


def gather(model: Any, mig: MIG) -> bool:
    """Come together; say whether there was a quorum."""
    present = who_comes(model, mig)
    pay_for_coming(model, present)
    note_attendance(model, mig, present)
    if len(present) < max(QUORUM, QUORUM_SHARE * len(mig.members)):
        disappoint(model, mig, present)
        return False
    work_together(model, mig, present)
    return True


def pay_for_coming(model: Any, present: Sequence[PoolActor]) -> None:
    """Own time and travel of those who came, and the programme's part."""
    support = model.facilitator.travel_support
    for i in present:
        i.give(model.parameters.meeting_hours, (1 - support) * i.travel)
    meeting = model.scenario.costs.meeting if model.facilitator.present else 0.0
    model.pay(meeting + sum(support * i.travel for i in present))


def note_attendance(model: Any, mig: MIG, present: Sequence[PoolActor]) -> None:
    """What the facilitator and the records see of who came."""
    model.held.append((mig, list(mig.members), list(present)))
    came = mean(i in present for i in mig.members)
    mig.seen_week, mig.last_attendance = model.week, came
    mig.came = set(present)
    mig.seen_attendance += OBSERVED * (came - mig.seen_attendance)
    mig.seen_members_ran += OBSERVED * (mig.members_ran - mig.seen_members_ran)
    noise = MOOD_NOISE * (model.luck.draw(OBSERVATION, model.week, 0, 0, mig.id) - 0.5)
    mig.seen_mood = clip(mig.mean_motivation + noise, 0.0, 1.0)
    model.log("met", mig, other=len(present), value=came)


def work_together(model: Any, mig: MIG, present: list[PoolActor]) -> None:
    """What happens in a meeting with a quorum, in order."""
    p, bonds = model.parameters, model.bonds
    mig.meetings += 1
    if mig.chair is None:
        elect_chair(model, mig)
    else:
        end_term(model, mig)
    run_meeting(model, mig, present)
    look_back(model, mig, present)
    pace = p.understanding_rate * mig.quality * (1 + p.understanding_boost * mig.f["interdependence"])
    bonds.mix(present, p.contact_evidence * mig.quality, pace)
    mig.coordination = (
        p.bare_coordination + (1 - p.bare_coordination) * mean(bonds.mean_trust(i, present) for i in present)
    ) * mig.quality
    if p.disagreement_on:
        mig.coordination *= max(1 - p.disagreement * discord(model, present), 0.0)
    struck = strike_deals(model, present, mig)
    collect_fees(model, mig, present)
    promise(model, mig, present)
    report(model, mig, present)
    raise_voices(model, mig, present)
    voices = heard(model, present)
    tilt_benefit(model, mig, voices)
    mig.resistance = resistance_to(model, mig)
    signal = judge_plan(model, mig)
    if p.motivation_on:
        for i in present:
            worth = worth_of_coming(model, mig, i, present, struck[i], voices[i], signal)
            member = mig.members[i]
            member.motivation = clip(member.motivation + p.motivation_memory * (worth - member.motivation), 0.0, 1.0)
    learn_to_run(model, mig)
    reviewed = review(model, mig)
    prioritise(model, mig, present)
    if p.joining_on and mig.active:
        move_members(model, mig, reviewed)


def discord(model: Any, present: Sequence[PoolActor]) -> float:
    """How far those present want different things, and do not understand each other."""
    common = {k: mean(i.belief[k] for i in present) for k in model.constraints}
    apart = mean(sum(abs(i.belief[k] - common[k]) for k in common) / 2 for i in present)
    known = mean(model.bonds.understanding[pair] for pair in permutations(present, 2))
    return float(apart * (1 - known))


def run_meeting(model: Any, mig: MIG, present: Sequence[PoolActor]) -> None:
    """How good the meeting is, and who runs it."""
    p, management = model.parameters, mig.f["management"]
    chair = 0.5 + 0.5 * mig.chair.competence if mig.chair is not None and mig.chair in present else 0.5
    able = mig.capacity * chair
    run = 1 - (1 - management) * (1 - able)
    mig.quality = p.base_quality + (1 - p.base_quality) * run
    mig.members_ran = able / (able + management) if able + management else 0.0


def judge_plan(model: Any, mig: MIG) -> float:
    """Members' belief in their plan follows progress as far as they look; return the progress that they see."""
    weeks = max(model.week - mig.last_quorate, 1)
    made = mig.constraint.worked - mig.worked_then
    p = model.parameters
    signal = clip(made / (p.expected_progress * weeks), 0.0, 1.0)
    attention = min(p.plain_sight + p.reflection_sight * mig.f["reflection"] + p.capacity_sight * mig.capacity, 1.0)
    if mig.meetings > 1:  # at the first there is no work yet to judge by
        mig.believed += attention * (signal - mig.believed)
    mig.last_quorate, mig.worked_then = model.week, mig.constraint.worked
    return signal


def worth_of_coming(
    model: Any, mig: MIG, i: PoolActor, present: Sequence[PoolActor], struck: int, voice: float, signal: float
) -> float:
    """What coming was worth to one of those present."""
    p = model.parameters
    care = min(i.belief[mig.constraint] * len(model.constraints) / 2, 1.0)
    deals = min(struck + 0.5 * prospects(model, i, present), 1.0) if p.deals_on else 0.0
    worth = p.worth_progress * care * 0.5 * (signal + mig.believed) + p.worth_deals * deals
    worth += p.worth_contact * model.bonds.mean_trust(i, present) + p.worth_heard * voice
    worth += p.worth_kitty * (i in mig.paying)
    return float(worth * (1 - p.crowding_out * model.facilitator.travel_support) - p.worth_waste * (1 - mig.quality))


def prospects(model: Any, i: PoolActor, present: Sequence[PoolActor]) -> float:
    """Business in reach: room for ties, times how well those present fit who are not tied yet."""
    if i.role.deals == 0 or len(present) < 2:
        return 0.0
    fits = sum(model.complement(i, j) for j in present if j is not i and j not in i.ties)
    return float((1 - len(i.ties) / i.role.deals) * fits / (len(present) - 1))


def learn_to_run(model: Any, mig: MIG) -> None:
    """Capacity grows by coaching and by running things; ownership follows the part in running and doing."""
    p, style = model.parameters, model.facilitator.style
    if p.capacity_on:
        growth = p.capacity_coaching * mig.f["management"] * (1 - style) + p.capacity_practice * mig.members_ran
        mig.capacity = min(mig.capacity + growth * (1 - mig.capacity), 1.0)
    if p.ownership_on:
        total = mig.effort + model.facilitator.done_for_each
        doing = mig.effort / total if total else 0.0
        owned = p.deciding_share * mig.members_ran + (1 - p.deciding_share) * doing * (1 - style)
        mig.ownership += p.ownership_rate * (owned - mig.ownership)


def disappoint(model: Any, mig: MIG, present: Sequence[PoolActor]) -> None:
    """A meeting that came to nothing was worth nothing, and less to those who sat there."""
    p = model.parameters
    for i, member in mig.members.items() if p.motivation_on else []:
        worth = -p.worth_waste if i in present else 0.0
        member.motivation = max(member.motivation + p.motivation_memory * (worth - member.motivation), 0.0)


def move_activity(model: Any, mig: MIG, quorate: bool) -> None:
    """The index of activity follows whether due meetings are held; it decides on sleep, revival and the end."""
    p = model.parameters
    if not mig.alive:
        return
    mig.activity += p.activity_memory * (quorate - mig.activity)
    if mig.active and mig.activity < p.dormant_below:
        mig.turn("dormant", "dormant")
    elif mig.status == "dormant" and p.revival_on and mig.activity > p.dormant_below + REVIVAL:
        mig.turn("active", "revived")
    elif mig.status == "dormant" and mig.activity < GONE:
        mig.end("dissolved", "dissolved")
