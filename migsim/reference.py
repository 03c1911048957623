"""Handing a named tuple of arrays to the stages: as one pointer to compiled code, as it is in plain Python."""

from typing import TypeVar, cast

from migsim.kernel import PLAIN

T = TypeVar("T")


def lend(record: T) -> T:
    """Make a named tuple ready for compiled entries; to a type checker the result is what it stands for."""
    if PLAIN:
        return record
    from migsim.pointer import Lent

    return cast(T, Lent(record))
