"""The compiled model as WebAssembly: built from the kernels, run by `wasmtime` in Python and by any browser."""
