import json
import math
from types import SimpleNamespace

import migsim.analysis
import migsim.engine
import migsim.scenario
import numpy as np
import pytest
from made_up_futures import LIBRARY, made_up_ensemble, made_up_scenario
from migsim.analysis import Comparison, compare
from migsim.analysis.added import FRAGILE
from migsim.analysis.outcomes import OUTCOMES
from migsim.errors import InputError


@pytest.fixture(scope="module")
def result():
    return Comparison(made_up_scenario(), made_up_ensemble(runs=80, weekly_runs=4))


def test_document_has_the_shape_of_the_interface(result):
    document = result.document()
    assert list(document) == [
        "scenario",
        "seed",
        "runs",
        "objective",
        "matters",
        "outcomes",
        "differences",
        "probability_best",
        "runner_up",
        "recommendation",
        "weights",
        "regret",
        "tornado",
        "switching_values",
        "value_of_information",
        "runs_needed",
        "pareto",
        "robustness",
        "monitoring",
    ]
    assert set(document["regret"]["intensive"]) == {"mean", "high", "max"}
    assert {"all_parameters", "foresight", "parameters"} <= set(document["value_of_information"])
    assert document["weights"] is None
    assert document["runs_needed"]["compared"] == 80
    assert (document["scenario"], document["seed"], document["runs"]) == ("made-up", 1, 80)
    assert list(document["outcomes"]) == list(LIBRARY)
    told = list(document["outcomes"]["intensive"])
    assert told[: len(OUTCOMES) - len(FRAGILE)] == [name for name in OUTCOMES if name not in FRAGILE]
    assert {"benefit_of_women", "benefit_gap_share"} <= set(told)
    assert set(document["outcomes"]["intensive"]["trust"]) == {"mean", "low", "high", "mean_low", "mean_high"}
    assert set(document["differences"]) == set(LIBRARY) - {"no-project"}
    assert set(document["recommendation"]) == {"strategy", "text", "futures_won", "of"}
    assert sum(document["probability_best"].values()) == pytest.approx(1)


def test_document_is_strict_json_with_null_for_what_has_no_meaning(result):
    document = json.loads(json.dumps(result.document(), allow_nan=False))
    assert document["outcomes"]["no-project"]["attendance"]["mean"] is None
    assert document["outcomes"]["no-project"]["cost"]["mean"] == 0


def test_differences_are_paired_within_futures(result):
    futures = result.futures
    gap = futures.of("trust", "inclusive") - futures.of("trust", "intensive")
    table = result.differences("intensive").set_index(["strategy", "outcome"])
    row = table.loc[("inclusive", "trust")]
    assert row["mean"] == pytest.approx(gap.mean())
    assert row["low"] == pytest.approx(np.quantile(gap, 0.05))
    assert row["better"] == pytest.approx((gap > 0).mean())
    assert row["futures"] == 80
    assert "intensive" not in table.index.get_level_values(0)


def test_differences_use_the_first_named_without_no_project():
    result = Comparison(made_up_scenario(), made_up_ensemble(["intensive", "inclusive"], runs=20, weekly_runs=2))
    assert list(result.document()["differences"]) == ["inclusive"]


def test_better_respects_lower_is_better(result):
    row = result.differences("no-project").set_index(["strategy", "outcome"]).loc[("intensive", "cost")]
    assert row["better"] == 0


def test_unknown_reference_is_an_input_error(result):
    with pytest.raises(InputError, match='did you mean "no-project"'):
        result.differences("no_projct")


def test_table_has_cost_outcome_and_range(result):
    table = result.table()
    assert list(table["strategy"]) == list(LIBRARY)
    row = table.set_index("strategy").loc["intensive"]
    x = result.futures.of("net_benefit", "intensive")
    assert row["net_benefit"] == pytest.approx(x.mean())
    assert row["net_benefit_low"] == pytest.approx(np.quantile(x, 0.1))
    assert row["net_benefit_high"] == pytest.approx(np.quantile(x, 0.9))
    assert table["best_in"].sum() == pytest.approx(1)
    assert set(table["compared_at"]) == {"equal", "own"}


@pytest.mark.parametrize("objective", list(OUTCOMES))
def test_every_scorecard_column_can_be_the_objective(objective):
    ensemble = made_up_ensemble(["no-project", "intensive", "direct-delivery"], runs=40, weekly_runs=2)
    result = Comparison(made_up_scenario(), ensemble, objective=objective)
    json.dumps(result.document(), allow_nan=False)
    assert len(result.table()) == 3
    assert result.recommendation().text


def test_compare_hands_everything_to_the_engine(monkeypatch):
    asked = {}

    def ensemble(scenario, strategies, **options):
        asked.update(options, scenario=scenario, strategies=strategies)
        made = made_up_ensemble(["no-project", "intensive"], runs=options["runs"], weekly_runs=2)
        made.prior = SimpleNamespace(note="")
        return made

    market = made_up_scenario()
    monkeypatch.setattr(migsim.engine, "ensemble", ensemble)
    monkeypatch.setattr(migsim.scenario, "load_scenario", lambda name: market)
    held = {"deals_on": 0}
    result = compare("folder/market.toml", ["intensive"], 30, 5, fixed=True, threads=1, changes=held)
    assert isinstance(result, Comparison)
    assert (asked["scenario"], asked["runs"], asked["seed"]) == (market, 30, 5)
    assert [strategy.name for strategy in asked["strategies"]] == ["no-project", "intensive"]
    assert (asked["fixed"], asked["prior"], asked["threads"], asked["changes"]) == (True, "fitted", 1, held)
    assert result.changes == held
    assert result.asked == ("market.toml", "intensive")
    assert result.document()["seed"] == 5


def test_all_mistakes_in_the_question_are_told_at_once():
    with pytest.raises(InputError) as caught:
        compare("treyl-poultry", objective="net benfit", matters=-1)
    assert len(caught.value.messages) == 2
    assert 'did you mean "net_benefit"' in caught.value.messages[0]
    with pytest.raises(InputError, match="0 or more"):
        compare("treyl-poultry", matters=math.nan)


def test_an_objective_that_is_no_outcome_lists_the_choices():
    with pytest.raises(InputError, match='there are: "member_benefit"'):
        compare("treyl-poultry", objective="zzz")


def test_public_names():
    assert set(migsim.analysis.__all__) == {"Choice", "Comparison", "Recommendation", "compare"}
