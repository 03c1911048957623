"""Machine code as it is kept between starts, and what of it is believed; `migsim.code_folder` says where.

Machine code is unpickled, so that it is taken from folders of the user's own only. A file that is empty, cut or changed
is passed over, and a disk that is full is no reason to stop: the functions are compiled anew.
"""

import hashlib
import pickle
import warnings
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from numba.core.caching import CompileResultCacheImpl, FunctionCache, IndexDataCacheFile, _CacheLocator

from migsim.code_folder import PACKAGE, cache_folder

_DIGEST = 32  # bytes


def _place_in_package(file: str) -> str | None:
    """Name for where a file lies in this package, the same wherever the package is installed."""
    folder = Path(file).absolute().parent
    if not folder.is_relative_to(PACKAGE):
        return None
    return "_".join([*folder.relative_to(PACKAGE).parts, "in_migsim"])


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
