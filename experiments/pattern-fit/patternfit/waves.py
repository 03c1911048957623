"""History matching in waves, then acceptance by simulation: from the wide prior to a table of draws.

Every point is a draw of the wide prior: point n is what world n of `POINTS` draws from it. Waves only leave points out,
so that what remains needs no weights.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from migsim.analysis.places import places
from migsim.scenario.parameters import draw_parameters
from migsim.state import Array

from patternfit.contributions import repeated_game
from patternfit.emulator import Emulator, fit_emulator
from patternfit.futures import play_points
from patternfit.patterns import NAMES, PARTS, distance, luck, outside, summaries

POINTS = 4004  # seed of the stream of points
_BLOCK = 50_000
_ALWAYS_MET = 0.99  # a part in its range at nearly all points has nothing to learn
CUT = 2.0  # errors outside the range at which a point is ruled out
PROMISING = 6  # widths of acceptance on the first seeds beyond which a point is not played again


@dataclass(frozen=True)
class Size:
    """How much is run.

    Attributes
    ----------
    wave, final : int
        Points of each wave of history matching, and of the last one, from which draws are accepted.
    waves : int
    seeds : int
        Futures of each point, each with other people and another network.
    more : int
        Further futures of the promising points of the last wave.
    draws : int
        Most draws to keep.
    width : float
        Of the chance of acceptance, in scales.
    """

    wave: int = 3000
    final: int = 6000
    waves: int = 3
    seeds: int = 4
    more: int = 12
    draws: int = 400
    width: float = 0.1


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
        """Parts of the patterns at each point, shape (N, parts)."""
        return summaries(self.counts, self.parameters)


def blocks(first: int) -> Iterator[tuple[Array, Array]]:
    """The stream of points from number `first`: numbers and records, a block at a time."""
    while True:
        yield np.arange(first, first + _BLOCK), draw_parameters(POINTS, range(first, first + _BLOCK))
        first += _BLOCK


def not_ruled_out(parameters: Array, waves: list[Wave]) -> Array:
    """Whether each point passes F6, which has no luck in it, and every emulator of the earlier waves, shape (N,)."""
    first, last = repeated_game(parameters)
    met = [PARTS[NAMES.index(name)].outside(v) <= 0 for name, v in (("F6a", first), ("F6b", last / first))]
    passed = met[0] & met[1]
    for wave in waves:
        rows = np.flatnonzero(passed)
        at = places(parameters[rows])
        for emulator in wave.emulators:
            passed[rows] &= emulator.implausibility(at) <= CUT
    return passed


def choose_points(count: int, first: int, waves: list[Wave]) -> tuple[Array, Array, int]:
    """The first `count` points of the stream that are not ruled out, and the number at which the next wave goes on."""
    runs, records = [], []
    for block, parameters in blocks(first):
        passed = not_ruled_out(parameters, waves) if waves else np.ones(len(block), bool)
        runs.append(block[passed])
        records.append(parameters[passed])
        if sum(map(len, runs)) >= count:
            break
    chosen = np.concatenate(runs)[:count]
    return chosen, np.concatenate(records)[:count], int(chosen[-1]) + 1


def play_wave(number: int, count: int, seeds: int, earlier: list[Wave], first: int) -> Wave:
    """Choose the points of a wave and play them, on people and networks of its own."""
    runs, parameters, following = choose_points(count, first, earlier)
    luck_seeds = range(1000 * number + 1, 1000 * number + seeds + 1)
    counts = play_points(parameters, runs, luck_seeds, f"wave {number}")
    return Wave(runs, parameters, counts, screened=following - first)


def learn(wave: Wave) -> None:
    """Fit the emulators of a wave, for all parts on which luck and parameters have a say."""
    at, values, errors = places(wave.parameters), wave.values, luck(wave.counts, wave.parameters)
    far = outside(values)
    for n, part in enumerate(PARTS):
        if part.of is not None and (far[:, n] <= 0).mean() < _ALWAYS_MET:
            wave.emulators.append(fit_emulator(part.name, at, values[:, n], errors[:, n]))


def fit(size: Size) -> tuple[list[Wave], Wave]:
    """All waves of history matching, and the last one, on all its futures, of the promising points only."""
    waves: list[Wave] = []
    first = 0
    for number in range(1, size.waves + 1):
        waves.append(play_wave(number, size.wave, size.seeds, waves, first))
        learn(waves[-1])
        first = int(waves[-1].runs[-1]) + 1
    number = size.waves + 1
    last = play_wave(number, size.final, size.seeds, waves, first)
    promising = distance(last.values) <= PROMISING * size.width
    runs, parameters = last.runs[promising], last.parameters[promising]
    more = range(1000 * number + size.seeds + 1, 1000 * number + size.seeds + size.more + 1)
    counts = play_points(parameters, runs, more, f"wave {number}, promising")
    waves.append(last)
    return waves, Wave(runs, parameters, np.concatenate([last.counts[promising], counts], axis=1))


def accept(wave: Wave, draws: int, width: float) -> Array:
    """Rows of the accepted points, in the order of the stream, at most so many.

    A point at distance d from the ranges is kept with chance exp(-(d / width)^2 / 2): in all ranges surely, a width
    outside with chance 0.6, three widths outside almost never.
    """
    chance = np.exp(-0.5 * (distance(wave.values) / width) ** 2)
    kept = np.flatnonzero(np.random.default_rng(POINTS).uniform(size=len(chance)) < chance)
    return kept[:draws]
