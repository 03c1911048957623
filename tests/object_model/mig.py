"""Market Interest Groups and their members."""

from dataclasses import dataclass
from typing import Any

import mesa

from object_model.actor import PoolActor
from object_model.arithmetic import mean
from object_model.constraint import Constraint

SMALLEST = 3  # members


@dataclass
class Membership:
    """What one actor has to do with one group."""

    motivation: float
    expected: float = 0.0  # contribution expected of others, as a share
    share: float = 0.0  # of spare time, last promised
    committed: float = 0.0  # hours a week, last promised
    kept: bool = False  # hidden until the next meeting


class MIG(mesa.Agent):
    """One group; `number` is its place, from 1, and `id` that of the constraint that it was formed on."""

    def __init__(self, model: Any, number: int, constraint: Constraint, members: dict[PoolActor, Membership]) -> None:
        super().__init__(model)
        self.number, self.id = number, constraint.id
        self.constraint = self.formed_on = constraint
        self.members = members
        self.status = "active"
        self.chair: PoolActor | None = None
        self.chair_since = 0  # week of the last election
        self.captured = False  # the chair holds on by its power
        self.leaderless = False  # cannot convene itself before it has a new chair
        self.kitty, self.dues = "none", 0.0  # members who pay their fee, as a running average
        self.paying: set[PoolActor] = set()  # at the last meeting
        self.interval, self.next_meeting = 0, 0
        self.capacity, self.ownership, self.activity = 0.0, 0.0, 1.0
        self.quality = self.members_ran = 0.0
        self.plans_here = 0  # number of the plan on the present constraint
        self.effect = self.believed = self.learned = 0.0
        self.effort = self.coverage = self.coordination = self.resistance = 0.0
        self.lacking = 0.0  # part of the coverage that households' hours are wanting for
        self.came: set[PoolActor] = set()  # to the last meeting
        self.meetings, self.since_review = 0, 0
        self.last_quorate, self.worked_then = 0, 0.0
        self.goal_reached, self.goals = False, 0
        self.seen_attendance = self.seen_kept = self.seen_members_ran = self.seen_mood = 0.0
        self.deals_heard = 0
        self.seen_week: int | None = None  # of the last meeting
        self.last_attendance = self.last_kept = None  # of that meeting alone

    @property
    def f(self) -> dict[str, float]:
        """Intensity of each practice in its meetings."""
        intensity: dict[str, float] = self.model.facilitator.intensity
        return intensity

    @property
    def active(self) -> bool:
        """Whether it is alive."""
        return self.status == "active"

    @property
    def alive(self) -> bool:
        """Whether it still meets, be it dormant."""
        return self.status in ("active", "dormant")

    @property
    def complete(self) -> bool:
        """Whether every role that its constraint needs has a member."""
        return set(self.constraint.needs) <= {actor.role.name for actor in self.members}

    @property
    def mean_motivation(self) -> float:
        """Of its members."""
        return mean(membership.motivation for membership in self.members.values())

    def join(self, actor: PoolActor, motivation: float) -> None:
        """Take a member in."""
        self.members[actor] = Membership(motivation)
        actor.memberships += 1
        actor.member_ever = True
        self.model.log("joined", self, actor, value=motivation)

    def lose(self, actor: PoolActor) -> None:
        """Let a member go; the chair may fall vacant."""
        del self.members[actor]
        self.came.discard(actor)
        actor.memberships -= 1
        if actor is self.chair:
            self.chair, self.captured = None, False
        self.model.log("left", self, actor)

    def turn(self, status: str, event: str) -> None:
        """Fall asleep, or wake up again."""
        self.status = status
        self.model.log(event, self)

    def end(self, status: str, event: str, value: float = 0.0) -> None:
        """Stop for good; members' time is free for other groups."""
        self.status, self.effort = status, 0.0
        for actor in self.members:
            actor.memberships -= 1
        self.model.log(event, self, other=self.constraint, value=value)

    def dissolve_if_too_small(self) -> None:
        """A handful too few is no group."""
        if len(self.members) < SMALLEST:
            self.end("dissolved", "dissolved")
