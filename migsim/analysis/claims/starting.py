"""C14, C17: whom to start with.

Headline numbers, fixed before any run:

- C14: system benefit, existing formal groups less new ones. Counts from 5 % of cost. The rest of the claim (create a
  new one where there is none) needs no experiment.
- C17: gain of the marginalised over that of others, both relative to turnover, inclusion at 8 hours a week and 40 of
  preparation less none, hours equal; invitation, ballot and support alike in both. Counts from 0.05.
"""

from typing import TYPE_CHECKING

from migsim.analysis.claims.arms import BASE, HOURS, PREPARATION, arm, moved
from migsim.analysis.claims.effects import difference, differences, row
from migsim.analysis.claims.model import Claim, Detail

if TYPE_CHECKING:
    from migsim.analysis.claims.study import Study

EXISTING = arm("existing", "existing formal groups", group="existing")
INCLUSIVE = arm(
    "inclusion",
    "inclusion practised",
    hours=moved(HOURS, "inclusion", 8.0),
    preparation=moved(PREPARATION, "inclusion", 40.0),
)
EXCLUSIVE = arm(
    "no-inclusion",
    "no work on inclusion",
    hours=moved(HOURS, "inclusion", 0.0),
    preparation=moved(PREPARATION, "inclusion", 0.0),
)


def _which_is_better(study: "Study") -> list[Detail]:
    shares = [
        ("adapt_alive", "groups alive two years after the exit"),
        ("adapt_completed", "groups that stopped with their goal reached"),
        ("attendance", "attendance"),
    ]
    indices = [("voice_gap", "gap in voice"), ("benefit_gap_relative", "relative gain of the marginalised")]
    return [
        Detail("Existing less new", "share", differences(study.played, EXISTING, BASE, shares)),
        Detail("Existing less new", "index", differences(study.played, EXISTING, BASE, indices)),
    ]


def _taking_part(study: "Study") -> list[Detail]:
    played = study.played
    presence = [row(one.title, played[one.name]["attendance_marginalised"]) for one in (INCLUSIVE, EXCLUSIVE)]
    voice = [row(one.title, played[one.name]["voice_gap"]) for one in (INCLUSIVE, EXCLUSIVE)]
    relative = [row(one.title, played[one.name]["benefit_gap_relative"]) for one in (INCLUSIVE, EXCLUSIVE)]
    money = differences(
        played,
        INCLUSIVE,
        EXCLUSIVE,
        [("benefit_gap_absolute", "gap in gains, others less marginalised"), ("system_benefit", "system benefit")],
    )
    return [
        Detail("Presence: attendance of marginalised members", "share", presence),
        Detail("Gap in voice at the end (less is better)", "index", voice),
        Detail("Relative gain of the marginalised (1: as others)", "ratio", relative),
        Detail("Inclusion less none", "money", money),
    ]


CLAIMS = (
    Claim(
        id="C14",
        text="work with an existing group where there is one; else create one",
        contrast="existing formal groups against new ones",
        outcome="system benefit",
        unit="money",
        arms=(EXISTING, BASE),
        effect=difference("system_benefit", EXISTING, BASE),
        matters=0.05,
        details=_which_is_better,
        note=(
            "That trust and capacity start higher in existing groups, and that the powerful sooner get the chair, "
            "is written into the rules."
        ),
    ),
    Claim(
        id="C17",
        text="MIGs let marginalised groups, women and youth among them, take part",
        contrast="inclusion at 8 hours a week against none, hours equal",
        outcome="gain of the marginalised over that of others, relative to turnover",
        unit="ratio",
        arms=(INCLUSIVE, EXCLUSIVE),
        effect=difference("benefit_gap_relative", INCLUSIVE, EXCLUSIVE),
        matters=0.05,
        details=_taking_part,
        note="That voice grows by work on inclusion is written into the rules; whether benefit follows is not.",
    ),
)
