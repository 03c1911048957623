"""Machine code is kept where nobody else can write, whatever state its files are in, and old code never runs."""

import ast
import importlib.util
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import migsim
import numba
import numpy as np
import pytest
from migsim import code_cache, code_folder
from migsim.engine import provenance
from migsim.private_folder import private_folder

PACKAGE = Path(migsim.__file__).parent
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
    """A package with an entry in one file and its helper in another, run in a process of its own each time."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.cache = folder, folder / "cache"
        (folder / "standin/stages").mkdir(parents=True)
        (folder / "standin/__init__.py").touch()
        for name in ("kernel.py", "machine.py", "code_cache.py", "code_folder.py", "errors.py", "private_folder.py"):
            code = (PACKAGE / name).read_text().replace("from migsim.", "from standin.")
            (folder / "standin" / name).write_text(code)
        (folder / "standin/stages/caller.py").write_text(CALLER)
        self.edit(added=1)

    def edit(self, added: int) -> None:
        (self.folder / "standin/numerics.py").write_text(HELPER.format(added=added))

    def run(self, **changes: str) -> tuple[int, int]:
        """What the entry returns for 1, and how often it was found in the cache."""
        env = {key: value for key, value in os.environ.items() if not key.startswith("NUMBA")}
        env |= {
            "MIGSIM_ENGINE": "native",
            "PYTHONPATH": str(self.folder),
            "XDG_CACHE_HOME": str(self.cache),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        command = [sys.executable, "-c", RUN]
        done = subprocess.run(command, env=env | changes, capture_output=True, text=True, check=True)
        value, hits = done.stdout.split()
        return int(value), int(hits)


@pytest.fixture
def standin(tmp_path: Path) -> StandIn:
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
    code = standin.folder / "standin/code_folder.py"
    code.write_text(code.read_text().replace('digest.update(path.read_text(encoding="utf-8").encode())', "pass"))
    assert standin.run() == (4, 0)
    standin.edit(added=100)
    assert standin.run() == (4, 1)


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[pytest.MonkeyPatch]:
    """The search for a folder as in a new process, with nothing set and an empty temporary folder."""
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    code_folder.cache_folder.cache_clear()
    yield monkeypatch
    code_folder.cache_folder.cache_clear()


ENTRY = """
from migsim.kernel import entry

@entry
def called(x):
    return x + 3
"""


class OneEntry:
    """A file with one entry, imported anew each time."""

    def __init__(self, folder: Path) -> None:
        self.file, self.cache = folder / "one.py", folder / "cache"
        self.file.write_text(ENTRY)

    def run(self) -> tuple[int, int]:
        """What the entry returns for 1, and how often it was found in the cache."""
        spec = importlib.util.spec_from_file_location("one", self.file)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module.called(1), sum(module.called.stats.cache_hits.values())

    def kept(self, ending: str) -> Path:
        """The file of that kind in the cache."""
        (file,) = self.cache.glob(f"migsim/kernels-*/*/one.called-*{ending}")
        return file


@pytest.fixture
def one(fresh: pytest.MonkeyPatch, tmp_path: Path) -> OneEntry:
    fresh.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    code_cache._say_not_kept.cache_clear()
    return OneEntry(tmp_path)


def _empty(file: Path) -> None:
    file.write_bytes(b"")


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-20])


def _change(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def _plant(file: Path) -> None:
    file.write_bytes(b"cos\n_exit\n(I3\ntR.")  # unpickled, it would end the process


def _replace_by_a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


@pytest.mark.parametrize("damage", [_empty, _cut, _change, _plant, Path.unlink])
@pytest.mark.parametrize("ending", [".nbi", ".nbc"])
def test_a_damaged_file_is_made_anew(one, ending, damage):
    assert one.run() == (4, 0)
    assert one.run() == (4, 1)
    damage(one.kept(ending))
    assert one.run() == (4, 0)
    assert one.run() == (4, 1)


def test_a_file_that_cannot_be_replaced_is_no_reason_to_stop(one):
    one.run()
    _replace_by_a_folder(one.kept(".nbc"))
    with pytest.warns(UserWarning, match="machine code cannot be kept") as said:
        assert [one.run(), one.run()] == [(4, 0), (4, 0)]
    assert len(said) == 1


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can mount a small disk")
def test_a_full_disk_is_no_reason_to_stop(one):
    one.cache.mkdir()
    small = ["mount", "-t", "tmpfs", "-o", "size=40k", "tmpfs", str(one.cache)]
    if subprocess.run(small, capture_output=True, check=False).returncode:
        pytest.skip("this machine does not let even root mount a disk")
    try:
        (one.cache / "full").write_bytes(bytes(40 * 1024))
        with pytest.warns(UserWarning, match="No space left"):
            assert one.run() == (4, 0)
    finally:
        subprocess.run(["umount", "--lazy", str(one.cache)], check=True)


def no_home(fresh: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Let the home be a place that cannot be written to; returns the folder that is tried next."""
    (tmp_path / "file").touch()
    fresh.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    return tmp_path / f"temporary/migsim-{os.geteuid() if hasattr(os, 'geteuid') else 'user'}"


