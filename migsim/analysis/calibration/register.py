"""Reading a programme's monitoring data: a table with one row an observation, right or wrong, row by row."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from migsim.analysis.calibration.foreign import lines_about
from migsim.analysis.calibration.measures import MEASURES, Measure, Observed
from migsim.errors import InputError, first_few
from migsim.scenario.delimited import read_delimited
from migsim.scenario.suggest import advice
from migsim.scenario.wording import file_name, shortened

if TYPE_CHECKING:
    from migsim.scenario.workbook.opening import Grid

COLUMNS = ("week", "date", "weeks", "group", "measure", "value", "n")
SHEET = "data"
_NEEDED = ("measure", "value")
_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)\s*%?")
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}([.,])\d{3}")  # 12,000: twelve thousand, or twelve
_LARGEST_CHANGE = 3.0  # of turnover; more is a percentage that was meant as a share
_ENDLESS = 1e15  # no count comes near
_HEAD_ROWS = 20  # the heading stands among the first
_REMARKS = frozenset({"notes", "note", "remarks", "remark", "comment", "comments", "remarques", "observations"})

Cells = dict[str, Any]
Row = tuple[int, Cells]  # its number in the file, and its cells by column
Tell = Callable[[str], None]


def read_register(
    path: str | Path, horizon: int, start: datetime.date | None = None, tell: Tell = lambda _: None
) -> list[Observed]:
    """Read monitoring data from a CSV file or a workbook.

    Parameters
    ----------
    path : str or Path
        A ``.csv`` file (commas or semicolons), or a ``.xlsx`` workbook: its sheet ``data``, or its first.
    horizon : int
        Last week that can be simulated.
    start : date, optional
        First day of week 1, where rows have dates.
    tell : callable, optional
        Called with what a user should know: which sheet was read, what was guessed about an encoding.

    Returns
    -------
    list of Observed
        In the order of the file. Rows without a value are left out: nothing was seen.

    Raises
    ------
    InputError
        With everything that is wrong, one message for each row and column.
    """
    path = Path(path)
    place, table = _read_workbook(path, tell) if path.suffix.lower() != ".csv" else _read_csv(path, tell)
    reading = _Reading(place, horizon, start)
    found = [reading.observation(row, cells) for row, cells in table]
    kept = [row for row in found if row is not None]
    reading.refuse_doubles(kept)
    if not table or not (kept or reading.wrong):
        reading.wrong.append(f"{reading.name}: has no row with a value; fill in at least one")
    if reading.wrong:
        raise InputError(first_few(reading.name, reading.wrong))
    return kept


def _read_csv(path: Path, tell: Tell) -> tuple[str, list[Row]]:
    """Rows by their number in the file, the heading left out; lines that begin with # and empty ones do not count."""
    table = read_delimited(path)
    found = _table(table.name, [(n, dict(enumerate(row))) for n, row in table.rows()])
    if table.guess:
        tell(table.guess)
    return table.name, found


def _read_workbook(path: Path, tell: Tell) -> tuple[str, list[Row]]:
    from migsim.scenario.workbook.opening import is_workbook, open_workbook

    name = file_name(path)
    if not is_workbook(path) and not path.is_dir():
        raise InputError(f"{name}: monitoring data are a CSV file or a workbook; give a file in .csv or .xlsx")
    grids = open_workbook(path)
    if not grids:
        raise InputError(f"{name}: has no sheet; start from the template")
    grid = _chosen(grids, name)
    place = f"{name}, sheet {shortened(grid.title, 40)}"
    faults = [f"{place}, row {row}: cell in column {column} {text}" for (row, column), text in grid.faults.items()]
    if faults:
        raise InputError(first_few(place, faults))
    head = _heading_row([dict(cells) for cells in grid.rows.values()])
    first = list(grid.rows)[head] if grid.rows else 1
    if merged := [(row, last) for row, _, last, _ in grid.merged if last >= first]:
        said = "cells are merged, and only the first of them keeps what stood there; undo that and fill in each cell"
        rows = [f"{place}, rows {row} to {last}: {said}" for row, last in merged]
        raise InputError(first_few(place, rows))
    found = _table(place, [(row, dict(cells)) for row, cells in grid.rows.items()])
    if len(grids) > 1:
        tell(f"{name}: the sheet {shortened(grid.title, 40)} is read, of {len(grids)}")
    return place, found


def _chosen(grids: list[Grid], name: str) -> Grid:
    """The sheet called data, or the one that looks like a register; a guess between two is refused."""
    for grid in grids:
        if grid.title.strip().casefold() == SHEET:
            return grid
    alike = [grid for grid in grids if _looks_like_a_register([dict(cells) for cells in grid.rows.values()])]
    if len(alike) > 1:
        titles = ", ".join(shortened(grid.title, 30) for grid in alike[:4])
        raise InputError(f"{name}: {len(alike)} sheets look like a register ({titles}), and one is read; put all rows "
                         f"below one heading, in a sheet named {SHEET}")  # fmt: skip
    return alike[0] if alike else next((grid for grid in grids if grid.cells), grids[0])


