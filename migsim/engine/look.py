"""Looking into a future as it stands, by the same rules that move it; looking changes nothing.

Python hands over state and market as `migsim.reference.lend` makes them ready.
"""

from migsim.engine.run import begin_future, finish_future, step_future
from migsim.kernel import entry, kernel
from migsim.stages.attendance import cost_of_coming
from migsim.stages.trust import trust_in
from migsim.state import COMMUNICATION, Array, Market, State

#: What draws a member to a meeting and what keeps it away, in the order of `pulls`.
PULLS = ("motivation", "reminders", "support", "ownership", "cost")


@entry
def watch_future(
    state: State,
    market: Market,
    parameters: Array,
    design: Array,
    schedule: Array,
    rules: Array,
    key: tuple[int, int],
    every: int,
    weekly: Array,
    incomes: Array,
    scorecard: Array,
    splits: Array,
    gains: Array,
    trust: Array,
    member: Array,
    pulls: Array,
) -> None:
    """Run one future as `run_future` does, and look at it in week 0 and every few weeks; the last three are filled."""
    begin_future(state, market, parameters, design, key, weekly, incomes)
    look_now(state, market, parameters, trust[0], member[0], pulls[0])
    for week in range(1, market.figures[0].weeks + 1):
        step_future(state, market, parameters, design, schedule, rules, key, week, weekly, incomes)
        if week % every == 0:
            at = week // every
            look_now(state, market, parameters, trust[at], member[at], pulls[at])
    finish_future(state, market, parameters, key, scorecard, splits, gains)


@entry
def look(state: State, market: Market, parameters: Array, trust: Array, member: Array, pulls: Array) -> None:
    """Look at a future that is walked week by week."""
    look_now(state, market, parameters, trust, member, pulls)


@kernel
def look_now(state: State, market: Market, parameters: Array, trust: Array, member: Array, pulls: Array) -> None:
    """Write down who trusts whom, who belongs to which group, and what draws each there.

    Shapes and meaning: `migsim.engine.looks.Looks`, one look of it.
    """
    p, people = parameters[0], len(state.actors)
    pair = 0
    for i in range(people):
        for j in range(i + 1, people):
            trust[pair] = (trust_in(state, parameters, i, j) + trust_in(state, parameters, j, i)) / 2
            pair += 1
    for g in range(len(member)):
        for i in range(people):
            member[g, i] = state.members[g, i].member
            row = pulls[g, i]
            row[:] = 0.0
            if member[g, i]:
                row[0] = state.members[g, i].motivation
                row[1] = p.reminder * state.intensity[COMMUNICATION]
                row[2] = p.support_pull * state.levers[0].travel_support
                row[3] = p.ownership_pull * state.migs[g].ownership
                row[4] = -cost_of_coming(state, market, parameters, i)
