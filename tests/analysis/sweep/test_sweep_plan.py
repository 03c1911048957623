"""How an experiment falls into parts."""

from itertools import chain

from hypothesis import given, settings
from hypothesis import strategies as st
from migsim.analysis.sweep.plan import Partition

PLANS = st.builds(
    Partition,
    cells=st.integers(1, 40),
    points=st.integers(1, 30),
    runs=st.integers(1, 120),
    weekly=st.integers(0, 5),
    slow=st.booleans(),
    rows_matter=st.booleans(),
)


@settings(deadline=None)
@given(PLANS)
def test_every_run_is_in_one_part(plan):
    found = [
        (point, run) for part in range(plan.parts) for point in plan.block(part).points for run in plan.block(part).runs
    ]
    assert len(found) == len(set(found)) == plan.points * plan.runs
    assert sum(map(plan.rows, range(plan.parts))) == plan.total


@settings(deadline=None)
@given(PLANS)
def test_parts_are_of_some_hundred_runs_at_most(plan):
    assert max(map(plan.rows, range(plan.parts))) <= 250


@settings(deadline=None)
@given(PLANS)
def test_the_order_leaves_nothing_out(plan):
    assert sorted(plan.order()) == list(range(plan.parts))


@settings(deadline=None)
@given(PLANS)
def test_parameters_are_kept_once_for_each_run_and_series_of_first_runs(plan):
    once = [part for part in range(plan.parts) if "parameters" in plan.tables(part)]
    assert list(chain.from_iterable(plan.block(part).runs for part in once)) == list(range(plan.runs))
    weekly = {part for part in range(plan.parts) if "weekly" in plan.tables(part)}
    assert weekly == {part for part in range(plan.parts) if plan.block(part).runs.start < plan.weekly}


def test_a_half_done_grid_is_spread_over_all_points():
    plan = Partition(cells=2, points=64, runs=50)
    halfway = {point for part in plan.order()[: plan.parts // 2] for point in plan.block(part).points}
    quarters = [sum(low <= point < low + 16 for point in halfway) for low in (0, 16, 32, 48)]
    assert min(quarters) == max(quarters) == 8


def test_designs_that_are_read_by_rows_are_done_row_by_row():
    plan = Partition(cells=2, points=64, runs=50, rows_matter=True)
    assert plan.order() == list(range(plan.parts))


def test_first_runs_of_all_points_come_before_the_next_runs_of_any():
    plan = Partition(cells=10, points=8, runs=100)
    first = [plan.block(part).runs.start for part in plan.order()]
    assert first == sorted(first)
    assert len(set(first)) > 1
