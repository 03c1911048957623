"""Files made wrong at random, for every loader: the same seed, the same files.

`LOADERS` lists whatever reads a file of a user's. A new loader is a line there, and is covered from its first day.
"""

from __future__ import annotations

import datetime
import random
import re
import time
import warnings
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from migsim.analysis.calibration.register import read_register
from migsim.analysis.calibration.template import write_template
from migsim.analysis.sweep.experiment import load_experiment
from migsim.analysis.sweep.points import read_points
from migsim.analysis.sweep.targets import Targets
from migsim.errors import InputError
from migsim.facilitation.conversion import new_file
from migsim.facilitation.library import LIBRARY, load_strategy
from migsim.facilitation.workbook import read_workbook
from migsim.scenario import load_scenario
from migsim.scenario.priors import read_draws

SMALL = Path(__file__).parent / "small.toml"
SECONDS = 10.0
LONGEST = 300  # letters of a message, without the path that it begins with
#: What no message to people holds: names of Python's and of libraries' making.
PYTHON = re.compile(
    r"Traceback|[A-Z]\w+Error|NoneType|<class|object at 0x|pydantic|numpy|pandas|np\.|pd\.|dtype|tuple|dict\b"
)

EXPERIMENT = """name = "a"
scenarios = ["small.toml"]
strategies = ["no-project", "plan.toml"]
runs = 4
seed = 3
prior = "fitted"
weeks = 100
weekly = 1

[design]
kind = "latin-hypercube"
points = 10

[factors]
patience = { low = 0.3, high = 0.5 }
"costs.meeting" = [10, 20]
trust_on = true
work_rate = "prior"
"""
OF_A_FILE = """name = "a"
scenarios = ["small.toml"]
strategies = ["plan.toml"]

[design]
kind = "csv"
file = "points.csv"

[factors]
work_rate = 0.1
"""
REGISTER = """week,weeks,date,group,measure,value,n,# notes
5,,,credit,present,9,12,rain
9,1,,credit,kept_count,6,9,
,13,2026-04-06,,deals,4,,
,13,2026-07-06,,deals,6,,
52,13,,women's,income,6 %,30,
"""
POINTS = "patience,costs.meeting,trust_on\n0.3,10,1\n0.4,20,0\n0.45,15.5,1\n"
DRAWS = "work_rate,patience,breach\n0.1,0.3,0.2\n0.2,0.4,0.25\n0.15,0.45,0.22\n"


@dataclass(frozen=True)
class Loader:
    """Whatever reads a file of a user's: what it is called, how it is read, and whole files of its kind."""

    ending: str
    read: Callable[[Path], Any]
    whole: Callable[[], list[bytes]]


def _texts(*texts: str | Path) -> Callable[[], list[bytes]]:
    return lambda: [text.read_bytes() if isinstance(text, Path) else text.encode() for text in texts]


@cache
def _books() -> tuple[bytes, bytes]:
    import tempfile

    from openpyxl import load_workbook

    with tempfile.TemporaryDirectory() as folder:
        plan = new_file(Path(folder) / "plan.xlsx", "treyl-poultry")[0].read_bytes()
        register = write_template(Path(folder) / "register.xlsx")
        book = load_workbook(register)
        for row in ((5, None, None, "a", "present", 9, 12), (9, None, None, "a", "attendance", 0.75, 12)):
            book["data"].append(row)
        book.save(register)
        return plan, register.read_bytes()


@cache
def _targets() -> Targets:
    return Targets([load_scenario(SMALL)], [load_strategy("light-touch")])


def _register(path: Path) -> Any:
    return read_register(path, 260, datetime.date(2026, 1, 5))


def _experiment(path: Path) -> Any:
    (path.parent / "small.toml").write_bytes(SMALL.read_bytes())
    (path.parent / "plan.toml").write_bytes((LIBRARY / "light-touch.toml").read_bytes())
    (path.parent / "points.csv").write_text(POINTS)
    return load_experiment(path)


