"""How a stage becomes machine code, or stays plain Python."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import numpy as np

try:
    import numba
    from numba.core import event, types

    from migsim.code_cache import CodeCache, cache_folder
except ModuleNotFoundError as missing:
    if missing.name != "numba":
        raise
    numba = None  # type: ignore[assignment]

#: Whether stages run as plain Python, for a debugger, for coverage, or because there is no Numba: the same numbers,
#: some hundred times slower. Asked for by ``NUMBA_DISABLE_JIT=1``, before the first import.
PLAIN: bool = numba is None or bool(numba.config.DISABLE_JIT)
#: Functions that a first run compiles, about: what `watch_compilation` counts up to (tested).
FUNCTIONS = 402

F = TypeVar("F", bound=Callable[..., Any])


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
    """Compile a function that Python calls, and keep its machine code, which holds that of all it calls."""
    if PLAIN:
        return np.errstate(divide="ignore", invalid="ignore")(function)  # as machine code divides
    compiled = _compiled(function, _nrt=True)
    if cache_folder() is not None:
        compiled._cache = CodeCache(function)
    return compiled


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
