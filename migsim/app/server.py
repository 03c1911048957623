"""The server behind the page: small, on this machine only, and nothing of one visitor is seen by another."""

import gzip
import json
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import lru_cache
from importlib.resources import files
from typing import Any, TypeVar

from anyio import to_thread
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from migsim.app import questions
from migsim.app.answers import Answer, answering, reply
from migsim.app.drawn import market_of
from migsim.app.guard import HEADERS, POLICY, REPORT_POLICY, Guard, refusal
from migsim.app.jobs import Jobs
from migsim.app.markets import Markets
from migsim.app.model import BUILDS, binary_of, engine_of, game_of, lesson_of, model_of, setup_of
from migsim.app.opening import opening
from migsim.app.room.door import Door, is_trainer
from migsim.app.room.keeping import RoomFile
from migsim.app.room.routes import RoomRoutes
from migsim.app.texts import FIRST, languages, names
from migsim.errors import InputError
from migsim.facilitation.library import load_strategy, strategy_names
from migsim.facilitation.strategy import Strategy
from migsim.scenario.market import build_market
from migsim.scenario.schema import Scenario
from migsim.state import Market

_KINDS = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
}
_COMPRESSION = 1  # of 9; more makes a history a tenth smaller and costs as much again

A = TypeVar("A", bound=questions.Asked)


class Same:
    """A market that is equal to itself alone, so that what is kept for it need not read it through."""

    def __init__(self, thing: Scenario) -> None:
        self.thing = thing

    def __hash__(self) -> int:
        return id(self.thing)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.thing is self.thing


def make_app(scenario: Scenario | None = None, *, room: RoomFile | None = None) -> Starlette:
    """Make the application.

    Parameters
    ----------
    scenario : Scenario, optional
        The market that is shown first; the poultry case when missing.
    room : RoomFile, optional
        The room that phones of the network may join; this machine alone may call when missing.
    """
    app = Starlette(
        routes=[
            Route("/", page),
            Route("/static/{path:path}", static),
            Route("/api/start", answering(start)),
            Route("/api/market", answering(market)),
            Route("/model/{build}", binary),
            Route("/api/engine", answering(engine)),
            Route("/api/model", answering(model)),
            Route("/api/setup", answering(setup)),
            Route("/api/plan", answering(plan)),
            Route("/api/rules", answering(rules)),
            Route("/map/{key}.svg", answering_page(market_map)),
            Route("/api/upload", answering(upload), methods=["POST"]),
            Route("/api/compare", answering(compare), methods=["POST"]),
            Route("/api/compare/{key}", answering(compared)),
            Route("/report/{key}", answering_page(report)),
            *(RoomRoutes(room).routes() if room else []),
        ],
        middleware=[
            Middleware(Guard, hosts=None if room else ()),
            *([Middleware(Door, kept=room)] if room else []),
            Middleware(GZipMiddleware, minimum_size=2000, compresslevel=_COMPRESSION),
        ],
        exception_handlers={HTTPException: not_served, Exception: failed},
        lifespan=few_at_once,
    )
    app.state.markets, app.state.jobs = Markets(scenario), Jobs()
    app.state.shared = room is not None
    return app


def get_ready(scenario: Scenario) -> None:
    """Have at hand what the first visitor asks for."""
    engine_of()
    _arrays(Same(scenario), 1)


@asynccontextmanager
async def few_at_once(app: Starlette) -> AsyncIterator[None]:
    """Work on as many questions at a time as there are cores; more would only make all of them wait for each other.

    Comparisons that are not done by the end are given up.
    """
    to_thread.current_default_thread_limiter().total_tokens = max(os.cpu_count() or 1, 2)
    yield
    app.state.jobs.close()


async def worked_out(request: Request, work: Callable[..., Any], *given: Any) -> Response:
    """Work an answer out on a thread, down to its compressed bytes; whoever waits for others is not held up by it."""
    small = "gzip" in request.headers.get("accept-encoding", "")

    def whole() -> Response:
        answer = reply(work(*given), {"Vary": "Accept-Encoding"})
        if small:
            answer.body = gzip.compress(answer.body, _COMPRESSION, mtime=0)
            answer.headers["Content-Encoding"] = "gzip"
            answer.headers["Content-Length"] = str(len(answer.body))
        return answer

    return await run_in_threadpool(whole)


def answering_page(answer: Callable[[Request], Response]) -> Answer:
    """Serve a page, or say in plain words that there is none."""

    async def wrapped(request: Request) -> Response:
        try:
            return answer(request)
        except InputError as error:
            return refusal(404, *error.messages)

    return wrapped


async def not_served(request: Request, error: Exception) -> Response:
    """Say that there is no such thing."""
    return refusal(getattr(error, "status_code", 404), "there is no such thing here; go back to the first page")


async def failed(request: Request, error: Exception) -> Response:
    """Say that something broke, without telling how."""
    return refusal(500, "something broke on the server; what it was stands in its terminal")


async def page(request: Request) -> Response:
    """The one page."""
    return _file("index.html")


async def static(request: Request) -> Response:
    """A file of the page."""
    return _file(str(request.path_params["path"]))


def _file(path: str) -> Response:
    """Serve a file that ships; nothing outside that folder can be named."""
    parts = path.split("/")
    ending = "." + parts[-1].rpartition(".")[2]
    if ending not in _KINDS or any(not part or part.startswith(".") or "\\" in part for part in parts):
        raise HTTPException(404)
    found = files("migsim.app") / "static"
    for part in parts:
        found = found / part
    if not found.is_file():
        raise HTTPException(404)
    headers = HEADERS | {"Content-Security-Policy": POLICY}
    return Response(found.read_bytes(), media_type=_KINDS[ending], headers=headers)


