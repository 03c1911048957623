"""The same strategies once more: under another rule, to another horizon, or on futures that nobody has seen."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace

from migsim.engine.ensemble import Ensemble, prepare_all
from migsim.engine.filling import Filling, Tables
from migsim.scenario.market import build_market


def play_again(
    results: Ensemble,
    strategies: Sequence[str],
    runs: int,
    *,
    seed: int | None = None,
    weeks: int | None = None,
    changes: Mapping[str, float] | None = None,
    groups: bool = False,
    threads: int | None = None,
) -> Ensemble:
    """Play the first futures of some strategies of an ensemble again, with something changed.

    Parameters
    ----------
    results : Ensemble
        Holds the scenario, the strategies, and what the parameters of every future are drawn from.
    strategies : sequence of str
        Names of some of its strategies.
    runs : int
        Futures of each, from run 0.
    seed : int, optional
        Another seed: other people, another network, other draws, other luck. By default that of `results`, so that
        futures are paired with those of `results`.
    weeks : int, optional
        Another horizon. Programmes are planned as they were, and judged at this week.
    changes : mapping of str to float, optional
        Parameters held at a value, and switches, besides those of `results`.
    groups : bool
        Keep the gains by group.
    threads : int, optional
        All cores when missing. Changes no number.

    Returns
    -------
    Ensemble
        Without any weekly series; without gains by group, unless they are asked for.
    """
    from migsim.engine.frames import frames

    scenario, seed = results.scenario, results.seed if seed is None else seed
    chosen = [results.strategies[name] for name in strategies]
    planned = build_market(scenario, seed, max(weeks or 0, scenario.horizon))
    cells = prepare_all(scenario, chosen, seed, planned)
    if weeks is not None and weeks < scenario.horizon:
        market = build_market(scenario, seed, weeks)
        cells = [replace(cell, market=market) for cell in cells]
    prior = replace(results.prior, changes={**results.prior.changes, **(changes or {})})
    tables = Tables.empty(cells, runs, group_runs=runs if groups else 0, weekly_runs=0)
    Filling(cells, tables, prior, threads or os.cpu_count() or 1).run(range(runs))
    named = {strategy.name: strategy for strategy in chosen}
    return Ensemble(scenario, named, seed, prior, **frames(cells, tables, prior))
