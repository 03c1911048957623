"""What a sensitivity analysis found, as text, and as a folder of tables and figures."""

import textwrap
from pathlib import Path

import numpy as np
import pandas as pd

from migsim.analysis.sensitivity.intervals import FEWEST_FUTURES
from migsim.analysis.sensitivity.result import Finding, Sensitivity
from migsim.analysis.sensitivity.words import NOT_VARIED
from migsim.analysis.words import listed, short
from migsim.report.output import results
from migsim.report.sensitivity_figures import curves_figure, indices_figure, save
from migsim.scenario.parameters import PARAMETERS

KIND = "migsim sensitivity"
HEADINGS = {
    "first": "by itself",
    "total": "in all",
    "lasting": "lasting",
    "mean_first": "of the mean, by itself",
    "mean_total": "of the mean, in all",
    "mu": "mu",
    "mu_star": "mu*",
    "sigma": "sigma",
}
EXPLAINED = {
    "sobol": "Shares of the variance of one run, with 90 % intervals: what a factor decides by itself; in all, "
    "together with others or with luck; and lasting, in the mean over futures. Of the mean: share of the variance of "
    "that mean alone, without luck.",
    "morris": "Change of the outcome per whole range of a factor, with 90 % intervals: mu its mean, mu* its mean size, "
    "sigma its spread between places.",
    "curves": "Share of the variance of one run that each factor explains by itself, with 90 % intervals.",
    "emulator": "Shares of the variance of one run that lie in the mean over futures, from an emulator, with 90 % "
    "intervals for its learning.",
}
_SHOWN = {
    "sobol": ("first", "total", "lasting", "mean_total"),
    "morris": ("mu", "mu_star", "sigma"),
    "curves": ("first",),
}
_WIDTH = 100


def as_text(found: Sensitivity) -> str:
    """Say it all in plain text, one table for each finding."""
    parts = [_finding(one) for one in found.findings]
    if not found.sweep.complete:
        parts.insert(0, f"The sweep is not finished: {found.sweep.done:,} of {found.sweep.total:,} runs are there.\n")
    if apart := _apart(found):
        parts.append("\n".join(textwrap.wrap(apart, _WIDTH)) + "\n")
    if found.silent:
        parts.append("\n".join(["Not explained:", *found.silent]) + "\n")
    return "\n".join(parts)


def _apart(found: Sensitivity) -> str:
    """Say which parameters go over a range of their own while the others keep rows of a table of draws."""
    prior = str(found.sweep.manifest["experiment"]["prior"])
    names = [factor.name for factor in found.factors if factor.name in {p.name for p in PARAMETERS}]
    if prior in {"wide", "fixed"} or not names:
        return ""
    return (
        f"{listed(names[:3])}{' and others' if len(names) > 3 else ''} went over a range of their own, apart from the "
        f"other parameters, which kept rows of the prior ({prior}). Shares are of that range."
    )


def _finding(one: Finding) -> str:
    title = one.case.label[0].upper() + one.case.label[1:]
    lines = [title, "=" * len(title), *textwrap.wrap(one.sentence(), _WIDTH), ""]
    shown = _SHOWN.get(one.method, ("first", "total"))
    rows = [("", *(HEADINGS[name] for name in shown), "")]
    for _, row in one.ranked().iterrows():
        rows.append((str(row["factor"]), *(_cell(row, name, one.method) for name in shown), str(row["verdict"])))
    rows += _parts_of_luck(one, shown)
    widths = [max(len(row[k]) for row in rows) for k in range(len(rows[0]))]
    lines += ["  ".join(cell.ljust(room) for cell, room in zip(row, widths, strict=True)).rstrip() for row in rows]
    lines.append("")
    explained = EXPLAINED[one.method]
    if one.draws < FEWEST_FUTURES:
        explained = explained.replace(", with 90 % intervals for its learning", "").replace(", with 90 % intervals", "")
    notes = [explained, _count(one)]
    if one.emulator:
        notes.insert(0, one.emulator.sentence())
    for said in notes:
        lines += textwrap.wrap(said, _WIDTH)
    return "\n".join(lines) + "\n"


def _parts_of_luck(one: Finding, shown: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Rows for what luck is made of, in the column of the luck that they share out."""
    if one.luck_parts is None:
        return []
    at = "total" if "total" in shown else "first"
    told = (("  people and chance", one.luck_parts.people), ("  parameters not varied", one.luck_parts.parameters))
    rows = []
    for label, (value, low, high) in told:
        cell = f"{_share(value)} ({_share(low)} to {_share(high)})" if np.isfinite(low) else _share(value)
        rows.append((label, *(cell if name == at else "-" for name in shown), ""))
    return rows


def _count(one: Finding) -> str:
    unit = "points" if one.method in {"curves", "emulator"} else "rows of the design"
    said = f"{one.rows:,} {unit}, {one.futures} {'future' if one.futures == 1 else 'futures'} at each."
    if one.left_out:
        said += f" {one.left_out:,} were left out, where the outcome has no value or the run failed."
    if one.futures_left_out:
        said += f" {one.futures_left_out:,} futures were left out in which the outcome mostly has no value."
    if one.repeats > 1:
        said += f" Each {one.repeats} of them share the parameters that were not varied."
    elif one.futures >= FEWEST_FUTURES and one.method != "morris" and NOT_VARIED in one.ranked()["verdict"].iloc[-1]:
        said += " Luck holds the parameters that were not varied too; `repeats` in the experiment tell them apart."
    if one.futures == 1:
        said += " With one future, all this is about that one alone."
    if one.draws < FEWEST_FUTURES:
        said += f" There is no interval: fewer than {FEWEST_FUTURES} futures do not tell how much others would differ."
    return said


def _cell(row: pd.Series, name: str, method: str) -> str:
    value, low, high = (row[name + ending] for ending in ("", "_low", "_high"))
    if not np.isfinite(value):
        return "-"
    write = short if method == "morris" else _share
    return f"{write(value)} ({write(low)} to {write(high)})" if np.isfinite(low) else write(value)


def _share(x: float) -> str:
    return f"{x:.2f}".replace("-0.00", "0.00").replace("-", "−")


def write_sensitivity(found: Sensitivity, out: Path, *, decimal_comma: bool = False) -> list[Path]:
    """Write tables, text and figures; see `Sensitivity.report`."""
    with results(out, KIND, found.sweep.rests_on(emulated=found.emulated), decimal_comma) as folder:
        folder.csv("tables/indices.csv", found.table())
        curves = found.curves()
        if len(curves):
            folder.csv("tables/curves.csv", curves)
        folder.text("sensitivity.txt", as_text(found))
        (folder.path / "figures").mkdir()
        for one in found.findings:
            name = folder.path / "figures" / _name(one)
            save(indices_figure(one), Path(f"{name}-indices"), one.sentence())
            if one.curves:
                save(curves_figure(one, found.factors), Path(f"{name}-curves"), one.case.label)
        files = list(folder.hashes())
    return [out / name for name in files]


def _name(one: Finding) -> str:
    case = one.case
    who = f"{case.strategy}-less-{case.against}" if case.against else case.strategy
    return f"{case.scenario}-{who}-{case.outcome}".replace("/", "-").replace(" ", "-")
