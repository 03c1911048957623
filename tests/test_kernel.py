"""Machine code of an older source never runs, and the cache never stands in the way.

On a stand-in package: the real `kernel.py`, an entry in one file, its helper in another.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import migsim.kernel
import numba
import pytest

HELPER = "from standin.kernel import kernel\n\n@kernel\ndef helper(x):\n    return x + {added}\n"
CALLER = """
from standin.kernel import entry
from standin.numerics import helper

@entry
def called(x):
    return helper(x) * 2
"""
RUN = "from standin.stages.caller import called; print(called(1), sum(called.stats.cache_hits.values()))"


class StandIn:
    """A package with compiled code, run in a process of its own each time."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.cache = folder, folder / "cache"
        (folder / "standin/stages").mkdir(parents=True)
        (folder / "standin/__init__.py").touch()
        shutil.copy(migsim.kernel.__file__, folder / "standin/kernel.py")
        (folder / "standin/stages/caller.py").write_text(CALLER)
        self.edit(added=1)

    def edit(self, added: int) -> None:
        (self.folder / "standin/numerics.py").write_text(HELPER.format(added=added))

    def run(self) -> tuple[int, int]:
        """What the entry returns for 1, and how often it was found in the cache."""
        env = {key: value for key, value in os.environ.items() if not key.startswith("NUMBA")}
        env |= {"PYTHONPATH": str(self.folder), "XDG_CACHE_HOME": str(self.cache), "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run([sys.executable, "-c", RUN], env=env, capture_output=True, text=True, check=True)
        value, hits = done.stdout.split()
        return int(value), int(hits)


@pytest.fixture
def standin(tmp_path):
    return StandIn(tmp_path)


def test_machine_code_is_kept_until_a_helper_changes(standin):
    assert standin.run() == (4, 0)
    assert standin.run() == (4, 1)
    standin.edit(added=100)
    assert standin.run() == (202, 0)
    assert standin.run() == (202, 1)
    standin.edit(added=1)
    assert standin.run() == (4, 1)  # the older code is still there, for its own source only


def test_numba_alone_would_run_the_old_code(standin):
    """The trap itself: if this fails, Numba has learnt to look at helpers, and the hash can go."""
    code = standin.folder / "standin/kernel.py"
    code.write_text(code.read_text().replace("digest.update(path.read_bytes())", "pass"))
    assert standin.run() == (4, 0)
    standin.edit(added=100)
    assert standin.run() == (4, 1)


def fresh_kernel():
    """The module anew, as in a new process."""
    spec = importlib.util.spec_from_file_location("fresh_kernel", migsim.kernel.__file__)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def no_numba_cache(monkeypatch):
    monkeypatch.setattr(numba.config, "CACHE_DIR", "")
    return monkeypatch


def test_the_cache_lies_with_the_users_other_caches(no_numba_cache, tmp_path):
    no_numba_cache.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert fresh_kernel().cache_folder().parent == tmp_path / "migsim"


def test_a_folder_that_cannot_be_written_is_passed_over(no_numba_cache, tmp_path):
    blocked = tmp_path / "file"
    blocked.touch()
    no_numba_cache.setenv("XDG_CACHE_HOME", str(blocked))
    no_numba_cache.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    assert fresh_kernel().cache_folder().is_relative_to(tmp_path / "temporary")


def test_without_any_folder_everything_still_runs(no_numba_cache, tmp_path):
    blocked = tmp_path / "file"
    blocked.touch()
    no_numba_cache.setenv("XDG_CACHE_HOME", str(blocked))
    no_numba_cache.setattr("tempfile.tempdir", str(blocked))
    module = fresh_kernel()
    assert module.cache_folder() is None
    assert module.entry(lambda x: x + 1)(1) == 2


def test_numbas_own_setting_is_respected_and_put_back(monkeypatch, tmp_path):
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path))
    module = fresh_kernel()
    assert module.cache_folder().parent == tmp_path
    module.entry(lambda x: x + 1)
    assert str(tmp_path) == numba.config.CACHE_DIR


def test_folders_of_older_sources_are_removed(no_numba_cache, tmp_path):
    no_numba_cache.setenv("XDG_CACHE_HOME", str(tmp_path))
    for age in range(6):
        old = tmp_path / f"migsim/kernels-{age}"
        old.mkdir(parents=True)
        os.utime(old, (1e9 - age, 1e9 - age))
    (tmp_path / "migsim/something-else").mkdir()
    folder = fresh_kernel().cache_folder()
    kept = {path.name for path in (tmp_path / "migsim").iterdir()}
    assert kept == {folder.name, "kernels-0", "kernels-1", "something-else"}


def test_compilation_can_be_watched():
    """Called for each function that is compiled, with the number so far; not for what is compiled already."""
    seen = []
    twice = numba.njit(lambda x: 2 * x)
    with migsim.kernel.watch_compilation(lambda done, total: seen.append((done, total))):
        assert twice(2) == 4
        assert twice(3) == 6
    assert twice(2.0) == 4.0  # compiled again, unwatched
    assert seen == [(1, migsim.kernel.FUNCTIONS)]


@pytest.mark.slow
def test_the_number_of_functions_is_about_right(tmp_path):
    """So that a bar ends near its end."""
    code = (
        "from migsim.kernel import watch_compilation; from migsim.engine import ensemble; seen = []\n"
        "with watch_compilation(lambda done, total: seen.append(done)):\n"
        "    ensemble('treyl-poultry', ['light-touch'], runs=1)\n"
        "print(len(seen))"
    )
    env = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert int(done.stdout) == pytest.approx(migsim.kernel.FUNCTIONS, rel=0.1)