LOADERS: dict[str, Loader] = {
    "scenario": Loader(".toml", load_scenario, _texts(SMALL)),
    "strategy": Loader(".toml", load_strategy, lambda: [path.read_bytes() for path in sorted(LIBRARY.glob("*.toml"))]),
    "experiment": Loader(
        ".toml",
        _experiment,
        _texts(EXPERIMENT, OF_A_FILE),
    ),
    "register": Loader(".csv", _register, _texts(REGISTER, REGISTER.replace(",", ";"))),
    "points": Loader(".csv", lambda path: read_points(path, _targets()), _texts(POINTS, POINTS.replace(",", ";"))),
    "prior": Loader(".csv", read_draws, _texts(DRAWS, DRAWS.replace(",", ";"))),
    "workbook": Loader(".xlsx", read_workbook, lambda: [_books()[0]]),
    "register workbook": Loader(".xlsx", _register, lambda: [_books()[1]]),
}

#: What stands where something else belongs, as TOML has it.
_TOML = (
    "3", "-1", "0.5", "1e400", "inf", "nan", "true", "false", "2026-03-31", "12:30:00", "2026-03-31T12:30:00Z", '""',
    '"text"', "[]", "[1, 2]", '["a", 3]', "{}", "{ a = 1 }", '[{ name = "x" }]', "[[1]]", f'"{"x" * 10_000}"',
    f'"{"n" * 300}.toml"', "99999999999999999999999999", '"no-such.toml"', '"../../etc/passwd"', '"=1+1"', '"\\u0000"',
    '"a\\nb"', "[" * 30 + "]" * 30, '"\\u202e"', '["' + "y" * 9_000 + '"]', "0x10", '"prior"', "{ low = 3, high = 1 }",
)  # fmt: skip
_CELLS = (
    "", "0", "-1", "1e400", "9" * 400, "inf", "-inf", "nan", "NaN", "text", "12,000", "1.250", '"12,000"', "x" * 10_000,
    "2026-03-31", "31/03/2026", "TRUE", "#", "#N/A", "=1+1", '"', '"a\nb"', "½", "٣", "1e5", "0,5", "80 %", "-", "NULL",
    "present", "week", "\0", "\x1b[31m", "0x10", "1_000", "week,week", "sep=;", " ", "é" * 200, "99999999999999999999",
)  # fmt: skip
_XML = (
    b"", b"0", b"-1", b"1e400", b"nan", b"text", b"99999999999999999999", b"x" * 10_000, b"_x000D_", b"<v/>", b"&amp;",
    b"&bad;", b"12,000", b"2026-03-31", b"#REF!", b"true", b"=1+1", b"\xff\xfe",
)  # fmt: skip


def mutants(name: str, count: int, seed: int = 1) -> Iterator[bytes]:
    """Yield files made wrong from whole ones of a loader's kind."""
    luck, loader = random.Random(f"{name} {seed}"), LOADERS[name]
    whole = loader.whole()
    for _ in range(count):
        content = luck.choice(whole)
        for _ in range(luck.choice((1, 1, 1, 2, 4))):
            content = _change(content, loader.ending, luck)
        yield content


def _change(content: bytes, ending: str, luck: random.Random) -> bytes:
    if luck.random() < 0.15:
        return _in_bytes(content, luck)
    try:
        return {".toml": _in_toml, ".csv": _in_cells, ".xlsx": _in_parts}[ending](content, luck)
    except Exception:  # earlier changes left nothing of its kind to change
        return _in_bytes(content, luck)


def _in_bytes(content: bytes, luck: random.Random) -> bytes:
    at = luck.randrange(len(content) + 1)
    return luck.choice((
        content[:at],
        content[:at] + bytes(luck.randrange(256) for _ in range(luck.choice((1, 4, 40)))) + content[at:],
        content[:at] + bytes([luck.randrange(256)]) + content[at + 1 :],
        content[:at] + content[at + luck.choice((1, 20, 200)) :],
        content + content[at : at + 500],
        content.decode("latin-1").encode("utf-16"),
        b"\xef\xbb\xbf" + content,
    ))  # fmt: skip


