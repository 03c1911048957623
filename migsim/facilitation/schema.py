"""What a strategy file says: preparation, what the facilitator does in each phase, hand-over, rules."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

from pydantic import Field

from migsim.facilitation.rules import Practice as Practice
from migsim.facilitation.rules import Rules, rule_mistakes
from migsim.scenario.checked import Checked, Mistake, Name, ShortName, Strict, Text
from migsim.scenario.schema import Number, Share, Whole, figure
from migsim.vocabulary import HANDOVERS, PREPARED, VOTE_RULES

if TYPE_CHECKING:
    Prepared: TypeAlias = str
    Vote: TypeAlias = str
    HandoverKind: TypeAlias = str
else:
    Prepared, Vote, HandoverKind = Literal[PREPARED], Literal[VOTE_RULES], Literal[HANDOVERS]

Hours = Annotated[Number, Field(ge=0, le=2000)]
Money = Annotated[Number, Field(ge=0, le=1e9)]
Weeks = Annotated[Whole, Field(ge=1, le=2600)]


class Start(Strict):
    """Before and in week 0: preparation, invitation, mapping and vote."""

    preparation: dict[Prepared, Hours] = figure(
        "hours", "facilitator hours before the workshop, by practice", default={}
    )
    mapping_days: Annotated[Whole, Field(ge=1, le=20)] = figure("days", "days of market mapping", default=2)
    breadth: Share = figure("share", "invitation: 0 takes the powerful, 1 takes anybody", default=0.5)
    marginalised_first: Share = figure("score", "invitation: what a marginalised actor scores more", default=0.0)
    workshop_support: Share = figure("share", "share of the travel to the workshop that is paid", default=0.0)
    vote: Vote = Field(default="dot", description="voting rule")
    ballot: Literal["open", "secret"] = Field(default="open", description="show of hands, or secret")
    groups: Annotated[Whole, Field(ge=1, le=5)] = figure("groups", "the most groups that are formed", default=3)
    group: Literal["new", "existing"] = Field(default="new", description="new groups, or existing formal ones")
    chair: Literal["members", "facilitator"] = Field(default="members", description="who decides on chair and interval")
    interval: Annotated[Whole, Field(ge=0, le=52)] = figure(
        "weeks", "weeks between meetings that the facilitator proposes; 0: members decide alone", default=0
    )


class Phase(Strict):
    """A stretch of weeks with the same weekly levers."""

    weeks: Weeks = figure("weeks", "how long the phase lasts")
    hours: dict[Practice, Hours] = figure("hours/week", "facilitator hours a week for all groups together, by practice")
    style: Share = figure("share", "0 coaches, 1 does the work for the group", default=0.0)
    travel_support: Share = figure("share", "share of members' travel that is paid", default=0.0)
    fund: Money = figure("money/week", "catalytic fund for each group, active or dormant", default=0.0)
    agents: Literal["staff", "local"] = Field(
        default="staff", description="who gives the hours: the programme's staff, or local agents whom it pays"
    )
    messages: Share = figure("share", "share of members who get messages between meetings", default=0.0)
    recruit: Hours = figure(
        "hours/week", "facilitator hours a week of bringing missing roles in and keeping buyers", default=0.0
    )


class Handover(Strict):
    """How the facilitator leaves."""

    kind: HandoverKind = Field(default="fixed", description="how the hand-over is timed")
    weeks: Annotated[Whole, Field(ge=0, le=520)] = figure(
        "weeks", "how long hours fade: the last weeks of the phases (taper), or from readiness on", default=0
    )
    earliest: Annotated[Whole, Field(ge=0, le=2600)] = figure("week", "when-ready: not before this week", default=0)
    attendance: Share = figure("share", "when-ready: members who come, as a running average", default=0.6)
    kept: Share = figure("share", "when-ready: commitments kept, as a running average", default=0.6)
    members_ran: Share = figure(
        "share", "when-ready: members' part in running meetings, as a running average", default=0.5
    )


class Delivery(Strict):
    """Direct delivery: the programme's budget spent on relief for households, without any group."""

    weeks: Weeks = figure("weeks", "over how many weeks the budget is spent", default=52)


class Plan(Checked):
    """A facilitation strategy as data."""

    name: ShortName = Field(description="short name, as typed on the command line")
    title: Name = Field(description="name in words")
    description: Text = Field(description="what it is")
    source: Text = Field(description="where in practice or literature it comes from")
    cost: Literal["equal", "own"] = Field(
        default="own", description="equal: weekly hours are scaled to the scenario's budget; own: taken as written"
    )
    start: Start | None = Field(default=None, description="missing: no workshop, no groups")
    phases: tuple[Phase, ...] = Field(default=(), description="one after the other from week 1")
    handover: Handover = Field(default=Handover(), description="how the facilitator leaves")
    rules: Rules = Field(default=(), description="what is done in answer to what is seen, in this order")
    delivery: Delivery | None = Field(default=None, description="direct delivery, in place of a workshop and phases")

    @classmethod
    def cross_check(cls, data: Mapping[str, Any], context: Any = None) -> Iterable[Mistake]:
        """Yield what is wrong between the tables of a strategy."""
        phases = data.get("phases") or ()
        total = sum(p["weeks"] for p in phases if isinstance(p, Mapping) and isinstance(p.get("weeks"), int))
        handover = data.get("handover") or {}
        if phases and data.get("start") is None:
            yield Mistake(("phases",), "there are phases but no workshop; add a [start] table")
        if data.get("delivery") is not None and (data.get("start") is not None or phases):
            yield Mistake(("delivery",), "direct delivery stands alone; take out [start] and the phases")
        if isinstance(handover, Mapping):
            weeks = handover.get("weeks", 0)
            if handover.get("kind") == "taper" and isinstance(weeks, int) and not 0 < weeks <= total:
                yield Mistake(
                    ("handover", "weeks"),
                    f"a taper needs 1 to {total} weeks, as many as the phases have; mend the number",
                )
        if data.get("cost") == "equal" and not phases and data.get("delivery") is None:
            yield Mistake(("cost",), 'there are no weekly hours to scale; write cost = "own"')
        yield from rule_mistakes(data)
