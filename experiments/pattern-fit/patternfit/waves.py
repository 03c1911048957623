"""History matching in waves, then acceptance by simulation: from the wide prior to a table of draws.

Every point is a draw of the wide prior: point n is what world n of `POINTS` draws from it. Waves only leave points out,
so that what remains needs no weights.
"""

from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, field
from functools import partial
from itertools import count

import numpy as np
from migsim.analysis.places import places
from migsim.scenario.parameters import draw_parameters
from migsim.state import Array

from patternfit.contributions import repeated_game
from patternfit.emulator import Emulator, fit_emulator, passing
from patternfit.futures import play_points
from patternfit.markets import FITTED_ON
from patternfit.patterns import NAMES, PARTS, distance, luck, outside, summaries

POINTS = 4004  # seed of the stream of points
_BLOCK = 25_000
_ABREAST = 4  # blocks looked at together
_ALWAYS_MET = 0.99  # a part in its range at nearly all points has nothing to learn
_FEWEST = 200  # points at which a part was measured, for a stand-in to learn from
CUT, LAST_CUT = 2.0, 1.5  # errors outside the range at which a point is ruled out


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
    most : int
        Points of the stream that a wave looks at, at most.
    """

    wave: int = 1500
    final: int = 8000
    waves: int = 3
    seeds: int = 2
    nearer: float = 0.5
    more: int = 2
    draws: int = 2500
    most: int = 4_000_000


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


def not_ruled_out(parameters: Array, emulators: list[Emulator], cut: float) -> Array:
    """Whether each point passes F6, which has no luck in it, and every emulator of the earlier waves, shape (N,)."""
    first, last = repeated_game(parameters)
    met = [PARTS[NAMES.index(name)].outside(v) <= 0 for name, v in (("F6a", first), ("F6b", last / first))]
    rows = np.flatnonzero(met[0] & met[1])
    left = np.zeros(len(parameters), bool)
    left[rows[passing(emulators, places(parameters[rows]), cut)]] = True
    return left


def look_at(first: int, emulators: list[Emulator], cut: float, everything: bool) -> tuple[Array, Array]:
    """Numbers and records of the points of one block of the stream that are not ruled out."""
    runs, parameters = np.arange(first, first + _BLOCK), draw_parameters(POINTS, range(first, first + _BLOCK))
    passed = np.ones(_BLOCK, bool) if everything else not_ruled_out(parameters, emulators, cut)
    return runs[passed], parameters[passed]


def blocks(first: int, pool: Executor | None, look: partial[tuple[Array, Array]]) -> Iterator[tuple[Array, Array]]:
    """What is left of the stream from point `first` on, block by block."""
    for batch in count(first, _ABREAST * _BLOCK):
        starts = range(batch, batch + _ABREAST * _BLOCK, _BLOCK)
        yield from pool.map(look, starts) if pool is not None else map(look, starts)


def choose_points(
    size: int, first: int, waves: list[Wave], cut: float, most: int, pool: Executor | None
) -> tuple[Array, Array, int]:
    """The first `size` points of the stream that are not ruled out, and the number at which the next wave goes on."""
    emulators = [emulator for wave in waves for emulator in wave.emulators]
    runs, records, looked = [], [], 0
    for some, parameters in blocks(first, pool, partial(look_at, emulators=emulators, cut=cut, everything=not waves)):
        runs.append(some)
        records.append(parameters)
        looked += _BLOCK
        if sum(map(len, runs)) >= size or looked >= most:
            break
    chosen = np.concatenate(runs)[:size]
    following = int(chosen[-1]) + 1 if len(chosen) == size else first + looked
    return chosen, np.concatenate(records)[:size], following


def play_wave(number: int, size: int, options: Size, earlier: list[Wave], first: int, pool: Executor | None) -> Wave:
    """Choose the points of a wave and play them, on people and networks of its own."""
    cut = LAST_CUT if number > options.waves else CUT
    runs, parameters, following = choose_points(size, first, earlier, cut, options.most, pool)
    print(f"wave {number}: {len(runs):,} of {following - first:,} points are not ruled out", flush=True)
    luck_seeds = range(1000 * number + 1, 1000 * number + options.seeds + 1)
    counts = play_points(parameters, runs, luck_seeds, pool=pool, progress=f"wave {number}")
    return Wave(runs, parameters, counts, screened=following - first)


def learn(wave: Wave, pool: Executor | None) -> None:
    """Fit the emulators of a wave, for all parts that are asked and on which luck and parameters have a say.

    Those that leave most points out come first, so that the others have fewer to look at.
    """
    at, values, errors = places(wave.parameters), wave.values, luck(wave.counts, wave.parameters)
    missed, measured = outside(values) > 0, np.isfinite(values) & np.isfinite(errors)
    tasks = [
        (market, part.name, at, values[:, m, n], errors[:, m, n])
        for m, market in enumerate(FITTED_ON)
        for n, part in enumerate(PARTS)
        if part.of and part.asked_of(market)
        if missed[:, m, n].mean() > 1 - _ALWAYS_MET and measured[:, m, n].sum() >= _FEWEST
    ]
    found = list(pool.map(_learn_one, tasks) if pool is not None else map(_learn_one, tasks))
    wave.emulators = sorted(found, key=lambda one: float((one.implausibility(at) <= CUT).mean()))


def _learn_one(task: tuple[str, str, Array, Array, Array]) -> Emulator:
    return fit_emulator(*task)


def fit(size: Size, pool: Executor | None = None) -> tuple[list[Wave], Wave]:
    """All waves of history matching, and the last one, on all its futures, of its nearer points only."""
    waves: list[Wave] = []
    first = 0
    for number in range(1, size.waves + 1):
        waves.append(play_wave(number, size.wave, size, waves, first, pool))
        learn(waves[-1], pool)
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
