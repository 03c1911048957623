import io
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
import tomlkit
from migsim.cli import main
from migsim.engine import simulate
from migsim.scenario import scenario_path

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def machine_code():
    """Compile once, so that no test is told that it is being done."""
    simulate("treyl-poultry", "no-project", weeks=53)


@pytest.fixture
def migsim(tmp_path, machine_code):
    """Run the command line as a user does, in a folder of its own; nobody watches, so it must be quiet."""

    def run(*arguments, **environment):
        paths = os.pathsep.join(path for path in (str(ROOT), os.environ.get("PYTHONPATH")) if path)
        return subprocess.run(
            [sys.executable, "-m", "migsim", *map(str, arguments)],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": paths, "PYTHONIOENCODING": "utf-8", **environment},
            capture_output=True,
            encoding="utf-8",
            timeout=300,
            check=False,
        )

    return run


class Done(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def typed(tmp_path, monkeypatch, capsys, machine_code):
    """Run the command line in this process, which is quicker: for what needs no process of its own."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        status = main([str(argument) for argument in arguments])
        return Done(status, *capsys.readouterr())

    return run


@pytest.fixture
def typed_in_ascii(tmp_path, monkeypatch, machine_code):
    """Run the command line in this process, on a terminal that knows nothing but ASCII."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        written = {name: io.TextIOWrapper(io.BytesIO(), encoding="ascii") for name in ("stdout", "stderr")}
        with monkeypatch.context() as patch:
            for name, stream in written.items():
                patch.setattr(sys, name, stream)
            status = main([str(argument) for argument in arguments])
        for stream in written.values():
            stream.flush()
        return Done(status, *(stream.buffer.getvalue().decode() for stream in written.values()))

    return run


@pytest.fixture
def market(tmp_path):
    """Write the poultry case with some of it changed, and return the file."""

    def write(change=None, name="my-market.toml"):
        document = tomlkit.parse(scenario_path("treyl-poultry").read_text(encoding="utf-8"))
        if change is not None:
            change(document)
        path = tmp_path / name
        path.write_text(tomlkit.dumps(document), encoding="utf-8")
        return path

    return write


@pytest.fixture
def files(tmp_path):
    """Return every file with its bytes, to see that nothing was touched."""
    return lambda: {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
