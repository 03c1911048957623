"""One actor beside its twin, in words and figures: with the project and without, or under another strategy."""

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

from migsim.analysis.words import money, short
from migsim.defaults import NO_PROJECT

if TYPE_CHECKING:
    from migsim.engine import Twin

_LABELS = {
    "gain": "gain, in today's money",
    "gain_relief": "· from lighter constraints",
    "gain_deals": "· from deals and partners",
    "gain_delivery": "· from direct delivery",
    "own_cost": "· own time and travel",
    "shock_loss": "· lost to shocks",
    "income": "income a week, last year*",
    "ties": "business ties at the end",
    "memberships": "groups it is in at the end",
    "hours_given": "own hours given",
    "voice": "voice, 0 to 1",
}
_TAKEN_OFF = ("own_cost", "shock_loss")
_ALWAYS = ("gain", "income")


@dataclass(frozen=True)
class TwinRow:
    """One measure of an actor, with and without, ready to print."""

    label: str
    told: str
    twin: str
    difference: str


def sides(twin: "Twin") -> tuple[str, str]:
    """Headings of the two sides: with and without, or the titles of the two strategies."""
    if twin.history.strategy.name == NO_PROJECT:
        return "with", "without"
    return twin.told.strategy.title or twin.told.strategy.name, twin.history.strategy.title


def lines(twin: "Twin", actor: str) -> list[TwinRow]:
    """Word every measure that has a value on either side; what is taken off a gain is negative."""
    currency = twin.told.scenario.currency
    rows = twin.actor(actor).set_index("measure")
    made = []
    for measure, label in _LABELS.items():
        sign = -1.0 if measure in _TAKEN_OFF else 1.0
        here, there = (sign * float(rows[side][measure]) for side in ("history", "twin"))
        if measure in _ALWAYS or abs(here) > 5e-3 or abs(there) > 5e-3:
            in_money = str(rows["unit"][measure]).startswith("money")
            made.append(
                TwinRow(label, *(money(x, currency) if in_money else short(x) for x in (here, there, here - there)))
            )
    return made


def who(twin: "Twin", actor: str) -> str:
    """Say who an actor is: name, role, groups, member or not."""
    row = twin.told.actors.set_index("actor").loc[actor]
    said = [str(row["role"]), *filter(None, str(row["groups"]).split(", "))]
    return f"{actor} ({', '.join(said)}; {'a member' if row['member'] else 'not a member'})"


def twin_text(twin: "Twin", actor: str, width: int = 88) -> str:
    """Write an actor and its twin as text: who it is, and a small table.

    Parameters
    ----------
    twin : Twin
        As `History.twin` returns it.
    actor : str
        An actor of the pool.
    width : int
        Columns.

    Returns
    -------
    str
        Lines without trailing blanks, ending in a newline.
    """
    here, there = sides(twin)
    heading = "With and without the project" if there == "without" else f"{here}, and {there}"
    about = f"{who(twin, actor)}: the same person, the same luck and the same shocks in both."
    rows = [
        ("", here, there, "difference"),
        *((x.label.replace("·", " "), x.told, x.twin, x.difference) for x in lines(twin, actor)),
    ]
    widths = [max(len(row[at]) for row in rows) for at in range(4)]
    table = [
        "  " + "  ".join((row[0].ljust(widths[0]), *(row[at].rjust(widths[at]) for at in (1, 2, 3)))) for row in rows
    ]
    note = "* against the burdens of week 0, net of own time and travel"
    about, note = (textwrap.fill(x, width, initial_indent="  ", subsequent_indent="  ") for x in (about, note))
    return "\n".join(line.rstrip() for line in (heading, about, *table, note)) + "\n"
