"""Plans and their review."""

from typing import Any

from migsim.chance import PLAN, REVIEW

from object_model.constraint import Constraint
from object_model.mig import MIG

WORST, SPREAD = 0.5, 1.0  # of plans that work
NEW_HOPE = 0.6
PLANS = 3  # tried on one constraint before the group looks elsewhere


def draw_effect(model: Any, mig: MIG) -> None:
    """Draw the hidden effect of the present plan."""
    p, luck, here = model.parameters, model.luck, mig.constraint.id  # the luck belongs to the constraint
    if luck.draw(PLAN, 0, mig.plans_here, 0, here) < p.dead_end * (1 - mig.learned):
        mig.effect = p.dead_end_effect
    else:
        mig.effect = WORST + SPREAD * luck.draw(PLAN, 0, mig.plans_here, 1, here)


def review(model: Any, mig: MIG) -> bool:
    """Keep, re-plan, change constraint or stop, when a review is due; say whether it was."""
    p, f = model.parameters, mig.f
    mig.since_review += 1
    if not p.review_on or mig.since_review < max(p.review_meetings * (1 - p.reflection_sooner * f["reflection"]), 1.0):
        return False
    mig.since_review = 0
    luck = model.luck.draw(REVIEW, model.week, 0, 0, mig.id)
    if mig.goal_reached:
        willing = p.going_on if p.going_on_on else mig.ownership
        if not (luck < willing and change_constraint(model, mig)):
            mig.end("goal reached", "completed")
    elif mig.believed < p.patience:
        mig.learned += (
            (1 - mig.learned) * p.replan_learning * (1 - (1 - f["reflection"]) * (1 - p.self_taught * mig.capacity))
        )
        if mig.plans_here < PLANS - 1:
            start_another_plan(model, mig)
            model.log("replanned", mig, other=mig.constraint, value=mig.plans_here + 1)
        elif not (luck < mig.ownership and change_constraint(model, mig)):
            mig.end("dissolved", "dissolved", 1.0)
    return True


def start_another_plan(model: Any, mig: MIG) -> None:
    """Try again, with new hope."""
    mig.plans_here += 1
    mig.believed = NEW_HOPE
    draw_effect(model, mig)


def change_constraint(model: Any, mig: MIG) -> bool:
    """Turn to another constraint, if there is one that members believe in; say whether there was."""

    def wanted(k: Constraint) -> float:
        return sum(actor.belief[k] for actor in mig.members)

    free = [
        k for k in model.constraints
        if k is not mig.constraint and k.relief < k.goal and not k.groups() and wanted(k) > 0
    ]  # fmt: skip
    if not free:
        return False
    mig.constraint = max(free, key=wanted)
    mig.constraint.worked_on = True
    mig.worked_then = mig.constraint.worked
    mig.goal_reached = False
    mig.plans_here, mig.learned, mig.effort = -1, 0.0, 0.0
    model.log("changed-constraint", mig, other=mig.constraint)
    start_another_plan(model, mig)
    return True
