"""From votes to groups: winners, members, chair and interval."""

from math import floor
from typing import Any

from migsim.chance import BALLOT_TIE

from object_model.actor import PoolActor
from object_model.arithmetic import clip
from object_model.chair import choose_first_chair
from object_model.constraint import Constraint
from object_model.mig import MIG, Membership
from object_model.review import draw_effect
from object_model.vote import Ballot, vote

CAPACITY_NEW, CAPACITY_EXISTING = 0.1, 0.35
OWNERSHIP_NEW, OWNERSHIP_CHOSEN, OWNERSHIP_PROPOSED = 0.25, 0.2, 0.1
FIRST_BELIEF = 0.7
SHORTEST, LONGEST = 2, 13  # weeks between meetings


def form_groups(model: Any) -> list[MIG]:
    """Vote, and form a group for each winner that enough members join."""
    ballots, votes = vote(model)
    joining: dict[Constraint, dict[PoolActor, Membership]] = {k: {} for k in winners(model, votes)}
    for actor, ballot in ballots.items():
        join_winners(model, actor, ballot, votes, joining)
    lively = [(k, members) for k, members in joining.items() if len(members) >= model.parameters.quorum_members]
    migs = [found(model, number, k, members) for number, (k, members) in enumerate(lively, start=1)]
    for mig in migs:
        settle(model, mig)
    return migs


def winners(model: Any, votes: Ballot) -> list[Constraint]:
    """Constraints with enough votes, in order of votes."""
    enough = model.parameters.vote_threshold * sum(votes.values())
    ranked = sorted(votes, key=lambda k: (-votes[k], model.luck.draw(BALLOT_TIE, i=k.id)))
    return [k for k in ranked if votes[k] > 0 and votes[k] >= enough][: model.facilitator.start.groups]


def join_winners(model: Any, actor: PoolActor, ballot: Ballot, votes: Ballot, joining: dict[Any, Any]) -> None:
    """Join the winners in order of the own ballot, each further one only if it matters more."""
    p, joined = model.parameters, 0
    places = floor(actor.hours / p.membership_hours)
    fewer_votes_first = list(reversed(joining))
    for k in sorted(fewer_votes_first, key=lambda k: -ballot[k]):
        if joined < places and ballot[k] >= p.join_threshold * (joined + 1) / 2:
            joining[k][actor] = Membership(min(p.first_energy + ballot[k], 1.0))
            joined += 1


def found(model: Any, number: int, constraint: Constraint, members: dict[PoolActor, Membership]) -> MIG:
    """Bring a group into being."""
    mig = MIG(model, number, constraint, members)
    constraint.worked_on = True
    model.log("formed", mig, other=constraint, value=len(members))
    for actor, membership in members.items():
        actor.memberships += 1
        actor.member_ever = True
        membership.expected = model.bonds.mean_trust(actor, list(members))
        model.log("joined", mig, actor, value=membership.motivation)
    return mig


def settle(model: Any, mig: MIG) -> None:
    """Give a group its first state: chair, interval, capacity, ownership, first plan."""
    start = model.facilitator.start
    choose = start.chair == "members"
    mig.capacity = CAPACITY_EXISTING if start.group == "existing" else CAPACITY_NEW
    mig.ownership = OWNERSHIP_NEW + OWNERSHIP_CHOSEN * choose + OWNERSHIP_PROPOSED * (start.interval == 0)
    mig.believed = FIRST_BELIEF
    choose_first_chair(model, mig)
    mig.interval = interval_of(model)
    mig.next_meeting = min(mig.interval, 4)
    draw_effect(model, mig)


def interval_of(model: Any) -> int:
    """Weeks between meetings: what members' time affords, what the facilitator proposes, or the mean of the two."""
    p, start = model.parameters, model.facilitator.start
    weeks = (52 / 12) * p.meeting_hours / (p.meeting_share * p.membership_hours)
    if start.interval > 0:
        weeks = (weeks + start.interval) / 2 if start.chair == "members" else start.interval
    return int(clip(floor(weeks + 0.5), SHORTEST, LONGEST))
