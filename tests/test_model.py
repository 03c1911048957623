"""The Mesa door: agents are views, a step is a week, and nothing stays behind."""

import copy
import gc
import pickle
import subprocess
import sys
import tracemalloc
import weakref
from dataclasses import replace

import mesa
import numpy as np
import pandas as pd
import pytest
from migsim.engine import simulate
from migsim.errors import InputError, MigsimError
from migsim.facilitation.schema import Start
from migsim.facilitation.strategy import Actions, Strategy
from migsim.model import MIG, Facilitator, MarketActor, MarketModel
from migsim.vocabulary import WEEKLY

from playing import PLANS, SMALL, future

COACHED = PLANS["coached"]


@pytest.fixture
def model():
    """A future in which groups form, at week 0."""
    for run in range(20):
        built = MarketModel(SMALL, COACHED, run=run, agent_reporters={"voice": "voice", "status": "status"})
        if len(built.migs) > 1:
            return built
    raise AssertionError("no future with two groups")


def walk(model, weeks):
    for _ in range(weeks):
        model.step()
    return model


def test_building_completes_week_0(model):
    assert (model.week, model.steps, model.running) == (0, 0, True)
    assert len(model.datacollector.get_model_vars_dataframe()) == 1
    assert all(mig.meetings == 0 and mig.status == "active" for mig in model.migs)


def test_a_step_is_one_week(model):
    walk(model, 3)
    assert model.week == model.steps == 3


def test_it_stops_at_the_horizon(model):
    model.run_model()
    assert (model.week, model.running) == (170, False)
    with pytest.raises(MigsimError, match="horizon of 170 weeks"):
        model.step()
    assert model.week == 170


def test_it_is_a_mesa_model_with_agents_of_three_types(model):
    assert isinstance(model, mesa.Model)
    assert len(model.agents_by_type[MarketActor]) == 13
    assert len(model.agents_by_type[MIG]) == len(model.migs)
    assert list(model.agents_by_type[Facilitator]) == [model.facilitator]
    ids = [agent.unique_id for agent in model.agents]
    assert ids == list(range(1, len(ids) + 1))


def test_agents_can_be_selected_and_reckoned_with(model):
    women = model.agents.select(agent_type=MarketActor).select(lambda actor: "women" in actor.groups)
    assert {actor.name for actor in women} == {"farmer A", "farmer B", "farmer F", "trader B"}
    assert women.agg("voice", max) < 0.7
    assert model.agents_by_type[MarketActor].groupby("role").count()["farmer"] == 6


def test_agents_are_views_of_the_one_state(model):
    actor, mig = model.actor("farmer A"), model.migs[0]
    model.state.actors["voice"][0] = 0.123
    model.state.migs["capacity"][0] = 0.456
    assert (actor.voice, mig.capacity) == (0.123, 0.456)
    model.state.prior[0, 1], model.state.positive[0, 1], model.state.negative[0, 1] = 0.5, 0.0, 0.0
    assert actor.trust_in(model.actor("farmer B")) == 0.5
    model.state.understanding[0, 1] = 0.25
    assert actor.understanding_of(model.actor("farmer B")) == 0.25
    with pytest.raises(AttributeError):
        actor.voice = 1.0


def test_trust_is_that_of_the_stages(model):
    walk(model, 30)
    played = future("coached", model.parameters, model.history().run)
    strength, state, ledger = model.parameters[0]["prior_strength"], model.state, model.state.ledger[0]
    good, bad = state.positive[2, 6] * ledger["decay"], state.negative[2, 6] * ledger["decay"]
    expected = (strength * state.prior[2, 6] + good) / (strength + good + bad)
    assert model.actors[2].trust_in(model.actors[6]) == pytest.approx(expected, rel=1e-12)
    model.run_model()
    trust = [[i.trust_in(j) if i is not j else 0.0 for j in model.actors] for i in model.actors]
    off_diagonal = ~np.eye(13, dtype=bool)
    assert np.array(trust)[off_diagonal] == pytest.approx(played.trust()[off_diagonal], rel=1e-12)


