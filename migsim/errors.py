"""What migsim says when it cannot do what was asked."""

import errno
import os
import re
from collections.abc import Sequence


class MigsimError(Exception):
    """Base class of every error that migsim raises on purpose."""


class InputError(MigsimError):
    """The input is wrong: says what, where and what to do.

    Parameters
    ----------
    messages : str or sequence of str
        One message for each mistake, all of those that could be found at once.
    """

    def __init__(self, messages: str | Sequence[str]) -> None:
        self.messages = [messages] if isinstance(messages, str) else list(messages)
        super().__init__("\n".join(self.messages))


def reason(error: OSError) -> str:
    """Return what the system says, by its number: a library may have put words of its own around it."""
    return (os.strerror(error.errno) if error.errno else str(error)).lower()


def out_of_memory(error: BaseException | None) -> bool:
    """Tell whether an error comes from a lack of memory, as libraries and threads word it, or was caused by one."""
    while error is not None:
        if isinstance(error, MemoryError) or getattr(error, "errno", None) == errno.ENOMEM:
            return True
        if _NO_ROOM.search(str(error)):
            return True
        error = error.__cause__ or error.__context__
    return False


_NO_ROOM = re.compile("failed to map segment|cannot allocate memory|mmap failed|can't start new thread", re.IGNORECASE)
FEW = 5


def first_few(place: str, messages: Sequence[str], few: int = FEW) -> list[str]:
    """Return the first messages of one file; whoever has more mends these first."""
    more = len(messages) - few
    return [*messages[:few], f"{place}: and {more} more mistakes; mend these first"] if more > 0 else list(messages)
