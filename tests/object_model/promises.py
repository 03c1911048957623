"""Commitments: promised at one meeting, kept or broken until the next, and seen or not."""

from collections.abc import Sequence
from typing import Any

from migsim.chance import COMMITMENT_KEPT, COMMITMENT_SEEN
from migsim.numerics import logistic

from object_model.actor import PoolActor
from object_model.arithmetic import mean, saturating
from object_model.mig import MIG

SEEN_BY_FACILITATOR = 0.3  # weight of the last meeting in its running average


def look_back(model: Any, mig: MIG, present: Sequence[PoolActor]) -> None:
    """Those present see which promises of the others were kept; then all promises are cleared."""
    p = model.parameters
    visible = p.kept_visibility + (1 - p.kept_visibility) * model.facilitator.reminding
    for i in present:
        seen = [j for j in present if j is not i and mig.members[j].committed > 0 and sees(model, mig, i, j, visible)]
        for j in seen if p.commitments_on else []:
            (model.bonds.praise if mig.members[j].kept else model.bonds.blame)(i, j, p.commitment_evidence)
        if seen and p.commitments_on:
            given = mean(mig.members[j].share if mig.members[j].kept else 0.0 for j in seen)
            mine = mig.members[i]
            mine.expected += p.expectation_memory * (given - mine.expected)
    promised = [m for m in mig.members.values() if m.committed > 0]
    if promised:
        mig.last_kept = mean(m.kept for m in promised)
        mig.seen_kept += SEEN_BY_FACILITATOR * (mig.last_kept - mig.seen_kept)
    for i, membership in mig.members.items():
        if membership.committed > 0:
            model.log("kept" if membership.kept else "broken", mig, i, value=membership.share)
        membership.share, membership.committed, membership.kept = 0.0, 0.0, False


def sees(model: Any, mig: MIG, i: PoolActor, j: PoolActor, visible: float) -> bool:
    """Whether i sees what became of j's promise."""
    return bool(model.luck.draw(COMMITMENT_SEEN, model.week, i.id, j.id, mig.id) < visible)


def promise(model: Any, mig: MIG, present: Sequence[PoolActor]) -> None:
    """Those present promise hours for the weeks until the next meeting; chance decides at once who will keep them."""
    p = model.parameters
    spare = max(p.membership_hours * 12 / 52 - p.meeting_hours / mig.interval, 0.0)
    hours: dict[str, float] = {}
    for i in present:
        membership = mig.members[i]
        membership.share = share_of(model, mig, i) * (1 - kept_back(model))
        membership.committed = membership.share * spare
        u = model.luck.draw(COMMITMENT_KEPT, model.week, i.id, 0, mig.id)
        membership.kept = bool(u < logistic(i.reliability))
        model.log("attended", mig, i, value=membership.committed)
        if membership.kept:
            hours[i.role.name] = hours.get(i.role.name, 0.0) + membership.committed
            i.give(membership.committed * mig.interval)
    mig.effort = sum(hours.values())
    there = {role: min(hours.get(role, 0.0) / p.role_hours, 1.0) for role in mig.constraint.needs}
    mig.coverage = mean(there.values())
    mig.lacking = mean((1 - share) * model.roles[role].household for role, share in there.items())


def kept_back(model: Any) -> float:
    """Part of what they would give that members keep back, because others do the work."""
    p, facilitator = model.parameters, model.facilitator
    if not p.giving_less_on:
        return 0.0
    return float(
        p.giving_less * saturating(facilitator.done_for_each + facilitator.bought_for_each, p.effort_scale / 2)
    )


def share_of(model: Any, mig: MIG, i: PoolActor) -> float:
    """Share of its spare time that an actor promises, by its type."""
    p = model.parameters
    if i.interest[mig.constraint] < 0:
        return 0.0
    if not p.conditional_on:
        return 0.5
    if i.type == "conditional cooperator":
        slope = p.conditional_slope + (1 - p.conditional_slope) * mig.f["interdependence"]
        return float(min(slope * mig.members[i].expected, 1.0))
    return float(p.free_rider_share if i.type == "free rider" else p.unconditional_share)
