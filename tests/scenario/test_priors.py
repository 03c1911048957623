"""Where parameters come from: the fitted draws by default, the same on every path and however many at once."""

import inspect

import migsim
import numpy as np
import pandas as pd
import pytest
from migsim.chance import PARAMETER, POSTERIOR, uniform
from migsim.engine import ensemble, simulate
from migsim.errors import InputError
from migsim.scenario.parameters import PARAMETERS, draw_parameters
from migsim.scenario.priors import FITTED, Prior, fitted_draws, load_prior


def test_the_fitted_draws_are_of_known_parameters_within_their_ranges():
    """A parameter that the table lacks is drawn from its wide range: adding one needs no refit."""
    table, known = pd.DataFrame(fitted_draws()), {p.name: p for p in PARAMETERS}
    assert set(table.columns) <= set(known)
    assert len(table) >= 300
    for name in table.columns:
        assert table[name].between(known[name].low, known[name].high).all(), name
        assert table[name].nunique() > 20, name


def test_the_table_that_ships_is_small():
    assert FITTED.stat().st_size < 2_000_000


def test_a_future_takes_the_row_that_it_is_said_to_take():
    table = np.zeros(7, [("breach", "f8")])
    table["breach"] = np.linspace(0.1, 0.3, 7)
    prior = Prior("by hand", {}, table)
    rows = prior.rows(3, range(40))
    assert set(rows) == set(range(7))
    assert (prior.draw(3, range(40))["breach"] == table["breach"][rows]).all()
    assert (prior.rows(3, range(10, 40)) == rows[10:]).all()
    assert (load_prior("wide").rows(3, range(5, 9)) == [5, 6, 7, 8]).all()  # each has parameters of its own


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
    prior, table = load_prior("fitted"), fitted_draws()
    values = prior.draw(7, range(200))
    assert prior.label == "fitted"
    for run in (0, 1, 57, 199):
        row = min(int(uniform((7, run), POSTERIOR, 0, 0, 0) * len(table)), len(table) - 1)
        assert all(values[name][run] == table[name][row] for name in table.dtype.names)


def test_what_a_table_lacks_is_drawn_as_under_the_wide_prior(tmp_path):
    file = tmp_path / "draws.csv"
    pd.DataFrame({"breach": [0.1, 0.2, 0.3]}).to_csv(file, index=False)
    prior, runs = load_prior(file, changes={"ownership_rate": 0.1}), range(5, 60)
    values, wide = prior.draw(4, runs), draw_parameters(4, runs)
    assert set(values["breach"]) == {0.1, 0.2, 0.3}
    assert (values["ownership_rate"] == 0.1).all()
    for p in PARAMETERS:
        if p.name not in ("breach", "ownership_rate"):
            assert (values[p.name] == wide[p.name]).all(), p.name
    assert set(prior.lacking) == {p.name for p in PARAMETERS} - {"breach", "ownership_rate"}
    assert "Not in draws.csv" in prior.note


def test_a_whole_table_has_nothing_to_note(tmp_path):
    file = tmp_path / "draws.csv"
    pd.DataFrame({p.name: [p.default] for p in PARAMETERS}).to_csv(file, index=False)
    assert load_prior(file).note == load_prior("wide").note == load_prior(fixed=True).note == ""


@pytest.mark.parametrize("prior", ["fitted", "wide"])
def test_some_futures_alone_are_those_among_many(prior):
    many = load_prior(prior).draw(3, range(500))
    few = load_prior(prior).draw(3, range(420, 430))
    assert (many[420:430] == few).all()


def test_what_is_held_is_held_and_moves_nothing_else():
    usual = load_prior("fitted").draw(3, range(50))
    held = load_prior("fitted", changes={"breach": 0.25, "deals_on": 0}).draw(3, range(50))
    assert (held["breach"] == 0.25).all()
    assert not held["deals_on"].any()
    assert all((held[p.name] == usual[p.name]).all() for p in PARAMETERS if p.name != "breach")


def test_many_draws_at_once_are_those_one_by_one():
    values = draw_parameters(11, range(5, 30))
    for p in PARAMETERS:
        for row, run in enumerate(range(5, 30)):
            assert values[p.name][row] == p.draw(np.array([uniform((11, run), PARAMETER, 0, p.id, 0)]))[0]


def test_every_fitted_draw_can_come_up():
    values = load_prior("fitted").draw(1, range(20_000))
    assert len(np.unique(values["breach"])) == len(np.unique(fitted_draws()["breach"]))


def test_a_missing_file_of_draws_is_told():
    with pytest.raises(InputError, match="there is no such file"):
        load_prior("nowhere.csv")
