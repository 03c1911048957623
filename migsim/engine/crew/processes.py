"""Processes of this computer: for strategies that decide in Python, where threads would wait for each other.

Each worker says which run it begins. So when one dies, it is known in which run: the worker is replaced and its part
done again, and a run in which workers keep dying is given up and recorded as failed.
"""

import multiprocessing
import os
import signal
import threading
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any

from migsim.engine.crew.job import DIED, Receive, Work
from migsim.errors import MigsimError

_DEATHS = 3  # of workers in one run, until it is given up: a worker can die for reasons that lie outside
_BETWEEN_RUNS = -1
_GUARD = (
    'in a script of your own, call migsim.sweep below `if __name__ == "__main__":`, and define strategies in a file '
    "that can be imported"
)


@dataclass
class _Worker:
    process: SpawnProcess
    line: Connection
    part: int | None = None
    run: int = _BETWEEN_RUNS
    ready: bool = False


class _Crew:
    """Workers, what each does now, and the runs that workers died in."""

    def __init__(self, job: Work, parts: Sequence[int], receive: Receive) -> None:
        self.job, self.receive = job, receive
        self.todo = list(reversed(parts))
        self.left = len(parts)
        self.workers: list[_Worker] = []
        self.deaths: Counter[tuple[int, int]] = Counter()
        self.given_up: dict[int, dict[int, str]] = defaultdict(dict)

    def hire(self) -> None:
        here, there = multiprocessing.get_context("spawn").Pipe()
        # The job follows on the line, once the worker is there to read it: `start` hands over what it is given before
        # it looks whether anybody reads, and would wait for ever for a worker that could not import its script.
        process = multiprocessing.get_context("spawn").Process(target=_serve, args=(there,), daemon=True)
        with _deaf_children():
            process.start()
        there.close()
        self.workers.append(_Worker(process, here))

    def hear(self, worker: _Worker) -> None:
        """Take what a worker says: that it is ready, which run it begins, what its part came to, or what went wrong."""
        try:
            kind, what = worker.line.recv()
        except (EOFError, OSError):
            self.bury(worker)
            return
        if kind == "run":
            worker.run = what
        elif kind == "error":
            raise what
        elif kind == "here":
            with suppress(OSError):  # it has just died, which is heard next
                worker.line.send(self.job)
        else:
            if kind == "done" and worker.part is not None:
                self.receive(worker.part, what)
                self.left -= 1
            worker.ready = True
            self.give(worker)

    def give(self, worker: _Worker) -> None:
        """Give a worker its next part, if there is one."""
        worker.run, worker.part = _BETWEEN_RUNS, None
        if self.todo:
            worker.part = self.todo.pop()
            with suppress(OSError):  # it has just died, which is heard next
                worker.line.send((worker.part, dict(self.given_up[worker.part])))

    def bury(self, worker: _Worker) -> None:
        """Replace a worker that died, and have its part done again."""
        worker.process.join()
        worker.line.close()
        self.workers.remove(worker)
        if not worker.ready:
            raise MigsimError(f"a worker process ended before its first run; {_GUARD}")
        if worker.part is not None:
            place = worker.part, worker.run
            self.deaths[place] += 1
            if self.deaths[place] >= _DEATHS:
                self._give_up(*place)
            self.todo.append(worker.part)
        self.hire()

    def _give_up(self, part: int, run: int) -> None:
        if run == _BETWEEN_RUNS:
            raise MigsimError(
                f"worker processes died {_DEATHS} times between the runs of part {part}; there may be too little "
                "memory: take fewer workers"
            )
        self.given_up[part][run] = DIED


def in_processes(job: Work, parts: Sequence[int], workers: int, receive: Receive) -> None:
    """Do parts in processes; see `migsim.engine.crew`."""
    if getattr(multiprocessing.current_process(), "_inheriting", False):
        # A worker, while it imports the script that it was started by: it was not to come here again.
        raise MigsimError(_GUARD[0].upper() + _GUARD[1:])
    crew = _Crew(job, parts, receive)
    try:
        for _ in range(max(1, min(workers, len(parts)))):
            crew.hire()
        while crew.left:
            lines: dict[Any, _Worker] = {worker.line: worker for worker in crew.workers}
            for line in wait(list(lines), timeout=1.0):
                crew.hear(lines[line])
    finally:
        for worker in crew.workers:
            worker.process.kill()
        for worker in crew.workers:
            worker.process.join()


@contextmanager
def _deaf_children() -> Iterator[None]:
    """Let processes that start now be deaf to Ctrl-C from their first moment: the parent decides what it means."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _serve(line: Connection) -> None:
    """Do what comes down the line, the job first, until the parent closes it or ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    say = _Line(line).say
    say("here", None)
    try:
        job: Work = line.recv()
    except (EOFError, OSError):
        return
    except Exception as error:  # a class that this process cannot import
        say("error", MigsimError(f"a worker process cannot read the job ({type(error).__name__}: {error}); {_GUARD}"))
        return
    say("ready", None)
    while True:
        try:
            part, given_up = line.recv()
        except (EOFError, OSError):
            return
        try:
            files = job.run_part(part, given_up, lambda run: say("run", run))
        except MigsimError as error:
            say("error", error)
        except Exception as error:
            say("error", MigsimError(f"in a worker: {type(error).__name__}: {error}"))
        else:
            say("done", files)


@dataclass(frozen=True)
class _Line:
    """A worker's line to its parent."""

    line: Connection

    def say(self, kind: str, what: Any) -> None:
        try:
            self.line.send((kind, what))
        except OSError:  # nobody is there to hear it
            os._exit(1)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
