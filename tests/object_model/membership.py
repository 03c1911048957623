"""Joining and leaving a group that is under way."""

from typing import Any

from migsim.chance import JOIN

from object_model.actor import PoolActor
from object_model.arithmetic import mean
from object_model.mig import MIG

WEARY = 0.05  # motivation at which a member gives up its membership
JOINS, LEAVES = 0, 1  # last word of the draw
WELCOME = 0.5  # first motivation of those who join later


def move_members(model: Any, mig: MIG, reviewed: bool) -> None:
    """Let the weary and the passed-over leave and those who fit join; all decide before anybody moves."""
    going = [i for i in mig.members if leaves(model, mig, i, reviewed)]
    coming = [i for i in model.pool if i not in mig.members and joins(model, mig, i)]
    for i in going:
        mig.lose(i)
    for i in coming:
        mig.join(i, WELCOME)
    for i in coming:
        mig.members[i].expected = model.bonds.mean_trust(i, list(mig.members))
    mig.dissolve_if_too_small()


def leaves(model: Any, mig: MIG, i: PoolActor, reviewed: bool) -> bool:
    """Whether a member is weary, or marginalised and passed over."""
    if mig.members[i].motivation < WEARY:
        return True
    if not (reviewed and i.marginalised):
        return False
    k = mig.constraint
    usual = mean(member.benefit(k) for member in mig.members)
    missed = k.plain * max(usual - i.benefit(k), 0.0)
    u = model.luck.draw(JOIN, model.week, i.id, LEAVES, mig.id)
    return bool(u < model.parameters.leave_rate * missed)


def joins(model: Any, mig: MIG, i: PoolActor) -> bool:
    """Whether somebody else has the time, the interest, word of the group, and the chance."""
    p, k = model.parameters, mig.constraint
    if i.hours < (i.memberships + 1) * p.membership_hours:
        return False
    if i.belief[k] < p.join_threshold or i.interest[k] < 0:
        return False
    word = 1 - (1 - k.plain) * (1 - mig.f["communication"]) if p.outsiders_join_on else 0.0
    knows = 1.0 if i.days_at_mapping else word
    return bool(model.luck.draw(JOIN, model.week, i.id, JOINS, mig.id) < p.join_rate * mig.believed * knows)
