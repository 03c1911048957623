"""What the runs of a sweep come to: the same as those of an ensemble, and a row with its error where one fails."""

import migsim
import numpy as np
import pytest
from made_up_strategies import Deadly, DeadlyOnce, Muddled, Steady
from migsim.analysis.sweep import load_experiment
from migsim.analysis.sweep.job import SweepWork
from migsim.analysis.sweep.making import make_job
from migsim.engine import ensemble
from migsim.engine.lock import LOCK
from migsim.errors import InputError
from migsim.scenario.priors import fitted_draws
from migsim.vocabulary import SCORECARD

from playing import PLANS

COLUMNS = list(SCORECARD)


def test_without_a_design_it_is_an_ensemble(small, tmp_path):
    chosen = [PLANS["nothing"], PLANS["coached"], PLANS["tapered"]]
    swept = migsim.sweep({"name": "a", "scenarios": [small], "strategies": chosen, "runs": 30, "weekly": 4}, tmp_path)
    alone = ensemble(small, chosen, runs=30, weekly_runs=4)
    for name, rows in swept.runs.groupby("strategy"):
        expected = alone.runs[alone.runs["strategy"] == name]
        assert rows[COLUMNS].reset_index(drop=True).equals(expected[COLUMNS].reset_index(drop=True))
    assert swept.runs.drop(columns=["id", "error"]).dtypes.equals(alone.runs.dtypes)
    measures = [column for column in alone.weekly if column not in {"strategy", "run"}]
    told = swept.weekly.sort_values(["strategy", "run", "week"], ignore_index=True)
    assert told[measures].equals(alone.weekly.sort_values(["strategy", "run", "week"], ignore_index=True)[measures])
    assert swept.parameters.equals(alone.parameters)


def test_a_point_is_what_its_factors_say(small, asked, finished):
    at = finished.points.iloc[7]
    scenario = small.model_copy(update={"costs": small.costs.model_copy(update={"meeting": at["costs.meeting"]})})
    plan = PLANS["coached"].plan
    phases = tuple(phase.model_copy(update={"style": at["strategy.style"]}) for phase in plan.phases)
    coached = type(PLANS["coached"])(plan.model_copy(update={"phases": phases}))
    alone = ensemble(scenario, [coached], runs=10, changes={"work_rate": at["work_rate"], "trust_on": 1})
    rows = finished.runs.query("point == 7 and strategy == 'coached'")
    assert rows[COLUMNS].reset_index(drop=True).equals(alone.runs[COLUMNS])
    assert (rows["costs.meeting"] == at["costs.meeting"]).all()


def test_a_prior_of_ones_own_and_none(small, tmp_path):
    (tmp_path / "draws.csv").write_text("work_rate,breach\n0.1,0.2\n0.2,0.25\n")
    asked = {"name": "a", "scenarios": [small], "strategies": [PLANS["coached"]], "runs": 8}
    drawn = migsim.sweep({**asked, "prior": str(tmp_path / "draws.csv")}, tmp_path / "drawn")
    assert drawn.runs[COLUMNS].equals(
        ensemble(small, [PLANS["coached"]], runs=8, prior=tmp_path / "draws.csv").runs[COLUMNS]
    )
    assert set(drawn.runs["prior"]) == {"draws.csv"}
    assert str(tmp_path) not in (tmp_path / "drawn" / "manifest.json").read_text()
    fixed = migsim.sweep({**asked, "prior": "fixed"}, tmp_path / "fixed")
    assert fixed.runs[COLUMNS].equals(ensemble(small, [PLANS["coached"]], runs=8, fixed=True).runs[COLUMNS])
    history = drawn.rerun("small/coached/0/5")
    assert history.scorecard["cost"] == drawn.runs["cost"].iloc[5]


