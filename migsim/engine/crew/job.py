"""What a crew is given to do."""

from collections.abc import Callable, Mapping
from typing import Protocol

from migsim.engine.store import Files

Receive = Callable[[int, Files], None]  # part, and what it came to


DIED = "WorkerDied: the worker process died each time that it came to this run"  # why a run is given up


class Stopped(BaseException):
    """The crew is to stop between two runs; no `Exception`, so that nothing takes it for a failed run."""


class Work(Protocol):
    """Work that falls into parts, and a part into runs.

    The files of a part depend on nothing but the job and the part, so that it does not matter who makes them, when, or
    how often.
    """

    def rows(self, part: int) -> int:
        """Count the runs of a part."""
        ...

    def run_part(self, part: int, given_up: Mapping[int, str], before: Callable[[int], None]) -> Files:
        """Do one part.

        Parameters
        ----------
        part : int
        given_up : mapping of int to str
            Runs of this part, by their place in it, that must not be tried (again), and why: they count as failed.
        before : callable
            Called with the place of each run before it; may raise `Stopped`.

        Returns
        -------
        mapping of str to bytes
        """
        ...
