"""A smooth curve through simulated futures: the mean of an outcome at each value of one drawn parameter.

Futures at which a parameter took nearly the same value differ in everything else, so a curve through all of them
averages luck and the other parameters away. This is how one set of futures answers "what if this were known?" without
running any more (regression estimate of a conditional expectation; Strong, Oakley & Brennan 2014).
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from migsim.analysis.statistics import Floats
from migsim.scenario.ranges import is_figure

_FEW_VALUES = 8  # a parameter with no more values than these is taken value by value
_MANY_FUTURES = 200  # from here on the curve may bend twice
_STRAIGHT, _BENT = 2, 3


@dataclass(frozen=True)
class Smooth:
    """Ready to fit any outcomes against one parameter.

    Attributes
    ----------
    x : array of float, shape (futures,)
        The parameter, as drawn.
    columns : array of float, shape (futures, terms)
        Orthonormal columns that span constants: one for each value where there are few, else a polynomial of degree 2
        (3 from 200 futures) in the parameter's rank.
    order : array of int, shape (futures,)
        Futures from the lowest to the highest value.
    """

    x: Floats
    columns: Floats
    order: "np.ndarray[tuple[int], np.dtype[np.intp]]"

    @property
    def terms(self) -> int:
        """Columns of the fit."""
        return int(self.columns.shape[1])

    def fit(self, y: Floats) -> Floats:
        """Mean of each outcome at each future's value of the parameter, shape of `y`, (futures, outcomes)."""
        curve: Floats = self.columns @ (self.columns.T @ y)
        return curve

    def at(self, curve: Floats, share: float) -> float:
        """Curve where a share of the futures has a lower value of the parameter."""
        place = round(share * (len(self.order) - 1))
        return float(curve[self.order[place]])

    def crossings(self, curve: Floats) -> list[float]:
        """Values of the parameter at which a curve passes through zero, from the lowest."""
        x, y = self.x[self.order], curve[self.order]
        across = np.flatnonzero(np.sign(y[:-1]) * np.sign(y[1:]) < 0)
        return [float(x[i] + (x[i + 1] - x[i]) * y[i] / (y[i] - y[i + 1])) for i in across]


def smooth(x: Floats) -> Smooth:
    """Prepare the fit against one parameter (finite values, at least two different)."""
    order = np.argsort(x, kind="stable")
    values, first, counts = np.unique(x, return_inverse=True, return_counts=True)
    if len(values) <= _FEW_VALUES:
        columns = np.zeros((len(x), len(values)))
        columns[np.arange(len(x)), first] = 1 / np.sqrt(counts[first])
        return Smooth(x, columns, order)
    ends = np.cumsum(counts)
    rank = (ends - (counts - 1) / 2 - 0.5)[first] / len(x)  # mean rank of equal values, 0 to 1
    degree = _BENT if len(x) >= _MANY_FUTURES else _STRAIGHT
    columns, _ = np.linalg.qr(np.polynomial.legendre.legvander(2 * rank - 1, degree))
    return Smooth(x, columns, order)


def same_draws(parameters: pd.DataFrame) -> "np.ndarray[tuple[int], np.dtype[np.intp]]":
    """Number the distinct sets of parameters, from 0; futures with the same set have the same number.

    A prior that is a table of draws gives several futures the same set. They differ by luck alone, so that they do not
    count as several for what the parameters do.
    """
    behaviour = parameters.loc[:, [not is_figure(str(name)) for name in parameters.columns]]
    if not behaviour.shape[1]:
        return np.arange(len(parameters))  # every figure of the market is drawn for its future alone
    return np.unique(pd.util.hash_pandas_object(behaviour, index=False).to_numpy(), return_inverse=True)[1]


def summed(x: Floats, draw: "np.ndarray[tuple[int], np.dtype[np.intp]]") -> Floats:
    """Sums of the rows of `x`, shape (futures, …), over futures with the same draw, shape (draws, …)."""
    total: Floats = np.zeros((int(draw.max()) + 1, *x.shape[1:]))
    np.add.at(total, draw, x)
    return total
