"""The kitty: fees paid in at meetings, for as long as enough members pay."""

from collections.abc import Sequence
from typing import Any

from migsim.chance import FEE
from migsim.numerics import logistic

from object_model.actor import PoolActor
from object_model.mig import MIG

STARTS, PAYS = 0, 1  # last words of the draw


def collect_fees(model: Any, mig: MIG, present: Sequence[PoolActor]) -> None:
    """At its first meeting a group may start a kitty; from then on those present pay, or do not."""
    p = model.parameters
    if not p.kitty_on:
        return
    if mig.meetings == 1 and model.luck.draw(FEE, 0, 0, STARTS, mig.id) < p.kitty_share:
        mig.kitty, mig.dues = "running", 1.0
        model.log("kitty", mig)
    if mig.kitty == "running":
        mig.paying = {i for i in present if pays(model, mig, i, present)}
        follow(model, mig, len(mig.paying) / len(mig.members))


def pays(model: Any, mig: MIG, i: PoolActor, present: Sequence[PoolActor]) -> bool:
    """Whether a member pays its fee: the surer, the more it trusts the others."""
    warmth = model.bonds.mean_trust(i, present) - 0.5
    chance = logistic(i.reliability + model.parameters.relationship * warmth)
    return bool(model.luck.draw(FEE, model.week, i.id, PAYS, mig.id) < chance)


def follow(model: Any, mig: MIG, share: float) -> None:
    """The running average of members who pay; too low, and the kitty fails."""
    p = model.parameters
    if mig.kitty != "running":
        return
    mig.dues += p.activity_memory * (share - mig.dues)
    if mig.dues < p.fee_floor:
        mig.kitty, mig.paying = "failed", set()
        model.log("kitty-failed", mig, value=mig.meetings)
