"""Where scenarios are found: those that come with the package, and files of one's own."""

from pathlib import Path

from migsim.errors import InputError
from migsim.scenario.files import read_toml
from migsim.scenario.plugged import entry
from migsim.scenario.schema import Scenario
from migsim.scenario.suggest import advice
from migsim.scenario.wording import file_name, shown
from migsim.scenario.workbook.opening import is_workbook


def scenario_folder() -> Path:
    """Return the folder of the scenarios that come with the package.

    An installed package holds them beside its code, a source tree (or an editable installation) at its top.
    """
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "scenarios", package.parent / "scenarios"):
        if folder.is_dir():
            return folder
    raise InputError("the scenarios that come with migsim are missing from this installation; install it again")


def scenario_names() -> list[str]:
    """Return the names of the scenarios that come with the package, sorted."""
    return sorted(path.stem for path in scenario_folder().glob("*.toml"))


def scenario_path(name: str) -> Path:
    """Return the file of the scenario `name` that comes with the package.

    Raises
    ------
    InputError
        If there is no scenario of this name.
    """
    names = scenario_names()
    if name in names:
        return scenario_folder() / f"{name}.toml"
    own = "a file of your own is given by its path, with .toml or .xlsx at its end"
    raise InputError(f"there is no scenario named {shown(name)}; {advice(name, names)} ({own})")


def scenario_file(name_or_path: str | Path) -> Path:
    """Return the file that a name or a path stands for.

    Text counts as a path when it has a folder or an ending in it.

    Raises
    ------
    InputError
        If there is no scenario of this name, or the file is of a kind that cannot hold one.
    """
    path = Path(name_or_path)
    if isinstance(name_or_path, str) and not path.suffix and len(path.parts) < 2:
        return scenario_path(name_or_path)
    require_scenario_file(path)
    return path


def require_scenario_file(path: Path) -> None:
    """Refuse a scenario file that ends neither in ``.toml`` nor as a workbook does."""
    if path.suffix.lower() != ".toml" and not is_workbook(path) and not path.is_dir():
        kinds = "scenario files are TOML or workbooks"
        raise InputError(f"{file_name(path)}: {kinds}; give a file that ends in .toml or .xlsx")


def load_scenario(name_or_path: str | Path | Scenario) -> Scenario:
    """Load a scenario by its name or from a file.

    Parameters
    ----------
    name_or_path : str, Path or Scenario
        The name of a scenario that comes with the package, or the path of a file. Text counts as a path when it has a
        folder or an ending in it. A `Scenario` is returned as it is.

    Returns
    -------
    Scenario
        Frozen; its tables and fields are those of the file. ``model_copy(update=...)`` changes a copy.

    Raises
    ------
    InputError
        If there is none of this name, or with everything that is wrong in the file.

    Examples
    --------
    >>> load_scenario("treyl-poultry").room
    30
    """
    if isinstance(name_or_path, Scenario):
        return name_or_path
    if isinstance(name_or_path, str) and not Path(name_or_path).suffix and name_or_path not in scenario_names():
        plugged = entry("migsim.scenarios", name_or_path)
        if isinstance(plugged, Scenario):
            return plugged
        name_or_path = name_or_path if plugged is None else Path(plugged)
    if not isinstance(name_or_path, str | Path):
        raise InputError(f"scenario = {shown(str(name_or_path))}: is no scenario; give a name, a path or a Scenario")
    file = scenario_file(name_or_path)
    if is_workbook(file):
        from migsim.scenario.workbook.reading import read_scenario_sheets

        return read_scenario_sheets(file)
    return read_toml(file, Scenario)
