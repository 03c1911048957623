"""What the runs of a part came to, as tables."""

from typing import TYPE_CHECKING, Any

import numpy as np

from migsim.analysis.sweep.plan import LEDGER
from migsim.engine.store import Files, encode
from migsim.engine.worlds import Desk
from migsim.errors import InputError
from migsim.scenario.parameters import PARAMETERS
from migsim.state import as_numbers
from migsim.vocabulary import COUNT_COLUMNS, SCORECARD, WEEKLY

if TYPE_CHECKING:
    import pyarrow as pa

    from migsim.analysis.sweep.job import SweepWork


OK, FAILED = "ok", "failed"


def name_of_run(scenario: str, strategy: str, point: int, run: int) -> str:
    """Identify one run of an experiment, as the column `id` and ``migsim run --from`` do."""
    return f"{scenario}/{strategy}/{point}/{run}"


class Rows:
    """The runs of a part, filled one after the other: points, then scenarios, strategies and runs.

    Parameters
    ----------
    count : int
        Runs of the part.
    """

    def __init__(self, count: int) -> None:
        self.filled = 0
        self.scorecards = np.full((count, len(SCORECARD)), np.nan)
        self.own: dict[int, list[float]] = {}
        self.errors: list[str | None] = [None] * count
        self.weekly: dict[int, Any] = {}

    def add(self, desk: Desk, weekly: bool, own: list[float]) -> None:
        """Take what lies on the desk: with its weekly measures on request, and outcomes of one's own."""
        self.scorecards[self.filled] = as_numbers(desk.scorecard)[0]
        self.own[self.filled] = own
        if weekly:
            self.weekly[self.filled] = as_numbers(desk.weekly).astype(np.float32)
        self.filled += 1

    def fail(self, error: Exception) -> None:
        """Note that a run failed."""
        said = "; ".join(error.messages) if isinstance(error, InputError) else f"{type(error).__name__}: {error}"
        self.give_up(said)

    def give_up(self, why: str) -> None:
        """Note why a run has no outcomes."""
        self.errors[self.filled] = why
        self.filled += 1

    def files(self, job: "SweepWork", part: int) -> Files:
        """Make the tables of the part."""
        tables = {LEDGER: self._runs, "weekly": self._weekly, "parameters": _parameters}
        return {name: encode(tables[name](job, part), job.tag) for name in job.plan.tables(part)}

    def _runs(self, job: "SweepWork", part: int) -> "pa.Table":
        import pyarrow as pa

        columns: dict[str, Any] = _keys(job, part)
        count, runs = len(columns["run"]), job.plan.block(part).runs
        draws = np.tile(job.rows_drawn(runs), count // len(runs))  # runs follow each other in `_keys`
        columns |= {"seed": np.full(count, job.seed), "prior": [job.prior.label] * count, "draw": draws}
        for name, values in job.points.values.items():
            columns[name] = pa.array([values[point] for point in columns["point"]])
        columns["status"] = [OK if error is None else FAILED for error in self.errors]
        columns["error"] = pa.array(self.errors, pa.string())
        for k, name in enumerate(SCORECARD):
            column = pa.array(np.ascontiguousarray(self.scorecards[:, k]), from_pandas=True)
            columns[name] = column.cast(pa.int64()) if name in COUNT_COLUMNS else column
        for k, name in enumerate(job.scenarios[0].outcomes):
            none = [float("nan")] * (k + 1)
            own = np.array([self.own.get(row, none)[k] for row in range(count)])
            columns[name] = pa.array(own, from_pandas=True)
        return pa.table(columns)

    def _weekly(self, job: "SweepWork", part: int) -> "pa.Table":
        import pyarrow as pa

        keys, rows = _keys(job, part), list(self.weekly)
        lengths = [len(self.weekly[row]) for row in rows]
        columns: dict[str, Any] = {
            name: pa.array(values).take(pa.array(np.repeat(np.array(rows, np.int64), lengths)))
            for name, values in keys.items()
            if name != "id"
        }
        columns["week"] = np.concatenate([np.arange(length) for length in lengths] or [np.zeros(0, np.int64)])
        series = np.concatenate([self.weekly[row] for row in rows] or [np.zeros((0, len(WEEKLY)), np.float32)])
        columns |= {name: np.ascontiguousarray(series[:, k]) for k, name in enumerate(WEEKLY)}
        return pa.table(columns)


def _keys(job: "SweepWork", part: int) -> dict[str, list[Any]]:
    """Columns that say which run a row is, in the order in which runs are done."""
    block = job.plan.block(part)
    keys = [
        (scenario.name, strategy.name, point, run)
        for point in block.points
        for scenario in job.scenarios
        for strategy in job.strategies
        for run in block.runs
    ]
    names = ("scenario", "strategy", "point", "run")
    return {"id": [name_of_run(*key) for key in keys], **{n: [key[k] for key in keys] for k, n in enumerate(names)}}


def _parameters(job: "SweepWork", part: int) -> "pa.Table":
    """Parameters of each run as drawn; factors overrule them."""
    import pyarrow as pa

    runs = job.plan.block(part).runs
    records = job.records(runs)
    return pa.table({"run": np.array(runs), **{p.name: np.ascontiguousarray(records[p.name]) for p in PARAMETERS}})
