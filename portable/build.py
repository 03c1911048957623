"""Build the portable engine: ``python -m portable.build``.

Numba's own text of each function (LLVM's language, before it is optimised) is handed to LLVM's WebAssembly target,
which llvmlite brings, and linked by LLD, which the package `ziglang` brings. From outside the kernels ask for nothing
but a square root and memory. Pointers are 4 bytes there. What is built knows the hash of the sources that it was built
from; it takes two CPU minutes, and anybody's build runs anybody's futures to the same bytes.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import llvmlite.binding as llvm
import migsim.code_folder
import migsim.kernel
import numba
from migsim.kernel import OPTIONS

_FOLDER = migsim.code_folder.PACKAGE / "portable"
_TRIPLE = "wasm32-unknown-unknown"
_LAYOUT = "e-m:e-p:32:32-p10:8:8-p20:8:8-i64:64-i128:128-n32:64-S128-ni:1:10:20"
_FEATURES = "+bulk-memory,+mutable-globals,+nontrapping-fptoint,+sign-ext"
#: What is built, by the processor features that it asks for; browsers without vectors take the second.
_BUILDS = {"model.wasm": f"{_FEATURES},+simd128", "model-scalar.wasm": _FEATURES}
_STACK = 1 << 18  # bytes
_PILE = ("top", "set_top")
# What Numba's code asks its runtime for. Memory is taken from a pile and given back by whoever called, all at once.
_RUNTIME = """
@__heap_base = external global i8
@pile = internal global i32 0
declare i32 @llvm.wasm.memory.size.i32(i32)
declare i32 @llvm.wasm.memory.grow.i32(i32, i32)
declare double @llvm.sqrt.f64(double)

define i32 @top() {
  %pile = load i32, ptr @pile
  %unset = icmp eq i32 %pile, 0
  %base = ptrtoint ptr @__heap_base to i32
  %top = select i1 %unset, i32 %base, i32 %pile
  ret i32 %top
}

define void @set_top(i32 %top) {
  store i32 %top, ptr @pile
  ret void
}

define internal ptr @take(i64 %size) {
  %top = call i32 @top()
  %above = add i32 %top, 63
  %place = and i32 %above, -64
  %bytes = trunc i64 %size to i32
  %end = add i32 %place, %bytes
  store i32 %end, ptr @pile
  %have = call i32 @llvm.wasm.memory.size.i32(i32 0)
  %rounded = add i32 %end, 65535
  %need = lshr i32 %rounded, 16
  %more = icmp ugt i32 %need, %have
  br i1 %more, label %grow, label %done
grow:
  %missing = sub i32 %need, %have
  %grown = call i32 @llvm.wasm.memory.grow.i32(i32 0, i32 %missing)
  br label %done
done:
  %pointer = inttoptr i32 %place to ptr
  ret ptr %pointer
}

define double @sqrt(double %x) {
  %root = call double @llvm.sqrt.f64(double %x)
  ret double %root
}

; A head of 64 bytes: count, destructor, its information, address of the data at byte 16, and size.
define ptr @NRT_MemInfo_alloc_aligned(i64 %size, i32 %align) {
  %all = add i64 %size, 64
  %head = call ptr @take(i64 %all)
  %data = getelementptr i8, ptr %head, i32 64
  store i64 1, ptr %head
  %place = getelementptr i8, ptr %head, i32 16
  store ptr %data, ptr %place
  ret ptr %head
}

define ptr @NRT_MemInfo_new_varsize_dtor(i64 %size, ptr %destructor) {
  %head = call ptr @NRT_MemInfo_alloc_aligned(i64 %size, i32 16)
  ret ptr %head
}

define void @NRT_MemInfo_call_dtor(ptr %head) {
  ret void
}

