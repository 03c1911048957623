"""What the room answers: to phones that have its code, and to the trainer's own page on this machine."""

import csv
import io
import json
import time
from collections.abc import Awaitable, Callable
from functools import lru_cache
from typing import Any

import segno
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from migsim.app.answers import Answer, answering
from migsim.app.guard import HEADERS, POLICY, refusal
from migsim.app.questions import Asked
from migsim.app.room import asked
from migsim.app.room.addresses import own_addresses
from migsim.app.room.door import COOKIE, is_trainer
from migsim.app.room.keeping import RoomFile
from migsim.app.room.pages import phone_page, wall_page
from migsim.app.room.room import LONGEST_NAME, Client, Decision, Poll, Room, clean_code
from migsim.errors import InputError

_LARGEST = 8_000  # bytes that a phone may send
_WRONG = 20  # codes that an address may get wrong in `_WHILE`
_WHILE = 60.0  # s
_ADDRESSES = 500  # that got a code wrong and are remembered


class Strangers:
    """Addresses that got the code wrong, so that nobody can try many."""

    def __init__(self) -> None:
        self._wrong: dict[str, list[float]] = {}

    def too_many(self, address: str) -> bool:
        """Whether an address has to wait before it may try again."""
        now = time.monotonic()
        recent = [when for when in self._wrong.pop(address, []) if now - when < _WHILE]
        if recent:
            self._wrong[address] = recent
        return len(recent) >= _WRONG

    def note(self, address: str) -> None:
        """Note a wrong code."""
        self._wrong.setdefault(address, []).append(time.monotonic())
        while len(self._wrong) > _ADDRESSES:
            self._wrong.pop(next(iter(self._wrong)))


