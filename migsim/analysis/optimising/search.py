"""The search: CMA-ES over the unit cube, with candidates racing for worlds.

CMA-ES (pycma) is the usual choice for some dozens of coordinates and a noisy value: it uses nothing but ranks, keeps
what it learned of how coordinates go together, and is asked and told by generations, which can be raced and stopped.
In each generation all candidates meet the same few worlds; the better half meets the rest of the generation's block of
worlds. Blocks change from one generation to the next, so that nobody is selected for luck in a few worlds. At the end
the means of the later generations race on all worlds by successive halving.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from migsim.analysis.optimising.aim import Aim
from migsim.analysis.optimising.bench import SEARCHED, Bench
from migsim.analysis.optimising.space import COORDINATES, Space
from migsim.engine.worlds import Cell
from migsim.facilitation.strategy import FileStrategy
from migsim.state import Array

_STEP = 0.2  # first step in every coordinate, of the unit cube


@dataclass(frozen=True)
class Effort:
    """How much is searched; the defaults fit the time that a user waits.

    Attributes
    ----------
    generations, candidates : int
        Candidates of each generation.
    few, block : int
        Worlds that all of them meet, and that the better half meets.
    worlds : int
        Worlds to search in, at most; a whole number of blocks.
    shortlist : int
        Means of generations that race at the end.
    """

    generations: int = 45
    candidates: int = 16
    few: int = 24
    block: int = 96
    worlds: int = 960
    shortlist: int = 16

    @property
    def futures(self) -> int:
        """Futures that the search takes."""
        half = self.candidates // 2
        return self.generations * (self.candidates * self.few + half * (self.block - self.few)) + self.race

    @property
    def race(self) -> int:
        """Futures that the race at the end takes."""
        return sum(standing * (end - start) for standing, start, end in self.heats)

    @property
    def heats(self) -> list[tuple[int, int, int]]:
        """Heats of the race at the end: how many stand, and the worlds from and to which they go on."""
        standing, end, found = min(self.shortlist, self.generations + 1), self.block, []
        start = 0
        while start < self.worlds:
            end = self.worlds if standing <= 3 else min(end, self.worlds)
            found.append((standing, start, end))
            start, end, standing = end, 2 * end, max(standing // 2, 2)
        return found


@dataclass
class Found:
    """What a search has found so far.

    Attributes
    ----------
    point : ndarray
        Of the unit cube.
    gains : ndarray
        What the aim's column came to, signed, in each world it was last tried in.
    generations : int
        Done so far.
    finished : bool
        Whether the search came to its end.
    """

    point: Array
    gains: Array
    generations: int = 0
    finished: bool = False


@dataclass
class Search:
    """One search.

    Attributes
    ----------
    bench, space, aim, effort : Bench, Space, Aim, Effort
    references : sequence of Cell
        What regret is against.
    start : ndarray
        Where the search starts.
    told : callable, optional
        Called after every generation with what is found so far.
    """

    bench: Bench
    space: Space
    aim: Aim
    effort: Effort
    references: Sequence[Cell]
    start: Array
    told: Callable[[Found], None] | None = None
    best: Found | None = None
    _means: list[Array] = field(default_factory=list)

    def run(self) -> Found:
        """Search to the end.

        Raises
        ------
        KeyboardInterrupt
            As pressed; `best` then holds what was found.
        """
        import cma

        chance = np.random.default_rng([self.bench.seed, len(COORDINATES)])
        options = {
            "popsize": self.effort.candidates,
            "bounds": [0.0, 1.0],
            "maxiter": self.effort.generations,
            "seed": np.nan,  # leave NumPy's own chance alone
            "randn": lambda *shape: chance.standard_normal(shape),
            "verbose": -10,
            "verb_log": 0,
        }
        strategy = cma.CMAEvolutionStrategy(self.start, _STEP, options)
        self._means = [self.start]
        for generation in range(self.effort.generations):
            points = [np.asarray(point) for point in strategy.ask()]
            ranks, gains = self.generation(points, generation)
            strategy.tell(points, ranks)
            self._means.append(np.asarray(strategy.result.xfavorite))
            self.best = Found(points[int(np.argmin(ranks))], gains, generation + 1)
            if self.told is not None:
                self.told(self.best)
        self.best = self.race(self._means[-self.effort.shortlist :])
        return self.best

    def generation(self, points: Sequence[Array], generation: int) -> tuple[list[int], Array]:
        """Rank the candidates of one generation, 0 the best; those that saw few worlds come after the others."""
        effort = self.effort
        first = (generation * effort.block) % effort.worlds
        cells = [self._cell(point) for point in points]
        few = self._gains(cells, first, first + effort.few)
        order = np.argsort(self._losses(few, first), kind="stable")
        better = order[: len(points) // 2]
        more = self._gains([cells[row] for row in better], first + effort.few, first + effort.block)
        whole = np.hstack([few[better], more])
        within = np.argsort(self._losses(whole, first), kind="stable")
        ranked = [*better[within], *order[len(points) // 2 :]]
        ranks = [0] * len(points)
        for rank, row in enumerate(ranked):
            ranks[int(row)] = rank
        return ranks, whole[within[0]]

    def race(self, points: Sequence[Array]) -> Found:
        """Race candidates on all worlds; half of those that stand are dropped after each heat."""
        points, gains = list(points), np.empty((len(points), 0))
        for standing, start, end in self.effort.heats:
            if len(points) > standing:
                kept = np.argsort(self._losses(gains, 0), kind="stable")[:standing]
                points, gains = [points[row] for row in kept], gains[kept]
            gains = np.hstack([gains, self._gains([self._cell(point) for point in points], start, end)])
        best = int(np.argmin(self._losses(gains, 0)))
        return Found(points[best], gains[best], self.effort.generations, finished=True)

    @cached_property
    def reference(self) -> Array | None:
        """The best of the references in each world to search in, where the aim asks for it."""
        if not self.aim.robust:
            return None
        return best_of(self._gains(self.references, 0, self.effort.worlds))

    def _cell(self, point: Array) -> Cell:
        return self.bench.cell(FileStrategy(self.space.plan(point)))

    def _gains(self, cells: Sequence[Cell], start: int, end: int) -> Array:
        return self.aim.gains(self.bench.play(cells, range(SEARCHED + start, SEARCHED + end)))

    def _losses(self, gains: Array, first: int) -> Array:
        reference = self.reference
        return self.aim.losses(gains, None if reference is None else reference[first : first + gains.shape[1]])


def best_of(gains: Array) -> Array:
    """The best of several strategies in each world; NaN where none has a value."""
    best = np.where(np.isfinite(gains), gains, -np.inf).max(axis=0)
    return np.where(np.isfinite(best), best, np.nan)
