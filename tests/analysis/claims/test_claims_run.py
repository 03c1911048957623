"""Every claim on few futures: the contract of the document, shared arms, hours held equal. No sign is asserted."""

import json

import numpy as np
import pytest
from migsim.analysis.claims import CLAIMS, claims_named, run_claims
from migsim.analysis.claims.arms import HOURS, moved
from migsim.analysis.claims.facilitation import LENGTHS, knee
from migsim.analysis.claims.futures import Pool, Request
from migsim.analysis.claims.model import DRAW
from migsim.analysis.claims.understanding import by_expert, by_need
from migsim.errors import InputError
from migsim.facilitation.schedule import schedule_of
from migsim.scenario import load_scenario
from migsim.scenario.parameters import SWITCHES
from migsim.vocabulary import SCORECARD

POULTRY = load_scenario("treyl-poultry")
FIELDS = {"id", "claim", "contrast", "outcome", "effect", "verdict", "region", "mechanism", "by_construction"}


@pytest.fixture(scope="module")
def told():
    """All claims on a handful of futures, with two mechanisms to switch off: the machinery, not the numbers."""
    patch = pytest.MonkeyPatch()
    some = tuple(switch for switch in SWITCHES if switch.name in ("trust_on", "review_on"))
    patch.setattr("migsim.analysis.claims.mechanism.SWITCHES", some)
    patch.setattr("migsim.analysis.claims.shares.MARKETS", 3)
    patch.setattr("migsim.analysis.claims.shares.LUCKS", 2)
    patch.setattr("migsim.analysis.claims.shares._RESAMPLED", 20)
    yield run_claims(runs=6, seed=5)
    patch.undo()


def test_there_are_twenty_in_order():
    assert list(CLAIMS) == [f"C{n}" for n in range(1, 21)]


@pytest.mark.parametrize("name", CLAIMS)
def test_document_of_each_claim(told, name):
    document = next(one for one in told.document()["claims"] if one["id"] == name)
    assert set(document) >= FIELDS
    assert set(document["effect"]) >= {"mean", "low", "high"}
    assert set(document["symmetric_trust"]) == {"effect", "verdict"}
    assert set(document["symmetric_trust"]["effect"]) == set(document["effect"])
    assert document["verdict"].startswith(("holds", "not in this model"))
    assert isinstance(document["by_construction"], bool)
    assert document["mechanism"]
    assert document["details"]
    json.dumps(document, allow_nan=False)


def test_effects_are_recomputed_from_an_ensemble(told):
    """The headline of C15 by the long way round."""
    from migsim.analysis.claims.arms import BASE
    from migsim.analysis.claims.ownership import DOING
    from migsim.engine import ensemble

    runs = ensemble(POULTRY, [BASE.strategy, DOING.strategy], runs=6, seed=5, prior=told.prior).runs
    table = runs.pivot(index="run", columns="strategy", values="adapt_alive")
    expected = (table["base"] - table["doing-it-for-them"]).to_numpy()
    found = next(one for one in told.results if one.claim.id == "C15").answer.finding.effect
    np.testing.assert_array_equal(found, expected)


def test_arms_of_one_claim_differ_in_what_it_says_and_share_their_hours():
    for name in ("C3", "C4", "C6", "C7", "C8", "C13", "C14", "C15", "C16", "C17"):
        sums = {
            (round(float(schedule_of(arm.strategy, POULTRY, 260)["hours"].sum()), 6),
             round(sum(arm.strategy.start.preparation.values()), 6))
            for arm in CLAIMS[name].arms
        }  # fmt: skip
        assert len(sums) == 1, name


def test_moving_hours_keeps_their_sum_and_the_others_proportions():
    hours = moved(HOURS, "reflection", 10.0)
    assert sum(hours.values()) == pytest.approx(sum(HOURS.values()))
    assert hours["management"] / hours["inclusion"] == pytest.approx(HOURS["management"] / HOURS["inclusion"])


def test_names_of_arms_mean_one_thing():
    by_name = {}
    for claim in CLAIMS.values():
        for arm in claim.arms:
            assert by_name.setdefault(arm.name, arm) is arm


def test_an_arm_is_run_once_and_shared(monkeypatch):
    claim, other = CLAIMS["C1"], CLAIMS["C9"]
    pool = Pool(POULTRY, 4)
    requests = [Request(arm, {}, 4) for one in (claim, other) for arm in one.arms]
    assert len(pool.missing(requests)) == 2
    pool.play(requests)
    assert pool.done == 8
    assert set(pool.of(requests[0])) == {*SCORECARD, DRAW}
    monkeypatch.setattr("migsim.engine.ensemble", None)
    assert pool.of(requests[2]) is pool.of(requests[0])


def test_the_table_of_one_claim_does_not_depend_on_the_others(told):
    alone = run_claims(only=["c7"], runs=6, seed=5)
    both = [next(one for one in some.results if one.claim.id == "C7").answer.finding for some in (alone, told)]
    np.testing.assert_array_equal(both[0].effect, both[1].effect)


def test_agendas_leave_burdens_alone_and_three_constraints_on_the_table():
    for make in (by_need, by_expert):
        market = make(POULTRY)
        assert sum(c.tractability > 0 for c in market.constraints) == 3
        assert [c.burden for c in market.constraints] == [c.burden for c in POULTRY.constraints]
        assert [c.severity for c in market.constraints] == [c.severity for c in POULTRY.constraints]


def test_knee_is_the_first_length_near_the_best():
    rising = np.linspace(0.1, 1.0, len(LENGTHS))
    flat, falling, loss = np.ones(len(LENGTHS)), rising[::-1], -rising
    found = knee(np.array([rising, flat, falling, loss]).T)
    np.testing.assert_array_equal(found, [LENGTHS[8 if rising[8] >= 0.9 else 9], 4.0, 4.0, np.nan])


def test_claims_are_found_by_id_in_any_case_and_unknown_ones_named_at_once():
    assert [claim.id for claim in claims_named(["c15,C2"])] == ["C2", "C15"]
    with pytest.raises(InputError) as error:
        claims_named(["C99", "C1", "D1"])
    assert len(error.value.messages) == 2
    assert "--only C99" in error.value.messages[0]
