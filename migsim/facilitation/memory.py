"""A strategy file asked from Python: what it saw and remembers, in the arrays that its compiled rules work on."""

import numpy as np

from migsim.facilitation.schedule import design_of, rules_of, taper_share, write_levers
from migsim.facilitation.schema import Plan
from migsim.facilitation.strategy import Actions, GroupSeen, Observation
from migsim.stages.respond import respond_alone
from migsim.state import LEDGER, LEVERS, MIG, MOST_RULES, NEVER, PLACES, RULE_MEMORY, Record
from migsim.vocabulary import AGENTS, LEVER_ROWS, MIG_STATUS, PRACTICES, SEEN


class Memory:
    """How far a plan has come in one future: which rules have held and fired, and whether hand-over has begun."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.design, self.rules = design_of(plan.start, plan), rules_of(plan)
        self.kept = np.zeros(MOST_RULES, RULE_MEMORY)
        self.ledger = np.zeros(1, LEDGER)
        self.ledger["handover"] = NEVER

    def respond(self, planned: Actions | None, seen: Observation) -> Actions | None:
        """Change what was planned for this week by what is seen."""
        levers, migs = np.zeros(1, LEVERS), np.zeros(PLACES, MIG)
        write_levers(levers[0], planned)
        levers[0]["share"] = taper_share(self.plan, seen.week)
        self.ledger["programme_hours"], self.ledger["cost"] = seen.hours_spent, seen.money_spent
        for row, group in zip(migs, seen.groups, strict=False):
            note(row, group, seen.week)
        respond_alone(levers, self.ledger, migs, self.design, self.rules, self.kept, seen.week)
        lever = levers[0]
        if not lever["present"]:
            return None
        hours = dict(zip(PRACTICES, map(float, lever["hours"]), strict=True))
        left = {one.name: float(lever[one.name]) for one in LEVER_ROWS}
        return Actions(hours, agents=AGENTS[int(lever["local"])], **left)


def note(row: Record, group: GroupSeen, week: int) -> None:
    """Write what is seen of one group where the compiled rules look for it."""
    row["status"] = MIG_STATUS.index(group.status)
    row["seen_week"] = week - group.weeks_since_meeting if group.last_attendance is not None else 0
    for one in SEEN:
        if one.field:
            value = getattr(group, one.name)
            row[one.field] = one.unseen if value is None else value
