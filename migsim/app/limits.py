"""How long one answer of the page may take: whoever asks for more is told so, and others get their turn."""

import time
from collections.abc import Callable

from migsim.errors import InputError

SECONDS = 30.0


def in_time(seconds: float | None = None) -> Callable[[int, int], None]:
    """Return a `progress` that ends a piece of work which would take longer than may be.

    Raises
    ------
    InputError
        When the time is over, or what is done so far tells that it will not be enough.
    """
    begun, limit = time.monotonic(), SECONDS if seconds is None else seconds

    def check(done: int, total: int) -> None:
        spent = time.monotonic() - begun
        if spent > limit or (spent > limit / 10 and spent / max(done, 1) * total > 2 * limit):
            raise InputError(
                f"this market is too large for this on a page: it would take more than {limit:.0f} seconds; take a "
                "smaller market, or migsim compare on the command line"
            )

    return check
