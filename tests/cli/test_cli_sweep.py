"""`migsim sweep`, `export`, `run --from`: designed experiments on the command line."""

import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import migsim as package
import openpyxl
import pandas as pd
import pytest

ROOT = Path(__file__).parents[2]
SMALL = ROOT / "tests" / "small.toml"

EXPERIMENT = """\
name = "hours"
title = "What an hour costs"
scenarios = ["small.toml"]
strategies = ["no-project", "mine.toml"]
runs = 4
weekly = 1

[factors]
costs.facilitator_hour = [10, 20, 30]
strategy.hours.management = [2, 4]
patience = 0.3
"""
MINE = """\
name = "mine"
title = "Mine"
description = "=Made up, for the tests."
source = "made up"

[start]
groups = 2

[[phases]]
weeks = 40
hours = { management = 3 }
"""


@pytest.fixture
def experiment(tmp_path):
    (tmp_path / "small.toml").write_text(SMALL.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "mine.toml").write_text(MINE, encoding="utf-8")
    path = tmp_path / "hours.toml"
    path.write_text(EXPERIMENT, encoding="utf-8")
    return path


@pytest.fixture
def swept(typed, experiment):
    assert typed("sweep", "hours.toml", "--out", "out").returncode == 0
    return "out"


def test_a_dry_run_says_what_there_is_to_come_and_writes_nothing(typed, experiment, files):
    before = files()
    done = typed("sweep", "hours.toml", "--dry-run", "--workers", "3")
    assert done.returncode == 0
    assert "1 scenario x 2 strategies x 6 points x 4 runs = 48 runs in 1 part; design: grid" in done.stdout
    assert "varies: costs.facilitator_hour: 10, 20, 30" in done.stdout
    assert "held: patience = 0.3" in done.stdout
    assert "strategy.hours.management is not found in no-project, which it leaves as before" in done.stdout
    assert "with 3 workers" in done.stdout
    assert files() == before


def test_a_sweep_and_the_same_again(typed, experiment):
    first = typed("sweep", "hours.toml")
    assert first.stdout == f"hours: 48 runs in {Path('migsim-results/hours')}\n"
    again = typed("sweep", "hours.toml")
    assert (again.returncode, again.stdout) == (0, first.stdout)
    assert "48 of 48 runs are there already" in again.stderr


def test_a_changed_file_is_refused(typed, experiment, swept):
    experiment.write_text(EXPERIMENT.replace("runs = 4", "runs = 5"), encoding="utf-8")
    done = typed("sweep", "hours.toml", "--out", swept)
    assert done.returncode == 2
    assert done.stderr.startswith("migsim: out: holds results of another experiment (runs was 4 and is 5)")


def test_failed_runs_are_told(typed, experiment):
    experiment.write_text(EXPERIMENT.replace("[2, 4]", "[2, 2000]").replace("4\n", "2\n", 1), encoding="utf-8")
    (experiment.parent / "mine.toml").write_text('cost = "equal"\n' + MINE, encoding="utf-8")
    text = experiment.read_text(encoding="utf-8").replace("[10, 20, 30]", "[10, 20]")
    experiment.write_text(text + '"costs.budget" = [10, 20000]\n', encoding="utf-8")
    done = typed("sweep", "hours.toml")
    assert done.returncode == 0
    assert "8 failed" in done.stdout
    assert "The first that failed: small/mine/0/0: strategy mine: " in done.stdout


def test_mistakes_come_with_their_lines_and_status_2(typed, experiment):
    experiment.write_text(EXPERIMENT.replace("patience", "patients").replace("runs = 4", "runs = 0"), encoding="utf-8")
    done = typed("sweep", "hours.toml")
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "migsim: hours.toml:5: runs = 0: must be at least 1 (runs); change it",
        "migsim: hours.toml:11: factors.patients = 0.3: is no parameter, figure or lever here; "
        'did you mean "patience"?',
    ]


def test_check_knows_an_experiment(typed, experiment):
    done = typed("check", "hours.toml")
    assert done.returncode == 0
    assert "hours.toml: an experiment; nothing wrong with it" in done.stdout
    assert "runs in all: 48" in " ".join(done.stdout.split())  # however lines break
    assert "a strategy; nothing wrong" in typed("check", "mine.toml").stdout
    assert "a scenario; nothing wrong" in typed("check", "small.toml").stdout


