"""Shares of an outcome's variance: facilitation, market and luck, fully crossed (claim C2).

Strategies (facilitation), draws of all parameters (market) and runs (luck: people, chance, shocks) are crossed, so that
the variance splits exactly into main effects and what two or three do together (analysis of variance). What several do
together is shared equally between them: the Shapley effects of Owen (2014), which sum to 1.
"""

from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from migsim.analysis.claims.model import Arm, ClaimFinding, Detail, DetailRow
from migsim.analysis.claims.verdict import SURE, Judged
from migsim.analysis.statistics import Floats

if TYPE_CHECKING:
    from migsim.analysis.claims.study import Study

MARKETS, LUCKS = 100, 5
SOURCES = ("facilitation", "market", "luck")
_RESAMPLED = 300


def components(values: Floats) -> dict[tuple[int, ...], float]:
    """Split the variance of a fully crossed table into effects of its axes and of their combinations.

    Parameters
    ----------
    values : array, shape (facilitation, market, luck)

    Returns
    -------
    dict
        Variance by the axes that an effect depends on, such as ``(0, 2)``; the values sum to the variance.
    """
    axes = tuple(range(values.ndim))
    effects: dict[tuple[int, ...], Floats] = {(): values.mean(keepdims=True)}
    for size in axes:
        for kept in combinations(axes, size + 1):
            mean = values.mean(axis=tuple(a for a in axes if a not in kept), keepdims=True)
            smaller = [effect for some, effect in effects.items() if set(some) < set(kept)]
            effects[kept] = mean - np.sum(np.broadcast_arrays(*smaller), axis=0)
    return {kept: float((effect**2).mean()) for kept, effect in effects.items() if kept}


def shapley(values: Floats) -> Floats:
    """Share of each axis in the variance, joint effects shared equally; sums to 1 (NaN where nothing varies)."""
    shares = np.zeros(values.ndim)
    for kept, variance in components(values).items():
        shares[list(kept)] += variance / len(kept)
    total = shares.sum()
    return shares / total if total > 0 else np.full(values.ndim, np.nan)


def crossed(study: "Study", arms: Sequence[Arm]) -> tuple[Floats, pd.DataFrame]:
    """Run all strategies in every market under every stroke of luck: system benefit, and the markets' parameters."""
    kept = study.pool.crossed
    key = tuple(sorted(study.changes.items()))
    if key not in kept:
        kept[key] = _cross(study, arms)
    return kept[key]


def _cross(study: "Study", arms: Sequence[Arm]) -> tuple[Floats, pd.DataFrame]:
    from migsim.engine import ensemble

    markets = study.drawn.iloc[:MARKETS]
    table = np.empty((len(arms), len(markets), LUCKS))
    for m, (_, draw) in enumerate(markets.iterrows()):
        changes = {**{str(name): float(value) for name, value in draw.items()}, **study.changes}
        runs = ensemble(
            study.scenario,
            [arm.strategy for arm in arms],
            runs=LUCKS,
            seed=study.pool.seed,
            threads=study.pool.threads,
            group_runs=0,
            weekly_runs=0,
            changes=changes,
        ).runs
        table[:, m] = runs["system_benefit"].to_numpy(dtype=np.float64).reshape(len(arms), LUCKS)
    return table, markets


def find_shares(study: "Study", arms: Sequence[Arm]) -> tuple[ClaimFinding, pd.DataFrame]:
    """Reckon the largest share, with its interval over resampled markets.

    With a market held it is no source of variance, so that no region of markets can be searched for the claim; instead
    the words say how facilitation stands to luck within each market. The lead of a market is that difference.
    """
    table, markets = crossed(study, arms)
    resampled = resampled_shares(table)
    largest = shapley(table)
    which = int(np.argmax(largest))
    ahead = resampled[:, 0] - resampled[:, 1:].max(axis=1)
    low, high = np.nanquantile(resampled[:, which], (0.05, 0.95))
    judged = Judged(
        holds=bool(np.quantile(ahead, 0.05) > 0 and (ahead > 0).mean() >= SURE),
        mean=float(largest[0] - largest[1:].max()),
        mean_low=float(np.quantile(ahead, 0.05)),
        mean_high=float(np.quantile(ahead, 0.95)),
        for_it=float((ahead > 0).mean()),
        futures=table.size,
    )
    within = np.array([shapley(table[:, m]) for m in range(table.shape[1])])
    lead = within[:, 0] - within[:, 1]
    where = (
        f"{SOURCES[which]} has the largest share, facilitation {largest[0]:.0%}; within one market facilitation has "
        f"{np.nanmean(within[:, 0]):.0%} of the variance on average and luck the rest, and more than luck in "
        f"{int((lead > 0).sum())} of {len(markets)} markets"
    )
    mean = float(largest[which])
    return ClaimFinding(resampled[:, which], lead, mean, float(low), float(high), 0.0, judged, where), markets


def resampled_shares(table: Floats) -> Floats:
    """Shares over sets of markets drawn again with replacement, shape (resamples, 3); always the same draws."""
    rng = np.random.default_rng(0)
    count = table.shape[1]
    return np.array([shapley(table[:, rng.integers(count, size=count)]) for _ in range(_RESAMPLED)])


def shares_detail(study: "Study", arms: Sequence[Arm]) -> Detail:
    """All three shares, with their intervals over resampled markets."""
    table, markets = crossed(study, arms)
    shares, resampled = shapley(table), resampled_shares(table)
    low, high = np.nanquantile(resampled, 0.05, axis=0), np.nanquantile(resampled, 0.95, axis=0)
    rows = [DetailRow(name, float(shares[n]), float(low[n]), float(high[n])) for n, name in enumerate(SOURCES)]
    note = (
        f"{len(arms)} strategies x {len(markets)} markets x {LUCKS} strokes of luck; effects of several shared equally."
    )
    return Detail("Share of the variance of system benefit", "share", rows, note=note)
