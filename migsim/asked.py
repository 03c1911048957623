"""Several names at once, as Python hands them over: a list, a tuple, an array or a Series, never one text."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from migsim.errors import InputError


def several(what: str, named: Any) -> list[Any]:
    """Return names as a list; an array and a Series have no truth of their own, and a text is no list of letters.

    Parameters
    ----------
    what : str
        What they are of, in the plural, as the parameter is called.
    named : iterable

    Raises
    ------
    InputError
        It is one thing, not several.
    """
    if isinstance(named, str | Path) or not isinstance(named, Iterable):
        from migsim.scenario.wording import shown

        one = shown(str(getattr(named, "name", named)))
        raise InputError(f"{what} = {one}: is one thing alone; put it in a list: [{one}]")
    return list(named)
