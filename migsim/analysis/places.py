"""Where in its range a parameter lies, so that all of them can be compared and moved on one scale."""

import numpy as np

from migsim.scenario.parameters import PARAMETERS
from migsim.state import Array


def places(parameters: Array) -> Array:
    """Where in its range each parameter lies, -1 to 1 on the scale of its prior; shape (N, parameters)."""
    columns = []
    for p in PARAMETERS:
        value, low, high = parameters[p.name], p.low, p.high
        if p.scale == "log":
            value, low, high = np.log(value), np.log(low), np.log(high)
        columns.append((value - low) / (high - low) * 2.0 - 1.0)
    return np.stack(columns, axis=1)


def values_at(at: Array) -> Array:
    """Values at such places, shape (N, parameters): the way back from `places`, never outside the ranges."""
    columns = []
    for column, p in enumerate(PARAMETERS):
        share = (np.clip(at[:, column], -1.0, 1.0) + 1.0) / 2.0
        value = p.low * (p.high / p.low) ** share if p.scale == "log" else p.low + (p.high - p.low) * share
        columns.append(np.clip(value, p.low, p.high))
    return np.stack(columns, axis=1)
