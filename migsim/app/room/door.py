"""Who is let in: the trainer's own machine, and phones that have the code."""

from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from migsim.app.guard import HEADERS, LOCAL, refusal
from migsim.app.room.keeping import RoomFile

COOKIE = "migsim-room"
_OPEN = ("/join", "/static/icon.svg")


def is_trainer(scope: Scope) -> bool:
    """Whether a request comes from this machine, by this machine's own name: the trainer's page does, a phone does not.

    The name is asked for as well, so that no page of the internet can speak for the trainer's browser.
    """
    client = scope.get("client")
    host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    return client is not None and client[0] in ("127.0.0.1", "::1") and name in LOCAL


class Door:
    """Middleware of a shared server: without the code there is nothing to be had but the page that asks for it."""

    def __init__(self, app: ASGIApp, kept: RoomFile) -> None:
        self._app, self._kept = app, kept

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, send it to the door, or refuse it."""
        if scope["type"] != "http" or is_trainer(scope):
            await self._app(scope, receive, send)
            return
        path = scope["path"]
        known = self._kept.room.knows(Request(scope).cookies.get(COOKIE, ""))
        if known or path in _OPEN or path.startswith("/room/phone"):
            await self._app(scope, receive, send)
        elif path == "/":
            await RedirectResponse("/join", 303, headers=HEADERS)(scope, receive, send)
        else:
            await refusal(403, "join the room first, with the code on the wall")(scope, receive, send)
