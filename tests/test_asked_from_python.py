"""What Python hands over: NumPy's and pandas' numbers and lists are as good as Python's own, None is no number."""

import copy
import json
import pickle

import migsim
import numpy as np
import pandas as pd
import pytest
from migsim.asked import several
from migsim.engine import ensemble
from migsim.errors import InputError

from playing import PLANS, SMALL

TWO = [PLANS["nothing"], PLANS["coached"]]


@pytest.fixture(scope="module")
def compared():
    return migsim.compare(SMALL, TWO, runs=4, seed=3)


@pytest.mark.parametrize("kind", [np.int64, np.int32, np.uint8, np.int16])
def test_numbers_of_numpy(compared, kind):
    told = migsim.simulate(SMALL, TWO[1], seed=kind(3), run=kind(1))
    assert told.scorecard == migsim.simulate(SMALL, TWO[1], seed=3, run=1).scorecard
    assert type(told.seed) is type(told.run) is int
    again = migsim.compare(SMALL, TWO, runs=kind(4), seed=kind(3))
    assert again.runs.equals(compared.runs)
    assert type(again.seed) is int
    assert json.dumps(again.answer()) == json.dumps(compared.answer())


@pytest.mark.parametrize("missing", [None, True, 1.0, "1", np.float64(1), np.bool_(True), -1, 1 << 32, float("nan")])
@pytest.mark.parametrize(
    "call",
    [
        lambda seed: migsim.MarketModel(SMALL, TWO[0], rng=seed),
        lambda seed: migsim.MarketModel(SMALL, TWO[0], run=seed),
        lambda seed: migsim.simulate(SMALL, TWO[0], seed=seed),
        lambda seed: migsim.compare(SMALL, TWO, runs=2, seed=seed),
        lambda seed: migsim.compare(SMALL, TWO, runs=seed if seed != 1 << 32 else None),
        lambda seed: ensemble(SMALL, TWO, runs=2, seed=seed),
        lambda seed: migsim.optimise(SMALL, hours=5, seed=seed),
        lambda seed: migsim.calibrate(SMALL, "register.csv", seed=seed),
        lambda seed: migsim.sweep({"name": "a", "scenarios": [str(SMALL)], "seed": -1 if seed is None else seed}, "x"),
    ],
)
def test_no_seed_is_a_sentence(call, missing):
    with pytest.raises(InputError) as caught:
        call(missing)
    assert len(caught.value.messages) == 1
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize("named", [np.array, pd.Series, tuple, pd.Index])
def test_arrays_of_names(named):
    names = ["no-project", "light-touch"]
    assert list(migsim.compare(SMALL, named(names), runs=2).table()["strategy"]) == names


@pytest.mark.parametrize(
    "call",
    [
        lambda: migsim.compare(SMALL, "light-touch", runs=2),
        lambda: migsim.compare(SMALL, TWO[1], runs=2),
        lambda: ensemble(SMALL, "light-touch", runs=2),
        lambda: several("outcomes", "trust"),
        lambda: several("outcomes", 3),
    ],
)
def test_one_name_is_no_list_of_letters(call):
    with pytest.raises(InputError) as caught:
        call()
    [message] = caught.value.messages
    assert "put it in a list: [" in message


def test_what_is_no_scenario_or_strategy():
    for wrong in (None, 3, ["treyl-poultry"]):
        with pytest.raises(InputError, match="is no scenario"):
            migsim.simulate(wrong, "light-touch")
        with pytest.raises(InputError, match="give a name, a path or a Strategy"):
            migsim.simulate(SMALL, wrong)


def test_an_experiment_with_numbers_of_numpy():
    from migsim.analysis.sweep import load_experiment

    asked = {"name": "a", "scenarios": [str(SMALL)], "runs": np.int64(3), "factors": {"patience": np.array([0.3, 0.4])}}
    loaded = load_experiment(asked)
    assert loaded.file.runs == 3
    assert list(loaded.varied[0].values) == [0.3, 0.4]


def test_results_go_through_pickle(compared):
    for again in (pickle.loads(pickle.dumps(compared)), copy.deepcopy(compared)):
        assert again.table().equals(compared.table())
        assert again.recommendation().text == compared.recommendation().text
        assert again.monitoring().equals(compared.monitoring())
    told = migsim.simulate(SMALL, TWO[1])
    assert pickle.loads(pickle.dumps(told)).weekly.equals(told.weekly)
