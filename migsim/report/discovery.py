"""Scenario discovery in words, and as a folder with a table and figures."""

import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from migsim.analysis.discover.again import OtherHalves
from migsim.analysis.discover.analyse import Discovery, FailingRegion
from migsim.analysis.outcomes import OUTCOMES
from migsim.analysis.sensitivity.cases import BEST
from migsim.analysis.words import short
from migsim.report.drawing import page, panel, write
from migsim.report.output import results
from migsim.report.sensitivity_figures import label, save
from migsim.report.style import INK, QUIET, RULE, plain_style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

KIND = "migsim discovery"
_FAILS, _HOLDS = "#b8562f", "#9fb6bd"
_WIDTH = 100
_MOST_DOTS = 3000


def question(found: Discovery) -> str:
    """What counts as a failure, in words."""
    case = found.case
    what = OUTCOMES[case.outcome].label
    often = "" if found.often is None else f" in more than {found.often:.0%} of its futures"
    if case.against and case.against != BEST and found.worse_than == 0:
        return f"{case.strategy} does worse than {case.against} on {what}{often}, in {case.scenario}"
    against = "the best other in each future" if case.against == BEST else case.against
    less = f" less that of {against}" if against else ""
    return f"{what} of {case.strategy}{less} is worse than {short(found.worse_than)}{often}, in {case.scenario}"


def as_text(found: Discovery) -> str:
    """Say where it fails."""
    title = f"Where {question(found)}"
    share = found.failing.mean()
    lines = [title, "=" * len(title)]
    lines += _wrapped(
        f"At {int(found.failing.sum()):,} of {len(found.x):,} points ({share:.0%}), "
        f"{'in the mean over' if found.often is None else 'with'} {found.case.y.shape[1]} futures at each."
    )
    if not found.regions:
        lines += _wrapped("No box tells them from the rest: failures lie all over what was varied, or are luck.")
    for number, region in enumerate(found.regions, 1):
        lines += ["", *_region(found, number, region)]
    return "\n".join(lines) + "\n"


def _region(found: Discovery, number: int, region: FailingRegion) -> list[str]:
    measured = region.measured
    said = (
        f"Box {number}: it fails at {measured.density:.0%} of the points in it (density), which are "
        f"{measured.coverage:.0%} of all failures (coverage) and {measured.mass:.0%} of all points."
    )
    if region.again is not None:
        said += " " + _again(region.again, region.empty)
    if measured.density < 0.5:
        said += " A weak box: at most points in it, it does not fail."
    often = region.again.often(measured.box) if region.again else {}
    rows = [
        (
            found.factors[k].name,
            region.limits[found.factors[k].name],
            f"quasi-p {_p(measured.quasi_p[k])}" + (f", in {often[k]:.0%} of the halves" if often else ""),
        )
        for k in sorted(measured.quasi_p, key=lambda k: measured.quasi_p[k])
    ]
    widths = [max(len(row[k]) for row in rows) for k in range(3)]
    table = ["  " + "  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip() for row in rows]
    return [*_wrapped(said), *table]


def _again(again: OtherHalves, empty: bool) -> str:
    """Say what boxes chosen in one half come to in the other."""
    count = len(again.lift)
    if not again.boxes:
        return f"Empty: none of {count} halves of points and futures gives a box that the other half could judge."
    (lift, density, base), (low, high) = again.median, again.range
    said = (
        f"Chosen in one half of points and futures and measured in the other ({again.boxes} of {count} halves have a "
        f"box): density {density:.0%} where {base:.0%} of all points fail, a lift of {lift:.2f} "
        f"({low:.2f} to {high:.2f})."
    )
    return ("Empty: it is luck taken for a region. " if empty else "") + said


def _p(value: float) -> str:
    return "< 0.001" if value < 0.001 else f"{value:.3f}"


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH)


def box_figure(found: Discovery) -> "Figure":
    """Draw all points over the two factors that the first box limits most, and the ranges of every limit."""
    region = found.regions[0]
    order = sorted(region.measured.quasi_p, key=lambda k: region.measured.quasi_p[k])
    with plain_style():
        figure = page(5.2 + 0.3 * len(order))
        write(figure, 0.08, 0.2, f"Where {question(found)}", fontweight="bold", fontsize=10.5)
        write(
            figure,
            0.08,
            0.45,
            f"Box: density {region.measured.density:.0%} (all points {found.failing.mean():.0%}), coverage "
            f"{region.measured.coverage:.0%}, {region.measured.mass:.0%} of all points.",
            color=QUIET,
        )
        _points(figure, found, region, order)
        _ranges(figure, found, region, order)
    return figure


