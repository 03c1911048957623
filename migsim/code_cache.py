"""Where machine code is kept between starts, and what of it is believed.

Numba keys its cache on the file that defines a function, not on the files of the functions that it calls: after an edit
to a helper, a caller's old machine code would go on being served. The cache folder is therefore named after a hash of
every source file that holds compiled code, together with the versions of Python, Numba and NumPy. Any edit starts a new
folder; folders that have not been used for long are removed.

Machine code is unpickled, so that it is taken from folders of the user's own only. A file that is empty, cut or changed
is passed over, and a disk that is full is no reason to stop: the functions are compiled anew.
"""

import contextlib
import hashlib
import os
import pickle
import shutil
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import numba
import numpy as np
from numba.core.caching import CompileResultCacheImpl, FunctionCache, IndexDataCacheFile, _CacheLocator

from migsim.private_folder import private_folder

_PACKAGE = Path(__file__).parent
#: Files that hold compiled code, or a number or type that is compiled into it (tested).
_COMPILED = (
    "kernel.py",
    "numerics.py",
    "chance.py",
    "intrinsics.py",
    "pointer.py",
    "rows.py",
    "state.py",
    "vocabulary.py",
    "stages/*.py",
    "engine/look.py",
    "engine/run.py",
    "scenario/market.py",
)
_KEPT_FOLDERS = 10
_IN_USE = 24 * 3600.0  # seconds for which a folder counts as in use
_DIGEST = 32  # bytes


def _source_hash() -> str:
    digest = hashlib.blake2s(digest_size=8)
    for pattern in _COMPILED:
        for path in sorted(_PACKAGE.glob(pattern)):
            digest.update(path.name.encode())
            digest.update(path.read_bytes())
    digest.update(f"{sys.version_info[:3]} {numba.__version__} {np.__version__}".encode())
    return digest.hexdigest()


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
    name, named = f"kernels-{_source_hash()}", numba.config.CACHE_DIR
    with contextlib.suppress(OSError):  # there is not even a temporary folder
        for parent in [Path(named)] if named else filter(private_folder, _parents()):
            folder = parent.absolute() / name
            if private_folder(folder, within=not named):
                _prune(parent, keep=name)
                return folder
    return None


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


def _place_in_package(file: str) -> str | None:
    """Name for where a file lies in this package, the same wherever the package is installed."""
    folder = Path(file).absolute().parent
    if not folder.is_relative_to(_PACKAGE):
        return None
    return "_".join([*folder.relative_to(_PACKAGE).parts, "in_migsim"])


class _Place(_CacheLocator):  # type: ignore[misc]
    """Where one function's machine code is kept."""

    def __init__(self, folder: Path, function: Any, file: str) -> None:
        self._folder = str(folder / (_place_in_package(file) or self.get_suitable_cache_subpath(file)))
        self._line = str(function.__code__.co_firstlineno)
        self._py_file = file  # where Numba's warning points, when code cannot be kept

    def get_cache_path(self) -> str:
        return self._folder

    def get_source_stamp(self) -> str:
        return ""  # the folder's name says which source it is

    def get_disambiguator(self) -> str:
        return self._line

    @classmethod
    def from_function(cls, function: Any, file: str) -> "_Place | None":
        folder = cache_folder()
        return None if folder is None else cls(folder, function, file)


class _Form(CompileResultCacheImpl):  # type: ignore[misc]
    """What of one function is kept."""

    _locator_classes = [_Place]  # type: ignore[list-item]  # noqa: RUF012


class _Files(IndexDataCacheFile):  # type: ignore[misc]
    """Numba's files of one function, each behind a digest of what it holds: what does not fit is not there."""

    def _load_index(self) -> dict[Any, str]:
        content = _read(self._index_path)
        return {} if content is None else pickle.loads(content)

    def _save_index(self, overloads: dict[Any, str]) -> None:
        self._write(self._index_path, overloads)

    def _load_data(self, name: str) -> Any:
        content = _read(self._data_path(name))
        if content is None:
            raise FileNotFoundError(name)
        return pickle.loads(content)

    def _save_data(self, name: str, data: Any) -> None:
        self._write(self._data_path(name), data)

    def _write(self, path: str, thing: Any) -> None:
        content = self._dump(thing)
        with self._open_for_write(path) as file:
            file.write(_digest(content) + content)


def _digest(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=_DIGEST).digest()


def _read(path: str) -> bytes | None:
    """What a file of the cache holds; None when it is not there or not as it was written."""
    try:
        written = Path(path).read_bytes()
    except OSError:
        return None
    digest, content = written[:_DIGEST], written[_DIGEST:]
    return content if _digest(content) == digest else None


class CodeCache(FunctionCache):  # type: ignore[misc]
    """Machine code of one function, kept as far as that is possible."""

    _impl_class = _Form

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__(function)
        self._cache_file = _Files(self._cache_path, self._impl.filename_base, "")

    def save_overload(self, signature: Any, data: Any) -> None:
        """Keep machine code; where the disk does not take it, say so once and go on."""
        try:
            super().save_overload(signature, data)
        except OSError as error:
            _say_not_kept(error.strerror or str(error))


@lru_cache(maxsize=1)
def _say_not_kept(reason: str) -> None:
    warnings.warn(
        f"machine code cannot be kept in {cache_folder()} ({reason}), so that the next start makes it again; "
        "NUMBA_CACHE_DIR names another folder",
        stacklevel=2,
    )
