"""What a result rests on: versions, and hashes of the inputs and of the model itself. Nothing of the machine."""

import hashlib
import inspect
import platform
from collections.abc import Mapping
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from migsim.machine import engine
from migsim.version import __version__

CITE = "The migsim authors: migsim, simulating Market Interest Groups, version {version}."

_PACKAGE = Path(__file__).parents[1]
# What makes the numbers of a run; what tells them, stores them or draws them is not here.
_MODEL = (
    "kernel.py",
    "intrinsics.py",
    "pointer.py",
    "chance.py",
    "numerics.py",
    "state.py",
    "vocabulary.py",
    "stages/*.py",
    "engine/run.py",
    "engine/future.py",
    "engine/worlds.py",
    "facilitation/*.py",
    "scenario/market.py",
    "scenario/parameters.py",
    "scenario/priors.py",
    "scenario/schema.py",
)


def sha256(data: bytes) -> str:
    """Hash of some bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def hash_of(thing: Any) -> str:
    """Hash of a scenario's or a strategy file's content, or of the source of a strategy that is a Python class."""
    data = getattr(thing, "plan", thing)
    if hasattr(data, "model_dump_json"):
        ranges = getattr(data, "ranges", None)
        return sha256((data.model_dump_json() + (repr(sorted(ranges.items())) if ranges else "")).encode())
    try:
        text = inspect.getsource(type(thing))
    except (OSError, TypeError):  # typed at a prompt: there is no source to read
        text = f"{type(thing).__qualname__} {getattr(thing, 'name', '')}"
    return sha256(text.encode())


@lru_cache(maxsize=1)
def hash_of_model() -> str:
    """Hash of the sources that make the numbers of a run."""
    digest = hashlib.sha256()
    for pattern in _MODEL:
        for path in sorted(_PACKAGE.glob(pattern)):
            digest.update(path.name.encode() + path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def extensions(scenario: Any) -> dict[str, dict[str, str]]:
    """Say which rules and outcomes of one's own a scenario goes with, by name, with hashes of their sources."""
    found = {
        "mechanisms": {one.name: hash_of(one) for one in scenario.mechanisms},
        "outcomes": {name: _hash_of_function(function) for name, function in scenario.outcomes.items()},
    }
    return {kind: named for kind, named in found.items() if named}


def _hash_of_function(function: Any) -> str:
    try:
        return sha256(inspect.getsource(function).encode())
    except (OSError, TypeError):  # typed at a prompt, or an object that says itself what it is
        return sha256(repr(function).encode())


def rests_on(
    scenario: Any,
    strategies: Mapping[str, Any],
    *,
    seed: int,
    weeks: int,
    prior: str,
    draws: Any = None,
    **more: Any,
) -> dict[str, Any]:
    """Say what results rest on, for the manifest of their folder; nothing of the machine.

    Parameters
    ----------
    scenario : Scenario
    strategies : mapping of str to Strategy
    seed, weeks : int
    prior : str
        What the parameters were drawn from.
    draws : ndarray, optional
        The draws themselves, where `prior` is a table of them.
    **more
        What is special about these results.
    """
    return {
        "migsim": __version__,
        "model": hash_of_model(),
        "cite": CITE.format(version=__version__),
        "scenario": {"name": scenario.name, "sha256": hash_of(scenario), **extensions(scenario)},
        "strategies": {name: {"sha256": hash_of(strategy)} for name, strategy in strategies.items()},
        "seed": seed,
        "weeks": weeks,
        "prior": {"name": prior, "sha256": None if draws is None else sha256(draws.tobytes())},
        **more,
        "versions": versions(),
    }


def versions() -> dict[str, str]:
    """The engine, and versions of Python and of the packages that results pass through."""
    found = {"python": platform.python_version(), "engine": engine()}
    for package in ("numpy", "numba", "wasmtime", "scipy", "pandas", "pyarrow", "matplotlib"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found
