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
