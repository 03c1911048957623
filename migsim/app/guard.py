"""What the server refuses before it looks at a request: foreign hosts, large bodies, anything a page may not load."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

LARGEST_BODY = 2_000_000  # bytes; a market of 500 actors is a tenth of that

#: Only what the server itself sends may be loaded or run; pages cannot be framed.
POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
#: A report is a whole page of its own, with its style inside and no scripts.
REPORT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; frame-ancestors 'none'"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
#: Names by which a machine calls itself.
LOCAL = ("127.0.0.1", "localhost", "[::1]")

Handler = Callable[[Request], Awaitable[Response]]


def refusal(status: int, *messages: str) -> JSONResponse:
    """Say what was refused, as every error of the server is said."""
    return JSONResponse({"mistakes": list(messages)}, status, headers=HEADERS | {"Content-Security-Policy": POLICY})


class Guard:
    """Middleware that checks the host (against DNS rebinding) and the size of bodies, and adds the headers.

    Parameters
    ----------
    app : ASGI application
    hosts : iterable of str
        Names by which the server may be called, beside this machine's own; any where None.
    """

    def __init__(self, app: ASGIApp, hosts: tuple[str, ...] | None = ()) -> None:
        self._app = app
        self._hosts = None if hosts is None else frozenset((*LOCAL, *hosts))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refused = self._refuse(scope)
        if refused is not None:
            await refused(scope, receive, send)
            return
        await self._app(scope, _limited(receive), send)

    def _refuse(self, scope: Scope) -> Response | None:
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        host = headers.get("host", "")
        name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
        if self._hosts is not None and name not in self._hosts:
            return refusal(421, "this server answers to its own address only; open the address that was printed")
        origin = headers.get("origin")
        if scope["method"] != "GET" and origin is not None and origin.partition("://")[2] != host:
            return refusal(403, "the request comes from another site; open the address that was printed")
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > LARGEST_BODY:
            return refusal(413, f"too large: at most {LARGEST_BODY:,} bytes can be sent")
        return None


class TooLargeError(Exception):
    """More was sent than a body may hold."""


def _limited(receive: Receive) -> Receive:
    """Stop reading a body that says nothing about its length once it is too large."""
    read = 0

    async def limited() -> dict[str, object]:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > LARGEST_BODY:
            raise TooLargeError
        return dict(message)

    return limited
