"""Where the parameters of each future come from: the fitted prior, the wide one, the defaults, or a table of draws."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np

from migsim.chance import POSTERIOR, uniforms_of_futures
from migsim.defaults import DEFAULT_PRIOR
from migsim.errors import InputError, first_few
from migsim.scenario.delimited import figures, read_frame, refuse_foreign
from migsim.scenario.parameters import PARAMETERS, check_changes, default_parameters, draw_parameters
from migsim.scenario.wording import file_name, shortened, shown, within
from migsim.state import Array

#: The draws that come nearest to the patterns F1 to F15, made by `experiments/pattern-fit`.
FITTED = Path(__file__).parent / "fitted.npz"


@dataclass(frozen=True)
class Prior:
    """What the parameters of futures are drawn from.

    Attributes
    ----------
    label : str
        As in the column `prior` of results: "fitted", "fixed", "wide", or the name of a file.
    changes : mapping of str to float
        Parameters held at a value, and switches (0 off, 1 on), by name.
    table : ndarray or None
        Draws to take rows from, shape (D,), one field a parameter; None where `label` is "fixed" or "wide".
        Parameters that it lacks are drawn from their ranges, as under the wide prior.
    beyond_range : bool
        Whether `changes` may lie outside the ranges.
    """

    label: str
    changes: Mapping[str, float]
    table: Array | None = None
    beyond_range: bool = False

    def draw(self, seed: int, runs: range) -> Array:
        """Return one record of parameters for each future, shape (len(runs),), drawn by its own luck alone."""
        if self.label == "wide" and self.table is None:
            return draw_parameters(seed, runs, self.changes, beyond_range=self.beyond_range)
        if self.table is None:
            return np.repeat(default_parameters(beyond_range=self.beyond_range, **self.changes), len(runs))
        values = self._rows[self.rows(seed, runs)]
        if self.lacking:
            wide = draw_parameters(seed, runs, self.changes, self.lacking, beyond_range=self.beyond_range)
            for name in self.lacking:
                values[name] = wide[name]
        return values

    def rows(self, seed: int, runs: range) -> Array:
        """Row of the table that each future takes, shape (len(runs),); a number of its own where there is no table.

        Futures that share a row are not independent of each other: they say less about what the parameters do than as
        many futures with a row each.
        """
        if self.table is None:
            return np.arange(runs.start, runs.stop)
        lots = np.zeros((len(runs), 1))
        uniforms_of_futures(seed, runs.start, POSTERIOR, np.zeros(1, np.uint32), lots)
        return np.minimum((lots[:, 0] * len(self.table)).astype(np.int64), len(self.table) - 1)

    @property
    def lacking(self) -> tuple[str, ...]:
        """Parameters that are drawn from their wide ranges, because the table has no column for them."""
        if self.table is None:
            return ()
        known = {*(self.table.dtype.names or ()), *self.changes}
        return tuple(p.name for p in PARAMETERS if p.name not in known)

    @property
    def note(self) -> str:
        """Say which parameters the table lacks, in one sentence; empty where it lacks none."""
        if not self.lacking:
            return ""
        which = "the fitted prior" if self.label == "fitted" else self.label
        what = "parameter is" if len(self.lacking) == 1 else f"{len(self.lacking)} parameters are"
        return f"Not in {which}, so that the {what} drawn from the wide range: {', '.join(self.lacking)}."

    @cached_property
    def _rows(self) -> Array:
        """Each row of the table as a record of all parameters; what it lacks stands at the default."""
        assert self.table is not None, "only a table has rows"
        rows = np.repeat(default_parameters(beyond_range=self.beyond_range, **self.changes), len(self.table))
        for name in self.table.dtype.names or ():
            if name not in self.changes:
                rows[name] = self.table[name]
        return rows


def load_prior(
    prior: str | Path = DEFAULT_PRIOR,
    *,
    fixed: bool = False,
    changes: Mapping[str, float] | None = None,
    beyond_range: bool = False,
) -> Prior:
    """Find what parameters are drawn from.

    Parameters
    ----------
    prior : str or Path
        "fitted": a row of the fitted draws, which come nearest to the patterns. "wide": drawn from the table's ranges.
        Else a CSV file with one column a parameter and one row a draw; each future takes one row, chosen by its own
        luck; parameters without a column are drawn from their wide ranges, each by its own luck.
    fixed : bool
        The defaults, for every future; wins over `prior`.
    changes : mapping of str to float, optional
        Parameters held at a value, and switches (0 off, 1 on), by name.
    beyond_range : bool
        Whether `changes` may lie outside the ranges, wherever a value means something.

    Raises
    ------
    InputError
        The file is missing or wrong, or a change is not possible.
    """
    held = dict(changes or {})
    check_changes(held, beyond_range)
    if fixed or str(prior) == "wide":
        return Prior("fixed" if fixed else "wide", held, None, beyond_range)
    if str(prior) == "fitted":
        return Prior("fitted", held, fitted_draws(), beyond_range)
    return Prior(Path(prior).name, held, read_draws(Path(prior)), beyond_range)


@lru_cache(maxsize=1)
def fitted_draws() -> Array:
    """Draws of the parameters that come nearest to the patterns, shape (D,), one field a parameter; read-only."""
    with np.load(FITTED) as file:
        names, values = file["names"].tolist(), file["values"]
    table = np.zeros(values.shape[1], [(name, "f8") for name in names])
    for name, column in zip(names, values, strict=True):
        table[name] = column
    table.setflags(write=False)
    return table


def write_draws(path: Path, draws: Array) -> None:
    """Write draws of all parameters, shape (D,), as they ship: compressed, a row for each parameter."""
    names = [p.name for p in PARAMETERS]
    np.savez_compressed(path, names=np.array(names), values=np.stack([draws[name] for name in names]))


def read_draws(path: Path) -> Array:
    """Read a table of parameter draws, shape (D,), one field a parameter."""
    frame = read_frame(path, "one column a parameter", "name a CSV file of draws, or take --prior fitted")
    place = f"prior {file_name(path)}"
    if frame.empty:
        raise InputError(f"{place}: has no rows; give at least one draw")
    wrong = []
    known = {parameter.name for parameter in PARAMETERS}
    refuse_foreign(place, list(frame.columns), known, "one column a parameter")
    for name in frame.columns:
        values = figures(frame[name])
        bad = np.flatnonzero(values.isna())
        if name in known and len(bad):
            cell = shown(str(frame[name].iloc[bad[0]])) if frame[name].notna().iloc[bad[0]] else "an empty cell"
            wrong.append(f"{place}, row {frame.index[bad[0]] + 2}, column {name}: {cell} is no number; mend it")
            continue
        for value in (values.min(), values.max()) if name in known else (0.0,):
            try:
                check_changes({str(name): float(value)})
            except InputError as error:
                wrong += [f"{place}, column {shortened(name)}: {within(message)}" for message in error.messages]
        frame[name] = values
    if wrong:
        raise InputError(first_few(place, list(dict.fromkeys(wrong))))
    return frame.astype("float64").to_records(index=False)
