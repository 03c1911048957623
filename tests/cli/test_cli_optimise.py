"""`migsim optimise` as it is typed."""

import json

import pytest
from migsim.analysis.optimising.bench import Bench
from migsim.analysis.optimising.search import Effort

LITTLE = Effort(generations=3, candidates=6, few=4, block=8, worlds=16, shortlist=3)


@pytest.fixture(autouse=True)
def little_effort(monkeypatch, machine_code):
    monkeypatch.setattr("migsim.analysis.optimising.search.Effort", lambda: LITTLE)


def test_the_strategy_is_one_that_compare_takes(typed, tmp_path):
    done = typed("optimise", "treyl-poultry", "--hours", 13.8, "--runs", 20, "--out", "found")
    assert done.returncode == 0
    assert "In fresh worlds" in done.stdout
    assert "Bias of the search" in done.stdout
    assert all(len(line) <= 100 for line in done.stdout.splitlines())
    assert [path.name for path in (tmp_path / "found").iterdir()] == ["optimised.toml"]
    assert typed("check", "found/optimised.toml").returncode == 0
    compared = typed("compare", "treyl-poultry", "no-project", "found/optimised.toml", "--runs", 5, "--json")
    assert set(json.loads(compared.stdout)["outcomes"]) == {"no-project", "optimised"}


def test_json_and_a_later_search_in_the_same_folder(typed):
    for runs in (2, 10):
        arguments = ("--hours", 6, "--runs", runs, "--robust", "--objective", "households_reached", "--json")
        done = typed("optimise", "treyl-poultry", *arguments)
        assert done.returncode == 0
        told = json.loads(done.stdout)
    assert told["hours"] == 6
    assert told["robust"] is True
    assert told["objective"] == "households_reached"
    assert told["check"]["verdict"] in ("ahead", "level", "behind")
    assert "migsim-results" in done.stderr


@pytest.mark.parametrize(("calls", "kept"), [(0, False), (4, True)])
def test_interrupted(typed, tmp_path, monkeypatch, calls, kept):
    played, told = Bench.play, []

    def play(self, *arguments):
        told.append(1)
        if len(told) > calls:
            raise KeyboardInterrupt
        return played(self, *arguments)

    monkeypatch.setattr(Bench, "play", play)
    done = typed("optimise", "treyl-poultry", "--hours", 13.8, "--out", "found")
    assert done.returncode == 130
    assert (tmp_path / "found" / "optimised.toml").exists() is kept
    assert done.stderr.startswith("migsim: stopped. ")
    assert ("The best so far" in done.stderr) is kept
    if kept:
        assert "stopped before it was checked" in (tmp_path / "found" / "optimised.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--hours", 0), "hours = 0: not possible"),
        (("--hours", -1), "hours = -1: not possible"),
        (("--hours", 201), "at most 200"),
        (("--hours", "many"), "Invalid value for '--hours'"),
        ((), "Missing option '--hours'"),
        (("--hours", 5, "--objective", "netbenefit"), "objective = 'netbenefit'"),
        (("--hours", 5, "--runs", 1), "one world gives no interval"),
        (("--hours", 5, "--prior", "none.csv"), "there is no such file"),
        (("--hours", 5, "--fixed", "--prior", "wide"), "take one of the two"),
    ],
)
def test_bad_input(typed, files, arguments, said):
    done = typed("optimise", "treyl-poultry", *arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert said in done.stderr
    assert not files()


def test_no_room_after_the_exit(typed, market):
    def shorten(document):
        document["scenario"]["horizon"] = 110
        for shock in document["shocks"]:
            if "week" in shock:
                shock["week"] = 50

    done = typed("optimise", market(shorten), "--hours", 5)
    assert done.returncode == 2
    assert "give a horizon of at least 119 weeks" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_somebody_elses_file_is_left_alone(typed, tmp_path):
    (tmp_path / "found").mkdir()
    (tmp_path / "found" / "optimised.toml").write_text("mine", encoding="utf-8")
    done = typed("optimise", "treyl-poultry", "--hours", 5, "--out", "found")
    assert done.returncode == 2
    assert "no earlier search made it" in done.stderr
    assert (tmp_path / "found" / "optimised.toml").read_text(encoding="utf-8") == "mine"
