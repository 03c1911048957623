"""Results on disk in parts, each whole or absent: the parts are the ledger of what is done.

A part is a Parquet file for each table, of some hundred runs. It is written under a temporary name and renamed, and the
table that counts as the ledger comes last. Whoever starts again looks which parts are there, whatever has happened.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from migsim.disk import sweep_up, sync_folder, write_whole
from migsim.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa

Files = Mapping[str, bytes]  # what one part is, by table

SET_ASIDE = "set-aside"
_TAG = b"migsim.experiment"


def encode(table: "pa.Table", tag: str) -> bytes:
    """Turn a table into the bytes of a Parquet file that says which experiment it is of.

    The same table gives the same bytes with the same version of pyarrow. Pages carry checksums.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    pq.write_table(
        table.replace_schema_metadata({_TAG: tag.encode()}), sink, compression="zstd", write_page_checksum=True
    )
    return bytes(sink.getvalue().to_pybytes())


@dataclass(frozen=True)
class Store:
    """The parts of one experiment in a folder.

    Attributes
    ----------
    folder : Path
    tables : callable
        Returns the tables that a part has; each has a folder of its own. The first is the ledger.
    tag : str
        Hash of the experiment, found in every part again.
    """

    folder: Path
    tables: Callable[[int], tuple[str, ...]]
    tag: str

    def open(self) -> None:
        """Make the folders, and remove what a writer that died has left half-written."""
        for folder in (self.folder, *self.folder.iterdir()):
            if folder.is_dir():
                sweep_up(folder)

    def path(self, table: str, part: int) -> Path:
        """Return the file of one part of one table."""
        return self.folder / table / f"part-{part:06d}.parquet"

    def add(self, part: int, files: Files) -> None:
        """Write one part, the ledger last.

        Raises
        ------
        OSError
            As from the file system; earlier parts are untouched.
        """
        for table in reversed(self.tables(part)):
            path = self.path(table, part)
            if not path.parent.exists():
                path.parent.mkdir(exist_ok=True)
                sync_folder(self.folder)
            write_whole(path, files[table])

    def done(self, parts: Iterable[int], rows: Callable[[int], int]) -> tuple[set[int], list[Path]]:
        """Return the parts that are there and whole, and the files that were not and have been set aside.

        Parameters
        ----------
        parts : iterable of int
            All parts of the experiment.
        rows : callable
            Rows that the ledger has of a part.

        Returns
        -------
        done : set of int
        damaged : list of Path
            Where they are now.
        """
        done, damaged = set(), []
        for part in parts:
            files = [self.path(table, part) for table in self.tables(part)]
            wrong = [path for path in files if path.exists() and not self._whole(path)]
            ledger = files[0]
            if not wrong and ledger.exists() and self._rows(ledger) != rows(part):
                wrong = [ledger]
            damaged += [self._put_aside(path) for path in wrong]
            if all(path.exists() for path in files):
                done.add(part)
        return done, damaged

    def count(self, table: str) -> int:
        """Count the rows of a table."""
        import pyarrow as pa

        rows = 0
        for path in self._parts(table):
            try:
                rows += self._rows(path)
            except (OSError, pa.ArrowException):
                raise InputError(damaged(path)) from None
        return rows

    def _parts(self, table: str) -> list[Path]:
        return sorted((self.folder / table).glob("part-*.parquet"))

    def read_parts(self, table: str) -> Iterator["pa.Table"]:
        """Read the parts of a table one by one.

        Raises
        ------
        InputError
            A part is damaged.
        """
        import pyarrow as pa

        for path in self._parts(table):
            try:
                yield read_file(path).replace_schema_metadata(None)
            except (OSError, pa.ArrowException):
                raise InputError(damaged(path)) from None

    def _whole(self, path: Path) -> bool:
        """Whether a file has the end that is written last, and belongs to this experiment."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            tags = pq.read_metadata(path).metadata or {}
        except (OSError, pa.ArrowException):
            return False
        return bool(tags.get(_TAG) == self.tag.encode())

    def _rows(self, path: Path) -> int:
        import pyarrow.parquet as pq

        return int(pq.read_metadata(path).num_rows)

    def _put_aside(self, path: Path) -> Path:
        """Move a damaged file out of the way, so that its part is run again and nothing is lost."""
        folder = self.folder / SET_ASIDE
        folder.mkdir(exist_ok=True)
        number = len(list(folder.iterdir()))
        place = folder / f"{path.parent.name}-{path.stem}-{number}{path.suffix}"
        os.replace(path, place)
        return place


def read_file(path: Path) -> "pa.Table":
    """Read one Parquet file, checking its pages.

    On this thread alone: a thread of Arrow's that still held a file of Python's while the program ends would abort it.
    """
    import pyarrow.parquet as pq

    with pq.ParquetFile(path, page_checksum_verification=True) as file:
        return file.read(use_threads=False)


def damaged(path: Path) -> str:
    """Say that a part cannot be read, and how it is had again."""
    return (
        f"{path}: is damaged, or was written by another version; delete it, and the same sweep command makes it again"
    )
