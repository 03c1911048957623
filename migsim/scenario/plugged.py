"""What other packages offer under a name: entry points of the groups `migsim.strategies` and `migsim.scenarios`."""

from importlib.metadata import entry_points
from typing import Any

from migsim.errors import InputError


def entry(group: str, name: str) -> Any:
    """Load what a package offers under a name; None where none does.

    Raises
    ------
    InputError
        It cannot be loaded, or two packages offer the name.
    """
    found = list(entry_points(group=group, name=name))
    if not found:
        return None
    if len(found) > 1:
        packages = ", ".join(sorted(one.dist.name if one.dist else one.value for one in found))
        raise InputError(f"{name}: is offered by several packages ({packages}); uninstall all but one")
    try:
        return found[0].load()
    except Exception as error:
        raise InputError(f"{name}: cannot be loaded from {found[0].value} ({type(error).__name__}: {error})") from None
