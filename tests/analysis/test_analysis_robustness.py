"""Whether a lead holds: trials on made-up futures whose answer is known."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from made_up_futures import made_up_ensemble, made_up_scenario
from migsim.analysis import Comparison
from migsim.analysis.robustness import RULES, YEARS
from migsim.scenario.parameters import check_changes

NAMES = ("no-project", "directive", "phased-handover")
HORIZON = 260


def compared(again, runs=240, **options):
    made = made_up_ensemble(NAMES, runs=runs, weekly_runs=10)
    net = np.random.default_rng(3).normal(0, 40, 3 * runs) + np.repeat([0.0, 500.0, 300.0], runs)
    made.runs["net_benefit"] = net
    made.runs["cost"] = np.repeat([0.0, 1000.0, 1000.0], runs)
    return Comparison(made_up_scenario(), made, again=again, matters=10.0, **options)


def answering(effects, asked=None):
    """A stand-in for the engine: the same futures, with an amount added to a strategy's net benefit in a trial."""

    def again(strategies, runs, *, seed=None, weeks=None, changes=None, groups=False):
        if asked is not None:
            asked.append((tuple(strategies), runs, seed, weeks, dict(changes or {})))
        rows = compared(None).runs
        rows = rows[rows["strategy"].isin(strategies) & (rows["run"] < runs)].copy()
        key = "fresh" if seed is not None else weeks or next(iter(changes.items()))
        for strategy, amount in effects.get(key, {}).items():
            rows.loc[rows["strategy"] == strategy, "net_benefit"] += amount
        return SimpleNamespace(runs=rows, groups=None)

    return again


def test_the_rules_are_known_switches():
    for rule in RULES:
        check_changes(rule.changes)


def test_every_trial_is_played_on_the_same_futures_and_the_last_on_others():
    asked = []
    compared(answering({}, asked)).robustness()
    assert [call[3] for call in asked if call[3]] == [years * 52 for years in YEARS if years * 52 != HORIZON]
    assert [sorted(call[4]) for call in asked if call[4]] == [
        *(sorted(r.changes) for r in RULES),
        ["relapse"],
        ["relapse"],
    ]
    assert [call[:2] for call in asked if call[2] is None] == [(("directive", "phased-handover", "no-project"), 15)] * (
        len(asked) - 1
    )
    assert asked[-1][:2] == (("directive", "phased-handover"), 60)
    assert asked[-1][2] != 1


def test_a_rule_that_turns_the_answer_round_leaves_no_clear_winner():
    switch = next(iter(RULES[0].changes.items()))
    steady = compared(answering({}))
    assert steady.recommendation().strategy == "directive"
    turned = compared(answering({switch: {"directive": -350.0}}))
    told = turned.recommendation()
    assert told.strategy is None
    assert "another rule of the model turns that round" in told.reason
    row = turned.robustness().iloc[0]
    assert (row["leader"], row["leads"]) == ("phased-handover", False)
    futures = steady.futures
    whole = futures.of("net_benefit", "directive") - futures.of("net_benefit", "phased-handover")
    assert row["lead"] == pytest.approx(whole.mean() - 350.0)
    assert row["high"] < 0
    assert f"leads under {len(RULES) - 1} of {len(RULES)} alternatives" in turned.robustness_in_words()[0]


def test_what_few_futures_say_is_set_right_by_what_all_say():
    """The first futures favour the leader more than all do; a trial that changes nothing finds the lead of all."""
    found = compared(answering({})).robustness()
    lead = compared(None)
    whole = (lead.futures.of("net_benefit", "directive") - lead.futures.of("net_benefit", "phased-handover")).mean()
    rows = found[found["kind"].isin(["rule", "relapse"])]
    assert rows["lead"].to_numpy() == pytest.approx(whole)
    assert (rows["low"] <= whole).all()


def test_horizons_and_fresh_futures_are_told_but_do_not_decide():
    told = compared(answering({156: {"directive": -900.0}, "fresh": {"directive": -600.0}}))
    assert told.recommendation().strategy == "directive"
    said = " ".join(told.robustness_in_words())
    assert "3 years: Phased hand-over by" in said
    assert "5 years: Doing it for them by £" in said
    assert "On 60 fresh futures" in said
    assert "Doing it for them ahead in 0%" in said


def test_nothing_is_tried_with_few_futures_or_what_is_held():
    assert compared(answering({}), runs=60).robustness().empty
    held = dict(RULES[0].changes) | {"relapse": 0.002}
    kinds = compared(answering({}), changes=held).robustness()["kind"]
    assert (kinds == "rule").sum() == len(RULES) - 1
    assert (kinds == "relapse").sum() == 0
    assert isinstance(compared(None).robustness(), pd.DataFrame)
