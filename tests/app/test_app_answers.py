"""How answers are worked out: watched in machine code or week by week, packed, and given up when the server ends."""

import time
from pathlib import Path

import numpy as np
import pytest
from migsim.app.export import export
from migsim.app.jobs import Jobs
from migsim.app.lessons import LESSONS, run
from migsim.app.server import make_app
from migsim.app.texts import texts
from migsim.engine.looks import watch
from migsim.engine.worlds import prepare_cell
from migsim.errors import InputError
from migsim.facilitation.library import load_strategy
from migsim.facilitation.strategy import FileStrategy
from migsim.scenario.library import load_scenario
from migsim.scenario.priors import load_prior
from migsim.state import as_numbers
from starlette.testclient import TestClient

KEY = Path(__file__).parents[2] / "docs" / "reference" / "lesson-key.md"

HOME = "http://127.0.0.1:8600"


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


def test_an_answer_is_the_same_packed_and_plain():
    client = TestClient(make_app(), base_url=HOME)
    asked = {"market": "teaching-market", "strategy": "intensive", "run": 2}
    small = client.get("/api/tale", params=asked, headers={"accept-encoding": "gzip"})
    plain = client.get("/api/tale", params=asked, headers={"accept-encoding": "identity"})
    assert small.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert int(small.headers["content-length"]) < int(plain.headers["content-length"]) / 2
    assert small.json() == plain.json()


def test_a_knob_turns_as_far_as_the_horizon_leaves_room():
    short = load_scenario("teaching-market")
    assert LESSONS["mig"].knobs(short) == [26, 52]
    assert LESSONS["mig"].knobs(load_scenario("treyl-poultry")) == [26, 52, 104]
    assert run(short, "mig")["knobs"] == [26, 52]
    with pytest.raises(InputError, match=r"knob = 104: can be 26, 52$"):
        run(short, "mig", 104)


def test_an_export_that_cannot_fit_says_so_before_it_works_everything_out(tmp_path):
    done = []
    with pytest.raises(InputError, match="more than 2,000,000 bytes; take a market with a smaller pool"):
        export(load_scenario("large-forum"), tmp_path / "app.html", progress=lambda *counts: done.append(counts))
    assert len(done) < 10
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
    runs = [run(load_scenario("treyl-poultry"), name, seed=seed) for seed in range(1, 9)]
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
