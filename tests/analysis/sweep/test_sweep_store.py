"""What stands in the folder, and what happens to it when something goes wrong."""

import errno
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import migsim
import pyarrow.parquet as pq
import pytest
from migsim import disk
from migsim.engine.lock import LOCK, locked
from migsim.errors import InputError

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def another(asked, tmp_path_factory):
    """The same experiment in other worlds, done."""
    return migsim.sweep(asked(weekly=2, seed=9), tmp_path_factory.mktemp("another"))


def copied(finished, folder):
    """A copy of a finished sweep that can be spoilt."""
    return shutil.copytree(finished.folder, folder)


def test_missing_parts_are_run_again(asked, finished, parts, tmp_path):
    out, told = copied(finished, tmp_path / "out"), []
    for path in sorted(out.glob("*/part-*.parquet"))[::2]:
        path.unlink()
    migsim.sweep(asked(weekly=2), out, tell=told.append)
    assert parts(out) == parts(finished.folder)
    assert told[0].endswith("runs are there already")


def test_a_finished_sweep_runs_nothing(asked, finished, tmp_path, monkeypatch):
    out = copied(finished, tmp_path / "out")
    monkeypatch.setattr("migsim.analysis.sweep.job.play", None)
    assert migsim.sweep(asked(weekly=2), out).complete


@pytest.mark.parametrize("table", ["runs", "weekly", "parameters"])
@pytest.mark.parametrize("spoil", ["truncated", "empty", "zeros", "of another"])
def test_a_damaged_part_is_set_aside_and_run_again(asked, finished, another, parts, tmp_path, table, spoil):
    out, told = copied(finished, tmp_path / "out"), []
    path = out / table / "part-000000.parquet"
    whole = path.read_bytes()
    if spoil == "of another":
        path.write_bytes((another.folder / table / path.name).read_bytes())
    else:
        path.write_bytes({"truncated": whole[:-20], "empty": b"", "zeros": bytes(len(whole))}[spoil])
    spoilt = path.read_bytes()
    migsim.sweep(asked(weekly=2), out, tell=told.append)
    assert parts(out) == {
        **parts(finished.folder),
        Path("set-aside", f"{table}-part-000000-0.parquet"): spoilt,
    } or parts(out) == parts(finished.folder)
    assert (out / "set-aside" / f"{table}-part-000000-0.parquet").read_bytes() == spoilt
    assert told[0].startswith("A part was damaged; it is run again")


def test_a_flipped_bit_is_noticed_when_read(finished, tmp_path):
    out = copied(finished, tmp_path / "out")
    path = out / "runs" / "part-000001.parquet"
    data = bytearray(path.read_bytes())
    chunk = pq.read_metadata(path).row_group(0).column(20)
    data[(chunk.dictionary_page_offset or chunk.data_page_offset) + chunk.total_compressed_size - 3] ^= 0x55
    path.write_bytes(bytes(data))
    with pytest.raises(InputError, match=r"part-000001.parquet: is damaged, .*; delete it, and the same sweep"):
        migsim.read_results(out).runs  # noqa: B018


def test_leftovers_of_a_writer_that_died_are_removed(asked, finished, tmp_path):
    out = copied(finished, tmp_path / "out")
    for folder in (out, out / "runs"):
        (folder / f"{disk.HALF_WRITTEN}abc").write_bytes(b"half")
    migsim.sweep(asked(weekly=2), out)
    assert not list(out.rglob(f"{disk.HALF_WRITTEN}*"))


def test_a_folder_that_was_just_begun_is_gone_on_with(asked, finished, parts, tmp_path):
    out = copied(finished, tmp_path / "out")
    for path in out.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name != "inputs.json":
            path.unlink()
    migsim.sweep(asked(weekly=2), out)
    assert parts(out) == parts(finished.folder)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"runs": 11}, "runs was 10 and is 11"),
        ({"seed": 2}, "seed was 1 and is 2"),
        ({"design": {"kind": "latin-hypercube", "points": 13}}, "design.points was 12 and is 13"),
        ({"factors": {"work_rate": "prior", "trust_on": 0}}, "factors.trust_on was 1 and is 0"),
        ({"weekly": 0}, "weekly was 2 and is 0"),
    ],
)
def test_another_experiment_is_refused_with_the_way_out(asked, finished, parts, change, said):
    before = parts(finished.folder)
    with pytest.raises(InputError) as error:
        migsim.sweep(asked(**{"weekly": 2, **change}), finished.folder)
    assert said in str(error.value)
    assert str(error.value).endswith("undo the change to go on there, or choose a new folder with --out")
    assert parts(finished.folder) == before


def test_a_changed_strategy_scenario_and_version_are_noticed(asked, finished, small, monkeypatch):
    from playing import PLANS

    changed = small.model_copy(update={"costs": small.costs.model_copy(update={"meeting": 21.0})})
    other = type(PLANS["coached"])(PLANS["coached"].plan.model_copy(update={"title": "Other"}))
    for change, said in (
        ({"scenarios": [changed]}, "scenario small has changed"),
        ({"strategies": [PLANS["nothing"], other]}, "strategy coached has changed"),
    ):
        with pytest.raises(InputError, match=said):
            migsim.sweep(asked(weekly=2, **change), finished.folder)
    monkeypatch.setattr("migsim.analysis.sweep.making.hash_of_model", lambda: "other")
    with pytest.raises(InputError, match="the model's code has changed"):
        migsim.sweep(asked(weekly=2), finished.folder)
    monkeypatch.setattr(migsim.version, "__version__", "9.9")
    with pytest.raises(InputError, match=r"it was begun with migsim 0\.\d\.\d, and this is 9\.9"):
        migsim.sweep(asked(weekly=2), finished.folder)


