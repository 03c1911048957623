"""C10, C11, C12, C13: trust, resilience and business at the margins of meetings.

Headline numbers, fixed before any run:

- C10: trust among participants in week 52, the base programme less no project. Counts from 0.02.
- C11: resilience to the scenario's test shock, the base programme less no project. Counts from 0.01.
- C12: pairs of partners in week 52, a year of meetings less one workshop. Counts from 1 pair.
- C13: attendance while facilitated, with side-deals less without. Counts from 0.02.
"""

from typing import TYPE_CHECKING

import numpy as np

from migsim.analysis.claims.arms import BASE, NOTHING, WORKSHOP
from migsim.analysis.claims.effects import difference, differences, row, share_of
from migsim.analysis.claims.model import Arm, Claim, Detail
from migsim.analysis.statistics import Floats
from migsim.engine.run import trust_between

if TYPE_CHECKING:
    from migsim.analysis.claims.futures import Seen
    from migsim.analysis.claims.study import Study

DEALLESS = Arm("no-deals", "no side-deals", BASE.strategy, {"deals_on": 0.0})
UNROUTED = Arm("no-rerouting", "partners do not soften shocks", BASE.strategy, {"rerouting_on": 0.0})
_PAIRS = 40  # futures in which trust is looked at pair by pair


def by_kind_of_pair(seen: "Seen") -> Floats:
    """Mean trust and understanding of participants by kind of pair, shape (2, 3); NaN where there is no such pair."""
    room = np.flatnonzero(seen.state.actors["in_room"])
    role, low = seen.market.pool["role"], seen.market.pool["marginalised"]
    sums, count = np.zeros((2, 3)), np.zeros(3)
    for i in room:
        for j in room:
            if i == j:
                continue
            values = (trust_between(seen.state, seen.parameters, int(i), int(j)), seen.state.understanding[i, j])
            kinds = [role[i] == role[j], role[i] != role[j], low[i] != low[j]]
            sums[:, kinds] += np.array(values)[:, None]
            count[kinds] += 1
    return np.where(count > 0, sums / np.maximum(count, 1), np.nan)


def _across(study: "Study") -> list[Detail]:
    """Trust and understanding at the end within and across roles and standings, with a project less without."""
    kinds = ("same role", "across roles", "across standings (marginalised or not)")
    looked = {one.name: study.probe(one, by_kind_of_pair, runs=_PAIRS) for one in (BASE, NOTHING)}
    gaps = np.array(looked[BASE.name]) - np.array(looked[NOTHING.name])  # futures x (trust, understanding) x kinds
    details = [
        Detail(
            f"{what} at the end of the horizon, with a project less without",
            "index",
            [row(kind, gaps[:, n, k]) for k, kind in enumerate(kinds)],
            note=f"{len(gaps)} futures, pair by pair.",
        )
        for n, what in enumerate(("Trust", "Mutual understanding"))
    ]
    week = differences(
        study.played, BASE, NOTHING, [("trust@52", "trust"), ("understanding@52", "mutual understanding")]
    )
    return [Detail("In week 52, with a project less without", "index", week), *details]


def _withstanding(study: "Study") -> list[Detail]:
    played = study.played
    rows = differences(played, BASE, NOTHING, [("resilience", "base programme less no project")])
    rows += [
        row("of which by partners one trusts", played[BASE.name]["resilience"] - study.also(UNROUTED)["resilience"])
    ]
    lost = 1.0 - played[NOTHING.name]["resilience"]
    avoided = share_of(difference("resilience", BASE, NOTHING)(played), lost)
    loss = [row("lost without a project", lost), row("part of that loss that the programme avoids", avoided)]
    return [
        Detail("Resilience", "index", rows, note="Income kept in the year after the test shock, as a share."),
        Detail("The same against what the shock takes", "share", loss),
    ]


def _partners(study: "Study") -> list[Detail]:
    played = study.played
    rows = [row(one.title, played[one.name]["partners@52"]) for one in (BASE, WORKSHOP)]
    end = [row(one.title, played[one.name]["partners"]) for one in (BASE, WORKSHOP)]
    ratio = share_of(played[BASE.name]["partners@52"], played[WORKSHOP.name]["partners@52"])
    return [
        Detail("Pairs of partners in week 52", "count", rows),
        Detail("Pairs of partners at the end", "count", end),
        Detail("Regular over one meeting, week 52", "ratio", [row("where the workshop made any partners", ratio)]),
    ]


def _motives(study: "Study") -> list[Detail]:
    life = [
        ("adapt_alive", "groups alive two years after the exit"),
        ("adapt_completed", "groups that stopped with their goal reached"),
    ]
    money = [("member_benefit", "benefit of members")]
    return [
        Detail("With deals less without", "share", differences(study.played, BASE, DEALLESS, life)),
        Detail("With deals less without", "money", differences(study.played, BASE, DEALLESS, money)),
    ]


CLAIMS = (
    Claim(
        id="C10",
        text="working together creates trust and mutual understanding",
        contrast="a year of coaching against no project",
        outcome="trust among participants in week 52",
        unit="index",
        arms=(BASE, NOTHING),
        effect=difference("trust@52", BASE, NOTHING),
        matters=0.02,
        weekly=("trust@52", "understanding@52"),
        details=_across,
        note=(
            "Mutual understanding can only grow by meeting, so its sign is written into the rules. Trust can fall: "
            "promises and deals are broken, and broken ones may weigh more."
        ),
    ),
    Claim(
        id="C11",
        text="trust and understanding make the system adaptable and resilient",
        contrast="a year of coaching against no project, under the test shock",
        outcome="resilience (income kept in the year after the shock)",
        unit="index",
        arms=(BASE, NOTHING),
        effect=difference("resilience", BASE, NOTHING),
        matters=0.01,
        details=_withstanding,
    ),
    Claim(
        id="C12",
        text="side meetings lead to new business between members",
        contrast="a year of regular meetings against the workshop alone",
        outcome="pairs of business partners in week 52",
        unit="count",
        arms=(BASE, WORKSHOP),
        effect=difference("partners@52", BASE, WORKSHOP),
        matters=1.0,
        weekly=("partners@52",),
        details=_partners,
        note="After the workshop alone, groups may still convene themselves. The ratio is pattern F3, which is fitted.",
    ),
    Claim(
        id="C13",
        text="side-deals are a motivation to take part",
        contrast="with against without side-deals",
        outcome="attendance while facilitated",
        unit="share",
        arms=(BASE, DEALLESS),
        effect=difference("attendance", BASE, DEALLESS),
        matters=0.02,
        details=_motives,
        by_construction=(
            "a deal struck or in reach adds to what a meeting is worth and never takes from it; only through trust "
            "that broken deals destroy could the sign turn"
        ),
    ),
)
