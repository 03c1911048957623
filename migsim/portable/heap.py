"""The portable engine in Python: memories in which arrays lie, and calls of the model on them.

Each memory is an instance of its own, so that each thread runs its own futures. Arrays of a future lie in one for good
(`settle`). What else a call is handed is copied in: what is read only, once; the rest for this call, and out again.
"""

import ctypes
import struct
import threading
import weakref
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, TypeVar, cast

import numpy as np
import wasmtime

from migsim.code_folder import PACKAGE
from migsim.errors import MigsimError
from migsim.machine import artefact

Array = np.ndarray[Any, Any]
F = TypeVar("F", bound=Callable[..., Any])
R = TypeVar("R")

_PAGE = 1 << 16
_LINE = 64  # bytes of a cache line, on which every array begins
_KEEPS = 1 << 27  # bytes of read-only arrays that a memory keeps, before it forgets them all
_MOST = 1 << 32
_FUEL = 1 << 62  # instructions that a heap which counts them can execute


@lru_cache(maxsize=2)
def _module(counts: bool) -> tuple[wasmtime.Engine, wasmtime.Module]:
    config = wasmtime.Config()
    config.consume_fuel = counts
    engine = wasmtime.Engine(config)
    return engine, wasmtime.Module.from_file(engine, str(PACKAGE / "portable/model.wasm"))


class _Bytes:
    """Some bytes of a memory, as NumPy asks for them; keeps the memory for as long as an array lies there."""

    def __init__(self, memory: "Heap", address: int, size: int) -> None:
        self.memory = memory
        where = (memory.origin + address, False)
        self.__array_interface__ = {"version": 3, "typestr": "|u1", "shape": (size,), "data": where}


class Placed:
    """A named tuple of arrays, ready to be handed to the portable engine.

    Parameters
    ----------
    record : NamedTuple
        Its arrays are shared, and held for as long as this object lives.
    """

    def __init__(self, record: Any) -> None:
        self.record = record
        self.home = next((home for array in record if (home := _home_of(array)) is not None), None)
        #: Whether the call changes nothing in it that does not lie in its memory already.
        self.lasts = all(not array.flags.writeable or _home_of(array) is self.home is not None for array in record)

    def __reduce__(self) -> tuple[Any, ...]:
        """Copy and pickle the tuple alone: a place in memory is good for this process only."""
        return Placed, (self.record,)


