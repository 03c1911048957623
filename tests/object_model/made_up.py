"""Made-up worlds: markets, strategies and parameters of every shape that is allowed, by number."""

from collections.abc import Sequence
from random import Random
from typing import Any

from migsim.facilitation.schema import Plan
from migsim.facilitation.strategy import FileStrategy
from migsim.scenario.parameters import PARAMETERS, SWITCHES
from migsim.scenario.schema import Actor, Constraint, Group, Role, Scenario, Season, Shock, Tie
from migsim.vocabulary import HANDOVERS, LEVELS, OF_A_GROUP, PRACTICES, PREPARED, RULE_ACTIONS, VOTE_RULES

HORIZON = 207
#: Where the values of observables are, by and large.
MEASURED = {
    "last_attendance": (0, 1), "last_kept": (0, 1), "last_members_ran": (0, 0.6), "attendance": (0, 1), "kept": (0, 1),
    "members_ran": (0, 0.5), "mood": (0, 1), "deals_heard": (0, 5), "members": (2, 8), "meetings": (0, 12),
    "weeks_since_meeting": (0, 12), "groups_dormant": (0, 2), "hours_spent": (50, 900), "money_spent": (500, 20_000),
}  # fmt: skip


def changed(thing: Any, **changes: Any) -> Any:
    """A copy with other figures; nothing is checked."""
    return thing.model_copy(update=changes)


def made_up_parameters(number: int) -> dict[str, float]:
    """Any values within the ranges, their ends often; some mechanisms off in every other world."""
    r = Random(f"parameters {number}")
    values = {p.name: r.choice([p.low, p.high, p.default, r.uniform(p.low, p.high)]) for p in PARAMETERS}
    off = {s.name: False for s in SWITCHES if number % 2 and r.random() < 0.15}
    return {**values, **off}


def made_up_strategy(number: int) -> FileStrategy:
    """Any plan: start, up to two phases, and hand-over."""
    r = Random(f"strategy {number}")
    phases = [made_up_phase(r) for _ in range(r.choice([0, 1, 2, 2]))]
    weeks = sum(one["weeks"] for one in phases)
    handover: dict[str, Any] = {"kind": r.choice(HANDOVERS) if phases else "fixed"}
    if handover["kind"] != "fixed":
        handover["weeks"] = r.randint(1, min(weeks, 15))
    if handover["kind"] == "when-ready":
        handover |= {name: r.random() * 0.6 for name in ("attendance", "kept", "members_ran")}
        handover["earliest"] = r.randint(0, 30)
    q = Random(f"agents {number}")  # its own, so that strategies stay what they were
    for one in phases:
        one |= {"agents": q.choice(["staff", "local"]), "messages": q.choice([0, 0, 0.5, 1])}
    content = {"start": made_up_start(r), "phases": phases, "handover": handover}
    if phases:
        q = Random(f"rules {number}")
        content["rules"] = [made_up_rule(q) for _ in range(q.choice([0, 1, 3, 6]))]
    return FileStrategy(Plan(name="made-up", title="Made up", description="For tests.", source="made up", **content))


def made_up_start(r: Random) -> dict[str, Any]:
    """Any preparation, invitation, mapping and vote."""
    return {
        "preparation": {practice: r.choice([0, 10, 40]) for practice in PREPARED},
        "mapping_days": r.randint(1, 5),
        "breadth": r.random(),
        "marginalised_first": r.choice([0, r.random()]),
        "workshop_support": r.choice([0, 0.5, 1]),
        "vote": r.choice(VOTE_RULES),
        "ballot": r.choice(["open", "secret"]),
        "groups": r.randint(1, 5),
        "group": r.choice(["new", "existing"]),
        "chair": r.choice(["members", "facilitator"]),
        "interval": r.choice([0, 0, 1, 3, 6, 20]),
    }


def made_up_phase(r: Random) -> dict[str, Any]:
    """Any weekly levers."""
    return {
        "weeks": r.randint(5, 45),
        "hours": {practice: r.choice([0, 1, 4, 10]) for practice in PRACTICES},
        "style": r.choice([0, 0.5, 1]),
        "travel_support": r.choice([0, 0.5, 1]),
        "fund": r.choice([0, 0, 20, 80]),
        "recruit": r.choice([0, 2, 8]),
    }


def made_up_rule(r: Random) -> dict[str, Any]:
    """Any responsive rule; limits where values are."""
    when = r.choice([*MEASURED, "groups_active"])
    low, high = MEASURED.get(when, (0, 3))
    rule: dict[str, Any] = {"when": when, r.choice(["below", "above"]): r.uniform(low, high)}
    if when in OF_A_GROUP:
        rule |= {"groups": r.choice(["any", "all"]), "meetings_running": r.choice([0, 1, 2])}
    if not rule.get("meetings_running"):
        rule["weeks_running"] = r.choice([0, 1, 4])
    rule["action"] = action = r.choice(RULE_ACTIONS)
    if action == "hand-over":
        return rule | {"from_week": r.randint(10, 40)}
    if action in ("move-hours", "add-hours"):
        rule |= {"to": r.choice(PRACTICES), "amount": r.choice([1, 5.5, 50])}
    else:
        rule["amount"] = r.choice([0, 30]) if action in ("fund", "recruit") else r.random()
    if action == "move-hours":
        rule["take_from"] = r.choice(["all", *(practice for practice in PRACTICES if practice != rule["to"])])
    return rule | {"lasts": r.choice([0, 1, 7]), "times": r.choice([0, 1, 3]), "from_week": r.choice([1, 1, 20])}


