"""Plans with responsive rules, one for each kind of rule."""

from migsim.facilitation.strategy import FileStrategy

from playing import PLANS, phase, plan

CALL_THEM = {
    "when": "last_attendance", "below": 0.6, "meetings_running": 2,
    "action": "move-hours", "to": "communication", "amount": 3, "lasts": 13,
}  # fmt: skip


def ruled(*rules, **changes) -> FileStrategy:
    """Forty weeks of coaching with rules."""
    return plan("ruled", rules=rules, **changes)


EVERY_KIND = {
    "moves": ruled(CALL_THEM),
    "from one practice": ruled({**CALL_THEM, "take_from": "management", "amount": 30, "times": 2}),
    "doing when nothing is kept": ruled(
        {"when": "last_kept", "below": 0.7, "action": "style", "amount": 1.0, "lasts": 8},
        {"when": "kept", "above": 0.5, "groups": "all", "action": "style", "amount": 0.0},
        phases=[phase(style=0.3)],
    ),
    "support and fund": ruled(
        {"when": "mood", "below": 0.5, "weeks_running": 6, "action": "travel-support", "amount": 1.0, "lasts": 10},
        {"when": "deals_heard", "above": 0, "action": "fund", "amount": 20.0},
        {"when": "groups_dormant", "above": 0, "action": "add-hours", "to": "management", "amount": 4.0, "lasts": 5},
        handover={"kind": "taper", "weeks": 15},
    ),
    "hand-over on a sign": ruled(
        {"when": "last_members_ran", "above": 0.4, "groups": "any", "from_week": 20, "action": "hand-over"},
        handover={"kind": "fixed", "weeks": 10},
    ),
    "money out": ruled({"when": "money_spent", "above": 5000.0, "action": "hand-over"}),
    "hours out": ruled({"when": "hours_spent", "above": 200.0, "action": "hand-over"}),
    "silence": ruled(
        {"when": "weeks_since_meeting", "above": 5, "action": "add-hours", "to": "management", "amount": 2, "lasts": 4},
        {"when": "members", "below": 5, "action": "add-hours", "to": "inclusion", "amount": 2},
        {"when": "meetings", "above": 4, "groups": "all", "action": "move-hours", "to": "reflection", "amount": 2},
        {"when": "attendance", "below": 0.5, "from_week": 20, "action": "style", "amount": 0.6},
        {"when": "members_ran", "above": 0.2, "action": "style", "amount": 0.1},
    ),
    "ready": PLANS["ready"],
    "ready and ruled": plan(
        "both", rules=[CALL_THEM], handover=PLANS["ready"].plan.handover.model_dump()
    ),
}  # fmt: skip
