"""The library of strategies, one TOML file each, and how a strategy is found."""

from collections.abc import Sequence
from pathlib import Path

from migsim.errors import InputError
from migsim.facilitation.schema import Plan
from migsim.facilitation.strategy import FileStrategy, Strategy
from migsim.scenario.files import read_toml
from migsim.scenario.suggest import closest

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


def load_strategy(which: str | Path | Strategy) -> Strategy:
    """Return a strategy: from the library by name, from a file by path, or the one given.

    Raises
    ------
    InputError
        No such name or file, or the file is wrong.
    """
    if isinstance(which, Strategy):
        return which
    text = str(which)
    if text in strategy_names():
        return FileStrategy(read_toml(LIBRARY / f"{text}.toml", Plan))
    path = Path(which)
    if path.suffix == ".toml" or path.exists():
        return FileStrategy(read_toml(path, Plan), path)
    near = closest(text, strategy_names())
    hint = f"did you mean {near!r}?" if near else "`migsim strategies` lists them"
    raise InputError(f"strategy {text!r} is not known; {hint} (a file of your own ends in .toml)")


def load_strategies(which: Sequence[str | Path | Strategy] | None) -> list[Strategy]:
    """Return several strategies, the standard comparison for None; a name may stand only once."""
    wrong, loaded = [], []
    for one in which or STANDARD:
        try:
            loaded.append(load_strategy(one))
        except InputError as error:
            wrong += error.messages
    names = [strategy.name for strategy in loaded]
    wrong += [
        f"strategy {name!r} is named twice; name it once" for name in sorted({n for n in names if names.count(n) > 1})
    ]
    if wrong:
        raise InputError(wrong)
    return loaded
