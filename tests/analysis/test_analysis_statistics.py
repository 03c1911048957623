import math

import numpy as np
import pandas as pd
import pytest
from migsim.analysis.statistics import probability_best, side_by_side, summary
from migsim.analysis.words import difference, listed, money, short, tenths, value


def test_summary_of_five_numbers_by_hand():
    told = summary(np.array([1.0, 2.0, 3.0, 4.0, 5.0, math.nan]))
    assert told["mean"] == 3
    assert told["low"] == pytest.approx(1.2)
    assert told["high"] == pytest.approx(4.8)
    half = 2.131847 * math.sqrt(2.5) / math.sqrt(5)  # Student's t, 4 degrees, 95th percentile
    assert told["mean_high"] - told["mean"] == pytest.approx(half, rel=1e-5)
    assert told["mean"] - told["mean_low"] == pytest.approx(half, rel=1e-5)


def test_summary_of_nothing_is_missing_and_of_one_has_no_interval():
    assert all(math.isnan(x) for x in summary(np.array([math.nan, math.nan])).values())
    one = summary(np.array([7.0]))
    assert one["mean"] == one["low"] == one["high"] == 7
    assert math.isnan(one["mean_low"])


def test_two_values_have_an_interval_and_one_has_none():
    """Standard error 1, Student's t with one degree of freedom; two futures of one draw are one value."""
    two = summary(np.array([0.0, 2.0]))
    assert two["mean_high"] == pytest.approx(1 + 6.313752, rel=1e-6)
    assert math.isnan(summary(np.array([0.0, 2.0]), np.array([5, 5]))["mean_high"])


def test_probability_best_splits_ties_and_ignores_missing():
    values = np.array([[1.0, 2.0, 0.0], [2.0, 2.0, 0.0], [math.nan, 1.0, 0.0], [math.nan] * 3])
    np.testing.assert_allclose(probability_best(values, 1.0), [0.5 / 3, 2.5 / 3, 0])
    np.testing.assert_allclose(probability_best(values, -1.0), [0, 0, 1])
    assert np.isnan(probability_best(np.full((2, 2), np.nan), 1.0)).all()


def test_futures_are_matched_by_run_whatever_the_order_of_rows():
    runs = pd.DataFrame(
        {
            "strategy": ["b", "a", "a", "b"],
            "run": [1, 0, 1, 0],
            "status": ["ok", "ok", "ok", "failed"],
            "cost": [4.0, 1.0, 2.0, 3.0],
        }
    )
    futures = side_by_side(runs)
    assert futures.strategies == ("b", "a")
    np.testing.assert_array_equal(futures.of("cost", "a"), [1, 2])
    np.testing.assert_array_equal(futures.of("cost", "b"), [math.nan, 4])


@pytest.mark.parametrize(
    ("x", "text"),
    [
        (49_312, "£49k"),
        (-49_312, "−£49k"),
        (178.3, "£178"),
        (4_940, "£4.9k"),
        (999.7, "£1k"),
        (999_800, "£1m"),
        (1_240_000, "£1.2m"),
        (0.0, "£0"),
        (-0.0, "£0"),
        (0.313, "£0.31"),
        (0.997, "£1"),
        (3.04, "£3"),
        (math.nan, "–"),
    ],
)
def test_money_is_rounded_as_people_say_it(x, text):
    assert money(x, "GBP") == text


def test_numbers_by_unit():
    assert money(3_100_000, "KES") == "KES\N{NO-BREAK SPACE}3.1m"
    assert value(0.456, "share", "GBP") == "46%"
    assert value(0.456, "index", "GBP") == "0.46"
    assert value(1234.0, "hours", "GBP") == "1,234 h"
    assert value(math.nan, "share", "GBP") == "–"
    assert difference(-0.12, "share", "GBP") == "12 percentage points"
    assert short(12) == "12"
    assert listed(["a", "b", "c"]) == "a, b and c"


def test_out_of_ten_never_rounds_across_the_rule():
    assert tenths(350, 500) == "7 of 10"
    assert tenths(349, 500) == "fewer than 7 of 10"
    assert tenths(0, 500) == "0 of 10"
    assert tenths(1, 500) == "fewer than 1 of 10"
    assert tenths(499, 500) == "more than 9 of 10"
    assert tenths(500, 500) == "10 of 10"
