"""Designs: where the points lie."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from migsim.analysis.sweep.factors import Factor
from migsim.analysis.sweep.points import Points, count_points, make_points

SHARE = Factor("share", low=0.0, high=1.0)
RATE = Factor("rate", low=0.01, high=1.0, log=True)
LIST = Factor("list", values=("dot", "borda", "approval"))
WHOLE = Factor("whole", low=1.0, high=4.0, whole=True)
FACTORS = (SHARE, RATE, LIST, WHOLE)


def test_a_grid_is_all_combinations():
    steps = Factor("share", low=0.0, high=1.0, steps=3)
    points = make_points({"kind": "grid"}, (steps, LIST), 1)
    found = set(zip(points.values["share"], points.values["list"], strict=True))
    assert found == {(s, v) for s in (0.0, 0.5, 1.0) for v in LIST.values}
    assert len(points) == count_points({"kind": "grid"}, (steps, LIST)) == 9


def test_a_grid_over_whole_numbers_takes_each_or_as_many_as_asked():
    assert make_points({"kind": "grid"}, (WHOLE,), 1).values["whole"] == [1, 2, 3, 4]
    few = Factor("whole", low=1.0, high=9.0, whole=True, steps=3)
    assert make_points({"kind": "grid"}, (few,), 1).values["whole"] == [1, 5, 9]


def test_a_log_range_is_even_in_its_logarithm():
    assert RATE.at(np.array([0.0, 0.5, 1.0])) == pytest.approx([0.01, 0.1, 1.0])


def test_a_latin_hypercube_has_one_point_in_each_stretch_of_each_factor():
    points = make_points({"kind": "latin-hypercube", "points": 40}, (SHARE, RATE), 7)
    for k in range(2):
        assert sorted(np.floor(points.unit[:, k] * 40)) == list(range(40))


def test_each_value_of_a_list_is_as_frequent_as_any_other():
    points = make_points({"kind": "latin-hypercube", "points": 300}, (LIST, WHOLE), 3)
    for factor in (LIST, WHOLE):
        values = points.values[factor.name]
        assert {values.count(value) for value in values} == {300 // factor.levels}


def test_sobol_rows_are_saltellis_matrices():
    design = {"kind": "sobol", "rows": 8}
    points = make_points(design, FACTORS, 1)
    assert len(points) == count_points(design, FACTORS) == 8 * 6
    frame = points.frame()
    for _, row in frame.groupby("row"):
        assert row["changed"].tolist() == ["none", "share", "rate", "list", "whole", "all"]
        a, b = row.iloc[0], row.iloc[-1]
        for name in ("share", "rate", "list", "whole"):
            crossed = row[row["changed"] == name].iloc[0]
            for other in ("share", "rate", "list", "whole"):
                assert crossed[other] == (b if other == name else a)[other]


def test_both_matrices_fill_the_cube_evenly():
    points = make_points({"kind": "sobol", "rows": 64}, (SHARE, RATE), 1)
    for which in ("none", "all"):
        chosen = points.unit[np.array(points.changed) == which]
        for k in range(2):
            assert sorted(np.floor(chosen[:, k] * 64)) == list(range(64))


def test_a_morris_step_is_half_the_range_of_one_factor():
    points = make_points({"kind": "morris", "rows": 30}, FACTORS, 1)
    assert len(points) == count_points({"kind": "morris", "rows": 30}, FACTORS) == 30 * 5
    base = points.unit[0::5]
    for k, factor in enumerate(FACTORS):
        step = points.unit[k + 1 :: 5] - base
        assert (np.delete(step, k, axis=1) == 0).all()
        assert set(points.changed[k + 1 :: 5]) == {factor.name}
        if not factor.levels:
            assert np.abs(step[:, k]) == pytest.approx(0.5)
        else:
            assert np.abs(step[:, k]).min() > 1 / factor.levels - 1e-9


@given(st.floats(0, 1), st.sampled_from(FACTORS))
def test_values_are_among_those_given(u, factor):
    value = factor.at(np.array([u]))[0]
    assert value in factor.values if factor.values else factor.low <= value <= factor.high
    snapped = factor.snap(np.array([u]))
    assert factor.at(snapped) == [value]


def test_points_read_back_are_the_same(tmp_path):
    points = make_points({"kind": "sobol", "rows": 4}, FACTORS, 1)
    points.frame().to_parquet(tmp_path / "points.parquet")
    import pandas as pd

    again = Points.of(pd.read_parquet(tmp_path / "points.parquet"))
    assert again.values == points.values
    assert again.changed == points.changed
    assert (again.unit == points.unit).all()


def test_no_factor_is_one_point():
    assert len(make_points({}, (), 1)) == 1
