"""One writer at a time in a folder.

The operating system holds the lock and frees it when its owner ends, however that comes about; so a lock that was left
behind by a process that died is no lock. The file only tells others who holds it.
"""

import errno
import json
import os
import platform
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from migsim.errors import InputError

LOCK = ".lock"
_HELD = {errno.EAGAIN, errno.EACCES, errno.EDEADLK}  # how the systems say that somebody else has it
_FAR = 1 << 20  # Windows locks bytes against reading too; this one is beyond what the file says

if sys.platform == "win32":
    import msvcrt

    def _seize(handle: int) -> None:
        os.lseek(handle, _FAR, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _seize(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder.

    Raises
    ------
    InputError
        Somebody else holds it.
    OSError
        The file cannot be written.
    """
    path = folder / LOCK
    handle = _take(path)
    try:
        os.ftruncate(handle, 0)
        os.lseek(handle, 0, os.SEEK_SET)
        since = datetime.now().astimezone().isoformat(timespec="seconds")
        told = {"process": os.getpid(), "computer": platform.node(), "since": since}
        os.write(handle, json.dumps(told).encode())
        yield
    finally:
        with suppress(OSError):
            path.unlink()
        os.close(handle)


def _take(path: Path) -> int:
    """Open and lock the file; again when its last owner took it away in between."""
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            _seize(handle)
        except OSError as error:
            os.close(handle)
            if error.errno not in _HELD:
                raise  # a file system without locks is nobody's writing
            raise InputError(
                f"{path.parent}: another sweep is writing there{_who(path)}; wait until it has ended, or choose "
                "another folder with --out"
            ) from error
        with suppress(OSError):
            if os.fstat(handle).st_ino == path.stat().st_ino:
                return handle
        os.close(handle)


def _who(path: Path) -> str:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        return f" (process {told['process']} on {told['computer']}, since {told['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        return ""
