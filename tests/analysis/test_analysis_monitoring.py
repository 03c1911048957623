"""Warning signs, learned on made-up groups whose fates are known, and on the groups of the small market."""

import math

import numpy as np
import pandas as pd
import pytest
from made_up_futures import made_up_ensemble, made_up_scenario
from migsim.analysis import Comparison
from migsim.analysis.monitoring import Line, learn_line, warning_signs

SIGNS = ("attendance", "kept", "deals_heard")


def made_up_groups(worlds, seed, apart=0.2, weeks=(13, 26)):
    """Two groups in each world; half of all are gone later, and these attend less by `apart`. `kept` means nothing."""
    rng = np.random.default_rng(seed)
    n = 2 * worlds
    gone = rng.uniform(size=n) < 0.5
    frames = []
    for week in weeks:
        table = {
            "run": np.repeat(np.arange(worlds), 2),
            "mig": np.tile([1, 2], worlds),
            "week": week,
            "status": "active",
            "attendance": (rng.normal(0.6 + apart / 2, 0.1, n) - apart * gone),
            "kept": rng.uniform(size=n),
            "deals_heard": rng.poisson(np.where(gone, 1.0, 4.0)),
            "exit": 20,
            "later": np.where(gone, np.where(rng.uniform(size=n) < 0.5, "dormant", "dissolved"), "active"),
        }
        frames.append(pd.DataFrame(table))
    return pd.concat(frames, ignore_index=True)


def normal_below(z):
    return 0.5 * (1 + math.erf(z / math.sqrt(2)))


def test_the_line_lies_where_the_two_kinds_cross_and_its_rates_are_those_of_the_normal_curve():
    found = warning_signs(made_up_groups(2000, seed=1), SIGNS).set_index(["week", "sign"])
    row = found.loc[(13, "attendance")]
    assert row["side"] == "below"
    assert row["line"] == pytest.approx(0.6, abs=0.051)  # 0.7 and 0.5 with the same spread cross at 0.6
    assert row["hit"] == pytest.approx(normal_below((row["line"] - 0.5) / 0.1), abs=0.03)
    assert row["false_alarm"] == pytest.approx(normal_below((row["line"] - 0.7) / 0.1), abs=0.03)
    assert row["hit_low"] < row["hit"] < row["hit_high"]
    assert row["told_from_chance"]
    assert found.loc[(13, "deals_heard"), "line"] in (2, 3)
    assert (found.loc[(13, "attendance"), "after_exit"], found.loc[(26, "attendance"), "after_exit"]) == (0, 1)


def test_rates_hold_on_worlds_that_nobody_looked_at():
    inside = 0
    for seed in range(10):
        row = warning_signs(made_up_groups(300, seed, weeks=(13,)), ("attendance",)).iloc[0]
        fresh = made_up_groups(3000, seed + 100, weeks=(13,))
        flagged = Line(row["side"], row["line"]).flags(fresh["attendance"].to_numpy())
        gone = (fresh["later"] != "active").to_numpy()
        inside += row["hit_low"] - 0.02 <= flagged[gone].mean() <= row["hit_high"] + 0.02
        inside += row["false_alarm_low"] - 0.02 <= flagged[~gone].mean() <= row["false_alarm_high"] + 0.02
    assert inside >= 16  # of 20; 18 and more expected


def test_a_sign_that_means_nothing_is_hardly_ever_told_from_chance():
    told = sum(
        bool(warning_signs(made_up_groups(100, seed, apart=0.0, weeks=(13,)), ("kept",))["told_from_chance"].any())
        for seed in range(40)
    )
    assert told <= 6  # 2 expected


def test_worlds_that_check_have_no_part_in_the_learning():
    groups = made_up_groups(200, seed=3)
    found = warning_signs(groups, SIGNS)
    odd = groups["run"] % 2 == 1
    turned = groups.copy()
    turned.loc[odd, "later"] = np.where(groups.loc[odd, "later"] == "active", "dissolved", "active")
    other = warning_signs(turned, SIGNS)
    learned = ["week", "sign", "side", "line", "learned"]
    pd.testing.assert_frame_equal(found[learned], other[learned])
    best = found.iloc[0]
    assert best["hit"] > best["false_alarm"]
    assert other.iloc[0]["hit"] < other.iloc[0]["false_alarm"]
    assert not other.iloc[0]["told_from_chance"]


def test_groups_that_stopped_with_their_goal_reached_are_left_out():
    groups = made_up_groups(200, seed=4)
    done = groups["run"] % 4 == 1
    groups.loc[done, "later"] = "goal reached"
    found = warning_signs(groups, ("attendance",))
    assert found["checked_on"].tolist() == [100, 100]  # half of the 200 that check
    assert found["learned_on"].tolist() == [200, 200]


def test_too_few_groups_of_one_kind_teach_nothing():
    assert warning_signs(made_up_groups(15, seed=5), SIGNS).empty


def test_a_line_by_hand():
    sign, gone = np.array([0.1, 0.3, 0.5, 0.7]), np.array([True, True, False, False])
    line, gain = learn_line(sign, gone, whole=False)
    assert (line.side, gain) == ("below", 1.0)
    assert 0.3 < line.line <= 0.5
    assert line.flags(sign).tolist() == [True, True, False, False]
    line, _ = learn_line(np.array([0.0, 1.0, 2.0, 9.0]), ~gone, whole=True)
    assert (line.side, line.line) == ("above", 2.0)
    assert line.flags(np.array([1.0, 2.0])).tolist() == [False, True]
    assert Line("below", 0.3).flags(np.array([0.3, 0.1 + 0.2, 0.299])).tolist() == [False, False, True]


def test_the_best_strategy_with_groups_of_both_kinds_is_watched():
    asked = []

    def watch(strategy, worlds):
        asked.append((strategy, worlds))
        return made_up_groups(worlds, seed=6).assign(meetings=3, members_ran=0.5, mood=0.5)

    ensemble = made_up_ensemble(("no-project", "intensive", "phased-handover"), runs=200, weekly_runs=1)
    of = ensemble.runs["strategy"]
    ensemble.runs.loc[of == "phased-handover", "migs_alive"] = 0.0  # leads, and all its groups are gone
    ensemble.runs.loc[of == "intensive", ["migs_formed", "migs_alive", "migs_completed"]] = [3.0, 1.0, 0.0]
    result = Comparison(made_up_scenario(), ensemble, watch=watch)
    assert result.recommendation().leader == "phased-handover"
    assert not result.monitoring().empty
    assert (result.watchlist.strategy, result.watchlist.leader) == ("intensive", "phased-handover")
    assert asked == [("intensive", 200)]
    assert sum(result.watchlist.counts.values()) == 400
    assert result.document()["monitoring"]["strategy"] == "intensive"


def test_results_that_cannot_be_run_again_give_no_advice():
    result = Comparison(made_up_scenario(), made_up_ensemble(runs=40, weekly_runs=1))
    assert result.monitoring().empty
    assert result.watchlist.strategy is None
