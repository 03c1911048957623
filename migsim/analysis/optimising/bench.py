"""Playing candidates in numbered worlds, on all cores, with the same people and luck for each of them."""

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from threading import Lock, local

import numpy as np

from migsim.engine.filling import desk_of
from migsim.engine.future import play
from migsim.engine.worlds import Cell, prepare_cell
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
    _lock: Lock = field(default_factory=Lock)
    _desks: local = field(default_factory=local)

    def cell(self, strategy: Strategy, scenario: Scenario | None = None) -> Cell:
        """Make a strategy ready, on a scenario that may have another budget."""
        return prepare_cell(scenario or self.scenario, strategy, self.seed, market=self.market)

    def play(self, cells: Sequence[Cell], worlds: range) -> Array:
        """Play every cell in every world, shape (cells, worlds, scorecard columns)."""
        found = np.empty((len(cells), len(worlds), len(SCORECARD)))
        parameters = self.prior.draw(self.seed, worlds)
        stopped: list[bool] = []

        def task(row: int, first: int) -> None:
            if not hasattr(self._desks, "desk"):
                self._desks.desk = desk_of(cells[row], recorded=False)
            desk = self._desks.desk
            for at in range(first, min(first + _CHUNK, len(worlds))):
                if stopped:
                    return
                play(cells[row], desk, parameters[at : at + 1], worlds[at])
                found[row, at] = as_numbers(desk.scorecard)[0]
            with self._lock:
                self.done += min(_CHUNK, len(worlds) - first)
                if self.spent is not None:
                    self.spent(self.done)

        with ThreadPoolExecutor(self.threads) as pool:
            tasks = [
                pool.submit(task, row, first) for first in range(0, len(worlds), _CHUNK) for row in range(len(cells))
            ]
            try:
                finished, _ = wait(tasks, return_when=FIRST_EXCEPTION)
                for one in finished:
                    one.result()
            except BaseException:
                stopped.append(True)
                pool.shutdown(wait=True, cancel_futures=True)
                raise
        return found


def column(table: Array, name: str) -> Array:
    """One column of what `Bench.play` found, shape (cells, worlds)."""
    picked: Array = table[:, :, SCORECARD.index(name)]
    return picked
