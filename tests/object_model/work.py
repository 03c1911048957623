"""Work: what groups do moves constraints, relief flows on, and what nobody keeps up relapses."""

from typing import Any

from migsim.chance import DECISION

from object_model.arithmetic import saturating
from object_model.constraint import Constraint
from object_model.mig import MIG

HEARING, ANSWER, LAPSE = range(3)  # last word of the draw


def work(model: Any) -> None:
    """Let a week's work bear on the constraints; all outputs are taken before any constraint moves."""
    p = model.parameters
    outputs = {mig: output_of(model, mig) for mig in model.live_migs}
    for k in model.constraints:
        made = {mig: output for mig, output in outputs.items() if mig.constraint is k}
        total = sum(made.values())
        part = sum(output * part_of_members(model, mig) for mig, output in made.items()) / total if total else 0.0
        (ask_office if k.enabling and p.reach_on else move)(model, k, total, part)
        k.news = model.facilitator.intensity["communication"] if made else 0.0
        paid = k.uptake / model.size_outside if k.provider and model.outside else 0.0
        k.kept_up = max([paid, *(mig.activity for mig in made)])
    for k in model.constraints:
        k.relief = min(sum(share * cause.worked for cause, share in k.flow.items()), 1.0)
    for mig in model.live_migs:
        notice_goal(model, mig)
    for mig in model.migs if p.capacity_on else []:
        mig.capacity *= 1 - p.capacity_decay


def hours_of_outsiders(model: Any) -> float:
    """Hours of work on a group's constraint that the facilitator gives or the fund buys."""
    return float(model.facilitator.done_for_each + model.facilitator.bought_for_each)


def output_of(model: Any, mig: MIG) -> float:
    """Output of an active group in one week, full effort on a good plan being 1; none without the needed roles."""
    p, facilitator = model.parameters, model.facilitator
    if p.binding_roles_on and not mig.complete:
        return 0.0
    lacking = mig.lacking if p.binding_roles_on else 1 - mig.coverage
    cover = mig.coverage + p.stand_in * lacking * facilitator.style * mig.f["management"]
    hours = mig.effort + hours_of_outsiders(model)
    effort = saturating(hours, p.effort_scale / 2) if p.saturation_on else hours / p.effort_scale
    return float(effort * cover**p.complementarity * mig.coordination * mig.effect * (1 - mig.resistance))


def part_of_members(model: Any, mig: MIG) -> float:
    """Members' part in the hours of work."""
    hours = mig.effort + hours_of_outsiders(model)
    return mig.effort / hours if hours else 0.0


def losses(model: Any, k: Constraint) -> tuple[float, float]:
    """Share lost this week of what members made, and of what outsiders made."""
    p, groups = model.parameters, k.groups()
    if not p.relapse_on:
        return 0.0, 0.0
    active = max((mig.activity for mig in groups), default=0.0)
    owned = max((mig.activity * mig.ownership for mig in groups), default=0.0)
    in_use = k.uptake / model.size_outside if model.outside else 0.0
    practised = 0.0 if k.service and p.lapse_on else in_use
    by_members = p.relapse * (1 - max(active, practised))
    if not p.provenance_on:
        return by_members, by_members
    fade = min(model.scenario.costs.relief_fade * p.delivery_fade, 1.0)
    return by_members, fade * (1 - max(owned, in_use if k.provider else practised))


def move(model: Any, k: Constraint, output: float, part: float) -> None:
    """Move one constraint towards what work can reach, and let relapse what nobody keeps up."""
    p = model.parameters
    if p.reach_on:
        gain = min(p.work_rate * output, 1.0) * max(k.tractability - k.worked, 0.0)
    else:
        gain = min(p.work_rate * output * k.tractability, 1.0) * (1 - k.worked)
    by_members, by_outsiders = losses(model, k)
    k.by_members += gain * part - by_members * k.by_members
    k.by_outsiders += gain * (1 - part) - by_outsiders * k.by_outsiders


def ask_office(model: Any, k: Constraint, case: float, part: float) -> None:
    """Let decisions lapse, and let the office that decides hear the case."""
    by_members, by_outsiders = losses(model, k)
    if k.steps and chance_of(model, k, LAPSE) < k.steps * (
        (by_members * k.by_members + by_outsiders * k.by_outsiders) / k.worked if k.worked else 0.0
    ):
        k.by_members *= (k.steps - 1) / k.steps
        k.by_outsiders *= (k.steps - 1) / k.steps
        take(model, k, -1, "lapsed")
    p, access = model.parameters, max((access_of(model, mig) for mig in k.groups()), default=0.0)
    if not case or not access or k.steps == steps(model) or chance_of(model, k, HEARING) >= p.hearings / 52 * access:
        return
    if chance_of(model, k, ANSWER) >= case / (case + p.half_case):
        model.log("refused", other=k, value=k.steps / steps(model))
        return
    k.by_members += k.tractability / steps(model) * part
    k.by_outsiders += k.tractability / steps(model) * (1 - part)
    take(model, k, 1, "decided")


def take(model: Any, k: Constraint, more: int, event: str) -> None:
    """Take a decision, or take one back."""
    k.steps += more
    model.log(event, other=k, value=k.steps / steps(model))


def steps(model: Any) -> int:
    """Decisions that the whole relief of an enabling constraint takes."""
    return int(model.parameters.decision_steps + 0.5)


def chance_of(model: Any, k: Constraint, what: int) -> float:
    """Luck of this week's office."""
    return float(model.luck.draw(DECISION, model.week, k.id, what))


def access_of(model: Any, mig: MIG) -> float:
    """How often the office takes up what a group works on: as a rule when it sits there, less beside it."""
    offices = [i for i in model.pool if i.role.name in mig.constraint.decides]
    if any(i in mig.came for i in offices):
        return 1.0
    return float(model.parameters.beside) if any(i in mig.members or i.days_at_mapping for i in offices) else 0.0


def notice_goal(model: Any, mig: MIG) -> None:
    """A group has reached its goal in the first week of enough relief, whatever the cause; once for each constraint."""
    p, k = model.parameters, mig.constraint
    decided = not (p.reach_on and k.enabling) or k.steps
    complete = mig.complete or not p.binding_roles_on
    if not mig.goal_reached and k.relief >= k.goal and decided and complete:
        mig.goal_reached = True
        mig.goals += 1
        model.log("goal", mig, other=k, value=k.relief)
