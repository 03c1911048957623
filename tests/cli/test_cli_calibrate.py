"""`migsim calibrate`: a template, a fit with its folder, and bad input."""

import json

import pytest

REGISTER = "week,weeks,group,measure,value,n\n5,,credit,present,9,12\n20,,credit,present,7,12\n13,13,,deals,4,\n"


@pytest.fixture
def register(tmp_path):
    path = tmp_path / "register.csv"
    path.write_text(REGISTER, encoding="utf-8")
    return path


def test_template_then_data_then_a_prior(typed, machine_code, register, tmp_path):
    assert typed("calibrate", "treyl-poultry", "--template", "empty.csv").returncode == 0
    assert (tmp_path / "empty.csv").exists()
    done = typed("calibrate", "treyl-poultry", "--data", register, "--runs", 200, "--out", "calibrated")
    assert done.returncode == 0, done.stderr
    assert "as if the programme was 'Phased hand-over'" in done.stdout
    assert "There are no data on commitments kept and members' change of income" in " ".join(done.stdout.split())
    assert "migsim compare treyl-poultry --prior calibrated" in done.stderr
    files = {path.relative_to(tmp_path).as_posix() for path in (tmp_path / "calibrated").rglob("*") if path.is_file()}
    assert {f"calibrated/{name}" for name in ("posterior.csv", "report.html", "manifest.json")} <= files
    manifest = json.loads((tmp_path / "calibrated" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["strategy"] == "phased-handover"
    told = typed("calibrate", "treyl-poultry", "--data", register, "--runs", 200, "--out", "calibrated", "--json")
    assert json.loads(told.stdout)["rows"] == 3


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "there are no data; name a file with --data"),
        (["--data", "nowhere.csv"], "nowhere.csv: there is no such file"),
        (["--data", "nowhere.xlsx"], "nowhere.xlsx: there is no such file"),
        (["--data", "register.txt"], "give a file in .csv or .xlsx"),
        (["--data", "register.csv", "--strategy", "light-tuch"], "did you mean 'light-touch'?"),
        (["--data", "register.csv", "--prior", "nowhere.csv"], "nowhere.csv: there is no such file"),
        (["--data", "register.csv", "--runs", "10"], "runs = 10: too few"),
        (["--data", "register.csv", "--start", "soon"], "--start soon: is no date"),
        (["--data", "register.csv", "--template", "new.csv"], "take one of the two"),
        (["--template", "register.csv"], "is there already"),
        (["--template", "new.txt"], "ends in .csv or .xlsx"),
    ],
)
def test_bad_input_is_one_line_and_status_2(typed, register, arguments, said):
    done = typed("calibrate", "treyl-poultry", *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr


def test_every_mistake_is_told_at_once(typed, tmp_path):
    (tmp_path / "bad.csv").write_text(REGISTER + "9,,credit,attendance,75,\n10,,credit,presnt,5,6\n", encoding="utf-8")
    done = typed("calibrate", "treyl-poultry", "--data", "bad.csv", "--strategy", "nobody.toml", "--seed", "-1")
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 4
    assert "row 5, column value: 75 is no share; write 0.75" in done.stderr
