"""One claim being looked into: its arms' outcomes, its finding, and what else its details ask for."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from migsim.analysis.claims.futures import Changes, Pool, Request, Seen
from migsim.analysis.claims.model import Arm, Claim, ClaimFinding, Columns, Played
from migsim.scenario.schema import Scenario

_PROBED = 150  # futures that are looked at one by one
_ELSEWHERE = 200  # futures in each of the other markets
_LARGEST_ROOM, _LARGEST_OUTSIDE = 60, 3000


@dataclass(frozen=True)
class Study:
    """A claim with its futures.

    Attributes
    ----------
    claim : Claim
    pool : Pool
    changes : mapping
        Held in all arms (the symmetric-trust case, a mechanism switched off).
    runs : int
    """

    claim: Claim
    pool: Pool
    changes: Changes
    runs: int

    @cached_property
    def played(self) -> Played:
        """Outcomes of the claim's arms, by name."""
        return {arm.name: self.pool.of(Request(arm, self.changes, self.runs)) for arm in self.claim.arms}

    @cached_property
    def found(self) -> tuple[ClaimFinding, pd.DataFrame]:
        """The finding, and the drawn parameters behind its leads."""
        if self.claim.finder is not None:
            return self.claim.finder(self)
        finding = self.claim.find(self.played, self.scenario.costs.facilitator_hour)
        return finding, self.drawn.iloc[: self.runs]

    @property
    def scenario(self) -> Scenario:
        """The market."""
        return self.pool.scenario

    @property
    def drawn(self) -> pd.DataFrame:
        """Drawn parameters without the run's number, one row a future."""
        if self.pool.drawn is None or len(self.pool.drawn) < self.runs:
            self.pool.play([Request(self.claim.arms[0], {}, self.runs)])
        if self.pool.drawn is None:  # arms with changes of their own leave no drawn parameters behind
            from migsim.analysis.claims.arms import NOTHING

            self.pool.play([Request(NOTHING, {}, self.runs)])
        assert self.pool.drawn is not None, "drawn with the first futures"
        return self.pool.drawn.drop(columns="run")

    def also(self, arm: Arm) -> Columns:
        """Outcomes of an arm that the headline does not need."""
        return self.pool.of(Request(arm, self.changes, self.runs))

    def probe(
        self, arm: Arm, read: Callable[[Seen], Any], changes: Changes | None = None, runs: int = _PROBED
    ) -> list[Any]:
        """Read something off the end of the first futures of an arm that no table holds."""
        return self.pool.probe(arm, read, {**self.changes, **(changes or {})}, min(runs, self.runs))

    def other_markets(self, arms: Sequence[Arm]) -> Iterator[tuple[str, Played]]:
        """Run the arms in the other markets that come with migsim and are of a usual size."""
        from migsim.scenario import load_scenario, scenario_names

        for name in scenario_names():
            scenario = load_scenario(name)
            usual = scenario.room <= _LARGEST_ROOM and scenario.outside.size / scenario.outside.each <= _LARGEST_OUTSIDE
            if name != self.scenario.name and usual:
                runs = min(_ELSEWHERE, self.runs)
                pool = Pool(scenario, runs, self.pool.seed, self.pool.prior, self.pool.threads)
                pool.play([Request(arm, self.changes, runs) for arm in arms])
                yield (
                    f"{scenario.title} (in {scenario.currency})",
                    {arm.name: pool.of(Request(arm, self.changes, runs)) for arm in arms},
                )