def test_the_cache_lies_with_the_users_other_caches(fresh, tmp_path):
    fresh.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert code_folder.cache_folder().parent == tmp_path / "migsim"


def test_a_folder_that_cannot_be_written_is_passed_over(fresh, tmp_path):
    other = no_home(fresh, tmp_path)
    assert code_folder.cache_folder().parent == other


def test_a_user_whom_the_machine_does_not_know(fresh, tmp_path):
    """As in a container: no HOME, and no entry for the user's number."""

    def unknown(user: int) -> None:
        raise KeyError(user)

    for name in ("HOME", "USERPROFILE", "XDG_CACHE_HOME"):
        fresh.delenv(name, raising=False)
    fresh.setattr("pwd.getpwuid", unknown)
    assert code_folder.cache_folder().is_relative_to(tmp_path / "temporary")


def test_without_any_folder_everything_still_runs(standin):
    nowhere = str(standin.folder / "standin/__init__.py")
    # Where Python finds a temporary folder all the same, nothing of an earlier test is taken from it.
    (standin.folder / "standin/stages/this_test.py").write_text(f"# {standin.folder} {time.time_ns()}\n")
    assert standin.run(XDG_CACHE_HOME=nowhere, TMPDIR=nowhere, TEMP=nowhere, TMP=nowhere) == (4, 0)


def test_numbas_own_setting_is_respected(fresh, tmp_path):
    fresh.setenv("NUMBA_CACHE_DIR", str(tmp_path / "named"))
    assert code_folder.cache_folder().parent == tmp_path / "named"


posix = pytest.mark.skipif(not hasattr(os, "geteuid"), reason="owners and modes of POSIX")


@posix
def test_folders_are_shut_to_others(fresh, tmp_path):
    """Also those that an older version left open to be read."""
    folder = no_home(fresh, tmp_path)
    folder.mkdir(mode=0o755)
    kept = code_folder.cache_folder()
    assert [path.stat().st_mode & 0o777 for path in (folder, kept)] == [0o700, 0o700]


@posix
@pytest.mark.parametrize("level", ["parent", "folder"])
@pytest.mark.parametrize("fault", ["anybody can write to it", "a link", "somebody else's"])
def test_a_folder_that_another_user_may_have_made_is_not_used(fresh, tmp_path, level, fault):
    planted = no_home(fresh, tmp_path)
    if level == "folder":
        planted.mkdir(mode=0o700)
        planted /= code_folder._name()
    if fault == "a link":
        (tmp_path / "elsewhere").mkdir()
        planted.symlink_to(tmp_path / "elsewhere")
    else:
        planted.mkdir()
        planted.chmod(0o777 if fault == "anybody can write to it" else 0o700)
        if fault == "somebody else's":
            if os.geteuid() != 0:
                pytest.skip("only root can make a folder somebody else's")
            os.chown(planted, 12346, 12346)
    assert code_folder.cache_folder() is None
    assert not any(planted.iterdir())


