"""What machine code does in one instruction and plain Python in its own way: bits as numbers, memory asked early."""

from typing import Any

import numpy as np

from migsim.kernel import PLAIN

if PLAIN:

    def float_from_bits(bits: Any) -> Any:
        """Read 64 bits as a double."""
        return np.int64(bits).view(np.float64)

    def bits_from_float(value: Any) -> Any:
        """Read a double as 64 bits."""
        return np.float64(value).view(np.int64)

    def fetch_ahead(rows: Any, row: Any) -> None:
        """Ask memory for one row of an array that will be worked on soon; plain Python does not."""

else:
    from llvmlite import ir
    from numba.core import cgutils, types
    from numba.extending import intrinsic

    @intrinsic
    def float_from_bits(typing_context: Any, bits: Any) -> Any:
        """Read 64 bits as a double; Numba has no such cast for scalars."""

        def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            return builder.bitcast(args[0], ir.DoubleType())

        return types.float64(types.int64), codegen

    @intrinsic
    def bits_from_float(typing_context: Any, value: Any) -> Any:
        """Read a double as 64 bits."""

        def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            return builder.bitcast(args[0], ir.IntType(64))

        return types.int64(types.float64), codegen

    @intrinsic
    def fetch_ahead(typing_context: Any, rows: Any, row: Any) -> Any:
        """Ask memory for one row of an array that will be worked on soon; changes nothing but the waiting."""

        def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            array = context.make_array(rows)(context, builder, args[0])
            address = builder.bitcast(builder.gep(array.data, [args[1]]), cgutils.voidptr_t)
            number = ir.IntType(32)
            kind = ir.FunctionType(ir.VoidType(), [cgutils.voidptr_t, number, number, number])
            prefetch = builder.module.declare_intrinsic("llvm.prefetch", [cgutils.voidptr_t], kind)
            # For writing, to the nearest cache, as data.
            builder.call(prefetch, [address, number(1), number(3), number(1)])
            return context.get_dummy_value()

        return types.void(rows, row), codegen
