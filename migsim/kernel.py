"""How a stage becomes machine code, or stays plain Python."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import numpy as np

from migsim.machine import NATIVE, PORTABLE, engine

#: Whether stages run as plain Python, and nothing but the doors of the portable engine as anything else.
PLAIN: bool = engine() != NATIVE
if not PLAIN:
    import numba
    from numba.core import event, types

    from migsim.code_cache import CodeCache
    from migsim.code_folder import cache_folder
#: Functions that a first run compiles, about: what `watch_compilation` counts up to (tested).
FUNCTIONS = 348
#: No fastmath (bits), no lock (threads), NumPy's division (vectorises).
OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy", "fastmath": False}

F = TypeVar("F", bound=Callable[..., Any])


def _compiled(function: F, **options: Any) -> F:
    """Compile on first use."""
    if PLAIN:
        return function
    compiled = numba.njit(**OPTIONS, **options)(function)
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
    """Compile a function that Python calls, and keep its machine code, which holds that of all it calls.

    The portable engine has the same function compiled already, unless it is too small to be worth the way there.
    """
    if engine() == PORTABLE:
        from migsim.portable.heap import door

        return door(function, _as_it_stands(function))
    return _as_it_stands(function) if PLAIN else _kept(function)


def _as_it_stands(function: F) -> F:
    """Let a function divide as machine code does."""
    return np.errstate(divide="ignore", invalid="ignore")(function)


def _kept(function: F) -> F:
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
