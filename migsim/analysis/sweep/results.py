"""The results of a sweep, read from its folder."""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from migsim.analysis.outcomes import know
from migsim.analysis.sweep.making import KIND, make_job
from migsim.analysis.sweep.plan import LEDGER
from migsim.analysis.sweep.points import Points
from migsim.analysis.sweep.rows import FAILED, name_of_run
from migsim.analysis.sweep.stored import read_experiment, read_manifest, read_points
from migsim.asked import several
from migsim.disk import MANIFEST
from migsim.engine.provenance import CITE, versions
from migsim.engine.store import Store
from migsim.errors import InputError
from migsim.facilitation.strategy import Strategy
from migsim.version import __version__
from migsim.writers import writer

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa
    import xarray as xr

    from migsim.engine.history import History
    from migsim.state import Array

_KEYS = ("scenario", "strategy", "point", "run")


class Sweep:
    """What came of a designed experiment, finished or not.

    Frames are read from disk when asked for. Columns and units: documentation, "Columns of the results".

    Parameters
    ----------
    folder : str or Path
        A folder that `migsim.sweep` or ``migsim sweep`` has written into.

    Raises
    ------
    InputError
        There is no sweep.

    Examples
    --------
    >>> results = Sweep.open("migsim-results/hours")  # doctest: +SKIP
    >>> results.runs.groupby(["strategy", "point"])["net_benefit"].mean()  # doctest: +SKIP
    """

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        found = read_manifest(self.folder)
        if found is None or found.get("kind") != KIND:
            raise InputError(f"{self.folder}: holds no results of a sweep; name the folder that migsim sweep wrote")
        if not _is_whole(found):
            raise InputError(
                f"{self.folder / MANIFEST}: is damaged, or of another version; bring it back from a copy, or begin the "
                "sweep anew in another folder"
            )
        self.manifest: dict[str, Any] = found
        know(found.get("outcomes", {}))

    @classmethod
    def open(cls, folder: str | Path) -> "Sweep":
        """Open the results in a folder."""
        return cls(folder)

    def __repr__(self) -> str:
        return f"<Sweep {self.name}: {self.done:,} of {self.total:,} runs in {self.folder}>"

    @property
    def name(self) -> str:
        """Name of the experiment."""
        return str(self.manifest["experiment"]["name"])

    @property
    def factors(self) -> list[dict[str, Any]]:
        """What varies: name, and values or low, high and scale."""
        return list(self.manifest["design"]["factors"])

    @property
    def design(self) -> str:
        """Kind of the design."""
        return str(self.manifest["design"]["kind"])

    @property
    def total(self) -> int:
        """Runs of the whole experiment."""
        return int(self.manifest["counts"]["rows"])

    @property
    def done(self) -> int:
        """Runs that are there, failed ones too."""
        return self.rows(LEDGER)

    @property
    def complete(self) -> bool:
        """Whether all runs are there."""
        return self.done == self.total

    @property
    def failed(self) -> "pd.DataFrame":
        """Runs that failed: scenario, strategy, point, run and error."""
        parts = [table.select(["id", *_KEYS, "status", "error"]) for table in self.read_parts(LEDGER)]
        frame = _frame(parts)
        return frame[frame["status"] == FAILED].drop(columns="status").reset_index(drop=True)

    @cached_property
    def runs(self) -> "pd.DataFrame":
        """One row a run: id, scenario, strategy, point, run, seed, prior, draw, factors, status, error, outcomes."""
        return self._sorted(LEDGER)

    @cached_property
    def weekly(self) -> "pd.DataFrame":
        """Weekly measures of the first runs: scenario, strategy, point, run, week, measures; empty if none."""
        return self._sorted("weekly")

    @cached_property
    def parameters(self) -> "pd.DataFrame":
        """Parameters of each run as drawn, the same at every point; what varies overrules them."""
        return self._sorted("parameters")

    @cached_property
    def points(self) -> "pd.DataFrame":
        """One row a point: point, row, changed (see `migsim.analysis.sweep.points`), values, coordinates 0 to 1."""
        return self._points.frame()

    @cached_property
    def _points(self) -> Points:
        return read_points(self.folder)

    def rows(self, table: str) -> int:
        """Count the rows of a table on disk: ``runs``, ``weekly`` or ``parameters``."""
        return Store(self.folder, lambda _: (), "").count(table)

    def read_parts(self, table: str = LEDGER) -> Iterator["pa.Table"]:
        """Read a table part by part, so that memory stays small: ``runs``, ``weekly`` or ``parameters``."""
        return Store(self.folder, lambda _: (), "").read_parts(table)

    def _sorted(self, table: str) -> "pd.DataFrame":
        frame = _frame(list(self.read_parts(table)))
        for name in ("scenario", "strategy"):
            if name in frame:
                frame[name] = frame[name].astype("category").cat.set_categories(self._names(name))
        keys = [key for key in (*_KEYS[2:3], *_KEYS[:2], "run", "week") if key in frame]
        frame = frame.sort_values(keys, ignore_index=True, kind="stable") if keys else frame
        return frame.astype({name: "str" for name in ("scenario", "strategy") if name in frame})

    def _names(self, kind: str) -> list[str]:
        return list(self.manifest["experiment"]["scenarios" if kind == "scenario" else "strategies"])

    def to_xarray(self, outcomes: Sequence[str] | None = None) -> "xr.Dataset":
        """Return outcomes as arrays over scenario, strategy, point and run.

        Parameters
        ----------
        outcomes : sequence of str, optional
            Columns of the scorecard; all of them when missing.

        Returns
        -------
        Dataset
            What varies stands as coordinates along `point`. Runs that failed or are not there yet are NaN.
        """
        try:
            import xarray as xr
        except ImportError:
            raise InputError("xarray is not installed; pip install 'migsim[research]'") from None
        from migsim.vocabulary import SCORECARD

        there = [*SCORECARD, *self.manifest.get("outcomes", {})]
        chosen = there if outcomes is None else several("outcomes", outcomes)
        if unknown := [name for name in chosen if name not in there]:
            from migsim.scenario.suggest import advice

            raise InputError(f"outcome {unknown[0]!r} is not known; {advice(unknown[0], there)}")
        axes: dict[str, list[Any]] = {
            "scenario": self._names("scenario"),
            "strategy": self._names("strategy"),
            "point": list(range(int(self.manifest["counts"]["points"]))),
            "run": list(range(int(self.manifest["counts"]["runs"]))),
        }
        data = xr.Dataset(
            {name: (list(axes), cube) for name, cube in self.cubes(chosen).items()},
            coords={**axes, **{name: ("point", values) for name, values in self._points.values.items()}},
        )
        return data.assign_attrs(name=self.name, cite=self.manifest["cite"])

    def cubes(self, outcomes: Sequence[str]) -> "dict[str, Array]":
        """Return outcomes as plain arrays, shape (scenarios, strategies, points, runs); NaN where there is none."""
        import numpy as np

        counts = self.manifest["counts"]
        scenarios, strategies = self._names("scenario"), self._names("strategy")
        shape = (len(scenarios), len(strategies), int(counts["points"]), int(counts["runs"]))
        cubes = {name: np.full(shape, np.nan) for name in outcomes}
        for table in self.read_parts():
            at = tuple(
                np.array([names.index(label) for label in table[key].to_pylist()])
                for key, names in (("scenario", scenarios), ("strategy", strategies))
            ) + tuple(table[key].to_numpy() for key in ("point", "run"))
            for name, cube in cubes.items():
                cube[at] = table[name].cast("float64").to_numpy(zero_copy_only=False)
        return cubes

    def rests_on(self, **more: Any) -> dict[str, Any]:
        """Say what results made of this sweep rest on, for the manifest of their folder; `more`: what is special."""
        kept = {key: self.manifest[key] for key in ("model", "experiment", "inputs")}
        return {"migsim": __version__, "cite": CITE.format(version=__version__), **kept, **more, "versions": versions()}

    def export(
        self, kind: str = "csv", *, decimal_comma: bool = False, progress: Callable[[int, int], None] | None = None
    ) -> list[Path]:
        """Write the tables for a spreadsheet into the folder ``tables``; see `migsim.report.export.export`."""
        written: list[Path] = writer("sweep tables")(self, kind, decimal_comma, progress)
        return written

    def rerun(self, id: str, strategies: Sequence[Strategy] = ()) -> "History":
        """Run one row again and keep everything about it, its event log too.

        Parameters
        ----------
        id : str
            As in the column `id`: ``scenario/strategy/point/run``.
        strategies : sequence of Strategy
            Those that decide in Python, which no file holds.

        Raises
        ------
        InputError
            There is no such row, or its strategy is not at hand, or the run fails as it did.
        """
        from migsim.engine.history import play_history

        scenario, strategy, point, run = self._key(id)
        if self.manifest.get("mechanisms"):
            raise InputError(
                f"{id}: the sweep goes with mechanisms in Python ({', '.join(self.manifest['mechanisms'])}), which no "
                "file holds; in Python, hand the scenario with its mechanisms to migsim.simulate"
            )
        given = {one.name: one for one in strategies}
        if strategy in self.manifest["decides_in_python"] and strategy not in given:
            raise InputError(
                f"{id}: the strategy {strategy} is a Python class, which no file holds; in Python, hand it to "
                "Sweep.rerun(id, strategies=[...])"
            )
        job = make_job(read_experiment(self.folder, given), self._points)
        names = [(s.name, t.name) for s in job.scenarios for t in job.strategies]
        cell = job.cells(point)[names.index((scenario, strategy))]
        if isinstance(cell, Exception):
            raise InputError(f"{id}: cannot be run: {cell}")
        return play_history(cell, job.records_at(point, range(run, run + 1)), run)

    def check_id(self, id: str) -> None:
        """Raise an `InputError` when there is no row of this id."""
        self._key(id)

    def differs(self, id: str, history: "History") -> bool:
        """Whether a row that is there has other outcomes than a history, to the bit."""
        for table in self.read_parts(LEDGER):
            ids = table["id"].to_pylist()
            if id in ids:
                row = table.slice(ids.index(id), 1).to_pylist()[0]
                return any(row[name] != value for name, value in history.scorecard.items())
        return False

    def _key(self, id: str) -> tuple[str, str, int, int]:
        """Take an id apart; names may hold slashes."""
        counts = self.manifest["counts"]
        head, _, numbers = id.rpartition("/")
        head, _, point = head.rpartition("/")
        for scenario in self._names("scenario"):
            for strategy in self._names("strategy"):
                if head == f"{scenario}/{strategy}" and point.isdecimal() and numbers.isdecimal():
                    if int(point) < counts["points"] and int(numbers) < counts["runs"]:
                        return scenario, strategy, int(point), int(numbers)
        first = name_of_run(self._names("scenario")[0], self._names("strategy")[0], 0, 0)
        raise InputError(
            f"run {id!r} is not in {self.folder}; take an id from its column id, from {first} on "
            f"({counts['points']:,} points, {counts['runs']:,} runs each)"
        )


def _is_whole(manifest: dict[str, Any]) -> bool:
    """Whether a manifest has what is read from it."""
    try:
        experiment, counts, factors = manifest["experiment"], manifest["counts"], manifest["design"]["factors"]
        names = [*experiment["scenarios"], *experiment["strategies"], experiment["name"], manifest["design"]["kind"]]
        numbers = [counts[key] for key in ("cells", "points", "runs", "rows", "parts")] + [experiment["seed"]]
        return (
            all(isinstance(name, str) for name in names)
            and all(isinstance(number, int) for number in numbers)
            and all(isinstance(factor["name"], str) for factor in factors)
            and {"decides_in_python", "cite"} <= set(manifest)
        )
    except (KeyError, TypeError):
        return False


def read_results(folder: str | Path) -> Sweep:
    """Open the results of a sweep; see `Sweep`."""
    return Sweep(folder)


def _frame(parts: list["pa.Table"]) -> "pd.DataFrame":
    import pandas as pd
    import pyarrow as pa

    return pa.concat_tables(parts, promote_options="permissive").to_pandas() if parts else pd.DataFrame()
