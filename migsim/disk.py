"""Files that are whole or absent, whatever happens while they are written."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from migsim.errors import InputError, reason

MANIFEST = "manifest.json"  # says what a results folder holds
HALF_WRITTEN = ".writing-"  # how the name of a file begins until it is whole


def cannot_write(out: Path, error: OSError) -> str:
    """Word an error of the file system."""
    return f"{out}: the results cannot be written there ({reason(error)}); choose another folder with --out"


def check_writable(out: Path) -> None:
    """Make sure that files can be written into a folder, which need not exist; nothing is left behind in it.

    Raises
    ------
    InputError
        They cannot.
    """
    missing = [folder for folder in (out, *out.parents) if not folder.exists()]
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out):
            pass
    except OSError as error:
        raise InputError(cannot_write(out, error)) from error
    finally:
        for folder in missing:
            if folder.is_dir():
                folder.rmdir()


def write_whole(path: Path, data: bytes) -> None:
    """Write a file under a temporary name, wait until the disk has it, and give it its name.

    After a crash or a power cut there is the whole file, or what was there before.

    Raises
    ------
    OSError
        As from the file system; then nothing is left behind.
    """
    half = path.with_name(f"{HALF_WRITTEN}{uuid4().hex}")
    try:
        with half.open("xb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(half, path)
    except BaseException:
        with suppress(OSError):
            half.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Give a name with the same ending to write under; what is there gets its own name when it is whole.

    For libraries that write a file themselves; see `write_whole`.

    Raises
    ------
    OSError
        As from the file system; then nothing is left behind, and an earlier file is as it was.
    """
    half = path.with_name(f"{HALF_WRITTEN}{uuid4().hex}{path.suffix}")
    try:
        yield half
        with half.open("r+b") as stream:
            os.fsync(stream.fileno())
        os.replace(half, path)
    finally:
        with suppress(OSError):
            half.unlink(missing_ok=True)


def write_new(path: Path, data: bytes) -> None:
    """Write a file that must not be there yet; where it cannot be written, nothing is left behind.

    Raises
    ------
    OSError
        As from the file system; `FileExistsError` when it is there.
    """
    stream = path.open("xb")
    try:
        with stream:
            stream.write(data)
    except BaseException:
        path.unlink(missing_ok=True)  # when it is closed: Windows removes no open file
        raise


def sync_folder(folder: Path) -> None:
    """Wait until the disk has the names in a folder, where the system can say so."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with suppress(OSError):  # some network file systems cannot
            os.fsync(handle)
    finally:
        os.close(handle)


def sweep_up(folder: Path) -> None:
    """Remove what a writer that died has left half-written in a folder."""
    for half in folder.glob(f"{HALF_WRITTEN}*"):
        with suppress(OSError):
            half.unlink()