def test_csv(typed, swept, tmp_path):
    done = typed("export", swept, "--csv")
    assert [Path(line).name for line in done.stdout.splitlines()] == [
        "runs.csv", "weekly.csv", "parameters.csv", "points.csv",
    ]  # fmt: skip
    results = package.read_results(tmp_path / swept)
    runs = pd.read_csv(tmp_path / swept / "tables" / "runs.csv")
    assert runs["net_benefit"].tolist() == results.runs["net_benefit"].tolist()
    assert len(pd.read_csv(tmp_path / swept / "tables" / "weekly.csv")) == len(results.weekly)
    typed("export", swept, "--csv", "--decimal-comma")
    comma = pd.read_csv(tmp_path / swept / "tables" / "runs.csv", sep=";", decimal=",")
    assert comma["net_benefit"].tolist() == runs["net_benefit"].tolist()


def test_a_workbook(typed, experiment, tmp_path):
    assert typed("sweep", "hours.toml", "--out", "out", "--export", "xlsx").returncode == 0
    book = openpyxl.load_workbook(tmp_path / "out" / "tables" / "results.xlsx")
    assert book.sheetnames == ["runs", "weekly", "parameters", "points", "about"]
    rows = list(book["runs"].iter_rows(values_only=True))
    assert rows[0][:4] == ("id", "scenario", "strategy", "point")
    runs = package.read_results(tmp_path / "out").runs
    assert [row[rows[0].index("cost")] for row in rows[1:]] == pytest.approx(runs["cost"].tolist())


def test_a_table_too_long_for_a_sheet(typed, swept, monkeypatch):
    monkeypatch.setattr("migsim.report.export.MOST_ROWS", 41)
    done = typed("export", swept, "--xlsx")
    assert done.returncode == 2
    assert "runs has 48 rows, and a sheet holds 40; take --csv" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["export", "out"], "say what to write: --csv or --xlsx"),
        (["export", "nowhere", "--csv"], "nowhere: holds no results of a sweep"),
        (["export", "out", "--xlsx", "--decimal-comma"], "--decimal-comma is for --csv"),
        (["run", "--from", "out", "--run", "small/mine/9/0"], "run 'small/mine/9/0' is not in out; take an id"),
        (["run", "--from", "nowhere", "--run", "x"], "nowhere: holds no results of a sweep"),
        (["run", "--strategy", "no-project"], "name a scenario, or a sweep's results with --from DIR"),
        (["run", "treyl-poultry"], "name a strategy with --strategy"),
        (["run", "treyl-poultry", "--strategy", "no-project", "--run", "x"], "run = x: not possible"),
        (["sweep", "nowhere.toml"], "nowhere.toml: there is no such file"),
    ],
)
def test_bad_input(typed, swept, arguments, said):
    done = typed(*arguments)
    assert done.returncode == 2
    assert said in done.stderr


def test_one_row_again_with_its_events(typed, swept, tmp_path):
    done = typed("run", "--from", swept, "--run", "small/mine/3/2", "--out", "again")
    assert done.returncode == 0
    assert "other outcomes" not in done.stderr
    assert len(pd.read_csv(tmp_path / "again" / "events.csv")) > 10
    row = package.read_results(tmp_path / swept).runs.set_index("id").loc["small/mine/3/2"]
    assert row["cost"] == package.read_results(tmp_path / swept).rerun("small/mine/3/2").scorecard["cost"]


@pytest.mark.skipif(os.name == "nt", reason="signals are sent differently there")
def test_ctrl_c_leaves_within_two_seconds_and_the_same_command_goes_on(machine_code, experiment, tmp_path):
    experiment.write_text(EXPERIMENT.replace("runs = 4", "runs = 100000"), encoding="utf-8")
    command = [sys.executable, "-m", "migsim", "sweep", "hours.toml", "--out", "out"]
    hears = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # tests started in the background are deaf to Ctrl-C
    settings = {"cwd": tmp_path, "env": {**os.environ, "PYTHONPATH": str(ROOT)}, "text": True, "preexec_fn": hears}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **settings)
    end = time.monotonic() + 120
    while len(list(tmp_path.glob("out/runs/part-*"))) < 2:
        assert time.monotonic() < end
        assert process.poll() is None
        time.sleep(0.05)
    started = time.monotonic()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    took = time.monotonic() - started
    assert process.returncode == 130
    assert out == ""
    assert err == "migsim: stopped. What is finished is kept in out, and the same command goes on from there\n"
    waiting = os.getloadavg()[0] / (os.cpu_count() or 1)  # jobs for each core; two seconds are those of a free machine
    assert took < 2.0 * max(1.0, waiting)
    kept = {path.name: path.read_bytes() for path in tmp_path.glob("out/runs/*")}
    assert all(name.startswith("part-") for name in kept)
    again = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **settings)
    while len(list(tmp_path.glob("out/runs/part-*"))) < len(kept) + 1:
        assert time.monotonic() < end
        time.sleep(0.05)
    again.send_signal(signal.SIGINT)
    _, err = again.communicate(timeout=60)
    assert "runs are there already" in err
    assert all((tmp_path / "out" / "runs" / name).read_bytes() == data for name, data in kept.items())
