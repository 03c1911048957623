"""Running the claims: all arms first, shared; then each claim is judged."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from migsim.analysis.claims.futures import Pool, Progress, Request
from migsim.analysis.claims.mechanism import carriers, switches_of, told
from migsim.analysis.claims.model import Claim, Played
from migsim.analysis.claims.registry import claims_named
from migsim.analysis.claims.result import Result, answer
from migsim.analysis.claims.study import Study
from migsim.defaults import DEFAULT_PRIOR
from migsim.scenario.parameters import Switch
from migsim.scenario.schema import Scenario

SYMMETRIC = {"negative_weight": 1.0}
ABLATED = 200  # futures in which mechanisms are switched off; half as many for claims of many arms
_MANY = 4


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
        Ids of claims; all when missing.
    runs : int
        Simulated futures for each arm; mechanisms are switched off in the first 200 of them (100
        for claims of more than four arms).
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
    >>> told = run_claims(only=["C15"], runs=200)  # doctest: +SKIP
    >>> told.results[0].answer.verdict  # doctest: +SKIP
    """
    from migsim.engine.ensemble import check_counts
    from migsim.scenario import load_scenario

    runs, seed, threads = check_counts(runs=runs, seed=seed, threads=threads)
    claims = claims_named(only)
    pool = Pool(load_scenario(scenario), runs, seed, prior, threads, progress)
    for claim in claims:
        pool.want(claim.arms, claim.weekly)
    requests = pool.missing(request for claim in claims for request in _requests(claim, runs))
    pool.planned = sum(request.runs for request in requests)
    pool.play(requests)
    results = [look_into(claim, pool) for claim in claims]
    return Claims(pool.scenario, runs, seed, pool.label, results)


def futures_at_most(only: Sequence[str] | None, runs: int) -> int:
    """Futures that claims take, counting those that several share for each of them."""
    return sum(request.runs for claim in claims_named(only) for request in _requests(claim, runs))


def _requests(claim: Claim, runs: int) -> list[Request]:
    """Everything that one claim asks of its arms."""
    few = ablated(claim, runs)
    wanted = [Request(arm, changes, runs) for changes in ({}, SYMMETRIC) for arm in claim.arms]
    wanted += [Request(arm, {switch.name: 0.0}, few) for switch in switches_of(claim) for arm in claim.arms]
    return wanted


def ablated(claim: Claim, runs: int) -> int:
    """Futures in which the mechanisms of a claim are switched off."""
    return min(runs, ABLATED if len(claim.arms) <= _MANY else ABLATED // 2)


def look_into(claim: Claim, pool: Pool) -> Result:
    """Judge one claim, with the symmetric-trust case, its mechanism and its details."""
    study, symmetric = Study(claim, pool, {}, pool.runs), Study(claim, pool, SYMMETRIC, pool.runs)
    few = ablated(claim, pool.runs)

    def without(switch: Switch) -> Played:
        return Study(claim, pool, {switch.name: 0.0}, few).played

    first: Played = {name: {c: v[:few] for c, v in columns.items()} for name, columns in study.played.items()}
    carried = carriers(claim, first, without)
    return Result(
        claim=claim,
        answer=answer(*study.found),
        symmetric=answer(*symmetric.found),
        mechanism=told(claim, first, carried),
        carried=carried,
        details=claim.details(study) if claim.details else [],
    )
