"""Folders that nobody else can write to: the only ones from which anything is unpickled, for to unpickle is to run."""

import os
import stat
import tempfile
from pathlib import Path


def private_folder(folder: Path, within: bool = True) -> bool:
    """Make a folder for this user alone, and say whether it is one; an older one that others can read is closed.

    It has to be the user's own, no link, and nobody else may be able to write to it.

    Parameters
    ----------
    folder : Path
    within : bool
        Whether nobody else may be able to exchange it for another, either; not asked of what the user named.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_mine(folder) or (within and not all(map(_keeps_what_it_holds, folder.resolve().parents))):
            return False
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _is_mine(folder: Path) -> bool:
    """Whether a folder belongs to this user, and is shut to all others from now on."""
    if os.name == "nt":  # a user's folders are shut to others as they are made
        return True
    found = os.lstat(folder)
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o022:
        return False
    folder.chmod(0o700)
    return True


def _keeps_what_it_holds(folder: Path) -> bool:
    """Whether nobody but this user and root can rename what lies in a folder."""
    if os.name == "nt":
        return True
    found = os.stat(folder)
    if found.st_uid not in (0, os.geteuid()):
        return False
    writers = found.st_mode & (0o002 if found.st_uid == os.geteuid() else 0o022)
    return not writers or bool(found.st_mode & stat.S_ISVTX)
