"""Finding the snippets of a page and running them as a reader would: in order, in one folder, in one namespace.

A comment before a fence says what a reader cannot see:

    <!-- run: --runs 20 -->      add these options to each `migsim compare` and `calibrate`
    <!-- file: plan.toml -->     what the reader saves under this name
    <!-- not run: why -->        the only way not to run something
"""

import contextlib
import io
import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from migsim.cli import main

ROOT = Path(__file__).parents[2]
RUN_AS_TESTS = ("python", "sh", "console", "toml")
_FENCE = re.compile(r"^```(?P<language>[a-z]+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_COMMENT = re.compile(r"<!--\s*(?P<kind>run|file|not run):\s*(?P<text>(?:(?!-->).)*?)\s*-->\s*\Z", re.DOTALL)


@dataclass(frozen=True)
class Snippet:
    """One fenced block, with the comment that stands right before it."""

    language: str
    text: str
    line: int
    kind: str = ""
    said: str = ""


def pages() -> list[Path]:
    """Every page that a reader may copy from."""
    top = [path for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md") if (path := ROOT / name).exists()]
    return [*top, *sorted((ROOT / "docs").rglob("*.md")), *sorted((ROOT / "experiments").rglob("*.md"))]


def snippets(text: str) -> Iterator[Snippet]:
    """Yield the snippets of a page in order."""
    for found in _FENCE.finditer(text):
        before = _COMMENT.search(text[: found.start()])
        kind, said = (before["kind"], before["text"]) if before else ("", "")
        yield Snippet(found["language"], found["text"], text[: found.start()].count("\n") + 1, kind, said)


@dataclass
class Reader:
    """Somebody who follows one page in an empty folder."""

    folder: Path
    names: dict[str, Any] = field(default_factory=lambda: {"__name__": "__snippet__"})

    def follow(self, snippet: Snippet, page: str) -> None:
        """Do what one snippet says."""
        where = f"{page}:{snippet.line}"
        if snippet.kind == "not run":
            assert len(snippet.said) > 10, f"{where}: say why this is not run"
        elif snippet.language == "toml":
            tomllib.loads(snippet.text)
            assert snippet.kind == "file", f"{where}: name the file, or say why it is not run"
            (self.folder / snippet.said).write_text(snippet.text, encoding="utf-8")
        elif snippet.language == "python":
            code = compile("\n" * snippet.line + snippet.text, page, "exec")
            exec(code, self.names)
        elif snippet.kind == "file":
            (self.folder / snippet.said).write_text(snippet.text, encoding="utf-8")
        elif snippet.language in ("sh", "console"):
            for command in commands(snippet):
                run_command(command, self.folder, where)


def commands(snippet: Snippet) -> list[list[str]]:
    """Commands of a console snippet, as words; every line is one and starts with `migsim`."""
    found = []
    for line in snippet.text.strip().splitlines():
        words = shlex.split(line, comments=True)
        if not words:
            continue
        assert words[0] == "migsim", f"line {snippet.line}: `{line}` is no migsim command; say why it is not run"
        extra = shlex.split(snippet.said) if snippet.kind == "run" and words[1] in ("compare", "calibrate") else []
        found.append([*words[1:], *extra])
    return found


def run_command(words: list[str], folder: Path, where: str) -> None:
    """Run one `migsim` command: those of the README in processes of their own, others in this one, which is quicker."""
    if not where.startswith("README.md"):
        said = io.StringIO()
        with contextlib.chdir(folder), contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            status = main(words)
        assert status == 0, f"{where}: migsim {shlex.join(words)}\n{said.getvalue()}"
        return
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-m", "migsim", *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, f"{where}: migsim {shlex.join(words)}\n{done.stdout}\n{done.stderr}"
