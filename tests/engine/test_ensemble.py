"""An ensemble keeps little: parameters are drawn again, whole series go to disk, an early look changes nothing."""

import numpy as np
import pandas as pd
import pytest
from migsim.engine import ensemble
from migsim.errors import InputError
from migsim.scenario.priors import load_prior

from playing import PLANS, SMALL

CHOSEN = [PLANS["coached"], PLANS["ready"]]


def run(**options):
    return ensemble(SMALL, CHOSEN, **{"runs": 45, "threads": 2, "weeks": 160, **options})


def test_the_weekly_file_holds_what_memory_would_have_held(tmp_path):
    kept = run(weekly_runs=45)
    lean = run(weekly_runs=0, weekly_file=tmp_path / "weekly.parquet")
    written = pd.read_parquet(tmp_path / "weekly.parquet")
    assert len(lean.weekly) == 0
    order = ["strategy", "run", "week"]
    pd.testing.assert_frame_equal(
        written.sort_values(order, ignore_index=True),
        kept.weekly.sort_values(order, ignore_index=True),
        check_exact=True,
        check_dtype=False,
    )
    pd.testing.assert_frame_equal(lean.runs, kept.runs, check_exact=True)


def test_the_weekly_file_is_the_same_on_any_number_of_threads(tmp_path):
    for threads in (1, 3):
        run(threads=threads, weekly_runs=0, weekly_file=tmp_path / str(threads))
    assert (tmp_path / "1").read_bytes() == (tmp_path / "3").read_bytes()


def test_a_weekly_file_that_cannot_be_written_is_one_clear_error(tmp_path):
    with pytest.raises(InputError, match="weekly series cannot be written"):
        run(weekly_file=tmp_path / "nowhere" / "weekly.parquet")


def test_a_half_written_file_is_never_left(tmp_path):
    def fails(done, total):
        raise RuntimeError("stopped here")

    with pytest.raises(RuntimeError, match="stopped here"):
        run(weekly_file=tmp_path / "weekly.parquet", progress=fails)
    assert list(tmp_path.iterdir()) == []


def test_parameters_are_drawn_again_when_asked_for():
    result = run(changes={"dead_end": 0.5})
    drawn = load_prior(changes={"dead_end": 0.5}).draw(1, range(45))
    assert (result.parameters["run"] == np.arange(45)).all()
    assert (result.parameters["relapse"] == drawn["relapse"]).all()
    assert (result.parameters["dead_end"] == 0.5).all()


def test_groups_are_kept_of_the_first_futures_only():
    few, all_of_them = run(group_runs=7), run()
    assert sorted(few.groups["run"].unique()) == list(range(7))
    expected = all_of_them.groups[all_of_them.groups["run"] < 7].reset_index(drop=True)
    pd.testing.assert_frame_equal(few.groups, expected, check_exact=True)


def test_an_early_look_shows_the_first_futures_and_changes_nothing():
    seen = []
    watched = run(early=seen.append)
    (early,) = seen
    assert early.runs.groupby("strategy")["run"].nunique().tolist() == [20, 20]
    assert early.runs["net_benefit"].notna().all()
    expected = watched.runs[watched.runs["run"] < 20].reset_index(drop=True)
    pd.testing.assert_frame_equal(early.runs, expected, check_exact=True)
    pd.testing.assert_frame_equal(watched.runs, run().runs, check_exact=True)


def test_there_is_no_early_look_at_so_few_futures():
    run(runs=20, early=lambda result: pytest.fail("nothing is left to wait for"))
