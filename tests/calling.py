"""How tests reach the compiled stages, which Python cannot call by itself."""

from __future__ import annotations

import inspect
from functools import cache
from typing import Any

from migsim.facilitation.schedule import design_of
from migsim.facilitation.schema import Start
from migsim.kernel import PLAIN, entry
from migsim.reference import lend
from migsim.scenario.market import build_market
from migsim.scenario.parameters import default_parameters
from migsim.scenario.schema import Scenario
from migsim.stages.contact import gather, put_back
from migsim.stages.record import open_future
from migsim.state import ACTIVE, Array, Market, State, allocate

KEY = (1, 0)


def larger(scenario: Scenario, size: int, stands_for: int | None = None) -> Scenario:
    """The same market with so many actors outside, each row of which stands for so many."""
    outside = scenario.outside.model_copy(update={"size": size, "stands_for": stands_for})
    return scenario.model_copy(update={"outside": outside})


@cache
def reach(kernel: Any) -> Any:
    """Door from Python to a kernel: the same machine code, or the same plain Python."""
    if PLAIN:
        return entry(kernel)
    names = ", ".join(inspect.signature(kernel).parameters)
    door = f"{kernel.__module__}.{kernel.__name__}".replace(".", "_")
    scope = {"kernel": kernel, "__name__": __name__}  # machine code is read back by its module's name
    # A name and a file of its own let its machine code be kept between sessions.
    exec(compile(f"def {door}({names}):\n    return kernel({names})", f"door_{door}.py", "exec"), scope)
    return entry(scope[door])


class World:
    """A market and a state that a test sets by hand, and calls stages on.

    ``world.call(stage, week=3)`` hands the stage the world's own `state`, `market`, `parameters`, `design` and `key`.
    """

    def __init__(self, market: Market, **changes: float) -> None:
        self.market = market
        self.state: State = allocate(market, event_capacity=100_000)
        self.parameters: Array = default_parameters()
        for name, value in changes.items():
            self.parameters[name] = value
        self.design: Array = design_of(Start())
        self.key = KEY
        self.call(open_future)

    @classmethod
    def of(cls, scenario: Scenario, **changes: float) -> World:
        return cls(build_market(scenario, seed=1), **changes)

    def call(self, kernel: Any, **rest: Any) -> Any:
        own = {name: getattr(self, name) for name in ("state", "market", "parameters", "design", "key")}
        wanted = inspect.signature(kernel).parameters
        assert set(rest) <= set(wanted)
        handed = {name: rest[name] if name in rest else own[name] for name in wanted}
        return reach(kernel)(*[lend(one) if name in ("state", "market") else one for name, one in handed.items()])

    def group(self, g: int, constraint: int, rows: list[int]) -> Array:
        """Make an active group of these pool rows; returns the rows as stages take them."""
        mig = self.state.migs[g]
        mig["id"], mig["status"], mig["constraint"], mig["formed_on"] = 100 + g, ACTIVE, constraint, constraint
        mig["members"], mig["interval"], mig["chair"], mig["activity"] = len(rows), 4, -1, 1.0
        self.state.members[g]["member"][rows] = True
        self.state.members[g]["motivation"][rows] = 0.5
        return self.seat(rows)

    def seat(self, rows: list[int]) -> Array:
        """Let these pool rows be present; returns them as stages take them."""
        seated, pool = len(rows), self.market.pool[rows]
        self.state.room[:seated], self.state.ids[:seated], self.state.roles[:seated] = rows, pool["id"], pool["role"]
        return self.state.room[:seated]

    def among_those_present(self, stage: Any, room: Array, **rest: Any) -> None:
        """Call a stage that works on the pairs of the room where they are gathered."""
        self.call(gather, room=room)
        if "room" in inspect.signature(stage).parameters:
            rest["room"] = room
        self.call(stage, **rest)
        self.call(put_back, room=room)

    def events(self, event: int) -> Array:
        log = self.state.events[: self.state.ledger[0]["events"]]
        return log[log["event"] == event]
