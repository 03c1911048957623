"""From a strategy to the arrays that the stages read, and what it is planned to cost."""

import numpy as np

from migsim.errors import InputError
from migsim.facilitation.schema import Phase, Plan, Start
from migsim.facilitation.strategy import Actions, FileStrategy, Strategy
from migsim.scenario.schema import Scenario
from migsim.state import DESIGN, LEVERS, NEVER, RULE, Array
from migsim.vocabulary import AGENTS, FADING, HANDOVERS, LEVER_ROWS, OBSERVABLES, PRACTICES, RULE_ACTIONS, VOTE_RULES

LIFE_AFTER = 104  # weeks that have to follow the exit

# What a planned cost assumes of meetings, which have not happened yet: groups of ten, a meeting every four weeks,
# three in four members there (guidance; F1, F7).
_PLANNED_INTERVAL, _PLANNED_COMING, _PLANNED_MEMBERS = 4.0, 7.5, 10.0


def design_of(start: Start | None, plan: Plan | None = None) -> Array:
    """Lay out what a strategy settles before week 1, shape (1,)."""
    design = np.zeros(1, DESIGN)
    d, s = design[0], start or Start()
    d["workshop"] = start is not None
    d["breadth"] = s.breadth
    d["seats"] = s.marginalised_first
    d["mapping_days"] = s.mapping_days
    d["preparation"] = [s.preparation.get(practice, 0.0) for practice in PRACTICES]
    d["workshop_support"] = s.workshop_support
    d["vote"] = VOTE_RULES.index(s.vote)
    d["secret"] = s.ballot == "secret"
    d["groups"] = s.groups
    d["existing"] = s.group == "existing"
    d["members_choose"] = s.chair == "members"
    d["interval"] = s.interval
    if plan is not None:
        h = plan.handover
        d["handover"] = HANDOVERS.index(h.kind)
        d["taper"] = h.weeks
        d["earliest"] = h.earliest
        d["latest"] = 1 + sum(phase.weeks for phase in plan.phases)
        d["ready_attendance"], d["ready_kept"], d["ready_members_ran"] = h.attendance, h.kept, h.members_ran
    return design


def phase_of(plan: Plan, week: int) -> Phase | None:
    """Phase that `week` (from 1) lies in; None after the last. Readiness may stretch the last phase."""
    end = 0
    for phase in plan.phases:
        end += phase.weeks
        if week <= end:
            return phase
    return plan.phases[-1] if plan.phases and plan.handover.kind == "when-ready" else None


def plan_actions(plan: Plan, week: int) -> Actions | None:
    """Actions that a plan foresees for `week`, before anything is seen; None after its last paid week."""
    phase = phase_of(plan, week)
    if phase is None or week > latest_week(plan):
        return None
    return actions_of(phase, taper_share(plan, week))


def actions_of(phase: Phase, share: float = 1.0) -> Actions:
    """What a phase has the facilitator do in a week in which a hand-over leaves this `share`."""
    hours = {str(practice): given * share for practice, given in phase.hours.items()}
    left = {one.name: getattr(phase, one.name) * (share if one.fades else 1.0) for one in LEVER_ROWS}
    return Actions(hours, agents=phase.agents, **left)


def taper_share(plan: Plan, week: int) -> float:
    """Share of the phase's levers that a taper leaves in `week`: falling in equal steps over its last weeks."""
    total, weeks = sum(phase.weeks for phase in plan.phases), plan.handover.weeks
    if plan.handover.kind != "taper" or week <= total - weeks:
        return 1.0
    return (total - week + 1) / (weeks + 1)


def write_levers(row: Array, actions: Actions | None) -> None:
    """Write one week's actions into a lever record; nothing at all for None."""
    row["present"] = actions is not None
    if actions is None:
        actions = Actions()
    unknown = sorted(set(actions.hours) - set(PRACTICES))
    numbers = [*actions.hours.values(), *(getattr(actions, one.name) for one in LEVER_ROWS)]
    shares = [one.name for one in LEVER_ROWS if one.most == 1.0]
    impossible = not all(np.isfinite(n) and n >= 0 for n in numbers) or max(getattr(actions, n) for n in shares) > 1
    if unknown or impossible or actions.agents not in AGENTS:
        named = ", ".join(name.replace("_", " ") for name in shares)
        raise InputError(
            f"actions {actions} are not possible: hours and money from 0, {named} from 0 to 1, practices "
            f"{', '.join(PRACTICES)}, agents {' or '.join(AGENTS)}"
        )
    row["hours"] = [actions.hours.get(practice, 0.0) for practice in PRACTICES]
    for one in LEVER_ROWS:
        row[one.name] = getattr(actions, one.name)
    row["local"] = actions.agents == "local"
    row["share"] = 1.0


def schedule_of(strategy: FileStrategy, scenario: Scenario, weeks: int) -> Array:
    """Lay out the weekly levers, shape (T + 1,), scaled to the budget where the strategy is compared at equal cost.

    Raises
    ------
    InputError
        The budget does not cover what the strategy spends beside weekly hours, or too few weeks follow the exit.
    """
    plan = strategy.plan
    check_horizon(strategy, weeks)
    schedule = plain_schedule(plan, weeks)
    scale = hours_scale(strategy, scenario, weeks)
    for name in ("hours", *(one.name for one in LEVER_ROWS if one.in_hours)):
        schedule[name] *= scale
    if plan.delivery is not None:
        schedule["delivery"][1 : plan.delivery.weeks + 1] = scenario.costs.budget / plan.delivery.weeks
    return schedule


