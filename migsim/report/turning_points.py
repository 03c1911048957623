"""The turning points of a history: plans dropped, goals, groups falling silent and reviving, people leaving, shocks."""

from collections.abc import Iterator
from itertools import groupby

from migsim.analysis.words import listed, short, value
from migsim.facilitation.in_words import action, condition
from migsim.facilitation.rules import rule_names
from migsim.facilitation.schedule import hours_scale, latest_week
from migsim.facilitation.strategy import FileStrategy
from migsim.report.story import Event, Story, Told

_OFFICE = {
    "decided": "An office decides in favour on {title}: {share} of what it could decide stands.",
    "refused": "An office hears the case on {title}, and refuses.",
    "lapsed": "A decision on {title} is no longer heeded: {share} of what could be decided is left.",
}
_PLAIN = {
    "completed": "{group} has done what it set out to do, and stops.",
    "dormant": "{group} falls silent: too few of its meetings take place or find a quorum.",
    "revived": "{group} is alive again.",
    "leaderless": "{group} depended on the chair that it lost: it does not call its own meetings any more.",
    "kitty": "{group} starts a kitty, into which its members pay a fee at every meeting.",
    "kitty-failed": "The kitty of {group} fails: too few members pay their fee.",
    "captured": "{actor} holds on to the chair of {group}, whoever the members would have.",
}


def turning_points(story: Story) -> Iterator[Told]:
    """Tell what changed the course of a group or of the market, in order."""
    missed: set[int] = set()
    chairs: dict[int, str] = {}
    moves = (event for event in story.events if event.event not in ("left", "joined"))
    for event in moves:
        if event.event == "chair":
            chairs[event.mig] = event.actor
            if event.week > 0:
                yield Told(event.week, f"{event.actor} takes the chair of {story.group(event.mig, event.week)}.")
        elif event.event == "not-convened" and event.mig not in missed:
            missed.add(event.mig)
            text = f"Nobody calls the meeting of {story.group(event.mig, event.week)} that is due, for the first time."
            yield Told(event.week, text)
        elif event.event == "rule":
            yield Told(event.week, rule_fired(story, event))
        elif text := turning_point(story, event):
            yield Told(event.week, text)
    yield from comings_and_goings(story)


def turning_point(story: Story, event: Event) -> str:
    """Word one event; nothing for those that are no turning point."""
    if event.event == "shock":
        return shock(story, event.other)
    if event.event == "buyer-kept":
        return f"A buyer who was about to leave ({event.other}) stays: the facilitator has kept in touch."
    if event.event in _OFFICE:
        return _OFFICE[event.event].format(title=story.title(event.other), share=value(event.value, "share", ""))
    group = story.group(event.mig, event.week)
    if event.event == "recruited":
        return f"The facilitator wins {event.actor} for {group}, which lacked that role."
    if event.event in _PLAIN:
        return _PLAIN[event.event].format(group=group, actor=event.actor)
    if event.event == "replanned":
        return f"{group} sees too little come of its plan. It drops it and makes plan number {short(event.value)}."
    if event.event == "changed-constraint":
        return f"Group {event.mig} turns to another constraint: {story.title(event.other)}."
    if event.event == "goal":
        return (
            f"{group} reaches its goal: the constraint is {value(event.value, 'share', '')} lighter than at the start."
        )
    if event.event == "dissolved":
        return f"{group} comes to its end: {_end_of(story, event)}."
    if event.event == "hand-over":
        return "The facilitator begins to hand over."
    return ""


def _end_of(story: Story, event: Event) -> str:
    """Why a group is dissolved: as the stages log it, and by whether it had fallen silent."""
    if event.value > 0:
        return "plan after plan came to nothing, and it sees no other constraint to turn to"
    life = [e.event for e in story.of("dormant", "revived") if e.mig == event.mig and e.week <= event.week]
    return "it has been silent for too long" if life[-1:] == ["dormant"] else "too few members are left"


def shock(story: Story, name: str) -> str:
    """Word a shock by its kind."""
    found = next(one for one in story.history.scenario.shocks if one.name == name)
    what = {
        "severity": f"it suddenly makes one constraint worse, {story.title(found.constraint or '')}",
        "price-spike": f"for {found.weeks} weeks others pay more, and promises are harder to keep",
        "buyer-loss": f"the largest {found.role} leaves the market",
        "meeting-ban": f"no meetings are allowed for {found.weeks} weeks",
        "members-leave": "some members have to give up their groups",
    }[found.kind]
    return f"A shock ({name}): {what}."


def rule_fired(story: Story, event: Event) -> str:
    """Word a responsive rule that comes into force, with the hours that it really moves."""
    strategy = story.history.strategy
    assert isinstance(strategy, FileStrategy), "only files have rules"
    rule = strategy.plan.rules[rule_names(strategy.plan.rules).index(event.other)]
    if rule.action == "move-hours":
        scale = hours_scale(strategy, story.history.scenario, latest_week(strategy.plan))
        rule = rule.model_copy(update={"amount": round(scale * (rule.amount or 0.0), 1)})
    again = " again" if event.value > 1 else ""
    seen = condition(rule, "in a group")
    return f"The facilitator answers{again} to what it sees ({event.other}): {seen}, so {action(rule)}."


def comings_and_goings(story: Story) -> Iterator[Told]:
    """Tell who left a group or joined it later, all of one week together."""
    chairs = {(event.mig, event.actor) for event in story.of("chair")}
    later = [event for event in story.of("left", "joined") if event.week > 0]
    for (week, kind, mig), events in groupby(
        sorted(later, key=lambda event: (event.week, event.event, event.mig)), key=lambda e: (e.week, e.event, e.mig)
    ):
        names = [e.actor + (" (in the chair)" if kind == "left" and (mig, e.actor) in chairs else "") for e in events]
        change = "loses" if kind == "left" else "is joined by"
        yield Told(week, f"{story.group(mig, week)} {change} {listed(names)}.")
