"""The workers of a Dask cluster, on any number of machines.

A worker that sees the folder of the results writes its parts there; one that does not sends them back. When a worker
dies, Dask has its parts done by others; workers may come and go at any time.
"""

import logging
import os
import pickle
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

from migsim.disk import HALF_WRITTEN
from migsim.engine.crew.job import DIED, Receive, Work
from migsim.engine.provenance import hash_of_model
from migsim.engine.store import Files, Store
from migsim.errors import InputError, MigsimError
from migsim.version import __version__

_CONNECT = 10.0  # seconds that a scheduler has to answer
_SILENT = 5.0  # seconds of silence after which it counts as gone
_LOOK = 1.0  # seconds between looks at it
_AHEAD = 3  # parts a worker's thread has waiting, so that none is idle
_LEAST_AHEAD = 32  # so that workers that join find something to do
_GONE = (
    "the scheduler {} does not answer any more; finished parts are kept, and the same command goes on with the others "
    "when it is there again"
)
_ALONE = 10.0  # seconds without a worker after which that is said
_TRIES = 3  # of a part whose result was lost on the way


def in_cluster(
    job: Work,
    parts: Sequence[int],
    scheduler: Any,
    store: Store,
    receive: Receive,
    written: Callable[[int], None],
    tell: Callable[[str], None] | None = None,
) -> None:
    """Do parts on a Dask cluster; see `migsim.engine.crew`.

    Parameters
    ----------
    job, parts, receive
        As for every crew.
    scheduler : str, distributed.Client or cluster
        Address of a scheduler, its scheduler file, a client, or a cluster such as `LocalCluster` or `SLURMCluster`.
    store : Store
        Where results go.
    written : callable
        Called with each part that a worker has written itself.
    tell : callable, optional
        Called with what a user should know: that no worker is there.

    Raises
    ------
    InputError
        Dask is missing, or the scheduler does not answer (any more).
    """
    try:
        from distributed.comm import CommClosedError
    except ImportError:
        raise InputError("Dask is not installed; pip install 'migsim[cluster]'") from None
    with _quiet(), _connected(scheduler) as client, client.as_current(), _seen_from(store.folder) as home:
        try:
            _Cluster(client, job, home, receive, written, str(scheduler), tell).work(parts)
        except (OSError, TimeoutError, CommClosedError, CancelledError, RuntimeError) as error:
            if client.status == "running" and not isinstance(error, CommClosedError | CancelledError):
                raise
            raise InputError(_GONE.format(scheduler)) from None


class _Cluster:
    """Parts on their way to workers and back."""

    def __init__(
        self,
        client: Any,
        job: Work,
        home: Path,
        receive: Receive,
        written: Callable[[int], None],
        name: str,
        tell: Callable[[str], None] | None,
    ) -> None:
        self.tell, self.alone = tell, time.monotonic()
        self.client, self.home, self.receive, self.written, self.name = client, home, receive, written, name
        # The job is a task too: should the worker that has it die, another makes it again.
        self.job = client.submit(pickle.loads, pickle.dumps(job), pure=False)
        self.rows = job.rows
        self.running: dict[Any, int] = {}
        self.tries: dict[int, int] = {}
        self.heard = time.monotonic()

    def work(self, parts: Sequence[int]) -> None:
        todo = list(reversed(parts))
        try:
            while todo or self.running:
                while todo and len(self.running) < self._room():
                    self._send(todo.pop(), {})
                for future in self._finished():
                    part = self.running.pop(future)
                    if self._take(part, future):
                        continue
                    self.tries[part] = self.tries.get(part, 0) + 1
                    if self.tries[part] >= _TRIES:
                        raise self._gone()
                    todo.append(part)
        finally:
            with suppress(Exception):
                self.client.cancel([*self.running, self.job])

    def _room(self) -> int:
        threads = sum(self.client.nthreads().values()) if self._here() else 0
        return max(_LEAST_AHEAD, _AHEAD * threads)

    def _send(self, part: int, given_up: Mapping[int, str]) -> None:
        here = __version__, hash_of_model()
        future = self.client.submit(_do, self.job, part, given_up, self.home, here, pure=False)
        self.running[future] = part

    def _finished(self) -> list[Any]:
        """Wait until some part has come to an end; complain when the scheduler is silent."""
        from distributed import wait

        while True:
            with suppress(TimeoutError, CancelledError):
                wait(list(self.running), timeout=_LOOK, return_when="FIRST_COMPLETED")
            here = self._here()
            finished = [future for future in self.running if future.status == "finished" or (here and future.done())]
            if here:
                self.heard = time.monotonic()
                self._tell_if_alone()
            elif time.monotonic() - self.heard > _SILENT:
                raise self._gone()
            if finished:
                return finished
            if not here:
                time.sleep(_LOOK / 10)

    def _tell_if_alone(self) -> None:
        """Say once in a while without a worker that none is there: waiting in silence looks like working."""
        if self.client.nthreads():
            self.alone = time.monotonic()
        elif self.tell is not None and time.monotonic() - self.alone > _ALONE:
            self.tell(
                f"The scheduler {self.name} has no worker; waiting for one. Start it on each machine: "
                "dask worker ADDRESS (or --scheduler-file FILE)"
            )
            self.tell = None

    def _take(self, part: int, future: Any) -> bool:
        """Take what a part came to; false when it was lost and has to be done again."""
        from distributed.scheduler import KilledWorker

        if future.status == "finished":
            files = future.result()
            if files is None:
                self.written(part)
            else:
                self.receive(part, files)
            return True
        if future.status != "error":
            return False
        error = future.exception()
        if isinstance(error, KilledWorker):
            self._send(part, self._killers(part))
            return True
        if isinstance(error, MigsimError):
            raise error
        raise InputError(
            f"a worker of {self.name} could not do its part ({type(error).__name__}: {error}); migsim "
            f"{__version__} has to be installed where the workers run"
        )

    def _killers(self, part: int) -> dict[int, str]:
        """Find the runs of a part in which workers die, by doing each alone.

        Dask suspects all tasks of a worker that died; so everything else has to come to its end first.
        """
        self._wait(list(self.running))
        count, found = self.rows(part), {}
        for run in range(count):
            alone = self.client.submit(_do_one, self.job, part, run, count, pure=False)
            self._wait([alone])
            if alone.status == "error":
                found[run] = DIED
        return found

    def _wait(self, futures: list[Any]) -> None:
        """Wait until all have come to an end, or the scheduler is gone."""
        from distributed import wait

        while any(future.status == "pending" for future in futures):
            with suppress(TimeoutError, CancelledError):
                wait(futures, timeout=_LOOK)
            if not self._here():
                raise self._gone()

    def _here(self) -> bool:
        return bool(self.client.status == "running")

    def _gone(self) -> InputError:
        return InputError(_GONE.format(self.name))


