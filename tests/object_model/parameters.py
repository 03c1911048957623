"""The parameters of one future: drawn from the table's ranges, or at their defaults."""

from types import SimpleNamespace

from migsim.chance import PARAMETER, permanent_id
from migsim.numerics import exp, log
from migsim.scenario.parameters import PARAMETERS, SWITCHES, Parameter

from object_model.luck import Luck


def parameters_of(luck: Luck, *, fixed: bool = False, **changes: float) -> SimpleNamespace:
    """All parameters and switches by name; `changes` hold those values."""
    values: dict[str, float] = {p.name: p.default if fixed else drawn(p, luck) for p in PARAMETERS}
    switches = {s.name: True for s in SWITCHES}
    return SimpleNamespace(**{**values, **switches, **changes})


def drawn(parameter: Parameter, luck: Luck) -> float:
    """Value of a parameter in this future, uniform over its range on its own scale."""
    q = luck.draw(PARAMETER, i=permanent_id("parameter", parameter.name))
    low, high = parameter.low, parameter.high
    if parameter.scale == "log":
        return float(exp(log(low) + q * (log(high) - log(low))))
    return low + q * (high - low)
