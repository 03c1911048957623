"""A room: who is in it, what was asked, and what each phone decided; bounded, and the same after any retry."""

import secrets
import time
import unicodedata
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from migsim.errors import InputError

MOST_PHONES = 100
MOST_POLLS = 60  # kept; the oldest goes first
MOST_OPTIONS = 12
LONGEST_NAME = 24
HERE = 10.0  # s since a phone was last heard of, for which it counts as here: five of its polls
_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"  # no vowels, so that no words come about; no digits that look like letters
_CODE = 6

#: A secret that a phone makes for itself once, and its way to say that it is the same phone.
Client = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{16,40}$")]
PollId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{6,40}$")]
Label = Annotated[str, Field(min_length=1, max_length=160)]
Status = Literal["open", "closed", "shown"]


class _Kept(BaseModel):
    """A part of the file: no fields but these."""

    model_config = ConfigDict(extra="forbid")


class Decision(_Kept):
    """What a phone decided last: its options, and its own count of decisions, so that a late retry changes nothing."""

    n: Annotated[int, Field(ge=0, lt=1 << 53)]
    chosen: Annotated[list[Annotated[int, Field(ge=0, lt=MOST_OPTIONS)]], Field(max_length=MOST_OPTIONS)]


class Poll(_Kept):
    """One question to the room.

    Attributes
    ----------
    subject : str
        What it is about, for the page: "vote treyl-poultry", say.
    choices : int
        How many options each phone may choose.
    decisions : dict
        By the seat of the phone.
    hands : list of int
        Hands that the trainer counted, by option.
    """

    id: PollId
    subject: Annotated[str, Field(max_length=120)] = ""
    title: Annotated[str, Field(min_length=1, max_length=300)]
    options: Annotated[list[Label], Field(min_length=2, max_length=MOST_OPTIONS)]
    choices: Annotated[int, Field(ge=1, le=MOST_OPTIONS)] = 1
    status: Status = "open"
    decisions: dict[int, Decision] = {}
    hands: list[Annotated[int, Field(ge=0, le=1000)]] = []

    def counts(self) -> list[int]:
        """Votes by option: phones and hands."""
        counted = [*self.hands, *[0] * len(self.options)][: len(self.options)]
        for decision in self.decisions.values():
            for option in decision.chosen:
                counted[option] += 1
        return counted


class Phone(_Kept):
    """A phone that joined: its number in the room, and the name that everybody sees."""

    seat: int
    name: Annotated[str, Field(min_length=1, max_length=LONGEST_NAME + 4)]


