"""Where the parameters of each future come from: the wide prior, the defaults, or a table of draws."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from migsim.chance import POSTERIOR, uniform
from migsim.errors import InputError
from migsim.scenario.parameters import PARAMETERS, check_changes, default_parameters, draw_parameters
from migsim.state import Array


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
        "wide": drawn from the table's ranges. Else a CSV file with one column a parameter and one row a draw; each
        future takes one row, chosen by its own luck; columns that are missing stay at their defaults.

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
    if str(prior) == "fitted":
        raise InputError(
            "prior fitted: this version ships no fitted prior yet; take --prior wide, or name a file of draws"
        )
    table = read_draws(Path(prior))
    values = np.repeat(default_parameters(**changes), len(runs))
    for row, run in enumerate(runs):
        draw = min(int(uniform((seed, run), POSTERIOR, 0, 0, 0) * len(table)), len(table) - 1)
        for name in table.dtype.names or ():
            if name not in changes:
                values[name][row] = table[name][draw]
    return values, Path(prior).name


def read_draws(path: Path) -> Array:
    """Read a table of parameter draws, shape (D,), one field a parameter."""
    import pandas as pd

    try:
        frame = pd.read_csv(path)
    except FileNotFoundError:
        raise InputError(
            f"prior {path}: there is no such file; name a CSV file of draws, or take --prior wide"
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
