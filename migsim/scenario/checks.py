"""Checks between the tables of a scenario."""

from collections.abc import Iterable, Mapping
from typing import Any

from migsim.scenario.checked import Mistake


def mistakes(data: Mapping[str, Any]) -> Iterable[Mistake]:
    """Yield what is wrong between the tables of a scenario file."""
    return ()
