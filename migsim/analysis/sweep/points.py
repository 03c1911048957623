"""The points of an experiment: where in the space of its factors the model is run.

Every point belongs to a row and says what is changed against the row's base, so that an analysis needs nothing else:

========== =============================================================================================
`changed`  the point is
========== =============================================================================================
none       the base of its row: Saltelli's matrix A, or the start of a radial design; every point of the other designs
all        all factors changed: Saltelli's matrix B
NAME       the base with this one factor changed: to B's value (sobol), or by half its range (morris)
========== =============================================================================================
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from migsim.analysis.sweep.factors import Factor
from migsim.errors import InputError, first_few
from migsim.scenario.delimited import figures, read_frame
from migsim.scenario.wording import file_name, shortened
from migsim.state import Array

if TYPE_CHECKING:
    import pandas as pd

    from migsim.analysis.sweep.targets import Targets

MAX_POINTS = 10_000_000
NONE, ALL = "none", "all"
UNIT = "unit:"  # begins the name of a column of coordinates, 0 to 1


@dataclass(frozen=True)
class Points:
    """The points, by column.

    Attributes
    ----------
    values : dict of str to list
        By factor, one value for each point.
    unit : ndarray or None
        Coordinates in the unit cube, shape (points, factors); None for points from a file.
    row : ndarray
        Shape (points,).
    changed : list of str
    """

    values: dict[str, list[Any]]
    unit: Array | None
    row: Array
    changed: list[str]

    def __len__(self) -> int:
        return len(self.row)

    def frame(self) -> "pd.DataFrame":
        """Point, row, changed, then the factors, then their coordinates."""
        import pandas as pd

        columns: dict[str, Any] = {"point": np.arange(len(self)), "row": self.row, "changed": self.changed}
        columns |= self.values
        if self.unit is not None:
            columns |= {UNIT + name: self.unit[:, k] for k, name in enumerate(self.values)}
        return pd.DataFrame(columns)

    @classmethod
    def of(cls, frame: "pd.DataFrame") -> "Points":
        """Read from the frame."""
        names = [str(c) for c in frame.columns[3:] if not str(c).startswith(UNIT)]
        coordinates = [UNIT + name for name in names]
        unit = frame[coordinates].to_numpy() if names and set(coordinates) <= set(frame.columns) else None
        values = {name: frame[name].tolist() for name in names}
        return cls(values, unit, frame["row"].to_numpy(), frame["changed"].tolist())


def count_points(design: Mapping[str, Any], factors: Sequence[Factor]) -> int:
    """Count the points of a design before they are made; 0 where that is not known."""
    kind, count = design.get("kind", "grid"), len(factors)
    if kind == "grid":
        total = 1
        for factor in factors:
            total *= factor.steps or factor.levels
        return total
    if kind == "latin-hypercube":
        return _number(design.get("points"))
    if kind in {"sobol", "morris"}:
        return _number(design.get("rows")) * (count + (2 if kind == "sobol" else 1))
    return 0


def _number(value: Any) -> int:
    return value if isinstance(value, int) else 0


def make_points(design: Mapping[str, Any], factors: Sequence[Factor], seed: int) -> Points:
    """Lay the points of a design out.

    Parameters
    ----------
    design : mapping
        Kind, points and rows, as in the file.
    factors : sequence of Factor
    seed : int
        Of the sample; the same seed and version of scipy give the same points.
    """
    if not factors:
        return Points({}, None, np.zeros(1, np.int64), [NONE])
    kind = design.get("kind", "grid")
    if kind == "grid":
        unit = np.array(list(product(*(factor.grid() for factor in factors))))
        return _points(factors, unit, np.arange(len(unit)), [NONE] * len(unit))
    if kind == "latin-hypercube":
        unit = _latin(len(factors), design["points"], seed)
        return _points(factors, unit, np.arange(len(unit)), [NONE] * len(unit))
    return (_saltelli if kind == "sobol" else _radial)(factors, design["rows"], seed)


def _points(factors: Sequence[Factor], unit: Array, row: Array, changed: list[str]) -> Points:
    snapped = np.column_stack([factor.snap(unit[:, k]) for k, factor in enumerate(factors)])
    values = {factor.name: factor.at(snapped[:, k]) for k, factor in enumerate(factors)}
    return Points(values, snapped, row, changed)


def _latin(dimensions: int, count: int, seed: int) -> Array:
    from scipy.stats import qmc

    return np.asarray(qmc.LatinHypercube(dimensions, rng=np.random.default_rng(seed)).random(count))


def _saltelli(factors: Sequence[Factor], rows: int, seed: int) -> Points:
    """Matrices A, B and A with each column from B in turn, row by row (Saltelli et al. 2010)."""
    from scipy.stats import qmc

    count = len(factors)
    sample = np.asarray(qmc.Sobol(2 * count, rng=np.random.default_rng(seed)).random(rows))
    return _rows(factors, sample[:, :count], sample[:, count:], with_all=True)


def _radial(factors: Sequence[Factor], rows: int, seed: int) -> Points:
    """Radial one-at-a-time design (Campolongo et al. 2011), with steps of half the range.

    An elementary effect is a difference over a step. Random steps are sometimes tiny, which would blow luck up; half
    the range is the step of Morris (1991), and by it every coordinate is as likely after the step as before.
    """
    base = _latin(len(factors), rows, seed)
    moved = np.column_stack([factor.step(base[:, k]) for k, factor in enumerate(factors)])
    return _rows(factors, base, moved, with_all=False)


def _rows(factors: Sequence[Factor], base: Array, other: Array, with_all: bool) -> Points:
    """Row by row: the base, the base with each factor changed in turn, and (on request) all changed."""
    rows, count = base.shape
    points = np.repeat(base[:, None, :], count + 1 + with_all, axis=1)
    for k in range(count):
        points[:, k + 1, k] = other[:, k]
    if with_all:
        points[:, -1] = other
    changed = [NONE, *(factor.name for factor in factors), *([ALL] if with_all else [])]
    row = np.repeat(np.arange(rows), len(changed))
    return _points(factors, points.reshape(-1, count), row, changed * rows)


def from_table(table: dict[str, list[Any]]) -> Points:
    """Points of one's own, by factor."""
    count = len(next(iter(table.values())))
    return Points(table, None, np.arange(count), [NONE] * count)


