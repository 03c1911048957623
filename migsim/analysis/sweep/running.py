"""Running an experiment, or what is left of it, into a folder."""

import glob
import os
import pickle
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from migsim.analysis.sweep.experiment import Experiment, load_experiment
from migsim.analysis.sweep.job import SweepWork, compile_steps
from migsim.analysis.sweep.making import differences, identity, make_job, manifest
from migsim.analysis.sweep.stored import beside, earlier, json_bytes, read_points
from migsim.disk import MANIFEST, cannot_write, check_writable, write_whole
from migsim.engine.crew import in_processes, in_threads
from migsim.engine.lock import locked
from migsim.engine.store import Files, Store
from migsim.errors import InputError
from migsim.facilitation.strategy import Strategy

if TYPE_CHECKING:
    from migsim.analysis.sweep.results import Sweep

RESULTS = Path("migsim-results")

Progress = Callable[[int, int], None]
Tell = Callable[[str], None]


def sweep(
    experiment: "str | Path | Mapping[str, Any] | Experiment",
    out: str | Path | None = None,
    *,
    workers: int | None = None,
    scheduler: Any = None,
    progress: Progress | None = None,
    tell: Tell | None = None,
    share: tuple[int, int] | None = None,
) -> "Sweep":
    """Run a designed experiment into a folder, or go on where an earlier call or command was stopped.

    Parameters
    ----------
    experiment : str, Path, mapping or Experiment
        An experiment file (TOML), or the same as a mapping, in which scenarios and strategies may also be objects.
    out : str or Path, optional
        Folder for the results; ``migsim-results/NAME`` when missing.
    workers : int, optional
        Threads, or processes where a strategy decides in Python; all cores when missing. Changes no number.
    scheduler : str, optional
        Address of a Dask scheduler (``tcp://...``) or its scheduler file, for more than one machine; also a Dask client
        or cluster. Changes no number.
    progress : callable, optional
        Called with runs done and runs in all.
    tell : callable, optional
        Called with what a user should know: that results are there already, or were damaged.
    share : tuple of int, optional
        Which of how many shares to do, from 1, such as ``(3, 8)``, into a folder of its own beside `out`: for the array
        jobs of a cluster. `merge` brings them together.

    Returns
    -------
    Sweep
        The results, which `migsim.read_results` opens again.

    Raises
    ------
    InputError
        Whatever is wrong with the experiment or the folder. What is finished is kept.

    Examples
    --------
    >>> import migsim
    >>> results = migsim.sweep(
    ...     {
    ...         "name": "hours",
    ...         "strategies": ["light-touch", "intensive"],
    ...         "runs": 20,
    ...         "factors": {"costs.facilitator_hour": [5, 10, 20], "patience": 0.3},
    ...     },
    ... )  # doctest: +SKIP
    """
    from migsim.analysis.sweep.results import Sweep
    from migsim.engine.ensemble import check_counts

    (workers,) = check_counts(workers=workers)
    loaded = load_experiment(experiment)
    folder = Path(out) if out is not None else default_folder(loaded.name)
    if share is not None:
        check_share(*share)
        folder = share_folder(folder, *share)
    with opened(loaded, folder) as (job, store):
        left = _what_is_left(job, store, tell, share or (1, 1))
        with _told_what_is_kept(store, job):
            _run(loaded, job, store, left, workers or cores(), scheduler, progress, tell=tell, share=share or (1, 1))
    return Sweep(folder)


def check_share(which: int, count: int) -> None:
    """Raise an `InputError` when there is no such share."""
    if not 1 <= which <= count:
        raise InputError(f"part {which}/{count}: not possible; parts are numbered from 1, as in 3/8")


def share_folder(folder: Path, which: int, count: int) -> Path:
    """Return the folder of one share of a sweep, beside that of the whole."""
    return folder.with_name(f"{folder.name}.part-{which}-of-{count}")


def merge(
    experiment: "str | Path | Mapping[str, Any] | Experiment", out: str | Path | None = None, tell: Tell | None = None
) -> "Sweep":
    """Bring the shares of a sweep together, as far as they are done; they stay where they are.

    Parameters
    ----------
    experiment : str, Path, mapping or Experiment
        The same as the shares were made of.
    out : str or Path, optional
        As for `sweep`: the folder of the whole, beside which the shares lie.
    tell : callable, optional
        Called with what a user should know: what is missing from which share.

    Raises
    ------
    InputError
        There is no share, or one is of another experiment.
    """
    from migsim.analysis.sweep.results import Sweep

    loaded = load_experiment(experiment)
    folder = Path(out) if out is not None else default_folder(loaded.name)
    shares = sorted(folder.parent.glob(f"{glob.escape(folder.name)}.part-*-of-*"))
    if not shares:
        raise InputError(f"{folder}: there are no parts beside it; make them first, with --part 1/8 and so on")
    with opened(loaded, folder) as (job, store):
        parts, rows = range(job.plan.parts), job.plan.rows
        there, _ = store.done(parts, rows)
        for share in shares:
            _check_same(share, earlier(share) or {}, loaded)
            other = Store(share, job.plan.tables, job.tag)
            done, damaged = other.done(parts, rows)
            for part in sorted(done - there):
                store.add(part, {table: other.path(table, part).read_bytes() for table in job.plan.tables(part)})
            there |= done
            which, count = map(int, share.name.rpartition(".part-")[2].split("-of-"))
            missing = sum(part not in done for part in job.plan.order()[which - 1 :: count])
            if tell is not None and (missing or damaged):
                tell(
                    f"{share}: {missing} of its parts are missing or damaged; run --part {which}/{count} again, "
                    "then merge"
                )
    return Sweep(folder)


