"""How the server is run, and how it ends: at once, and without a word about whom it cuts off."""

import logging
import socket

import uvicorn
from starlette.applications import Starlette

_PATIENCE = 1  # s, for answers on their way; a page that never closes its connection does not keep the server


class _Quiet(uvicorn.Server):
    """A server that ends without the traces of what it cuts off."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Finish what can be finished soon."""
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        await super().shutdown(sockets)


def serve(app: Starlette, listening: socket.socket) -> None:
    """Answer at a socket until Ctrl-C."""
    config = uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=_PATIENCE)
    _Quiet(config).run(sockets=[listening])
