"""How the server is run, and how it ends: at once, and without a word about whom it cuts off."""

import asyncio
import logging
import socket
import sys
import time

import h11
import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.h11_impl import H11Protocol

_PATIENCE = 1  # s, for answers on their way; a page that never closes its connection does not keep the server
_MOST = 400  # connections at a time: a class of 60 with six each, and some to spare
_SPARE = 80  # files that the server itself needs beside them
_ASKING = 20.0  # s that a question may take to arrive
_LOOK = 5.0  # s between two looks at it


def most_connections() -> int:
    """How many connections are held at a time; fewer where the system allows fewer open files."""
    if sys.platform == "win32":
        return _MOST
    import resource

    allowed = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return _MOST if allowed == resource.RLIM_INFINITY else max(min(_MOST, allowed - _SPARE), 8)


class _Bounded(H11Protocol):
    """A connection that is turned away when there are too many, and ended when its question never comes to an end."""

    most = _MOST

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take it, or close it at once."""
        super().connection_made(transport)
        self._since = time.monotonic()
        if len(self.connections) > self.most:
            transport.abort()
        else:
            self._watch = self.loop.call_later(_LOOK, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop looking at it."""
        if hasattr(self, "_watch"):
            self._watch.cancel()
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        """Wait for the next question from now on."""
        self._since = time.monotonic()
        super().on_response_complete()

    def _look(self) -> None:
        asking = self.conn.their_state in (h11.IDLE, h11.SEND_BODY)
        if asking and time.monotonic() - self._since > _ASKING:
            self.transport.abort()
        else:
            self._watch = self.loop.call_later(_LOOK, self._look)


class _Quiet(uvicorn.Server):
    """A server that ends without the traces of what it cuts off."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Finish what can be finished soon."""
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        await super().shutdown(sockets)


def serve(app: Starlette, listening: socket.socket) -> None:
    """Answer at a socket until Ctrl-C."""
    _Quiet(config_of(app)).run(sockets=[listening])


def config_of(app: Starlette) -> uvicorn.Config:
    """Settings of the server, with its limits."""
    return uvicorn.Config(
        app,
        http=type("_Connection", (_Bounded,), {"most": most_connections()}),
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=_PATIENCE,
    )
