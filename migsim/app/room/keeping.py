"""The room's file: written all or nothing before anything is acknowledged, and read again after a restart."""

import os
import tempfile
from pathlib import Path

from anyio import CapacityLimiter, Lock, to_thread
from pydantic import ValidationError

from migsim.app.room.room import Room, new_code, new_key
from migsim.errors import InputError

_LARGEST = 4_000_000  # bytes; a full room of 100 phones and 60 questions has about 600 kB


class RoomFile:
    """A room and the file that it is kept in.

    Parameters
    ----------
    path : Path
        Where it is kept; read when it is there.

    Raises
    ------
    InputError
        The file is no room, or it cannot be read or written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.room = _read(path) or Room(code=new_code(), key=new_key())
        self._wanted = self._written = 0
        self._lock: Lock | None = None
        self._thread: CapacityLimiter | None = None
        self.write()

    def write(self) -> None:
        """Write what stands now."""
        _write(self.path, self.room.model_dump_json())

    async def keep(self) -> None:
        """Return when what stands now is in the file.

        Thirty decisions at a time are one write or two: whoever waits for a write finds its own change in the next.

        Raises
        ------
        InputError
            The file cannot be written.
        """
        if self._lock is None or self._thread is None:
            self._lock, self._thread = Lock(), CapacityLimiter(1)
        self._wanted += 1
        mine = self._wanted
        async with self._lock:
            if self._written < mine:
                upto, text = self._wanted, self.room.model_dump_json()
                await to_thread.run_sync(_write, self.path, text, limiter=self._thread)
                self._written = upto


def _read(path: Path) -> Room | None:
    if not path.exists():
        return None
    try:
        if path.stat().st_size > _LARGEST:
            raise InputError(f"{path}: too large for a room; name another file with --room")
        return Room.model_validate_json(path.read_bytes())
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror or error}); name another file with --room") from None
    except ValidationError:
        raise InputError(
            f"{path}: is not a room that migsim wrote; move it away, or name another with --room"
        ) from None


def _write(path: Path, text: str) -> None:
    """Write a file so that there is either the old one or the new one, whatever happens on the way."""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, path)
        except BaseException:
            os.unlink(name)
            raise
    except OSError as error:
        raise InputError(
            f"{path}: the room cannot be saved ({error.strerror or error}); make room on the disk"
        ) from None
