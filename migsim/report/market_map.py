"""The map of a market, drawn from its scenario: who is in it, what holds it back, and what causes what.

Three bands as in participatory market mapping: the enabling environment on top, the market chain in the middle, inputs
and services below. Roles stand at the left of the band in whose constraints they are needed most.
"""

import textwrap
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from migsim.report.drawing import WIDTH, page, to_svg
from migsim.report.style import GROUND, INK, QUIET, RULE, plain_style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from migsim.scenario.schema import Constraint, Level, Role, Scenario

#: Level: heading, tint of the band, colour of the arrows whose cause lies in it.
BANDS = {
    "enabling": ("Enabling environment", "#eaf1ee", "#2a7a5e"),
    "market-chain": ("Market chain", "#f6f1e6", "#94610f"),
    "inputs-services": ("Inputs and services", "#ecedf6", "#4a55a8"),
}
_SHARES = ("bad", "felt", "movable")  # severity, visibility, tractability
_NEEDS, _LIVES_OFF_IT = "needs", "lives off it"
_KEY = ("Share of the effect that is due to the cause:", "Letters: roles. Number: actors in the pool.")
#: What the map says beside the titles of its scenario.
OWN_WORDS = frozenset({*(heading for heading, _, _ in BANDS.values()), *_SHARES, _NEEDS, _LIVES_OFF_IT, *_KEY})
_ROLES = 2.05  # width of the column of roles (inches)
_BOX = (1.82, 0.92)
_PER_ROW = 3
_GAP = 0.5  # between rows of boxes
_EDGE = 0.34  # from a band's border to its boxes
_ROLE_LINE = 0.21
_TITLE_WIDTH = 25
_LIVES_OFF = "#a3322a"
_FRAME = "#3c5a78"
Place = tuple[float, float]
Words = Mapping[str, str]


def market_map(scenario: "Scenario", words: Words | None = None) -> "Figure":
    """Draw the map of a market.

    Parameters
    ----------
    scenario : Scenario
        What is drawn; nothing else enters.
    words : mapping, optional
        Titles and the map's own words in another language, by the English ones; what is missing stays as it is.

    Returns
    -------
    matplotlib Figure
        Inches; boxes are constraints, arrows run from cause to effect and are as thick as the share of the effect's
        severity that is due to the cause. Letters stand for roles.
    """
    said, letters = words or {}, role_letters(scenario)
    bands = {level: band_rows(scenario, level) for level in BANDS}
    heights = {level: _band_height(scenario, level, len(rows)) for level, rows in bands.items()}
    total = sum(heights.values()) + 0.12 * len(BANDS) + 0.42
    figure = page(total)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, WIDTH), ylim=(total, 0))
    axes.set_axis_off()
    places: dict[str, Place] = {}
    top = 0.06
    for level, rows in bands.items():
        _draw_band(axes, scenario, level, top, heights[level], letters, said)
        places |= _place(rows, top)
        top += heights[level] + 0.12
    by_name = {constraint.name: constraint for constraint in scenario.constraints}
    for name, place in places.items():
        _draw_box(axes, by_name[name], place, letters, said)
    for cause, effects in scenario.influence.items():
        for effect, share in effects.items():
            _draw_arrow(axes, places[cause], places[effect], share, BANDS[by_name[cause].level][2])
    _draw_key(axes, top + 0.1, said)
    return figure


def market_map_svg(scenario: "Scenario", words: Words | None = None) -> str:
    """Return the map as an SVG element that can stand inside a page, described for screen readers."""
    described = f"Map of the market: {scenario.title}. " + ". ".join(
        f"{constraint.title} ({BANDS[constraint.level][0]})" for constraint in scenario.constraints
    )
    with plain_style():
        return to_svg(market_map(scenario, words), f"map-{scenario.name}", described)


def role_letters(scenario: "Scenario") -> dict[str, str]:
    """Give every role a letter, in the order of the file."""
    return {role.name: chr(ord("A") + n % 26) for n, role in enumerate(scenario.roles)}


