"""The report's look at one person: one actor in one middling future, with the project and without."""

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from migsim.analysis import Comparison
from migsim.analysis.statistics import mean
from migsim.defaults import DEFAULT_PRIOR
from migsim.report.beside import TwinRow, lines, who
from migsim.report.drawing import page, panel, to_svg
from migsim.report.style import QUIET, RULE, colours, ink, plain_style
from migsim.scenario.ranges import is_figure
from migsim.scenario.workbook.opening import is_workbook

if TYPE_CHECKING:
    from markupsafe import Markup
    from matplotlib.figure import Figure

    from migsim.engine import Twin

_QUARTER = 13


@dataclass(frozen=True)
class OneActor:
    """What the section shows."""

    strategy: str  # title
    ink: str
    actor: str  # who it is, in words
    run: int
    lines: list[TwinRow]
    svg: "Markup"
    command: str


def one_actor(comparison: Comparison) -> OneActor | None:
    """Choose a strategy, a future and an actor, and set the actor beside its twin.

    The strategy is the best on average that has groups; the future the one in the middle of its futures by the
    objective; the actor a typical one (`Twin.typical`). None where nothing can be played again.
    """
    from markupsafe import Markup

    name = _strategy(comparison)
    if name is None:
        return None
    run = _middle(comparison, name)
    twin = _played(comparison, name, run).twin()
    actor, colour = twin.typical(), colours(comparison.titles)[name]
    return OneActor(
        strategy=comparison.titles[name],
        ink=ink(colour),
        actor=who(twin, actor),
        run=run,
        lines=lines(twin, actor),
        svg=Markup(_svg(twin, actor, colour)),  # the renderer has escaped its text
        command=_command(comparison, name, run, actor),
    )


def _strategy(comparison: Comparison) -> str | None:
    from migsim.facilitation.strategy import Strategy

    sign = comparison.outcome.sign
    with_groups = [
        name
        for name, strategy in comparison.ensemble.strategies.items()
        if isinstance(strategy, Strategy) and strategy.start is not None
    ]
    means = {name: sign * mean(comparison.futures.of(comparison.objective, name)) for name in with_groups}
    known = {name: value for name, value in means.items() if value == value}
    return max(known, key=lambda name: known[name]) if known else None


def _middle(comparison: Comparison, name: str) -> int:
    """Number of the future in the middle; of an even number the lower of the two."""
    values = comparison.futures.of(comparison.objective, name)
    order = np.argsort(values, kind="stable")
    order = order[np.isfinite(values[order])]
    return int(comparison.futures.runs[order[(len(order) - 1) // 2]])


def _played(comparison: Comparison, name: str, run: int) -> Any:
    """Play one future of the comparison again, with the parameters that it had."""
    from migsim.engine import simulate

    drawn = comparison.parameters.set_index("run")
    held = {str(p): float(x) for p, x in zip(drawn.columns, drawn.loc[run].to_numpy(np.float64), strict=True)}
    held = {name: value for name, value in held.items() if not is_figure(name)}  # the scenario draws these itself
    held |= dict(comparison.changes)
    strategy = comparison.ensemble.strategies[name]
    return simulate(comparison.scenario, strategy, seed=comparison.seed, run=run, fixed=True, changes=held)


def _command(comparison: Comparison, name: str, run: int, actor: str) -> str:
    """Compose the command that tells this future in full; nothing where the command line cannot."""
    if comparison.changes or set(comparison.runs.get("prior", [DEFAULT_PRIOR])) != {DEFAULT_PRIOR}:
        return ""
    strategy = comparison.ensemble.strategies[name]
    path = getattr(strategy, "path", None)
    if path is not None and is_workbook(path):
        path = None  # a strategy of a workbook goes by its name
    scenario = (comparison.asked or (comparison.scenario.name,))[0]
    words = ["migsim", "run", scenario, "--strategy", str(path or name), "--seed", str(comparison.seed)]
    # In double quotes where possible: the apostrophe of a name is plain in them on every terminal.
    quoted = shlex.quote(actor) if any(sign in actor for sign in '"$`\\!%') else f'"{actor}"'
    return f"{shlex.join([*words, '--run', str(run)])} --actor {quoted}"


def _svg(twin: "Twin", actor: str, colour: str) -> str:

    with plain_style():
        words = "Income a week of one actor with the project and without it, over the years"
        return to_svg(_drawn(twin, actor, colour), "one-actor", words)


def _drawn(twin: "Twin", actor: str, colour: str) -> "Figure":
    """Draw weekly incomes with and without, as means over the last quarter of a year."""
    frame = twin.incomes(actor)
    smooth = frame[["history", "twin"]].iloc[1:].rolling(_QUARTER, min_periods=1).mean().to_numpy()
    years = frame["week"].to_numpy()[1:] / 52
    figure = page(2.3)
    axes = panel(figure, 0.75, 0.15, 6.5, 1.7)
    axes.axhline(0, color=RULE, linewidth=0.8)
    axes.plot(years, smooth[:, 1], color=QUIET, linestyle=(0, (1, 1.4)), linewidth=1.6)
    axes.plot(years, smooth[:, 0], color=colour, linewidth=1.8)
    axes.set_xlim(0, years[-1])
    axes.set_xlabel("years after the workshop")
    axes.set_ylabel(f"{twin.told.scenario.currency} a week")
    axes.tick_params(length=0)
    _label(axes, years[-1], smooth[-1], (ink(colour), QUIET))
    return figure


def _label(axes: Any, at: float, ends: Any, inks: tuple[str, str]) -> None:
    """Name the two lines at their ends, kept apart where they meet."""
    low, high = axes.get_ylim()
    least = 0.12 * (high - low)
    middle, apart = float(np.mean(ends)), max(abs(float(ends[0] - ends[1])), least)
    above = 1 if ends[0] >= ends[1] else -1
    for text, side, shade in zip(("with", "without"), (above, -above), inks, strict=True):
        axes.annotate(
            text, (at, middle + side * apart / 2), (6, 0), textcoords="offset points", va="center", color=shade,
            fontweight="bold", annotation_clip=False,
        )  # fmt: skip
