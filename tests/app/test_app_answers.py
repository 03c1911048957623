"""What is handed to the page, and that the page works out what Python does; comparisons are given up in time."""

import base64
import json
import shutil
import subprocess
import time
from pathlib import Path

import numpy as np
import pytest
from migsim.app import lessons
from migsim.app.drawn import number
from migsim.app.export import export, worker
from migsim.app.game import PACKAGES, plan_of
from migsim.app.jobs import Jobs
from migsim.app.lessons import LESSONS
from migsim.app.model import BUILDS, binary_of, engine_of, game_of, lesson_of, model_of, setup_of
from migsim.app.texts import texts
from migsim.engine import simulate
from migsim.engine.looks import watch
from migsim.engine.worlds import prepare_cell
from migsim.errors import InputError
from migsim.facilitation.library import load_strategy
from migsim.facilitation.strategy import FileStrategy
from migsim.scenario.library import load_scenario
from migsim.scenario.market import build_market
from migsim.scenario.priors import load_prior
from migsim.state import as_numbers
from migsim.vocabulary import WEEKLY

KEY = Path(__file__).parents[2] / "docs" / "reference" / "lesson-key.md"

RUNS = range(20)
#: Answers a list of questions as a worker of the page does, in whatever runs JavaScript.
ASKED = """
import { readFileSync } from "node:fs";
globalThis.addEventListener = (_, hear) => { globalThis.hear = hear; };
globalThis.postMessage = (said) => { globalThis.said = said; };
const { model, engine, questions } = JSON.parse(readFileSync(0, "utf8"));
await import("./worker.mjs");
hear({ data: { model: Buffer.from(model, "base64"), engine } });
const answers = questions.map((one) => {
  hear({ data: one });
  if (said.error) throw Error(said.error);
  return said.answer;
});
console.log(JSON.stringify(answers));
"""


