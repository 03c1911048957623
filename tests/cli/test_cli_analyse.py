"""`migsim sensitivity` and `migsim discover` on a small sweep, end to end."""

import json
import sys

import migsim
import numpy as np
import pytest
from migsim.analysis.sensitivity import sensitivity
from migsim.analysis.sensitivity.cases import cases
from migsim.cli import main
from migsim.errors import InputError

FACTORS = {"strategy.travel_support": {"low": 0, "high": 1}, "strategy.start.ballot": ["open", "secret"]}


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    def run(kind, **size):
        out = tmp_path_factory.mktemp(kind)
        table = {
            "name": kind,
            "strategies": ["light-touch", "intensive"],
            "runs": 3,
            "weeks": 170,
            "design": {"kind": kind, **size},
            "factors": FACTORS,
        }
        return migsim.sweep(table, out / "sweep", workers=1).folder

    return {
        "sobol": run("sobol", rows=16),
        "morris": run("morris", rows=12),
        "latin-hypercube": run("latin-hypercube", points=60),
    }


@pytest.mark.parametrize("kind", ["sobol", "morris", "latin-hypercube"])
def test_every_design_gives_text_tables_and_figures(swept, kind, tmp_path, capsys):
    assert main(["sensitivity", str(swept[kind]), "--outcome", "attendance", "--out", str(tmp_path / "out")]) == 0
    said = capsys.readouterr().out
    assert "Attendance, intensive less light-touch, in treyl-poultry" in said
    assert "luck" in said
    files = {path.name for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert {"indices.csv", "curves.csv", "sensitivity.txt", "manifest.json"} <= files
    assert {name.rsplit(".")[-1] for name in files if "indices" in name} == {"csv", "svg", "png"}


def test_json_is_one_document_with_the_difference_alone(swept, capsys):
    asked = ["--strategy", "intensive", "--against", "light-touch", "--outcome", "attendance", "--json"]
    assert main(["sensitivity", str(swept["sobol"]), *asked]) == 0
    found = json.loads(capsys.readouterr().out)
    (one,) = found["findings"]
    assert (one["strategy"], one["against"]) == ("intensive", "light-touch")
    assert [row["factor"] for row in one["indices"]] == [*FACTORS, "luck"]
    assert one["futures"] == 3


def test_support_of_travel_moves_attendance_and_the_ballot_does_not(swept):
    (one,) = sensitivity(swept["morris"], ["attendance"], strategy="intensive").findings[:1]
    support, ballot, luck = one.table["mu_star"]
    assert support > ballot
    assert luck > 0


def test_emulator_says_its_error(swept, capsys):
    pytest.importorskip("sklearn")
    asked = ["--strategy", "intensive", "--outcome", "attendance", "--emulate"]
    assert main(["sensitivity", str(swept["latin-hypercube"]), *asked]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "on points it has not seen it misses" in said


def test_emulator_without_scikit_learn(swept, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "sklearn", None)
    assert main(["sensitivity", str(swept["sobol"]), "--emulate"]) == 2
    assert "pip install 'migsim[research]'" in capsys.readouterr().err


def test_discovery_in_words_and_as_files(swept, tmp_path, capsys):
    folder = str(swept["latin-hypercube"])
    asked = ["--strategy", "intensive", "--outcome", "attendance"]
    assert main(["discover", folder, *asked, "--worse-than", "0.01"]) == 2
    assert "choose a bar between them with --worse-than" in capsys.readouterr().err
    table = sensitivity(folder, ["attendance"], strategy="intensive").curves()
    bar = table.loc[table["against"] == "", "mean"].mean()
    assert main(["discover", folder, *asked, "--worse-than", f"{bar}", "--out", str(tmp_path / "out")]) == 0
    said = capsys.readouterr().out
    assert "strategy.travel_support" in said
    assert "density" in said
    assert (tmp_path / "out" / "figures" / "treyl-poultry-box.png").is_file()
    assert "lift" in said
    boxes = (tmp_path / "out" / "tables" / "boxes.csv").read_text(encoding="utf-8")
    assert {"quasi_p", "other_half_base", "lift", "found_again"} <= set(boxes.splitlines()[0].split(","))
    steps = (tmp_path / "out" / "tables" / "trade-off.csv").read_text(encoding="utf-8").splitlines()
    assert steps[1].startswith("0,1.0,")  # all points


def test_failure_as_a_chance_and_as_a_regret(swept, capsys):
    folder = str(swept["latin-hypercube"])
    asked = ["--strategy", "intensive", "--outcome", "attendance"]
    assert main(["discover", folder, *asked, "--against", "best", "--worse-than", "-9", "--often", "0.5"]) == 2
    assert "--often" in capsys.readouterr().err
    regret = discover_cases(folder, against="best")
    plain = discover_cases(folder, against="light-touch")
    assert (regret == plain).all()  # of two strategies, the best other is the other
    assert main(["discover", folder, *asked, "--often", "1.5"]) == 2
    assert "a share from 0 to below 1" in capsys.readouterr().err


def discover_cases(folder, against):
    (one,) = cases(migsim.read_results(folder), ["attendance"], "intensive", against)
    return one.y[np.isfinite(one.y)]


def test_mistakes_are_one_line_each(swept, tmp_path, capsys):
    folder = str(swept["sobol"])
    assert main(["sensitivity", str(tmp_path)]) == 2
    assert "holds no results of a sweep" in capsys.readouterr().err
    assert main(["sensitivity", folder, "--outcome", "trusst", "--strategy", "intens"]) == 2
    wrong = capsys.readouterr().err.splitlines()
    assert len(wrong) == 2
    assert "trust" in wrong[0]
    assert "intensive" in wrong[1]
    assert main(["discover", folder, "--strategy", "intensive", "--against", "intensive"]) == 2
    assert "against itself" in capsys.readouterr().err


def test_a_sweep_in_which_nothing_varies(tmp_path):
    held = migsim.sweep({"name": "one", "strategies": ["light-touch"], "weeks": 170}, tmp_path / "one", workers=1)
    with pytest.raises(InputError, match="nothing varies"):
        sensitivity(held)
