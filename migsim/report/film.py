"""One history as a picture for a slide, or as a film: the people and their trust, the timeline below."""

import shutil
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from migsim.disk import whole
from migsim.errors import InputError
from migsim.report.ring import places
from migsim.report.story import Story
from migsim.report.style import INK, QUIET, RULE, plain_style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from migsim.engine.history import History
    from migsim.engine.looks import Looks

Progress = Callable[[int, int], None]

PICTURES = (".png", ".svg", ".pdf")
FILMS = (".mp4", ".gif")
_SIZE = (12.8, 7.2)  # inches: a slide
_ROLES = ("#2f7d4f", "#b06a00", "#7a4fb5", "#b23a48", "#1f6fb2", "#5a6470", "#8a6d1d", "#0d7f83")
_MARKS = ("o", "s", "^", "D", "*", "P", "h", "d")
_GROUPS = ("#0f7a63", "#a8481f", "#6b3fa0", "#9b7a00", "#1f5fa8")
_SHOWN = 0.03  # trust added since the workshop from which on a tie is drawn
_STEP = 0.05
_BRIGHT = "#fbfaf7"
_FRAMES_A_SECOND = 12


def check_picture(path: Path, kinds: tuple[str, ...]) -> None:
    """Raise an `InputError` when a file of this name cannot be made."""
    if path.suffix.lower() not in kinds:
        raise InputError(f"{path}: has to end in {', '.join(kinds[:-1])} or {kinds[-1]}; name it so")
    if path.suffix.lower() == ".mp4" and shutil.which("ffmpeg") is None:
        raise InputError(f"{path}: films of this kind need the program ffmpeg, which is not there; take .gif instead")
    if not path.resolve().parent.is_dir():
        raise InputError(f"{path}: there is no such folder; make it first")


