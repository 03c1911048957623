"""From a sweep's results to what matters in them."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from migsim.analysis.outcomes import OUTCOMES
from migsim.analysis.sensitivity import morris as elementary
from migsim.analysis.sensitivity import sobol as variance
from migsim.analysis.sensitivity.cases import Case, cases, coordinates, factors_of, whole_rows, with_usable_futures
from migsim.analysis.sensitivity.curves import Curve, curve
from migsim.analysis.sensitivity.intervals import FEWEST_FUTURES, run_variance
from migsim.analysis.sensitivity.result import LUCK, Finding, Sensitivity
from migsim.analysis.sensitivity.words import verdicts
from migsim.analysis.sweep.factors import Factor
from migsim.analysis.sweep.points import NONE
from migsim.analysis.sweep.results import Sweep, read_results
from migsim.asked import several
from migsim.errors import InputError
from migsim.state import Array

ALL_OUTCOMES = "all"
_FEWEST = 8  # rows or points, below which nothing is said


def sensitivity(
    sweep: Sweep | str | Path,
    outcomes: Sequence[str] = ("net_benefit",),
    *,
    strategy: str | None = None,
    against: str | None = None,
    emulate: bool = False,
) -> Sensitivity:
    """Say what matters in the results of a sweep, and how much of them is luck.

    The design decides how: elementary effects (Morris), variance shares (Sobol'), or curves along each factor (all
    others). With `emulate`, variance shares come from an emulator that is fitted to the points, whatever the design.

    Parameters
    ----------
    sweep : Sweep, str or Path
        Results, or their folder.
    outcomes : sequence of str
        Columns of the scorecard; ``("all",)`` for every one.
    strategy : str, optional
        Only this one.
    against : str, optional
        Only the difference to this strategy, paired by point and future. When missing, every strategy by itself and
        its difference to the first.
    emulate : bool
        Needs scikit-learn.

    Returns
    -------
    Sensitivity

    Raises
    ------
    InputError
        A name is not known, nothing varies, or there are too few runs.
    """
    results = sweep if isinstance(sweep, Sweep) else read_results(sweep)
    names = tuple(several("outcomes", outcomes))
    names = tuple(OUTCOMES) if names == (ALL_OUTCOMES,) else names
    factors = factors_of(results)
    unit = coordinates(results, factors)
    if emulate:
        from migsim.analysis.sensitivity.emulated import check_installed

        check_installed()
    findings, silent = [], []
    for case in cases(results, names, strategy, against):
        try:
            findings.append(_explain(results, case, factors, unit, emulate))
        except InputError as error:
            silent += error.messages
    if not findings:
        raise InputError(silent)
    return Sensitivity(results, tuple(factors), findings, emulate, tuple(silent))


def _explain(sweep: Sweep, case: Case, factors: Sequence[Factor], unit: Array, emulate: bool) -> Finding:
    """Explain one case."""
    futures = case.y.shape[1]
    case = with_usable_futures(case)
    seed = int(sweep.manifest["experiment"]["seed"])
    labels = [factor.name for factor in factors]
    kind = sweep.design if sweep.design in {"sobol", "morris"} else "curves"
    unit_of_count = "points" if kind == "curves" else "rows"
    if not case.y.shape[1]:
        raise InputError(f"{case.label}: has no value at more than one point in ten, in every future; choose another")
    y, at, left = _rows(sweep, case, unit, kind)
    lone = sweep.points["changed"].to_numpy() == NONE
    if len(y) < _FEWEST:
        raise InputError(
            f"{case.label}: only {len(y)} whole {unit_of_count} have a value; let the sweep go on, or choose another "
            f"outcome (at least {_FEWEST} are needed)"
        )
    drawn = _curves(case, lone, unit, labels, seed)
    columns: tuple[str, ...]
    if emulate:
        from migsim.analysis.sensitivity.emulated import COLUMNS, emulated

        rows = sweep.points["row"].to_numpy()
        table, emulator = emulated(case.y, unit, rows, factors, seed)
        method, columns = "emulator", COLUMNS
    elif kind == "sobol":
        table, emulator, method, columns = variance.sobol(y, seed), None, kind, variance.COLUMNS
    elif kind == "morris":
        step = at[:, 1:] - at[:, :1]
        moved = np.stack([step[:, k, k] for k in range(len(factors))], axis=1)
        table, emulator, method, columns = elementary.morris(y, moved, seed), None, kind, elementary.COLUMNS
    else:
        shares = np.array([drawn[name].first for name in labels])
        luck = _luck_share(y[:, 0])
        table = {
            "first" + ending: np.append(shares[:, k], luck if k == 0 else np.nan)
            for k, ending in enumerate(("", "_low", "_high"))
        }
        emulator, method, columns = None, kind, ("first",)
    frame = pd.DataFrame({"factor": [*labels, LUCK], **table})
    used = case.y.shape[1]
    if used < FEWEST_FUTURES:  # an interval that leaves luck out would be far too narrow
        frame[[name for name in table if name.endswith(("_low", "_high"))]] = np.nan
    frame["verdict"] = verdicts(frame, method, used, bool(np.nanmax(case.y) == np.nanmin(case.y)))
    return Finding(case, method, columns, frame, drawn, len(y), left, used, futures - used, emulator)


def _rows(sweep: Sweep, case: Case, unit: Array, kind: str) -> tuple[Array, Array, int]:
    """Outcomes and coordinates by row of the design, whole rows only; and how many were left out."""
    size = unit.shape[1] + {"sobol": 2, "morris": 1}[kind] if kind != "curves" else 1
    y = case.y.reshape(-1, size, case.y.shape[1])
    whole = whole_rows(y)
    return y[whole], unit.reshape(-1, size, unit.shape[1])[whole], int((~whole).sum())


def _curves(case: Case, lone: Array, unit: Array, labels: Sequence[str], seed: int) -> dict[str, Curve]:
    kept = lone & whole_rows(case.y)
    if not kept.any():
        return {}
    return {name: curve(case.y[kept], unit[kept, k], seed) for k, name in enumerate(labels)}


def _luck_share(y: Array) -> float:
    """Share of the variance of one run that lies between futures at the same point."""
    variance, luck = run_variance(y)
    return luck / variance if variance else float("nan")
