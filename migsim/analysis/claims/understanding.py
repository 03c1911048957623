"""C3, C4, C6, C16: mapping, priorities, the vote, and whether the group is relevant to its members.

Headline numbers, fixed before any run:

- C3: system benefit, prioritising at 6 hours a week and 60 of preparation less none, hours equal. Counts from 5 % of
  cost.
- C4: system benefit, with mapping less without (they meet as long, but do not map), hours equal. Counts from 5 % of
  cost. Neither arm works on prioritising later, because that would map by other means.
- C6: goals reached, the members' vote less an agenda set by need. Counts from 0.1 goals.
- C16: attendance, where only those join who put the constraint high less where anybody joins who cares a little (the
  two ends of the prior of `join_threshold`). Counts from 0.02.
"""

from typing import TYPE_CHECKING, Any

import numpy as np

from migsim.analysis.claims.arms import BASE, HOURS, PREPARATION, arm, moved
from migsim.analysis.claims.effects import difference, differences, row
from migsim.analysis.claims.model import Arm, Claim, Detail
from migsim.scenario.schema import Scenario
from migsim.state import NO_MIG

if TYPE_CHECKING:
    from migsim.analysis.claims.futures import Seen
    from migsim.analysis.claims.study import Study

_AGENDA = 3  # constraints on an agenda that is set: as many as the most groups

PRIORITISED = arm(
    "prioritised",
    "prioritising practised",
    hours=moved(HOURS, "prioritising", 6.0),
    preparation=moved(PREPARATION, "prioritising", 60.0),
)
UNPRIORITISED = arm(
    "unprioritised",
    "no work on priorities",
    hours=moved(HOURS, "prioritising", 0.0),
    preparation=moved(PREPARATION, "prioritising", 0.0),
)
MAPPED = arm("mapped", "with mapping", hours=moved(HOURS, "prioritising", 0.0))
UNMAPPED = Arm("unmapped", "without mapping", MAPPED.strategy, {"mapping_on": 0.0})
DEVOTED = Arm("devoted", "only the devoted join", BASE.strategy, {"join_threshold": 0.28})
ANYBODY = Arm("anybody", "anybody joins", BASE.strategy, {"join_threshold": 0.16})


def agenda(scenario: Scenario, chosen: list[str]) -> Scenario:
    """Put only some constraints on the table: the others are neither felt as a cause nor open to work.

    Their burdens stay, and influence still eases them.
    """
    data: dict[str, Any] = scenario.model_dump()
    for constraint in data["constraints"]:
        if constraint["name"] not in chosen:
            constraint["visibility"] = constraint["tractability"] = 0.0
    return Scenario.model_validate(data)


def by_need(scenario: Scenario) -> Scenario:
    """Agenda of the heaviest burdens on households, as a needs assessment would find them."""
    homes = [role.name for role in scenario.roles if role.household] or [role.name for role in scenario.roles]
    return agenda(scenario, _highest(scenario, lambda c: c.severity * sum(c.burden.get(role, 0.0) for role in homes)))


def by_expert(scenario: Scenario) -> Scenario:
    """Agenda of a facilitator who looks at what is heavy and can be moved, over all roles by their turnover."""
    turnover = {role.name: role.turnover * _count(scenario, role.name) for role in scenario.roles}
    return agenda(
        scenario,
        _highest(
            scenario,
            lambda c: c.severity * c.tractability * sum(turnover[r] * max(b, 0.0) for r, b in c.burden.items()),
        ),
    )


def _highest(scenario: Scenario, score: Any) -> list[str]:
    return [c.name for c in sorted(scenario.constraints, key=lambda c: -score(c))[:_AGENDA]]


def _count(scenario: Scenario, role: str) -> float:
    pool = sum(actor.role == role for actor in scenario.actors)
    return pool + scenario.outside.size * next(r.outside_share for r in scenario.roles if r.name == role)


NEED = Arm("by-need", "agenda set by need", BASE.strategy, market=by_need)
EXPERT = Arm("by-expert", "agenda set by the facilitator", BASE.strategy, market=by_expert)


def _formed_on(seen: "Seen") -> Any:
    """Rows of the constraints that groups formed on."""
    migs = seen.state.migs
    return migs["formed_on"][migs["status"] != NO_MIG].copy()


