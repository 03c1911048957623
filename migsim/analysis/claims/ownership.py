"""C7, C8, C15: who decides, whether the group learns, and who does the work.

Headline numbers, fixed before any run:

- C7: share of groups alive two years after the exit, members less facilitator deciding on chair and
  interval. Counts from 0.05.
- C8: goals reached, reflection at 4 hours a week less none, hours equal. Counts from 0.1 goals.
- C15: share of groups alive two years after the exit, coaching less doing it for them (style 0.8), hours
  equal. Counts from 0.05.
"""

from typing import TYPE_CHECKING

import numpy as np

from migsim.analysis.claims.arms import BASE, EXIT, HOURS, arm, moved
from migsim.analysis.claims.effects import INCOMES, difference, differences, income, row
from migsim.analysis.claims.model import Arm, Claim, Detail
from migsim.state import NO_MIG

if TYPE_CHECKING:
    from migsim.analysis.claims.futures import Seen
    from migsim.analysis.claims.study import Study

_YEAR_LATER = f"{EXIT + 52}-{EXIT + 103}"  # the year that ends 104 weeks after the exit
_LIFE = (
    ("adapt_alive", "groups alive two years after the exit"),
    ("adapt_completed", "groups that stopped with their goal reached"),
)

DECIDED = arm("facilitator-decides", "the facilitator decides on chair and interval", chair="facilitator", interval=4)
UNREFLECTED = arm("unreflected", "no work on reflection", hours=moved(HOURS, "reflection", 0.0))
DOING = arm("doing-it-for-them", "doing it for them", style=0.8)


def _ownership(study: "Study", one: Arm, other: Arm) -> Detail:
    """Mean ownership of the groups formed, at the end of the horizon."""

    def read(seen: "Seen") -> float:
        migs = seen.state.migs
        formed = migs[migs["status"] != NO_MIG]
        return float(formed["ownership"].mean()) if len(formed) else np.nan

    rows = [row(side.title, np.array(study.probe(side, read))) for side in (one, other)]
    return Detail("Ownership of groups at the end of the horizon", "index", rows)


def _deciding(study: "Study") -> list[Detail]:
    counts = [("goals_reached", "goals reached"), ("partners", "partners at the end")]
    money = [("system_benefit", "system benefit"), ("cost", "cost")]
    return [
        _ownership(study, BASE, DECIDED),
        Detail("Members decide less the facilitator", "count", differences(study.played, BASE, DECIDED, counts)),
        Detail("Members decide less the facilitator", "money", differences(study.played, BASE, DECIDED, money)),
    ]


def _reflecting(study: "Study") -> list[Detail]:
    money = [("system_benefit", "system benefit")]
    return [
        Detail("Reflection less none", "share", differences(study.played, BASE, UNREFLECTED, _LIFE)),
        Detail("Reflection less none", "money", differences(study.played, BASE, UNREFLECTED, money)),
    ]


def _doing(study: "Study") -> list[Detail]:
    played = study.played
    late = income(played[BASE.name], _YEAR_LATER) - income(played[DOING.name], _YEAR_LATER)
    money = [row("market income in the second year after the exit", late)]
    money += differences(played, BASE, DOING, [("system_benefit", "system benefit over the horizon")])
    return [
        _ownership(study, BASE, DOING),
        Detail("Coaching less doing it for them", "money", money),
        Detail(
            "Coaching less doing it for them",
            "count",
            differences(played, BASE, DOING, [("goals_reached", "goals reached")]),
        ),
    ]


CLAIMS = (
    Claim(
        id="C7",
        text="members decide on the chair and how they meet",
        contrast="members against the facilitator deciding on chair and interval",
        outcome="share of groups alive two years after the exit",
        unit="share",
        arms=(BASE, DECIDED),
        effect=difference("adapt_alive", BASE, DECIDED),
        matters=0.05,
        details=_deciding,
        note="That ownership starts higher where members decide is written into the rules; what follows is not.",
    ),
    Claim(
        id="C8",
        text="a work-plan, reflection and adaptation make actions effective",
        contrast="reflection at 4 hours a week against none, hours equal",
        outcome="goals reached",
        unit="count",
        arms=(BASE, UNREFLECTED),
        effect=difference("goals_reached", BASE, UNREFLECTED),
        matters=0.1,
        details=_reflecting,
        note="Groups review their plans by themselves too; this is what the facilitator's work on it adds.",
    ),
    Claim(
        id="C15",
        text="members have to own and drive it",
        contrast="coaching against doing it for them, hours equal",
        outcome="share of groups alive two years after the exit",
        unit="share",
        arms=(BASE, DOING),
        effect=difference("adapt_alive", BASE, DOING),
        matters=0.05,
        weekly=tuple(f"{name}@{_YEAR_LATER}" for name in INCOMES),
        details=_doing,
        note=(
            "That doing it for them teaches less and lowers ownership is written into the rules, and so is that what "
            "outsiders made fades sooner; which of the two wins is not."
        ),
    ),
)
