"""Reading the tables of this folder, and rows in them that stand for several."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any


def table(name: str) -> dict[str, Any]:
    """Read one of the TOML files beside this one."""
    return tomllib.loads((Path(__file__).parent / f"{name}.toml").read_text(encoding="utf-8"))


def expanded(row: dict[str, Any], words: Mapping[str, Sequence[Any]]) -> Iterator[dict[str, Any]]:
    """Yield a row once for each value of the word in braces that its texts hold, or as it is where they hold none.

    Examples
    --------
    >>> [one["name"] for one in expanded({"name": "weeks-{weeks}"}, {"weeks": [4, 8]})]
    ['weeks-4', 'weeks-8']
    """
    used = [word for word in words if "{" + word + "}" in str(row)]
    if not used:
        yield row
        return
    for value in words[used[0]]:
        yield _filled(row, "{" + used[0] + "}", str(value))


def _filled(part: Any, gap: str, value: str) -> Any:
    if isinstance(part, str):
        return part.replace(gap, value)
    if isinstance(part, list):
        return [_filled(one, gap, value) for one in part]
    if isinstance(part, dict):
        return {_filled(key, gap, value): _filled(one, gap, value) for key, one in part.items()}
    return part
