"""What migsim says when it cannot do what was asked."""

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


FEW = 5


def first_few(place: str, messages: Sequence[str], few: int = FEW) -> list[str]:
    """Return the first messages of one file; whoever has more mends these first."""
    more = len(messages) - few
    return [*messages[:few], f"{place}: and {more} more mistakes; mend these first"] if more > 0 else list(messages)
