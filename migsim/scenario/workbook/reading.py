"""From the sheets of a workbook to a scenario, or to everything that is wrong with it, by sheet and cell."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path as File
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from migsim.errors import InputError
from migsim.scenario import wording
from migsim.scenario.checked import Mistake, Path
from migsim.scenario.mistakes import messages
from migsim.scenario.suggest import closest
from migsim.scenario.workbook.kinds import Kind, from_cell
from migsim.scenario.workbook.layout import GUIDE, OPTIONAL, PAGES, STRATEGIES, Page
from migsim.scenario.workbook.opening import Grid, open_workbook

if TYPE_CHECKING:
    from migsim.scenario.schema import Scenario

Spot = tuple[int, int, int]  # number of the sheet, row and column; 0 where the whole of it is meant


@dataclass
class Sheets:
    """What is read from the sheets of one workbook, and where it stands.

    Attributes
    ----------
    file : str or Path
    grids : list of Grid
    spots : dict of tuple to Spot
        Where each part of the content stands.
    own : list of Mistake
        What is wrong with the sheets themselves.
    """

    file: str | File
    grids: list[Grid]
    spots: dict[Path, Spot] = field(default_factory=dict)
    own: list[Mistake] = field(default_factory=list)
    form: wording.Form = wording.WORKBOOK

    def at(self, path: Path) -> tuple[tuple[int, ...], str]:
        """Return the cell of a part of the content, or of the innermost thing around it that has a place."""
        from openpyxl.utils import get_column_letter

        while path and path not in self.spots:
            path = path[:-1]
        sheet, row, column = spot = self.spots.get(path, (0, 0, 0))
        if not sheet:
            return spot, wording.file_name(self.file)
        title = self.grids[sheet - 1].title if sheet <= len(self.grids) else ""
        cell = f", cell {get_column_letter(column)}{row}" if column else f", row {row}" if row else ""
        return spot, f"{wording.file_name(self.file)}: sheet {title}{cell}"

    def mistake(self, path: Path, text: str, spot: Spot | None = None) -> None:
        """Note something wrong; `spot` says where, if `path` has no place yet."""
        if spot is not None:
            self.spots[path] = spot
        self.own.append(Mistake(path, text))

    def take(self, path: Path, spot: Spot, kind: Kind) -> Any:
        """Return what a cell says, None for an empty one or one whose value cannot be had."""
        self.spots[path] = spot
        grid, at = self.grids[spot[0] - 1], spot[1:]
        if at in grid.faults:
            self.mistake(path, grid.faults[at])
            return None
        value = grid.cells.get(at)
        found = None if value is None else from_cell(value, kind)
        if kind.sort == "map" and isinstance(found, str):
            self.mistake(path, 'must name a figure and its source; write them as in "severity: survey"')
            return None
        for position in range(len(found) if kind.sort == "list" and isinstance(found, list) else 0):
            self.spots[*path, position] = spot
        return found

    def find(self, title: str, tables: Sequence[Path] = ()) -> int | None:
        """Return the number of a sheet, and note its place; None where it is missing.

        Capitals and blanks around a title do not count. A title that is nearly right is a mistake, but read.
        """
        for number, grid in enumerate(self.grids, 1):
            if _plain(grid.title) == title:
                for path in tables:
                    self.spots[path] = (number, 0, 0)
                return number
        known = {_plain(page.title) for page in PAGES} | {GUIDE, STRATEGIES}
        others = {grid.title: number for number, grid in enumerate(self.grids, 1) if _plain(grid.title) not in known}
        meant = closest(title, others)
        if meant is not None:
            number = others[meant]
            for path in tables:
                self.spots[path] = (number, 0, 0)
            text = f'is not the title of a sheet that is read; name it "{title}" if that is meant'
            self.mistake(("", title), text, (number, 0, 0))
            return number
        if title not in OPTIONAL:
            for path in tables or [("", title)]:
                self.mistake(path, f'there is no sheet "{title}"; add it')
        return None

    def require_unmerged(self, number: int, first_row: int) -> None:
        """Note merged cells among those that are read: only one of them keeps what stood in it."""
        from openpyxl.utils import get_column_letter

        for row, column, last_row, last_column in self.grids[number - 1].merged:
            if last_row >= first_row:
                last = f"{get_column_letter(last_column)}{last_row}"
                text = f"is merged with the cells up to {last}; undo that and fill in each cell"
                self.mistake(("", number, row, column), text, (number, row, column))


def _require_market(sheets: Sheets) -> None:
    """Say once that a workbook is of another kind, instead of each sheet that is not there."""
    wanted = [page.title for page in PAGES] + [STRATEGIES]
    titles = [grid.title for grid in sheets.grids]
    if any(_plain(title) in wanted or closest(title, wanted) for title in titles):
        return
    name, some = wording.file_name(sheets.file), ", ".join(wording.shortened(title, 20) for title in titles[:4])
    for grid in sheets.grids:
        top = next(iter(grid.rows.values()), {})
        if {"measure", "value"} <= {str(cell).strip().casefold() for cell in top.values()}:
            raise InputError(f"{name}: is a register of monitoring data, and no market; give it to migsim calibrate "
                             f"with --data, or start a market with migsim new plan.xlsx")  # fmt: skip
    raise InputError(f"{name}: is no workbook of a market: none of its sheets ({some}) is one of "
                     f"{', '.join(wanted[:4])} ...; start from the one that migsim new plan.xlsx writes")  # fmt: skip


def read_scenario_sheets(file: str | File, grids: list[Grid] | None = None) -> "Scenario":
    """Read the scenario that a workbook holds; see `migsim.load_scenario`.

    Raises
    ------
    InputError
        With one message for each mistake, by sheet and cell.
    """
    from migsim.scenario.schema import Scenario

    sheets = Sheets(file, open_workbook(file) if grids is None else grids)
    _require_market(sheets)
    data = scenario_data(sheets)
    error = None
    try:
        scenario = Scenario.model_validate(data)
    except ValidationError as wrong:
        error = wrong
    if error is not None or sheets.own:
        raise InputError(messages(error, data, Scenario, sheets, sheets.own))
    return scenario


def scenario_data(sheets: Sheets) -> dict[str, Any]:
    """Gather the tables of a scenario from the sheets, right or wrong."""
    from migsim.scenario.workbook.tables import read_form, read_matrix, read_pairs, read_table

    data: dict[str, Any] = {}
    by_title = {page.title: page for page in PAGES}
    roles: list[str] = []
    constraints: list[str] = []
    for page in _in_reading_order(by_title):
        number = sheets.find(page.title, page.paths)
        if number is None:
            continue
        for table, model in page.tables.items():
            if page.shape == "form":
                found: Any = read_form(sheets, number, table, model)
            elif page.shape == "table":
                found = read_table(sheets, number, table, model, roles)
            elif page.shape == "matrix":
                found = read_matrix(sheets, number, table, constraints)
            else:
                found = read_pairs(sheets, number, table, roles)
            if found or (page.shape == "form" and found is not None):
                data[table] = found
        if page.title == "roles":
            roles += _names(data.get("roles", ()))
        if page.title == "constraints":
            constraints += _names(data.get("constraints", ()))
    return data


def _in_reading_order(pages: dict[str, Page]) -> Iterable[Page]:
    """Roles and constraints first: other sheets have columns that bear their names."""
    first = [pages["roles"], pages["constraints"]]
    return [*first, *(page for page in pages.values() if page not in first)]


def _names(rows: Iterable[Any]) -> list[str]:
    return [row["name"] for row in rows if isinstance(row.get("name"), str)]


def _plain(title: str) -> str:
    return " ".join(title.casefold().split())