def _looks_like_a_register(rows: list[dict[int, Any]]) -> bool:
    head = _heading_row(rows)
    return bool(rows) and set(_NEEDED) <= {_title(cell) for cell in rows[head].values()}


def _heading_row(rows: list[dict[int, Any]]) -> int:
    """Place of the row with most of the known names, among the first; the first that is filled where none has any."""
    hits = [len({_title(cell) for cell in row.values()} & set(COLUMNS)) for row in rows[:_HEAD_ROWS]]
    return hits.index(max(hits)) if any(hits) else 0


def _title(cell: Any) -> str:
    return str(cell).strip().casefold()


def _table(name: str, rows: list[tuple[int, dict[int, Any]]]) -> list[Row]:
    """Name the cells of each row by the heading above them."""
    bare = [(n, {at: _bare(cell) for at, cell in row.items()}) for n, row in rows]
    bare = [(n, {at: cell for at, cell in row.items() if cell not in ("", None)}) for n, row in bare]
    bare = [(n, row) for n, row in bare if row]
    filled = [(n, row) for n, row in bare if not str(next(iter(row.values()))).startswith("#")]
    if not filled:
        raise InputError(f"{name}: is empty; start from the template (--template FILE.csv)")
    head = _heading_row([row for _, row in filled])
    row, headings = filled[head]
    titles = {at: _title(title) for at, title in headings.items()}
    if not {*_NEEDED, "week", "date"} & set(titles.values()):
        raise InputError(lines_about(name, [cells for _, cells in bare]))
    own = {at for at, title in titles.items() if title.startswith("#") or title in _REMARKS}
    titles = {at: title for at, title in titles.items() if at not in own}
    place = f"{name}, row {row}"
    wrong = [f"{place}: there is no column {needed!r}; add it" for needed in _NEEDED if needed not in titles.values()]
    if not {"week", "date"} & set(titles.values()):
        wrong.append(f"{place}: there is no column 'week' (or 'date'); add it")
    wrong += [
        f"{place}: column {shortened(title)!r} is not known; {_known_column(title)}"
        for title in titles.values()
        if title not in COLUMNS
    ]
    wrong += [
        f"{place}: column {shortened(title)!r} stands there twice; take one out"
        for title in dict.fromkeys(titles.values())
        if list(titles.values()).count(title) > 1
    ]
    for n, cells in filled[head + 1 :]:
        if set(cells) - set(titles) - own:
            wrong.append(f"{name}, row {n}: has more cells than headings; if a number has a decimal comma, write a "
                         "point, or put semicolons between the columns")  # fmt: skip
    if wrong:
        raise InputError(first_few(name, wrong))
    return [(n, {titles[at]: cell for at, cell in cells.items() if at in titles}) for n, cells in filled[head + 1 :]]


def _known_column(title: str) -> str:
    said = advice(title, COLUMNS)
    return said if said.startswith("did you") else f"{said}; a column of your own begins with #"


def _bare(cell: Any) -> Any:
    return cell.strip() if isinstance(cell, str) else cell