class Room(_Kept):
    """Everything that the file holds.

    Attributes
    ----------
    code : str
        What people type to join.
    key : str
        What their phones are given in return, and show for everything that is not the room's own.
    port : int
        Where it was last served, so that phones find it again.
    seats : int
        Given so far; no number is given twice.
    """

    format: Literal[1] = 1
    code: Annotated[str, Field(pattern=rf"^[A-Z]{{{_CODE}}}$")]
    key: Annotated[str, Field(min_length=16, max_length=40)]
    port: Annotated[int, Field(ge=1, le=65535)] | None = None
    phones: Annotated[dict[Client, Phone], Field(max_length=MOST_PHONES)] = {}
    polls: Annotated[list[Poll], Field(max_length=MOST_POLLS)] = []
    seats: int = 0
    _seen: dict[str, float] = {}
    _version: int = 0

    def model_post_init(self, context: Any) -> None:
        """Begin with a version that no earlier start of the server used."""
        self._seen, self._version = {}, int(time.time() * 1000)

    @property
    def version(self) -> int:
        """A number that grows with every change that a page could show."""
        return self._version

    @property
    def poll(self) -> Poll | None:
        """What is asked now, or was asked last."""
        return self.polls[-1] if self.polls else None

    def changed(self) -> None:
        """Let everybody look again."""
        self._version += 1

    def opens(self, code: str) -> bool:
        """Whether a code is this room's."""
        return secrets.compare_digest(code.encode(), self.code.encode())

    def knows(self, key: str) -> bool:
        """Whether a key is one that was given to phones of this room."""
        return secrets.compare_digest(key.encode(), self.key.encode())

    def here(self) -> int:
        """How many phones were heard of just now."""
        now = time.monotonic()
        return sum(now - self._seen.get(client, -HERE) < HERE for client in self.phones)

    def see(self, client: str) -> None:
        """Note that a phone was heard of."""
        if client in self.phones:
            self._seen[client] = time.monotonic()

    def join(self, client: str, name: str) -> Phone:
        """Let a phone in; again and again is the same as once, and another name renames it.

        Raises
        ------
        InputError
            The name is empty, or the room is full.
        """
        wanted = clean_name(name)
        if not wanted:
            raise InputError("name: write at least one letter")
        phone = self.phones.get(client)
        if phone is None and len(self.phones) >= MOST_PHONES:
            raise InputError(f"the room is full: {MOST_PHONES} phones are in; remove some names")
        if phone is None or _stem(phone.name) != wanted:
            taken = {one.name.casefold() for key, one in self.phones.items() if key != client}
            name, n = wanted, 1
            while name.casefold() in taken:
                n += 1
                name = f"{wanted} {n}"
            if phone is None:
                self.seats += 1
                phone = Phone(seat=self.seats, name=name)
            else:
                phone = Phone(seat=phone.seat, name=name)
            self.phones[client] = phone
            self.changed()
        self.see(client)
        return phone

    def decide(self, client: str, poll_id: str, decision: Decision) -> bool:
        """Count a phone's decision in place of its last; say whether anything changed.

        A decision that comes twice, or after a later one, changes nothing; nor does one that comes when the poll is
        closed: what was counted stands.

        Raises
        ------
        InputError
            The phone has not joined, the question is not asked (any more), or the options are none of its.
        """
        phone, poll = self.phones.get(client), self._find(poll_id)
        if phone is None:
            raise InputError("this phone has not joined; join first")
        chosen = sorted(set(decision.chosen))
        if len(chosen) > poll.choices or any(option >= len(poll.options) for option in chosen):
            raise InputError(f"chosen: at most {poll.choices} of the {len(poll.options)} options")
        last = poll.decisions.get(phone.seat)
        if poll.status != "open" or (last is not None and decision.n <= last.n):
            return False
        poll.decisions[phone.seat] = Decision(n=decision.n, chosen=chosen)
        self.changed()
        return True

    def ask(self, poll: Poll) -> None:
        """Put a question to the room; the one before is closed. The same question twice is one question."""
        if any(one.id == poll.id for one in self.polls):
            return
        if self.poll is not None and self.poll.status == "open":
            self.poll.status = "closed"
        self.polls.append(Poll(**poll.model_dump(include={"id", "subject", "title", "options", "choices"})))
        del self.polls[:-MOST_POLLS]
        self.changed()

    def set_status(self, poll_id: str, status: Status) -> None:
        """Open, close or show a question."""
        self._find(poll_id).status = status
        self.changed()

    def set_hands(self, poll_id: str, hands: list[int]) -> None:
        """Take the hands that the trainer counted."""
        poll = self._find(poll_id)
        poll.hands = [*hands, *[0] * len(poll.options)][: len(poll.options)]
        self.changed()

    def reset(self, poll_id: str) -> None:
        """Forget what was decided on a question, and open it again.

        It gets a new name, so that nothing still on its way from a phone is counted in the new round.
        """
        poll = self._find(poll_id)
        self.polls.remove(poll)
        fresh = secrets.token_urlsafe(9)
        self.polls.append(poll.model_copy(update={"id": fresh, "status": "open", "decisions": {}, "hands": []}))
        self.changed()

    def remove(self, seat: int) -> None:
        """Take a phone and all that it decided out of the room; it can join again under another name."""
        for client in [client for client, phone in self.phones.items() if phone.seat == seat]:
            del self.phones[client]
            self._seen.pop(client, None)
        for poll in self.polls:
            poll.decisions.pop(seat, None)
        self.changed()

    def empty(self) -> None:
        """Forget everybody and everything, and take a new code."""
        self.code, self.key = new_code(), new_key()
        self.phones, self.polls, self._seen = {}, [], {}
        self.changed()

    def _find(self, poll_id: str) -> Poll:
        for poll in self.polls:
            if poll.id == poll_id:
                return poll
        raise InputError("this question is not asked any more")


def new_code() -> str:
    """Six letters to join by: 64 million ways."""
    return "".join(secrets.choice(_LETTERS) for _ in range(_CODE))


def new_key() -> str:
    """A secret that nobody types."""
    return secrets.token_urlsafe(16)


def clean_code(code: str) -> str:
    """A code as it was typed: blanks, signs and small letters do not matter."""
    return "".join(letter for letter in code.upper() if letter.isascii() and letter.isalpha())[:_CODE]


def clean_name(name: str) -> str:
    """A name on one line: no control or direction signs, no heaps of accents, blanks squeezed, cut to length."""
    told, accents = [], 0
    for letter in unicodedata.normalize("NFC", name[:200]):
        kind = unicodedata.category(letter)
        accents = accents + 1 if kind == "Mn" else 0
        told.append(" " if kind[0] in "CZ" else "" if accents > 2 else letter)
    return " ".join("".join(told).split())[:LONGEST_NAME].strip()


def _stem(name: str) -> str:
    """A name without the number that tells it from an equal one."""
    stem, _, number = name.rpartition(" ")
    return stem if stem and number.isdecimal() else name
