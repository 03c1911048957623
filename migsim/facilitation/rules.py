"""Responsive rules of a strategy file: what they may say, and what is wrong between their fields."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

from pydantic import Field

from migsim.scenario.checked import Mistake, Name, Strict
from migsim.scenario.schema import Number, Whole, figure
from migsim.scenario.wording import percent_hint
from migsim.state import MOST_RULES
from migsim.vocabulary import ACTIONS, OBSERVABLES, OF_A_GROUP, PRACTICES, RULE_ACTIONS, SEEN

if TYPE_CHECKING:
    Practice: TypeAlias = str
    Observable: TypeAlias = str
    RuleAction: TypeAlias = str
else:
    Practice, Observable, RuleAction = Literal[PRACTICES], Literal[OBSERVABLES], Literal[RULE_ACTIONS]

_SHARES = {one.name for one in SEEN if one.share}
_ACTIONS = {action.name: action for action in ACTIONS}


class Rule(Strict):
    """If this is seen for so long, then that is done for so long. Only these fields: nothing in a file is evaluated."""

    name: Name | None = Field(default=None, description="what the rule is called when a history is told")
    when: Observable = Field(description="what is looked at, as in `migsim.Observation`")
    below: Annotated[Number, Field(ge=0)] | None = figure(
        "as the observable", "it holds below this value", default=None
    )
    above: Annotated[Number, Field(ge=0)] | None = figure("as the observable", "or above this one", default=None)
    groups: Literal["any", "all"] = Field(default="any", description="in any active group, or in all of them")
    meetings_running: Annotated[Whole, Field(ge=0, le=100)] = figure(
        "meetings", "it has to hold at so many meetings of the group one after the other; 0: weeks count", default=0
    )
    weeks_running: Annotated[Whole, Field(ge=0, le=2600)] = figure(
        "weeks", "or in so many weeks one after the other; 0: one is enough", default=0
    )
    from_week: Annotated[Whole, Field(ge=1, le=2600)] = figure("week", "it does not come into force before", default=1)
    action: RuleAction = Field(description="what is done")
    to: Practice | None = Field(default=None, description="move-hours, add-hours: the practice that gets them")
    take_from: Practice | Literal["all"] = Field(
        default="all", description="move-hours: the practice that gives them, or all others by the same share"
    )
    amount: Annotated[Number, Field(ge=0, le=1e9)] | None = figure(
        "hours/week, share or money/week", "hours a week; or the new style, travel support or fund", default=None
    )
    lasts: Annotated[Whole, Field(ge=0, le=2600)] = figure("weeks", "for how long; 0: to the end", default=0)
    times: Annotated[Whole, Field(ge=0, le=2600)] = figure("times", "at most how often; 0: no limit", default=0)


Rules = Annotated[tuple[Rule, ...], Field(max_length=MOST_RULES)]


def rule_names(rules: Sequence[Rule]) -> list[str]:
    """What rules are called when a history is told; "rule 2" for one without a name."""
    return [rule.name or f"rule {number}" for number, rule in enumerate(rules, 1)]


def rule_mistakes(data: Mapping[str, Any]) -> Iterator[Mistake]:
    """Yield what is wrong between the fields of each rule, and between a rule and the rest of a strategy."""
    rules = data.get("rules")
    for at, rule in enumerate(rules if isinstance(rules, list) else ()):
        if isinstance(rule, Mapping):
            for key, text in (*_condition(rule), *_action(rule), *_spending(rule, data.get("cost"))):
                yield Mistake(("rules", at, key) if key else ("rules", at), text)
    names = [r["name"] for r in rules if isinstance(r, Mapping) and "name" in r] if isinstance(rules, list) else []
    for at, rule in enumerate(rules if isinstance(rules, list) else ()):
        if isinstance(rule, Mapping) and names.count(rule.get("name")) > 1:
            yield Mistake(("rules", at, "name"), "is the name of several rules; give each its own")
    if rules and not data.get("phases"):
        yield Mistake(("rules",), "there are no phases for a rule to change; add [[phases]] or take the rules out")


def _condition(rule: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is wrong with the part before "then"."""
    when, of_a_group = rule.get("when"), rule.get("when") in OF_A_GROUP
    if "below" not in rule and "above" not in rule:
        yield "", "a rule needs a limit; add below = or above = with a value"
    if "below" in rule and "above" in rule:
        yield "above", "a rule has one limit only; take out below or above, or write two rules"
    for key in ("below", "above"):
        limit = rule.get(key)
        if when in _SHARES and isinstance(limit, int | float) and limit > 1:
            yield key, f"{when} is a share and must be at most 1{percent_hint(limit, 1) or '; change it'}"
    if rule.get("meetings_running") and rule.get("weeks_running"):
        yield "weeks_running", "meetings or weeks are counted, not both; take one of the two out"
    known = when in OBSERVABLES
    if known and not of_a_group and rule.get("meetings_running"):
        yield "meetings_running", f"{when} is not seen at meetings; write weeks_running"
    if known and not of_a_group and rule.get("groups", "any") != "any":
        yield "groups", f"{when} is of the whole programme, not of a group; take groups out"


def _action(rule: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is wrong with the part after "then"."""
    action = str(rule.get("action"))
    if action not in _ACTIONS:
        return
    moves, most = _ACTIONS[action].about_a_practice, _ACTIONS[action].most
    if moves and "to" not in rule:
        yield "", f'{action} needs to = and a practice, as in to = "communication"; add it'
    if not moves and "to" in rule:
        yield "to", f"{action} is not about a practice; take to out"
    if action != "move-hours" and rule.get("take_from", "all") != "all":
        yield "take_from", "only move-hours takes hours from a practice; take take_from out"
    if moves and rule.get("take_from", "all") == rule.get("to"):
        yield "take_from", 'hours cannot be moved from a practice to itself; name another, or write "all"'
    if most is None:
        for key in ("amount", "lasts", "times"):
            if rule.get(key):
                yield key, f"a hand-over begins once and for all; take {key} out ([handover] says how long it takes)"
        return
    amount = rule.get("amount")
    if amount is None:
        yield "", f"{action} needs amount = and a number; add it"
    elif isinstance(amount, int | float) and amount > most:
        yield "amount", f"must be at most {most:g} for {action}{percent_hint(amount, most) or '; change it'}"


def _spending(rule: Mapping[str, Any], cost: Any) -> Iterator[tuple[str, str]]:
    if cost == "equal" and rule.get("action") in [action.name for action in ACTIONS if action.spends]:
        yield (
            "action",
            'would spend more than the budget that cost = "equal" already fills; write move-hours, or cost = "own"',
        )
