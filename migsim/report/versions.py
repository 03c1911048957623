"""Versions of a plan side by side, as one table and one picture: on the terminal, and as a folder of results."""

import math
import textwrap
from pathlib import Path

import pandas as pd

from migsim.analysis.versions import Versions
from migsim.analysis.words import short, value
from migsim.engine.provenance import rests_on
from migsim.report.jinja import render
from migsim.report.output import results
from migsim.report.sheet import NAMES, WIDTH, Canvas, round_steps
from migsim.report.style import QUIET, RULE, colours
from migsim.report.workbook import write_tables
from migsim.version import __version__

KIND = "migsim versions"
_LINE, _GAP, _TOP = 0.2, 0.12, 0.1  # inches
_LABELS = 1.1


def versions_text(found: Versions, width: int = 100) -> str:
    """Compose what is printed: a row for each strategy, a column for each version, the best of each marked."""
    cells = _cells(found)
    heads = ["Strategy", *cells.columns]
    rows = [[title, *row] for title, row in zip(cells.index, cells.to_numpy(str), strict=True)]
    wide = [max(len(str(row[at])) for row in [heads, *rows]) for at in range(len(heads))]
    wide[0] = min(wide[0], 28)
    lines = [
        "  ".join(
            [str(row[0])[: wide[0]].ljust(wide[0]), *(str(x).rjust(w) for x, w in zip(row[1:], wide[1:], strict=True))]
        ).rstrip()
        for row in [heads, *rows]
    ]
    lines.insert(1, "-" * max(map(len, lines)))
    outcome = found.comparisons[0].outcome
    futures = len(found.comparisons[0].futures.runs)
    lines += ["", *textwrap.wrap(f"Average {outcome.label} over {futures} futures each; * leads its version.", width)]
    for sentence in found.sentences():
        lines += textwrap.wrap(sentence, width)
    return "\n".join(lines) + "\n"


def _cells(found: Versions) -> pd.DataFrame:
    """Means in words, one row for each strategy (title) and one column for each version."""
    table, columns = found.table(), {}
    titles = list(dict.fromkeys(table["title"]))
    for version, compared in zip(found.versions, found.comparisons, strict=True):
        rows = table[table["version"] == version.label].set_index("title")
        unit, currency = compared.outcome.unit, compared.scenario.currency
        columns[version.label] = [
            ("*" if rows["leads"][t] else "") + value(float(rows["mean"][t]), unit, currency) if t in rows.index else ""
            for t in titles
        ]
    return pd.DataFrame(columns, index=titles)


def picture(found: Versions) -> Canvas:
    """Draw a row for each strategy: the mean under each version, and where 8 of 10 futures lie."""
    table = found.table()
    names = list(dict.fromkeys(table["strategy"]))
    titles, colour = dict(zip(table["strategy"], table["title"], strict=True)), colours(names)
    ends = table[["low", "high"]].to_numpy(float)
    low, high = min(0.0, float(pd.Series(ends.ravel()).min())), max(0.0, float(pd.Series(ends.ravel()).max()))
    room = (high - low) or 1.0
    across = WIDTH - NAMES - _LABELS - 0.3

    def at(x: float) -> float:
        return NAMES + 0.1 + across * (x - low) / room

    row = _LINE * len(found.versions) + _GAP
    sheet = Canvas(_TOP + row * len(names) + 0.5)
    outcome, currency = found.comparisons[0].outcome, found.comparisons[0].scenario.currency
    bottom = _TOP + row * len(names)
    for x in round_steps(low, high, 6, whole=outcome.unit == "count"):
        sheet.line((at(x), at(x)), (_TOP, bottom), RULE, 0.6)
        sheet.write(at(x), bottom + 0.14, value(x, outcome.unit, currency), align="center", colour=QUIET)
    for i, name in enumerate(names):
        top = _TOP + i * row
        sheet.rule(top)
        sheet.name(top + row / 2, titles[name], colour[name])
        mine = table[table["strategy"] == name].set_index("version")
        for j, version in enumerate(found.versions):
            if version.label not in mine.index or math.isnan(mine["mean"][version.label]):
                continue
            y, mean = top + _GAP / 2 + (j + 0.5) * _LINE, float(mine["mean"][version.label])
            spread = tuple(at(float(mine[end][version.label])) for end in ("low", "high"))
            sheet.line((spread[0], spread[1]), (y, y), colour[name], 1.2)
            sheet.dot(at(mean), y, 0.11, colour[name], edge="#ffffff")
            sheet.write(WIDTH - _LABELS, y, version.label, size=8.5, bold=bool(mine["leads"][version.label]))
    sheet.write(NAMES + across / 2, bottom + 0.36, outcome.label, align="center", colour=QUIET)
    return sheet


def write_versions(found: Versions, out: Path, command: str, *, decimal_comma: bool = False) -> Path:
    """Write the folder of a comparison of versions: a page, the picture and the tables; returns the page."""
    first = found.comparisons[0]
    made_of = rests_on(
        first.scenario,
        {f"{v.label}: {s.name}": s for v in found.versions for s in v.strategies},
        seed=first.seed,
        weeks=first.scenario.horizon,
        prior=str(first.runs["prior"].iloc[0]),
        versions=[version.label for version in found.versions],
        command=command,
    )
    tables = {"versions": found.table(), "further_steps": found.steps()}
    drawn, title = picture(found), f"Versions side by side: {first.outcome.label}"
    with results(out, KIND, made_of, decimal_comma) as folder:
        for name, table in tables.items():
            folder.csv(f"tables/{name}.csv", table)
        write_tables(folder.path / "tables.xlsx", {name: table for name, table in tables.items() if len(table.columns)})
        svg = drawn.svg(f"{title}. Dot: average; line: 8 of 10 futures.")
        folder.text("figures/versions.svg", svg)
        folder.text("versions.html", _page(found, svg, title, command))
    return out / "versions.html"


def _page(found: Versions, svg: str, title: str, command: str) -> str:
    from markupsafe import Markup

    cells = _cells(found)
    return render(
        "versions.html.j2",
        title=title,
        market=", ".join(dict.fromkeys(one.scenario.title for one in found.versions)),
        futures=short(len(found.comparisons[0].futures.runs)),
        seed=found.comparisons[0].seed,
        sentences=found.sentences(),
        headings=list(cells.columns),
        rows=list(zip(cells.index, cells.to_numpy(str).tolist(), strict=True)),
        svg=Markup(svg),  # the canvas has escaped its text
        command=command,
        version=__version__,
    )