class RoomRoutes:
    """The routes of one room.

    Parameters
    ----------
    kept : RoomFile
    """

    def __init__(self, kept: RoomFile) -> None:
        self.kept, self._strangers = kept, Strangers()

    @property
    def room(self) -> Room:
        """The room as it stands."""
        return self.kept.room

    def routes(self) -> list[Route]:
        """All of them."""
        phone = {"/room/phone/join": self.join, "/room/phone/decide": self.decide}
        wall: dict[str, tuple[type[Asked], Callable[[Any], None]]] = {
            "ask": (asked.Asking, lambda one: self.room.ask(Poll(**one.model_dump()))),
            "turn": (asked.Turning, lambda one: self.room.set_status(one.poll, one.status)),
            "hands": (asked.Counting, lambda one: self.room.set_hands(one.poll, one.hands)),
            "reset": (asked.Resetting, lambda one: self.room.reset(one.poll)),
            "remove": (asked.Removing, lambda one: self.room.remove(one.seat)),
            "empty": (asked.Emptying, lambda one: self.room.empty()),
        }
        return [
            Route("/join", phone_page),
            Route("/room", wall_page),
            Route("/room/phone", self._for_phones(self.look)),
            *(Route(path, self._for_phones(answer), methods=["POST"]) for path, answer in phone.items()),
            Route("/room/wall", for_trainer(self.wall)),
            Route("/room/save.csv", for_trainer(self.save)),
            Route("/room/qr.svg", for_trainer(self.qr)),
            *(
                Route(f"/room/wall/{name}", for_trainer(self._command(kind, act)), methods=["POST"])
                for name, (kind, act) in wall.items()
            ),
        ]

    def _for_phones(self, answer: Callable[[Request, str], Awaitable[Response]]) -> Answer:
        """Ask for the code, and for who it is."""

        async def wrapped(request: Request) -> Response:
            address = request.client.host if request.client else ""
            if self._strangers.too_many(address):
                return refusal(429, "too many wrong codes; wait a minute, then look at the wall")
            if not self.room.opens(clean_code(request.headers.get("x-room", "")[:40])):
                self._strangers.note(address)
                return refusal(403, "this is not the code on the wall; look again")
            client = request.headers.get("x-client", "")
            if not 16 <= len(client) <= 40 or not all(c.isascii() and (c.isalnum() or c in "_-") for c in client):
                return refusal(400, "x-client: this phone has no name of its own; load the page again")
            if int(request.headers.get("content-length", "0")) > _LARGEST:
                return refusal(413, f"too large: at most {_LARGEST:,} bytes can be sent")
            return await answer(request, client)

        return answering(wrapped)

    def _phone_state(self, client: Client) -> dict[str, Any]:
        """What a phone shows."""
        phone, poll = self.room.phones.get(client), self.room.poll
        told: dict[str, Any] = {"version": self.room.version, "name": phone.name if phone else None}
        if poll is not None:
            mine = poll.decisions.get(phone.seat) if phone else None
            told["poll"] = poll.model_dump(include={"id", "title", "options", "choices", "status"}) | {
                "mine": mine.chosen if mine else None,
                "n": mine.n if mine else 0,
            }
            if poll.status == "shown":
                told["poll"]["counts"] = poll.counts()
        return told

    async def look(self, request: Request, client: Client) -> Response:
        """How things stand; nothing at all where the phone knows that already."""
        self.room.see(client)
        if request.query_params.get("since") == str(self.room.version):
            return Response(status_code=204, headers=HEADERS)
        return told(self._phone_state(client))

    async def join(self, request: Request, client: Client) -> Response:
        """Come in, or come in again."""
        self.room.join(client, asked.Joining.model_validate_json(await request.body()).name)
        await self.kept.keep()
        answer = told(self._phone_state(client))
        answer.set_cookie(COOKIE, self.room.key, max_age=86_400, httponly=True, samesite="strict")
        return answer

    async def decide(self, request: Request, client: Client) -> Response:
        """Count a decision; it is in the file before it is acknowledged."""
        decided = asked.Deciding.model_validate_json(await request.body())
        self.room.decide(client, decided.poll, Decision(n=decided.n, chosen=decided.chosen))
        await self.kept.keep()
        return told(self._phone_state(client))

    async def wall(self, request: Request) -> Response:
        """All that the trainer's page shows."""
        room, poll = self.room, self.room.poll
        port = request.url.port or 80
        return told(
            {
                "version": room.version,
                "code": room.code,
                "addresses": [f"http://{address}:{port}/" for address in own_addresses()],
                "here": room.here(),
                "phones": [{"seat": phone.seat, "name": phone.name} for phone in room.phones.values()],
                "most_name": LONGEST_NAME,
                "polls": [
                    one.model_dump(exclude={"decisions"})
                    | {"counts": one.counts(), "answered": len(one.decisions), "hands": one.hands}
                    for one in room.polls
                ],
                "poll": poll.id if poll else None,
            }
        )

    def _command(self, kind: type[Asked], act: Callable[[Any], None]) -> Answer:
        """Do what the trainer asks, keep it, and tell how things stand."""

        async def command(request: Request) -> Response:
            act(kind.model_validate_json(await request.body()))
            await self.kept.keep()
            return await self.wall(request)

        return command

    async def save(self, request: Request) -> Response:
        """Questions and counts as a table; no names."""
        out = io.StringIO()
        table = csv.writer(out)
        table.writerow(["question", "option", "votes", "of these hands", "phones that answered"])
        for poll in self.room.polls:
            hands = [*poll.hands, *[0] * len(poll.options)]
            for n, (option, votes) in enumerate(zip(poll.options, poll.counts(), strict=True)):
                table.writerow([_plain(poll.title), _plain(option), votes, hands[n], len(poll.decisions)])
        headers = HEADERS | {"Content-Disposition": 'attachment; filename="migsim-room.csv"'}
        return Response("\ufeff" + out.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)

    async def qr(self, request: Request) -> Response:
        """The picture that a phone's camera reads: address and code."""
        address = request.query_params.get("address", "")
        known = [f"http://{one}:{request.url.port or 80}/" for one in own_addresses()]
        if address not in known:
            raise InputError("address: is none of this machine's; load the page again")
        return Response(_qr(f"{address}join#{self.room.code}"), media_type="image/svg+xml", headers=HEADERS)


@lru_cache(maxsize=8)
def _qr(text: str) -> bytes:
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", border=4, xmldecl=False, omitsize=True)
    return out.getvalue()


def _plain(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def told(document: Any) -> Response:
    """Send a document."""
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return Response(body, media_type="application/json", headers=HEADERS | {"Content-Security-Policy": POLICY})


def for_trainer(answer: Answer) -> Answer:
    """Answer the trainer's own page alone."""

    async def wrapped(request: Request) -> Response:
        if not is_trainer(request.scope):
            return refusal(403, "only the trainer's own computer can do this, at http://127.0.0.1")
        return await answer(request)

    return answering(wrapped)
