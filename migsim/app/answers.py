"""How answers are sent, and how what is wrong with a question is said."""

from collections.abc import Awaitable, Callable
from typing import Any

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from migsim.analysis.summaries import without_nan
from migsim.app.guard import HEADERS, LARGEST_BODY, POLICY, TooLargeError, refusal
from migsim.errors import InputError

Answer = Callable[[Request], Awaitable[Response]]


def reply(document: Any, headers: dict[str, str] | None = None) -> JSONResponse:
    """Send a document, with the headers that every answer carries."""
    return JSONResponse(without_nan(document), headers=HEADERS | {"Content-Security-Policy": POLICY} | (headers or {}))


def answering(answer: Callable[[Request], Awaitable[Any]]) -> Answer:
    """Turn what is wrong with a request into a list of mistakes that the page can show."""

    async def wrapped(request: Request) -> Response:
        try:
            found = await answer(request)
            return found if isinstance(found, Response) else reply(found)
        except InputError as error:
            return refusal(400, *error.messages)
        except ValidationError as error:
            return refusal(400, *(_mistake(one) for one in error.errors()))
        except TooLargeError:
            return refusal(413, f"too large: at most {LARGEST_BODY:,} bytes can be sent")

    return wrapped


def _mistake(error: Any) -> str:
    where = ".".join(str(part) for part in error["loc"])
    return f"{where or 'the request'}: {str(error['msg'])[:200]}"