def test_actors_and_groups_know_each_other(model):
    walk(model, 60)
    for mig in model.migs:
        assert all(mig in actor.migs for actor in mig.members)
        assert mig.chair is None or mig.chair in mig.members
        assert mig.constraint in ("credit", "prices", "skills", "rules")
        assert all(0.0 <= actor.motivation_in(mig) <= 1.0 for actor in mig.members)
    for actor in model.actors:
        assert all(actor in other.partners for other in actor.partners)
        assert len(actor.partners) + len(actor.deals) + len(actor.suspended) == actor.ties
        assert sum(actor.importance_of(c.name) for c in model.scenario.constraints) == pytest.approx(1.0)
    assert sum(len(actor.suspended) for actor in model.actors) > 0
    old = model.state.tie_before  # partners of week 0 are not counted as the project's
    since = [a for a in model.actors for b in a.partners if not old[min(a.row, b.row), max(a.row, b.row)]]
    assert len(since) == 2 * model.state.ledger[0]["partners"]


def test_the_facilitator_is_seen_at_work_and_sees(model):
    walk(model, 5)
    facilitator = model.facilitator
    assert facilitator.strategy is COACHED
    assert facilitator.hours["management"] == 4.0
    assert facilitator.seen.week == 6
    assert [group.members for group in facilitator.seen.groups] == [len(mig.members) for mig in model.migs]
    model.run_model()
    assert sum(facilitator.hours.values()) == 0.0


def test_the_data_collector_has_the_weekly_measures(model):
    walk(model, 170)
    collected = model.datacollector.get_model_vars_dataframe()
    told = simulate(SMALL, COACHED, run=model.history().run)
    pd.testing.assert_frame_equal(collected, told.weekly[list(WEEKLY)], check_exact=True, check_index_type=False)


def test_the_data_collector_takes_agent_reporters(model):
    walk(model, 4)
    frame = model.datacollector.get_agent_vars_dataframe()
    assert frame.loc[4].shape == (len(model.agents), 2)
    row = frame.loc[(2, model.actors[0].unique_id)]
    assert row["voice"] > 0.0
    assert frame.loc[(2, model.migs[0].unique_id)]["status"] == "active"


def test_severity_falls_by_relief_and_rises_by_shocks(model):
    assert model.severity("skills") == 0.5
    model.state.constraints[2]["relief"], model.state.constraints[2]["shock"] = 0.4, 0.1
    assert model.severity("skills") == pytest.approx(0.5 * 0.6 + 0.1)


def test_half_way_it_is_what_a_shorter_run_comes_to():
    """Scorecard and history are told as if the future ended this week."""
    model = walk(MarketModel(SMALL, COACHED, run=2), 150)
    shorter = simulate(SMALL, COACHED, run=2, weeks=150)
    assert model.scorecard() == {
        k: pytest.approx(v, rel=1e-12) if v is not None else None for k, v in shorter.scorecard.items()
    }
    told = model.history()
    for table in ("weekly", "events", "constraints", "migs"):
        pd.testing.assert_frame_equal(getattr(told, table), getattr(shorter, table))
    model.run_model()
    assert model.scorecard() == simulate(SMALL, COACHED, run=2).scorecard  # looking changed nothing


class Asking(Strategy):
    """Works while it hears of no deal."""

    name = "asking"
    start = Start()

    def __init__(self):
        self.asked = 0

    def decide(self, seen):
        self.asked += 1
        if sum(group.deals_heard for group in seen.groups) == 0:
            return Actions({"interdependence": 3.0, "management": 3.0})
        return None


def test_a_python_strategy_decides_every_week():
    strategy = Asking()
    model = MarketModel(SMALL, strategy, run=1)
    model.run_model()
    assert model.scorecard() == simulate(SMALL, strategy, run=1).scorecard
    assert strategy.asked == 0  # each future has a copy of its own


def test_two_models_do_not_disturb_each_other():
    alone = walk(MarketModel(SMALL, COACHED, rng=3), 80).scorecard()
    one, other = MarketModel(SMALL, COACHED, rng=3), MarketModel(SMALL, PLANS["doing"], rng=4)
    for _ in range(80):
        one.step()
        other.step()
    assert one.scorecard() == alone