def _in_toml(content: bytes, luck: random.Random) -> bytes:
    lines = content.decode().splitlines()
    at = luck.randrange(len(lines))
    key, equals, _ = lines[at].partition("=")
    way = luck.random()
    if equals and way < 0.6:
        lines[at] = f"{key}= {luck.choice(_TOML)}"
    elif equals and way < 0.7:
        lines[at] = f"{luck.choice(('x' * 10_000, 'nmae', 'a.b', '2', key.strip() + 'x'))} = {luck.choice(_TOML)}"
    elif way < 0.8:
        lines.insert(at, lines[luck.randrange(len(lines))])
    elif way < 0.9:
        del lines[at]
    else:
        lines[at] = luck.choice(("[a]", "[[roles]]", "[start]", "[factors]", "[design]", "phases = 3", "[[phases]]"))
    return "\n".join(lines).encode()


def _in_cells(content: bytes, luck: random.Random) -> bytes:
    rows = [re.split("([,;\t])", line) for line in content.decode().splitlines()]
    row = rows[luck.randrange(len(rows))]
    way = luck.random()
    if way < 0.7:
        row[luck.randrange(0, len(row), 2)] = luck.choice(_CELLS)
    elif way < 0.8:
        rows.insert(luck.randrange(len(rows)), [luck.choice(("", "A title above", ",,,,", "# a note", "sep=;"))])
    elif way < 0.9:
        rows.append(rows[luck.randrange(len(rows))] * luck.choice((1, 3)))
    else:
        rows = [cells[:-2] for cells in rows]
    return "\n".join("".join(cells) for cells in rows).encode()


def _in_parts(content: bytes, luck: random.Random) -> bytes:
    with zipfile.ZipFile(BytesIO(content)) as parts:
        files = {name: parts.read(name) for name in parts.namelist()}
    xml = [name for name in files if name.endswith((".xml", ".rels"))]
    name = luck.choice([one for one in xml if "worksheets/sheet" in one or "sharedStrings" in one] * 4 + xml)
    part, way = files[name], luck.random()
    inside = list(re.finditer(rb">([^<>]*)<|\"([^\"]*)\"", part))
    if way < 0.7 and inside:
        found = luck.choice(inside)
        start, end = found.span(1) if found[1] is not None else found.span(2)
        files[name] = part[:start] + luck.choice(_XML) + part[end:]
    elif way < 0.8:
        del files[name]
    elif way < 0.9:
        tags = list(re.finditer(rb"<[^>]*>", part))
        found = luck.choice(tags)
        files[name] = part[: found.start()] + part[found.end() :]
    else:
        files[name] = _in_bytes(part, luck)
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as parts:
        for one, data in files.items():
            parts.writestr(one, data)
    return made.getvalue()


def wrong_with(name: str, content: bytes, folder: Path) -> tuple[str, list[str]]:
    """Read one file; return "read" or "refused", and what should not have happened."""
    loader = LOADERS[name]
    path = folder / f"file{loader.ending}"
    path.write_bytes(content)
    begun, said, outcome = time.process_time(), [], "read"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            loader.read(path)
        except InputError as error:
            outcome, messages = "refused", [message.replace(str(folder), "") for message in error.messages]
            said += [f"{len(messages)} messages"] if len(messages) > 101 else []
            said += [f"{len(message)} letters: {message}" for message in messages if len(message) > LONGEST]
            said += [f"Python's words: {message}" for message in messages if PYTHON.search(message)]
            said += [f"steers a terminal: {message!r}" for message in messages if not message.isprintable()]
            said += ["no message"] if not messages or not all(messages) else []
        except Exception as error:
            said.append(f"{type(error).__name__}: {error}"[:300])
    spent = time.process_time() - begun
    if spent > SECONDS:
        said.append(f"{spent:.0f} seconds")
    return outcome, said
