"""Running the claims: all arms first, shared; then each claim is judged."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from migsim.analysis.claims.futures import Pool, Progress, Request
from migsim.analysis.claims.mechanism import carriers, switches_of, told
from migsim.analysis.claims.model import DRAW, Arm, Beside, Claim, Detail, DetailRow, Played
from migsim.analysis.claims.registry import claims_named
from migsim.analysis.claims.result import Result, answer
from migsim.analysis.statistics import Floats, summary
from migsim.defaults import DEFAULT_PRIOR
from migsim.scenario.parameters import Switch
from migsim.scenario.schema import Scenario

SYMMETRIC = {"negative_weight": 1.0}
ABLATED = 60  # futures in which mechanisms are switched off


@dataclass(frozen=True)
class Claims:
    """All results of one call.

    Attributes
    ----------
    scenario : Scenario
    runs, seed : int
    prior : str
        Where parameters came from.
    results : list of Result
    """

    scenario: Scenario
    runs: int
    seed: int
    prior: str
    results: list[Result]

    def document(self) -> dict[str, Any]:
        """Make one JSON-ready document."""
        return {
            "scenario": self.scenario.name,
            "seed": self.seed,
            "runs": self.runs,
            "prior": self.prior,
            "claims": [result.document() for result in self.results],
        }


def run_claims(
    scenario: "str | Path | Scenario" = "treyl-poultry",
    only: Sequence[str] | None = None,
    runs: int = 600,
    seed: int = 1,
    *,
    prior: str | Path = DEFAULT_PRIOR,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Claims:
    """Test the claims of the practice guidance.

    Parameters
    ----------
    scenario : str, Path or Scenario
        The market to test them on.
    only : sequence of str, optional
        Ids of claims, such as ``C15a``, or ``C15`` for all its parts; all when missing.
    runs : int
        Simulated futures for each arm; mechanisms are switched off in the first 60 of them.
    seed : int
        Same seed, same numbers.
    prior : str or Path
        As in `migsim.compare`.
    threads : int, optional
        All cores when missing. Results do not depend on it.
    progress : callable, optional
        Called as ``progress(done_futures, planned_futures)``.

    Returns
    -------
    Claims

    Raises
    ------
    InputError
        For anything wrong in the input.

    Examples
    --------
    >>> told = run_claims(only=["C15a"], runs=200)  # doctest: +SKIP
    >>> told.results[0].answer.verdict  # doctest: +SKIP
    """
    from migsim.engine.ensemble import check_counts
    from migsim.scenario import load_scenario

    runs, seed, threads = check_counts(runs=runs, seed=seed, threads=threads)
    claims = claims_named(only)
    pool = Pool(load_scenario(scenario), runs, seed, prior, threads, progress)
    for claim in claims:
        pool.want(claim.arms, claim.measures)
        for beside in claim.beside:
            pool.want(_told_of(claim, beside), beside.measures)
    requests = pool.missing(request for claim in claims for request in _requests(claim, runs))
    pool.planned = sum(request.runs for request in requests)
    pool.play(requests)
    return Claims(pool.scenario, runs, seed, pool.label, [look_into(claim, pool) for claim in claims])


def futures_at_most(only: Sequence[str] | None, runs: int) -> int:
    """Futures that claims take, counting those that several share for each of them."""
    return sum(request.runs for claim in claims_named(only) for request in _requests(claim, runs))


def _told_of(claim: Claim, beside: Beside) -> tuple[Arm, ...]:
    """Arms whose outcomes a detail needs."""
    return (*beside.across, *beside.less) or claim.arms[:2]


def _requests(claim: Claim, runs: int) -> Iterator[Request]:
    """Everything that one claim asks of its arms."""
    for beside in claim.beside:
        yield from (Request(arm, {}, runs) for arm in _told_of(claim, beside))
    for arm in claim.arms:
        yield Request(arm, {}, runs)
        yield Request(arm, SYMMETRIC, runs)
        yield from (Request(arm, {switch.name: 0.0}, min(runs, ABLATED)) for switch in switches_of(claim))


def look_into(claim: Claim, pool: Pool) -> Result:
    """Judge one claim, with the symmetric-trust case, its mechanism and its details."""

    def played(changes: dict[str, float], runs: int = pool.runs) -> Played:
        return {arm.name: pool.of(Request(arm, changes, runs)) for arm in claim.arms}

    def without(switch: Switch) -> Played:
        return played({switch.name: 0.0}, few)

    few, drawn, whole = min(pool.runs, ABLATED), pool.drawn(pool.runs), played({})
    first: Played = {name: {c: v[:few] for c, v in columns.items()} for name, columns in whole.items()}
    carried = carriers(claim, first, without)
    return Result(
        claim=claim,
        answer=answer(claim.find(whole), drawn),
        symmetric=answer(claim.find(played(SYMMETRIC)), drawn),
        mechanism=told(claim, first, carried),
        carried=carried,
        details=[detail(claim, beside, pool) for beside in claim.beside],
    )


def detail(claim: Claim, beside: Beside, pool: Pool) -> Detail:
    """Put numbers to what is told beside a headline."""

    def values(arm: Arm, measure: str) -> Floats:
        return pool.of(Request(arm, {}, pool.runs))[measure]

    draws = pool.of(Request(claim.arms[0], {}, pool.runs))[DRAW]
    pairs = [(words, values(claim.arms[0], m) - values(claim.arms[1], m)) for m, words in beside.rows.items()]
    for arm in beside.across:
        less = sum(values(one, beside.measure) for one in beside.less)
        pairs.append((arm.title.removesuffix(" weeks"), values(arm, beside.measure) - less))
    return Detail(beside.title, beside.unit, [row(words, gap, draws) for words, gap in pairs], beside.curve)


def row(name: str, values: Floats, draws: Floats) -> DetailRow:
    """Summarise one value a future: the mean with its 90 % interval, clustered by `draws`."""
    told = summary(np.asarray(values, dtype=np.float64), draws)
    return DetailRow(name, told["mean"], told["mean_low"], told["mean_high"])