def asked(kind: type[A], request: Request) -> A:
    """Read a question from the address; lists are given by repeating a name."""
    given: dict[str, Any] = dict(request.query_params)
    for name, field in kind.model_fields.items():
        if name in given and str(field.annotation).startswith(("list", "typing.Annotated[list")):
            given[name] = request.query_params.getlist(name)
    return kind.model_validate(given)


async def start(request: Request) -> dict[str, Any]:
    """What the page has to know before anything is chosen: markets, strategies, texts."""
    markets: Markets = request.app.state.markets
    listed = await run_in_threadpool(markets.listed)
    told = opening(request.query_params.get("language", FIRST), listed, strategy_names())
    return told | {"room": request.app.state.shared and is_trainer(request.scope)}


def _market(request: Request, key: str) -> Scenario:
    markets: Markets = request.app.state.markets
    return markets.get(key)


@lru_cache
def _strategy(name: str) -> Strategy:
    """One of the library: a page cannot name a file of this machine."""
    if name not in strategy_names():
        raise InputError(f"strategy {json.dumps(name)}: not known here; choose one of the list")
    return load_strategy(name)


async def market(request: Request) -> dict[str, Any]:
    """One market, as the page draws it."""
    return market_of(_market(request, request.query_params.get("market", "")))


@lru_cache(maxsize=16)
def _arrays(of: Same, seed: int) -> Market:
    """A market as arrays, kept for the next strategy on it."""
    return build_market(of.thing, seed)


async def binary(request: Request) -> Response:
    """The compiled model."""
    build = str(request.path_params["build"])
    if build not in BUILDS:
        raise HTTPException(404)
    headers = HEADERS | {"Content-Security-Policy": POLICY}
    return Response(binary_of(build), media_type="application/wasm", headers=headers)


async def engine(request: Request) -> Response:
    """What the page's model needs in every market."""
    return await worked_out(request, engine_of)


async def model(request: Request) -> Response:
    """One market as arrays."""
    question = asked(questions.ModelAsked, request)
    scenario, seed = _market(request, question.market), question.seed
    return await worked_out(request, lambda: model_of(scenario, _arrays(Same(scenario), seed), seed))


async def setup(request: Request) -> Response:
    """One strategy on a market as arrays."""
    question = asked(questions.SetupAsked, request)
    scenario, strategy, seed = _market(request, question.market), _strategy(question.strategy), question.seed
    return await worked_out(request, lambda: setup_of(scenario, strategy, _arrays(Same(scenario), seed), seed))


async def plan(request: Request) -> Response:
    """A lesson's experiment in a market as arrays."""
    question = asked(questions.PlanAsked, request)
    scenario, seed = _market(request, question.market), question.seed
    return await worked_out(request, lambda: lesson_of(scenario, question.name, _arrays(Same(scenario), seed), seed))


async def rules(request: Request) -> Response:
    """What a player of the game can do in a market."""
    question = asked(questions.ModelAsked, request)
    scenario, seed = _market(request, question.market), question.seed
    return await worked_out(request, lambda: game_of(scenario, _arrays(Same(scenario), seed), seed))


async def upload(request: Request) -> dict[str, Any]:
    """Take a market that somebody brought: checked, and kept under a key that only this answer holds."""
    name = request.query_params.get("name", "")[:200]
    content = await request.body()
    markets: Markets = request.app.state.markets
    key = await run_in_threadpool(markets.bring, name, content)
    return {"key": key, "title": markets.get(key).title}


async def _body(kind: type[A], request: Request) -> A:
    """Read a question from the body."""
    return kind.model_validate_json(await request.body())


def market_map(request: Request) -> Response:
    """The map of a market: roles, constraints and how they drive each other."""
    language = request.query_params.get("language", FIRST)
    known = language if language in languages() else FIRST
    drawn = _drawn(Same(_market(request, str(request.path_params["key"]))), known)
    return Response(drawn, media_type="image/svg+xml", headers=HEADERS | {"Content-Security-Policy": REPORT_POLICY})


@lru_cache(maxsize=32)
def _drawn(of: Same, language: str) -> str:
    from migsim.report.market_map import market_map_svg

    return market_map_svg(of.thing, names(language))


async def compare(request: Request) -> dict[str, Any]:
    """Put a comparison in line."""
    question = await _body(questions.CompareAsked, request)
    scenario = _market(request, question.market)
    chosen = [_strategy(name).name for name in dict.fromkeys(question.strategies)]
    jobs: Jobs = request.app.state.jobs
    return {"key": jobs.start(scenario, chosen, question.runs, question.seed)}


async def compared(request: Request) -> dict[str, Any]:
    """How a comparison stands."""
    jobs: Jobs = request.app.state.jobs
    return jobs.get(str(request.path_params["key"])).document()


def report(request: Request) -> Response:
    """The report of a comparison, to read or to keep."""
    jobs: Jobs = request.app.state.jobs
    job = jobs.get(str(request.path_params["key"]))
    if not job.report:
        raise InputError("this comparison has no report (yet)")
    headers = HEADERS | {"Content-Security-Policy": REPORT_POLICY}
    if "keep" in request.query_params:
        headers["Content-Disposition"] = 'attachment; filename="migsim-report.html"'
    return Response(job.report, media_type="text/html", headers=headers)
