"""Who takes the chair of a group, and who fills it when it falls vacant."""

from collections.abc import Callable
from typing import Any

from migsim.chance import CHAIR

from object_model.actor import PoolActor
from object_model.arithmetic import mean
from object_model.mig import MIG

POWER_PULL_NEW, POWER_PULL_EXISTING = 0.5, 1.0
LOST, DEPENDS = 0, 1  # last words of the draws on the chair


def choose_first_chair(model: Any, mig: MIG) -> None:
    """The members choose the first chair, or the facilitator does."""
    start = model.facilitator.start
    if start.chair == "facilitator":
        put_in_chair(model, mig, lambda i: i.competence + 0.5 * i.power)
    else:
        elect_chair(model, mig, POWER_PULL_EXISTING if start.group == "existing" else POWER_PULL_NEW)


def elect_chair(model: Any, mig: MIG, power_pull: float = POWER_PULL_NEW) -> None:
    """The members have in the chair whoever stands highest with them."""
    put_in_chair(model, mig, standing(model, mig, power_pull))


def standing(model: Any, mig: MIG, power_pull: float = POWER_PULL_NEW) -> Callable[[PoolActor], float]:
    """What members weigh: trust, competence, and, where nobody sees to inclusion, power."""
    pull = power_pull * (1 - mig.f["inclusion"])

    def score(i: PoolActor) -> float:
        trusted = mean(model.bonds.trust(j, i) for j in mig.members if j is not i)
        return float(trusted + 0.5 * i.competence + pull * i.power)

    return score


def put_in_chair(model: Any, mig: MIG, score: Callable[[PoolActor], float]) -> None:
    """The member with the highest score takes the chair for a term; equal scores go to the lower id."""
    before, mig.chair = mig.chair, max(mig.members, key=lambda i: (score(i), -i.id))
    mig.chair_since, mig.captured, mig.leaderless = model.week, False, False
    if mig.chair is not before:
        model.log("chair", mig, mig.chair)


def end_term(model: Any, mig: MIG) -> None:
    """Elect when the term is over; a chair with enough power holds on, whoever the members would have."""
    p, chair = model.parameters, mig.chair
    if not p.chair_on or chair is None or model.week - mig.chair_since < p.chair_term:
        return
    score = standing(model, mig)
    wanted = max(mig.members, key=lambda i: (score(i), -i.id))
    grip = p.chair_grip * (1 - mig.f["inclusion"]) * chair.power
    if wanted is not chair and grip > score(wanted) - score(chair):
        mig.chair_since, mig.captured = model.week, True
        model.log("captured", mig, chair)
    else:
        put_in_chair(model, mig, score)


def lose_chair(model: Any, mig: MIG) -> None:
    """The chair may be lost; a group that depended on it cannot convene itself, another fills the chair."""
    p, chair = model.parameters, mig.chair
    if not p.chair_on:
        return
    if chair is not None:
        lost = 1 - (1 - p.chair_loss) ** (mig.interval / 52)
        if model.luck.draw(CHAIR, model.week, chair.id, LOST, mig.id) < lost:
            mig.lose(chair)
    if mig.chair is None and not mig.leaderless and mig.members:
        if model.luck.draw(CHAIR, model.week, 0, DEPENDS, mig.id) < p.key_person * (1 - mig.capacity):
            mig.leaderless = True
            model.log("leaderless", mig)
        else:
            elect_chair(model, mig)
