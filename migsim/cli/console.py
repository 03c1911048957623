"""What every command shares: streams that any terminal can show, mistakes told at once, and progress."""

import codecs
import json
import os
import re
import shutil
import sys
import textwrap
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from functools import cache
from types import TracebackType
from typing import Any

import typer

from migsim.errors import InputError

INTERRUPTED = 130
_WIDEST = 100
_ENDLESS = re.compile(r"\S{261,}")  # longer than a path can be on Windows: no message repeats it whole
_MEMORY = 1_500_000_000  # bytes of addresses, libraries and threads included, with two threads and 500 futures
_EVERY = 60.0  # seconds between lines in a log
_COMPILING = "Making machine code for this computer: only this once, about half a minute"
_COMPILING_EACH_TIME = (
    "Making machine code for this computer, about half a minute; no folder can keep it, so that every start makes it "
    "again; let NUMBA_CACHE_DIR name a folder of your own"
)
_REPAYS = (
    "{futures:,} futures repay the half minute that it takes to make machine code for this computer, only this once; "
    "MIGSIM_ENGINE=portable does without"
)
_PLAIN = "Running as plain Python, without Numba's compiler: the same numbers, much more slowly"


class Kept:
    """A stream that may break off, on a full disk or in a closed pipe, while the work goes on.

    Attributes
    ----------
    lost : OSError or None
        Why not all that was written has arrived.
    """

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self.lost: OSError | None = None
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="plain")

    def write(self, text: str) -> int:
        """Write text, or leave it."""
        return self._try(self._stream.write, text) or 0

    def flush(self) -> None:
        """Send what was written so far."""
        if self._stream is not None:
            self._try(self._stream.flush)

    def _try(self, action: Callable[..., Any], *what: str) -> Any:
        try:
            return action(*what)
        except OSError as error:
            self.lost = self.lost or error
            with suppress(OSError, ValueError):  # what is still held back goes nowhere, also when Python ends
                nowhere = os.open(os.devnull, os.O_WRONLY)
                os.dup2(nowhere, self._stream.fileno())
                os.close(nowhere)
            return None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextmanager
def kept_streams() -> Iterator[Kept]:
    """Let output and errors go to any terminal, and nothing be lost when they cannot be written.

    What the encoding of a terminal cannot show is written in plain characters.

    Yields
    ------
    Kept
        The output.
    """
    codecs.register_error("plain", _in_plain_characters)
    output = Kept(sys.stdout)
    errors: Any = Kept(sys.stderr) if sys.stderr is not None else None
    printed: Any = output if sys.stdout is not None else None
    with redirect_stdout(printed), redirect_stderr(errors):
        yield output


