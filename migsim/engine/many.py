"""Many runs on all cores: any thread, any order, the same numbers."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from threading import Event, Lock
from typing import TypeVar

from migsim.state import Array

T = TypeVar("T")

CHUNK = 20  # runs a task: few enough for a lively progress bar, enough to cost nothing


def in_chunks(cases: int, runs: range, size: int = CHUNK) -> Iterator[tuple[int, range]]:
    """Yield rows of the cases and some runs of each, round and round, so that a half-done job has all of them."""
    for first in range(0, len(runs), size):
        for row in range(cases):
            yield row, runs[first : first + size]


def many(
    chunks: Iterable[tuple[int, range]],
    parameters: Callable[[range], Array],
    one: Callable[[int, int, Array], T],
    finished: Callable[[int, range, list[T], int], None],
    *,
    threads: int,
    done: Callable[[int], None] | None = None,
) -> None:
    """Do runs of some cases on several threads.

    Parameters
    ----------
    chunks : iterable of (int, range)
        Row of a case, and numbers of runs of it; taken in this order by whichever thread is free.
    parameters : callable
        Gives one record for each number of a range, shape (len(range),).
    one : callable
        Does one run, given the row, the number and its record, shape (1,); asks `migsim.engine.worlds.desk_for` for
        memory, which is each thread's own.
    finished : callable
        Takes what `one` gave for each run of a chunk, given the row, the runs, a list, and the place of the chunk in
        the order. Called from whichever thread did it; chunks do not end in order.
    threads : int
    done : callable, optional
        Called with how many runs a chunk had, by one thread at a time.

    Raises
    ------
    BaseException
        The first that any run raised; the others stop as soon as their run is over.
    """
    lock, numbered, stopped = Lock(), enumerate(chunks), Event()

    def work() -> None:
        drawn, records = range(0), None
        while not stopped.is_set():
            with lock:
                place, (row, runs) = next(numbered, (-1, (0, range(0))))
            if place < 0:
                return
            if records is None or runs != drawn:
                drawn, records = runs, parameters(runs)
            values = []
            for n, run in enumerate(runs):
                if stopped.is_set():
                    return
                values.append(one(row, run, records[n : n + 1]))
            finished(row, runs, values, place)
            if done is not None:
                with lock:
                    done(len(runs))

    with ThreadPoolExecutor(threads) as pool:
        workers = [pool.submit(work) for _ in range(threads)]
        try:
            ended, _ = wait(workers, return_when=FIRST_EXCEPTION)
            for worker in ended:
                worker.result()
        except BaseException:
            stopped.set()
            raise
