"""Figures and words of a calibration: what was narrowed, the data against what futures show, and what is left open."""

import textwrap
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

from migsim.analysis.calibration import Calibration
from migsim.analysis.calibration.measures import SUBJECTS
from migsim.analysis.places import places
from migsim.analysis.words import listed
from migsim.report.drawing import page, panel, to_svg, write
from migsim.report.figures import Drawing
from migsim.report.style import INK, QUIET, RULE, plain_style
from migsim.report.terminal import plain
from migsim.scenario.parameters import PARAMETERS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

AFTER, BEFORE = "#b8562f", "#b9c1c8"
_SHOWN = 14  # parameters in the figure
_NAMES, _ROW, _TOP = 2.5, 0.34, 0.62  # inches
_TALL = 1.75
_MOST_LISTED = 10


def drawings(found: Calibration) -> dict[str, Drawing]:
    """Draw both figures."""
    made = {}
    with plain_style(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        for key, title, words, figure in (
            ("predictive", "The data and what futures show",
             "Point: the data. Wide grey band: 9 of 10 futures before. Coloured: 9 of 10 futures after, with the "
             "middle one. A point outside its coloured band is not explained.", predictive_figure(found)),
            ("parameters", "What the data narrowed",
             "Grey: where 9 of 10 draws of each parameter lay before. Coloured: after, with the middle one. Left to "
             "right is the range of the table.", parameter_figure(found)),
        ):  # fmt: skip
            if figure is not None:
                made[key] = Drawing(key, title, words, to_svg(figure, key, f"{title}. {words}"))
    return made


def parameter_figure(found: Calibration) -> "Figure | None":
    """Intervals before and after of the parameters that were narrowed; None where there are none."""
    told = found.narrowed.head(_SHOWN)
    if told.empty:
        return None
    figure = page(_TOP + _ROW * len(told) + 0.1)
    wide = figure.get_size_inches()[0] - _NAMES - 1.2
    axes = panel(figure, _NAMES, _TOP, wide, _ROW * len(told))
    names = [p.name for p in PARAMETERS]
    ends = {key: _places(found, key) for key in ("prior_low", "prior_high", "low", "middle", "high")}
    for n, row in enumerate(told.to_dict("records")):
        at = names.index(row["parameter"])
        axes.plot([-1, 1], [n, n], color=RULE, linewidth=0.8, zorder=0)
        axes.plot([ends["prior_low"][at], ends["prior_high"][at]], [n - 0.14] * 2, color=BEFORE, linewidth=5,
                  solid_capstyle="butt")  # fmt: skip
        axes.plot([ends["low"][at], ends["high"][at]], [n + 0.14] * 2, color=AFTER, linewidth=5, solid_capstyle="butt")
        axes.plot([ends["middle"][at]], [n + 0.14], marker="o", color="white", markeredgecolor=AFTER, markersize=5)
        middle = _TOP + _ROW * (n + 0.5)
        write(figure, 0.05, middle, row["parameter"], color=INK, fontweight="bold")
        p = PARAMETERS[at]
        write(figure, _NAMES - 0.08, middle, f"{p.low:g}", color=QUIET, ha="right", fontsize=8)
        write(figure, _NAMES + wide + 0.08, middle, f"{p.high:g}", color=QUIET, fontsize=8)
    axes.set(xlim=(-1, 1), ylim=(len(told) - 0.5, -0.5))
    axes.set_axis_off()
    _legend(figure, "before", "after")
    return figure


def _places(found: Calibration, column: str) -> Any:
    record = np.zeros(1, [(p.name, "f8") for p in PARAMETERS])
    for name, value in zip(found.parameters["parameter"], found.parameters[column], strict=True):
        record[name] = value
    return places(record)[0]


def _legend(figure: "Figure", before: str, after: str) -> None:
    write(figure, _NAMES, 0.2, before, color=QUIET, fontweight="bold")
    write(figure, _NAMES + 1.0, 0.2, after, color=AFTER, fontweight="bold")


def predictive_figure(found: Calibration) -> "Figure":
    """The data of each subject in time, on the bands of the futures before and after."""
    subjects = list(dict.fromkeys(found.predictive["subject"]))
    figure = page(_TALL * len(subjects) + 0.75)
    wide = figure.get_size_inches()[0] - 0.9
    last = int(found.predictive["last"].max())
    for n, subject in enumerate(subjects):
        part = found.predictive[found.predictive["subject"] == subject]
        top = 0.7 + _TALL * n
        axes = panel(figure, 0.6, top, wide, _TALL - 0.62)
        write(figure, 0.1, top - 0.17, f"{SUBJECTS[subject][:1].upper()}{SUBJECTS[subject][1:]}", color=INK,
              fontweight="bold")  # fmt: skip
        for row in part.to_dict("records"):
            middle, width = (row["first"] + row["last"]) / 2, max(row["last"] - row["first"] + 1, 4)
            for before, colour, share in (("prior_", BEFORE, 0.86), ("", AFTER, 0.34)):
                axes.bar(middle, row[f"{before}high"] - row[f"{before}low"], width * share, row[f"{before}low"],
                         color=colour, alpha=0.75 if before else 0.6, linewidth=0)  # fmt: skip
            axes.plot([middle - 0.17 * width, middle + 0.17 * width], [row["middle"]] * 2, color=AFTER, linewidth=1.8)
            axes.plot([middle], [row["data"]], "o", color=INK, markersize=5, zorder=5)
        axes.set_xlim(0, last + 1)
        if subject != "income":
            axes.set_ylim(bottom=0)
        if subject != "deals":
            axes.yaxis.set_major_formatter(lambda y, _: f"{y:.0%}")
        axes.locator_params(axis="y", nbins=4)
        axes.set_xticks(range(0, last + 1, 13 if last <= 130 else 26))
        axes.grid(axis="y", color=RULE, linewidth=0.6)
        axes.set_axisbelow(True)
    write(figure, 0.6 + wide, 0.7 + _TALL * len(subjects) - 0.2, "week of the programme", color=QUIET, ha="right")
    write(figure, 0.6, 0.2, "data", color=INK, fontweight="bold")
    write(figure, 1.3, 0.2, "futures before", color=QUIET, fontweight="bold")
    write(figure, 2.6, 0.2, "futures after", color=AFTER, fontweight="bold")
    return figure


def headline(found: Calibration) -> str:
    """Say in a sentence what came of it."""
    count = len(found.narrowed)
    if not count:
        return "The data narrow no single parameter beyond what chance would."
    return f"The data narrow or move {count} of {len(found.parameters)} parameters beyond what chance would."


def open_questions(found: Calibration) -> list[str]:
    """Say what the data did not say, and where they and the model do not go together."""
    lines = []
    if found.missing:
        lines.append(f"There are no data on {listed(found.missing)}: nothing was learned from them.")
    rest = len(found.parameters) - len(found.narrowed)
    lines.append(
        f"Taken one by one, {rest} parameters are about as uncertain as before; what else was learned lies in how "
        "they go together."
    )
    for row in found.strained.to_dict("records"):
        side = "lower" if row["below"] < 0.5 else "higher"
        lines.append(
            f"{row['summary']}: {side} than in nearly all futures of the prior; this market is unlike those that the "
            "model was fitted to, and the result leans on a straight line beyond them."
        )
    outside = found.predictive[~found.predictive["inside"]]
    if len(outside):
        places_ = [
            f"{SUBJECTS[row['subject']]} in weeks {row['first']}-{row['last']}" for row in outside.to_dict("records")
        ]
        lines.append(f"Not explained even after: {listed(places_)}.")
    if len({row.group for row in found.observations}) > 1:
        lines.append("Groups were taken together; differences between them were not used.")
    return lines


def calibration_text(found: Calibration, encoding: str | None = "utf-8", width: int = 100) -> str:
    """Compose what `migsim calibrate` prints."""
    width = max(60, min(width, 100))
    head = (
        f"{found.scenario.title}, as if the programme was {found.strategy.title!r}: {len(found.observations)} rows of "
        f"data; the nearest {found.accepted} of {found.futures} simulated futures, seed {found.seed}, "
        f"prior {found.prior}"
    )
    lines = [*textwrap.wrap(head, width), "", *_predictive_lines(found), ""]
    lines += textwrap.wrap(headline(found), width)
    if len(found.narrowed):
        lines += ["", f"  {'parameter':24}{'before':>22}{'after':>22}{'width':>8}"]
        for row in found.narrowed.head(_MOST_LISTED).to_dict("records"):
            before, after = (_span(row, end) for end in ("prior_", ""))
            lines.append(f"  {row['parameter']:24}{before:>22}{after:>22}{row['width']:>8.2f}")
        if len(found.narrowed) > _MOST_LISTED:
            lines.append(f"  and {len(found.narrowed) - _MOST_LISTED} more, in tables/parameters.csv")
        lines.append("")
    for line in open_questions(found):
        lines += textwrap.wrap(line, width)
    return plain("\n".join(lines) + "\n", encoding)


def _span(row: Any, which: str) -> str:
    return f"{row[f'{which}low']:.3g} to {row[f'{which}high']:.3g}"


def shown(subject: str, value: float) -> str:
    """Format a value of the data: counts whole, shares in per cent."""
    if subject == "deals":
        return f"{value:.0f}"
    return f"{value:.1%}" if subject == "income" else f"{value:.0%}"


def _predictive_lines(found: Calibration) -> list[str]:
    lines = [f"  {'data against futures':34}{'weeks':>9}{'data':>8}{'before':>17}{'after':>17}"]
    for row in found.predictive.to_dict("records"):
        subject = row["subject"]
        spans = [
            f"{shown(subject, row[f'{which}low'])} to {shown(subject, row[f'{which}high'])}" for which in ("prior_", "")
        ]
        mark = "" if row["inside"] else " !"
        weeks = f"{row['first']}-{row['last']}"
        lines.append(
            f"  {SUBJECTS[subject]:34}{weeks:>9}{shown(subject, row['data']):>8}{spans[0]:>17}{spans[1]:>17}{mark}"
        )
    return lines
