"""Mechanisms of one's own: a rule that is not in the model, in a file outside the package.

A mechanism looks at a future, and changes it, before or after each week. It goes with a scenario
(`Scenario.with_mechanisms`), so that every command takes it: it belongs to the market, not to a strategy.
"""

from typing import TYPE_CHECKING, Any
from zlib import crc32

import numpy as np

from migsim.errors import MigsimError
from migsim.state import PARTNER, RUNNING_DEAL, Array, State

if TYPE_CHECKING:
    from migsim.engine.worlds import Cell, Desk
    from migsim.scenario.schema import Scenario

_SURE = (0.05, 0.95)  # of first trust: nobody is quite sure of a stranger
_WITHIN = {  # arrays of the state that a mechanism may change by hand, and where their values have to stay
    "prior": (0.0, 1.0),
    "positive": (0.0, np.inf),
    "negative": (0.0, np.inf),
    "understanding": (0.0, 1.0),
    "belief": (0.0, 1.0),
}


class Mechanism:
    """A rule of one's own. Subclass it, at the top level of a file, and override what is needed.

    Set `name`, which stands in every manifest with a hash of the class's source. Keep nothing on the object that moves
    with a future, since one object serves many: `World.memory` is there for that.
    """

    name = "mechanism"

    def begin(self, world: "World") -> None:
        """Week 0, after the workshop: for first trust, understanding and networks of one's own."""

    def before_week(self, world: "World") -> None:
        """Before the rules of the model move the week `world.week`."""

    def after_week(self, world: "World") -> None:
        """After they have moved it."""


class World:
    """One future as a mechanism, or an outcome of one's own, sees it.

    Actors are rows of the scenario's pool, groups rows of its places; P actors, G groups. Whatever a mechanism leaves
    behind that means nothing (a trust above 1, a value that is not finite) ends the run with its name.

    Attributes
    ----------
    week : int
        0 at the workshop.
    run : int
        Number of the future.
    memory : dict
        The mechanism's own, empty at the beginning of each future.
    """

    def __init__(self, cell: "Cell", desk: "Desk", parameters: Array, run: int) -> None:
        self._cell, self._desk, self._parameters = cell, desk, parameters
        self.run, self.week, self.memory = run, 0, dict[str, Any]()
        self._name = ""

    @property
    def scenario(self) -> "Scenario":
        """The market."""
        return self._cell.scenario

    @property
    def names(self) -> list[str]:
        """Names of the actors."""
        return [actor.name for actor in self.scenario.actors]

    @property
    def state(self) -> State:
        """All arrays of the future, see `migsim.state.State`; what is not offered here is at your own risk."""
        return self._desk.state

    @property
    def parameters(self) -> dict[str, float]:
        """Parameters of this future, by name."""
        return {name: float(self._parameters[0][name]) for name in self._parameters.dtype.names or ()}

    @property
    def rng(self) -> np.random.Generator:
        """A generator of this mechanism, future and week: the same draws whatever else happens.

        Take it once a week; taken again, it begins anew.
        """
        return np.random.default_rng([self._cell.seed, self.run, self.week, crc32(self._name.encode())])

    @property
    def trust(self) -> Array:
        """Trust of each actor in each other now, 0 to 1, shape (P, P); a copy."""
        state, decay = self.state, self.state.ledger[0]["decay"]
        strength = self._parameters[0]["prior_strength"]
        good, bad = state.positive * decay, state.negative * decay
        return np.asarray((strength * state.prior + good) / (strength + good + bad))

    @property
    def in_room(self) -> Array:
        """Who was invited to the workshop, shape (P,)."""
        return np.asarray(self.state.actors["in_room"])

    @property
    def members(self) -> Array:
        """Who belongs to which group, shape (G, P)."""
        return np.asarray(self.state.members["member"])

    @property
    def tied(self) -> Array:
        """Which pairs trade, by a first deal or as partners, shape (P, P); both ways."""
        ties = np.isin(self.state.tie, (RUNNING_DEAL, PARTNER))
        return np.asarray(ties | ties.T)

    @property
    def weekly(self) -> Array:
        """Weekly measures so far, records by name, shape (week + 1,); empty where none are recorded."""
        return self._desk.weekly[: self.week + 1]

    @property
    def scorecard(self) -> dict[str, float]:
        """The scorecard, once the future is over."""
        return {name: float(self._desk.scorecard[0][name]) for name in self._desk.scorecard.dtype.names or ()}

    def learn(self, i: Any, j: Any, good: Any = 0.0, bad: Any = 0.0) -> None:
        """Let actors i see something good or bad of actors j, worth so many observations.

        Parameters
        ----------
        i, j : int or array of int
            Rows of actors; the same pair may stand there several times.
        good, bad : float or array of float
            Observations, 0 or more. Bad ones weigh `negative_weight` times as much, as everywhere.
        """
        i, j, good, bad = np.broadcast_arrays(i, j, good, bad)
        if np.any(i == j) or not (np.isfinite(good) & np.isfinite(bad) & (good >= 0) & (bad >= 0)).all():
            raise self._wrong("learn: evidence is of others, finite, and 0 or more")
        growth = self.state.ledger[0]["growth"]
        np.add.at(self.state.positive, (i, j), good * growth)
        np.add.at(self.state.negative, (i, j), bad * growth * self._parameters[0]["negative_weight"])

    def set_first_trust(self, trust: Array) -> None:
        """Set first trust of each actor in each other, shape (P, P), NaN where it stays; kept from 0.05 to 0.95."""
        self._set("prior", trust, *_SURE)

    def set_understanding(self, understanding: Array) -> None:
        """Set how far each actor knows what each other needs and offers, 0 to 1, shape (P, P), NaN where it stays."""
        self._set("understanding", understanding, 0.0, 1.0)

    def _set(self, field: str, values: Array, low: float, high: float) -> None:
        there = getattr(self.state, field)
        given = np.asarray(values, dtype=float)
        if given.shape != there.shape or ((given < 0) | (given > 1)).any():
            raise self._wrong(f"{field} has to be of shape {there.shape}, from 0 to 1, or missing")
        known = np.isfinite(given)
        there[known] = np.clip(given[known], low, high)

    def show(self, desk: "Desk") -> None:
        """Look at the same future at another desk, which has a longer log."""
        self._desk = desk

    def call(self, mechanism: Mechanism, hook: str) -> None:
        """Let a mechanism act, and check what it leaves behind."""
        self._name = mechanism.name
        getattr(mechanism, hook)(self)
        for field, (low, high) in _WITHIN.items():
            values = getattr(self.state, field)
            if not ((values >= low) & (values <= high) & np.isfinite(values)).all():
                raise self._wrong(f"leaves values in state.{field} that are not from {low:g} to {high:g}")

    def _wrong(self, what: str) -> MigsimError:
        return MigsimError(f"mechanism {self._name}, week {self.week}: {what}")


def begin_world(cell: "Cell", desk: "Desk", parameters: Array, run: int) -> World | None:
    """Open a future that has begun to the scenario's mechanisms; None where there are none."""
    if not cell.scenario.mechanisms:
        return None
    world = World(cell, desk, parameters, run)
    for mechanism in cell.scenario.mechanisms:
        world.call(mechanism, "begin")
    return world


def own_outcomes(cell: "Cell", desk: "Desk", parameters: Array, run: int) -> list[float]:
    """Reckon the scenario's own outcomes of a future that is over and lies recorded on the desk, in their order."""
    world = World(cell, desk, parameters, run)
    world.week = cell.weeks
    return [float(function(world)) for function in cell.scenario.outcomes.values()]
