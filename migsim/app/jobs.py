"""Comparisons that a page asked for: they run one after the other, and their reports are kept for a while."""

import secrets
import tempfile
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from migsim.errors import InputError
from migsim.scenario.schema import Scenario

if TYPE_CHECKING:
    from migsim.analysis import Comparison

_WAITING = 20  # comparisons that may stand in line
_KEPT = 40


@dataclass
class CompareJob:
    """One comparison, from the line to its report."""

    done: int = 0
    total: int = 0
    mistakes: list[str] = field(default_factory=list)
    answer: dict[str, Any] | None = None
    report: str = ""
    stopped: bool = False

    @property
    def finished(self) -> bool:
        """Whether there is nothing more to wait for."""
        return self.answer is not None or bool(self.mistakes)

    def document(self) -> dict[str, Any]:
        """How it stands, JSON-ready."""
        return {"done": self.done, "total": self.total, "mistakes": self.mistakes, "answer": self.answer}


class Jobs:
    """Comparisons by key; a key is known only to the page that asked."""

    def __init__(self) -> None:
        self._jobs: OrderedDict[str, CompareJob] = OrderedDict()
        self._lock = Lock()
        self._line = ThreadPoolExecutor(1)

    def get(self, key: str) -> CompareJob:
        """Find a comparison.

        Raises
        ------
        InputError
            There is none with this key (any more).
        """
        with self._lock:
            if key not in self._jobs:
                raise InputError("this comparison is not here (any more); run it again")
            return self._jobs[key]

    def start(self, scenario: Scenario, strategies: list[str], runs: int, seed: int) -> str:
        """Put a comparison in line; returns its key.

        Raises
        ------
        InputError
            Too many are waiting.
        """
        key, job = secrets.token_urlsafe(12), CompareJob(total=len(strategies) * runs)
        with self._lock:
            if sum(not other.finished for other in self._jobs.values()) >= _WAITING:
                raise InputError("too many comparisons are waiting; try again in a minute")
            self._jobs[key] = job
            while len(self._jobs) > _KEPT:
                self._jobs.popitem(last=False)
        self._line.submit(_run, job, scenario, strategies, runs, seed)
        return key

    def close(self) -> None:
        """Stop what runs and drop what waits, so that the server ends at once."""
        with self._lock:
            for job in self._jobs.values():
                job.stopped = True
        self._line.shutdown(wait=False, cancel_futures=True)


class _Stopped(Exception):  # noqa: N818
    """The server ends before the comparison does."""


def _run(job: CompareJob, scenario: Scenario, strategies: list[str], runs: int, seed: int) -> None:
    from migsim.analysis import compare

    def progress(done: int, total: int) -> None:
        if job.stopped:
            raise _Stopped
        job.done, job.total = done, total

    try:
        comparison = compare(scenario, strategies, runs=runs, seed=seed, progress=progress)
        job.report = _report(comparison)
        job.answer = _answer(comparison)
    except InputError as error:
        job.mistakes = error.messages
    except _Stopped:
        job.mistakes = ["the server has ended"]
    except Exception:
        job.mistakes = ["something broke on the server; what it was stands in its terminal"]
        raise


def _answer(comparison: "Comparison") -> dict[str, Any]:
    from migsim.app.drawn import number

    told = comparison.recommendation()
    rows = [
        {
            "strategy": row["strategy"],
            "title": row["title"],
            "cost": number(row["cost"]),
            "typical": number(row[comparison.objective]),
            "low": number(row[f"{comparison.objective}_low"]),
            "high": number(row[f"{comparison.objective}_high"]),
            "best_in": number(row["best_in"]),
        }
        for row in comparison.table().to_dict("records")
    ]
    return {
        "text": told.text,
        "leader": told.leader,
        "runner_up": told.runner_up,
        "clear": told.strategy is not None,
        "difference": number(told.difference),
        "won": told.futures_won,
        "of": told.of,
        "rows": rows,
    }


def _report(comparison: "Comparison") -> str:
    with tempfile.TemporaryDirectory() as folder:
        return comparison.report(Path(folder) / "report").read_text(encoding="utf-8")