def made_up_scenario(small: Scenario, number: int) -> Scenario:
    """The small market with other figures, another order of rows, and some of its actors."""
    r = Random(f"scenario {number}")
    names = [role.name for role in small.roles]
    actors = r.sample(small.actors, r.randint(8, len(small.actors)))
    constraints = [made_up_constraint(r, k, names) for k in small.constraints]
    header = {"room": r.randint(4, min(11, len(actors))), "horizon": HORIZON, "target_cut": r.uniform(0.05, 0.6)}
    outside = {"size": r.choice([0, 1, 7, 60, 120]), "contacts": r.choice([0, 1, 3.7, 6, 8])}
    q = Random(f"outside {number}")  # its own, so that worlds stay what they were
    outside["stands_for"] = q.choice([None, 1, 2, 7])
    constraints = [changed(k, service=q.random() < 0.5) for k in constraints]
    return changed(
        small,
        scenario=changed(small.scenario, **header),
        outside=changed(small.outside, **outside),
        costs=changed(small.costs, discount=r.choice([0, 0.1]), relief_fade=r.choice([0, 0.02])),
        roles=made_up_roles(r, small.roles),
        groups=tuple(made_up_group(r, group, names) for group in small.groups),
        actors=tuple(made_up_actor(r, actor) for actor in actors),
        constraints=tuple(constraints),
        influence=made_up_influence(r, constraints),
        shocks=tuple(made_up_shock(r, shock) for shock in small.shocks),
        ties=made_up_ties(Random(f"ties {number}"), actors),
        seasons=made_up_seasons(Random(f"seasons {number}")),
    )


def made_up_roles(r: Random, roles: Sequence[Role]) -> tuple[Role, ...]:
    """Any roles, some without turnover, in any order."""
    weights = [1.0, *(r.choice([0.0, r.random()]) for _ in roles[1:])]
    made = [
        changed(
            role,
            turnover=role.turnover * r.choice([1, 1, 0]),
            deals=r.choice([0, 1, role.deals]),
            household=r.random() < 0.5,
            spread=r.choice([0, 0.5, 1.2]),
            hours=r.uniform(2, 40),
            travel=r.uniform(0, 10),
            outside_share=weight / sum(weights),
            **{figure: r.random() for figure in ("power", "voice", "competence")},
        )
        for role, weight in zip(roles, weights, strict=True)
    ]
    return tuple(r.sample(made, len(made)))


def made_up_group(r: Random, group: Group, roles: Sequence[str]) -> Group:
    """Any label."""
    shares = {role: r.random() for role in roles if r.random() < 0.7}
    factors = {"voice": r.uniform(0.3, 1.3), "travel": r.uniform(0.5, 2)}
    made: Group = changed(group, marginalised=r.random() < 0.7, outside_share=shares, **factors)
    return made


def made_up_actor(r: Random, actor: Actor) -> Actor:
    """Any actor, some with figures of their own."""
    figures = {"voice": r.random(), "hours": r.uniform(0, 40), "turnover": r.choice([0.0, 5000.0]), "power": r.random()}
    own = {figure: value for figure, value in figures.items() if r.random() < 0.3}
    made: Actor = changed(actor, represents=r.choice([0, 0, 3, 9]), **own)
    return made


def made_up_constraint(r: Random, constraint: Constraint, roles: Sequence[str]) -> Constraint:
    """Any constraint, some without severity, some that many live off."""
    made: Constraint = changed(
        constraint,
        level=r.choice(LEVELS),
        severity=r.choice([0, 0.2, 0.6, 0.9]),
        visibility=r.random(),
        tractability=r.random(),
        needs=tuple(r.sample(roles, r.randint(1, 3))),
        burden={role: r.uniform(-0.05, 0.2) for role in roles if r.random() < 0.7},
    )
    if made.level == "enabling":
        made = changed(made, decides=tuple(r.sample(roles, r.choice([0, 1, 2]))))
    else:
        made = changed(made, decides=())
    return made


def made_up_influence(r: Random, constraints: Sequence[Constraint]) -> dict[str, dict[str, float]]:
    """Any influence, circles included."""
    names = [constraint.name for constraint in constraints]
    return {
        cause: {effect: r.uniform(0, 0.28) for effect in names if effect != cause and r.random() < 0.4}
        for cause in names
    }


def made_up_shock(r: Random, shock: Shock) -> Shock:
    """Any shock of its kind, also in the first weeks and beyond the horizon."""
    when = {"rate": r.choice([0.1, 0.9])} if shock.week is None else {"week": r.choice([1, 2, 5, 60, 150, 205, 300])}
    made: Shock = changed(shock, size=r.choice([0.3, 0.8, 1.0]), weeks=r.choice([1, 4, 20]), **when)
    return made


def made_up_ties(r: Random, actors: Sequence[Actor]) -> tuple[Tie, ...]:
    """Some ties of week 0 that the scenario gives, between actors and between roles."""
    pairs = [r.sample([actor.name for actor in actors], 2) for _ in range(r.choice([0, 2]))]
    pairs += [r.choice([["farmer", "trader"], ["bank", "bank"]]) for _ in range(r.choice([0, 1]))]
    return tuple(Tie(between=(one, other), share=r.choice([0.0, 0.5, 1.0]), source="made-up") for one, other in pairs)


def made_up_seasons(r: Random) -> tuple[Season, ...]:
    """No seasons, or three."""
    if r.random() < 0.5:
        return ()
    cuts = sorted(r.sample(range(1, 52), 2))
    return tuple(
        Season(name=f"part {n}", weeks=weeks, source="made-up",
               **{what: r.uniform(0.2, 3) for what in ("time", "money", "prices")})
        for n, weeks in enumerate((cuts[0], cuts[1] - cuts[0], 52 - cuts[1]), start=1)
    )  # fmt: skip
