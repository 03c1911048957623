"""The weekly measures of every future, written to disk as they come, so that no memory grows with them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from migsim.errors import InputError
from migsim.state import Array
from migsim.vocabulary import WEEKLY


class Series:
    """A Parquet file that is written in the order of places, whichever thread is done first: the same bytes each time.

    Rows: strategy, run and week, then the weekly measures (float32), as in the frame `weekly` of an ensemble.
    """

    def __init__(self, writer: Any) -> None:
        self._writer = writer
        self._lock = Lock()
        self._next = 0
        self._waiting: dict[int, Any] = {}

    def put(self, place: int, strategy: str, runs: range, weekly: Sequence[Array | None]) -> None:
        """Write the futures of one chunk, each of shape (T + 1, measures), once all places before it are written."""
        part = _part(strategy, runs, np.stack([w for w in weekly if w is not None]), self._writer.schema)
        with self._lock:
            self._waiting[place] = part
            while self._next in self._waiting:
                self._writer.write_table(self._waiting.pop(self._next))
                self._next += 1


@contextmanager
def series_file(path: Path | None) -> Iterator[Series | None]:
    """Open a file for weekly series; it has its name only when it is whole. None when no path is given.

    Raises
    ------
    InputError
        The file cannot be written.
    """
    if path is None:
        yield None
        return
    from pyarrow.parquet import ParquetWriter

    half = path.with_name(f".{path.name}.part")
    try:
        with ParquetWriter(half, _schema(), compression="zstd") as writer:
            yield Series(writer)
        half.replace(path)
    except OSError as error:
        raise InputError(
            f"{path}: the weekly series cannot be written ({error.strerror or error}); name another file, or make room"
        ) from None
    finally:
        half.unlink(missing_ok=True)


def _schema() -> Any:
    import pyarrow as pa

    head = [("strategy", pa.string()), ("run", pa.int64()), ("week", pa.int64())]
    return pa.schema([*head, *((name, pa.float32()) for name in WEEKLY)])


def _part(strategy: str, runs: range, weekly: Array, schema: Any) -> Any:
    """Lay out one chunk, shape (futures, T + 1, 15), as a table with one row for each future and week."""
    import pyarrow as pa

    futures, weeks, _ = weekly.shape
    columns = weekly.reshape(-1, len(WEEKLY)).T.copy()
    head = [
        pa.array([strategy]).take(pa.array(np.zeros(futures * weeks, np.int64))),
        pa.array(np.repeat(np.asarray(runs), weeks)),
        pa.array(np.tile(np.arange(weeks), futures)),
    ]
    return pa.Table.from_arrays([*head, *(pa.array(column) for column in columns)], schema=schema)