@dataclass
class _Reading:
    """One file while it is read, with what is wrong so far."""

    name: str
    horizon: int
    start: datetime.date | None

    def __post_init__(self) -> None:
        self.wrong: list[str] = []

    def observation(self, row: int, cells: Cells) -> Observed | None:
        """Check one row; None where it has no value or something is wrong."""
        before = len(self.wrong)
        measure = self._measure(row, cells)
        if cells.get("value") is None:
            return None
        weeks = self._weeks(row, cells, measure)
        value, n = self._value(row, cells, measure)
        if len(self.wrong) > before or measure is None or weeks is None or value is None:
            return None
        return Observed(row, measure, str(cells.get("group", "")), *weeks, value, n)

    def say(self, row: int, column: str, text: str) -> None:
        """Note a mistake."""
        self.wrong.append(f"{self.name}, row {row}, column {column}: {text}")

    def _measure(self, row: int, cells: Cells) -> Measure | None:
        named = str(cells.get("measure", ""))
        if named.casefold() in MEASURES:
            return MEASURES[named.casefold()]
        said = f"{shortened(named)!r} is not known; {advice(named, MEASURES)}" if named else "is empty; name a measure"
        self.say(row, "measure", said)
        return None

    def _number(self, row: int, column: str, cell: Any) -> float | None:
        """Read a number, with a decimal comma or a per cent sign too; anything else is noted."""
        text = str(cell).strip()
        if isinstance(cell, str) and (both := _GROUPED.fullmatch(text)):
            whole, small = text.replace(both[1], ""), float(text.replace(both[1], "."))
            said = "write the one that is meant, without a comma or point between thousands"
            self.say(row, column, f"{text!r} is {whole} or {small:g}; {said}")
            return None
        number = math.nan
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            number = float(cell) if abs(cell) < _ENDLESS else math.inf
        elif isinstance(cell, str) and _NUMBER.fullmatch(text):
            number = float(text.rstrip("% ").replace(",", "."))
            number = number / 100.0 if text.endswith("%") else number
        if abs(number) < _ENDLESS:
            return number
        said = "is no number; write it with digits and a decimal point, as in 0.75"
        self.say(row, column, f"{shortened(text)!r} {said if math.isnan(number) else 'is too large a number; mend it'}")
        return None

    def _whole(self, row: int, column: str, cell: Any, lowest: int) -> int | None:
        number = self._number(row, column, cell)
        if number is None:
            return None
        if number != round(number) or number < lowest:
            self.say(row, column, f"{number:g} is not possible; give a whole number from {lowest}")
            return None
        return int(number)

    def _weeks(self, row: int, cells: Cells, measure: Measure | None) -> tuple[int, int] | None:
        """First and last week that a row covers."""
        week = self._week(row, cells)
        given = self._whole(row, "weeks", cells["weeks"], 1) if "weeks" in cells else (measure.weeks if measure else 1)
        if week is None or given is None:
            return None
        column = "week" if "week" in cells else "date"
        if week > self.horizon:
            self.say(row, column, f"week {week} is beyond the last that is simulated, {self.horizon}; take the row "
                     "out, or give the scenario a longer horizon")  # fmt: skip
        if week < 1:
            self.say(row, column, f"week {week} is before the programme began; its weeks count from 1")
        elif "weeks" in cells and given > week:
            self.say(row, "weeks", f"{given} weeks up to week {week} would begin before week 1; give at most {week}")
        return max(week - given + 1, 1), week

    def _week(self, row: int, cells: Cells) -> int | None:
        if "week" in cells:
            number = self._number(row, "week", cells["week"])
            if number is not None and number != round(number):
                self.say(row, "week", f"{number:g} is no whole number; give the week of the programme, from 1")
                return None
            return None if number is None else int(number)
        if "date" not in cells:
            self.say(row, "week", "is empty; give the week of the programme, from 1")
            return None
        day = as_date(cells["date"])
        if day is None:
            self.say(row, "date", f"{shortened(cells['date'])!r} is no date; write it as 2026-03-31")
        elif self.start is None:
            self.say(row, "date", "a date needs the first day of the programme; give it with --start 2026-01-05")
        else:
            return (day - self.start).days // 7 + 1
        return None

    def _value(self, row: int, cells: Cells, measure: Measure | None) -> tuple[float | None, float | None]:
        """Value and n of a row, shares as shares."""
        value = self._number(row, "value", cells["value"])
        n = self._whole(row, "n", cells["n"], 1) if "n" in cells else None
        if value is None or measure is None:
            return None, None
        if measure.kind == "change":
            if not -1.0 <= value <= _LARGEST_CHANGE:
                self.say(row, "value", f"{value:g} is no likely change of income; write 0.08 for 8 % up")
        elif value < 0:
            self.say(row, "value", f"{value:g} is negative; {measure.what}")
        elif measure.kind == "share":
            if value > 1:
                hint = f"write {value / 100:g}" if value <= 100 else "give a number from 0 to 1"
                self.say(row, "value", f"{value:g} is no share; {hint}")
        elif value != round(value):
            self.say(row, "value", f"{value:g} is no whole number; {measure.what}")
        elif measure.kind == "count_of":
            if "n" not in cells:
                self.say(row, "n", f"is empty; {measure.n}")
            elif n is not None:
                if value > n:
                    self.say(row, "value", f"{value:g} is more than the {n} in column n; mend one of them")
                return value / n, float(n)
        return value, None if n is None else float(n)

    def refuse_doubles(self, rows: list[Observed]) -> None:
        """Note rows of the same subject, group and weeks as an earlier one."""
        taken: dict[tuple[str, str, int], int] = {}
        for row in rows:
            places = [(row.measure.subject, row.group.casefold(), week) for week in range(row.first, row.last + 1)]
            earlier = next((taken[place] for place in places if place in taken), None)
            if earlier is not None:
                group = f" of group {shortened(row.group, 40)!r}" if row.group else ""
                self.say(row.row, "measure", f"{row.measure.name!r}{group} stands for the same weeks in row {earlier} "
                         "already; take one out, or name the groups if they are two")  # fmt: skip
            for place in places:
                taken.setdefault(place, row.row)


def as_date(cell: Any) -> datetime.date | None:
    """Read a day, as a spreadsheet holds it or as text in ISO 8601."""
    if isinstance(cell, datetime.datetime):
        return cell.date()
    if isinstance(cell, datetime.date):
        return cell
    try:
        return datetime.date.fromisoformat(str(cell)[:10])
    except ValueError:
        return None
