"""`migsim run` from end to end."""

import csv
import json

import pytest

PHASED = ("run", "treyl-poultry", "--strategy", "phased-handover")


def test_tells_a_timeline(migsim):
    done = migsim(*PHASED, "--seed", 3)
    assert done.returncode == 0
    assert done.stderr == ""
    assert "seed 3, run 0" in done.stdout
    for words in ("A workshop of 2 days", "By role: smallholder", "The count:", "In the chair:", "In the end"):
        assert words in " ".join(done.stdout.split())


def test_json_shape(typed):
    document = json.loads(typed(*PHASED, "--json", "--run", 2).stdout, parse_constant=pytest.fail)
    assert list(document) == [
        "scenario",
        "strategy",
        "seed",
        "run",
        "scorecard",
        "timeline",
        "weekly",
        "events",
        "twin",
    ]
    assert (document["strategy"], document["seed"], document["run"]) == ("phased-handover", 1, 2)
    assert [row["week"] for row in document["weekly"]] == list(range(261))
    assert document["weekly"][0]["attendance"] is None
    assert {"week", "event", "mig", "actor", "other", "value"} == set(document["events"][0])
    weeks = [piece["week"] for piece in document["timeline"]]
    assert weeks == sorted(weeks)
    assert all(set(piece) == {"week", "text"} for piece in document["timeline"])


def test_what_has_no_meaning_is_null(typed):
    scorecard = json.loads(typed("run", "treyl-poultry", "--strategy", "no-project", "--json").stdout)["scorecard"]
    assert scorecard["attendance"] is None
    assert scorecard["migs_alive"] is None
    assert scorecard["cost"] == 0


def test_an_actor_with_and_without(typed):
    actor = "Seme widows' egg circle"
    done = typed(*PHASED, "--actor", actor)
    assert f"{actor} (smallholder" in done.stdout.split("With and without the project")[1]
    twin = json.loads(typed(*PHASED, "--actor", actor, "--json").stdout)["twin"]
    assert (twin["actor"], twin["strategy"]) == (actor, "no-project")
    assert {"measure", "unit", "history", "twin", "difference"} == set(twin["measures"][0])


def test_an_actor_that_is_not_there(typed):
    done = typed(*PHASED, "--actor", "Seme widows")
    assert done.returncode == 2
    assert done.stderr.startswith("migsim: actor 'Seme widows' is not in this market; ")
    done = typed("run", "treyl-poultry", "--strategy", "no-project", "--actor", "Seme widows' egg circle")
    assert done.returncode == 2
    assert "name a strategy with one" in done.stderr


def test_no_project_has_no_twin(typed):
    told = typed("run", "treyl-poultry", "--strategy", "no-project")
    assert "With and without" not in told.stdout
    assert json.loads(typed("run", "treyl-poultry", "--strategy", "no-project", "--json").stdout)["twin"] is None


def test_the_folder(typed, tmp_path):
    assert typed(*PHASED, "--out", "future").returncode == 0
    done = typed(*PHASED, "--out", "future", "--seed", 2)
    assert done.returncode == 0
    folder = tmp_path / "future"
    names = {path.name for path in folder.iterdir()}
    tables = {"weekly.csv", "actors.csv", "migs.csv", "constraints.csv", "events.csv", "twin.csv"}
    assert names == tables | {"scorecard.json", "timeline.txt", "manifest.json"}
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["seed"] == 2
    assert set(manifest["files"]) == names - {"manifest.json"}
    with (folder / "weekly.csv").open(encoding="utf-8", newline="") as stream:
        assert len(list(csv.DictReader(stream))) == 261
    assert (folder / "timeline.txt").read_text(encoding="utf-8").splitlines()[2:] != []


def test_decimal_commas(typed, tmp_path):
    assert typed(*PHASED, "--out", "future", "--decimal-comma").returncode == 0
    lines = (tmp_path / "future" / "weekly.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("week;facilitator_hours")
    assert "," in lines[1]


def test_a_manifest_that_points_outside_deletes_nothing(typed, tmp_path):
    (tmp_path / "precious.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "future").mkdir()
    manifest = {"kind": "migsim history", "files": ["../precious.txt"]}
    (tmp_path / "future" / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    done = typed(*PHASED, "--out", "future")
    assert done.returncode == 2
    assert "future: holds files that are no earlier migsim history; nothing was written" in done.stderr
    assert [path.name for path in (tmp_path / "future").iterdir()] == ["manifest.json"]
    assert (tmp_path / "precious.txt").read_text(encoding="utf-8") == "mine"
