"""Looking into a future as it stands this week, by the same rules that move it; looking changes nothing.

Python hands over state and market as `migsim.reference.lend` makes them ready.
"""

from migsim.kernel import entry
from migsim.stages.attendance import cost_of_coming
from migsim.stages.trust import trust_in
from migsim.state import COMMUNICATION, Array, Market, State

#: What draws a member to a meeting and what keeps it away, in the order of `pulls`.
PULLS = ("motivation", "reminders", "support", "ownership", "cost")


@entry
def trust_of_all(state: State, parameters: Array, trust: Array) -> None:
    """Write the trust of every pool actor in every other into `trust`, shape (P, P); 0 on the diagonal."""
    for i in range(len(trust)):
        for j in range(len(trust)):
            trust[i, j] = trust_in(state, parameters, i, j) if i != j else 0.0


@entry
def pulls_of_all(state: State, market: Market, parameters: Array, pulls: Array) -> None:
    """Write what draws each member of each group to its meetings into `pulls`, shape (G, P, 5); 0 for others.

    Utilities of the attendance rule, this week's facilitation included; the cost is negative.
    """
    p = parameters[0]
    pulls[:] = 0.0
    for g in range(len(pulls)):
        for i in range(len(state.actors)):
            if state.members[g, i].member:
                row = pulls[g, i]
                row[0] = state.members[g, i].motivation
                row[1] = p.reminder * state.intensity[COMMUNICATION]
                row[2] = p.support_pull * state.levers[0].travel_support
                row[3] = p.ownership_pull * state.migs[g].ownership
                row[4] = -cost_of_coming(state, market, parameters, i)
