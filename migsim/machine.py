"""What the model runs on: machine code of this computer, the portable engine, or plain Python; all give the same bytes.

Machine code ("native") is fastest and takes Numba and a CPU minute to make. The portable engine is the same compiled
model as WebAssembly, which ships with the package: it is ready at once, at about twice the time a future. Plain Python
is for a debugger and for coverage. The choice is made once, as the model is first imported.
"""

import json
import os
from functools import lru_cache
from importlib.util import find_spec
from typing import Any

from migsim.code_folder import PACKAGE, is_made, sources
from migsim.errors import InputError

NATIVE, PORTABLE, PLAIN_PYTHON = ENGINES = ("native", "portable", "plain")
ASKED = "MIGSIM_ENGINE"
#: Futures that repay making machine code, about: at 4 ms saved a future on two cores, as long as it takes to make.
REPAYS = 30_000


@lru_cache(maxsize=1)
def artefact() -> dict[str, Any]:
    """What is known of the portable engine that ships: the hash of its sources, and its functions."""
    found: dict[str, Any] = json.loads((PACKAGE / "portable/model.json").read_text(encoding="utf-8"))
    return found


def has_numba() -> bool:
    """Whether there is a compiler."""
    return find_spec("numba") is not None


def has_portable() -> bool:
    """Whether the portable engine can run, and is that of the present sources."""
    return find_spec("wasmtime") is not None and is_fresh()


def is_fresh() -> bool:
    """Whether the portable engine was built from the present sources."""
    return bool(artefact()["sources"] == sources())


@lru_cache(maxsize=1)
def engine() -> str:
    """The engine of this process: asked for, or machine code where it is made, or what is ready at once."""
    asked = os.environ.get(ASKED, "")
    if asked and asked not in ENGINES:
        raise InputError(f"{ASKED} = {asked!r}: not an engine; take one of {', '.join(ENGINES)}, or unset it")
    if asked == NATIVE and not has_numba():
        raise InputError(f'{ASKED} = native: machine code takes Numba: pip install "migsim[fast]"')
    if asked == PORTABLE and not has_portable():
        raise InputError(f"{ASKED} = portable: {_what_is_missing()}")
    if asked:
        return asked
    if os.environ.get("NUMBA_DISABLE_JIT", "0") not in ("", "0"):
        return PLAIN_PYTHON
    portable = has_portable()
    if has_numba() and (not portable or is_made()):
        return NATIVE
    return PORTABLE if portable else PLAIN_PYTHON


def _what_is_missing() -> str:
    if find_spec("wasmtime") is None:
        return "it takes wasmtime: pip install wasmtime"
    return "the kernels were edited since it was built; build it: python -m portable.build"


def repays(futures: int) -> bool:
    """Whether a job of so many futures is sooner done on machine code that has yet to be made, if that can be."""
    return engine() == PORTABLE and futures >= REPAYS and has_numba() and not os.environ.get(ASKED)