def test_other_words_are_no_other_experiment(asked, finished, tmp_path):
    out = copied(finished, tmp_path / "out")
    assert migsim.sweep(asked(weekly=2, title="Other words", description="Better told."), out).complete


def test_nothing_of_somebody_else_is_touched(asked, tmp_path):
    (tmp_path / "thesis.txt").write_text("all of it")
    with pytest.raises(InputError, match="holds files that are no earlier migsim sweep; nothing was written"):
        migsim.sweep(asked(), tmp_path)
    with pytest.raises(InputError, match="is a file, not a folder"):
        migsim.sweep(asked(), tmp_path / "thesis.txt")
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_folder_that_cannot_be_written(asked, tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr("migsim.disk.tempfile.TemporaryFile", refuse)
    with pytest.raises(InputError, match=r"the results cannot be written there \(permission denied\); choose another"):
        migsim.sweep(asked(), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_full_disk_keeps_what_is_finished(asked, finished, parts, tmp_path, monkeypatch):
    sync, count = os.fsync, [0]

    def full(handle):
        count[0] += 1
        if count[0] > 16:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        sync(handle)

    monkeypatch.setattr(disk.os, "fsync", full)
    with pytest.raises(InputError) as error:
        migsim.sweep(asked(weekly=2), tmp_path)
    monkeypatch.undo()
    kept = parts(tmp_path)
    ledger = sum(path.parts[0] == "runs" for path in kept)
    assert 0 < ledger < 6
    assert f"(no space left on device); {ledger} of 6 parts are whole and stay; make room" in str(error.value)
    assert not list(tmp_path.rglob(f"{disk.HALF_WRITTEN}*"))
    assert not (tmp_path / LOCK).exists()
    migsim.sweep(asked(weekly=2), tmp_path)
    assert parts(tmp_path) == parts(finished.folder)


def test_two_sweeps_in_one_folder(asked, finished, tmp_path):
    out = copied(finished, tmp_path / "out")
    with locked(out), pytest.raises(InputError) as error:
        migsim.sweep(asked(weekly=2), out)
    assert f"another sweep is writing there (process {os.getpid()} on " in str(error.value)
    assert migsim.sweep(asked(weekly=2), out).complete


def test_a_lock_whose_owner_died_is_none(asked, finished, tmp_path):
    out = copied(finished, tmp_path / "out")
    code = f"import os, signal; from pathlib import Path; from migsim.engine.lock import locked\n" \
        f"with locked(Path({str(out)!r})): print('held', flush=True); os.kill(os.getpid(), signal.SIGKILL)"  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=False
    )
    assert done.stdout == b"held\n"
    assert (out / LOCK).exists()
    assert migsim.sweep(asked(weekly=2), out).complete
    assert not (out / LOCK).exists()


def test_the_manifest_says_what_was_run_and_nothing_of_the_machine(finished):
    text = (finished.folder / "manifest.json").read_text(encoding="utf-8")
    manifest = json.loads(text)
    assert manifest["kind"] == "migsim sweep"
    assert manifest["counts"] == {"cells": 2, "points": 12, "runs": 10, "rows": 240, "parts": 6}
    assert [factor["name"] for factor in manifest["design"]["factors"]] == [
        "work_rate", "costs.meeting", "strategy.style",
    ]  # fmt: skip
    assert manifest["design"]["held"] == {"trust_on": 1}
    for word in (str(finished.folder), os.sep + "home", str(ROOT)):
        assert word not in text


def test_tables_are_read_by_pandas_and_xarray(finished):
    import pandas as pd

    raw = pd.read_parquet(finished.folder / "runs")
    assert len(raw) == len(finished.runs) == 240
    assert not raw["id"].duplicated().any()
    pytest.importorskip("xarray")
    cube = finished.to_xarray(["net_benefit", "migs_alive"])
    assert dict(cube.sizes) == {"scenario": 1, "strategy": 2, "point": 12, "run": 10}
    row = finished.runs.query("id == 'small/coached/7/3'").iloc[0]
    assert float(cube["net_benefit"].sel(strategy="coached", point=7, run=3, scenario="small")) == row["net_benefit"]
    assert float(cube["work_rate"].sel(point=7)) == row["work_rate"]
    assert bool(cube["migs_alive"].sel(strategy="nothing").isnull().all())
    with pytest.raises(InputError, match=r'did you mean "net_benefit"\?'):
        finished.to_xarray(["net_benefits"])


def test_no_results(tmp_path):
    with pytest.raises(InputError, match="holds no results of a sweep"):
        migsim.read_results(tmp_path)


@pytest.mark.skipif(os.name == "nt", reason="/proc and SIGKILL are needed")
@pytest.mark.slow
def test_killed_again_and_again_it_ends_as_if_left_alone():
    script = ROOT / "experiments" / "durability" / "killed.py"
    done = subprocess.run(
        [sys.executable, script, "--runs", "800", "--kills", "5"],  # one of each kind
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "800 runs, none lost, none doubled" in done.stdout
    killed = next(line for line in done.stdout.splitlines() if line.startswith("killed: "))
    assert "half a write 0" not in killed, killed
    assert "sweep 0" not in killed, killed
