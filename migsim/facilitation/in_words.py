"""A responsive rule as a sentence, for lists, timelines and documentation."""

from migsim.facilitation.rules import Rule
from migsim.vocabulary import OF_A_GROUP, SEEN

_OBSERVED = {one.name: one.label for one in SEEN}
_SHARES = {one.name for one in SEEN if one.share}


def rule_in_words(rule: Rule, scaled: bool = False) -> str:
    """Say a rule in one sentence without its full stop; `scaled`: its hours are scaled to a budget.

    Examples
    --------
    >>> rule_in_words(Rule(when="mood", below=0.4, weeks_running=6, action="fund", amount=20, lasts=6))
    "If the mood is under 40% in 6 weeks running in any group, each group's fund becomes 20 a week, for 6 weeks"
    """
    limits = [limit for limit in (rule.from_week > 1 and f"not before week {rule.from_week}", _often(rule)) if limit]
    return f"If {condition(rule, 'in any group')}, {action(rule, scaled)}{''.join(f', {limit}' for limit in limits)}"


def condition(rule: Rule, in_any: str) -> str:
    """Say when a rule comes into force; `in_any` words that one group is enough."""
    limit = rule.below if rule.below is not None else rule.above or 0.0
    value = f"{limit:.0%}" if rule.when in _SHARES else f"{limit:,g}"
    where = f" {'in every group' if rule.groups == 'all' else in_any}" if rule.when in OF_A_GROUP else ""
    running = ""
    if rule.meetings_running > 1:
        running = f" at {rule.meetings_running} meetings running"
    elif rule.weeks_running > 1:
        running = f" in {rule.weeks_running} weeks running"
    return f"{_OBSERVED[rule.when]} is {'under' if rule.below is not None else 'over'} {value}{running}{where}"


def action(rule: Rule, scaled: bool = False) -> str:
    """Say what a rule does, and for how long."""
    amount = rule.amount or 0.0
    lasting = f", for {rule.lasts} week{'s' * (rule.lasts > 1)}" if rule.lasts else ", from then on"
    hours = f"{amount:g} hour{'s' * (amount != 1)} a week" + " (before scaling)" * scaled
    verb = "moves" if amount == 1 else "move"
    giver = "all other practices" if rule.take_from == "all" else rule.take_from
    said = {
        "move-hours": f"{hours} {verb} to {rule.to} from {giver}",
        "add-hours": f"{hours} are added to {rule.to}",
        "style": f"the facilitator's style becomes {amount:g} (0 coaches, 1 does the work)",
        "travel-support": f"{amount:.0%} of members' travel is paid",
        "fund": f"each group's fund becomes {amount:g} a week",
        "hand-over": "the hand-over begins",
        "recruit": f"{amount:g} hour{'s' * (amount != 1)} a week go into bringing missing roles in",
    }[rule.action]
    return said + lasting * (rule.action != "hand-over")


def _often(rule: Rule) -> str:
    return f"at most {rule.times} time{'s' * (rule.times > 1)}" if rule.times else ""
