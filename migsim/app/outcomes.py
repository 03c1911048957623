"""Outcomes of strategies in several worlds, one number a world."""

from collections.abc import Sequence
from typing import Any

from migsim.app.limits import in_time
from migsim.app.tale import numbers
from migsim.engine import ensemble
from migsim.facilitation.strategy import Strategy
from migsim.scenario.schema import Scenario

COLUMNS = ("net_benefit", "system_benefit", "trust", "partners", "goals_reached", "migs_alive", "households_reached")


def outcomes(scenario: Scenario, strategies: Sequence[Strategy], seed: int, runs: int) -> dict[str, Any]:
    """List each of `COLUMNS` for each strategy, world by world."""
    found = ensemble(
        scenario, strategies, runs=runs, seed=seed, weekly_runs=0, group_runs=0, threads=1, progress=in_time()
    ).runs
    return {
        str(name): {column: numbers(rows[column]) for column in COLUMNS}
        for name, rows in found.groupby("strategy", sort=False)
    }
