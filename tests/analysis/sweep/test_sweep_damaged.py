"""Any file of a sweep's folder, cut, emptied or of something else: every command that reads it names it, in a line."""

import shutil

import pytest
from migsim.cli import main

FILES = ("manifest.json", "points.parquet", "runs", "weekly", "parameters")
COMMANDS = {
    "sensitivity": lambda folder: ["sensitivity", folder, "--strategy", "coached"],
    "discover": lambda folder: ["discover", folder, "--strategy", "coached"],
    "export": lambda folder: ["export", folder, "--csv"],
}
READ = {  # what each command reads
    "sensitivity": {"manifest.json", "points.parquet", "runs"},
    "discover": {"manifest.json", "points.parquet", "runs"},
    "export": set(FILES),
}
DAMAGE = {
    "cut": lambda data: data[: len(data) // 2],
    "emptied": lambda _: b"",
    "of something else": lambda _: b'{"kind": "something else"}',
}


@pytest.fixture
def damaged(finished, tmp_path):
    """Copy a finished sweep and damage one file of it."""

    def make(name, damage):
        folder = tmp_path / "sweep"
        shutil.copytree(finished.folder, folder, ignore=shutil.ignore_patterns("tables"))
        path = folder / name
        path = sorted(path.glob("part-*.parquet"))[0] if path.is_dir() else path
        path.write_bytes(DAMAGE[damage](path.read_bytes()))
        return folder, path

    return make


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("command", COMMANDS)
def test_a_damaged_file_is_named(damaged, capsys, command, name, damage):
    folder, path = damaged(name, damage)
    before = path.read_bytes()
    status = main([str(part) for part in COMMANDS[command](folder)])
    said = capsys.readouterr().err
    if name not in READ[command]:
        assert "Traceback" not in said
        return
    assert status == 2
    named = str(folder) if name == "manifest.json" else path.name
    assert any(named in line for line in said.splitlines()), said
    assert "Traceback" not in said
    assert path.read_bytes() == before, "reading mends nothing behind the user's back"
