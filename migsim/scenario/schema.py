"""What a scenario is: every table and figure of the file, with meaning, unit and range."""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self, TypeAlias

from pydantic import Field, PrivateAttr, ValidationError, field_validator, model_validator
from pydantic import ModelWrapValidatorHandler as Handler
from pydantic_core import InitErrorDetails, PydanticCustomError

from migsim.errors import InputError
from migsim.scenario.checked import Checked, Mistake, Name, ShortName, Strict, Text, value_at
from migsim.scenario.ranges import (
    Range,
    figure_name,
    given_ranges,
    read_ranges,
    with_figures,
    without_ranges,
)
from migsim.vocabulary import LEVELS, SCORECARD, SHOCK_KINDS, Grade

if TYPE_CHECKING:
    from migsim.scenario.figures import Figure

    Level: TypeAlias = str
    Kind: TypeAlias = str
else:
    Level, Kind = Literal[LEVELS], Literal[SHOCK_KINDS]

# Numbers are strict: "0.3" in quotes is a mistake to report, not a number to guess.
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Whole = Annotated[int, Field(strict=True)]
Share = Annotated[Number, Field(ge=0, le=1)]
SignedShare = Annotated[Number, Field(ge=-1, le=1)]
Amount = Annotated[Number, Field(ge=0, le=1e12)]
Factor = Annotated[Number, Field(ge=0, le=10)]
YesNo = Annotated[bool, Field(strict=True)]
_OUTSIDE_NODES = 1000  # outside actors of the model; more cost time and hardly change what comes out


def figure(unit: str, description: str, **kwargs: Any) -> Any:
    """Declare a field that is a figure: it has a unit, and a source is wanted for it."""
    return Field(description=description, json_schema_extra={"unit": unit}, **kwargs)


class Sourced(Strict):
    """A table whose figures say where they come from."""

    source: Name = Field(description="id of the source of this row's figures")
    sources: dict[str, Name] = Field(default={}, description="id of the source of single figures, where it differs")


class Header(Sourced):
    """The scenario as a whole."""

    name: ShortName = Field(description="short name, as typed on the command line")
    title: Name = Field(description="one line for headings")
    description: Text = Field(description="what market this is, and what is assumed about it")
    currency: Name = Field(description="currency of all money in the file")
    horizon: Whole = figure("weeks", "length of every simulated future", ge=53, le=2600)
    room: Whole = figure("actors", "actors invited to the workshop", ge=1, le=500)
    target_cut: Share = figure(
        "share of what work can relieve", "a goal is reached when this share of the tractability is relieved", gt=0
    )


# What local agents and messages cost where a scenario does not say, against an hour of staff (assumed; Greaney,
# Kaboski & Van Leemput 2015 for "much lower").
_AGENT_SHARE, _MESSAGE_SHARE = 0.4, 0.005


class Costs(Sourced):
    """What programmes pay, and what direct delivery would buy for the same money."""

    facilitator_hour: Amount = figure("money/hour", "loaded cost of one facilitator hour", gt=0)
    workshop_day: Amount = figure("money/day", "venue, food and materials of one mapping day for the whole room")
    meeting: Amount = figure("money/meeting", "spending on one facilitated meeting, beside hours and travel")
    relief_per_household: Amount = figure("money/household", "direct delivery: full relief for one household", gt=0)
    relief_share: Share = figure("share of turnover", "direct delivery: what a household gains while relief lasts")
    relief_fade: Share = figure("share/week", "direct delivery: share of relief lost a week once payment stops")
    budget: Amount = figure("money", "planned total of strategies that are compared at equal cost")
    discount: Share = figure("share/year", "rate at which later money counts less")
    agent_hour: Amount | None = figure(
        "money/hour", "loaded cost of one hour of a paid local agent; missing: 40 % of a facilitator hour", default=None
    )
    message: Amount | None = figure(
        "money/member and week", "cost of messages between meetings; missing: 0.5 % of a facilitator hour", default=None
    )

    @property
    def agent_rate(self) -> float:
        """Cost of one hour of a local agent."""
        return _AGENT_SHARE * self.facilitator_hour if self.agent_hour is None else self.agent_hour

    @property
    def message_rate(self) -> float:
        """Cost of a week's messages to one member."""
        return _MESSAGE_SHARE * self.facilitator_hour if self.message is None else self.message