def level_of(role: "Role", scenario: "Scenario") -> "Level":
    """Return the level in whose constraints a role is needed most (as a share of that level's constraints).

    Households always stand in the market chain: they are where it begins.
    """
    if role.household:
        return "market-chain"
    all_of = Counter(constraint.level for constraint in scenario.constraints)
    needed = Counter(constraint.level for constraint in scenario.constraints if role.name in constraint.needs)
    if not needed:
        return "market-chain" if role.turnover > 0 else "enabling"
    order: tuple[Level, ...] = ("market-chain", "inputs-services", "enabling")
    return max(order, key=lambda level: needed[level] / all_of[level] if all_of[level] else 0.0)


def band_rows(scenario: "Scenario", level: str) -> list[list[str]]:
    """Lay the constraints of a level out in rows, those that influence each other close together."""
    names = [constraint.name for constraint in scenario.constraints if constraint.level == level]
    rows = max(-(-len(names) // _PER_ROW), 1)
    size = -(-len(names) // rows)
    causes = {name: sum(scenario.influence.get(name, {}).values()) for name in names}
    ordered = sorted(names, key=lambda name: (-causes[name], name))
    # Causes and effects alternate between rows, so that arrows run between rows more than along them.
    return [ordered[n::rows][:size] for n in range(rows)] if names else []


def _band_height(scenario: "Scenario", level: str, rows: int) -> float:
    roles = sum(level_of(role, scenario) == level for role in scenario.roles)
    boxes = 2 * _EDGE + rows * _BOX[1] + max(rows - 1, 0) * _GAP
    return max(boxes, 0.55 + _ROLE_LINE * roles)


def _place(rows: list[list[str]], top: float) -> dict[str, Place]:
    """Middle of each box (inches); every other row is set off sideways."""
    room = WIDTH - _ROLES - 0.15
    places = {}
    for n, row in enumerate(rows):
        step = room / max(len(row), 1)
        shift = (0.1 if n % 2 else -0.1) if len(row) > 1 else 0.0
        for m, name in enumerate(row):
            y = top + _EDGE + _BOX[1] / 2 + n * (_BOX[1] + _GAP)
            places[name] = (_ROLES + step * (m + 0.5) + shift, y)
    return places


def _draw_band(
    axes: "Axes", scenario: "Scenario", level: str, top: float, height: float, letters: dict[str, str], said: Words
) -> None:
    from matplotlib.patches import Rectangle

    title, tint, _ = BANDS[level]
    axes.add_patch(Rectangle((0.06, top), WIDTH - 0.12, height, facecolor=tint, edgecolor="none", zorder=0))
    axes.text(0.16, top + 0.19, said.get(title, title), fontweight="bold", color=INK, fontsize=9.5, va="center")
    present = Counter(actor.role for actor in scenario.actors)
    roles = [role for role in scenario.roles if level_of(role, scenario) == level]
    for n, role in enumerate(roles):
        y = top + 0.46 + n * _ROLE_LINE
        axes.text(0.2, y, letters[role.name], fontweight="bold", color=_FRAME, fontsize=8.5, va="center")
        axes.text(
            0.4, y, f"{said.get(role.name, role.name)}, {present[role.name]}", color=INK, fontsize=8.5, va="center"
        )


def _draw_box(axes: "Axes", constraint: "Constraint", place: Place, letters: dict[str, str], said: Words) -> None:
    from matplotlib.patches import FancyBboxPatch, Rectangle

    width, height = _BOX
    left, top = place[0] - width / 2, place[1] - height / 2
    frame = FancyBboxPatch(
        (left, top), width, height, boxstyle="round,pad=0,rounding_size=0.06", facecolor=GROUND, edgecolor=_FRAME,
        linewidth=0.9, zorder=5,
    )  # fmt: skip
    axes.add_patch(frame)
    spoken = said.get(constraint.title, constraint.title)
    title = textwrap.wrap(spoken, _TITLE_WIDTH)
    if len(title) > 2:
        title = textwrap.wrap(spoken, _TITLE_WIDTH + 3)[:3]
    size = 7.2 if len(title) < 3 else 6.5
    small: dict[str, Any] = {"fontsize": 6.6, "va": "center", "zorder": 6}
    middle = top + (0.16, 0.2, 0.21)[len(title) - 1]
    axes.text(
        place[0], middle, "\n".join(title), ha="center", va="center", fontsize=size, fontweight="bold", color=INK,
        linespacing=1.1 if len(title) < 3 else 1.0, zorder=6,
    )  # fmt: skip
    shares = (constraint.severity, constraint.visibility, constraint.tractability)
    for n, (word, share) in enumerate(zip(_SHARES, shares, strict=True)):
        y = top + 0.44 + n * 0.115
        axes.text(left + 0.46, y, said.get(word, word), ha="right", color=QUIET, **small)
        axes.add_patch(Rectangle((left + 0.51, y - 0.035), width - 0.6, 0.07, facecolor=RULE, zorder=6))
        axes.add_patch(Rectangle((left + 0.51, y - 0.035), (width - 0.6) * share, 0.07, facecolor=_FRAME, zorder=7))
    y = top + height - 0.1
    axes.text(
        left + 0.08,
        y,
        f"{said.get(_NEEDS, _NEEDS)} " + " ".join(letters[name] for name in constraint.needs),
        color=INK,
        **small,
    )
    against = [letters[name] for name, share in constraint.burden.items() if share < 0]
    if against:
        axes.text(
            left + width - 0.08,
            y,
            f"{said.get(_LIVES_OFF_IT, _LIVES_OFF_IT)} " + " ".join(against),
            color=_LIVES_OFF,
            ha="right",
            **small,
        )


def _draw_arrow(axes: "Axes", start: Place, end: Place, share: float, colour: str) -> None:
    """Draw from border to border, with a dot where it starts: what passes behind a box has none there."""
    first, last, bend = route(start, end)
    _arrow(axes, first, last, share, colour, f"arc3,rad={bend}")
    axes.plot(*first, "o", markersize=3.2 + 4 * share, color=colour, zorder=6, markeredgewidth=0)


def _arrow(axes: "Axes", first: Place, last: Place, share: float, colour: str, bend: str = "arc3") -> None:
    from matplotlib.patches import FancyArrowPatch

    head = f"-|>,head_length={3.5 + 4 * share},head_width={1.6 + 4 * share}"
    look: dict[str, Any] = {"color": colour, "linewidth": 0.6 + 6 * share, "alpha": min(0.45 + share, 1.0)}
    axes.add_patch(
        FancyArrowPatch(
            first, last, arrowstyle=head, connectionstyle=bend, capstyle="butt", zorder=4, shrinkA=0, shrinkB=0, **look
        )
    )


def route(start: Place, end: Place) -> tuple[Place, Place, float]:
    """Where an arrow between two boxes starts and ends, and how far it bends; in a row it passes below what is between.

    Returns
    -------
    first, last : tuple of float
        On the borders of the boxes (inches).
    bend : float
        Of matplotlib's ``arc3``.
    """
    across = end[0] - start[0]
    if abs(start[1] - end[1]) > 0.01:
        return border(start, end), border(end, start), 0.12
    sign = 1.0 if across > 0 else -1.0
    if abs(across) < 2 * _BOX[0] + 0.2:
        return border(start, end), border(end, start), 0.25 * sign
    low, side = start[1] + _BOX[1] / 2, 0.3 * _BOX[0] * sign
    return (start[0] + side, low), (end[0] - side, low), 0.12 * sign


def border(start: Place, end: Place) -> Place:
    """Return where the straight line from the middle of a box towards `end` leaves the box."""
    across, down = end[0] - start[0], end[1] - start[1]
    reach = min(
        _BOX[0] / 2 / abs(across) if across else float("inf"),
        _BOX[1] / 2 / abs(down) if down else float("inf"),
    )
    return start[0] + reach * across, start[1] + reach * down


def _draw_key(axes: "Axes", y: float, said: Words) -> None:
    small: dict[str, Any] = {"fontsize": 7.2, "va": "center", "color": QUIET}
    left = 0.16
    share_of, letters_are = _KEY
    axes.text(left, y, said.get(share_of, share_of), **small)
    left += 2.4
    for share in (0.1, 0.2, 0.4):
        _arrow(axes, (left, y), (left + 0.4, y), share, QUIET)
        axes.text(left + 0.46, y, f"{share * 100:.0f} %", **small)
        left += 0.92
    axes.text(left + 0.05, y, said.get(letters_are, letters_are), **small)
