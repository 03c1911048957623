"""Handing a named tuple of arrays to the stages: as one pointer to compiled code, as it is in plain Python."""

from typing import Any, TypeVar, cast

from migsim.kernel import PLAIN
from migsim.machine import PORTABLE, engine

T = TypeVar("T")


def lend(record: T) -> T:
    """Make a named tuple ready for compiled entries; to a type checker the result is what it stands for."""
    if engine() == PORTABLE:
        from migsim.portable import heap

        return cast(T, heap.Placed(record))
    if PLAIN:
        return record
    from migsim import pointer

    return cast(T, pointer.Lent(record))


def settle(*records: Any) -> tuple[Any, ...]:
    """Lay named tuples of arrays out where compiled entries work on them as they lie."""
    if engine() != PORTABLE:
        return records
    from migsim.portable.heap import Heap

    heap = Heap()
    return tuple(heap.settle(record) for record in records)
