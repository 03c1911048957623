"""Watching groups changes nothing, and sees what is there."""

import numpy as np
import pytest
from migsim import Actions, Strategy, ensemble
from migsim.engine.walk import Walk
from migsim.engine.watch import watch_groups
from migsim.engine.worlds import prepare_cell
from migsim.state import NO_MIG
from migsim.vocabulary import MIG_STATUS, SIGNS

from playing import PLANS, small_scenario

WEEKS = (3, 11, 30)


class Steady(Strategy):
    """A few hours of everything, for a while."""

    name = "steady"

    def decide(self, seen):
        return Actions(hours={"management": 4.0, "communication": 2.0}) if seen.week <= 40 else Actions()


@pytest.mark.parametrize("strategy", [PLANS["coached"], PLANS["ready"], Steady()], ids=lambda one: one.name)
def test_what_is_seen_is_what_a_walk_through_the_weeks_sees(strategy):
    results = ensemble(small_scenario(), [strategy], runs=4, seed=5)
    seen = watch_groups(results, strategy.name, 4, WEEKS).set_index(["run", "week", "mig"])
    cell = prepare_cell(small_scenario(), strategy, 5)
    met = 0
    for run in range(4):
        walk = Walk(cell, results.prior.draw(5, range(run, run + 1)), run)
        while walk.week < cell.weeks:
            walk.step()
            if walk.week in WEEKS:
                for g in np.flatnonzero(walk.state.migs["status"] != NO_MIG):
                    row, mig = seen.loc[(run, walk.week, g + 1)], walk.state.migs[g]
                    assert [row[name] for name in SIGNS] == [mig[field] for field in SIGNS.values()]
                    assert row["status"] == MIG_STATUS[mig["status"]]
                    met += 1
        for (_, week, mig), row in seen[seen.index.get_level_values("run") == run].iterrows():
            later = walk.state.migs[mig - 1]["alive_later"]
            assert row["later"] == (MIG_STATUS[later] if later >= 0 else ""), week
            assert row["exit"] == walk.state.ledger[0]["exit"]
    assert met == len(seen) > 0


def test_fates_are_those_of_the_scorecard():
    results = ensemble(small_scenario(), [PLANS["coached"]], runs=6, seed=2)
    seen = watch_groups(results, "coached", 6, (1,))
    assert len(seen) == results.runs["migs_formed"].sum()
    alive = (seen["later"] == "active").groupby(seen["run"]).sum().reindex(range(6), fill_value=0)
    assert alive.tolist() == results.runs["migs_alive"].tolist()


def test_no_more_worlds_than_were_run():
    results = ensemble(small_scenario(), [PLANS["coached"]], runs=3)
    assert set(watch_groups(results, "coached", 50, (1,))["run"]) <= {0, 1, 2}