def _do(job: Work, part: int, given_up: Mapping[int, str], home: Path, caller: tuple[str, str]) -> Files | None:
    """Do one part where a worker runs: write it where the folder is seen, else return it."""
    here = __version__, hash_of_model()
    if here != caller:
        raise InputError(
            f"a worker runs another migsim ({here[0]}, model {here[1][:8]}) than this one ({caller[0]}, model "
            f"{caller[1][:8]}); install the same on all machines"
        )
    files = job.run_part(part, given_up, lambda _: None)
    if home.exists():
        with suppress(OSError):  # whoever asked will try, and say what is wrong
            Store(home.parent, lambda _: tuple(files), "").add(part, files)
            return None
    return dict(files)


def _do_one(job: Work, part: int, run: int, count: int) -> None:
    """Do one run of a part alone."""
    job.run_part(part, {other: "" for other in range(count) if other != run}, lambda _: None)


@contextmanager
def _seen_from(folder: Path) -> Iterator[Path]:
    """Put a mark into a folder by which workers know that they see the same one."""
    mark = folder.resolve() / f"{HALF_WRITTEN}mark-{uuid4().hex}"
    mark.touch()
    try:
        yield mark
    finally:
        with suppress(OSError):
            mark.unlink()


@contextmanager
def _connected(scheduler: Any) -> Iterator[Any]:
    """Give a client of a scheduler; it is closed at the end unless it was given."""
    from distributed import Client

    if isinstance(scheduler, Client):
        yield scheduler
        return
    try:
        if isinstance(scheduler, (str, os.PathLike)) and str(scheduler).endswith(".json"):
            _wait_for_file(Path(scheduler))
            client = Client(scheduler_file=str(scheduler), timeout=_CONNECT, set_as_default=False)
        else:
            client = Client(scheduler, timeout=_CONNECT, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise InputError(
            f"the scheduler {scheduler} does not answer ({_first_line(error)}); check its address, and that it runs "
            "(dask scheduler)"
        ) from None
    try:
        yield client
    finally:
        with suppress(Exception):
            client.close(timeout=1)


def _wait_for_file(path: Path) -> None:
    """Wait a while for a scheduler's file, which its queue may still have to start; Dask would wait without end."""
    end = time.monotonic() + _CONNECT
    while not (path.is_file() and path.stat().st_size):
        if time.monotonic() > end:
            raise InputError(
                f"{path}: there is no such scheduler file, and none came in {_CONNECT:.0f} seconds; start it first: "
                "dask scheduler --scheduler-file FILE"
            )
        time.sleep(_LOOK / 10)


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep Dask's own log from the terminal: what matters of it is told in words."""
    names = [name for name in logging.root.manager.loggerDict if name.partition(".")[0] == "distributed"]
    levels = {log: log.level for log in map(logging.getLogger, ["distributed", *names])}
    for log in levels:
        log.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for log, level in levels.items():
            log.setLevel(level)