def read_points(path: Path, targets: "Targets") -> dict[str, list[Any]]:
    """Read points from a CSV file: one column a factor, one row a point.

    Raises
    ------
    InputError
        Everything that is wrong in it.
    """
    frame = read_frame(path, "one column a factor", "give a CSV file with one column a factor")
    place = file_name(path)
    if frame.empty:
        raise InputError(f"{place}: has no rows; give at least one point")
    if len(frame) > MAX_POINTS:
        raise InputError(f"{place}: has more than {MAX_POINTS:,} points; take fewer")
    wrong: list[str] = []
    table: dict[str, list[Any]] = {}
    for name in frame.columns:
        try:
            table[name] = _column(frame[name], targets, name)
        except InputError as error:
            wrong += [f"{place}, {message}" for message in error.messages]
    if wrong:
        raise InputError(first_few(place, wrong))
    return table


def _column(column: "pd.Series[Any]", targets: "Targets", name: str) -> list[Any]:
    """Check one column of points and return its values."""
    try:
        target = targets.find(name)
    except InputError as error:
        raise InputError(f"column {shortened(name)}: {error.messages[0]}") from None
    readable = column if target.text else figures(column)
    if len(missing := np.flatnonzero(readable.isna())):
        what = "is no text; give a word" if target.text else "is no number; give one, with a decimal point"
        raise InputError(f"row {column.index[missing[0]] + 2}, column {shortened(name)}: {what}")
    values = [int(v) if target.whole and float(v).is_integer() else v for v in readable.tolist()]
    for value in dict.fromkeys(values if target.text else (min(values), max(values))):
        said = targets.complaint(target, [value])
        if said:
            raise InputError(f"row {column.index[values.index(value)] + 2}, column {name}: {said}")
    return values
