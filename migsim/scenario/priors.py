"""Where the parameters of each future come from: the fitted prior, the wide one, the defaults, or a table of draws."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import numpy as np

from migsim.chance import POSTERIOR
from migsim.errors import InputError
from migsim.scenario.draws import uniforms_of_runs
from migsim.scenario.parameters import PARAMETERS, check_changes, default_parameters, draw_parameters
from migsim.state import Array

#: The draws that show the patterns F1 to F8 together, made by `experiments/pattern-fit`.
FITTED = Path(__file__).parent / "fitted.csv"


def prior_parameters(
    seed: int, runs: range, *, fixed: bool, prior: str | Path, changes: Mapping[str, float] | None = None
) -> tuple[Array, str]:
    """Return one record of parameters for each future, shape (R,), and the label of where they come from.

    Parameters
    ----------
    seed : int
    runs : range
    fixed : bool
        The defaults, for every future; wins over `prior`.
    prior : str or Path
        "fitted": a row of the fitted draws, which show the patterns together. "wide": drawn from the table's ranges.
        Else a CSV file with one column a parameter and one row a draw; each future takes one row, chosen by its own
        luck; columns that are missing stay at their defaults.
    changes : mapping of str to float, optional
        Parameters held at a value, and switches (0 off, 1 on), by name.

    Raises
    ------
    InputError
        The file is missing or wrong, or a change is not possible.
    """
    changes = changes or {}
    if fixed:
        return np.repeat(default_parameters(**changes), len(runs)), "fixed"
    if str(prior) == "wide":
        return draw_parameters(seed, runs, changes), "wide"
    table = fitted_draws() if str(prior) == "fitted" else read_draws(Path(prior))
    values = np.repeat(default_parameters(**changes), len(runs))
    rows = np.minimum((uniforms_of_runs(seed, runs, POSTERIOR, 0) * len(table)).astype(np.int64), len(table) - 1)
    for name in table.dtype.names or ():
        if name not in changes:
            values[name] = table[name][rows]
    return values, "fitted" if str(prior) == "fitted" else Path(prior).name


@lru_cache(maxsize=1)
def fitted_draws() -> Array:
    """Draws of all parameters that show the patterns together, shape (D,), one field a parameter; read-only."""
    table = read_draws(FITTED)
    table.setflags(write=False)
    return table


def read_draws(path: Path) -> Array:
    """Read a table of parameter draws, shape (D,), one field a parameter."""
    import pandas as pd

    try:
        frame = pd.read_csv(path)
    except FileNotFoundError:
        raise InputError(
            f"prior {path}: there is no such file; name a CSV file of draws, or take --prior fitted"
        ) from None
    except (OSError, UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        reason = str(error).splitlines()[0]
        raise InputError(
            f"prior {path}: cannot be read as CSV ({reason}); save it as CSV with one column a parameter"
        ) from None
    if frame.empty:
        raise InputError(f"prior {path}: has no rows; give at least one draw")
    wrong = []
    known = {parameter.name for parameter in PARAMETERS}
    for name in frame.columns:
        values = pd.to_numeric(frame[name], errors="coerce")
        bad = np.flatnonzero(values.isna())
        if name in known and len(bad):
            wrong.append(
                f"prior {path}, row {bad[0] + 2}, column {name}: {frame[name].iloc[bad[0]]!r} is no number; mend it"
            )
            continue
        for value in (values.min(), values.max()) if name in known else (0.0,):
            try:
                check_changes({str(name): float(value)})
            except InputError as error:
                wrong += [f"prior {path}, column {name}: {message}" for message in error.messages]
    if wrong:
        raise InputError(list(dict.fromkeys(wrong)))
    return frame.astype("float64").to_records(index=False)
