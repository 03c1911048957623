"""The sheet of strategies of a workbook: one column each, the levers in rows; and workbooks as wholes."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from migsim.errors import InputError
from migsim.facilitation.levers import Section, sections
from migsim.facilitation.schema import Plan
from migsim.scenario.mistakes import messages
from migsim.scenario.suggest import advice, closest
from migsim.scenario.workbook.kinds import Kind
from migsim.scenario.workbook.layout import STRATEGIES
from migsim.scenario.workbook.opening import Grid, open_workbook
from migsim.scenario.workbook.reading import Sheets, read_scenario_sheets
from migsim.scenario.workbook.tables import fill, header_of

if TYPE_CHECKING:
    from migsim.scenario.schema import Scenario

LEVER, INFO = "lever", ("unit", "allowed", "meaning")
_MARKER = re.compile(r"\[\s*(\w+)(?:\s+(\d+))?\s*\]")
_THERE = Kind("yes/no")

#: Rows of one block: its section, its number from 1, the row of its marker (0 at the top), and the rows of its levers.
Block = tuple[Section, int, int, list[tuple[int, Any]]]


def read_workbook(path: str | Path) -> tuple["Scenario", list[Plan]]:
    """Read the scenario and the strategies of a workbook.

    Raises
    ------
    InputError
        With everything that is wrong in its sheets.
    """
    grids, wrong = open_workbook(path), []
    scenario, plans = None, []
    try:
        scenario = read_scenario_sheets(path, grids)
    except InputError as error:
        wrong += error.messages
    try:
        plans = read_plans(path, grids)
    except InputError as error:
        wrong += error.messages
    if wrong or scenario is None:
        raise InputError(wrong)
    return scenario, plans


def read_plans(path: str | Path, grids: list[Grid] | None = None) -> list[Plan]:
    """Read the strategies of a workbook, in the order of their columns.

    Returns
    -------
    list of Plan
        Empty where the sheet is missing or holds none.

    Raises
    ------
    InputError
        With everything that is wrong in the sheet of strategies.
    """
    sheets = Sheets(path, open_workbook(path) if grids is None else grids)
    number = sheets.find(STRATEGIES)
    found = header_of(sheets, number, [LEVER, *INFO], STRATEGIES) if number else None
    wrong: list[str] = []
    plans: list[Plan] = []
    if number and found:
        header, headings = found
        sheets.require_unmerged(number, header)
        layout = _blocks(sheets, number, header, _strategy_columns(sheets, number, header, headings))
        for at in _strategy_columns(sheets, number, header, headings):
            plan, said = _plan(sheets, number, layout, at)
            wrong += said
            plans += [plan] if plan else []
        plans_named = [plan.name for plan in plans]
        for name in sorted({name for name in plans_named if plans_named.count(name) > 1}):
            sheets.mistake(("", name), f'two strategies have the name "{name}"; give each its own', (number, header, 0))
    wrong = messages(None, {}, Plan, sheets, sheets.own) + wrong
    if wrong:
        raise InputError(wrong)
    return plans


def _strategy_columns(sheets: Sheets, number: int, header: int, headings: dict[int, str]) -> list[int]:
    """Return the columns in which a strategy stands: those that are no notes and not empty."""
    grid = sheets.grids[number - 1]
    info = {at for at, heading in headings.items() if heading in INFO or heading.startswith("#")} | {1}
    used = {at for row, filled in grid.rows.items() if row > header for at in filled}
    return sorted(used - info)


def _blocks(sheets: Sheets, number: int, header: int, columns: Sequence[int]) -> list[Block]:
    """Find the sections and levers in the rows below the header."""
    known = {section.name: section for section in sections()}
    section: Section | None = known[""]
    found: list[Block] = [(known[""], 1, 0, [])]
    for row, filled in sheets.grids[number - 1].rows.items():
        if row <= header:
            continue
        label, spot = str(filled.get(1) or "").strip(), (number, row, 1)
        if marker := _MARKER.fullmatch(label):
            section = known.get(marker[1].casefold())
            if section is None:
                markers = [one.marker(1) for one in known.values() if one.name]
                sheets.mistake(("", *spot), f"{label} is no part of a strategy; {advice(label, markers)}", spot)
            else:
                found.append((section, int(marker[2] or 1), row, []))
            continue
        if section is None:
            continue
        levers = {cell.heading: cell for cell in section.cells}
        if label not in levers and any(at in filled for at in columns):
            text = (
                f"{label} is not known here; {advice(label, levers)}"
                if label
                else "has no name before it; fill in column A"
            )
            sheets.mistake(("", *spot), text, spot)
            label = closest(label, levers) or "" if label else ""
        if label in levers:
            found[-1][3].append((row, levers[label]))
    return sorted(found, key=lambda block: block[1])


def _plan(sheets: Sheets, number: int, layout: list[Block], at: int) -> tuple[Plan | None, list[str]]:
    """Read one column."""
    column = Sheets(sheets.file, sheets.grids)
    data: dict[str, Any] = {}
    column.spots[()] = (number, layout[0][3][0][0] if layout[0][3] else 0, at)
    for section, _, marker, levers in layout:
        part = _part(column, number, section, marker, levers, at, data)
        if part is None:
            continue
        if section.several:
            data.setdefault(section.name, []).append(part)
        elif section.name:
            data[section.name] = part
        else:
            data.update(part)
    try:
        plan, error = Plan.model_validate(data), None
    except ValidationError as wrong:
        plan, error = None, wrong
    return plan, messages(error, data, Plan, column, column.own) if error or column.own else []


def _part(
    column: Sheets,
    number: int,
    section: Section,
    marker: int,
    levers: list[tuple[int, Any]],
    at: int,
    data: dict[str, Any],
) -> dict[str, Any] | None:
    """Read one section of one column; None where the strategy has no such part."""
    grid = column.grids[number - 1]
    path: tuple[str | int, ...] = ()
    if section.name:
        path = (section.name, len(data.get(section.name, ()))) if section.several else (section.name,)
        column.spots.setdefault(path[:1], (number, marker, at))
    filled = any((row, at) in grid.cells or (row, at) in grid.faults for row, _ in levers)
    there = column.take(("", number, marker), (number, marker, at), _THERE) if marker else True
    if there is not None and not isinstance(there, bool):
        column.mistake(("", number, marker), "must be yes or no, or empty; write one of them")
    elif there is False and filled:
        column.mistake(("", number, marker), "says no, but there are figures below; write yes, or empty them")
    if not filled and there is not True:
        return None
    column.spots[path] = (number, marker or levers[0][0], at) if marker or levers else (number, 0, 0)
    part: dict[str, Any] = {}
    for row, cell in levers:
        fill(part, cell.path, column.take((*path, *cell.path), (number, row, at), cell.kind))
    for table in section.needed_tables:
        part.setdefault(table, {})
    return part
