"""One actor beside its twin, in the terminal, in the folder and in the report; and rules as a timeline tells them."""

import csv

import pytest
from migsim.analysis import compare
from migsim.engine import simulate
from migsim.report.beside import lines, sides, twin_text
from migsim.report.html import page
from migsim.report.one_actor import one_actor
from migsim.report.timeline import tell

from playing import PLANS, SMALL
from ruled import EVERY_KIND


@pytest.fixture(scope="module")
def twin():
    return simulate(SMALL, PLANS["coached"], seed=1, run=1).twin()


def test_the_figures_are_those_of_the_frame(twin):
    actor = twin.typical()
    frame, said = twin.actor(actor).set_index("measure"), {line.label: line for line in lines(twin, actor)}
    gain, hours = said["gain, in today's money"], said["own hours given"]
    assert sides(twin) == ("with", "without")
    assert f"{frame.loc['hours_given', 'history']:.2g}" in hours.told
    assert hours.twin == "0"
    assert (frame.loc["gain", "difference"] < 0) == gain.difference.startswith("−")
    assert "· from direct delivery" not in said  # nothing there on either side


def test_the_text_fits_and_is_aligned(twin):
    text = twin_text(twin, twin.typical(), 60)
    assert text.startswith("With and without the project\n")
    assert all(len(line) <= 60 and line == line.rstrip() for line in text.splitlines())
    table = [line for line in text.splitlines() if "  with " in line or "gain, in" in line]
    assert len({len(line) for line in table}) == 1


def test_two_strategies_are_named_by_their_titles():
    twin = simulate(SMALL, PLANS["coached"], seed=1).twin(PLANS["doing"])
    assert twin_text(twin, twin.typical()).startswith("Coached, and Doing\n")


@pytest.fixture(scope="module")
def compared():
    return compare(SMALL, ["no-project", PLANS["coached"], PLANS["ready"]], runs=9, seed=3)


def test_the_report_shows_a_future_that_is_in_the_comparison(compared):
    shown = one_actor(compared)
    best = compared.futures.of("net_benefit", "coached"), compared.futures.of("net_benefit", "ready")
    name = "coached" if best[0].mean() > best[1].mean() else "ready"
    assert shown.strategy == compared.titles[name]
    rows = compared.runs.set_index(["strategy", "run"])["net_benefit"]
    added = compared.futures.of("net_benefit", name).tolist()
    assert sorted(added).index(added[shown.run]) == 4  # the middle one of nine
    again = simulate(SMALL, PLANS[name], seed=3, run=shown.run)
    assert again.scorecard["net_benefit"] == rows[name, shown.run]
    actor = again.twin().typical()
    assert shown.actor.startswith(actor)
    assert f"--run {shown.run} --actor" in shown.command
    assert lines(again.twin(), actor) == shown.lines


def test_the_page_holds_it_once(compared):
    text = page(compared, {})
    assert text.count("One person, with and without") == 1
    assert text.count('id="one-actor-') > 0


def test_without_groups_there_is_nobody_to_show():
    assert one_actor(compare(SMALL, ["no-project", "direct-delivery"], runs=2)) is None


def test_parameters_of_the_comparison_are_those_of_the_future_shown():
    held = compare(SMALL, ["no-project", PLANS["coached"]], runs=5, changes={"breach": 0.3, "deals_on": 0})
    shown = one_actor(held)
    assert shown.command == ""  # the command line cannot hold parameters
    assert not any(line.label == "· from deals and partners" for line in shown.lines)


def test_a_rule_that_fires_is_told_in_words():
    histories = (simulate(SMALL, EVERY_KIND["moves"], run=run) for run in range(6))
    history = next(h for h in histories if (h.events["event"] == "rule").any())
    fired = history.events.query("event == 'rule'")
    told = [piece for piece in tell(history) if "answers" in piece.text]
    assert [piece.week for piece in told] == list(fired["week"])
    assert told[0].text == (
        "The facilitator answers to what it sees (rule 1): attendance at the last meeting is under 60% at 2 meetings "
        "running in a group, so 3 hours a week move to communication from all other practices, for 13 weeks."
    )


def test_the_folder_has_every_actor_beside_its_twin(twin, tmp_path):
    from migsim.report.history_folder import write_history

    folder = write_history(twin.told, tmp_path / "future", twin=twin)
    with (folder / "twin.csv").open(encoding="utf-8", newline="") as stream:
        assert len(list(csv.DictReader(stream))) == len(twin.told.actors)
    assert twin.typical() in (folder / "timeline.txt").read_text(encoding="utf-8").split("With and without")[1]
