"""Bringing the roles that groups lack, and keeping buyers."""

from typing import Any

from migsim.chance import BUYER_KEPT, RECRUIT, permanent_id
from migsim.scenario.schema import Shock

from object_model.membership import WELCOME
from object_model.mig import MIG


def bring_roles(model: Any) -> None:
    """Win somebody of each role that an active group lacks, one group after the other."""
    intensity = model.facilitator.recruiting
    for mig in model.live_migs if intensity else []:
        present = {actor.role.name for actor in mig.members}
        wanted = {*mig.constraint.needs, *(mig.constraint.decides if mig.constraint.enabling else ())}
        for role in sorted(wanted - present):
            bring(model, mig, role, intensity)


def bring(model: Any, mig: MIG, role: str, intensity: float) -> None:
    """Ask everybody of a role who could join; of those who are won the luckiest does."""
    p, luck = model.parameters, {}
    for i in model.pool:
        free = i.hours >= (i.memberships + 1) * p.membership_hours
        if i.role.name == role and free and i.interest[mig.constraint] >= 0:
            luck[i] = model.luck.draw(RECRUIT, model.week, i.id, 0, mig.id)
    won = min(luck, key=luck.__getitem__, default=None)
    if won is not None and luck[won] < p.recruit_rate * intensity:
        mig.join(won, WELCOME)
        mig.members[won].expected = model.bonds.mean_trust(won, list(mig.members))
        model.log("recruited", mig, won, value=intensity)


def keeps_buyer(model: Any, shock: Shock, week: int) -> bool:
    """Whether work on relations keeps the buyer whom a shock would take."""
    u = model.luck.draw(BUYER_KEPT, week, permanent_id("shock", shock.name))
    return bool(u < model.parameters.buyer_kept * model.facilitator.recruiting)
