"""The words of the app, one file a language; `en` is complete by definition and every other has the same keys.

A file that says ``draft = true`` waits for a native reader and may lack some: these are then shown in English.
"""

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any

FIRST = "en"


def languages() -> dict[str, str]:
    """Code of every language to its name in itself."""
    codes = sorted(path.name[:-5] for path in files(__name__).iterdir() if path.name.endswith(".toml"))
    return {code: str(texts(code)["language"]) for code in codes}


@lru_cache(maxsize=8)
def texts(code: str) -> dict[str, Any]:
    """All texts of a language, as nested tables."""
    loaded: dict[str, Any] = tomllib.loads((files(__name__) / f"{code}.toml").read_text(encoding="utf-8"))
    return _over(texts(FIRST), loaded) if loaded.pop("draft", False) else loaded


def _over(below: dict[str, Any], table: dict[str, Any]) -> dict[str, Any]:
    """Lay one table of texts over another."""
    laid = {key: _over(below[key], value) if isinstance(value, dict) else value for key, value in table.items()}
    return below | laid


@lru_cache(maxsize=8)
def names(code: str) -> dict[str, str]:
    """Titles of the library in a language, by the titles that the files have; what is missing keeps its own."""
    path = files(__name__) / "names" / f"{code}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def keys(table: dict[str, Any], at: str = "") -> set[str]:
    """Every key of a table of texts, dotted."""
    found: set[str] = set()
    for key, value in table.items():
        found |= keys(value, f"{at}{key}.") if isinstance(value, dict) else {f"{at}{key}"}
    return found
