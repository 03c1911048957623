"""Who takes the chair of a group, and who fills it when it falls vacant."""

from collections.abc import Callable
from typing import Any

from object_model.actor import PoolActor
from object_model.arithmetic import mean
from object_model.mig import MIG

POWER_PULL_NEW, POWER_PULL_EXISTING = 0.5, 1.0


def choose_first_chair(model: Any, mig: MIG) -> None:
    """The members choose the first chair, or the facilitator does."""
    start = model.facilitator.start
    if start.chair == "facilitator":
        put_in_chair(model, mig, lambda i: i.competence + 0.5 * i.power)
    else:
        elect_chair(model, mig, POWER_PULL_EXISTING if start.group == "existing" else POWER_PULL_NEW)


def elect_chair(model: Any, mig: MIG, power_pull: float = POWER_PULL_NEW) -> None:
    """The members weigh trust, competence, and, where nobody sees to inclusion, power."""
    pull = power_pull * (1 - mig.f["inclusion"])

    def score(i: PoolActor) -> float:
        trusted = mean(model.bonds.trust(j, i) for j in mig.members if j is not i)
        return float(trusted + 0.5 * i.competence + pull * i.power)

    put_in_chair(model, mig, score)


def put_in_chair(model: Any, mig: MIG, score: Callable[[PoolActor], float]) -> None:
    """The member with the highest score takes the chair; equal scores go to the lower id."""
    mig.chair = max(mig.members, key=lambda i: (score(i), -i.id))
    model.log("chair", mig, mig.chair)
