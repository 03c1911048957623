"""From TOML to a workbook and back: a scenario together with the strategies that are compared on it."""

from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from migsim.errors import InputError
from migsim.facilitation.library import LIBRARY
from migsim.facilitation.schema import Plan
from migsim.scenario.files import read_toml
from migsim.scenario.library import load_scenario, scenario_file
from migsim.scenario.template import name_after, new_scenario, refuse_if_there, write_new
from migsim.scenario.toml import plan_text, scenario_text
from migsim.scenario.wording import file_name
from migsim.scenario.workbook.opening import is_workbook

if TYPE_CHECKING:
    from migsim.scenario.schema import Scenario

#: What a new workbook begins with: nothing, little, and much, to change into strategies of one's own.
EXAMPLES = ("no-project", "light-touch", "phased-handover")


def new_file(path: str | Path, origin: str | Path) -> list[Path]:
    """Write a scenario to start from: a TOML file, or a workbook with strategies.

    Parameters
    ----------
    path : str or Path
        The file to write, which ends in ``.toml`` or ``.xlsx`` and is not there yet.
    origin : str or Path
        Name or path of the scenario that it begins as a copy of.

        A workbook made from a TOML file ``market.toml`` takes its strategies from the folder ``market-strategies``
        beside that, if there is one; a TOML file made from a workbook puts its strategies into such a folder.
        So the two forms convert without loss; comments are lost.

    Returns
    -------
    list of Path
        What was written; the scenario first.

    Raises
    ------
    InputError
        If something is there already, cannot be written or is of another kind, or `origin` is wrong.
    """
    path = Path(path)
    if path.suffix.lower() == ".xlsx":
        refuse_if_there(path)
        scenario, plans = _origin(origin)
        return [write_workbook(path, _renamed(scenario, path), plans, origin=scenario.name)]
    if not is_workbook(origin):
        return [new_scenario(path, origin)]
    refuse_if_there(path, ".toml")
    scenario, plans = _origin(origin)
    folder = strategies_folder(path)
    if plans:
        refuse_if_there(folder)
    _refuse_alike(origin, plans)
    written = write_new(path, scenario_text(_renamed(scenario, path)))
    if plans:
        folder.mkdir()
    return [
        written,
        *(write_new(folder / f"{plan.name}.toml", plan_text(plan, at)) for at, plan in enumerate(plans, 1)),
    ]


def _refuse_alike(origin: str | Path, plans: list[Plan]) -> None:
    """Refuse names that are one file where capitals, or the ways to write an accent, are not told apart."""
    seen: dict[str, str] = {}
    for plan in plans:
        other = seen.setdefault(normalize("NFC", plan.name).casefold(), plan.name)
        if other != plan.name:
            raise InputError(
                f"{file_name(origin)}: the strategies {other!r} and {plan.name!r} would be one file on some computers; "
                "give one of them another name"
            )


def strategies_folder(path: Path) -> Path:
    """Return the folder beside a TOML scenario in which its strategies stand."""
    return path.with_name(f"{path.stem}-strategies")


def write_workbook(path: Path, scenario: "Scenario", plans: list[Plan], origin: str) -> Path:
    """Write a workbook; see `new_file`."""
    from openpyxl import Workbook

    from migsim.facilitation.sheet import ABOUT, write_plans
    from migsim.scenario.workbook.guide import write_guide
    from migsim.scenario.workbook.writing import write_scenario_sheets
    from migsim.spreadsheet import save

    book: Any = Workbook()
    book.remove(book.active)
    write_scenario_sheets(book, scenario)
    write_plans(book, plans)
    write_guide(book, origin, path.name if path.name.isprintable() else "FILE", ABOUT)
    book.move_sheet("sources", 1)
    return save(book, path, replace=False)


def _origin(origin: str | Path) -> tuple["Scenario", list[Plan]]:
    """Load a scenario and the strategies that belong to it."""
    if is_workbook(origin):
        from migsim.facilitation.workbook import read_workbook

        return read_workbook(origin)
    scenario = load_scenario(origin)
    folder = strategies_folder(scenario_file(origin))
    if not folder.is_dir():
        return scenario, [read_toml(LIBRARY / f"{name}.toml", Plan) for name in EXAMPLES]
    plans, wrong = [], []
    for file in sorted(folder.glob("*.toml"), key=_position):
        try:
            plans.append(read_toml(file, Plan))
        except InputError as error:
            wrong += error.messages
    names = [plan.name for plan in plans]
    wrong += [
        f"{file_name(folder)}: two strategies have the name {name!r}; give each its own"
        for name in sorted({name for name in names if names.count(name) > 1})
    ]
    if wrong:
        raise InputError(wrong)
    return scenario, plans


def _position(file: Path) -> tuple[int, str]:
    """Order the files of a folder as the columns that they came from, where they say so."""
    first = file.open(encoding="utf-8", errors="replace").readline(200)
    words = first.removeprefix("# strategy ").split()
    return (int(words[0]) if first.startswith("# strategy ") and words and words[0].isdecimal() else 1_000), file.name


def _renamed(scenario: "Scenario", path: Path) -> "Scenario":
    """Name a scenario after the file that it is written to."""
    header = scenario.scenario.model_copy(update={"name": name_after(path)})
    return scenario.model_copy(update={"scenario": header})
