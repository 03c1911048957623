"""Given sets of parameters: what `simulate_many` gives is what one run at a time gives; recipes for other libraries."""

import migsim
import numpy as np
import pandas as pd
import pytest
from migsim.errors import InputError

from playing import PLANS

COACHED = PLANS["coached"]
SETS = pd.DataFrame({"breach": [0.1, 0.2, 0.3], "trust_on": [1, 1, 0]})


def test_each_row_is_that_future_under_those_values(small):
    found = migsim.simulate_many(SETS, small, [COACHED, PLANS["nothing"]], outcomes=["net_benefit", "trust"])
    assert list(found.columns) == ["strategy", "row", "run", "net_benefit", "trust"]
    for row, changes in enumerate(SETS.to_dict("records")):
        alone = migsim.simulate(small, COACHED, run=row, changes=changes)
        assert found.query("strategy == 'coached'")["net_benefit"].iloc[row] == alone.scorecard["net_benefit"]


def test_all_can_meet_one_future_or_those_that_are_named(small):
    one = migsim.simulate_many({"breach": [0.2, 0.2]}, small, [COACHED], runs=5)
    assert one["net_benefit"].nunique() == 1
    named = migsim.simulate_many({"breach": [0.2, 0.2, 0.2]}, small, [COACHED], runs=[7, 5, 6])
    assert named["net_benefit"][1] == one["net_benefit"][0]
    assert list(named["run"]) == [7, 5, 6]


def test_functions_of_the_future_are_outcomes(small):
    def peak(world):
        return world.weekly["attendance"][np.isfinite(world.weekly["attendance"])].max()

    found = migsim.simulate_many(SETS, small, [COACHED], outcomes=["cost", peak])
    assert found["peak"].between(0, 1).all()


def test_what_is_wrong_is_told_at_once(small):
    with pytest.raises(InputError) as said:
        migsim.simulate_many({"breech": [0.1], "breach": [0.9], "forgetting": [np.nan]}, small, [COACHED])
    assert [("breech" in m, "outside its range" in m, "has no value" in m) for m in said.value.messages] == [
        (True, False, False),
        (False, True, False),
        (False, False, True),
    ]
    with pytest.raises(InputError, match="3 sets"):
        migsim.simulate_many(SETS, small, [COACHED], runs=[1, 2])
    with pytest.raises(InputError, match="no such column"):
        migsim.simulate_many(SETS, small, [COACHED], outcomes=["trusst"])


def test_recipe_salib(small):
    """Variance shares by SALib of its own sample."""
    from SALib.analyze import sobol
    from SALib.sample import sobol as sample

    problem = {"num_vars": 2, "names": ["breach", "work_rate"], "bounds": [[0.1, 0.3], [0.05, 0.15]]}
    bounds = {p.name: (p.low, p.high) for p in migsim_parameters() if p.name in problem["names"]}
    problem["bounds"] = [list(bounds[name]) for name in problem["names"]]
    points = sample.sample(problem, 8, calc_second_order=False)
    found = migsim.simulate_many(pd.DataFrame(points, columns=problem["names"]), small, [COACHED], runs=0)
    indices = sobol.analyze(problem, found["net_benefit"].to_numpy(), calc_second_order=False, num_resamples=20)
    assert np.isfinite(indices["ST"]).all()


def migsim_parameters():
    from migsim.scenario.parameters import PARAMETERS

    return PARAMETERS


def test_recipe_optuna(small):
    """A study that asks for ten sets at a time."""
    optuna = pytest.importorskip("optuna")
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=1), direction="maximize")
    trials = [study.ask({"breach": optuna.distributions.FloatDistribution(0.1, 0.3)}) for _ in range(10)]
    found = migsim.simulate_many({"breach": [t.params["breach"] for t in trials]}, small, [COACHED], runs=0)
    for trial, value in zip(trials, found["net_benefit"], strict=True):
        study.tell(trial, value)
    assert study.best_value == found["net_benefit"].max()


def test_recipe_ema_workbench(small):
    """PRIM of the workbench on a table of our outcomes."""
    prim = pytest.importorskip("ema_workbench.analysis.prim", exc_type=ImportError)
    sets = pd.DataFrame({"breach": np.linspace(0.1, 0.3, 60), "work_rate": np.tile([0.06, 0.09, 0.12], 20)})
    found = migsim.simulate_many(sets, small, [COACHED])
    box = prim.Prim(sets, (found["net_benefit"] < found["net_benefit"].median()).to_numpy(), threshold=0.1).find_box()
    assert len(box.peeling_trajectory)


def test_recipe_pyabc(small):
    """Its rejection step with a batch of ours: the accepted sets lie nearer to what was observed."""
    pyabc = pytest.importorskip("pyabc")
    prior = pyabc.Distribution(breach=pyabc.RV("uniform", 0.1, 0.2))
    sets = pd.DataFrame([dict(prior.rvs()) for _ in range(40)])
    found = migsim.simulate_many(sets, small, [COACHED], outcomes=["trust"])
    distance = (found["trust"] - found["trust"].iloc[0]).abs()
    assert distance.iloc[0] == 0
