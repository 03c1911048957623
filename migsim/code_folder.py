"""Which sources the compiled model is made of, and the folder in which their machine code is kept.

Numba keys its cache on the file that defines a function, not on the files of the functions that it calls: after an edit
to a helper, a caller's old machine code would go on being served. The cache folder is therefore named after a hash of
every source file that holds compiled code, together with the versions of Python, Numba and NumPy. Any edit starts a new
folder; folders that have not been used for long are removed. The portable engine knows the same hash.

Nothing here imports Numba: whether there is machine code decides whether it has to be there.
"""

import contextlib
import hashlib
import os
import shutil
import sys
import tempfile
import time
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from migsim.private_folder import private_folder

PACKAGE = Path(__file__).parent
#: Files that hold compiled code, or a number or type that is compiled into it (tested).
COMPILED = (
    "kernel.py",
    "numerics.py",
    "chance.py",
    "intrinsics.py",
    "pointer.py",
    "rows.py",
    "state.py",
    "vocabulary.py",
    "stages/*.py",
    "engine/handed.py",
    "engine/look.py",
    "engine/run.py",
    "scenario/market.py",
)
_KEPT_FOLDERS = 10
_IN_USE = 24 * 3600.0  # seconds for which a folder counts as in use


def sources() -> str:
    """Hash of every source file that holds compiled code; the same with any ends of lines."""
    digest = hashlib.blake2s(digest_size=8)
    for pattern in COMPILED:
        for path in sorted(PACKAGE.glob(pattern)):
            digest.update(path.name.encode())
            digest.update(path.read_text(encoding="utf-8").encode())
    return digest.hexdigest()


def _name() -> str:
    versions = f"{sys.version_info[:3]} {_version('numba')} {_version('numpy')}"
    return f"kernels-{hashlib.blake2s(f'{sources()} {versions}'.encode(), digest_size=8).hexdigest()}"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _parents() -> list[Path]:
    """Folders to try for the machine code where the user names none, in order of preference."""
    parents = []
    if os.environ.get("XDG_CACHE_HOME"):
        parents.append(Path(os.environ["XDG_CACHE_HOME"]) / "migsim")
    else:
        with contextlib.suppress(RuntimeError):  # a user whom the machine does not know
            parents.append(Path.home() / ".cache/migsim")
    user = os.geteuid() if hasattr(os, "geteuid") else "user"
    return [*parents, Path(tempfile.gettempdir()) / f"migsim-{user}"]


@lru_cache(maxsize=1)
def cache_folder() -> Path | None:
    """Folder of this source's machine code; None when no folder is safe to use and every start compiles anew."""
    name, named = _name(), os.environ.get("NUMBA_CACHE_DIR")
    with contextlib.suppress(OSError):  # there is not even a temporary folder
        for parent in [Path(named)] if named else filter(private_folder, _parents()):
            folder = parent.absolute() / name
            if private_folder(folder, within=not named):
                _prune(parent, keep=name)
                return folder
    return None


def is_made() -> bool:
    """Whether the machine code of a whole future is in the cache, so that the first run does not wait for it."""
    folder = cache_folder()
    return folder is not None and any(folder.glob("*/run.run_future-*.nbc"))


def _prune(parent: Path, keep: str) -> None:
    """Note that a folder is in use, and drop others of older sources, but for the last used and what may be in use."""
    os.utime(parent / keep)
    others = [(_used_at(path), path) for path in parent.glob("kernels-*") if path.name != keep]
    others.sort(reverse=True)
    for used, path in others[_KEPT_FOLDERS - 1 :]:
        if used < time.time() - _IN_USE:
            shutil.rmtree(path, ignore_errors=True)


def _used_at(folder: Path) -> float:
    """When a folder was last used, in seconds; 0 when it has gone by now."""
    try:
        return folder.stat().st_mtime
    except OSError:
        return 0.0