def plain_schedule(plan: Plan, weeks: int) -> Array:
    """Weekly levers as written, shape (T + 1,)."""
    schedule = np.zeros(weeks + 1, LEVERS)
    schedule[1:] = _phase_rows(plan)[_phase_numbers(plan, weeks)]
    if plan.handover.kind == "taper":
        shares = np.array([taper_share(plan, week) for week in range(1, min(latest_week(plan), weeks) + 1)])
        for name in ("hours", *FADING, "share"):
            column = schedule[name][1 : len(shares) + 1]
            column *= shares.reshape(-1, *[1] * (column.ndim - 1))
    return schedule


def _phase_rows(plan: Plan) -> Array:
    """Levers of each phase before any fading, shape (phases + 1,); the last row is nothing at all."""
    rows = np.zeros(len(plan.phases) + 1, LEVERS)
    for row, phase in zip(rows, plan.phases, strict=False):
        write_levers(row, actions_of(phase))
    return rows


def _phase_numbers(plan: Plan, weeks: int) -> Array:
    """Phase of each week from 1 as a row of `_phase_rows`, shape (weeks,); as `phase_of` has it."""
    lengths = [phase.weeks for phase in plan.phases]
    if lengths and plan.handover.kind == "when-ready":
        lengths[-1] += plan.handover.weeks
    lengths.append(max(weeks - sum(lengths), 0))
    return np.repeat(np.arange(len(lengths)), lengths)[:weeks]


def hours_scale(strategy: FileStrategy, scenario: Scenario, weeks: int) -> float:
    """Factor on weekly hours: that of the budget for a strategy compared at equal cost, else 1."""
    plan = strategy.plan
    if plan.cost == "own" or plan.delivery is not None:
        return 1.0
    return budget_scale(strategy, scenario, plain_schedule(plan, weeks))


def rules_of(plan: Plan, scale: float = 1.0) -> Array:
    """Lay out the responsive rules, shape (rules,); hours that are moved are scaled as the phases' are."""
    rules = np.zeros(len(plan.rules), RULE)
    for row, rule in zip(rules, plan.rules, strict=True):
        row["when"] = OBSERVABLES.index(rule.when)
        row["below"] = -np.inf if rule.below is None else rule.below
        row["above"] = np.inf if rule.above is None else rule.above
        row["every"] = rule.groups == "all"
        row["by_meetings"] = rule.meetings_running > 0
        row["running"] = max(rule.meetings_running, rule.weeks_running, 1)
        row["from_week"] = rule.from_week
        row["action"] = RULE_ACTIONS.index(rule.action)
        row["to"] = -1 if rule.to is None else PRACTICES.index(rule.to)
        row["take_from"] = -1 if rule.take_from == "all" else PRACTICES.index(rule.take_from)
        row["amount"] = (rule.amount or 0.0) * (scale if rule.action == "move-hours" else 1.0)
        row["lasts"] = rule.lasts or NEVER
        row["times"] = rule.times or NEVER
    return rules


def latest_week(plan: Plan) -> int:
    """Last week that can be paid."""
    return sum(phase.weeks for phase in plan.phases) + (
        plan.handover.weeks if plan.handover.kind == "when-ready" else 0
    )


def check_horizon(strategy: Strategy, weeks: int) -> None:
    """Raise an `InputError` when fewer than 104 weeks follow the strategy's latest exit."""
    if strategy.exit_week is not None and strategy.exit_week + LIFE_AFTER > weeks:
        raise InputError(
            f"strategy {strategy.name}: it leaves in week {strategy.exit_week} and life after it is judged "
            f"{LIFE_AFTER} weeks later; give the scenario a horizon of at least "
            f"{strategy.exit_week + LIFE_AFTER} weeks (it has {weeks})"
        )


def planned_cost(strategy: FileStrategy, scenario: Scenario, schedule: Array) -> tuple[float, float]:
    """Money that a strategy is planned to spend, not discounted: on weekly hours, and on everything else.

    Meetings are planned as every four weeks of each of the most groups, with three in four of ten members there.
    """
    plan, costs = strategy.plan, scenario.costs
    rates = np.where(schedule["local"], costs.agent_rate, costs.facilitator_hour)
    hourly = float(((schedule["hours"].sum(axis=1) + schedule["recruit"]) * rates).sum())
    other = float(schedule["delivery"].sum())
    if plan.start is not None:
        roles = {role.name: role for role in scenario.roles}
        journeys = [roles[a.role].travel if a.travel is None else a.travel for a in scenario.actors]
        journey = sum(journeys) / len(journeys)
        start = plan.start
        other += sum(start.preparation.values()) * costs.facilitator_hour
        other += start.mapping_days * (costs.workshop_day + start.workshop_support * scenario.room * journey)
        meetings = start.groups / _PLANNED_INTERVAL
        other += float(schedule["present"].sum()) * meetings * costs.meeting
        other += float(schedule["travel_support"].sum()) * meetings * _PLANNED_COMING * journey
        other += float(schedule["fund"].sum()) * start.groups
        other += float(schedule["messages"].sum()) * start.groups * _PLANNED_MEMBERS * costs.message_rate
    return hourly, other


def budget_scale(strategy: FileStrategy, scenario: Scenario, schedule: Array) -> float:
    """Factor on weekly hours that makes the planned cost equal to the scenario's budget."""
    hourly, other = planned_cost(strategy, scenario, schedule)
    budget = scenario.costs.budget
    if hourly <= 0.0 or budget <= other:
        raise InputError(
            f"strategy {strategy.name}: {other:,.0f} {scenario.currency} go on preparation, workshop, meetings, travel "
            f"and funds, which the scenario's budget of {budget:,.0f} does not cover; raise costs.budget or write "
            'cost = "own"'
        )
    return (budget - other) / hourly
