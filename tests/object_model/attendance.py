"""Who convenes a meeting, and who comes."""

from typing import Any

from migsim.chance import ATTENDANCE, CONVENED
from migsim.numerics import logistic

from object_model.actor import PoolActor
from object_model.mig import MIG

PUBLIC_COST = 0.05  # utility: what a civil servant's time away from the desk weighs


def is_convened(model: Any, mig: MIG) -> bool:
    """Whether anybody convenes the meeting that is due, members or facilitator."""
    p = model.parameters
    drive = (mig.capacity + mig.ownership + mig.mean_motivation) / 3
    members = 0.0 if mig.leaderless else logistic(p.convening_slope * (drive - p.convening_threshold))
    chance = 1 - (1 - mig.f["management"]) ** p.convening_help * (1 - members)
    return model.luck.draw(CONVENED, model.week, 0, 0, mig.id) < chance


def who_comes(model: Any, mig: MIG) -> list[PoolActor]:
    """Members who come; each weighs what it was worth against what it costs."""
    chances = {i: chance_of_coming(model, mig, i) for i in mig.members}
    return [i for i, chance in chances.items() if model.luck.draw(ATTENDANCE, model.week, i.id, 0, mig.id) < chance]


def chance_of_coming(model: Any, mig: MIG, i: PoolActor) -> float:
    """Logit of motivation and pulls less cost."""
    p, support = model.parameters, model.facilitator.travel_support
    utility = mig.members[i].motivation + p.reminder * model.facilitator.reminding + p.support_pull * support
    utility += p.ownership_pull * mig.ownership - p.attendance_offset - cost_of_coming(model, mig, i)
    return float(logistic(p.attendance_precision * utility))


def cost_of_coming(model: Any, mig: MIG, i: PoolActor) -> float:
    """What coming costs an actor, in utility."""
    if i.public:
        return PUBLIC_COST
    p = model.parameters
    near = 1 - (1 - model.convenience) * (1 - mig.f["starting"])
    travel = i.travel * (1 - model.facilitator.travel_support) * (1 - p.nearer * near)
    hours = p.meeting_hours * model.season("time")
    money = (hours * i.role.hour_value + travel) * (1 + (i.burdened - 1) * (1 - mig.f["inclusion"]))
    return float(p.cost_weight * min(money / (i.turnover / 52 * model.season("money")), 1.0))
