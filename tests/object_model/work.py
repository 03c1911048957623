"""Work: what groups do moves constraints, relief flows on, and what nobody keeps up relapses."""

from typing import Any

from object_model.arithmetic import clip, saturating
from object_model.constraint import Constraint
from object_model.mig import MIG


def work(model: Any) -> None:
    """Let a week's work bear on the constraints; all outputs are taken before any constraint moves."""
    p = model.parameters
    outputs = {mig: output_of(model, mig) for mig in model.live_migs}
    for k in model.constraints:
        move(model, k, sum(output for mig, output in outputs.items() if mig.constraint is k))
    for k in model.constraints:
        k.relief = min(sum(share * cause.worked for cause, share in k.flow.items()), 1.0)
    for mig in model.live_migs:
        notice_goal(model, mig)
    for mig in model.migs if p.capacity_on else []:
        mig.capacity *= 1 - p.capacity_decay


def output_of(model: Any, mig: MIG) -> float:
    """Output of an active group in one week, full effort on a good plan being 1."""
    p, facilitator = model.parameters, model.facilitator
    cover = mig.coverage + p.stand_in * (1 - mig.coverage) * facilitator.style * mig.f["management"]
    hours = mig.effort + facilitator.done_for_each + facilitator.bought_for_each
    effort = saturating(hours, p.effort_scale / 2) if p.saturation_on else hours / p.effort_scale
    return float(effort * cover**p.complementarity * mig.coordination * mig.effect * (1 - mig.resistance))


def move(model: Any, k: Constraint, output: float) -> None:
    """Move one constraint by the outputs of the groups on it, and by what relapses."""
    p, groups = model.parameters, k.groups()
    active = max((mig.activity for mig in groups), default=0.0)
    k.kept_up = active
    taken_up = k.uptake / model.size_outside if model.outside else 0.0
    if k.service and p.lapse_on:
        taken_up = 0.0  # who only uses a service does not keep it up
    gain = p.work_rate * output * k.tractability * (1 - k.worked)
    relapse = p.relapse * k.worked * (1 - max(active, taken_up)) if p.relapse_on else 0.0
    k.worked = clip(k.worked + gain - relapse, 0.0, 1.0)
    k.news = model.facilitator.intensity["communication"] if groups else 0.0


def notice_goal(model: Any, mig: MIG) -> None:
    """A group has reached its goal in the first week of enough relief, whatever the cause; once for each constraint."""
    if not mig.goal_reached and mig.constraint.relief >= model.scenario.target_cut:
        mig.goal_reached = True
        mig.goals += 1
        model.log("goal", mig, other=mig.constraint, value=mig.constraint.relief)
