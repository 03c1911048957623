"""Waves that come nearer, then acceptance by simulation: from the wide prior to a table of draws.

Every point is a draw of the wide prior: point n is what world n of `POINTS` draws from it. Waves only leave points out,
those that the emulators put far from the ranges, so that what remains needs no weights.
"""

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from functools import partial
from itertools import count

import numpy as np
from migsim.analysis.places import places
from migsim.scenario.parameters import draw_parameters
from migsim.state import Array

from patternfit.contributions import repeated_game
from patternfit.emulator import Emulator, fit_emulator, predictions
from patternfit.futures import play_points
from patternfit.markets import FITTED_ON
from patternfit.patterns import NAMES, PARTS, distance, luck, outside, summaries

POINTS = 4004  # seed of the stream of points
_BLOCK = 25_000
_ABREAST = 4  # blocks looked at together
_ALWAYS_MET = 0.99  # a part in its range at nearly all points has nothing to learn


@dataclass(frozen=True)
class Size:
    """How much is run.

    Attributes
    ----------
    wave, final : int
        Points of each wave of history matching, and of the last one, from which draws are accepted.
    waves : int
    seeds : int
        Futures of each point in each market, each with other people and another network.
    nearer : float
        Share of the points of the last wave, the nearest, that is played on more seeds.
    more : int
        Further futures of these.
    draws : int
        Draws to keep.
    shares : tuple of float
        Of the points that meet F6, the likely nearest share that each wave plays from.
    fewest : int
        Points at which a part was measured, for a stand-in to learn from.
    block : int
        Points of the stream that are looked at in one go.
    """

    wave: int = 1500
    final: int = 8000
    waves: int = 3
    seeds: int = 2
    nearer: float = 0.5
    more: int = 2
    draws: int = 2500
    shares: tuple[float, ...] = (1.0, 0.1, 0.03, 0.015)
    fewest: int = 200
    block: int = _BLOCK


@dataclass
class Wave:
    """Points played, and what the patterns came to there."""

    runs: Array
    parameters: Array
    counts: Array
    screened: int = 0
    emulators: list[Emulator] = field(default_factory=list)

    @property
    def values(self) -> Array:
        """Parts of the patterns at each point in each market, shape (N, markets, parts)."""
        return summaries(self.counts, self.parameters)


def likely_distance(parameters: Array, emulators: Sequence[Emulator]) -> Array:
    """Distance of each point from the ranges as the emulators see it, shape (N,); infinite where F6 is missed.

    F6 has no luck in it and is reckoned. A part without an emulator is met nearly everywhere, and taken as met.
    """
    first, last = repeated_game(parameters)
    met = [PARTS[NAMES.index(name)].outside(v) <= 0 for name, v in (("F6a", first), ("F6b", last / first))]
    rows = np.flatnonzero(met[0] & met[1])
    inside = np.array([part.low if np.isinf(part.high) else (part.low + part.high) / 2 for part in PARTS])
    values = np.tile(inside, (len(rows), len(FITTED_ON), 1))
    for emulator, found in zip(emulators, predictions(emulators, places(parameters[rows])).T, strict=True):
        values[:, FITTED_ON.index(emulator.market), NAMES.index(emulator.name)] = found
    distances = np.full(len(parameters), np.inf)
    distances[rows] = distance(values)
    return distances


def look_at(first: int, block: int, emulators: Sequence[Emulator]) -> tuple[Array, Array]:
    """Records and likely distances of the points of one block of the stream."""
    parameters = draw_parameters(POINTS, range(first, first + block))
    return parameters, likely_distance(parameters, emulators)


