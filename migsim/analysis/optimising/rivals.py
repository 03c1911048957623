"""What an optimised strategy has to beat: the library at the same hours, and at the same cost."""

from collections.abc import Sequence
from dataclasses import dataclass

from migsim.analysis.optimising.bench import Bench
from migsim.analysis.optimising.space import total_hours
from migsim.engine.worlds import Cell
from migsim.errors import InputError
from migsim.facilitation.schedule import latest_week, planned_cost
from migsim.facilitation.schema import Plan
from migsim.facilitation.strategy import FileStrategy, Strategy
from migsim.scenario.schema import Scenario

AVERAGE, IN_ALL, COST, WRITTEN = "the same hours a week", "the same hours in all", "the same cost", "as written"
STRETCHED = "the same hours and weeks"


@dataclass(frozen=True)
class Rival:
    """A strategy of the library, rescaled.

    Attributes
    ----------
    plan : Plan
    rescaled : str
        To what: one of `AVERAGE`, `STRETCHED`, `IN_ALL`, `COST`, or `WRITTEN` where there is nothing to scale.
    cell : Cell
    """

    plan: Plan
    rescaled: str
    cell: Cell


def at_average(bench: Bench, strategies: Sequence[Strategy], hours: float) -> list[Rival]:
    """Every strategy at so many hours a week on average while it runs, preparation included.

    Those without weekly hours stay as written. Left out are those that a rescaling cannot make: preparation alone
    takes more hours, or too few weeks of the scenario follow the exit.
    """
    found = []
    for plan in _plans(strategies):
        weeks = latest_week(plan)
        if plan.phases:
            found += _at_hours(bench, plan, hours * weeks, AVERAGE)
        elif plan.delivery is None:
            found += _ready(bench, plan, WRITTEN)
    return found


def at_same(bench: Bench, strategies: Sequence[Strategy], optimised: Plan, hours: float) -> list[Rival]:
    """Every strategy at the hours a week, the hours in all, and the planned cost of `optimised`; see `at_average`.

    The hours in all are spent in a strategy's own weeks, and once more stretched over as many weeks as those of
    `optimised`, so that a lead is not for a longer programme alone.
    """
    laid_out = bench.cell(FileStrategy(optimised)).schedule
    budget = sum(planned_cost(FileStrategy(optimised), bench.scenario, laid_out))
    rivals = at_average(bench, strategies, hours)
    for plan in _plans(strategies):
        if plan.phases:
            rivals += _at_hours(bench, plan, total_hours(optimised), IN_ALL)
            stretched = _stretched(plan, sum(phase.weeks for phase in optimised.phases))
            rivals += _at_hours(bench, stretched, total_hours(optimised), STRETCHED)
        if plan.phases or plan.delivery is not None:
            rivals += _at_cost(bench, plan, budget)
    return rivals


def _at_hours(bench: Bench, plan: Plan, total: float, rescaled: str) -> list[Rival]:
    """Scale weekly hours so that those and preparation come to `total`."""
    prepared = sum(plan.start.preparation.values()) if plan.start is not None else 0.0
    weekly = total_hours(plan) - prepared
    if weekly <= 0.0 or prepared >= total:
        return []
    scale = (total - prepared) / weekly
    phases = tuple(
        phase.model_copy(
            update={
                "hours": {name: hours * scale for name, hours in phase.hours.items()},
                "recruit": phase.recruit * scale,
            }
        )
        for phase in plan.phases
    )
    rules = tuple(
        rule.model_copy(update={"amount": (rule.amount or 0.0) * scale}) if rule.action == "move-hours" else rule
        for rule in plan.rules
    )
    return _ready(bench, plan.model_copy(update={"cost": "own", "phases": phases, "rules": rules}), rescaled)


def _stretched(plan: Plan, weeks: int) -> Plan:
    """The same phases and hand-over over so many weeks."""
    factor = weeks / latest_week(plan)
    handover = plan.handover.model_copy(
        update={
            "weeks": round(plan.handover.weeks * factor) or min(plan.handover.weeks, 1),
            "earliest": round(plan.handover.earliest * factor),
        }
    )
    paid = weeks - (handover.weeks if handover.kind == "when-ready" else 0)
    own = sum(phase.weeks for phase in plan.phases)
    ends = [round(sum(p.weeks for p in plan.phases[: n + 1]) * paid / own) for n in range(len(plan.phases))]
    phases = tuple(
        phase.model_copy(update={"weeks": end - start})
        for phase, start, end in zip(plan.phases, [0, *ends], ends, strict=False)
        if end > start
    )
    return plan.model_copy(update={"phases": phases, "handover": handover})


def _at_cost(bench: Bench, plan: Plan, budget: float) -> list[Rival]:
    """Compare at equal cost, as the engine does it, with the money of the optimised strategy as the budget."""
    costs = bench.scenario.costs.model_copy(update={"budget": budget})
    scenario = bench.scenario.model_copy(update={"costs": costs})
    return _ready(bench, plan.model_copy(update={"cost": "equal"}), COST, scenario)


def _ready(bench: Bench, plan: Plan, rescaled: str, scenario: Scenario | None = None) -> list[Rival]:
    try:
        return [Rival(plan, rescaled, bench.cell(FileStrategy(plan), scenario))]
    except InputError:  # the budget or the horizon has no room for it
        return []


def _plans(strategies: Sequence[Strategy]) -> list[Plan]:
    return [strategy.plan for strategy in strategies if isinstance(strategy, FileStrategy)]
