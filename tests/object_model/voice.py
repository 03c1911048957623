"""Voice, tilt and resistance: who is heard, who gets the benefit, and who is against it."""

from collections.abc import Sequence
from typing import Any

from migsim.numerics import logistic

from object_model.actor import PoolActor
from object_model.arithmetic import mean
from object_model.mig import MIG

HEARD_SLOPE = 20.0
TILT_MEMORY = 0.2


def raise_voices(model: Any, mig: MIG, present: Sequence[PoolActor]) -> None:
    """The voice of marginalised actors grows with inclusion, and falls back in part without it."""
    p, inclusion = model.parameters, mig.f["inclusion"]
    for i in present if p.voice_on else []:
        if i.marginalised:
            stays = i.given_voice + p.voice_kept * (i.voice_peak - i.given_voice)
            i.voice += p.voice_growth * inclusion * (1 - i.voice) - p.voice_growth * (1 - inclusion) * max(
                i.voice - stays, 0.0
            )
            i.voice_peak = max(i.voice_peak, i.voice)


def fade_voices(model: Any) -> None:
    """What marginalised actors won of voice fades by the week."""
    p = model.parameters
    for i in model.pool if p.voice_fade_on else []:
        if i.marginalised and i.voice_peak > i.given_voice:
            i.voice -= p.voice_fade * (i.voice - i.given_voice)
            i.voice_peak -= p.voice_fade * (i.voice_peak - i.given_voice)


def heard(model: Any, present: Sequence[PoolActor]) -> dict[PoolActor, float]:
    """How far each is heard; the marginalised as a group only when they are enough."""
    share = mean(i.marginalised for i in present)
    few = model.parameters.heard_few
    as_group = few + (1 - few) * logistic(HEARD_SLOPE * (share - model.parameters.voice_threshold))
    return {i: i.voice * (as_group if i.marginalised else 1.0) for i in present}


def tilt_benefit(model: Any, mig: MIG, voices: dict[PoolActor, float]) -> None:
    """Inequality of being heard (Hoover index) tilts what a plan delivers towards the powerful."""
    p, total, middle = model.parameters, sum(voices.values()), mean(voices.values())
    if not p.capture_on:
        return
    inequality = 0.5 * sum(abs(voice - middle) for voice in voices.values()) / total if total else 0.0
    funded = 1 + (p.fund_capture if model.facilitator.fund > 0 else 0.0)
    rent = p.chair_rent if mig.captured else 0.0
    target = min(p.capture * inequality * funded * (1 - p.inclusion_guard * mig.f["inclusion"]) + rent, 1.0)
    if p.provenance_on:
        target *= steered_by_room(model, mig)
    mig.constraint.tilt += TILT_MEMORY * (target - mig.constraint.tilt)


def steered_by_room(model: Any, mig: MIG) -> float:
    """Part of the hours of work that the group decides on: its own, and those that its fund buys."""
    facilitator = model.facilitator
    own = mig.effort + facilitator.bought_for_each
    total = own + facilitator.done_for_each
    return float(own / total) if total else 1.0


def resistance_to(model: Any, mig: MIG) -> float:
    """Part of the output that those who live off the constraint undo; understanding lowers it."""
    if not model.parameters.resistance_on:
        return 0.0
    k, understanding = mig.constraint, model.bonds.understanding

    def understood(i: PoolActor) -> float:
        return mean(understanding[i, j] for j in mig.members if j is not i)

    against = sum(i.power * (1 - understood(i)) for i in model.pool if i.interest[k] < 0)
    support = sum(i.power for i in mig.members if i.interest[k] >= 0)
    return float(model.parameters.resistance * against / (against + support)) if against else 0.0
