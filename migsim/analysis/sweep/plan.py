"""How an experiment falls into parts: what is run together, and in which order.

A part is a block of points and of runs, with all scenarios and strategies, so that what is done so far is always
paired. The plan depends on the experiment alone: whoever resumes it, anywhere, finds the same parts.
"""

from dataclasses import dataclass

LEDGER = "runs"
TABLES = (LEDGER, "weekly", "parameters")

_USUAL, _LEAST = 250, 50  # rows of a part
_SHARES = 16  # into how many parts a small experiment falls at least, so that all workers have some


@dataclass(frozen=True)
class Block:
    """What one part holds."""

    points: range
    runs: range


@dataclass(frozen=True)
class Partition:
    """The parts of an experiment.

    Attributes
    ----------
    cells : int
        Scenarios times strategies.
    points, runs : int
        Runs are those of each cell and point.
    weekly : int
        First runs whose weekly series are kept.
    slow : bool
        Whether a run takes long, so that parts are kept small.
    rows_matter : bool
        Whether the design is read row by row, so that its points are taken in order; others are spread evenly.
    """

    cells: int
    points: int
    runs: int
    weekly: int = 0
    slow: bool = False
    rows_matter: bool = False

    @property
    def total(self) -> int:
        """All runs of the experiment."""
        return self.cells * self.points * self.runs

    @property
    def _target(self) -> int:
        most = _LEAST if self.slow else _USUAL
        return max(_LEAST, min(most, self.total // _SHARES))

    @property
    def _runs_each(self) -> int:
        return max(1, min(self.runs, self._target // self.cells))

    @property
    def _points_each(self) -> int:
        if self._runs_each < self.runs:
            return 1
        return max(1, min(self.points, self._target // (self.cells * self.runs)))

    @property
    def _stretches(self) -> int:
        """Blocks of points."""
        return -(-self.points // self._points_each)

    @property
    def parts(self) -> int:
        """Number of parts."""
        return self._stretches * -(-self.runs // self._runs_each)

    def block(self, part: int) -> Block:
        """Return what a part holds; the first runs of all points come before the next runs of any."""
        chunk, stretch = divmod(part, self._stretches)
        first, run = stretch * self._points_each, chunk * self._runs_each
        return Block(
            range(first, min(first + self._points_each, self.points)),
            range(run, min(run + self._runs_each, self.runs)),
        )

    def rows(self, part: int) -> int:
        """Runs of a part."""
        block = self.block(part)
        return self.cells * len(block.points) * len(block.runs)

    def tables(self, part: int) -> tuple[str, ...]:
        """Tables that a part has: the ledger, weekly series of first runs, and once for each run its parameters."""
        block = self.block(part)
        weekly = ("weekly",) if block.runs.start < self.weekly else ()
        return (LEDGER, *weekly, *(("parameters",) if block.points.start == 0 else ()))

    def order(self) -> list[int]:
        """Parts in the order in which they are begun, so that a half-done experiment is already balanced."""
        if self.rows_matter:
            return list(range(self.parts))
        chunks = range(0, self.parts, self._stretches)
        spread = sorted(range(self._stretches), key=_bits_reversed)
        return [chunk + stretch for chunk in chunks for stretch in spread]


def _bits_reversed(number: int) -> int:
    """Sort key by which every beginning of a sequence is spread evenly over it (van der Corput)."""
    return int(f"{number:032b}"[::-1], 2)