def test_a_long_log_loses_nothing():
    model = MarketModel(SMALL, PLANS["doing"], run=5)
    first = len(model.state.events)
    model._walk.busiest_week = first // 2  # make it grow sooner
    model.run_model()
    assert model.state.ledger[0]["events"] <= len(model.state.events)
    pd.testing.assert_frame_equal(model.history().events, simulate(SMALL, PLANS["doing"], run=5).events)


def test_a_model_that_nobody_holds_is_gone(model):
    walk(model, 2)
    model.agents.select(agent_type=MarketActor).shuffle()
    gone = weakref.ref(MarketModel(SMALL, COACHED))
    gc.collect()
    assert gone() is None


def test_changes_hold_parameters_and_switches():
    changes = {"deals_on": 0, "work_rate": 0.1}
    model = walk(MarketModel(SMALL, COACHED, weeks=150, changes=changes), 150)
    assert model.parameters["work_rate"][0] == 0.1
    assert model.scorecard()["deals"] == 0
    assert model.scorecard() == simulate(SMALL, COACHED, weeks=150, changes=changes).scorecard


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"rng": -1}, "seed = -1: not possible; give a whole number from 0"),
        ({"run": "x"}, "run = x: not possible"),
        ({"changes": {"deal_on": 0}}, "did you mean 'deals_on'"),
        ({"strategy": "light-tuch"}, "did you mean 'light-touch'"),
        ({"scenario": "treyl-poltry"}, "treyl-poultry"),
    ],
)
def test_bad_input(arguments, message):
    with pytest.raises(InputError, match=message):
        MarketModel(**{"scenario": SMALL, "strategy": COACHED, **arguments})


def test_unknown_names(model):
    with pytest.raises(InputError, match="constraint 'skill' is not in this market; did you mean \"skills\""):
        model.severity("skill")
    with pytest.raises(InputError, match="did you mean"):
        model.actor("farmer a")


@pytest.mark.parametrize("before", [None, "fork", "spawn"])
def test_the_way_processes_start_is_left_alone(before):
    """Mesa 3.3 sets it to spawn for everybody when it is imported."""
    code = f"""
import multiprocessing
if {before!r}:
    multiprocessing.set_start_method({before!r})
import migsim.model
print(multiprocessing.get_start_method(allow_none=True))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(before)


@pytest.mark.parametrize(
    "copied",
    [copy.copy, copy.deepcopy, lambda model: pickle.loads(pickle.dumps(model))],
    ids=["copy", "deep", "pickle"],
)
def test_a_copy_goes_on_as_the_original_would_and_leaves_it_alone(copied):
    """The what-if from here: neither steps the other, and one outlives the other."""
    model = walk(MarketModel(SMALL, COACHED, run=2, agent_reporters={"voice": "voice"}), 60)
    before = pickle.dumps(model.state)
    branch = copied(model)
    assert branch.actors[0].model is branch
    walk(branch, 40)
    assert (model.week, branch.week) == (60, 100)
    assert pickle.dumps(model.state) == before
    straight = walk(MarketModel(SMALL, COACHED, run=2, agent_reporters={"voice": "voice"}), 100)
    del model
    gc.collect()
    for frame in ("get_model_vars_dataframe", "get_agent_vars_dataframe"):
        expected = getattr(straight.datacollector, frame)()
        pd.testing.assert_frame_equal(getattr(branch.datacollector, frame)(), expected)
    assert walk(branch, 70).scorecard() == walk(straight, 70).scorecard()


def test_a_branch_can_go_another_way():
    model = walk(MarketModel(SMALL, Asking(), run=1), 20)
    branch = copy.deepcopy(model)
    branch._walk._strategy.asked = -1_000
    assert model._walk._strategy.asked == 20
    assert walk(branch, 30).scorecard() == walk(model, 30).scorecard()
    assert branch._walk._strategy.asked == -970


def test_a_model_in_a_file_is_read_by_another_process(tmp_path):
    model = walk(MarketModel(SMALL, COACHED, run=2), 30)
    (tmp_path / "model.pickle").write_bytes(pickle.dumps(model))
    code = f"""
