"""What `migsim check` says beyond mistakes: what compare would refuse, planned costs, and what touches nothing."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from migsim.analysis.words import listed, money
from migsim.errors import InputError

if TYPE_CHECKING:
    from migsim.facilitation.strategy import Strategy
    from migsim.scenario import Scenario

_WEEKS = 52
_MEETING_HOURS = 3.0  # a meeting of half a morning, to say in words what one costs; the model draws its own


def costs(scenario: "Scenario", strategies: Sequence["Strategy"]) -> Iterator[str]:
    """Say what each strategy is planned to cost, against the budget."""
    from migsim.facilitation.schedule import planned_cost, schedule_of
    from migsim.facilitation.strategy import FileStrategy

    budget = scenario.costs.budget
    for strategy in strategies:
        if not isinstance(strategy, FileStrategy):
            continue
        hourly, other = planned_cost(strategy, scenario, schedule_of(strategy, scenario, scenario.horizon))
        whole = hourly + other
        if not whole:
            yield f"{strategy.name}: costs nothing"
            continue
        share = f"{whole / budget:.0%} of the budget of {money(budget, scenario.currency)}" if budget else "no budget"
        scaled = "; weekly hours are scaled to the budget" if strategy.cost == "equal" else ""
        yield (
            f"{strategy.name}: planned {money(whole, scenario.currency)} ({money(hourly, scenario.currency)} weekly "
            f"hours, {money(other, scenario.currency)} the rest), {share}{scaled}"
        )


def meeting(scenario: "Scenario") -> str:
    """Say what coming to one meeting costs a household, in money and in weeks of its turnover; empty without any."""
    parts = []
    for role in scenario.roles:
        if role.household and role.turnover > 0:
            price = role.travel + _MEETING_HOURS * role.hour_value
            weeks = price / (role.turnover / _WEEKS)
            parts.append(f"{role.name} {money(price, scenario.currency)} ({weeks:.1g} weeks of its turnover)")
    if not parts:
        return ""
    return f"one meeting of {_MEETING_HOURS:g} hours costs, with the journey: {listed(parts)}"


def touches_nothing(scenario: "Scenario") -> Iterator[str]:
    """Warn of roles and constraints that move nothing: forgotten links, more often than not."""
    burdened = {name for constraint in scenario.constraints for name, share in constraint.burden.items() if share}
    needed = {name for constraint in scenario.constraints for name in (*constraint.needs, *constraint.decides)}
    traded = {name for pair in scenario.complements for name in pair.roles}
    for role in scenario.roles:
        if role.name not in burdened | needed | traded:
            yield (
                f'role "{role.name}" touches nothing: no constraint burdens or needs it, and it fits no other role; '
                "add a burden, a need or a pair, or take it out"
            )
    causes = {cause for cause, effects in scenario.influence.items() if any(effects.values())}
    for constraint in scenario.constraints:
        if not any(constraint.burden.values()) and constraint.name not in causes:
            yield (
                f'constraint "{constraint.name}" touches nobody: no role is burdened by it and it causes no other; '
                "add a burden or an influence, or take it out"
            )


def show_costs(scenario: "Scenario", strategies: Sequence["Strategy"], own: bool) -> list[str]:
    """All that is said of a market with its strategies.

    Raises what compare would refuse, where the strategies are the market's `own`; else it is said.
    """
    from migsim.engine.ensemble import prepare_all
    from migsim.scenario.market import build_market

    said = [f"look again: {warning}" for warning in touches_nothing(scenario)]
    said += filter(None, [meeting(scenario)])
    try:
        prepare_all(scenario, strategies, 1, build_market(scenario, 1))
    except InputError as error:
        if own:
            raise
        return [*said, *(f"compare needs strategies named: of the standard ones, {text}" for text in error.messages)]
    return [*said, *costs(scenario, strategies)]
