"""What a page may ask: requests, checked before anything is run."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Seed = Annotated[int, Field(ge=0, lt=1 << 32)]
Name = Annotated[str, Field(min_length=1, max_length=80)]


class Asked(BaseModel):
    """A request: no fields but these."""

    model_config = ConfigDict(extra="forbid")


class ModelAsked(Asked):
    """A market as arrays."""

    market: Name
    seed: Seed = 1


class SetupAsked(ModelAsked):
    """A strategy on a market."""

    strategy: Name


class PlanAsked(ModelAsked):
    """A lesson's experiment in a market."""

    name: Name


class CompareAsked(Asked):
    """A comparison."""

    market: Name
    strategies: Annotated[list[Name], Field(min_length=1, max_length=12)]
    runs: Annotated[int, Field(ge=20, le=1000)] = 200
    seed: Seed = 1
