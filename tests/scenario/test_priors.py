"""Where parameters come from: the fitted draws by default, the same on every path and however many at once."""

import inspect

import migsim
import numpy as np
import pandas as pd
import pytest
from migsim.chance import PARAMETER, POSTERIOR, uniform
from migsim.engine import ensemble, simulate
from migsim.errors import InputError
from migsim.scenario.draws import uniforms_of_runs
from migsim.scenario.parameters import PARAMETERS, draw_parameters
from migsim.scenario.priors import FITTED, fitted_draws, prior_parameters


def test_the_fitted_draws_hold_every_parameter_within_its_range():
    table = pd.read_csv(FITTED)
    assert list(table.columns) == [p.name for p in PARAMETERS]
    assert len(table) >= 300
    for p in PARAMETERS:
        assert table[p.name].between(p.low, p.high).all(), p.name
        assert table[p.name].nunique() > 20, p.name


def test_the_fitted_prior_is_the_default_on_every_path():
    paths = (migsim.compare, migsim.ensemble, migsim.simulate, migsim.MarketModel.__init__)
    assert {inspect.signature(path).parameters["prior"].default for path in paths} == {"fitted"}


def test_world_r_of_a_seed_has_the_same_parameters_on_every_path(small):
    """The small market is too short for most strategies; no project is not."""
    many = ensemble(small, ["no-project"], runs=4, seed=9, weekly_runs=0)
    assert set(many.runs["prior"]) == {"fitted"}
    row = many.parameters.set_index("run").loc[3]
    single = simulate(small, "no-project", seed=9, run=3)
    model = migsim.MarketModel(small, strategy="no-project", rng=9, run=3)
    for p in PARAMETERS:
        assert single.parameters[p.name] == row[p.name]
        assert model._walk.parameters[p.name][0] == row[p.name]


def test_a_future_takes_one_row_whole_by_its_own_luck():
    values, label = prior_parameters(7, range(200), fixed=False, prior="fitted")
    table = fitted_draws()
    assert label == "fitted"
    for run in (0, 1, 57, 199):
        row = min(int(uniform((7, run), POSTERIOR, 0, 0, 0) * len(table)), len(table) - 1)
        assert all(values[p.name][run] == table[p.name][row] for p in PARAMETERS)


@pytest.mark.parametrize("prior", ["fitted", "wide"])
def test_some_futures_alone_are_those_among_many(prior):
    many, _ = prior_parameters(3, range(500), fixed=False, prior=prior)
    few, _ = prior_parameters(3, range(420, 430), fixed=False, prior=prior)
    assert (many[420:430] == few).all()


def test_what_is_held_is_held_and_moves_nothing_else():
    usual, _ = prior_parameters(3, range(50), fixed=False, prior="fitted")
    held, _ = prior_parameters(3, range(50), fixed=False, prior="fitted", changes={"breach": 0.25, "deals_on": 0})
    assert (held["breach"] == 0.25).all()
    assert not held["deals_on"].any()
    assert all((held[p.name] == usual[p.name]).all() for p in PARAMETERS if p.name != "breach")


def test_many_draws_at_once_are_those_one_by_one():
    runs = range(5, 40, 3)
    assert list(uniforms_of_runs(2**32 - 1, runs, PARAMETER, 77)) == [
        uniform((2**32 - 1, run), PARAMETER, 0, 77, 0) for run in runs
    ]
    values = draw_parameters(11, range(30))
    for p in PARAMETERS:
        assert list(values[p.name]) == [p.draw(uniform((11, run), PARAMETER, 0, p.id, 0)) for run in range(30)]


def test_a_hundred_thousand_futures_draw_without_a_loop_over_futures(monkeypatch):
    """One bulk draw for the fitted prior, one for each parameter of the wide one."""
    from migsim.scenario import draws, parameters, priors

    calls = []

    def counted(*arguments):
        calls.append(arguments)
        return draws.uniforms_of_runs(*arguments)

    monkeypatch.setattr(priors, "uniforms_of_runs", counted)
    monkeypatch.setattr(parameters, "uniforms_of_runs", counted)
    fitted, _ = prior_parameters(1, range(100_000), fixed=False, prior="fitted")
    assert (len(fitted), len(calls)) == (100_000, 1)
    wide, _ = prior_parameters(1, range(100_000), fixed=False, prior="wide")
    assert (len(wide), len(calls)) == (100_000, 1 + len(PARAMETERS))
    for p in PARAMETERS:
        assert np.abs(wide[p.name] - p.low).max() > 0


def test_every_fitted_draw_can_come_up():
    values, _ = prior_parameters(1, range(20_000), fixed=False, prior="fitted")
    assert len(np.unique(values["breach"])) == len(np.unique(fitted_draws()["breach"]))


def test_a_missing_file_of_draws_is_told():
    with pytest.raises(InputError, match="there is no such file"):
        prior_parameters(1, range(1), fixed=False, prior="nowhere.csv")