@posix
def test_a_folder_that_somebody_could_exchange_is_not_private(tmp_path):
    """It lies in one that anybody can write to; the sticky bit of a temporary folder keeps what is in it."""
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o777)
    assert not private_folder(shared / "mine")
    assert private_folder(shared / "mine", within=False)
    shared.chmod(0o1777)
    assert private_folder(shared / "mine")


def test_folders_that_are_not_used_are_removed(fresh, tmp_path):
    """Those used last stay, and those that somebody may be using."""
    fresh.setenv("XDG_CACHE_HOME", str(tmp_path))
    long_ago = time.time() - 100 * code_folder._IN_USE
    for age in range(30):
        folder = tmp_path / f"migsim/kernels-{age}"
        folder.mkdir(parents=True)
        if age >= 5:
            os.utime(folder, (long_ago - age, long_ago - age))
    (tmp_path / "migsim/something-else").mkdir()
    fresh.setattr(code_folder, "_KEPT_FOLDERS", 3)
    folder = code_folder.cache_folder()
    kept = {path.name for path in (tmp_path / "migsim").iterdir()}
    assert kept == {folder.name, "something-else", *(f"kernels-{age}" for age in range(5))}


def test_the_folder_at_work_counts_as_used(fresh, tmp_path):
    fresh.setenv("XDG_CACHE_HOME", str(tmp_path))
    folder = code_folder.cache_folder()
    os.utime(folder, (1e9, 1e9))
    code_folder.cache_folder.cache_clear()
    assert code_folder.cache_folder() == folder
    assert folder.stat().st_mtime > time.time() - 60


DECORATORS = {"kernel", "entry", "inlined", "allocating", "intrinsic", "overload"}


def _decorated(tree: ast.Module) -> list[ast.FunctionDef]:
    def name(decorator: ast.expr) -> str:
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        return called.id if isinstance(called, ast.Name) else ""

    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    return [one for one in functions if DECORATORS & {name(decorator) for decorator in one.decorator_list}]


def _files_of_compiled_code() -> set[str]:
    """Every file with a compiled function, and every file from which one takes a name."""
    files = set()
    for path in PACKAGE.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        functions = _decorated(tree)
        if not functions:
            continue
        files.add(path.relative_to(PACKAGE).as_posix())
        used = {node.id for one in functions for node in ast.walk(one) if isinstance(node, ast.Name)}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("migsim"):
                for alias in node.names:
                    if (alias.asname or alias.name) in used:
                        files.add(_file_of(f"{node.module}.{alias.name}"))
    return files


def _file_of(dotted: str) -> str:
    """File of a module, or of the module that a name is imported from."""
    parts = dotted.split(".")[1:]
    for path in ("/".join(parts) + ".py", "/".join(parts[:-1]) + ".py", "/".join(parts[:-1]) + "/__init__.py"):
        if (PACKAGE / path).exists():
            return path
    raise AssertionError(dotted)


def _named(patterns: tuple[str, ...]) -> set[str]:
    return {path.relative_to(PACKAGE).as_posix() for pattern in patterns for path in PACKAGE.glob(pattern)}


def test_an_edit_to_any_compiled_code_starts_a_new_folder():
    assert _files_of_compiled_code() - _named(code_folder.COMPILED) == set()


def test_the_hash_of_the_model_holds_whatever_makes_numbers():
    """All compiled code does, but what only looks at a future or is handed a vote."""
    assert _files_of_compiled_code() - {"engine/look.py", "engine/handed.py"} - _named(provenance._MODEL) == set()


_WIDE = np.arange(200_000.0)  # too much to write into machine code, which then holds for this process alone


def test_a_function_whose_code_cannot_be_kept_works_all_the_same():
    def pick(i):
        return _WIDE[i]

    compiled = numba.njit(pick)
    compiled._cache = code_cache.CodeCache(pick)
    with pytest.warns(numba.NumbaWarning, match="Cannot cache"):
        assert compiled(7) == 7
