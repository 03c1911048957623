"""The app as one file: the same page with the compiled model inside, for a stick or a telephone."""

import base64
import gzip
import json
import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from importlib.resources import files
from pathlib import Path, PurePosixPath
from typing import Any

from migsim.app.drawn import market_of
from migsim.app.lessons import LESSONS
from migsim.app.model import BUILDS, binary_of, engine_of, game_of, lesson_of, model_of, setup_of
from migsim.app.opening import opening
from migsim.app.texts import languages, names
from migsim.disk import write_whole
from migsim.errors import InputError
from migsim.facilitation.library import load_strategy, strategy_names
from migsim.report.market_map import market_map_svg
from migsim.scenario.market import build_market
from migsim.scenario.schema import Scenario

LARGEST = 8_000_000  # bytes, what messengers and old telephones still take
_IMPORT = re.compile(r"^import .*?;$", re.MULTILINE | re.DOTALL)
_MODULE = re.compile(r'(from\s+|import\s+)"(\.{1,2}/[^"]+)"')
#: Modules of the worker, each after those that it takes from.
_WORKER = ("model.js", "engine.js", "asked.js", "worker.js")

Progress = Callable[[int, int], None]


def export(scenarios: Sequence[Scenario], path: Path, *, seed: int = 1, progress: Progress | None = None) -> int:
    """Write the app with some markets into a file, which works out all strategies, lessons, games and worlds itself.

    Parameters
    ----------
    scenarios : sequence of Scenario
    path : Path
        File to write; replaced when it is there.
    seed : int
        Seed of the people outside and of all luck.
    progress : callable, optional
        Called with markets done and markets in all.

    Returns
    -------
    int
        Size in bytes.

    Raises
    ------
    InputError
        The file cannot be written, or the markets are too large to fit.
    """
    data = single_page(collect(scenarios, seed, progress)).encode("utf-8")
    if len(data) > LARGEST:
        raise InputError(f"{path}: would have more than {LARGEST:,} bytes; take fewer markets, or smaller ones")
    try:
        write_whole(path, data)
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror or error}); name another file") from None
    return len(data)


def collect(scenarios: Sequence[Scenario], seed: int, progress: Progress | None = None) -> dict[str, Any]:
    """Every text and document that the page can ask for, under the question it asks; the model; and the worker."""
    found: dict[str, Any] = {build: base64.b64encode(binary_of(build)).decode("ascii") for build in BUILDS}
    found |= {"worker.js": worker(), question("engine"): engine_of()}
    possible = set(strategy_names())
    for done, scenario in enumerate(scenarios):
        documents, played = _documents(scenario, seed)
        found |= documents
        possible &= played
        if progress is not None:
            progress(done + 1, len(scenarios))
    listed = [{"key": scenario.name, "title": scenario.title} for scenario in scenarios]
    for language in languages():
        chosen = [name for name in strategy_names() if name in possible]
        found[question("start", language=language)] = opening(language, listed, chosen)
    return found


def question(path: str, **query: Any) -> str:
    """A question as the page keys it: path, then names in order."""
    return f"{path}?" + "&".join(f"{name}={query[name]}" for name in sorted(query))


def _documents(scenario: Scenario, seed: int) -> tuple[dict[str, Any], set[str]]:
    """What the page asks of one market, and the strategies that its horizon and budget have room for."""
    key, market = scenario.name, build_market(scenario, seed)
    found: dict[str, Any] = {question("market", market=key): market_of(scenario)}
    found[question("model", market=key, seed=seed)] = model_of(scenario, market, seed)
    found[question("rules", market=key, seed=seed)] = game_of(scenario, market, seed)
    for language in languages():
        found[question("map", market=key, language=language)] = _map(scenario, language)
    for name in LESSONS:
        try:
            found[question("plan", market=key, name=name, seed=seed)] = lesson_of(scenario, name, market, seed)
        except InputError:  # no room for what is asked about; the page says so
            continue
    played = set()
    for name in strategy_names():
        try:
            asked = question("setup", market=key, strategy=name, seed=seed)
            found[asked] = setup_of(scenario, load_strategy(name), market, seed)
        except InputError:
            continue
        played.add(name)
    return found, played


def _map(scenario: Scenario, language: str) -> str:
    return _data_url("image/svg+xml", market_map_svg(scenario, names(language)))


def worker() -> str:
    """The worker and all that it imports as one text."""
    folder = files("migsim.app") / "static"
    texts = ((folder / name).read_text(encoding="utf-8") for name in _WORKER)
    return "\n".join(re.sub(r"^export ", "", _IMPORT.sub("", text), flags=re.MULTILINE) for text in texts)


def single_page(found: dict[str, Any]) -> str:
    """Put the page, its modules and its answers into one file that loads nothing."""
    folder = files("migsim.app") / "static"
    html = (folder / "index.html").read_text(encoding="utf-8")
    styles = "\n".join((folder / name).read_text(encoding="utf-8") for name in ("vendor/uPlot.min.css", "app.css"))
    icon = _data_url("image/svg+xml", (folder / "icon.svg").read_text(encoding="utf-8"))
    packed = base64.b64encode(gzip.compress(json.dumps(found, separators=(",", ":")).encode(), 9, mtime=0)).decode()
    modules = {name: _data_url("text/javascript", text) for name, text in _modules()}
    head, _, _ = html.partition('<link rel="icon"')
    body = html[html.index("</head>") : html.index('<script type="module"')]
    return (
        f'{head}<link rel="icon" href="{icon}">\n<style>\n{styles}\n</style>\n'
        f'<script type="importmap">{json.dumps({"imports": modules})}</script>\n'
        f'{body}<script type="application/json" id="packed">{packed}</script>\n'
        '<script type="module">import "migsim/main.js";</script>\n</body>\n</html>\n'
    )


def _modules() -> Iterator[tuple[str, str]]:
    """Every module under the name by which the others import it in one file."""
    folder = files("migsim.app") / "static"
    for place in ("", "views/", "vendor/"):
        for path in sorted((folder / place).iterdir(), key=lambda path: path.name):
            if path.name.endswith(".js") and path.name not in _WORKER:
                text = path.read_text(encoding="utf-8")
                yield f"migsim/{place}{path.name}", _MODULE.sub(partial(_bare, place), text)


def _bare(place: str, found: re.Match[str]) -> str:
    """Write a relative import as one that the map of the file knows."""
    parts: list[str] = []
    for part in PurePosixPath("migsim", place, found[2]).parts:
        if part == "..":
            parts.pop()
        elif part != ".":
            parts.append(part)
    return f'{found[1]}"{"/".join(parts)}"'


def _data_url(kind: str, text: str) -> str:
    return f"data:{kind};base64,{base64.b64encode(text.encode()).decode()}"