class Outside(Sourced):
    """The wider market: the actors who are not in the room."""

    size: Whole = figure("actors", "actors in the wider market: households, firms and offices", ge=0, le=1_000_000)
    contacts: Number = figure("contacts/actor", "mean contacts in the contact network", ge=0, le=100)
    reach_threshold: Share = figure(
        "share of turnover", "a household counts as reached when what it gains in any one year passes this share"
    )
    stands_for: Whole | None = figure(
        "actors",
        "how many like itself an outside actor of the model stands for; by default as many as keep the model's "
        f"outside actors at about {_OUTSIDE_NODES:,}",
        default=None,
        ge=1,
    )

    @property
    def each(self) -> int:
        """How many actors one outside actor of the model stands for, at most."""
        return self.stands_for or max(-(-self.size // _OUTSIDE_NODES), 1)


class Role(Sourced):
    """A kind of market actor, with the figures that its actors start from."""

    name: Name = Field(description="name of the role")
    tier: Name = Field(description="trust starts higher within a tier")
    turnover: Amount = figure("money/year", "median turnover; 0 for public bodies")
    spread: Annotated[Number, Field(ge=0, le=3)] = figure("sigma of log turnover", "spread of turnover between actors")
    power: Share = figure("share", "how much others give way to it")
    voice: Share = figure("share", "how far it is heard at the start")
    hours: Annotated[Number, Field(ge=0, le=700)] = figure("hours/month", "time it could give to groups")
    hour_value: Amount = figure("money/hour", "worth of one own hour")
    travel: Amount = figure("money/meeting", "own cost of travel to one meeting")
    competence: Share = figure("share", "skill as a chairperson")
    deals: Whole = figure("ties", "room for business ties; 0 for those who do not trade", ge=0, le=1000)
    household: YesNo = Field(default=False, description="counted in households reached")
    outside_share: Share = figure("share of the wider market", "share of the wider market with this role", default=0.0)


class Group(Sourced):
    """A label that some actors carry, such as women or youth."""

    name: Name = Field(description="name of the group")
    marginalised: YesNo = Field(description="reported as marginalised")
    voice: Factor = figure("factor", "multiplies the voice of the role", default=1.0)
    travel: Factor = figure("factor", "multiplies the cost of attending", default=1.0)
    outside_share: dict[str, Share] = figure(
        "share of the role's outside actors", "by role: share of outside actors who carry the label", default={}
    )


class Actor(Strict):
    """A named actor of the pool from which the room is invited."""

    name: Name = Field(description="permanent identity of the actor: its luck is tied to it")
    role: Name = Field(description="name of its role")
    groups: tuple[Name, ...] = Field(default=(), description="names of the groups it belongs to")
    represents: Whole = figure("actors", "outside actors of its role tied to it", default=0, ge=0, le=100_000)
    turnover: Amount | None = figure("money/year", "turnover, where it differs from the role's", default=None)
    power: Share | None = figure("share", "power, where it differs from the role's", default=None)
    voice: Share | None = figure("share", "voice, where it differs from the role's", default=None)
    hours: Annotated[Number, Field(ge=0, le=700)] | None = figure(
        "hours/month", "time, where it differs from the role's", default=None
    )
    travel: Amount | None = figure("money/meeting", "travel, where it differs from the role's", default=None)
    competence: Share | None = figure("share", "skill as a chairperson, where it differs", default=None)
    source: Name | None = Field(default=None, description="id of the source; the scenario's own where it is missing")
    sources: dict[str, Name] = Field(default={}, description="id of the source of single figures, where it differs")


class Constraint(Sourced):
    """Something that holds the market back."""

    name: Name = Field(description="short name")
    title: Name = Field(description="name in words")
    level: Level = Field(description="where in the market system it lies")
    severity: Share = figure("share of worst", "severity at week 0")
    visibility: Share = figure("share", "how loudly it is felt before any analysis")
    tractability: Share = figure("share", "the most that well-directed work can relieve of it")
    needs: tuple[Name, ...] = Field(min_length=1, description="roles without whom nothing moves")
    decides: tuple[Name, ...] = Field(
        default=(),
        description="enabling environment: roles with the authority to decide; without one, work does not move it",
    )
    service: YesNo = Field(
        default=False,
        description="relief is a service that somebody goes on giving, and can lapse; else a practice, which stays",
    )
    burden: dict[str, SignedShare] = figure(
        "share of turnover", "by role: turnover lost at full severity; negative for those who live off it", default={}
    )


class Complement(Sourced):
    """Two roles that can do business with each other."""

    roles: tuple[Name, Name] = Field(description="the two roles")
    strength: Share = figure("share", "how well they fit")


class Tie(Sourced):
    """Business that is done at week 0, project or none; pairs that no row speaks of are drawn."""

    between: tuple[Name, Name] = Field(
        description="two actors, or two roles: any actor of the one with any of the other"
    )
    share: Share = figure("share of such pairs", "share of such pairs that trade already", default=1.0)


class Season(Sourced):
    """A part of the year; the first begins with week 0, and all together make a year."""

    name: ShortName = Field(description="short name")
    weeks: Whole = figure("weeks", "how long it is; all seasons sum to 52", ge=1, le=52)
    time: Annotated[Number, Field(gt=0, le=10)] = figure(
        "factor", "what an own hour is worth, against other seasons", default=1.0
    )
    money: Annotated[Number, Field(gt=0, le=10)] = figure(
        "factor", "cash that comes in a week, against other seasons", default=1.0
    )
    prices: Annotated[Number, Field(gt=0, le=10)] = figure(
        "factor", "what a deal pays, against other seasons", default=1.0
    )


class Shock(Sourced):
    """Something bad that happens for certain in one week, or by chance."""

    name: Name = Field(description="short name")
    kind: Kind = Field(description="what it does")
    week: Whole | None = figure("week", "when it happens for certain", default=None, ge=1)
    rate: Share | None = figure("chance/year", "how often it happens by chance", default=None)
    test: YesNo = Field(default=False, description="resilience is measured on this one")
    constraint: Name | None = Field(default=None, description="the constraint that it makes worse")
    size: Annotated[Number, Field(ge=0, le=10)] = figure(
        "share, or logit for a price spike", "how strong it is", default=1.0
    )
    weeks: Whole = figure("weeks", "how long it lasts; half-life for severity and buyer-loss", default=1, ge=1, le=2600)
    role: Name | None = Field(default=None, description="buyer-loss: role of the lost buyer")


class RangeRow(Strict):
    """One row of the sheet of ranges: a figure that is not certain. What is likely stands where it always does."""

    figure: Name = Field(description="the figure, as in costs.budget or roles.smallholder.turnover")
    low: Text = Field(description='its low end; "?" where that is not known')
    high: Text = Field(description='its high end; "?" where that is not known')


class Source(Strict):
    """Where figures come from, and how good it is."""

    id: Name = Field(description="short name used in the file")
    text: Text = Field(description="citation with title, year and address")
    grade: Grade = Field(description="grade of evidence")


class Scenario(Checked):
    """A market: its roles, actors, constraints and how they hang together."""

    _mechanisms: tuple[Any, ...] = PrivateAttr(())
    _outcomes: dict[str, Callable[[Any], float]] = PrivateAttr(default_factory=dict)

    scenario: Header
    costs: Costs
    outside: Outside
    roles: tuple[Role, ...] = Field(min_length=1)
    groups: tuple[Group, ...] = ()
    actors: tuple[Actor, ...] = Field(min_length=1)
    constraints: tuple[Constraint, ...] = Field(min_length=1)
    influence: dict[str, dict[str, Share]] = figure(
        "share of the effect's severity", "influence[cause][effect]: share of the effect's severity due to the cause",
        default={},
    )  # fmt: skip
    influence_sources: dict[str, dict[str, Name]] = Field(default={}, description="the same shape: ids of sources")
    complements: tuple[Complement, ...] = ()
    ties: tuple[Tie, ...] = ()
    seasons: tuple[Season, ...] = ()
    shocks: tuple[Shock, ...] = Field(min_length=1)
    sources: tuple[Source, ...] = Field(min_length=1)

    _ranges: dict[str, Range] = PrivateAttr(default_factory=dict)

    @model_validator(mode="wrap")
    @classmethod
    def _take_ranges(cls, data: Any, handler: Handler[Self]) -> Self:
        """Read figures that are given as ranges; what is likely stands in the fields."""
        places = dict(given_ranges(data)) if isinstance(data, Mapping) else {}
        if not places:
            return handler(data)
        scenario = handler(without_ranges(data))
        named = {figure_name(data, path): path for path in places}
        found, wrong = read_ranges(scenario, {name: places[path] for name, path in named.items()})
        for end in ("low", "high") if not wrong else ():  # complains of an end that the figure may not have
            ends = with_figures(scenario, {name: float(getattr(one, end)) for name, one in found.items()})
            cls.model_validate(ends.model_dump(exclude_unset=True))
        if wrong:
            raise ValidationError.from_exception_data(
                cls.__name__,
                [
                    InitErrorDetails(
                        type=PydanticCustomError("mistake", "{text}", {"text": text}),
                        loc=named[name],
                        input=value_at(data, named[name]),
                    )
                    for name, text in wrong.items()
                ],
            )
        scenario._ranges = found
        return scenario

    @property
    def ranges(self) -> dict[str, Range]:
        """Figures that are not certain, by name as in `figures`: drawn anew in each future."""
        return self._ranges

    @field_validator("complements")
    @classmethod
    def _in_order(cls, pairs: tuple[Complement, ...]) -> tuple[Complement, ...]:
        """Their order means nothing: one order, so that files that say the same are equal."""
        return tuple(sorted(pairs, key=lambda pair: sorted(pair.roles)))

    @model_validator(mode="before")
    @classmethod
    def _part_influence(cls, data: Any) -> Any:
        return part_influence(data)

    @classmethod
    def cross_check(cls, data: Mapping[str, Any], context: Any = None) -> Iterable[Mistake]:
        """Yield what is wrong between the tables, see `migsim.scenario.checks`."""
        from migsim.scenario.checks import mistakes

        return mistakes(data, cls)

    def figures(self) -> "list[Figure]":
        """List every figure of the scenario with its unit, source and grade.

        Returns
        -------
        list of Figure
            In the order of the file; what the file leaves to its default is not listed.
        """
        from migsim.scenario.figures import figures

        return figures(self)

    @property
    def mechanisms(self) -> tuple[Any, ...]:
        """Rules of one's own that go with this market, see `migsim.Mechanism`; none from a file."""
        return self._mechanisms

    @property
    def outcomes(self) -> dict[str, Callable[[Any], float]]:
        """Outcomes of one's own, by name."""
        return self._outcomes

    def with_mechanisms(self, *mechanisms: Any) -> "Scenario":
        """Return the same market with rules of one's own, which every run of it follows.

        Parameters
        ----------
        *mechanisms : Mechanism
            In the order in which they act.
        """
        return self._with(mechanisms, self._outcomes)

    def with_outcomes(self, **functions: Callable[[Any], float]) -> "Scenario":
        """Return the same market with outcomes of one's own, beside the columns of the scorecard.

        Parameters
        ----------
        **functions : callable
            By the name of the column: a function of a `migsim.World` that is over, with its `scorecard` and `weekly`.
        """
        return self._with(self._mechanisms, {**self._outcomes, **functions})

    def _with(self, mechanisms: tuple[Any, ...], outcomes: Mapping[str, Callable[[Any], float]]) -> "Scenario":
        named = [one.name for one in mechanisms]
        if len(set(named)) < len(named):
            raise InputError(f"mechanisms {', '.join(named)}: each needs a name of its own")
        known = [name for name in outcomes if name in SCORECARD]
        if known:
            raise InputError(f"outcome {known[0]}: the scorecard has such a column; give it another name")
        extended = self.model_copy()
        extended._mechanisms, extended._outcomes = tuple(mechanisms), dict(outcomes)
        return extended

    @property
    def name(self) -> str:
        """Short name, as typed on the command line."""
        return self.scenario.name

    @property
    def title(self) -> str:
        """One line for headings."""
        return self.scenario.title

    @property
    def description(self) -> str:
        """What market this is, and what is assumed about it."""
        return self.scenario.description

    @property
    def currency(self) -> str:
        """Currency of all money in the scenario."""
        return self.scenario.currency

    @property
    def horizon(self) -> int:
        """Length of every simulated future (weeks)."""
        return self.scenario.horizon

    @property
    def room(self) -> int:
        """Actors invited to the workshop (count)."""
        return self.scenario.room

    @property
    def target_cut(self) -> float:
        """Share by which a constraint's severity has to fall for its goal to count as reached."""
        return self.scenario.target_cut


def part_influence(data: Any) -> Any:
    """Move the reserved keys ``source`` and ``sources`` out of the influence table of a file.

    Parameters
    ----------
    data : Any
        The input of a `Scenario`; whatever is not shaped as expected is left for the models to complain about.

    Returns
    -------
    Any
        The same with ``influence`` holding figures only, and ``influence_sources`` the ids of their sources.
    """
    if not isinstance(data, Mapping) or not isinstance(data.get("influence"), Mapping):
        return data
    table = dict(data["influence"])
    fallback = table.pop("source") if isinstance(table.get("source"), str) else None
    rows: dict[str, Any] = {}
    sources: dict[str, dict[str, Any]] = {}
    for cause, row in table.items():
        if not isinstance(row, Mapping):
            rows[cause] = row
            continue
        effects = dict(row)
        own = effects.pop("source") if isinstance(effects.get("source"), str) else fallback
        single = effects.pop("sources") if isinstance(effects.get("sources"), Mapping) else {}
        rows[cause] = effects
        sources[cause] = (dict.fromkeys(effects, own) if own is not None else {}) | dict(single)
    given = data.get("influence_sources", {})
    merged = {**sources, **given} if isinstance(given, Mapping) else given
    return {**data, "influence": rows, "influence_sources": merged}
