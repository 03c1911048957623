"""What an experiment file says: which scenarios and strategies, what varies and how, and how often."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from migsim.defaults import DEFAULT_PRIOR
from migsim.scenario.checked import Checked, Mistake, Name, Strict
from migsim.scenario.schema import Whole, figure

Kind = Literal["grid", "latin-hypercube", "sobol", "morris", "csv"]
_LARGEST = (1 << 32) - 1


class Design(Strict):
    """How the points are laid out in the space of the factors."""

    kind: Kind = Field(
        description="grid: all combinations; latin-hypercube: a spread sample; sobol: for variance shares "
        "(Saltelli's matrices); morris: for screening (radial, steps of half the range); csv: points of your own"
    )
    points: Annotated[Whole, Field(ge=1, le=10_000_000)] | None = figure(
        "points", "latin-hypercube: how many", default=None
    )
    rows: Annotated[Whole, Field(ge=2, le=1 << 24)] | None = figure(
        "rows", "sobol (a power of two) and morris: base points, each with its variations", default=None
    )
    file: Name | None = Field(default=None, description="csv: the file, one column a factor and one row a point")


class ExperimentFile(Checked):
    """An experiment: scenarios x strategies x points x runs."""

    name: Name = Field(description="short name, also of the folder for the results")
    title: Name | None = Field(default=None, description="name in words")
    description: str = Field(default="", description="what is asked, and why")
    scenarios: tuple[Name, ...] = Field(
        default=("treyl-poultry",), min_length=1, description="names, or paths of files beside this one"
    )
    strategies: tuple[Name, ...] = Field(
        default=(), description="names, or paths of files beside this one; the standard ones when missing"
    )
    runs: Annotated[Whole, Field(ge=1, le=_LARGEST)] = figure(
        "runs", "futures of each scenario and strategy at each point; the same ones everywhere", default=1
    )
    repeats: Annotated[Whole, Field(ge=1, le=_LARGEST)] = figure(
        "runs",
        "how many runs share the parameters that are not varied, each with people and chance of its own; `runs` is a "
        "multiple of it",
        default=1,
    )
    seed: Annotated[Whole, Field(ge=0, le=_LARGEST)] = figure("number", "same seed, same numbers", default=1)
    prior: Name = Field(
        default=DEFAULT_PRIOR,
        description="where parameters that are not named below come from: wide, fitted, a file of draws, or fixed "
        "for their defaults",
    )
    weeks: Annotated[Whole, Field(ge=1, le=2600)] | None = figure(
        "weeks", "horizon, where it is not the scenarios' own", default=None
    )
    beyond_range: bool = Field(
        default=False,
        strict=True,
        description="whether parameters may take values outside their ranges, wherever these mean something; the "
        "manifest names those that do",
    )
    weekly: Annotated[Whole, Field(ge=0, le=_LARGEST)] = figure(
        "runs", "first runs of each cell and point whose weekly series are kept", default=0
    )
    outcomes: dict[str, str] = Field(
        default={},
        description="outcomes of your own, by name, from a weekly measure: "
        'late = "attendance, mean, weeks 60 to 156"; mean, sum, least, most or last',
    )
    design: Design | None = Field(default=None, description="missing: a grid of all lists, or one point")
    factors: dict[str, Any] = Field(default={}, description="by name: a list or a range varies, a single value is held")

    @classmethod
    def cross_check(cls, data: Mapping[str, Any], context: Any = None) -> Iterable[Mistake]:
        """Yield what is wrong with what the file refers to; see `migsim.analysis.sweep.given`."""
        return context.check(data) if context is not None else ()
