"""What an experiment would be: its cells and runs, and how long and how large, measured on a few of its runs."""

import time
from dataclasses import dataclass
from pathlib import Path

from migsim.analysis.sweep.experiment import Experiment
from migsim.analysis.sweep.job import SweepWork
from migsim.analysis.sweep.making import make_job
from migsim.analysis.sweep.plan import Partition
from migsim.engine.crew import Stopped
from migsim.engine.store import Files

_SECONDS = 2.0  # that a trial may take
_PARALLEL = 0.85  # what a further worker adds, of the first (measured: docs, "Design")
_ROW = 600  # bytes of a run, where there is no time to try a whole part


@dataclass(frozen=True)
class Outlook:
    """What to expect.

    Attributes
    ----------
    experiment : Experiment
    plan : Partition
    seconds : float
        On `workers` workers.
    size : int
        Bytes on disk.
    workers : int
    tried : int
        Runs that this was measured on.
    left_alone : list of str
        Factors that some scenarios or strategies do not have.
    """

    experiment: Experiment
    plan: Partition
    seconds: float
    size: int
    workers: int
    tried: int
    left_alone: list[str]

    def text(self, folder: Path) -> str:
        """Say it in a few lines."""
        plan, file, asked = self.plan, self.experiment.file, self.experiment
        counts = " x ".join(
            (
                _several(len(asked.scenarios), "scenario"),
                _several(len(asked.strategies), "strategy", "strategies"),
                _several(plan.points, "point"),
                _several(plan.runs, "run"),
            )
        )
        lines = [
            file.title or file.name,
            f"{counts} = {_several(plan.total, 'run')} in {_several(plan.parts, 'part')}; design: {asked.kind}",
            *(f"varies: {factor}" for factor in asked.varied),
            *(f"varies: {name}, as the file of points says" for name in asked.table),
            *(f"held: {name} = {value}" for name, value in asked.held.items()),
            f"other parameters: {_prior(asked.prior.label)}",
            *([f"note: beyond their ranges: {', '.join(asked.beyond_range)}"] if asked.beyond_range else []),
            *_apart(asked),
            *([f"note: {asked.prior.note}"] if asked.prior.note else []),
            *self.left_alone,
            f"expected: {_duration(self.seconds)} with {_several(self.workers, 'worker')}, "
            f"{_bytes(self.size)} in {folder}",
            f"(from {_several(self.tried, 'run')} that were tried; nothing was written)",
        ]
        return "\n".join(lines) + "\n"


def look_ahead(experiment: Experiment, workers: int) -> Outlook:
    """Try some runs of an experiment and say what the whole would be.

    Raises
    ------
    InputError
        The experiment is not possible.
    """
    job = make_job(experiment)
    _try(job, seconds=0.0)  # one run, so that the machine code is there
    start = time.perf_counter()
    tried, files = _try(job, _SECONDS)
    seconds = (time.perf_counter() - start) * job.plan.total / tried
    speed = 1.0 + _PARALLEL * (min(workers, job.plan.parts) - 1)
    size = _size(job.plan, files) if files else _ROW * job.plan.total
    return Outlook(experiment, job.plan, seconds / speed, size, workers, tried, left_alone(experiment, job))


def _try(job: SweepWork, seconds: float) -> tuple[int, Files | None]:
    """Do the first part, or as many of its runs as there is time for."""
    begun, end = 0, time.perf_counter() + seconds

    def before(_: int) -> None:
        nonlocal begun
        if begun and time.perf_counter() > end:
            raise Stopped
        begun += 1

    try:
        files = job.run_part(0, {}, before)
    except Stopped:
        return begun, None
    return job.plan.rows(0), files


def _size(plan: Partition, files: Files) -> int:
    """Bytes of all parts, when each is as large as the first."""
    having = dict.fromkeys(files, 0)
    for part in range(plan.parts):
        for name in plan.tables(part):
            having[name] += 1
    return sum(len(files[name]) * count for name, count in having.items())


def left_alone(experiment: Experiment, job: SweepWork) -> list[str]:
    """Say which scenarios and strategies do not have a factor, and stay as they are."""
    said = []
    for name in (*job.targets, *experiment.held):
        target = experiment.targets.find(name)
        without: list[str] = []
        if target.scenarios:
            without = [one.name for one in experiment.scenarios if one.name not in target.scenarios]
        elif target.strategies and name.startswith("strategy."):
            without = [one.name for one in experiment.strategies if one.name not in target.strategies]
        if without:
            said.append(f"{name} is not found in {', '.join(without)}, which it leaves as before")
    return said


def _apart(asked: Experiment) -> list[str]:
    """Say which parameters leave the rows of a table of draws, which the others keep."""
    names = [factor.name for factor in asked.varied if asked.targets.find(factor.name).parameter is not None]
    if asked.prior.table is None or not names:
        return []
    some = ", ".join(names[:3]) + (" and others" if len(names) > 3 else "")
    goes = "goes over a range of its own" if len(names) == 1 else "go over ranges of their own"
    return [
        f"note: {some} {goes}, apart from these rows; "
        '"fitted" in place of "prior" is the range that nine of ten of them lie in'
    ]


def _prior(label: str) -> str:
    return {
        "wide": "each future draws its own from the wide prior, the same at every point",
        "fitted": "each future draws its own from the fitted prior, the same at every point",
        "fixed": "held at their defaults",
    }.get(label, f"each future draws its own from {label}, the same at every point")


def _several(count: int, one: str, many: str = "") -> str:
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def _duration(seconds: float) -> str:
    for size, unit in ((86400.0, "days"), (3600.0, "hours"), (60.0, "minutes")):
        if seconds >= 2 * size:
            return f"about {seconds / size:.0f} {unit}"
    return f"about {max(seconds, 1):.0f} seconds" if seconds >= 1.5 else "about a second"


def _bytes(size: int) -> str:
    for unit, name in ((1e9, "GB"), (1e6, "MB")):
        if size >= unit:
            return f"{size / unit:.1f} {name}"
    return f"{max(size, 1000) / 1e3:.0f} kB"
