"""The Mesa door: one future as a `mesa.Model`, a week a step, on the same engine as every other run."""

import copy
import pickle
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from migsim.agents import MIG, Facilitator, MarketActor, mesa
from migsim.defaults import DEFAULT_PRIOR
from migsim.disk import write_whole
from migsim.engine.ensemble import check_counts
from migsim.engine.history import History
from migsim.engine.provenance import hash_of_model
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
from migsim.version import __version__
from migsim.vocabulary import WEEKLY

__all__ = ["MIG", "Facilitator", "MarketActor", "MarketModel"]


class MarketModel(mesa.Model):  # type: ignore[misc]
    """A market, its groups and their facilitator as a Mesa model; building it completes week 0, the workshop.

    Its agents are live views of the one state that every run of migsim works on, and `step` is the same week that
    `migsim.simulate` runs: the same seed gives the same future, to the bit. Agents are there to be read; whoever wants
    to act writes a `migsim.Strategy`.

    What if, from here? `branch` is a model of its own that stands where this one stands, and goes on as this one would
    or under another strategy; `save` and `load` keep one in a file (`copy` and `pickle` work too).

    Parameters
    ----------
    scenario : str, Path or Scenario
        A name, a file, or a scenario.
    strategy : str, Path or Strategy
    rng : int
        Seed of the future and of Mesa's own generators, which the model itself never draws from.
    run : int
        Number of the future; with the seed, the key of all its luck. Mesa's `batch_run` makes models that differ only
        in what is varied: vary `run`, as its iterations are all the same future.
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
        rng, run, weeks = check_counts(seed=rng, run=run, weeks=weeks)
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
        self._asked = {"agent_reporters": agent_reporters, "agenttype_reporters": agenttype_reporters}
        self.datacollector = _collector(**self._asked)
        self.datacollector.collect(self)

    def __copy__(self) -> "MarketModel":
        """Return a model of its own that stands where this one stands: copies never share what moves."""
        return copy.deepcopy(self)

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what Mesa makes of reporters: functions inside functions, which cannot be pickled."""
        state, collector = self.__dict__.copy(), self.datacollector
        made = _collector(**self._asked)
        state["datacollector"] = collector.__dict__ | {
            kind: {name: one for name, one in getattr(collector, kind).items() if name not in getattr(made, kind)}
            for kind in _REPORTERS
        }
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Make the reporters again."""
        collected = dict(state.pop("datacollector"))
        self.__dict__.update(state)
        self.datacollector = _collector(**self._asked)
        for kind in _REPORTERS:
            getattr(self.datacollector, kind).update(collected.pop(kind))
        self.datacollector.__dict__.update(collected)

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

    def branch(self, strategy: str | Path | Strategy | None = None) -> "MarketModel":
        """Return a model of its own that stands where this one stands.

        Parameters
        ----------
        strategy : str, Path or Strategy, optional
            Goes by this one from the coming week on; what the workshop has settled stays. Its plan counts weeks from
            the workshop, not from the branch.

        Raises
        ------
        InputError
            The strategy is not possible.
        """
        branch = copy.deepcopy(self)
        if strategy is not None:
            branch.strategy = load_strategy(strategy, self.scenario)
            branch._walk.turn_to(branch.strategy)
        return branch

    def save(self, path: str | Path) -> None:
        """Keep the model in a file as it stands.

        Raises
        ------
        InputError
            The file cannot be written, or a reporter or strategy of one's own cannot be pickled.
        """
        place = Path(path)
        try:
            data = pickle.dumps({"migsim": __version__, "model": hash_of_model(), "is": self})
        except (pickle.PicklingError, AttributeError, TypeError) as error:
            raise InputError(
                f"{place}: the model cannot be kept ({error}); define strategies and reporters at the top level of a "
                "file"
            ) from None
        try:
            write_whole(place, data)
        except OSError as error:
            raise InputError(f"{place}: cannot be written ({(error.strerror or str(error)).lower()})") from None

    @classmethod
    def load(cls, path: str | Path) -> "MarketModel":
        """Read a model that `save` has kept; like every pickle, only from those whom you trust.

        Raises
        ------
        InputError
            There is no such file, or it holds no model of this version.
        """
        place = Path(path)
        try:
            kept = pickle.loads(place.read_bytes())
            same = (kept["migsim"], kept["model"]) == (__version__, hash_of_model())
        except OSError as error:
            raise InputError(f"{place}: cannot be read ({(error.strerror or str(error)).lower()})") from None
        except Exception:
            raise InputError(f"{place}: holds no model that MarketModel.save has kept, or is damaged") from None
        if not same or not isinstance(kept["is"], cls):
            raise InputError(
                f"{place}: was kept by migsim {kept['migsim']} with other rules than this one ({__version__}); a model "
                "goes on only under the rules that it began with"
            )
        found: MarketModel = kept["is"]
        return found

    def scorecard(self) -> dict[str, float | None]:
        """Scorecard as if the horizon were this week; missing values are None."""
        return self._walk.scorecard()

    def history(self) -> History:
        """Everything so far, as `migsim.simulate` returns it."""
        return self._walk.history()


_REPORTERS = ("model_reporters", "agent_reporters", "agenttype_reporters")  # of Mesa's collector, by name


def _collector(**asked: Any) -> Any:
    """Make Mesa's collector, with the weekly measures and whatever else is asked for."""
    return mesa.DataCollector({name: _measure(name) for name in WEEKLY}, **asked)


def _measure(name: str) -> Callable[[MarketModel], float]:
    """Return a reporter of one of the weekly measures: a plain function, as Mesa 3.4 asks for."""

    def measure(model: MarketModel) -> float:
        return float(model._walk.desk.weekly[name][model.week])

    return measure


def _place(name: str, names: list[str], kind: str) -> int:
    if name not in names:
        raise InputError(f"{kind} {name!r} is not in this market; {advice(name, names)}")
    return names.index(name)
