"""The vote: "which would you be prepared to commit time and effort to?"."""

from collections.abc import Callable
from typing import Any

from object_model.actor import PoolActor
from object_model.arithmetic import normalised
from object_model.constraint import Constraint

DOTS = 3

Ballot = dict[Constraint, float]


def ballots_of(model: Any) -> dict[PoolActor, Ballot]:
    """Ballots of those who came and have time; in an open vote the less powerful lean towards the powerful."""
    p, facilitator = model.parameters, model.facilitator
    voters = [a for a in model.pool if a.days_at_mapping and a.hours >= p.membership_hours]
    own = {
        i: normalised({k: b * (1.0 if i.role.name in k.needs else p.unneeded_willingness) for k, b in i.belief.items()})
        for i in voters
    }
    power = sum(i.power for i in voters)
    room = {k: sum(i.power * own[i][k] for i in voters) / power if power else 0.0 for k in model.constraints}
    secret = facilitator.start.ballot == "secret" or not power

    def lean(i: PoolActor) -> float:
        return 0.0 if secret else float(p.deference * (1 - facilitator.intensity["inclusion"]) * (1 - i.power))

    return {i: {k: (1 - lean(i)) * own[i][k] + lean(i) * room[k] for k in model.constraints} for i in voters}


def dots(ballot: Ballot) -> Ballot:
    """Each dot in turn to the highest quotient (D'Hondt)."""
    given = dict.fromkeys(ballot, 0.0)
    for _ in range(DOTS):
        given[max(ballot, key=lambda k: ballot[k] / (given[k] + 1))] += 1
    return given


def plurality(ballot: Ballot) -> Ballot:
    """One vote for the highest."""
    return {max(ballot, key=lambda k: ballot[k]): 1.0}


def approval(ballot: Ballot) -> Ballot:
    """One vote for each above the average."""
    return {k: float(x > 1 / len(ballot)) for k, x in ballot.items()}


def borda(ballot: Ballot) -> Ballot:
    """For each, one vote for every one ranked lower."""
    return {k: float(sum(y < x for y in ballot.values())) for k, x in ballot.items()}


RULES: dict[str, Callable[[Ballot], Ballot]] = {
    "dot": dots, "plurality": plurality, "approval": approval, "borda": borda
}  # fmt: skip


def vote(model: Any) -> tuple[dict[PoolActor, Ballot], Ballot]:
    """Take the ballots and count them."""
    ballots, rule = ballots_of(model), RULES[model.facilitator.start.vote]
    votes = dict.fromkeys(model.constraints, 0.0)
    for ballot in ballots.values():
        for constraint, count in rule(ballot).items():
            votes[constraint] += count
    for constraint, count in votes.items():
        if count > 0:
            model.log("voted", other=constraint, value=count)
    return ballots, votes
