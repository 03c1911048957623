"""What is analysed: an outcome of one strategy in one market, or what it does better than another, point by point."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from migsim.analysis.outcomes import OUTCOMES
from migsim.analysis.sweep.factors import Factor
from migsim.analysis.sweep.results import Sweep
from migsim.errors import InputError
from migsim.scenario.suggest import advice
from migsim.state import Array
from migsim.vocabulary import SCORECARD

BEST = "best"  # in place of a strategy to be set against: the best of the others, future by future
_MISSING = 0.1  # share of points without a value, above which a future is left out


@dataclass(frozen=True)
class Case:
    """One outcome to be explained.

    Attributes
    ----------
    scenario, strategy : str
    against : str or None
        The strategy whose outcome in the same future at the same point is taken off, "best" for the best of the
        others there; None for the outcome itself.
    outcome : str
        Column of the scorecard.
    y : ndarray, shape (points, futures)
        NaN where there is no value.
    """

    scenario: str
    strategy: str
    against: str | None
    outcome: str
    y: Array

    @property
    def label(self) -> str:
        """What it is, in words."""
        what = OUTCOMES[self.outcome].label
        against = "the best other in each future" if self.against == BEST else self.against
        who = f"{self.strategy} less {against}" if against else self.strategy
        return f"{what}, {who}, in {self.scenario}"


def cases(
    sweep: Sweep, outcomes: Sequence[str], strategy: str | None = None, against: str | None = None
) -> Iterator[Case]:
    """Yield the cases asked for: strategies by themselves, then their differences.

    Parameters
    ----------
    sweep : Sweep
    outcomes : sequence of str
        Columns of the scorecard.
    strategy : str, optional
        Only this one; all of them when missing.
    against : str, optional
        Only the difference to this one; the first named when missing, where there are several.

    Raises
    ------
    InputError
        A name is not known, or nothing is there yet.
    """
    names = sweep.manifest["experiment"]["strategies"]
    check_names(sweep, outcomes, strategy, against)
    if not sweep.done:
        raise InputError(f"{sweep.folder}: holds no runs yet; run the sweep first")
    cubes = sweep.cubes(outcomes)
    asked = [strategy] if strategy else [name for name in names if name != against]
    base = against or (names[0] if len(names) > 1 else None)
    for s, scenario in enumerate(sweep.manifest["experiment"]["scenarios"]):
        for outcome in outcomes:
            cube = cubes[outcome][s]
            if not against:
                for one in asked:
                    yield Case(scenario, one, None, outcome, cube[names.index(one)])
            for one in asked:
                if base and one != base:
                    yield Case(
                        scenario,
                        one,
                        base,
                        outcome,
                        cube[names.index(one)] - _reference(cube, names, one, base, outcome),
                    )


def _reference(cube: Array, names: Sequence[str], one: str, base: str, outcome: str) -> Array:
    """Return the outcome that a strategy is set against, shape (points, futures)."""
    if base != BEST or BEST in names:
        return np.asarray(cube[names.index(base)])
    sign = OUTCOMES[outcome].sign
    others = np.delete(cube, names.index(one), axis=0) * sign
    return np.asarray(np.fmax.reduce(others, axis=0) * sign)


def check_names(sweep: Sweep, outcomes: Sequence[str], strategy: str | None, against: str | None) -> None:
    """Raise an `InputError` with every name that is not known."""
    names = sweep.manifest["experiment"]["strategies"]
    wrong = [
        f"outcome {name!r}: the scorecard has no such column; {advice(name, OUTCOMES)}"
        for name in outcomes
        if name not in SCORECARD and name not in sweep.manifest.get("outcomes", {})
    ]
    wrong += [
        f"strategy {name!r} is not in {sweep.folder}; {advice(name, names)}"
        for name in (strategy, against)
        if name and name not in names and not (name == BEST and name == against and len(names) > 1)
    ]
    if strategy and strategy == against:
        wrong.append(f"strategy {strategy!r} is set against itself; name another with --against")
    if wrong:
        raise InputError(wrong)


def factors_of(sweep: Sweep) -> list[Factor]:
    """Return what varies, as the sweep recorded it; the points of a file give their smallest and largest values.

    Raises
    ------
    InputError
        Nothing varies.
    """
    found = []
    for said in sweep.factors:
        name = said["name"]
        if "values" not in said:
            column = sweep.points[name]
            if column.dtype.kind in "if":
                found.append(Factor(name, low=float(column.min()), high=float(column.max())))
            else:
                found.append(Factor(name, values=tuple(dict.fromkeys(column))))
        elif said["values"]:
            found.append(Factor(name, values=tuple(said["values"])))
        else:
            found.append(Factor(name, (), said["low"], said["high"], said["scale"] == "log", said["whole"]))
    if not found:
        raise InputError(f"{sweep.folder}: nothing varies in this sweep; give its experiment file some factors")
    return found


def coordinates(sweep: Sweep, factors: Sequence[Factor]) -> Array:
    """Where each point lies in the range of each factor, 0 to 1; shape (points, factors)."""
    points = sweep.points
    if f"unit:{factors[0].name}" in points:
        return np.asarray(points[[f"unit:{factor.name}" for factor in factors]].to_numpy(), dtype=float)
    columns = []
    for factor in factors:
        column = points[factor.name]
        if factor.values:
            columns.append((np.array([factor.values.index(v) for v in column]) + 0.5) / len(factor.values))
        else:
            columns.append((column.to_numpy(dtype=float) - factor.low) / ((factor.high - factor.low) or 1.0))
    return np.column_stack(columns)


def whole_rows(y: Array) -> Array:
    """Which rows have a value everywhere, shape (rows,)."""
    return np.asarray(np.isfinite(y).reshape(len(y), -1).all(axis=1))


def with_usable_futures(case: Case, repeats: int = 1) -> Case:
    """Leave out futures in which the outcome mostly has no value (no group is ever formed, say), at all points alike.

    Every point meets the same futures: with one of them, all points would be lost. Futures that share their parameters
    (`repeats` in succession) go together.
    """
    usable = (~np.isfinite(case.y)).mean(axis=0) <= _MISSING
    return replace(case, y=case.y[:, np.repeat(usable.reshape(-1, repeats).all(axis=1), repeats)])
