"""Writing a results folder: whole or not at all, with a manifest that says what the results rest on."""

import json
import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from migsim.engine.provenance import sha256
from migsim.report.place import MANIFEST, staged

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Folder:
    """A folder that is being written.

    Attributes
    ----------
    path : Path
    decimal_comma : bool
        Write CSV with decimal commas and semicolons.
    """

    path: Path
    decimal_comma: bool = False

    def text(self, name: str, text: str) -> None:
        """Write text as it is, in UTF-8, with the line ends of the text."""
        path = self.path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")

    def json(self, name: str, document: Any) -> None:
        """Write a JSON document; what is missing or infinite is null."""
        self.text(name, json.dumps(_finite(document), indent=2, ensure_ascii=False, allow_nan=False) + "\n")

    def csv(self, name: str, table: "pd.DataFrame", decimal_comma: bool | None = None) -> None:
        """Write a table as CSV; `decimal_comma` as the folder has it when not given."""
        from migsim.report.tables import write_csv

        path = self.path / name
        path.parent.mkdir(exist_ok=True)
        write_csv(table, path, self.decimal_comma if decimal_comma is None else decimal_comma)

    def hashes(self) -> dict[str, str]:
        """SHA-256 of every file written so far, by name."""
        files = sorted(path.relative_to(self.path).as_posix() for path in self.path.rglob("*") if path.is_file())
        return {name: sha256((self.path / name).read_bytes()) for name in files}


@contextmanager
def results(out: Path, kind: str, rests_on: Mapping[str, Any], decimal_comma: bool = False) -> Iterator[Folder]:
    """Give a folder to write results into; they replace an earlier result of this kind when all are there.

    Parameters
    ----------
    out : Path
        Created when missing.
    kind : str
        As the manifest names it.
    rests_on : mapping
        What the manifest says beside the kind and the hashes of the files: begin with
        `migsim.engine.provenance.rests_on`.
    decimal_comma : bool
        Write CSV with decimal commas and semicolons.

    Raises
    ------
    InputError
        The folder holds anything else, or cannot be written; then it is as it was.
    """
    with staged(out, kind) as path:
        folder = Folder(path, decimal_comma)
        yield folder
        folder.json(MANIFEST, {"kind": kind, **rests_on, "files": folder.hashes()})


def _finite(thing: Any) -> Any:
    if isinstance(thing, Mapping):
        return {key: _finite(inner) for key, inner in thing.items()}
    if isinstance(thing, list | tuple):
        return [_finite(inner) for inner in thing]
    return None if isinstance(thing, float) and not math.isfinite(thing) else thing
