"""The library of strategies, one TOML file each, and how a strategy is found."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from migsim.asked import several
from migsim.errors import InputError
from migsim.facilitation.schema import Plan
from migsim.facilitation.strategy import FileStrategy, Strategy
from migsim.scenario.files import read_toml
from migsim.scenario.plugged import entry
from migsim.scenario.suggest import closest
from migsim.scenario.wording import file_name, shortened
from migsim.scenario.workbook.opening import is_workbook

LIBRARY = Path(__file__).parent / "library"

#: The standard comparison, in the order of every table.
STANDARD = (
    "no-project",
    "one-workshop",
    "light-touch",
    "intensive",
    "directive",
    "phased-handover",
    "inclusive",
    "deal-broker",
    "systems-first",
    "direct-delivery",
)


def strategy_names() -> list[str]:
    """Names of the library, the standard comparison first."""
    found = {path.stem for path in LIBRARY.glob("*.toml")}
    return [*STANDARD, *sorted(found - set(STANDARD))]


def load_strategy(which: str | Path | Strategy, scenario: Any = None) -> Strategy:
    """Return a strategy: from the library by name, from a file by path, or the one given.

    Parameters
    ----------
    which : str, Path or Strategy
    scenario : Any
        What was given as the scenario. The strategies of a workbook go before those of the library.

    Raises
    ------
    InputError
        No such name or file, or the file is wrong.
    """
    if isinstance(which, Strategy):
        return which
    if not isinstance(which, str | Path):
        raise InputError(f"strategy {str(which)[:60]!r} is none; give a name, a path or a Strategy")
    return _find(which, own_strategies(scenario))


def own_strategies(scenario: Any) -> dict[str, Strategy]:
    """Return the strategies that a scenario brings with it, by name: those of a workbook, none of anything else."""
    if not isinstance(scenario, str | Path) or not is_workbook(scenario):
        return {}
    from migsim.facilitation.workbook import read_plans

    return {plan.name: FileStrategy(plan, Path(scenario)) for plan in read_plans(scenario)}


def _find(which: str | Path, own: Mapping[str, Strategy]) -> Strategy:
    text = str(which)
    if text in own:
        return own[text]
    if text in strategy_names():
        return FileStrategy(read_toml(LIBRARY / f"{text}.toml", Plan))
    path = Path(which)
    if is_workbook(path):
        example = "migsim compare plan.xlsx, or migsim new my.toml --from plan.xlsx to have them as files"
        raise InputError(f"{file_name(path)}: is a workbook, whose strategies go with its own market; {example}")
    if path.suffix == ".toml" or _is_there(path):
        return FileStrategy(read_toml(path, Plan), path)
    if (plugged := entry("migsim.strategies", text)) is not None:
        return _plugged(text, plugged)
    near = closest(text, [*own, *strategy_names()])
    hint = f"did you mean {near!r}?" if near else "`migsim strategies` lists them"
    raise InputError(f"strategy '{shortened(text)}' is not known; {hint} (a file of your own ends in .toml)")


def _plugged(name: str, found: Any) -> Strategy:
    """Return the strategy that another package offers: an object, a class, or the path of a file."""
    made = found() if isinstance(found, type) else found
    if isinstance(made, str | Path):
        return FileStrategy(read_toml(Path(made), Plan), Path(made))
    if not isinstance(made, Strategy):
        raise InputError(f"strategy '{shortened(name)}': what its package offers is no strategy, and no path of one")
    return made


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # too long for a name, or no name at all
        return False


def load_strategies(which: Sequence[str | Path | Strategy] | None, scenario: Any = None) -> list[Strategy]:
    """Return several strategies; a name may stand only once.

    For None, those that `scenario` brings with it (see `load_strategy`), or else the standard comparison.
    """
    asked = [] if which is None else several("strategies", which)
    own = own_strategies(scenario)
    wrong, loaded = [], []
    for one in asked or list(own) or STANDARD:
        try:
            loaded.append(one if isinstance(one, Strategy) else _find(one, own))
        except InputError as error:
            wrong += error.messages
    names = [strategy.name for strategy in loaded]
    wrong += [
        f"strategy {name!r} is named twice; name it once" for name in sorted({n for n in names if names.count(n) > 1})
    ]
    if wrong:
        raise InputError(wrong)
    return loaded
