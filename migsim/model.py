"""The Mesa door: one future as a `mesa.Model`, a week a step, on the same engine as every other run."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from migsim.agents import MIG, Facilitator, MarketActor, mesa
from migsim.defaults import DEFAULT_PRIOR
from migsim.engine.ensemble import check_counts
from migsim.engine.history import History
from migsim.engine.walk import Walk
from migsim.engine.worlds import prepare_cell
from migsim.errors import InputError
from migsim.facilitation.library import load_strategy
from migsim.facilitation.strategy import Strategy
from migsim.scenario.library import load_scenario
from migsim.scenario.priors import load_prior
from migsim.scenario.schema import Scenario
from migsim.scenario.suggest import advice
from migsim.state import NO_MIG, Array, Market, State
from migsim.vocabulary import WEEKLY

__all__ = ["MIG", "Facilitator", "MarketActor", "MarketModel"]


class MarketModel(mesa.Model):  # type: ignore[misc]
    """A market, its groups and their facilitator as a Mesa model; building it completes week 0, the workshop.

    Its agents are live views of the one state that every run of migsim works on, and `step` is the same week that
    `migsim.simulate` runs: the same seed gives the same future, to the bit. Agents are there to be read; whoever wants
    to act writes a `migsim.Strategy`.

    Parameters
    ----------
    scenario : str, Path or Scenario
        A name, a file, or a scenario.
    strategy : str, Path or Strategy
    rng : int
        Seed of the future and of Mesa's own generators, which the model itself never draws from.
    run : int
        Number of the future; with the seed, the key of all its luck.
    fixed : bool
        Take every parameter at its default instead of drawing it.
    prior : str or Path
        "fitted", "wide", or a file of parameter draws.
    weeks : int, optional
        Horizon; the scenario's when missing.
    changes : mapping of str to float, optional
        Parameters held at a value, and switches (0 off, 1 on), by name.
    agent_reporters, agenttype_reporters : mapping, optional
        For Mesa's `DataCollector`, beside the weekly measures, which are its model reporters.

    Attributes
    ----------
    actors : list of MarketActor
        The whole pool, in the order of the scenario.
    migs : list of MIG
        Groups that formed at the workshop.
    facilitator : Facilitator
    datacollector : mesa.DataCollector
        Collects week 0 and every step.
    running : bool
        False once the horizon is reached.

    Raises
    ------
    InputError
        Whatever is wrong with the input.

    Examples
    --------
    >>> model = MarketModel("treyl-poultry", strategy="light-touch", rng=1)
    >>> model.step()
    >>> model.week
    1
    >>> women = model.agents_by_type[MarketActor].select(lambda actor: "women" in actor.groups)
    """

    def __init__(
        self,
        scenario: str | Path | Scenario = "treyl-poultry",
        strategy: str | Path | Strategy = "light-touch",
        rng: int = 1,
        run: int = 0,
        *,
        fixed: bool = False,
        prior: str | Path = DEFAULT_PRIOR,
        weeks: int | None = None,
        changes: Mapping[str, float] | None = None,
        agent_reporters: Mapping[str, Any] | None = None,
        agenttype_reporters: Mapping[type, Mapping[str, Any]] | None = None,
    ) -> None:
        check_counts(seed=rng, run=run, weeks=weeks)
        super().__init__(rng=rng)
        market = load_scenario(scenario)
        self.strategy = load_strategy(strategy, scenario)
        parameters = load_prior(prior, fixed=fixed, changes=changes).draw(rng, range(run, run + 1))
        self._walk = Walk(prepare_cell(market, self.strategy, rng, weeks), parameters, run)
        self.actors = [MarketActor(self, row, actor.name) for row, actor in enumerate(self.scenario.actors)]
        self.migs = [
            MIG(self, row, self.scenario.constraints[int(mig["formed_on"])].name)
            for row, mig in enumerate(self.state.migs)
            if mig["status"] != NO_MIG
        ]
        self.facilitator = Facilitator(self, 0, self.strategy.name)
        self.datacollector = mesa.DataCollector(
            model_reporters={name: _measure(name) for name in WEEKLY},
            agent_reporters=agent_reporters,
            agenttype_reporters=agenttype_reporters,
        )
        self.datacollector.collect(self)

    @property
    def scenario(self) -> Scenario:
        """The market. Mesa 3.5 has scenarios of another kind, and sets one that nothing here needs."""
        return self._walk.cell.scenario

    @scenario.setter
    def scenario(self, _: Any) -> None:
        return None

    @property
    def state(self) -> State:
        """Arrays that all agents are views of; treat them as read only."""
        return self._walk.state

    @property
    def market(self) -> Market:
        """Arrays of what is given."""
        return self._walk.cell.market

    @property
    def parameters(self) -> Array:
        """Parameters of this future, one record, shape (1,)."""
        return self._walk.parameters

    @property
    def week(self) -> int:
        """Weeks completed since the workshop."""
        return self._walk.week

    @property
    def horizon(self) -> int:
        """Last week."""
        return self._walk.cell.weeks

    def step(self) -> None:
        """One week.

        Raises
        ------
        MigsimError
            The horizon is reached.
        """
        self._walk.step()
        self.running = self.week < self.horizon
        self.datacollector.collect(self)

    def actor(self, name: str) -> MarketActor:
        """Return the actor of this name."""
        return self.actors[_place(name, [actor.name for actor in self.actors], "actor")]

    def constraint_row(self, name: str) -> int:
        """Return the row of the constraint of this name in the arrays of the state."""
        return _place(name, [constraint.name for constraint in self.scenario.constraints], "constraint")

    def severity(self, constraint: str) -> float:
        """Severity of a constraint now, 0 to 1: what is left of its own, and what shocks added."""
        row = self.constraint_row(constraint)
        now = self.state.constraints[row]
        return float(self.market.constraints[row]["severity"] * (1.0 - now["relief"]) + now["shock"])

    def scorecard(self) -> dict[str, float | None]:
        """Scorecard as if the horizon were this week; missing values are None."""
        return self._walk.scorecard()

    def history(self) -> History:
        """Everything so far, as `migsim.simulate` returns it."""
        return self._walk.history()


def _measure(name: str) -> Callable[[MarketModel], float]:
    """Return a reporter of one of the weekly measures: a plain function, as Mesa 3.4 asks for."""

    def measure(model: MarketModel) -> float:
        return float(model._walk.desk.weekly[name][model.week])

    return measure


def _place(name: str, names: list[str], kind: str) -> int:
    if name not in names:
        raise InputError(f"{kind} {name!r} is not in this market; {advice(name, names)}")
    return names.index(name)
