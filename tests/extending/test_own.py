"""One file outside the package (gossip.py) runs in simulate, compare, a sweep with workers, and as a Mesa model."""

import copy
import sys
from pathlib import Path

import migsim
import numpy as np
import pandas as pd
import pytest
from migsim.engine import ensemble
from migsim.errors import InputError, MigsimError

from playing import PLANS

sys.path.insert(0, str(Path(__file__).parent))

import gossip


@pytest.fixture(scope="module")
def own(small):
    return small.with_mechanisms(gossip.SmallWorld(), gossip.Gossip()).with_outcomes(
        distrust=gossip.distrust, late_attendance=gossip.late_attendance
    )


COACHED = PLANS["coached"]


def test_a_mechanism_that_does_nothing_changes_no_bit(small):
    runs = ensemble(small, [COACHED], runs=4).runs
    pd.testing.assert_frame_equal(ensemble(small.with_mechanisms(migsim.Mechanism()), [COACHED], runs=4).runs, runs)


def test_threads_and_doors_give_the_same(own):
    alone = ensemble(own, [COACHED], runs=4, threads=1).runs
    pd.testing.assert_frame_equal(ensemble(own, [COACHED], runs=4, threads=3).runs, alone)
    model = migsim.MarketModel(own, COACHED, run=2)
    for _ in range(30):
        model.step()
    branch = copy.copy(model)
    for one in (branch, model):
        while one.running:
            one.step()
        assert one.scorecard()["net_benefit"] == alone["net_benefit"][2]
    assert migsim.simulate(own, COACHED, run=3).scorecard["net_benefit"] == alone["net_benefit"][3]


def test_gossip_moves_trust_and_stands_in_the_outcome(small, own):
    quiet = small.with_mechanisms(gossip.SmallWorld()).with_outcomes(distrust=gossip.distrust)
    before, after = (ensemble(one, [COACHED], runs=6).runs["distrust"] for one in (quiet, own))
    assert (before != after).sum() > 3


def test_first_trust_of_ones_own_is_there_at_week_0(small):
    model = migsim.MarketModel(small.with_mechanisms(gossip.SmallWorld(shortcuts=0.0)), COACHED, fixed=True)
    assert model.actors[0].trust_in(model.actors[1]) == 0.7
    assert model.actors[0].trust_in(model.actors[2]) == 0.7
    assert model.actors[0].trust_in(model.actors[6]) != 0.7


def test_compare_judges_by_an_outcome_of_ones_own_and_says_what_went_with_it(own, tmp_path):
    found = migsim.compare(own, [COACHED, gossip.Listening()], runs=12, objective="late_attendance")
    assert found.recommendation().text
    assert "late_attendance" in set(found.outcomes()["outcome"])
    found.report(tmp_path / "out")
    manifest = (tmp_path / "out" / "manifest.json").read_text()
    assert all(f'"{name}"' in manifest for name in ("gossip", "small-world", "distrust", "late_attendance"))
    with pytest.raises(InputError, match="give a function a name by"):
        migsim.compare(own, [COACHED], runs=2, objective=gossip.distrust)


def test_a_sweep_with_workers_is_the_same_as_an_ensemble(own, tmp_path):
    asked = {
        "name": "own",
        "scenarios": [own],
        "strategies": [COACHED, gossip.Listening()],
        "runs": 3,
        "outcomes": {"late_trust": "trust, mean, weeks 120 to 170"},
        "factors": {"costs.meeting": [20, 40]},
    }
    swept = migsim.sweep(asked, tmp_path / "own", workers=2)
    assert not len(swept.failed)
    assert list(swept.manifest["mechanisms"]) == ["small-world", "gossip"]
    rows = swept.runs.query("`costs.meeting` == 40 and strategy == 'listening'").reset_index(drop=True)
    dear = own.model_copy(update={"costs": own.costs.model_copy(update={"meeting": 40})})
    expected = ensemble(dear, [gossip.Listening()], runs=3, weekly_runs=3)
    for name in ("net_benefit", "distrust", "late_attendance"):
        assert rows[name].equals(expected.runs[name])
    late = expected.weekly.query("week >= 120").groupby("run")["trust"].mean()
    assert rows["late_trust"].to_numpy() == pytest.approx(late.to_numpy(), rel=1e-6)
    with pytest.raises(InputError, match="mechanisms in Python"):
        swept.rerun("small/listening/0/0")


@pytest.mark.parametrize(
    ("do", "message"),
    [
        (lambda world: world.learn(0, 0, good=1.0), "of others"),
        (lambda world: world.learn(0, 1, good=-1.0), "0 or more"),
        (lambda world: world.set_first_trust(np.full((2, 2), 0.5)), "shape"),
        (lambda world: world.state.understanding.fill(np.nan), "understanding"),
    ],
)
def test_what_means_nothing_ends_the_run_with_its_name(small, do, message):
    class Wrong(migsim.Mechanism):
        name = "wrong"

        def after_week(self, world):
            do(world)

    with pytest.raises(MigsimError, match=f"mechanism wrong, week 1: .*{message}"):
        migsim.simulate(small.with_mechanisms(Wrong()), COACHED)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("attendance", "is no outcome"),
        ("atendance, mean", "attendance"),
        ("trust, median", "no statistic"),
        ("trust, mean, weeks 9 to 2", "comes after"),
    ],
)
def test_wrong_words_are_told(words, message):
    with pytest.raises(InputError, match=message):
        migsim.sweep({"name": "a", "outcomes": {"mine": words}})


def test_names_that_are_taken(small):
    with pytest.raises(InputError, match="another name"):
        small.with_outcomes(trust=gossip.distrust)
    with pytest.raises(InputError, match="name of its own"):
        small.with_mechanisms(gossip.Gossip(), gossip.Gossip())


def test_two_copies_of_a_file_are_two_mechanisms_in_the_manifest(own):
    from migsim.engine.provenance import extensions

    said = extensions(own)
    assert set(said) == {"mechanisms", "outcomes"}
    assert said["mechanisms"]["gossip"] != said["mechanisms"]["small-world"]
    assert len(Path(gossip.__file__).read_text().splitlines()) <= 80