def choose_points(
    size: int, first: int, emulators: Sequence[Emulator], share: float, pool: Executor | None, block: int = _BLOCK
) -> tuple[Array, Array, int]:
    """The first `size` points of the stream among its likely nearest `share`, and where the next wave goes on.

    Where the nearest share ends is read off the first blocks. Without emulators all points are taken.
    """
    if not emulators:
        runs = np.arange(first, first + size)
        return runs, draw_parameters(POINTS, range(first, first + size)), first + size
    look = partial(look_at, block=block, emulators=emulators)
    runs, records, limit = [], [], np.inf
    for batch in count(first, _ABREAST * block):
        starts = range(batch, batch + _ABREAST * block, block)
        looked = list(pool.map(look, starts) if pool is not None else map(look, starts))
        if batch == first:
            likely = np.concatenate([distances for _, distances in looked])
            limit = float(np.quantile(likely[np.isfinite(likely)], share))
        for start, (parameters, distances) in zip(starts, looked, strict=True):
            near = np.flatnonzero(distances <= limit)
            runs.append(start + near)
            records.append(parameters[near])
        if sum(map(len, runs)) >= size:
            break
    chosen = np.concatenate(runs)[:size]
    return chosen, np.concatenate(records)[:size], int(chosen[-1]) + 1


def play_wave(number: int, size: int, options: Size, earlier: list[Wave], first: int, pool: Executor | None) -> Wave:
    """Choose the points of a wave and play them, on people and networks of its own."""
    emulators = earlier[-1].emulators if earlier else []
    share = options.shares[number - 1]
    runs, parameters, following = choose_points(size, first, emulators, share, pool, options.block)
    print(f"wave {number}: {len(runs):,} of {following - first:,} points", flush=True)
    luck_seeds = range(1000 * number + 1, 1000 * number + options.seeds + 1)
    counts = play_points(parameters, runs, luck_seeds, pool=pool, progress=f"wave {number}")
    return Wave(runs, parameters, counts, screened=following - first)


def learn(waves: list[Wave], fewest: int, pool: Executor | None) -> list[Emulator]:
    """Fit emulators to all points played so far, for the parts that are asked and not met nearly everywhere."""
    parameters = np.concatenate([wave.parameters for wave in waves])
    counts = np.concatenate([wave.counts for wave in waves])
    at, values, errors = places(parameters), summaries(counts, parameters), luck(counts, parameters)
    missed, measured = outside(values) > 0, np.isfinite(values) & np.isfinite(errors)
    tasks = [
        (market, part.name, at, values[:, m, n], errors[:, m, n])
        for m, market in enumerate(FITTED_ON)
        for n, part in enumerate(PARTS)
        if part.of and part.asked_of(market)
        if missed[:, m, n].mean() > 1 - _ALWAYS_MET and measured[:, m, n].sum() >= fewest
    ]
    return list(pool.map(_learn_one, tasks) if pool is not None else map(_learn_one, tasks))


def _learn_one(task: tuple[str, str, Array, Array, Array]) -> Emulator:
    return fit_emulator(*task)


def fit(size: Size, pool: Executor | None = None) -> tuple[list[Wave], Wave]:
    """All waves, and the last one, on all its futures, of its nearer points only."""
    waves: list[Wave] = []
    first = 0
    for number in range(1, size.waves + 1):
        waves.append(play_wave(number, size.wave, size, waves, first, pool))
        waves[-1].emulators = learn(waves, size.fewest, pool)
        first += waves[-1].screened
    number = size.waves + 1
    last = play_wave(number, size.final, size, waves, first, pool)
    waves.append(last)
    nearer = np.sort(nearest(distance(last.values), int(size.nearer * len(last.runs))))
    runs, parameters = last.runs[nearer], last.parameters[nearer]
    more = range(1000 * number + size.seeds + 1, 1000 * number + size.seeds + size.more + 1)
    counts = play_points(parameters, runs, more, pool=pool, progress=f"wave {number}, the nearer")
    return waves, Wave(runs, parameters, np.concatenate([last.counts[nearer], counts], axis=2))


def nearest(distances: Array, size: int) -> Array:
    """Rows with the smallest distances, at most so many; of equal ones those that come first."""
    return np.argsort(distances, kind="stable")[:size]


def accept(wave: Wave, draws: int) -> Array:
    """Rows of the points that are kept, the nearest ones, in the order of the stream."""
    return np.sort(nearest(distance(wave.values), draws))
