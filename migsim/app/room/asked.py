"""What phones and the trainer's page may ask of a room; checked before anything is done."""

from typing import Annotated, Literal

from pydantic import Field

from migsim.app.questions import Asked
from migsim.app.room.room import MOST_OPTIONS, Label, PollId, Status


class Joining(Asked):
    """A phone that wants to come in."""

    name: Annotated[str, Field(max_length=200)]


class Deciding(Asked):
    """A phone's decision."""

    poll: PollId
    n: Annotated[int, Field(ge=0, lt=1 << 53)]
    chosen: Annotated[list[Annotated[int, Field(ge=0, lt=MOST_OPTIONS)]], Field(max_length=MOST_OPTIONS)]


class Asking(Asked):
    """A question of the trainer's."""

    id: PollId
    subject: Annotated[str, Field(max_length=120)] = ""
    title: Annotated[str, Field(min_length=1, max_length=300)]
    options: Annotated[list[Label], Field(min_length=2, max_length=MOST_OPTIONS)]
    choices: Annotated[int, Field(ge=1, le=MOST_OPTIONS)] = 1


class Turning(Asked):
    """Open, close or show."""

    poll: PollId
    status: Status


class Counting(Asked):
    """Hands that were counted."""

    poll: PollId
    hands: Annotated[list[Annotated[int, Field(ge=0, le=1000)]], Field(max_length=MOST_OPTIONS)]


class Resetting(Asked):
    """A question to ask anew."""

    poll: PollId


class Removing(Asked):
    """A name to take out."""

    seat: int


class Emptying(Asked):
    """A new room in place of this one."""

    sure: Literal[True]
