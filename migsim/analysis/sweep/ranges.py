"""Reading what an experiment file gives a factor: a single value, a list, or a range."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from migsim.analysis.sweep.factors import RANGE, Factor, is_range
from migsim.analysis.sweep.targets import Target
from migsim.errors import InputError
from migsim.scenario.priors import fitted_draws

PRIOR = "prior"  # the range of a parameter's prior
FITTED = "fitted"  # the range that nine of ten fitted draws lie in


def read_factor(target: Target, value: Any, kind: str) -> Factor | None:
    """Read what an experiment gives a factor; None when it is a single value, to be held.

    Raises
    ------
    InputError
        It is neither.
    """
    name = target.name
    if isinstance(value, (list, tuple)):
        values = tuple(int(v) if isinstance(v, bool) and target.is_parameter else v for v in value)
        if len(set(map(repr, values))) < max(len(values), 2):
            raise InputError("a list needs at least two values, each once; mend it, or write a single value to hold it")
        if any(isinstance(v, str) for v in values) and not target.text:
            raise InputError("must be numbers; write them without quotes")
        return Factor(name, values=values)
    if value == PRIOR:
        if target.parameter is None:
            raise InputError(f'"{PRIOR}" is for parameters; write a list, or {{ low = …, high = … }}')
        return prior_range(target)
    if value == FITTED and not target.text:
        return fitted_range(target)
    if isinstance(value, Mapping):
        if not is_range(dict(value)):
            raise InputError("must be a value, a list, or { low = …, high = … }")
        return _read_range(target, value, kind)
    return None


def prior_range(target: Target) -> Factor:
    """Return a parameter's range, on the scale of its prior."""
    p = target.parameter
    assert p is not None, "a parameter has a prior"
    return Factor(target.name, low=p.low, high=p.high, log=p.scale == "log")


def fitted_range(target: Target) -> Factor:
    """Return the range that nine of ten fitted draws of a parameter lie in, on the scale of its prior."""
    draws = fitted_draws()
    if target.parameter is None or target.name not in (draws.dtype.names or ()):
        raise InputError(f'"{FITTED}" is for parameters that were fitted; write a list, or {{ low = …, high = … }}')
    low, high = (float(end) for end in np.quantile(draws[target.name], (0.05, 0.95)))
    return Factor(target.name, low=low, high=high, log=target.parameter.scale == "log")


def _read_range(target: Target, table: Mapping[str, Any], kind: str) -> Factor:
    unknown = set(table) - RANGE
    if unknown:
        raise InputError(f"{sorted(unknown)[0]} is not known in a range; it has low, high, scale and steps")
    if target.text:
        raise InputError('must be a list of words, as in ["open", "secret"]')
    p = target.parameter
    low, high = table.get("low", p.low if p else None), table.get("high", p.high if p else None)
    for end, number in (("low", low), ("high", high)):
        if isinstance(number, bool) or not isinstance(number, (int, float)):
            raise InputError(f"{end} must be a number; write {{ low = …, high = … }}")
    if not low < high:
        raise InputError("low must be less than high; mend one of the two")
    if target.whole and not (float(low).is_integer() and float(high).is_integer()):
        raise InputError("takes whole numbers only; write low and high without a decimal point")
    scale, steps = table.get("scale", p.scale if p else "linear"), table.get("steps", 0)
    if scale not in {"linear", "log"}:
        raise InputError('scale must be "linear" or "log"; choose one')
    if scale == "log" and (low <= 0 or target.whole):
        raise InputError("a log scale needs numbers above 0, not whole; take scale out")
    if kind == "grid" and not target.whole and (not isinstance(steps, int) or steps < 2):
        raise InputError(
            "a grid needs a number of steps, at least 2; write { low = …, high = …, steps = 5 }, or a list"
        )
    if kind != "grid" and steps:
        raise InputError("steps are for a grid; take them out")
    return Factor(target.name, (), float(low), float(high), scale == "log", target.whole, int(steps))
