"""Sweeps on a Dask cluster: real schedulers and workers, on loopback."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import migsim
import pytest
from made_up_strategies import Deadly
from migsim.errors import InputError

from playing import PLANS

ROOT = Path(__file__).parents[3]

try:
    import distributed
except ImportError:
    if os.environ.get("CI"):
        raise
    pytest.skip("Dask is not installed (pip install 'migsim[cluster]')", allow_module_level=True)

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name == "nt", reason="SIGKILL is needed")]
LOOPBACK = ["--host", "127.0.0.1", "--no-dashboard"]


class Cluster:
    """A scheduler and its workers as processes."""

    def __init__(self, folder):
        self.file, self.workers = folder / "scheduler.json", []
        paths = os.pathsep.join([str(ROOT), str(ROOT / "tests"), str(Path(__file__).parent)])
        self.environment = {**os.environ, "PYTHONPATH": paths, "DASK_DISTRIBUTED__WORKER__DAEMON": "False"}
        self.folder = folder
        self.scheduler = self.start("dask_scheduler", *LOOPBACK, "--port", "0", "--scheduler-file", str(self.file))
        end = time.monotonic() + 60
        while not self.file.exists():
            assert time.monotonic() < end, "the scheduler does not start"
            time.sleep(0.05)

    def start(self, what, *options):
        command = [sys.executable, "-m", f"distributed.cli.{what}", *options]
        return subprocess.Popen(
            command, cwd=self.folder, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def add_worker(self, *options):
        options = options or ("--no-nanny",)
        self.workers.append(
            self.start("dask_worker", *LOOPBACK, "--nthreads", "1", "--scheduler-file", str(self.file), *options)
        )

    def close(self):
        for process in (*self.workers, self.scheduler):
            process.send_signal(signal.SIGTERM)
        for process in (*self.workers, self.scheduler):
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@pytest.fixture
def cluster(tmp_path):
    made = Cluster(tmp_path)
    made.add_worker()
    yield made
    made.close()


def large(asked):
    return asked(runs=50, design={"kind": "latin-hypercube", "points": 60})


def test_a_worker_dies_and_one_comes(asked, parts, tmp_path, cluster):
    alone = migsim.sweep(large(asked), tmp_path / "alone")
    cluster.add_worker()
    disturbed = []

    def disturb(done, total):
        if done > total // 4 and not disturbed:
            disturbed.append(done)
            cluster.workers[0].kill()
            cluster.add_worker()

    there = migsim.sweep(large(asked), tmp_path / "there", scheduler=str(cluster.file), progress=disturb)
    assert disturbed
    assert there.complete
    assert parts(there.folder) == parts(alone.folder)
    assert {path.name for path in there.folder.iterdir()} == {path.name for path in alone.folder.iterdir()}


def test_workers_that_do_not_see_the_folder_send_parts_back(asked, finished, parts, tmp_path, cluster, monkeypatch):
    from contextlib import contextmanager

    @contextmanager
    def elsewhere(folder):
        yield Path("/a folder/that is on another machine/mark")

    monkeypatch.setattr("migsim.engine.crew.cluster._seen_from", elsewhere)
    with distributed.Client(scheduler_file=str(cluster.file), set_as_default=False) as client:
        there = migsim.sweep(asked(weekly=2), tmp_path / "there", scheduler=client)
    assert parts(there.folder) == parts(finished.folder)


def test_the_scheduler_dies(asked, parts, tmp_path, cluster):
    killed = []

    def kill(done, total):
        if not killed:
            killed.append(done)
            cluster.scheduler.kill()

    with pytest.raises(InputError, match="does not answer any more; finished parts are kept, and the same command"):
        migsim.sweep(large(asked), tmp_path / "there", scheduler=str(cluster.file), progress=kill)
    half = migsim.read_results(tmp_path / "there")
    assert half.done > 0
    before = parts(half.folder)
    again = migsim.sweep(large(asked), half.folder)
    assert again.complete
    assert before.items() <= parts(again.folder).items()


def test_a_run_that_kills_its_worker_is_a_row(small, tmp_path, cluster):
    cluster.add_worker("--nanny")
    cluster.workers.pop(0).kill()
    with distributed.Client(scheduler_file=str(cluster.file), set_as_default=False) as client:
        client.run_on_scheduler(_allow_no_failure)
        experiment = {"name": "a", "scenarios": [small], "strategies": [Deadly(), PLANS["coached"]], "runs": 12}
        experiment["prior"] = "wide"
        there = migsim.sweep(experiment, tmp_path / "there", scheduler=client)
    assert there.complete
    assert there.failed["id"].tolist() == ["small/deadly/0/11"]


def _allow_no_failure(dask_scheduler):
    dask_scheduler.allowed_failures = 0


def test_nobody_is_there(asked, tmp_path, monkeypatch):
    monkeypatch.setattr("migsim.engine.crew.cluster._CONNECT", 1.0)
    with pytest.raises(InputError, match=r"the scheduler tcp://127.0.0.1:9 does not answer .*; check its address"):
        migsim.sweep(asked(), tmp_path, scheduler="tcp://127.0.0.1:9")


def test_another_version_on_a_worker_is_refused(asked, tmp_path, cluster, monkeypatch):
    monkeypatch.setattr("migsim.engine.crew.cluster.hash_of_model", lambda: "other")
    with pytest.raises(InputError, match=r"a worker runs another migsim .*; install the same on all machines"):
        migsim.sweep(asked(), tmp_path / "there", scheduler=str(cluster.file))


def test_a_scheduler_without_workers_is_named(asked, tmp_path, monkeypatch):
    monkeypatch.setattr("migsim.engine.crew.cluster._ALONE", 1.0)
    made, said = Cluster(tmp_path), []

    def tell(line):
        said.append(line)
        made.add_worker()

    try:
        assert migsim.sweep(asked(runs=1), tmp_path / "out", scheduler=str(made.file), tell=tell).complete
    finally:
        made.close()
    assert len(said) == 1
    assert "has no worker" in said[0]
