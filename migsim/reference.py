"""Handing a named tuple of arrays from stage to stage as one pointer.

To Numba a named tuple of 40 arrays is a value of 300 machine words: every call copies it, and every array in it has its
references counted. Stages call each other a hundred times a week; the two together took nine tenths of a run. A
`Reference` is a pointer to the tuple where the caller keeps it; a field is read through it with the same dot. It may
only be passed down: it dies with the call that made it.
"""

from typing import Any

from llvmlite import ir
from numba.core import cgutils, types
from numba.core.typing.templates import AttributeTemplate
from numba.extending import infer_getattr, intrinsic, lower_getattr_generic, models, register_model


class Reference(types.Type):  # type: ignore[misc]
    """Numba's type of a pointer to a named tuple."""

    def __init__(self, record: Any) -> None:
        self.record = record
        super().__init__(name=f"Reference({record})")


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
    """Load one field through the pointer."""
    place = reference.record.fields.index(name)
    address = builder.gep(pointer, [ir.Constant(ir.IntType(32), 0), ir.Constant(ir.IntType(32), place)], inbounds=True)
    return builder.load(address)


@intrinsic
def refer(typing_context: Any, record: Any) -> Any:
    """Pointer to a copy of the tuple in the caller's frame; the arrays are shared, and the caller holds them."""
    reference = Reference(record)

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        frame = cgutils.alloca_once(builder, context.get_value_type(record))
        lent = args[0]
        for place, kind in enumerate(record.types):
            array = context.make_array(kind)(context, builder, value=builder.extract_value(lent, place))
            array.meminfo = cgutils.get_null_value(array.meminfo.type)
            lent = builder.insert_value(lent, array._getvalue(), place)
        builder.store(lent, frame)
        return frame

    return reference(record), codegen