import pickle, pathlib
model = pickle.loads(pathlib.Path({str(tmp_path / "model.pickle")!r}).read_bytes())
for _ in range(20):
    model.step()
print(float(model.scorecard()["cost"]).hex())
"""
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert told.strip() == float(walk(model, 20).scorecard()["cost"]).hex()


def test_saved_and_loaded_it_goes_on_as_a_straight_run(tmp_path):
    model = walk(MarketModel(SMALL, COACHED, run=2), 40)
    model.save(tmp_path / "model")
    loaded = walk(MarketModel.load(tmp_path / "model"), 30)
    straight = walk(MarketModel(SMALL, COACHED, run=2), 70)
    assert pickle.dumps(loaded.state) == pickle.dumps(straight.state)
    assert loaded.scorecard() == straight.scorecard()


def test_what_is_no_kept_model_is_said_in_a_line(tmp_path, monkeypatch):
    with pytest.raises(InputError, match="cannot be read"):
        MarketModel.load(tmp_path / "none")
    (tmp_path / "other").write_bytes(b"something else")
    with pytest.raises(InputError, match="holds no model"):
        MarketModel.load(tmp_path / "other")
    MarketModel(SMALL, COACHED).save(tmp_path / "model")
    monkeypatch.setattr("migsim.model.hash_of_model", lambda: "other rules")
    with pytest.raises(InputError, match="goes on only under the rules"):
        MarketModel.load(tmp_path / "model")
    with pytest.raises(InputError, match="define strategies and reporters at the top level"):
        MarketModel(SMALL, COACHED, agent_reporters={"name": lambda actor: actor.name}).save(tmp_path / "lambda")


def test_a_branch_under_another_strategy_is_a_run_whose_schedule_changes_that_week():
    """To the bit: the same future, walked with one schedule before the branch and the other from then on."""
    model = walk(MarketModel(SMALL, COACHED, run=2), 40)
    branch = walk(model.branch(PLANS["tapered"]), 60)
    straight = MarketModel(SMALL, COACHED, run=2)
    first, second = straight._walk.cell, MarketModel(SMALL, PLANS["tapered"], run=2)._walk.cell
    assert not (first.schedule[:101] == second.schedule[:101]).all(), "the two differ before the end"
    spliced = np.concatenate([first.schedule[:41], second.schedule[41:]])
    straight._walk.cell = replace(first, schedule=spliced)
    walk(straight, 40)
    straight._walk.cell = replace(straight._walk.cell, design=second.design)
    walk(straight, 60)
    for field, there in branch.state._asdict().items():
        assert (getattr(straight.state, field) == there).all(), field
    assert branch.scorecard() == straight.scorecard()
    assert (model.week, model.strategy.name, branch.strategy.name) == (40, "coached", "tapered")
    assert walk(model.branch(), 5).week == 45


def test_a_branch_goes_over_to_a_strategy_in_python():
    branch = MarketModel(SMALL, COACHED, run=2).branch(Asking())
    walk(branch, 12)
    assert branch._walk._strategy.asked == 12


def test_copies_leave_no_memory():
    model = walk(MarketModel(SMALL, COACHED, run=2), 10)
    for _ in range(10):
        copy.copy(model)
    gc.collect()
    before = len(gc.get_objects())
    tracemalloc.start()
    for _ in range(200):
        copy.copy(model)
    gc.collect()
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 100_000  # a copy that stayed would hold more
    assert len(gc.get_objects()) < before + 100


@pytest.mark.parametrize("act", ["step", "advance", "remove"])
def test_agents_are_to_be_read_and_say_so(model, act):
    with pytest.raises(MigsimError, match="agents are views of the market, to be read") as said:
        getattr(model.actors[0], act)()
    assert "\n" not in str(said.value)
    with pytest.raises(MigsimError, match="to be read"):
        model.agents_by_type[MarketActor].do(act)
    assert len(model.agents_by_type[MarketActor]) == 13


def test_no_agents_are_added(model):
    with pytest.raises(MigsimError, match="who is there stands in the scenario"):
        MarketActor.create_agents(model, 3)
