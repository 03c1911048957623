"""The app as one file: the same page with histories inside, for a stick or a telephone, without Python or network."""

import base64
import gzip
import json
import re
from collections.abc import Callable, Iterator
from functools import partial
from importlib.resources import files
from pathlib import Path, PurePosixPath
from typing import Any

from migsim.app import lessons
from migsim.app.game import brief_plays, networks, rules
from migsim.app.opening import opening
from migsim.app.outcomes import outcomes
from migsim.app.tale import market_of, tell
from migsim.app.texts import languages, names
from migsim.disk import write_whole
from migsim.errors import InputError
from migsim.facilitation.library import STANDARD, load_strategy
from migsim.report.market_map import market_map_svg
from migsim.scenario.schema import Scenario

LARGEST = 2_000_000  # bytes
_MODULE = re.compile(r'(from\s+|import\s+)"(\.{1,2}/[^"]+)"')
_DOT_RUNS = 20
_GAME_RUNS = (0, 1)  # worlds of the game, so that a class can play its decisions again with other luck

Progress = Callable[[int, int], None]


class _TooLarge(Exception):  # noqa: N818
    """What was worked out so far has no room in the file."""


def export(scenario: Scenario, path: Path, *, seed: int = 1, progress: Progress | None = None) -> int:
    """Write the app with one market and one world into a file.

    Parameters
    ----------
    scenario : Scenario
    path : Path
        File to write; replaced when it is there.
    seed : int
        Seed of the world.
    progress : callable, optional
        Called with answers done and answers in all.

    Returns
    -------
    int
        Size in bytes.

    Raises
    ------
    InputError
        The file cannot be written, or the market is too large to fit.
    """
    try:
        data = single_page(collect(scenario, seed, progress)).encode("utf-8")
        if len(data) > LARGEST:
            raise _TooLarge
    except _TooLarge:
        raise InputError(f"{path}: would have more than {LARGEST:,} bytes; take a market with a smaller pool") from None
    try:
        write_whole(path, data)
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror or error}); name another file") from None
    return len(data)


def collect(scenario: Scenario, seed: int, progress: Progress | None = None) -> dict[str, Any]:
    """Every answer that the page can ask for, under the question it asks."""
    found, size = {}, 0
    todo = list(answers(scenario, seed))
    for done, (question, answer) in enumerate(todo):
        found[question] = answer()
        size += len(gzip.compress(json.dumps(found[question]).encode(), 1))
        if size > 2 * LARGEST:  # all of them together are packed better, but not twice as well
            raise _TooLarge
        if progress is not None:
            progress(done + 1, len(todo))
    return found


def question(path: str, **query: Any) -> str:
    """A question as the page keys it: path, then names in order."""
    return f"{path}?" + "&".join(f"{name}={_listed(query[name])}" for name in sorted(query))


def _listed(value: Any) -> str:
    return ",".join(value) if isinstance(value, list) else str(value)


def answers(scenario: Scenario, seed: int) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Each question with what works its answer out."""
    key = scenario.name
    world: dict[str, Any] = {"market": key, "seed": seed, "run": 0}
    for language in languages():
        only = partial(opening, language, [{"key": key, "title": scenario.title}], list(STANDARD))
        yield question("start", language=language), partial(_with_worlds, only)
    yield question("market", market=key), partial(market_of, scenario)
    for language in languages():
        yield question("map", market=key, language=language), partial(_map, scenario, language)
    for name in STANDARD:
        strategy = load_strategy(name)
        yield question("tale", **world, strategy=name), partial(tell, scenario, strategy, seed, 0)
        asked = question("dots", market=key, strategies=[name], seed=seed, runs=_DOT_RUNS)
        yield asked, partial(outcomes, scenario, [strategy], seed, _DOT_RUNS)
    for name, lesson in lessons.LESSONS.items():
        yield question("lesson", market=key, name=name, seed=seed), partial(lessons.run, scenario, name, None, seed)
        for knob in lesson.knobs(scenario):
            asked = question("lesson", market=key, name=name, knob=f"{knob:g}", seed=seed)
            yield asked, partial(lessons.run, scenario, name, knob, seed)
    for run in _GAME_RUNS:
        played: dict[str, Any] = world | {"run": run}
        yield question("packages", **played), partial(rules, scenario, seed, run)
        yield question("plays", **played), partial(brief_plays, scenario, seed, run)
        yield question("networks", **played), partial(networks, scenario, seed, run)
        alone = question("tale", **played, strategy="no-project")
        yield alone, partial(tell, scenario, load_strategy("no-project"), seed, run)


def _map(scenario: Scenario, language: str) -> str:
    return _data_url("image/svg+xml", market_map_svg(scenario, names(language)))


def _with_worlds(only: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    return only() | {"worlds": list(_GAME_RUNS)}


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
            if path.name.endswith(".js"):
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
