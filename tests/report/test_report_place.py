"""A results folder is all old or all new, and nothing is written through a link that somebody put there."""

import json
import os
from pathlib import Path

import pytest
from migsim.errors import InputError
from migsim.report.place import KEPT, MANIFEST, check_place, earlier_files, staged

KIND = "made-up results"
OLD = {"report.html": "old", "figures/a.svg": "old", "tables.xlsx": "old", "figures/stale.svg": "old"}
NEW = {"report.html": "new", "figures/a.svg": "new", "tables.xlsx": "new", "figures/fresh.svg": "new"}


def write(out, files):
    with staged(out, KIND) as folder:
        for name, text in files.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(text)
        (folder / MANIFEST).write_text(json.dumps({"kind": KIND, "files": sorted(files)}))


def there(out):
    """All files but the manifest, hidden ones too."""
    files = {path.relative_to(out).as_posix(): path.read_text() for path in out.rglob("*") if path.is_file()}
    manifest = files.pop(MANIFEST)
    assert sorted(json.loads(manifest)["files"]) == sorted(files)
    return files


@pytest.fixture
def out(tmp_path):
    write(tmp_path / "out", OLD)
    return tmp_path / "out"


def test_a_new_result_replaces_an_older_one(out):
    (out / "mine.txt").write_text("mine")
    write(out, NEW)
    (out / "mine.txt").unlink()
    assert there(out) == NEW


@pytest.mark.parametrize("held", [*OLD, MANIFEST])
def test_a_file_that_is_open_elsewhere_leaves_all_as_it_was(out, monkeypatch, held):
    """As on Windows, where a spreadsheet that is open cannot be replaced."""
    replace = os.replace

    def windows(source, target, **more):
        if str(target).endswith(held) and os.path.exists(target):
            raise PermissionError(13, "The process cannot access the file")
        return replace(source, target, **more)

    monkeypatch.setattr(os, "replace", windows)
    if held == "figures/stale.svg":
        write(out, NEW)  # is not replaced
        return
    with pytest.raises(InputError) as caught:
        write(out, NEW)
    [message] = caught.value.messages
    assert held in message
    assert "open in another program" in message
    assert there(out) == OLD


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process has to die at a known moment")
@pytest.mark.parametrize("files", [NEW, {"report.html": "new"}])
def test_killed_at_any_moment_the_older_result_or_the_new_one_is_whole(out, files):
    """Dies in every call that changes names, one after the other; the next command finds one of the two."""
    seen, kills = set(), 0
    for count in range(1, 60):
        write(out, OLD)
        child = os.fork()
        if child == 0:
            left = [count]
            for name in ("replace", "rename", "link", "unlink", "mkdir", "rmdir"):
                setattr(os, name, _deadly(getattr(os, name), left))
            write(out, files)
            os._exit(0)
        if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0:
            break
        kills += 1
        assert sorted(earlier_files(out, KIND)) in (sorted(OLD), sorted(files))
        for half in out.glob(".writing-*"):
            assert half.is_dir()
            _remove(half)
        found = there(out)
        assert found in (OLD, files)
        seen.add(found["report.html"])
    assert kills > 8
    assert seen == {"old", "new"}


def _deadly(call, left):
    def die(*given, **more):
        left[0] -= 1
        if left[0] == 0:
            os._exit(9)
        return call(*given, **more)

    return die


def _remove(folder):
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    folder.rmdir()


def test_what_a_killed_first_run_left_is_in_nobodys_way(tmp_path):
    (tmp_path / "out" / ".writing-abc").mkdir(parents=True)
    write(tmp_path / "out", NEW)
    assert (tmp_path / "out" / "report.html").read_text() == "new"


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
@pytest.mark.parametrize("name", ["figures", "report.html", "figures/a.svg", "tables.xlsx"])
def test_links_are_not_followed(out, tmp_path, name):
    elsewhere = tmp_path / "elsewhere"
    if name == "figures":
        (out / name).rename(elsewhere)
    else:
        (out / name).unlink()
        elsewhere.write_text("not yours")
    (out / name).symlink_to(elsewhere)
    before = sorted(elsewhere.rglob("*")) or elsewhere.read_text()
    for attempt in (lambda: check_place(out, KIND), lambda: write(out, NEW)):
        with pytest.raises(InputError, match="is a link to another place"):
            attempt()
    assert (sorted(elsewhere.rglob("*")) or elsewhere.read_text()) == before


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_that_no_manifest_lists_is_not_followed_either(out, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (out / "extra").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(InputError, match="is a link to another place"):
        write(out, NEW | {"extra/a.txt": "new"})
    assert there(out) == OLD
    assert not list((tmp_path / "elsewhere").iterdir())


@pytest.mark.parametrize("name", ["/etc/passwd", "../precious.txt", "a/../../precious.txt", "C:\\x", "..\\x"])
def test_a_made_up_manifest_is_no_earlier_result(out, name):
    (out / MANIFEST).write_text(json.dumps({"kind": KIND, "files": [name]}))
    with pytest.raises(InputError, match="no earlier"):
        write(out, NEW)


def test_a_made_up_record_of_what_was_replaced_removes_nothing_elsewhere(out, tmp_path):
    precious = tmp_path / "precious.txt"
    precious.write_text("keep me")
    (out / KEPT).mkdir()
    (out / KEPT / "new.json").write_text(json.dumps(["../precious.txt", str(precious)]))
    write(out, NEW)
    assert Path(precious).read_text() == "keep me"
