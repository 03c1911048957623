"""Looking into a future as it stands, by the same rules that move it; looking changes nothing.

Python hands over named tuples of arrays as `migsim.reference.lend` makes them ready.
"""

from typing import NamedTuple

from migsim.kernel import entry
from migsim.rows import record
from migsim.stages.attendance import cost_of_coming
from migsim.stages.facilitate import reminded
from migsim.stages.trust import trust_in
from migsim.state import Array, Market, State

#: What draws a member to a meeting and what keeps it away.
PULLS = ("motivation", "reminders", "support", "ownership", "cost")
PULL = record((name, "f8") for name in PULLS)


class Snapshots(NamedTuple):
    """What was seen, look by look."""

    trust: Array  # (L, P (P - 1) / 2) between two actors of the pool, both ways on average, row by row of the triangle
    member: Array  # (L, G, P) bool
    pulls: Array  # PULL (L, G, P), utilities of the attendance rule; 0 for who is not a member


@entry
def look(state: State, market: Market, parameters: Array, snapshots: Snapshots, at: int) -> None:
    """Write down, in the row `at`, who trusts whom, who belongs to which group, and what draws each there."""
    p, people = parameters[0], len(state.actors)
    trust, member, pulls = snapshots.trust[at], snapshots.member[at], snapshots.pulls[at]
    pair = 0
    for i in range(people):
        for j in range(i + 1, people):
            trust[pair] = (trust_in(state, parameters, i, j) + trust_in(state, parameters, j, i)) / 2
            pair += 1
    for g in range(len(member)):
        for i in range(people):
            member[g, i] = state.members[g, i].member
            if member[g, i]:
                pull = pulls[g, i]
                pull.motivation = state.members[g, i].motivation
                pull.reminders = p.reminder * reminded(state, parameters)
                pull.support = p.support_pull * state.levers[0].travel_support
                pull.ownership = p.ownership_pull * state.migs[g].ownership
                pull.cost = -cost_of_coming(state, market, parameters, i)
