"""Threads of this process: for compiled strategies, which let all cores work at once."""

import queue
import threading
import time
from collections.abc import Sequence

from migsim.engine.crew.job import Receive, Stopped, Work
from migsim.engine.store import Files

_PATIENCE = 1.5  # seconds that an interrupted crew has to come to the end of its runs
_LOOK = 0.5  # seconds between looks at the keyboard, where waiting cannot be interrupted


def in_threads(job: Work, parts: Sequence[int], workers: int, receive: Receive) -> None:
    """Do parts in threads; see `migsim.engine.crew`.

    The caller's thread receives, so that writing and an interruption happen in one place. Threads do not keep the
    process alive: a run that takes longer than the patience for it is simply dropped.
    """
    todo: queue.SimpleQueue[int] = queue.SimpleQueue()
    for part in parts:
        todo.put(part)
    done: queue.Queue[tuple[int, Files | BaseException]] = queue.Queue(maxsize=2 * workers)
    stop = threading.Event()
    crew = [
        threading.Thread(target=_work, args=(job, todo, done, stop), daemon=True)
        for _ in range(max(1, min(workers, len(parts))))
    ]
    for thread in crew:
        thread.start()
    try:
        for _ in parts:
            part, came = _next(done)
            if isinstance(came, BaseException):
                raise came
            receive(part, came)
    finally:
        stop.set()
        end = time.monotonic() + _PATIENCE
        for thread in crew:
            thread.join(max(0.0, end - time.monotonic()))


def _next(done: "queue.Queue[tuple[int, Files | BaseException]]") -> tuple[int, Files | BaseException]:
    while True:
        try:
            return done.get(timeout=_LOOK)
        except queue.Empty:
            continue


def _work(
    job: Work,
    todo: "queue.SimpleQueue[int]",
    done: "queue.Queue[tuple[int, Files | BaseException]]",
    stop: threading.Event,
) -> None:
    def before(_: int) -> None:
        if stop.is_set():
            raise Stopped

    while not stop.is_set():
        try:
            part = todo.get_nowait()
        except queue.Empty:
            return
        came: Files | BaseException
        try:
            came = job.run_part(part, {}, before)
        except Stopped:
            return
        except BaseException as error:
            came = error
        while not stop.is_set():
            try:
                done.put((part, came), timeout=_LOOK)
                break
            except queue.Full:
                continue