def default_folder(name: str) -> Path:
    """Return the folder for results of this name, where none is given."""
    from migsim.scenario.checked import folder_name

    return RESULTS / folder_name(name)


def cores() -> int:
    """Count the cores that this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


@contextmanager
def opened(experiment: Experiment, folder: Path) -> Iterator[tuple[SweepWork, Store]]:
    """Hold a folder for an experiment: a new one is begun, an earlier one of the same experiment gone on with.

    Raises
    ------
    InputError
        The folder cannot be written, somebody writes there, or it holds something else.
    """
    was = earlier(folder)
    if was is None:
        job = make_job(experiment)
        check_writable(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with locked(folder):
            was = earlier(folder)
            if was is not None:
                _check_same(folder, was, experiment)
                job = make_job(experiment, read_points(folder))
            store = Store(folder, job.plan.tables, job.tag)
            if was is None:
                _begin(experiment, job, folder)
            store.open()
            yield job, store
    except OSError as error:
        raise InputError(cannot_write(folder, error)) from error


def _begin(experiment: Experiment, job: SweepWork, folder: Path) -> None:
    """Write what stands beside the parts, the manifest last."""
    files = beside(experiment, job)
    for name, data in files.items():
        write_whole(folder / name, data)
    write_whole(folder / MANIFEST, json_bytes(manifest(experiment, job, files)))


def _check_same(folder: Path, was: dict[str, Any], experiment: Experiment) -> None:
    changed = differences(was, identity(experiment))
    if changed:
        raise InputError(
            f"{folder}: holds results of another experiment ({'; '.join(changed)}), with which new ones must not be "
            "mixed; undo the change to go on there, or choose a new folder with --out"
        )


def _what_is_left(job: SweepWork, store: Store, tell: Tell | None, share: tuple[int, int]) -> list[int]:
    """Return the parts of a share that are still to be done, in their order."""
    which, count = share
    done, damaged = store.done(range(job.plan.parts), job.plan.rows)
    if tell is not None:
        for path in damaged:
            tell(f"A part was damaged; it is run again, and what there was of it is now {path}")
        if done:
            rows = sum(map(job.plan.rows, done))
            tell(f"{rows:,} of {job.plan.total:,} runs are there already")
    return [part for part in job.plan.order()[which - 1 :: count] if part not in done]


def _run(
    experiment: Experiment,
    job: SweepWork,
    store: Store,
    left: list[int],
    workers: int,
    scheduler: Any,
    progress: Progress | None,
    *,
    tell: Tell | None = None,
    share: tuple[int, int] = (1, 1),
) -> None:
    """Have the parts done that are left, by whoever can do them best."""
    total = sum(map(job.plan.rows, job.plan.order()[share[0] - 1 :: share[1]]))
    done = total - sum(map(job.plan.rows, left))

    def count(part: int) -> None:
        nonlocal done
        done += job.plan.rows(part)
        if progress is not None:
            progress(done, total)

    def receive(part: int, files: Files) -> None:
        store.add(part, files)
        count(part)

    if not left:
        return
    if scheduler is not None:
        from migsim.engine.crew.cluster import in_cluster

        in_cluster(job, left, scheduler, store, receive, count, tell)
    elif experiment.in_python:
        _check_movable(experiment)
        compile_steps(job)
        in_processes(job, left, workers, receive)
    else:
        in_threads(job, left, workers, receive)


def _check_movable(experiment: Experiment) -> None:
    """Refuse strategies that another process cannot import."""
    wrong = []
    for one in (*experiment.strategies, *experiment.scenarios[0].mechanisms):
        typed = type(one).__module__ == "__main__" and not hasattr(sys.modules["__main__"], "__file__")
        try:
            pickle.dumps(one)
        except Exception:
            typed = True
        if typed:
            kind = "strategy" if isinstance(one, Strategy) else "mechanism"
            wrong.append(
                f"{kind} {one.name}: cannot be handed to worker processes; define its class at the top level of a file "
                "and import it from there"
            )
    if wrong:
        raise InputError(wrong)


@contextmanager
def _told_what_is_kept(store: Store, job: SweepWork) -> Iterator[None]:
    """Say what is finished and how to go on when the disk fails in the middle."""
    try:
        yield
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        ledger = sum(store.path("runs", part).exists() for part in range(job.plan.parts))
        raise InputError(
            f"{store.folder}: the results cannot be written there any more ({reason}); {ledger} of {job.plan.parts} "
            "parts are whole and stay; make room for the others, and the same command goes on with them"
        ) from error