def _choices(study: "Study") -> list[Detail]:
    """Leverage of the constraints chosen, as an exact map would show it, and what came of them."""
    maps = np.array(study.probe(BASE, lambda seen: seen.state.leverage.copy()))
    leverage = np.exp(np.log(np.maximum(maps, 1e-12)).mean(axis=0))  # the maps' errors are log-normal and cancel
    leverage /= leverage.sum()
    rows = []
    for one in (PRIORITISED, UNPRIORITISED):
        chosen = study.probe(one, _formed_on)
        rows.append(row(one.title, np.array([leverage[k].mean() if len(k) else np.nan for k in chosen])))
    even = 1.0 / len(leverage)
    note = f"Leverage of all constraints sums to 1; evenly spread each would have {even:.2f}."
    others = differences(
        study.played, PRIORITISED, UNPRIORITISED, [("goals_reached", "goals reached"), ("migs_formed", "groups formed")]
    )
    return [
        Detail("Leverage of the constraints that groups formed on", "index", rows, note=note),
        Detail("Prioritising practised less none", "count", others),
    ]


def _mapping(study: "Study") -> list[Detail]:
    columns = [
        ("migs_formed", "groups formed"),
        ("goals_reached", "goals reached"),
        ("partners", "partners at the end"),
    ]
    indices = [("trust", "trust at the end"), ("understanding", "mutual understanding at the end")]
    return [
        Detail("With mapping less without", "count", differences(study.played, MAPPED, UNMAPPED, columns)),
        Detail("With mapping less without", "index", differences(study.played, MAPPED, UNMAPPED, indices)),
    ]


def _votes(study: "Study") -> list[Detail]:
    details = []
    for column, title, unit in (
        ("goals_reached", "Goals reached", "count"),
        ("attendance", "Attendance while facilitated", "share"),
        ("system_benefit", "System benefit", "money"),
    ):
        rows = [row(one.title, study.played[one.name][column]) for one in (BASE, NEED, EXPERT)]
        details.append(Detail(title, unit, rows))
    return details


def _relevance(study: "Study") -> list[Detail]:
    columns = [
        ("adapt_alive", "groups alive two years after the exit"),
        ("adapt_completed", "groups that stopped with their goal reached"),
    ]
    counts = [("migs_formed", "groups formed"), ("goals_reached", "goals reached")]
    return [
        Detail("Only the devoted less anybody", "share", differences(study.played, DEVOTED, ANYBODY, columns)),
        Detail("Only the devoted less anybody", "count", differences(study.played, DEVOTED, ANYBODY, counts)),
    ]


CLAIMS = (
    Claim(
        id="C3",
        text="priorities should rest on an understanding of the market system",
        contrast="prioritising practised against none, hours equal",
        outcome="system benefit",
        unit="money",
        arms=(PRIORITISED, UNPRIORITISED),
        effect=difference("system_benefit", PRIORITISED, UNPRIORITISED),
        matters=0.05,
        details=_choices,
    ),
    Claim(
        id="C4",
        text="MIGs are a natural conclusion of participatory mapping",
        contrast="with against without the mapping, hours equal",
        outcome="system benefit",
        unit="money",
        arms=(MAPPED, UNMAPPED),
        effect=difference("system_benefit", MAPPED, UNMAPPED),
        matters=0.05,
        details=_mapping,
        note="Without mapping they meet for as long, vote on what they feel, and may strike deals.",
    ),
    Claim(
        id="C6",
        text="vote on what people would give time and effort to",
        contrast="the members' vote against an agenda set by need",
        outcome="goals reached",
        unit="count",
        arms=(BASE, NEED, EXPERT),
        effect=difference("goals_reached", BASE, NEED),
        matters=0.1,
        details=_votes,
        note=(
            "An agenda leaves only its three constraints on the table, so that more people join each, and a group "
            "cannot turn to another constraint; the first speaks for the agenda, the second against it."
        ),
    ),
    Claim(
        id="C16",
        text="the group has to make sense and be relevant to its members",
        contrast="only those join who put the constraint high on their ballot, against anybody with some interest",
        outcome="attendance while facilitated",
        unit="share",
        arms=(DEVOTED, ANYBODY),
        effect=difference("attendance", DEVOTED, ANYBODY),
        matters=0.02,
        details=_relevance,
        note="Where only the devoted join, groups are also fewer and smaller; futures without any group are left out.",
    ),
)