def _in_plain_characters(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    from migsim.report.terminal import plain

    return plain(error.object[error.start : error.end], "ascii"), error.end


def complain(messages: Sequence[str]) -> None:
    """Say on the error stream what is wrong, one line for each mistake."""
    for message in messages:
        said = _ENDLESS.sub(lambda word: f"{word[0][:60]}...{word[0][-20:]}", " ".join(message.split("\n")))
        print("migsim: " + said, file=sys.stderr)


def note(message: str) -> None:
    """Say something on the error stream that is no result: where files are, what is going on."""
    print(message, file=sys.stderr, flush=True)


def note_prior(prior: str, *, fixed: bool = False) -> None:
    """Say which parameters a table of draws lacks, if any."""
    from migsim.scenario.priors import load_prior

    if said := load_prior(prior, fixed=fixed).note:
        note(said)


def print_json(document: Any) -> None:
    """Print one JSON document, the same bytes on every terminal; missing values are null."""
    print(json.dumps(without_nan(document), indent=2, allow_nan=False))


def without_nan(part: Any) -> Any:
    """Replace what has no value (NaN, pandas' NA, infinite numbers) by None, and NumPy's numbers by Python's."""
    if isinstance(part, dict):
        return {str(key): without_nan(value) for key, value in part.items()}
    if isinstance(part, list | tuple):
        return [without_nan(value) for value in part]
    if part is None or isinstance(part, str | bool | int):
        return part
    if hasattr(part, "item"):
        return without_nan(part.item())
    if isinstance(part, float):
        return part if abs(part) < float("inf") else None
    return None


def width() -> int:
    """Columns to write in: those of the terminal, at most 100."""
    return max(60, min(shutil.get_terminal_size((_WIDEST, 24)).columns, _WIDEST))


def paragraph(text: str, indent: str = "  ") -> str:
    """Wrap text to the terminal, indented."""
    return textwrap.fill(" ".join(text.split()), width(), initial_indent=indent, subsequent_indent=indent)


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Align columns by blanks: text to the left."""
    widths = [max(len(row[i]) for row in (headings, *rows)) for i in range(len(headings))]
    lines = ["  ".join(cell.ljust(room) for cell, room in zip(row, widths, strict=True)) for row in (headings, *rows)]
    return "\n".join(line.rstrip() for line in (lines[0], "-" * len(lines[0].rstrip()), *lines[1:]))


class Mistakes:
    """Collect what several checks complain about, to report it all at once.

    Examples
    --------
    >>> mistakes = Mistakes()
    >>> with mistakes:
    ...     raise InputError("one")
    >>> with mistakes:
    ...     raise InputError("two")
    >>> mistakes.messages
    ['one', 'two']
    """

    def __init__(self) -> None:
        self.messages: list[str] = []

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> bool:
        if isinstance(error, InputError):
            self.messages += [
                message for message in error.messages if message not in self.messages
            ]  # said once is enough
            return True
        return False

    def report(self) -> None:
        """Raise one `InputError` with everything collected, if there is anything."""
        if self.messages:
            raise InputError(self.messages)


@contextmanager
def interruptible(kept: str) -> Iterator[None]:
    """End with status 130 when the user presses Ctrl-C, and say what is kept."""
    try:
        yield
    except KeyboardInterrupt:
        complain([f"stopped. {kept}"])
        raise typer.Exit(INTERRUPTED) from None


class Watched:
    """A long job on a terminal: a bar with the time left, and above it what there is to see so far.

    It leaves nothing behind. Call it with what is done and what there is in all.
    """

    def __init__(self, words: str, compiled: bool) -> None:
        from rich.console import Console
        from rich.live import Live

        self._bar = _bar()
        self._waiting = self._bar.add_task("Making machine code" if not compiled else words, total=None)
        self._runs = self._bar.add_task(words, total=None, visible=False)
        self.live = Live(self._bar, console=Console(file=sys.stderr), transient=True, refresh_per_second=10)

    def __call__(self, done: int, total: int) -> None:
        """Move the bar."""
        if done > 0:
            self._bar.update(self._waiting, visible=False)
            self._bar.update(self._runs, completed=done, total=total, visible=True)

    def compiled(self, done: int, total: int) -> None:
        """Move the bar of the machine code that is being made."""
        self._bar.update(self._waiting, completed=done, total=total)

    def show(self, text: str) -> None:
        """Show text above the bar from now on."""
        from rich.console import Group
        from rich.text import Text

        self.live.update(Group(Text(text, no_wrap=True), self._bar), refresh=True)


class Logged:
    """A long job that nobody watches: a line now and then, for the log of a batch queue."""

    def __init__(self, words: str) -> None:
        self.words, self.began = words, time.monotonic()
        self.said, self.first = self.began, -1

    def __call__(self, done: int, total: int) -> None:
        """Write a line when it is time for one."""
        now = time.monotonic()
        if self.first < 0:
            self.first, self.began = done, now
        if now - self.said < _EVERY or done >= total:
            return
        self.said = now
        made = done - self.first
        left = f", about {_duration((now - self.began) / made * (total - done))} left" if made else ""
        note(f"{self.words}: {done:,} of {total:,} ({done / total:.0%}){left}")


def _duration(seconds: float) -> str:
    minutes = seconds / 60
    return f"{minutes / 60:.1f} hours" if minutes >= 120 else f"{minutes:.0f} minutes" if minutes >= 2 else "a minute"


class NeedsMachineCodeError(Exception):
    """The same command is to be run once more, on machine code."""


def expect(futures: int) -> None:
    """Say that a large job repays making machine code, where that is so, and have the command start on it."""
    from migsim.machine import repays

    if repays(futures):
        note(f"{_REPAYS.format(futures=futures)}.")
        raise NeedsMachineCodeError


@contextmanager
def progress_shown(words: str, compiled: bool, logged: bool = False) -> Iterator[Any]:
    """Show on a terminal how far a long job is and how long it still takes; be quiet when piped.

    Parameters
    ----------
    words : str
        What is being done.
    compiled : bool
        Whether the machine code is there. If not, that is said first, on a pipe too.
    logged : bool
        Whether to write a line now and then where there is no terminal.

    Yields
    ------
    Watched, Logged or None
        To be called with what is done and what there is in all; None when nobody watches.
    """
    from migsim.code_folder import cache_folder
    from migsim.kernel import watch_compilation
    from migsim.machine import PLAIN_PYTHON, engine

    _note_memory()
    if engine() == PLAIN_PYTHON:
        note(f"{_PLAIN}.")
    elif not compiled:
        note(f"{_COMPILING if cache_folder() else _COMPILING_EACH_TIME}.")
    if not sys.stderr.isatty():
        yield Logged(words) if logged else None
        return
    watched = Watched(words, compiled)
    with watched.live:
        if compiled:
            yield watched
            return
        with watch_compilation(watched.compiled):
            yield watched


@cache
def _note_memory() -> None:
    """Say it before the work where a limit leaves less memory than a comparison takes."""
    if sys.platform == "win32":
        return
    import resource

    allowed = resource.getrlimit(resource.RLIMIT_AS)[0]
    if allowed != resource.RLIM_INFINITY and allowed < _MEMORY:
        note(
            f"Only {allowed / 1e9:.1f} GB of memory are allowed here (ulimit -v); a comparison and its report take up "
            f"to {_MEMORY / 1e9:.1f} GB, so that this may end early."
        )


def _bar() -> Any:
    """Make a progress bar in plain characters."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn
    from rich.progress import TimeElapsedColumn as Elapsed
    from rich.progress import TimeRemainingColumn as Remaining

    return Progress(
        SpinnerColumn("line"),
        TextColumn("{task.description}", markup=False),
        BarColumn(30),
        MofNCompleteColumn(),
        Elapsed(),
        TextColumn("left:"),
        Remaining(),
    )
