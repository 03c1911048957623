"""Playing candidates in numbered worlds, on all cores, with the same people and luck for each of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from migsim.engine.future import play
from migsim.engine.many import in_chunks, many
from migsim.engine.worlds import Cell, desk_for, prepare_cell
from migsim.facilitation.strategy import Strategy
from migsim.scenario.priors import Prior
from migsim.scenario.schema import Scenario
from migsim.state import Array, Market, as_numbers
from migsim.vocabulary import SCORECARD

_CHUNK = 12  # worlds a task
SEARCHED = 1 << 31  # number of the first world to search in; `compare` numbers its worlds from 0


@dataclass
class Bench:
    """A market on which strategies are tried.

    Attributes
    ----------
    scenario : Scenario
    market : Market
        Built once, for all candidates.
    prior : Prior
        What the parameters of each world are drawn from.
    seed : int
    threads : int
        Change no number.
    spent : callable, optional
        Told after every task how many futures have been played so far.
    """

    scenario: Scenario
    market: Market
    prior: Prior
    seed: int
    threads: int
    spent: Callable[[int], None] | None = None
    done: int = 0

    def cell(self, strategy: Strategy, scenario: Scenario | None = None) -> Cell:
        """Make a strategy ready, on a scenario that may have another budget."""
        return prepare_cell(scenario or self.scenario, strategy, self.seed, market=self.market)

    def play(self, cells: Sequence[Cell], worlds: range) -> Array:
        """Play every cell in every world, shape (cells, worlds, scorecard columns)."""
        found = np.empty((len(cells), len(worlds), len(SCORECARD)))
        parameters = self.prior.draw(self.seed, worlds)

        def one(row: int, world: int, record: Array) -> None:
            desk = desk_for(cells[row], recorded=False)
            play(cells[row], desk, record, world)
            found[row, world - worlds.start] = as_numbers(desk.scorecard)[0]

        def tell(runs: int) -> None:
            self.done += runs
            if self.spent is not None:
                self.spent(self.done)

        many(
            in_chunks(len(cells), worlds, _CHUNK),
            lambda runs: parameters[runs.start - worlds.start : runs.stop - worlds.start],
            one,
            lambda *_: None,
            threads=self.threads,
            done=tell,
        )
        return found


def column(table: Array, name: str) -> Array:
    """One column of what `Bench.play` found, shape (cells, worlds)."""
    picked: Array = table[:, :, SCORECARD.index(name)]
    return picked
