"""The event log: what happened, for whoever wants to read one history."""

from migsim.kernel import kernel
from migsim.state import State

# Codes of the log, with the meaning of the columns mig, actor, other and value. Add at the end.
CAME = 0  # actor; value: mapping days
VOTED = 1  # other: constraint; value: votes
FORMED = 2  # mig; other: constraint; value: members
CHAIR = 3  # mig, actor
JOINED = 4  # mig, actor; value: motivation
LEFT = 5  # mig, actor
MET = 6  # mig; other: who came; value: share of members
NOT_CONVENED = 7  # mig
ATTENDED = 8  # mig, actor; value: hours a week promised
KEPT = 9  # mig, actor; value: share of spare time promised
BROKEN = 10  # mig, actor; value: share of spare time promised
DEAL = 11  # mig (-1 at the workshop), actor, other; value: gain
DEAL_HONOURED = 12  # actor, other; value: gain
DEAL_BROKEN = 13  # actor broke it, other lost; value: loss
PARTNERS = 14  # actor, other
TIE_ENDED = 15  # actor, other
REPLANNED = 16  # mig; other: constraint; value: plan number on it, from 1
CHANGED = 17  # mig; other: new constraint
GOAL = 18  # mig; other: constraint; value: relief
COMPLETED = 19  # mig; other: constraint
DORMANT_NOW = 20  # mig
REVIVED = 21  # mig
DISSOLVED_NOW = 22  # mig; other: constraint; value: 1 when its plans came to nothing, else 0
SHOCK_HIT = 23  # other: shock; value: size
HANDOVER = 24  # facilitator found the groups ready, or the latest week came
EXIT = 25  # first week without paid support
RULE_FIRED = 26  # other: responsive rule of the strategy; value: times so far
CAPTURED = 27  # mig, actor: the chair holds on against the members' choice
LEADERLESS = 28  # mig: it depended on a chair that it lost
KITTY_STARTED = 29  # mig
KITTY_ENDED = 30  # mig: too few paid their fees; value: meetings held
TIE_SUSPENDED = 31  # actor, other; value: weeks
TIE_RESUMED = 32  # actor, other
RECRUITED = 33  # mig, actor; value: intensity of the work on it
DECIDED = 34  # other: constraint; value: share of the decisions that are taken now
REFUSED = 35  # the same
LAPSED = 36  # the same
BUYER_KEPT = 37  # other: shock; value: intensity of the work on it
NAMES = (
    "came", "voted", "formed", "chair", "joined", "left", "met", "not-convened", "attended", "kept", "broken", "deal",
    "deal-honoured", "deal-broken", "partners", "tie-ended", "replanned", "changed-constraint", "goal", "completed",
    "dormant", "revived", "dissolved", "shock", "hand-over", "exit", "rule",
    "captured", "leaderless", "kitty", "kitty-failed",
    "tie-suspended", "tie-resumed", "recruited", "decided", "refused", "lapsed", "buyer-kept",
)  # fmt: skip


@kernel
def log(state: State, event: int, mig: int, actor: int, other: int, value: float) -> None:
    """Count one event, and keep it where the log has room; nothing in the model reads it."""
    at = state.ledger[0].events
    if at < len(state.events):
        row = state.events[at]
        row.week = state.ledger[0].week
        row.event = event
        row.mig = mig
        row.actor = actor
        row.other = other
        row.value = value
    state.ledger[0].events = at + 1
