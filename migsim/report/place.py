"""A folder for results: known by its manifest, written whole or not at all, never over somebody else's files.

Every file is first written into a hidden folder beside its final place; when all are complete they are moved, the
manifest last.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from migsim.engine.disk import MANIFEST, cannot_write, check_writable
from migsim.errors import InputError

__all__ = ["COMPARISON", "MANIFEST", "check_place", "earlier_files", "staged"]

COMPARISON = "migsim comparison"  # kind of results, as the manifest names it


def check_place(out: Path, kind: str) -> None:
    """Make sure, before any work is done, that results can be written into a folder.

    Parameters
    ----------
    out : Path
        The folder; it need not exist. Nothing is left behind in it.
    kind : str
        What is to be written, as the manifest of an earlier result names it.

    Raises
    ------
    InputError
        The folder is a file, holds anything but an earlier result of this kind, or cannot be written.
    """
    earlier_files(out, kind)
    check_writable(out)


def earlier_files(out: Path, kind: str) -> list[str]:
    """Return the files that an earlier result of this kind wrote, as its manifest lists them.

    Raises
    ------
    InputError
        The folder is a file, cannot be read, or holds anything else.
    """
    try:
        if not out.exists():
            return []
        if not out.is_dir():
            raise InputError(f"{out}: is a file, not a folder; choose another name with --out")
        if not any(out.iterdir()):
            return []
        manifest = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
        if manifest["kind"] == kind:
            return [str(name) for name in manifest["files"]]
    except FileNotFoundError:
        pass
    except OSError as error:
        raise InputError(cannot_write(out, error)) from error
    except (ValueError, KeyError, TypeError):
        pass
    raise InputError(
        f"{out}: holds files that are no earlier {kind}; nothing was written. Choose an empty or new folder with --out"
    )


@contextmanager
def staged(out: Path, kind: str) -> Iterator[Path]:
    """Give a hidden folder to write into; at the end its files replace the earlier result in `out`.

    Raises
    ------
    InputError
        As in `check_place`; then `out` is as it was.
    """
    earlier = earlier_files(out, kind)
    try:
        out.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=".writing-", dir=out))
    except OSError as error:
        raise InputError(cannot_write(out, error)) from error
    try:
        yield folder
        _move(folder, out, earlier)
    except OSError as error:
        raise InputError(cannot_write(out, error)) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _move(folder: Path, out: Path, earlier: list[str]) -> None:
    files = sorted((path for path in folder.rglob("*") if path.is_file()), key=lambda path: path.name == MANIFEST)
    new = {path.relative_to(folder).as_posix() for path in files}
    for path in files:
        place = out / path.relative_to(folder)
        place.parent.mkdir(exist_ok=True)
        os.replace(path, place)
    for name in earlier:
        stale = out / name
        if name not in new and stale.is_file() and out.resolve() in stale.resolve().parents:
            stale.unlink()