def test_runs_that_repeat_a_draw_share_their_parameters_and_nothing_else(small, tmp_path):
    asked = {"name": "a", "scenarios": [small], "strategies": [PLANS["coached"]], "runs": 6, "repeats": 3}
    swept = migsim.sweep(asked, tmp_path)
    drawn = swept.parameters.drop(columns="run")
    assert drawn.groupby(np.arange(6) // 3).nunique().max().max() == 1
    assert drawn["work_rate"].nunique() == 2
    assert swept.runs["draw"].groupby(np.arange(6) // 3).nunique().max() == 1
    assert swept.runs["net_benefit"].nunique() == 6
    assert swept.rerun("small/coached/0/4").scorecard["cost"] == swept.runs["cost"].iloc[4]
    with pytest.raises(InputError, match="take runs = 8"):
        load_experiment({**asked, "repeats": 4})


def test_range_of_the_fitted_draws():
    (factor,) = load_experiment(
        {"name": "a", "factors": {"breach": "fitted"}, "design": {"kind": "morris", "rows": 2}}
    ).varied
    draws = fitted_draws()["breach"]
    assert np.mean((draws >= factor.low) & (draws <= factor.high)) == pytest.approx(0.9, abs=0.01)


@pytest.mark.parametrize("workers", [1, 5])
def test_threads_change_no_byte(asked, finished, parts, tmp_path, workers):
    again = migsim.sweep(asked(weekly=2), tmp_path, workers=workers)
    assert parts(again.folder) == parts(finished.folder)
    assert (again.folder / "manifest.json").read_bytes() == (finished.folder / "manifest.json").read_bytes()


def test_a_point_that_is_not_possible_is_rows_with_an_error(small, tmp_path):
    factors = {"costs.budget": [1000.0, 20000.0]}
    chosen = [PLANS["nothing"], PLANS["tapered"]]
    swept = migsim.sweep(
        {"name": "a", "scenarios": [small], "strategies": chosen, "runs": 3, "factors": factors}, tmp_path
    )
    assert swept.complete
    failed = swept.failed
    assert set(zip(failed["strategy"], failed["point"], strict=True)) == {("tapered", 0)}
    assert failed["error"].str.contains("the scenario's budget of 1,000 does not cover").all()
    assert swept.runs.query("status == 'failed'")[COLUMNS].isna().all(axis=None)
    assert swept.runs.query("status == 'ok'")["cost"].notna().all()


def test_nothing_possible_is_refused_and_leaves_nothing(small, tmp_path):
    asked = {"name": "a", "scenarios": [small], "strategies": [PLANS["coached"]], "weeks": 100}
    with pytest.raises(InputError, match="give the scenario a horizon of at least"):
        migsim.sweep(asked, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_no_memory_is_no_fault_of_a_run(asked, tmp_path, monkeypatch):
    def without(*_, **__):
        raise MemoryError

    monkeypatch.setattr("migsim.analysis.sweep.job.play", without)
    with pytest.raises(MemoryError):
        migsim.sweep(asked(), tmp_path)
    assert migsim.read_results(tmp_path).done == 0


class TestStrategiesInPython:
    def test_processes_give_what_an_ensemble_gives(self, small, tmp_path):
        asked = {"name": "a", "scenarios": [small], "strategies": [Steady(), PLANS["coached"]], "runs": 12}
        swept = migsim.sweep(asked, tmp_path, workers=2)
        alone = ensemble(small, [Steady(), PLANS["coached"]], runs=12)
        expected = alone.runs.sort_values(["strategy", "run"], ignore_index=True)
        assert swept.runs.sort_values(["strategy", "run"], ignore_index=True)[COLUMNS].equals(expected[COLUMNS])
        with pytest.raises(InputError, match="steady is a Python class, which no file holds"):
            swept.rerun("small/steady/0/3")
        history = swept.rerun("small/steady/0/3", strategies=[Steady()])
        assert history.scorecard["cost"] == swept.runs.query("id == 'small/steady/0/3'")["cost"].iloc[0]

    def test_an_error_is_a_row(self, small, tmp_path):
        asked = {"name": "a", "scenarios": [small], "strategies": [Muddled(), PLANS["coached"]], "runs": 6}
        swept = migsim.sweep(asked, tmp_path, workers=1)
        assert swept.complete
        assert len(swept.failed) > 0
        assert set(swept.failed["strategy"]) == {"muddled"}
        assert set(swept.failed["error"]) == {"ValueError: too much is spent"}

    def test_a_run_that_kills_its_process_is_a_row_and_spoils_no_other(self, small, tmp_path):
        asked = {"name": "a", "scenarios": [small], "strategies": [Deadly()], "runs": 12, "prior": "wide"}
        swept = migsim.sweep(asked, tmp_path, workers=1)
        assert swept.complete
        assert swept.failed["run"].tolist() == [11]
        assert swept.failed["error"].str.startswith("WorkerDied").all()
        healthy = ensemble(small, [Steady()], runs=12, prior="wide").runs
        survived = swept.runs["status"] == "ok"
        expected = healthy.loc[survived.to_numpy(), COLUMNS].astype(float)
        assert swept.runs.loc[survived, COLUMNS].astype(float).equals(expected)

    def test_a_worker_that_dies_once_loses_nothing(self, small, tmp_path):
        one = DeadlyOnce(tmp_path / "mark")
        one.name = "steady"
        swept = migsim.sweep(
            {"name": "a", "scenarios": [small], "strategies": [one], "runs": 20}, tmp_path / "out", workers=1
        )
        assert swept.failed.empty
        assert swept.runs[COLUMNS].equals(ensemble(small, [Steady()], runs=20).runs[COLUMNS])

    def test_what_cannot_be_handed_over_is_refused(self, small, tmp_path):
        class Local(Steady):
            name = "local"

        with pytest.raises(InputError, match="strategy local: cannot be handed to worker processes; define its class"):
            migsim.sweep({"name": "a", "scenarios": [small], "strategies": [Local()], "runs": 2}, tmp_path)

    def test_no_file_can_name_a_class(self, small, tmp_path):
        with pytest.raises(InputError, match="strategy 'made_up_strategies:Steady' is not known"):
            load_experiment({"name": "a", "scenarios": [small], "strategies": ["made_up_strategies:Steady"]})


def test_a_run_again_is_the_same_to_the_bit(finished):
    for id in ("small/coached/7/3", "small/nothing/0/0"):
        history = finished.rerun(id)
        assert not finished.differs(id, history)
        row = finished.runs.set_index("id").loc[id]
        for name, value in history.scorecard.items():
            assert value == row[name] or (value is None and np.isnan(row[name]))
    assert len(history.events) > 0 or history.strategy.name == "nothing"


@pytest.mark.parametrize("id", ["small/coached/7/10", "small/coached/12/0", "small/coached/x/0", "7", "coached/0/0"])
def test_a_row_that_is_not_there(finished, id):
    with pytest.raises(
        InputError, match=f"run '{id}' is not in .*; take an id from its column id, from small/nothing/0/0"
    ):
        finished.rerun(id)


def test_no_lock_stays(finished):
    assert not (finished.folder / LOCK).exists()


def test_a_job_goes_to_another_process_without_what_it_keeps(asked):
    import pickle

    job = make_job(load_experiment(asked()))
    job.cells(0)
    again: SweepWork = pickle.loads(pickle.dumps(job))
    assert not again._kept
    assert again.run_part(0, {}, lambda _: None) == job.run_part(0, {}, lambda _: None)


def test_a_value_beyond_its_range_is_refused_or_marked(small, tmp_path):
    asked = {"name": "a", "scenarios": [small], "strategies": [PLANS["coached"]], "factors": {"breach": [0.2, 0.6]}}
    with pytest.raises(InputError, match="outside its range"):
        load_experiment(asked)
    swept = migsim.sweep({**asked, "beyond_range": True}, tmp_path)
    assert swept.manifest["beyond_range"] == ["breach"]
    alone = ensemble(small, [PLANS["coached"]], runs=1, changes={"breach": 0.6}, beyond_range=True)
    assert swept.runs["net_benefit"].iloc[1] == alone.runs["net_benefit"].iloc[0]
    assert swept.rerun("small/coached/1/0").scorecard["net_benefit"] == swept.runs["net_benefit"].iloc[1]
    for wrong in ({"breach": 1.4}, {"negative_weight": -1.0}, {"breach": float("nan")}):
        with pytest.raises(InputError, match="means nothing"):
            load_experiment({**asked, "beyond_range": True, "factors": wrong})


def test_the_horizon_and_what_counts_as_a_goal_are_factors(small, tmp_path):
    factors = {"scenario.horizon": [160, 170], "scenario.target_cut": [0.2, 0.6]}
    swept = migsim.sweep(
        {"name": "a", "scenarios": [small], "strategies": [PLANS["coached"]], "factors": factors}, tmp_path
    )
    base = swept.runs[swept.runs["scenario.target_cut"] == 0.2].set_index("scenario.horizon")
    with_cut = small.model_copy(update={"scenario": small.scenario.model_copy(update={"target_cut": 0.2})})
    assert base["net_benefit"][160] == ensemble(with_cut, [PLANS["coached"]], runs=1, weeks=160).runs["net_benefit"][0]
    assert base["net_benefit"][160] != base["net_benefit"][170]


def test_a_workbook_comes_part_by_part_with_text_as_text(finished, tmp_path):
    from openpyxl import load_workbook

    steps = []
    (path,) = finished.export("xlsx", progress=lambda done, total: steps.append((done, total)))
    book = load_workbook(path, read_only=True)
    rows = list(book["runs"].iter_rows(values_only=True))
    assert len(rows) == finished.total + 1
    at = rows[0].index("net_benefit")
    told = dict(zip([row[rows[0].index("id")] for row in rows[1:]], [row[at] for row in rows[1:]], strict=True))
    expected = finished.runs.set_index("id")["net_benefit"]
    assert told == expected.to_dict()
    assert len(steps) > 4
    assert steps[-1][0] == steps[-1][1]


def test_a_line_now_and_then_where_nobody_watches(monkeypatch, capsys):
    from migsim.cli import console

    clock = iter([0.0, 1.0, 30.0, 61.0, 70.0, 122.0, 200.0])
    monkeypatch.setattr(console.time, "monotonic", lambda: next(clock))
    log = console.Logged("Simulating runs")
    for done in (10, 20, 310, 320, 610, 1000):
        log(done, 1000)
    said = capsys.readouterr().err.splitlines()
    assert said == [
        "Simulating runs: 310 of 1,000 (31%), about 2 minutes left",
        "Simulating runs: 610 of 1,000 (61%), about a minute left",
    ]
