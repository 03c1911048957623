"""The scorecard of one future."""

from collections.abc import Iterable, Sequence
from math import nan
from typing import Any

from object_model import measures
from object_model.actor import Actor
from object_model.arithmetic import clip, mean
from object_model.voice import heard

HARDLY_A_GAIN = 0.005  # of a year's turnover, over the whole horizon
CALM_WEEKS, TEST_WEEKS = 4, 52


def scorecard_of(model: Any) -> dict[str, float]:
    """All columns of the scorecard; what has no meaning is nan."""
    gains = {actor: present_value(model, actor.gains) for actor in model.everybody}
    return {
        **money(model, gains),
        **bonds_and_deals(model),
        **life_of_groups(model),
        **inclusion(model, gains),
        "resilience": resilience(model),
        **systemic_change(model),
        "facilitator_hours": model.facilitator.staff_hours,
    }


def present_value(model: Any, incomes: Iterable[float]) -> float:
    """Discounted to week 0."""
    return sum(income * model.discount**week for week, income in enumerate(incomes))


def share(part: float, whole: float) -> float:
    """Part over whole; nan without a whole."""
    return part / whole if whole else nan


def money(model: Any, gains: dict[Actor, float]) -> dict[str, float]:
    """Who gained what, and at what cost."""
    gained = dict.fromkeys(("members", "constituents", "wider"), 0.0)
    for actor, gain in gains.items():
        gained[measures.category(actor)] += actor.stands_for * gain
    system, cost = sum(gained.values()), model.spent
    reached = households_reached(model)
    return {
        "member_benefit": gained["members"],
        "constituent_benefit": gained["constituents"],
        "wider_benefit": gained["wider"],
        "system_benefit": system,
        "cost": cost,
        "net_benefit": system - cost,
        "benefit_cost_ratio": share(system, cost),
        "member_hours": sum(actor.hours_given for actor in model.pool),
        "households_reached": reached,
        "cost_per_household": share(cost, reached) if cost else nan,
    }


def households_reached(model: Any) -> int:
    """Households whose gain in any year passes the threshold."""
    threshold = model.scenario.outside.reach_threshold
    households = [a for a in model.everybody if a.role.household and a.turnover > 0]
    return sum(a.stands_for for a in households if best_year(a.added) > threshold * a.turnover)


def best_year(added: Sequence[float]) -> float:
    """The largest sum of a year's weekly gains; the last year may be short."""
    return max(sum(added[first : first + 52]) for first in range(0, len(added), 52))


def bonds_and_deals(model: Any) -> dict[str, float]:
    """Trust, understanding and business at the end."""
    return {
        "trust": measures.trust(model),
        "understanding": measures.understanding(model),
        "deals": model.deals_total,
        "deals_honoured_share": share(model.deals_honoured, model.deals_matured),
        "partners": measures.partners(model.ties),
    }


def life_of_groups(model: Any) -> dict[str, float]:
    """How many groups there were, what became of them, and who came."""
    later = model.life_later
    marginalised = [actor for actor in model.invited_facilitated if actor.marginalised]
    came = [actor for actor in model.came_facilitated if actor.marginalised]
    return {
        "migs_formed": len(model.migs),
        "goals_reached": sum(mig.goals for mig in model.migs),
        "migs_alive": nan if later is None else later.count("active"),
        "migs_completed": nan if later is None else later.count("goal reached"),
        "migs_alive_end": len(model.live_migs),
        "attendance": share(len(model.came_facilitated), len(model.invited_facilitated)),
        "attendance_marginalised": share(len(came), len(marginalised)),
        "adapt_alive": nan if later is None else share(later.count("active"), len(later)),
        "adapt_completed": nan if later is None else share(later.count("goal reached"), len(later)),
    }


def inclusion(model: Any, gains: dict[Actor, float]) -> dict[str, float]:
    """Voice and benefit of the marginalised against others."""
    in_room = heard(model, list(model.room))
    voices = [[in_room.get(a, 0.0) for a in model.pool if a.marginalised == side] for side in (False, True)]
    traders = [[a for a in gains if a.turnover > 0 and a.marginalised == side] for side in (False, True)]
    others, marginalised = [mean(gains[a] for a in everyone(side)) for side in traders]
    others_relative, marginalised_relative = [mean(gains[a] / a.turnover for a in everyone(side)) for side in traders]
    gaining = all(traders) and others_relative > HARDLY_A_GAIN
    return {
        "voice_gap": mean(voices[0]) - mean(voices[1]) if all(voices) else nan,
        "benefit_gap_absolute": others - marginalised if all(traders) else nan,
        "benefit_gap_relative": share(marginalised_relative, others_relative) if gaining else nan,
        "gini": gini([max(gains[actor], 0.0) for actor in everyone(gains)]),
    }


def everyone(actors: Iterable[Actor]) -> list[Actor]:
    """Each actor as often as it stands for one."""
    return [actor for actor in actors for _ in range(actor.stands_for)]


def gini(values: Sequence[float]) -> float:
    """Gini index; nan when there is nothing to share."""
    total, n = sum(values), len(values)
    return share(sum((2 * rank - n - 1) * x for rank, x in enumerate(sorted(values), start=1)), n * total)


def resilience(model: Any) -> float:
    """One less the mean income lost in the year from the test shock on, against the weeks before it."""
    week = next(shock.week for shock in model.scenario.shocks if shock.test)
    if week > model.horizon:
        return nan
    calm = sum(model.index[max(week - CALM_WEEKS, 0) : week]) / CALM_WEEKS
    lost = sum(max(1 - index / calm, 0.0) for index in model.index[week : week + TEST_WEEKS]) / TEST_WEEKS
    return clip(1 - lost, 0.0, 1.0)


def systemic_change(model: Any) -> dict[str, float]:
    """Adopt, expand, respond."""
    members = [actor for actor in model.pool if actor.member_ever]
    target = model.scenario.target_cut
    untouched = [k for k in model.constraints if not k.worked_on]
    return {
        "adopt": share(sum(bool(actor.took_up) for actor in members), len(members)),
        "expand": measures.adopters(model),
        "respond": mean(min(k.relief / target, 1.0) for k in untouched) if untouched else nan,
    }
