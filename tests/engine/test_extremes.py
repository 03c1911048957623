"""Extreme conditions: where a parameter stands at its end, the model has to do what anybody would expect of it."""

import numpy as np
import pytest
from migsim.engine import ensemble
from migsim.vocabulary import SCORECARD, WEEKLY

from playing import PLANS

COACHED = PLANS["coached"]
RUNS = 8


@pytest.fixture(scope="module")
def under(small):
    """Run the same futures under some values, beyond their ranges too."""

    def play(**changes):
        found = ensemble(small, [COACHED], RUNS, fixed=True, changes=changes, beyond_range=True, weekly_runs=RUNS)
        for frame, columns in ((found.runs, SCORECARD), (found.weekly, WEEKLY)):
            values = frame[list(columns)].to_numpy(dtype=float)
            assert not np.isinf(values).any(), "a number without end"
        return found

    return play


def trust_at(found, week):
    return found.weekly.query(f"week == {week}")["trust"].mean()


def test_nobody_ever_breaks_a_promise_and_everybody_does(under):
    never, always = under(breach=0.0, reliability_spread=0.0), under(breach=0.95, reliability_spread=0.0)
    assert trust_at(never, 170) > trust_at(under(), 170) > trust_at(always, 170)


def test_nothing_relapses(under):
    assert under(relapse=0.0).runs["net_benefit"].mean() > under().runs["net_benefit"].mean()


def test_all_ride_free_and_all_give(under):
    riders = under(share_conditional=0.0, share_free_riders=1.0, free_rider_share=0.0)
    givers = under(share_conditional=0.0, share_free_riders=0.0)
    assert riders.runs["member_hours"].mean() < givers.runs["member_hours"].mean()
    assert riders.runs["goals_reached"].sum() <= givers.runs["goals_reached"].sum()


def test_everybody_trusts_everybody(under):
    found = under(trust_same_tier=0.9, trust_across_tiers=0.9, trust_spread=0.0)
    assert trust_at(found, 0) == pytest.approx(0.9, abs=0.03)
    assert found.weekly["trust"].between(0, 1).all()


def test_nobody_has_time_for_a_group(under):
    idle = under(membership_hours=0.0)
    assert idle.runs["member_hours"].mean() < under().runs["member_hours"].mean()