@pytest.fixture(scope="module")
def in_node(tmp_path_factory):
    """Ask a worker of the page in Node."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("there is no Node on this machine")
    folder = tmp_path_factory.mktemp("worker")
    (folder / "worker.mjs").write_text(worker(), encoding="utf-8")
    (folder / "asked.mjs").write_text(ASKED, encoding="utf-8")

    def ask(questions, build=BUILDS[0]):
        given = {"model": base64.b64encode(binary_of(build)).decode(), "engine": engine_of(), "questions": questions}
        command = [node, str(folder / "asked.mjs")]
        done = subprocess.run(command, input=json.dumps(given), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-2000:]
        return json.loads(done.stdout)

    return ask


def test_a_worker_tells_what_python_tells(in_node):
    """Twenty worlds, week by week: measures, events, groups, people and scorecards."""
    scenario = load_scenario("teaching-market")
    market, strategy = build_market(scenario, 1), load_strategy("attentive")
    setup, model = setup_of(scenario, strategy, market, 1), model_of(scenario, market, 1)
    asked = [
        {"id": run, "path": "tale", "query": {"run": run}, "documents": {"key": "a", "model": model, "setup": setup}}
        for run in RUNS
    ]
    for run, told in zip(RUNS, in_node(asked), strict=True):
        history = simulate(scenario, strategy, run=run)
        for name in WEEKLY:
            expected = history.weekly[name].astype("f4").astype(object)
            assert told["weekly"][name] == expected.where(expected.notna(), None).tolist(), (run, name)
        assert told["scorecard"] == {name: number(value) for name, value in history.scorecard.items()}
        events = told["events"]
        names = [events["names"][code] for code in events["event"]]
        assert list(zip(events["week"], names, strict=True)) == list(
            zip(history.events["week"], history.events["event"], strict=True)
        )
        assert [mig["members"] for mig in told["migs"]] == history.migs["members"].tolist()
        assert [one["gain"] for one in told["actors"]] == [number(gain) for gain in history.actors["gain"]]
        relief = history.constraints.pivot(index="week", columns="constraint", values="relief")
        for name, values in told["relief"].items():
            np.testing.assert_allclose(values, relief[name], rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("build", BUILDS)
def test_a_play_is_the_strategy_that_it_stands_for(in_node, build):
    scenario = load_scenario("treyl-poultry")
    market, names = build_market(scenario, 1), ("push", "coach", "connect", "step-back")
    quarters = [PACKAGES[name] for name in names]
    documents = {"key": "a", "model": model_of(scenario, market, 1), "game": game_of(scenario, market, 1)}
    query = {"run": 2, "quarters": [quarter.model_dump() for quarter in quarters]}
    [told] = in_node([{"id": 0, "path": "play", "query": query, "documents": documents}], build)
    history = simulate(scenario, plan_of(quarters), run=2)
    assert told["scorecard"] == {name: number(value) for name, value in history.scorecard.items()}
    assert told["score"]["net_benefit"] == number(history.scorecard["net_benefit"])


@pytest.mark.parametrize("name", ["style", "mig", "trust"])
def test_a_lesson_measures_what_python_measures(in_node, name):
    scenario = load_scenario("teaching-market")
    market = build_market(scenario, 1)
    documents = {
        "key": "a",
        "model": model_of(scenario, market, 1),
        "lesson": lesson_of(scenario, name, market, 1),
        "without": setup_of(scenario, load_strategy("no-project"), market, 1),
    }
    [told] = in_node([{"id": 0, "path": "lesson", "query": {}, "documents": documents}])
    assert told == lessons.run(scenario, name)


class ByHand(FileStrategy):
    """A plan that Python carries out week by week."""

    is_data = False


@pytest.mark.parametrize("every", [4, 7])
def test_a_watched_future_is_the_same_week_by_week(every):
    scenario, plan = load_scenario("treyl-poultry"), load_strategy("light-touch").plan
    parameters = load_prior().draw(1, range(3, 4))
    seen = []
    for strategy in (FileStrategy(plan), ByHand(plan)):
        cell = prepare_cell(scenario, strategy, 1)
        seen.append((cell.compiled, *watch(cell, parameters, 3, every)))
    (compiled, desk, looks), (walked, other_desk, other_looks) = seen
    assert (compiled, walked) == (True, False)
    for name in ("weeks", "trust", "member", "pulls"):
        np.testing.assert_array_equal(getattr(looks, name), getattr(other_looks, name), err_msg=name)
    np.testing.assert_array_equal(as_numbers(desk.weekly), as_numbers(other_desk.weekly))
    np.testing.assert_array_equal(as_numbers(desk.scorecard), as_numbers(other_desk.scorecard))
    logged = int(desk.state.ledger[0]["events"])
    assert logged == other_desk.state.ledger[0]["events"]
    np.testing.assert_array_equal(desk.state.events[:logged], other_desk.state.events[:logged])
    assert looks.member.any()
    assert looks.trust[-1].max() > looks.trust[0].max()


def test_a_knob_turns_as_far_as_the_horizon_leaves_room():
    short = load_scenario("teaching-market")
    assert LESSONS["mig"].knobs(short) == [26, 52]
    assert LESSONS["mig"].knobs(load_scenario("treyl-poultry")) == [26, 52, 104]


def test_an_export_that_cannot_fit_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr("migsim.app.export.LARGEST", 100_000)
    with pytest.raises(InputError, match="more than 100,000 bytes; take fewer markets"):
        export([load_scenario("teaching-market")], tmp_path / "app.html")
    assert not (tmp_path / "app.html").exists()


def test_comparisons_are_given_up_when_the_server_ends():
    jobs, scenario = Jobs(), load_scenario("treyl-poultry")
    keys = [jobs.start(scenario, ["no-project", "intensive"], 1000, seed) for seed in (1, 2)]
    while not jobs.get(keys[0]).done:
        time.sleep(0.01)
    jobs.close()
    until = time.monotonic() + 5
    while not jobs.get(keys[0]).finished and time.monotonic() < until:
        time.sleep(0.01)
    assert jobs.get(keys[0]).mistakes == ["the server has ended"]
    assert jobs.get(keys[0]).done < jobs.get(keys[0]).total
    assert jobs.get(keys[1]).done == 0


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_has_one_answer_worth_acting_on_for_eight_seeds_or_is_open(name):
    lesson, words = LESSONS[name], texts("en")["lessons"][name]
    runs = [lessons.run(load_scenario("treyl-poultry"), name, seed=seed) for seed in range(1, 9)]
    for found in runs:
        if lesson.bins:
            assert found["answer"] == sum(found["means"][0] > edge for edge in lesson.bins)
        else:
            ahead = found["difference"]
            assert found["answer"] == (0 if ahead >= lesson.worth else 1 if ahead <= -lesson.worth else 2)
    answers = {found["answer"] for found in runs}
    assert lesson.open == (len(answers) > 1 or (not lesson.bins and answers == {2}))
    [line] = [line for line in KEY.read_text(encoding="utf-8").splitlines() if line.startswith(f"| {words['title']} |")]
    told = line.split("|")[2].strip()
    assert told == "; ".join(words["options"][answer] for answer in sorted(answers)), "run experiments/teaching/key.py"
