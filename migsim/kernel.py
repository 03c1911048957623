"""How a stage becomes machine code, and why an old copy of it can never run.

Numba keys its cache on the file that defines a function, not on the files of the functions that it calls: after an edit
to a helper, a caller's old machine code would go on being served. The cache folder is therefore named after a hash of
every source file that holds compiled code, together with the versions of Python, Numba and NumPy. Any edit starts a new
folder; folders of older sources are removed.
"""

import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

try:
    import numba
    from numba.core import event, types
except ModuleNotFoundError as missing:
    if missing.name != "numba":
        raise
    numba = None  # type: ignore[assignment]

#: Whether stages run as plain Python, for a debugger, for coverage, or because there is no Numba: the same numbers,
#: some hundred times slower. Asked for by ``NUMBA_DISABLE_JIT=1``, before the first import.
PLAIN: bool = numba is None or bool(numba.config.DISABLE_JIT)

F = TypeVar("F", bound=Callable[..., Any])

_PACKAGE = Path(__file__).parent
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
_KEPT_FOLDERS = 3
#: Functions that a first run compiles, about: what `watch_compilation` counts up to (tested).
FUNCTIONS = 270


def _source_hash() -> str:
    digest = hashlib.blake2s(digest_size=8)
    for pattern in _COMPILED:
        for path in sorted(_PACKAGE.glob(pattern)):
            digest.update(path.name.encode())
            digest.update(path.read_bytes())
    digest.update(f"{sys.version_info[:3]} {numba.__version__} {np.__version__}".encode())
    return digest.hexdigest()


def _parents() -> list[Path]:
    """Folders to try for the machine code, in order of preference."""
    if numba.config.CACHE_DIR:
        return [Path(numba.config.CACHE_DIR)]
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return [home / "migsim", Path(tempfile.gettempdir()) / f"migsim-{os.environ.get('USER', 'user')}"]


@lru_cache(maxsize=1)
def cache_folder() -> Path | None:
    """Folder of this source's machine code; None when no folder can be written and every start compiles anew."""
    name = f"kernels-{_source_hash()}"
    for parent in _parents():
        folder = parent / name
        try:
            folder.mkdir(parents=True, exist_ok=True)
            probe = folder / f".probe-{os.getpid()}"
            probe.touch()
            probe.unlink()
        except OSError:
            continue
        _prune(parent, keep=name)
        return folder
    return None


def _prune(parent: Path, keep: str) -> None:
    """Drop all but the newest few folders of older sources."""
    others = [path for path in parent.glob("kernels-*") if path.name != keep]
    others.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for path in others[_KEPT_FOLDERS - 1 :]:
        shutil.rmtree(path, ignore_errors=True)


def _compiled(function: F, **options: Any) -> F:
    """Compile on first use: no fastmath (bits), no lock (threads), NumPy's division (vectorises)."""
    if PLAIN:
        return function
    compiled = numba.njit(nogil=True, error_model="numpy", fastmath=False, **options)(function)
    # Numba would compile a function anew for each constant that it is ever called with.
    template = compiled.get_call_template
    compiled.get_call_template = lambda args, kws: template([types.unliteral(kind) for kind in args], kws)
    return compiled


def kernel(function: F) -> F:
    """Compile a function that other compiled functions call; Python cannot (tests reach it through `entry`).

    It allocates nothing, so that no references have to be counted.
    """
    return _compiled(function, no_cpython_wrapper=True, no_cfunc_wrapper=True, _nrt=False)


def inlined(function: F) -> F:
    """Compile like `kernel`, into the body of every caller: loops over it vectorise, which they cannot over a call."""
    return _compiled(function, forceinline=True, no_cpython_wrapper=True, no_cfunc_wrapper=True, _nrt=False)


def allocating(function: F) -> F:
    """Compile like `kernel`, for a function that makes arrays of its own and hands none on."""
    return _compiled(function, no_cpython_wrapper=True, no_cfunc_wrapper=True, _nrt=True)


def entry(function: F) -> F:
    """Compile a function that Python calls, and cache its machine code, which holds that of all it calls.

    Numba reads the cache folder from a process-wide setting when a function is decorated; the setting is put back at
    once, so that other packages' caches stay where they are.
    """
    if PLAIN:
        return np.errstate(divide="ignore", invalid="ignore")(function)  # as machine code divides
    folder = cache_folder()
    before = numba.config.CACHE_DIR
    try:
        if folder is not None:
            numba.config.CACHE_DIR = str(folder)
        return _compiled(function, cache=folder is not None, _nrt=True)
    finally:
        numba.config.CACHE_DIR = before


@contextmanager
def watch_compilation(progress: Callable[[int, int], None]) -> Iterator[None]:
    r"""Call `progress` with functions compiled so far and functions in all, while machine code is made in the block.

    Nothing is called where all code comes from the cache. A first run makes about `FUNCTIONS` functions; the second
    number grows with the first where there are more, so that the share never passes 1. Calls come from whichever
    thread compiles, with Numba's lock held: be brief, and start no compiled code.

    Examples
    --------
    >>> with watch_compilation(lambda done, total: print(f"{done} of {total}", end="\r")):  # doctest: +SKIP
    ...     ensemble("treyl-poultry", ["light-touch"], runs=1)
    """
    if PLAIN:
        yield
        return
    done = 0

    def count(_: Any) -> None:
        nonlocal done
        done += 1
        progress(done, max(FUNCTIONS, done))

    with _whenever_compiled(count):
        yield


@contextmanager
def _whenever_compiled(ended: Callable[[Any], None]) -> Iterator[None]:
    """Call `ended` as the compilation of each function ends, if it failed or not."""

    class Listener(event.Listener):  # type: ignore[misc]
        def on_start(self, event: Any) -> None:
            """Nothing is done yet."""

        def on_end(self, event: Any) -> None:
            ended(event)

    with event.install_listener("numba:compile", Listener()):
        yield
