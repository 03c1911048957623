"""How a result is told and written, without its knowing by whom: the top of the package names the writers.

A result may so have a method `report` while nothing that computes results imports a report.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Any

#: Where each writer is, as ``module.function``, by what it writes; filled by `migsim.__init__`.
WRITERS: dict[str, str] = {}


def writer(name: str) -> Callable[..., Any]:
    """Import a writer when it is wanted."""
    module, _, function = WRITERS[name].rpartition(".")
    found: Callable[..., Any] = getattr(import_module(module), function)
    return found
