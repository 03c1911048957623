"""Structured arrays whose rows are read and written with a dot, in compiled code and in plain Python alike."""

from collections.abc import Iterable
from operator import itemgetter
from typing import Any

import numpy as np

from migsim.kernel import PLAIN


class Row(np.void):  # type: ignore[misc]
    """One row of a structured array in plain Python: a view, in which `row.field` is ``row["field"]``.

    NumPy's own `record` will not do: ``record.size`` is the number of its elements, whatever fields it has.
    """

    __slots__ = ()


def _give(field: str) -> None:
    """Let `Row` have an attribute for a field."""

    def write(row: Row, value: Any) -> None:
        row[field] = value

    setattr(Row, field, property(itemgetter(field), write))


def record(fields: Iterable[tuple[Any, ...]]) -> np.dtype[Any]:
    """Type of a structured array with these fields, aligned as a C compiler would."""
    kind = np.dtype(list(fields), align=True)
    if not PLAIN:
        return kind
    for field in kind.names or ():
        _give(field)
    return np.dtype((Row, kind))
