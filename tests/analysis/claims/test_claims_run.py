"""Some claims on few futures: the document, shared arms, what is read off a future. No sign is asserted."""

import json

import numpy as np
import pytest
from migsim.analysis.claims import run_claims
from migsim.analysis.claims.arms import ARMS, BASE
from migsim.analysis.claims.futures import Pool, Request, look
from migsim.analysis.claims.model import DRAW
from migsim.analysis.claims.readings import Seen, read, true_leverage
from migsim.analysis.claims.registry import CLAIMS
from migsim.scenario import load_scenario
from migsim.scenario.parameters import SWITCHES
from migsim.scenario.priors import load_prior
from migsim.vocabulary import EXIT_COLUMNS, SCORECARD

from playing import small_scenario

FIELDS = {"id", "claim", "contrast", "outcome", "effect", "verdict", "region", "mechanism", "by_construction"}
# One of each kind: scorecard, reading, weekly series, changed market, effect of several arms, curve.
SOME = ("C1", "C3", "C5a", "C9", "C10a", "C11b", "C15b", "C19", "C23a")


@pytest.fixture(scope="module")
def told():
    """Some claims on a handful of futures, with two mechanisms to switch off: the machinery, not the numbers."""
    patch = pytest.MonkeyPatch()
    some = tuple(switch for switch in SWITCHES if switch.name in ("trust_on", "review_on"))
    patch.setattr("migsim.analysis.claims.mechanism.SWITCHES", some)
    yield run_claims(only=SOME, runs=4, seed=5)
    patch.undo()


@pytest.mark.parametrize("name", SOME)
def test_document_of_each_claim(told, name):
    document = next(one for one in told.document()["claims"] if one["id"] == name)
    assert set(document) >= FIELDS
    assert set(document["effect"]) >= {"mean", "low", "high"}
    assert set(document["symmetric_trust"]["effect"]) == set(document["effect"])
    assert document["verdict"].startswith(("holds", "not in this model"))
    assert document["mechanism"]
    assert all(row["mean"] is not None for detail in document["details"] for row in detail["rows"])
    json.dumps(document, allow_nan=False)


def test_the_curve_has_all_lengths_in_order(told):
    (curve,) = next(one for one in told.results if one.claim.id == "C5a").details
    weeks = [float(row.name) for row in curve.rows]
    assert curve.curve
    assert weeks == sorted(weeks)
    assert {13.0, 26.0, 104.0} <= set(weeks)


def test_effects_are_recomputed_from_an_ensemble(told):
    """Scorecard and weekly series by the long way round."""
    from migsim.engine import ensemble

    strategies = [BASE.strategy, ARMS["no-project"].strategy]
    made = ensemble(load_scenario("treyl-poultry"), strategies, runs=4, seed=5, prior=told.prior, weekly_runs=4)
    for name, table in (
        ("C1", made.runs.pivot(index="run", columns="strategy", values="system_benefit")),
        ("C10a", made.weekly[made.weekly["week"] == 52].pivot(index="run", columns="strategy", values="trust")),
    ):
        found = next(one for one in told.results if one.claim.id == name).answer.finding.effect
        np.testing.assert_allclose(found, (table["base"] - table["no-project"]).to_numpy(), rtol=1e-5)


def test_an_arm_is_run_once_and_shared(monkeypatch):
    pool = Pool(small_scenario(), 2)
    requests = [Request(arm, {}, 2) for arm in (*CLAIMS["C1"].arms, *CLAIMS["C9"].arms)]
    assert len(pool.missing(requests)) == 2
    pool.play(requests)
    assert pool.done == 4
    assert set(pool.of(requests[0])) == {*SCORECARD, DRAW}
    assert np.isnan([pool.of(requests[1])[name] for name in EXIT_COLUMNS]).all()  # no project has no exit
    monkeypatch.setattr("migsim.analysis.claims.futures.look", None)
    assert pool.of(requests[2]) is pool.of(requests[0])


def test_the_table_of_one_claim_does_not_depend_on_the_others(told):
    alone = run_claims(only=["c10a"], runs=4, seed=5, threads=1)
    both = [next(one for one in some.results if one.claim.id == "C10a").answer.finding for some in (alone, told)]
    np.testing.assert_array_equal(both[0].effect, both[1].effect)


MEASURES = ("trust@3", "wider_income@2-4", "any_goal", "turnout", "presence", "ownership", "leverage_chosen",
            "relieved:market-chain", "deals_after_workshop", "income_left", "weeks_below", "net_benefit")  # fmt: skip


def test_what_is_read_off_a_future_agrees_with_what_stands_elsewhere():
    def reader(_: int, seen: Seen) -> tuple:
        values = {measure: read(seen, measure) for measure in MEASURES}
        return values, seen.weekly.copy(), seen.scorecard[0].copy(), true_leverage(seen), seen.state.leverage.copy()

    prior = load_prior("wide", changes={"map_error": 0.2})
    (found,) = look(small_scenario(), [BASE.strategy], reader, runs=3, seed=2, prior=prior, recorded=True)
    for values, weekly, card, leverage, mapped in found:
        assert values["trust@3"] == weekly["trust"][3]
        assert values["wider_income@2-4"] == pytest.approx(weekly["wider_income"][2:5].mean())
        assert values["any_goal"] == float(card["goals_reached"] > 0)
        assert values["net_benefit"] == card["net_benefit"]
        assert values["turnout"] == (card["attendance"] if np.isfinite(card["attendance"]) else 0.0)
        assert (
            values["deals_after_workshop"]
            == card["deals"] - weekly["deals_struck"][0] - weekly["deals_struck"][53:].sum()
        )
        assert 0.0 <= values["relieved:market-chain"] <= 1.0
        assert leverage.sum() == pytest.approx(1.0)
        assert np.abs(np.log(mapped / leverage))[leverage > 0].max() < 2.0  # the map errs, by its error and no more


def test_weeks_below_are_counted_from_the_shock():
    """A fall of a tenth for ten weeks from the shock, in a market without anything else."""
    scenario = small_scenario()

    def reader(_: int, seen: Seen) -> float:
        turnover = seen.state.actors["turnover"]
        shock, flat = int(seen.market.figures[0]["test_week"]), np.zeros_like(seen.incomes)
        flat[shock : shock + 10] -= 0.1 * turnover / 52.0
        return read(seen._replace(incomes=flat), "weeks_below")

    (found,) = look(scenario, [BASE.strategy], reader, runs=1, seed=2, prior=load_prior("wide"), recorded=True)
    assert found == [10]