def _points(figure: "Figure", found: Discovery, region: FailingRegion, order: Sequence[int]) -> None:
    from matplotlib.patches import Rectangle

    axes = panel(figure, 0.85, 0.95, 7.2, 3.3)
    across, down = (
        order[0],
        order[1] if len(order) > 1 else next(k for k in range(-1, found.x.shape[1]) if k != order[0]),
    )
    shown = slice(None, _MOST_DOTS)
    x = found.x[shown][:, [across, down]]
    bad = found.failing[shown]
    axes.plot(*x[~bad].T, "o", markersize=2.6, color=_HOLDS, markeredgewidth=0, label="holds")
    axes.plot(*x[bad].T, "D", markersize=3.0, color=_FAILS, markeredgewidth=0, label="fails")
    limits = np.clip([region.measured.box.limits.get(k, (0.0, 1.0)) for k in (across, down)], 0.0, 1.0)
    (left, right), (bottom, top) = limits
    axes.add_patch(Rectangle((left, bottom), right - left, top - bottom, fill=False, edgecolor=INK, linewidth=1.6))
    for axis, k in ((axes.xaxis, across), (axes.yaxis, down)):
        factor = found.factors[k]
        at = np.array([0.0, 0.25, 0.5, 0.75, 1.0]) if not factor.levels else factor.grid()[:12]
        axis.set_ticks(list(at), [value if isinstance(value, str) else f"{value:.3g}" for value in factor.at(at)])
        axis.set_label_text(factor.name)
    axes.set_xlim(-0.01, 1.01)
    axes.set_ylim(-0.02, 1.02)
    axes.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=2, frameon=False, markerscale=1.8)


def _ranges(figure: "Figure", found: Discovery, region: FailingRegion, order: Sequence[int]) -> None:
    top = 4.95
    for place, k in enumerate(order):
        middle = top + 0.3 * place
        axes = panel(figure, 2.7, middle - 0.09, 2.6, 0.18)
        axes.set_axis_off()
        axes.set_xlim(0, 1)
        axes.plot([0, 1], [0, 0], color=RULE, linewidth=5, solid_capstyle="butt")
        if k in region.measured.box.kept:
            axes.plot(list(region.measured.box.kept[k]), [0] * len(region.measured.box.kept[k]), "o", color=_FAILS)
        else:
            low, high = np.clip(region.measured.box.limits[k], 0, 1)
            axes.plot([low, high], [0, 0], color=_FAILS, linewidth=5, solid_capstyle="butt")
        name = found.factors[k].name
        write(figure, 0.08, middle, label(name), fontweight="bold")
        said = f"{region.limits[name]}   (quasi-p {_p(region.measured.quasi_p[k])})"
        write(figure, 5.45, middle, said, color=QUIET)


def trade_off_figure(found: Discovery) -> "Figure":
    """Draw density over coverage, step by step, with the box that was chosen and the base rate."""
    steps, base = found.trade_off(), float(found.failing.mean())
    with plain_style():
        figure = page(4.6)
        write(figure, 0.08, 0.2, f"Where {question(found)}", fontweight="bold", fontsize=10.5)
        write(figure, 0.08, 0.45, "Each step of the peeling: more density is had for less coverage.", color=QUIET)
        axes = panel(figure, 0.85, 0.95, 7.2, 3.0)
        axes.axhline(base, color=RULE, linewidth=1)
        axes.text(0.0, base, f" all points {base:.0%}", color=QUIET, va="bottom", fontsize=8.5)
        axes.plot(steps["coverage"], steps["density"], "-", color=_HOLDS, linewidth=1)
        axes.plot(steps["coverage"], steps["density"], "o", color=_HOLDS, markersize=4, markeredgewidth=0)
        if found.regions:
            first = found.regions[0].measured
            axes.plot(first.coverage, first.density, "D", color=_FAILS, markersize=7, markeredgewidth=0)
            axes.annotate(
                "the box", (first.coverage, first.density), xytext=(8, 6), textcoords="offset points", color=_FAILS
            )
        axes.set_xlim(-0.02, 1.04)
        axes.set_ylim(0, 1.06)
        axes.set_xlabel("coverage: share of all failures in the box")
        axes.set_ylabel("density")
    return figure


def write_discovery(found: Sequence[Discovery], out: Path, *, decimal_comma: bool = False) -> list[Path]:
    """Write boxes as a table, words and figures into a folder.

    Raises
    ------
    InputError
        The folder holds something else or cannot be written.
    """
    with results(out, KIND, found[0].sweep.rests_on(), decimal_comma) as folder:
        folder.text("discovery.txt", "\n".join(one.text() for one in found))
        folder.csv("tables/boxes.csv", pd.concat([one.table() for one in found]))
        curves = [one.trade_off().assign(scenario=one.case.scenario) for one in found]
        folder.csv("tables/trade-off.csv", pd.concat(curves))
        (folder.path / "figures").mkdir()
        for one in found:
            if one.regions:
                save(box_figure(one), folder.path / "figures" / f"{one.case.scenario}-box", question(one))
            save(trade_off_figure(one), folder.path / "figures" / f"{one.case.scenario}-trade-off", question(one))
        files = list(folder.hashes())
    return [out / name for name in files]