class Heap:
    """One instance of the model, with the memory in which it works.

    From the bottom: the model's own; arrays that were settled; read-only arrays that are kept; and while a call lasts,
    what it is handed and what it makes.
    """

    #: Whether heaps made from now on count the instructions that they execute, which takes time.
    counts = False

    def __init__(self) -> None:
        engine, module = _module(self.counts)
        self._known = artefact()["functions"]
        self._store = wasmtime.Store(engine)
        if self.counts:
            self._store.set_fuel(_FUEL)
        exports = wasmtime.Instance(self._store, module, []).exports(self._store)
        self._memory = cast(wasmtime.Memory, exports["memory"])
        self._functions = {name: cast(wasmtime.Func, exports[name]) for name in ("set_top", *self._known)}
        self._converters: dict[str, list[Callable[[Any], Any]]] = {}
        self._answer = _up(cast(wasmtime.Func, exports["top"])(self._store))
        self._top = self._settled = self._answer + _LINE
        self._kept: dict[int, tuple[Callable[[], object], int]] = {}  # what is kept, by its id, and where
        self.origin = self._origin()

    @property
    def executed(self) -> int:
        """Instructions of WebAssembly that were executed here, where they are counted."""
        return _FUEL - self._store.get_fuel()

    def _origin(self) -> int:
        found = self._memory.data_ptr(self._store)
        return _address_of(found)

    def _room_for(self, size: int) -> int:
        """Address of so many free bytes."""
        address = self._top
        self._top = _up(address + size)
        missing = self._top + _PAGE - self._memory.data_len(self._store)
        if missing > 0:
            if self._top + _PAGE > _MOST:
                raise MigsimError(
                    "this market takes more than 4 GB a future, which the portable engine cannot hold; "
                    'machine code can: pip install "migsim[fast]", and MIGSIM_ENGINE=native'
                )
            self._memory.grow(self._store, -(-missing // _PAGE))
            # Addresses are reserved for all 4 GB, so that arrays stay where they are.
            assert self._origin() == self.origin
        return address

    def view(self, address: int, like: Array) -> Array:
        """Array of the shape, type and order of another, at an address."""
        flat: Array = np.asarray(_Bytes(self, address, like.nbytes)).view(like.dtype)
        by_columns = like.flags.f_contiguous and not like.flags.c_contiguous
        return flat.reshape(like.shape[::-1]).T if by_columns else flat.reshape(like.shape)

    def _copied(self, array: Array) -> tuple[int, Array]:
        address = self._room_for(array.nbytes)
        there = self.view(address, array)
        there[...] = array
        return address, there

    def settle(self, record: R) -> R:
        """Lay out the arrays of a named tuple here for good; returns the tuple of those."""
        arrays = [self._copied(array)[1] for array in cast(Any, record)]
        self._settled = self._top
        return type(record)(*arrays)

    def _keep(self, thing: Any, place: Callable[[], int]) -> int:
        """Place a thing unless it is here already; returns its address."""
        known, address = self._kept.get(id(thing), (lambda: None, 0))
        if known() is not thing:  # or what had this id has gone
            address = place()
            self._kept[id(thing)] = weakref.ref(thing), address
        return address

    def _header(self, places: list[tuple[Array, int]]) -> int:
        """Write down a named tuple as compiled code reads it: for each array owner, owner, items, bytes an item,
        address, shape and strides, with pointers of 4 bytes.
        """  # noqa: D205
        words = b"".join(
            struct.pack(
                f"<IIqqII{2 * array.ndim}q",
                *(0, 0, array.size, array.itemsize, address, 0),
                *array.shape,
                *_strides(array),
            )
            for array, address in places
        )
        return self._copied(np.frombuffer(words, np.uint8))[0]

    def _at(self, array: Array) -> int | None:
        """Address of an array that lies here."""
        return array.ctypes.data - self.origin if _home_of(array) is self else None

    def call(self, name: str, arguments: tuple[Any, ...]) -> Any:
        """Call a function of the model."""
        if self._top - self._settled > _KEEPS:
            self._kept.clear()
            self._top = self._settled
        arguments = tuple(map(_of_kind, arguments, self._known[name]["arrays"]))
        lasting = {n: self._lasting(one) for n, one in enumerate(arguments) if isinstance(one, Placed) and one.lasts}
        before = self._top
        words: list[Any] = [self._answer, self._answer + 16]
        copies: list[tuple[Array, Array]] = []
        for n, one in enumerate(arguments):
            if n in lasting:
                words.append(lasting[n])
            elif isinstance(one, Placed):
                words.append(self._header([(array, self._for_now(array, copies)) for array in one.record]))
            elif isinstance(one, np.ndarray):
                address = self._for_now(one, copies)
                words += [0, 0, one.size, one.itemsize, address, *one.shape, *_strides(one)]
            elif isinstance(one, tuple):
                words += one
            else:
                words.append(one)
        answer = self._run(name, words)
        for mine, theirs in copies:
            theirs[...] = mine
        self._top = before
        return answer

    def _lasting(self, lent: Placed) -> int:
        """Address of the header of a tuple whose arrays all stay here."""

        def placed(array: Array) -> int:
            at = self._at(array)
            return self._keep(array, lambda: self._copied(array)[0]) if at is None else at

        return self._keep(lent, lambda: self._header([(array, placed(array)) for array in lent.record]))

    def _for_now(self, array: Array, copies: list[tuple[Array, Array]]) -> int:
        """Address of an array while a call lasts; notes what is to be copied out again."""
        at = self._at(array)
        if at is None:
            at, there = self._copied(array)
            if array.flags.writeable:
                copies.append((there, array))
        return at

    def _run(self, name: str, words: list[Any]) -> Any:
        function = self._functions[name]
        if name not in self._converters:
            number = {"f64": float, "f32": float}
            kinds = function.type(self._store).params
            self._converters[name] = [cast(Callable[[Any], Any], number.get(str(kind), int)) for kind in kinds]
        self._functions["set_top"](self._store, self._top)
        converted = [convert(word) for convert, word in zip(self._converters[name], words, strict=True)]
        status = function(self._store, *converted)
        if status != 0:
            raise RuntimeError(f"{name} ended with status {status}")
        kind = self._known[name]["returns"]
        return self.view(self._answer, np.empty(1, kind))[0].item() if kind else None


def _of_kind(argument: Any, kind: str) -> Any:
    """An array of numbers of the type that a function was compiled for; what it fills is of that type to begin with."""
    if not kind or argument.dtype.str == kind:
        return argument
    converted = argument.astype(kind)
    converted.setflags(write=False)
    return converted


def _up(address: int) -> int:
    """The next address at which an array may begin."""
    return -(-address // _LINE) * _LINE


def _address_of(pointer: Any) -> int:
    return ctypes.cast(pointer, ctypes.c_void_p).value or 0


def _strides(array: Array) -> tuple[int, ...]:
    """Bytes from one item to the next where an array is copied to: nothing lies between them."""
    if array.flags.c_contiguous or array.flags.f_contiguous:
        return array.strides
    strides: list[int] = []
    step = array.itemsize
    for size in reversed(array.shape):
        strides.insert(0, step)
        step *= size
    return tuple(strides)


def _home_of(array: Array) -> Heap | None:
    """Heap that an array lies in; None where it is NumPy's own."""
    base: Any = array
    while isinstance(base, np.ndarray):
        base = base.base
    return base.memory if isinstance(base, _Bytes) else None


_own = threading.local()


def _memory_for(arguments: tuple[Any, ...]) -> Heap:
    """Heap that an argument lies in; that of the thread where none does."""
    for one in arguments:
        if isinstance(one, Placed) and one.home is not None:
            return one.home
    if not hasattr(_own, "memory"):
        _own.memory = Heap()
    return cast(Heap, _own.memory)


def door(function: F, otherwise: F) -> F:
    """Let the portable engine do what a function does, if it has it; otherwise that runs in plain Python."""
    name = function.__name__
    known = artefact()["functions"].get(name)

    @wraps(function)
    def call(*arguments: Any) -> Any:
        return _memory_for(arguments).call(name, arguments)

    @wraps(function)
    def unwrap(*arguments: Any) -> Any:
        return otherwise(*(one.record if isinstance(one, Placed) else one for one in arguments))

    return cast(F, call if known and known["module"] == function.__module__ else unwrap)
