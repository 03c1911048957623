"""Seasons: what the year does to time, cash and prices."""

import numpy as np
import pytest
from migsim.scenario.market import build_market
from migsim.scenario.schema import Season
from migsim.stages.attendance import cost_of_coming
from migsim.stages.income import pay_own_cost
from migsim.stages.season import pays_in_season, season_of
from migsim.state import MONEY, PRICES, TIME, WEEK_CASH

from calling import World

FARMER = 3  # 1040 a year, hours worth 0.5, travel 2


def at(world, week):
    world.state.ledger[0]["week"] = week
    return world


def test_factors_count_against_the_mean_of_the_year(small):
    """Half a year at 3 and half at 1 is 1.5 and 0.5; the year begins again after 52 weeks."""
    halves = tuple(
        Season(name=name, weeks=26, time=time, source="made-up") for name, time in (("busy", 3.0), ("idle", 1.0))
    )
    world = World(build_market(small.model_copy(update={"seasons": halves}), seed=1))
    read = [at(world, week).call(season_of, what=TIME) for week in (0, 25, 26, 51, 52, 78)]
    assert read == pytest.approx([1.5, 1.5, 0.5, 0.5, 1.5, 0.5])
    assert at(world, 30).call(season_of, what=PRICES) == 1.0
    world.parameters["season_on"] = False
    assert at(world, 0).call(season_of, what=TIME) == 1.0


def test_without_seasons_all_weeks_are_alike(small):
    assert np.array_equal(build_market(small.model_copy(update={"seasons": ()}), seed=1).season, np.ones((3, 52)))


@pytest.mark.parametrize(("week", "time", "money", "prices"), [(10, 1, 1, 1), (20, 1.5, 1.5, 0.5), (40, 0.5, 0.5, 1.5)])
def test_what_seasons_move(world, week, time, money, prices):
    """Three hours and a journey against the cash of the week, which is 20 on average."""
    world.state.actors["turnover"] = 1040.0
    world.parameters["meeting_hours"], world.parameters["cost_weight"] = 3.0, 2.0
    at(world, week)
    assert world.call(cost_of_coming, i=FARMER) == pytest.approx(2.0 * (3 * 0.5 * time + 2.0) / (20.0 * money))
    world.call(pay_own_cost, i=FARMER, hours=4.0, travel_share=0.5)
    assert world.state.accounts[WEEK_CASH, FARMER] == pytest.approx(-(4 * 0.5 * time + 1.0))
    assert world.call(pays_in_season, gain=10.0) == pytest.approx(10.0 * prices)
    assert world.call(season_of, what=MONEY) == pytest.approx(money)