class Scene:
    """A figure of a history that can be set to any of the weeks that were looked at.

    Parameters
    ----------
    history : History
    looks : Looks
        See `migsim.engine.looks.watch`.
    """

    def __init__(self, history: "History", looks: "Looks") -> None:
        from matplotlib.collections import LineCollection
        from matplotlib.figure import Figure

        self._history, self._looks = history, looks
        self.figure = Figure(figsize=_SIZE, facecolor=_BRIGHT)
        self._spots = np.array(places(history.scenario))
        self._ring = self.figure.add_axes((0.07, 0.30, 0.60, 0.60))
        self._ring.set(xlim=(-1.75, 1.75), ylim=(1.12, -1.12), aspect="equal")
        self._ring.set_axis_off()
        self._ties = LineCollection([], zorder=1, capstyle="round")
        self._ring.add_collection(self._ties)
        self._rings: list[Any] = []
        story = Story(history)
        self._over = {event.mig: event.week for event in story.of("dissolved", "completed")}
        self._people()
        self._groups(story)
        self._now = [self._timeline(n, *line) for n, line in enumerate(_lines(history))]
        self._told = self.figure.text(0.645, 0.845, "", va="top", fontsize=12.5, linespacing=1.5, color=INK)
        self._week = self.figure.text(0.975, 0.945, "", ha="right", va="center", fontsize=20, fontweight="bold")
        title = history.strategy.title or history.strategy.name
        self.figure.text(0.025, 0.945, title, va="center", fontsize=20, fontweight="bold")
        self.figure.text(
            0.045, 0.012, "Shaded: the weeks with a facilitator. Red line: this week.", color=QUIET, fontsize=10
        )
        self.figure.text(0.025, 0.905, history.scenario.title, va="center", fontsize=13, color=QUIET)

    def _people(self) -> None:
        roles = [role.name for role in self._history.scenario.roles]
        here = self._history.actors["in_room"].to_numpy(dtype=bool)
        for n, role in enumerate(roles):
            of_role = np.array([actor.role == role for actor in self._history.scenario.actors])
            colour, mark = _ROLES[n % len(_ROLES)], _MARKS[n % len(_MARKS)]
            for shown, size, fill in ((of_role & here, 130, colour), (of_role & ~here, 60, _BRIGHT)):
                x, y = self._spots[shown].T
                label = role if fill == colour else None
                self._ring.scatter(x, y, size, fill, marker=mark, edgecolors=colour, zorder=3, label=label)
        self._ring.legend(
            loc="center left",
            bbox_to_anchor=(-0.06, 0.5),
            frameon=False,
            fontsize=10.5,
            labelspacing=0.9,
            handletextpad=0.4,
        )

    def _groups(self, story: Story) -> None:
        """Name the groups by what they were formed on, each beside its ring."""
        from matplotlib.lines import Line2D

        handles = [
            Line2D(
                [], [], color=_GROUPS[n], lw=2.2, ls=_ring_style(n), label=textwrap.shorten(name, 36, placeholder=" …")
            )
            for n, name in ((event.mig - 1, story.group(event.mig, event.week)) for event in story.of("formed"))
        ]
        if handles:
            self.figure.legend(
                handles=handles, loc="lower left", bbox_to_anchor=(0.015, 0.265), frameon=False, fontsize=10.5
            )

    def _timeline(self, n: int, label: str, values: Any, show: Callable[[float], str]) -> Any:
        """Draw one measure over the weeks, with the weeks of facilitation shaded; returns its line of now."""
        axes: Axes = self.figure.add_axes((0.045 + n * 0.242, 0.075, 0.205, 0.165))
        weeks = np.arange(len(values))
        leaving = Story(self._history).exit()
        if leaving is not None:
            axes.axvspan(0, leaving, color="#ece6d6", lw=0)
        axes.plot(weeks, values, color=INK, lw=1.8)
        axes.set_title(label, loc="left", fontsize=11.5, fontweight="bold", pad=4)
        axes.set(xlim=(0, weeks[-1]), xticks=range(0, len(weeks), 52), facecolor="none")
        axes.tick_params(labelsize=9.5, length=0, colors=QUIET)
        axes.yaxis.set_major_locator(_few())
        axes.yaxis.set_major_formatter(lambda value, _: show(value))
        axes.grid(color=RULE, lw=0.6)
        for side in ("top", "right", "left", "bottom"):
            axes.spines[side].set_visible(False)
        return axes.axvline(0, color="#b8562f", lw=2)

    def at(self, look: int) -> "Figure":
        """Set the figure to look number `look`."""
        week = int(self._looks.weeks[look])
        self._week.set_text(f"Week {week}")
        for line in self._now:
            line.set_xdata([week, week])
        self._draw_ties(look)
        self._draw_groups(look)
        self._told.set_text(_latest(self._history, week))
        return self.figure

    def _draw_ties(self, look: int) -> None:
        grown = self._looks.trust[look] - self._looks.trust[0]
        here = self._history.actors["in_room"].to_numpy(dtype=bool)
        first, second = np.triu_indices(len(here), 1)
        shown = np.flatnonzero((grown > _SHOWN) & here[first] & here[second])
        shown = shown[np.argsort(grown[shown])]
        first, second = first[shown], second[shown]
        steps = np.minimum(grown[shown] // _STEP, 6.0)
        self._ties.set_segments([self._spots[[i, j]] for i, j in zip(first, second, strict=True)])
        self._ties.set_linewidth(0.5 + 0.45 * steps)
        self._ties.set_color([(0.12, 0.18, 0.23, 0.06 + 0.06 * step) for step in steps])

    def _draw_groups(self, look: int) -> None:
        for ring in self._rings:
            ring.remove()
        self._rings = []
        for n, members in enumerate(self._looks.member[look]):
            if self._looks.weeks[look] >= self._over.get(n + 1, np.inf):
                continue
            x, y = self._spots[members].T
            ring = self._ring.scatter(
                x, y, 300 + 220 * n, "none", edgecolors=_GROUPS[n], linewidths=2.2, linestyles=_ring_style(n)
            )
            self._rings.append(ring)


def _ring_style(group: int) -> str:
    return "-" if group % 2 == 0 else "--"


def _few() -> Any:
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(3, steps=[1, 2, 5, 10])


def _lines(history: "History") -> list[tuple[str, Any, Callable[[float], str]]]:
    weekly = history.weekly
    return [
        ("Trust", weekly["trust"], lambda v: f"{v:.2f}"),
        ("Groups alive", weekly["live_migs"], lambda v: f"{v:.0f}" if v == round(v) else ""),
        ("Business ties", weekly["deals_running"], lambda v: f"{v:.0f}" if v == round(v) else ""),
        ("Constraints left", weekly["severity"], lambda v: f"{v:.0%}"),
    ]


def _latest(history: "History", week: int) -> str:
    """What was told last, up to a week, cut to the room there is."""
    from migsim.report.timeline import tell

    lines: list[str] = []
    for told in reversed([told for told in tell(history) if told.week <= week]):
        text = textwrap.shorten(told.text, 190, placeholder=" …")
        wrapped = textwrap.wrap(f"Week {told.week}: {text}", 46)
        if len(lines) + len(wrapped) + 1 > 15:
            break
        lines = [*wrapped, "", *lines]
    return "\n".join(lines)


def draw(history: "History", looks: "Looks", path: Path, week: int | None = None) -> None:
    """Draw one week of a history: the last with a facilitator unless another is named."""
    leaving = Story(history).exit()
    wanted = week if week is not None else leaving if leaving is not None else int(looks.weeks[-1])
    look = int(np.searchsorted(looks.weeks, wanted, side="right")) - 1
    with plain_style():
        _save(path, lambda half: Scene(history, looks).at(look).savefig(half, dpi=150, metadata=_bare(path)))


def _bare(path: Path) -> dict[str, None]:
    """No date and no name of a program in the file: the same history gives the same bytes."""
    return {".svg": {"Date": None}, ".pdf": {"CreationDate": None}}.get(path.suffix.lower(), {"Software": None})


def animate(history: "History", looks: "Looks", path: Path, progress: Progress | None = None) -> None:
    """Draw every look of a history as a film of about six seconds for each five years."""
    from matplotlib.animation import FFMpegWriter, PillowWriter

    kind = FFMpegWriter if path.suffix.lower() == ".mp4" else PillowWriter
    with plain_style():
        scene = Scene(history, looks)
        writer = kind(fps=_FRAMES_A_SECOND)

        def film(half: Path) -> None:
            with writer.saving(scene.figure, str(half), dpi=100):
                for look in range(len(looks.weeks)):
                    scene.at(look)
                    writer.grab_frame(facecolor=_BRIGHT)
                    if progress is not None:
                        progress(look + 1, len(looks.weeks))

        _save(path, film)


def _save(path: Path, write: Callable[[Path], Any]) -> None:
    try:
        with whole(path) as half:
            write(half)
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror or error}); name another file") from None
