"""What a page may ask: requests, checked before anything is run."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from migsim.facilitation.schema import Practice

Seed = Annotated[int, Field(ge=0, lt=1 << 32)]
Name = Annotated[str, Field(min_length=1, max_length=80)]


class Asked(BaseModel):
    """A request: no fields but these."""

    model_config = ConfigDict(extra="forbid")


class WorldAsked(Asked):
    """One world of a market."""

    market: Name
    seed: Seed = 1
    run: Seed = 0


class TaleAsked(WorldAsked):
    """One history."""

    strategy: Name
    votes: Annotated[list[Annotated[int, Field(ge=0, le=100_000)]], Field(max_length=60)] = []


class LessonAsked(Asked):
    """One lesson's experiment."""

    market: Name
    name: Name
    knob: float | None = None
    seed: Seed = 1


class DotsAsked(Asked):
    """Two strategies in several worlds."""

    market: Name
    strategies: Annotated[list[Name], Field(min_length=1, max_length=2)]
    seed: Seed = 1
    runs: Annotated[int, Field(ge=1, le=100)] = 20


class Quarter(Asked):
    """What a player decided for 13 weeks."""

    hours: dict[Practice, Annotated[float, Field(ge=0, le=60)]] = {}
    style: Annotated[float, Field(ge=0, le=1)] = 0.0
    travel_support: Annotated[float, Field(ge=0, le=1)] = 0.0
    fund: Annotated[float, Field(ge=0, le=500)] = 0.0


class GameAsked(WorldAsked):
    """A game so far."""

    quarters: Annotated[list[Quarter], Field(min_length=1, max_length=8)]


class CompareAsked(Asked):
    """A comparison."""

    market: Name
    strategies: Annotated[list[Name], Field(min_length=1, max_length=12)]
    runs: Annotated[int, Field(ge=20, le=1000)] = 200
    seed: Seed = 1