; Whether an array can be seen in another shape without a copy: one with one axis can.
define i32 @numba_attempt_nocopy_reshape(i64 %nd, ptr %dims, ptr %strides, i64 %newnd, ptr %newdims, ptr %newstrides,
                                         i64 %itemsize, i32 %by_columns) {
  %stride = load i64, ptr %strides
  store i64 %stride, ptr %newstrides
  ret i32 1
}
"""


def _main() -> None:
    if os.environ.get("NUMBA_OPT") != "0":
        # Anew, with Numba's optimisation off: what it would make is for this processor.
        settings = {"NUMBA_OPT": "0", "NUMBA_LOOP_VECTORIZE": "0", "MIGSIM_ENGINE": "native", "NUMBA_DISABLE_JIT": "0"}
        sys.exit(subprocess.run([sys.executable, "-m", __spec__.name], env=os.environ | settings).returncode)
    migsim.kernel.cache_folder = lambda: None  # code that was kept has no text any more
    _build(*_text())


def _text() -> tuple[dict[str, dict[str, Any]], str]:
    """What is known of each function, and LLVM's text of all of them in one module."""
    from portable.doors import calls

    functions, module = {}, None
    for function, arguments in calls():
        known, text = _text_of(function, arguments)
        functions[function.__name__] = known
        part = llvm.parse_assembly(text)
        if module is None:
            module = part
        else:
            module.link_in(part)
        print(f"{function.__name__}: {len(text) // 1024} kB of LLVM's text", file=sys.stderr)
    return functions, str(module)


def _text_of(function: Callable[..., Any], arguments: tuple[Any, ...]) -> tuple[dict[str, Any], str]:
    name, kinds = function.__name__, tuple(numba.typeof(argument) for argument in arguments)
    compiled = numba.njit(no_cpython_wrapper=True, no_cfunc_wrapper=True, _nrt=True, **OPTIONS)(function.py_func)
    compiled.compile(kinds)
    [made] = compiled.overloads.values()
    symbol = made.fndesc.mangled_name
    text = made.library.get_llvm_str().replace(f'@"{symbol}"', f"@{name}").replace(f"@{symbol}", f"@{name}")
    text = re.sub(r"^target (triple|datalayout) = .*$", "", text, flags=re.MULTILINE)
    # Addresses in this process, of functions that nothing here calls.
    text = re.sub(r"(linkonce|internal) global ptr inttoptr \([^)]*\)", "internal global ptr null", text)
    text = re.sub(r"= common (\w+ )*?global", "= internal global", text)
    returns = (
        ""
        if made.signature.return_type == numba.none
        else numba.np.numpy_support.as_dtype(made.signature.return_type).str
    )
    arrays = [one.dtype.str if hasattr(one, "dtype") and one.dtype.names is None else "" for one in arguments]
    return {"module": function.__module__, "arrays": arrays, "returns": returns}, text


def _build(functions: dict[str, dict[str, Any]], text: str) -> None:
    llvm.initialize_all_targets()
    llvm.initialize_all_asmprinters()
    exported = [*_PILE, *functions]
    for file, features in _BUILDS.items():
        with tempfile.TemporaryDirectory() as scratch:
            code = Path(scratch) / "model.o"
            code.write_bytes(_object(text, exported, features))
            _link(code, exported, _FOLDER / file)
        print(f"{file}: {(_FOLDER / file).stat().st_size // 1024} kB", file=sys.stderr)
    known = {"sources": migsim.code_folder.sources(), "functions": functions}
    (_FOLDER / "model.json").write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8", newline="\n")


def _object(text: str, exported: list[str], features: str) -> bytes:
    """Optimise one module for WebAssembly and make its code."""
    heading = f'target datalayout = "{_LAYOUT}"\ntarget triple = "{_TRIPLE}"\n'
    module = llvm.parse_assembly(heading + text)
    module.link_in(llvm.parse_assembly(heading + _RUNTIME))
    for function in module.functions:
        if not function.is_declaration and function.name not in exported:
            function.linkage = "internal"
    machine = llvm.Target.from_triple(_TRIPLE).create_target_machine(
        cpu="generic", features=features, opt=3, reloc="static"
    )
    tuning = llvm.create_pipeline_tuning_options(speed_level=3)
    tuning.loop_vectorization = tuning.slp_vectorization = True
    builder = llvm.create_pass_builder(machine, tuning)
    builder.getModulePassManager().run(module, builder)
    made: bytes = machine.emit_object(module)
    return made


def _link(code: Path, exported: list[str], target: Path) -> None:
    options = ["--no-entry", "--strip-all", "--gc-sections", "-z", f"stack-size={_STACK}", "--export=__heap_base"]
    options += [f"--export={name}" for name in exported]
    subprocess.run([sys.executable, "-m", "ziglang", "wasm-ld", *options, str(code), "-o", str(target)], check=True)
    target.chmod(0o644)  # the linker makes a program of it


if __name__ == "__main__":
    _main()
