"""Handing a named tuple of arrays from stage to stage as one pointer: what `migsim.reference.lend` is in machine code.

To Numba a named tuple of 40 arrays is a value of 300 machine words: every call copies it, and every array in it has its
references counted. Stages call each other a hundred times a week; the two together took nine tenths of a run. A
`Reference` is a pointer to the tuple where the caller keeps it; a field is read through it with the same dot. It may
only be passed down: it dies with the call that made it.

Python hands a tuple on as a `Lent`, which writes it down once as compiled code reads it. Otherwise every call from
Python would take 55 arrays apart, which cost as much as ten weeks of a future.
"""

import hashlib
from typing import Any

import numpy as np
from llvmlite import ir
from numba import typeof
from numba.core import types
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    NativeValue,
    infer_getattr,
    lower_getattr_generic,
    models,
    register_model,
    unbox,
)


class Reference(types.Type):  # type: ignore[misc]
    """Numba's type of a pointer to a named tuple."""

    def __init__(self, record: Any) -> None:
        self.record = record
        # The name of a type enters the symbol of every function that is handed one. That of the tuple spells out all
        # its fields, 8 kB, which made up three quarters of the cache; a digest says as much.
        fields = hashlib.blake2s(str(record).encode(), digest_size=8).hexdigest()
        super().__init__(name=f"Reference({record.instance_class.__name__} {fields})")


@register_model(Reference)
class ReferenceModel(models.PrimitiveModel):  # type: ignore[misc]
    """A plain pointer, which nobody counts."""

    def __init__(self, manager: Any, reference: Any) -> None:
        super().__init__(manager, reference, manager.lookup(reference.record).get_value_type().as_pointer())


@infer_getattr
class ReferenceFields(AttributeTemplate):  # type: ignore[misc]
    """The fields of the tuple."""

    key = Reference

    def generic_resolve(self, reference: Any, name: str) -> Any:
        """Type of a field, None where there is no such field."""
        fields = reference.record.fields
        return reference.record.types[fields.index(name)] if name in fields else None


@lower_getattr_generic(Reference)
def read_field(context: Any, builder: Any, reference: Any, pointer: Any, name: str) -> Any:
    """Load one field through the pointer, word by word, each marked as what no store in compiled code ever changes.

    Otherwise every store to any array would make the compiler read the field again.
    """
    place = reference.record.fields.index(name)
    number = ir.IntType(32)
    kind = context.get_value_type(reference.record.types[place])
    never_changes = builder.module.add_metadata([])
    field = ir.Constant(kind, ir.Undefined)
    for part, of in enumerate(kind.elements):
        words = range(of.count) if isinstance(of, ir.ArrayType) else [None]
        for word in words:
            where = [number(0), number(place), number(part)] + ([] if word is None else [number(word)])
            load = builder.load(builder.gep(pointer, where, inbounds=True))
            load.set_metadata("invariant.load", never_changes)
            field = builder.insert_value(field, load, [part] if word is None else [part, word])
    return field


class Lent:
    """A named tuple of arrays, ready to be handed to compiled entries, where it is a `Reference`.

    Parameters
    ----------
    record : NamedTuple
        Its arrays are shared, and held for as long as this object lives.
    """

    def __init__(self, record: Any) -> None:
        self.record = record
        # As Numba lays out an array: who counts it (nobody), whose it is (nobody's), items, bytes an item, address,
        # shape, strides.
        self._words = np.array(
            [
                word
                for array in record
                for word in (0, 0, array.size, array.itemsize, array.ctypes.data, *array.shape, *array.strides)
            ],
            np.int64,
        )
        self.address = self._words.ctypes.data
        self._numba_type_ = _kind_of(record)

    def __reduce__(self) -> tuple[Any, ...]:
        """Copy and pickle the tuple alone: an address is good for this memory only."""
        return Lent, (self.record,)


_KINDS: dict[Any, Reference] = {}


#: Fields that lie column by column, as long as they have several rows and columns.
_BY_COLUMNS = ("interest",)


def _kind_of(record: Any) -> Reference:
    """Type of a pointer to a tuple; Numba takes as long to spell it out as for a hundred weeks, so it is kept."""
    arrays = (type(record), *((array.dtype, array.ndim, array.flags.num) for array in record))
    if arrays not in _KINDS:
        fields = zip(record._fields, record, strict=True)
        kinds = [_kind_of_array(array, by_columns=name in _BY_COLUMNS) for name, array in fields]
        _KINDS[arrays] = Reference(types.NamedTuple(kinds, type(record)))
    return _KINDS[arrays]


def _kind_of_array(array: Any, by_columns: bool) -> Any:
    """Type of an array; one with a single row or column lies both ways, and is taken as one with more would be."""
    kind = typeof(array)
    return kind.copy(layout="F") if by_columns and array.flags.f_contiguous else kind


@unbox(Reference)
def take_address(reference: Any, lent: Any, c: Any) -> Any:
    """Read the address of a `Lent`."""
    number = c.pyapi.object_getattr_string(lent, "address")
    pointer = c.builder.bitcast(c.pyapi.long_as_voidptr(number), c.context.get_value_type(reference))
    c.pyapi.decref(number)
    return NativeValue(pointer, is_error=c.pyapi.c_api_error())
