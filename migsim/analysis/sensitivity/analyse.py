"""From a sweep's results to what matters in them."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from migsim.analysis.sensitivity import morris as elementary
from migsim.analysis.sensitivity import sobol as variance
from migsim.analysis.sensitivity.cases import Case, cases, coordinates, factors_of, whole_rows, with_usable_futures
from migsim.analysis.sensitivity.curves import Curve, curve
from migsim.analysis.sensitivity.intervals import FEWEST_FUTURES, between_futures, between_repeats, run_variance
from migsim.analysis.sensitivity.result import LUCK, Finding, LuckParts, Sensitivity
from migsim.analysis.sensitivity.words import SMALLEST_SHARE, verdicts
from migsim.analysis.sweep.factors import Factor
from migsim.analysis.sweep.points import NONE
from migsim.analysis.sweep.results import Sweep, read_results
from migsim.asked import several
from migsim.errors import InputError
from migsim.state import Array
from migsim.vocabulary import SCORECARD

ALL_OUTCOMES = "all"
_FEWEST = 8  # rows or points, below which nothing is said


def sensitivity(
    sweep: Sweep | str | Path,
    outcomes: Sequence[str] = ("net_benefit",),
    *,
    strategy: str | None = None,
    against: str | None = None,
    emulate: bool = False,
    matters: float = SMALLEST_SHARE,
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
    matters : float
        Smallest share of the variance of one run that counts, 0 to 1; says nothing of the effects of a Morris design.

    Returns
    -------
    Sensitivity

    Raises
    ------
    InputError
        A name is not known, nothing varies, or there are too few runs.
    """
    results = sweep if isinstance(sweep, Sweep) else read_results(sweep)
    if not 0 <= matters < 1:
        raise InputError(f"matters = {matters:g}: the smallest share that counts lies from 0 to below 1, such as 0.05")
    names = tuple(several("outcomes", outcomes))
    own = results.manifest.get("outcomes", {})
    names = (*SCORECARD, *own) if names == (ALL_OUTCOMES,) else names
    factors = factors_of(results)
    unit = coordinates(results, factors)
    if emulate:
        from migsim.analysis.sensitivity.emulated import check_installed

        check_installed()
    findings, silent = [], []
    for case in cases(results, names, strategy, against):
        try:
            findings.append(_explain(results, case, factors, unit, emulate, matters))
        except InputError as error:
            silent += error.messages
    if not findings:
        raise InputError(silent)
    return Sensitivity(results, tuple(factors), findings, emulate, tuple(silent))


def _explain(
    sweep: Sweep, case: Case, factors: Sequence[Factor], unit: Array, emulate: bool, matters: float
) -> Finding:
    """Explain one case."""
    futures = case.y.shape[1]
    repeats = int(sweep.manifest["experiment"].get("repeats", 1))
    case = with_usable_futures(case, repeats)
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
    drawn = _curves(case, lone, unit, labels, seed, repeats)
    columns: tuple[str, ...]
    if emulate:
        from migsim.analysis.sensitivity.emulated import COLUMNS, emulated

        rows = sweep.points["row"].to_numpy()
        table, emulator = emulated(case.y, unit, rows, factors, seed, repeats)
        method, columns = "emulator", COLUMNS
    elif kind == "sobol":
        table, emulator, method, columns = variance.sobol(y, seed, repeats), None, kind, variance.COLUMNS
    elif kind == "morris":
        step = at[:, 1:] - at[:, :1]
        moved = np.stack([step[:, k, k] for k in range(len(factors))], axis=1)
        table, emulator, method, columns = elementary.morris(y, moved, seed, repeats), None, kind, elementary.COLUMNS
    else:
        shares = np.array([drawn[name].first for name in labels])
        luck = _luck_share(y[:, 0], repeats)
        table = {
            "first" + ending: np.append(shares[:, k], luck if k == 0 else np.nan)
            for k, ending in enumerate(("", "_low", "_high"))
        }
        emulator, method, columns = None, kind, ("first",)
    parts = _parts_of_luck(table, case.y, method, repeats)
    frame = pd.DataFrame({"factor": [*labels, LUCK], **table})
    used = case.y.shape[1]
    if used // repeats < FEWEST_FUTURES:  # an interval that leaves luck out would be far too narrow
        frame[[name for name in table if name.endswith(("_low", "_high"))]] = np.nan
    constant = bool(np.nanmax(case.y) == np.nanmin(case.y))
    frame["verdict"] = verdicts(
        frame, method, used // repeats, constant, matters, sweep.manifest["experiment"]["prior"]
    )
    return Finding(
        case, method, columns, frame, drawn, len(y), left, used, futures - used, emulator, matters, repeats, parts
    )


def _rows(sweep: Sweep, case: Case, unit: Array, kind: str) -> tuple[Array, Array, int]:
    """Outcomes and coordinates by row of the design, whole rows only; and how many were left out."""
    size = unit.shape[1] + {"sobol": 2, "morris": 1}[kind] if kind != "curves" else 1
    y = case.y.reshape(-1, size, case.y.shape[1])
    whole = whole_rows(y)
    return y[whole], unit.reshape(-1, size, unit.shape[1])[whole], int((~whole).sum())


def _curves(case: Case, lone: Array, unit: Array, labels: Sequence[str], seed: int, repeats: int) -> dict[str, Curve]:
    kept = lone & whole_rows(case.y)
    if not kept.any():
        return {}
    return {name: curve(case.y[kept], unit[kept, k], seed, repeats) for k, name in enumerate(labels)}


def _luck_share(y: Array, repeats: int) -> float:
    """Share of the variance of one run that lies between futures at the same point."""
    variance, luck = run_variance(y, repeats)
    return luck / variance if variance else float("nan")


def _parts_of_luck(table: dict[str, Array], y: Array, method: str, repeats: int) -> LuckParts | None:
    """Tell people and chance from the parameters that nobody varied; None without repeats, and for effects."""
    people = [float(table.pop("people" + ending, np.full(1, np.nan))[0]) for ending in ("", "_low", "_high")]
    if repeats == 1 or method == "morris" or y.shape[-1] == repeats:
        return None
    luck = float(table["total" if "total" in table else "first"][-1])
    if not np.isfinite(people[0]):
        whole = y[whole_rows(y)]
        people[0] = luck * float(between_repeats(whole, repeats).mean() / between_futures(whole, repeats).mean())
    return LuckParts(luck, (people[0], people[1], people[2]))
