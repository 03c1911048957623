import json
import os
from pathlib import Path

import migsim.report.folder
import pandas as pd
import pytest
from made_up_futures import made_up_ensemble, made_up_scenario
from migsim.analysis import Comparison
from migsim.errors import InputError
from migsim.report.tables import write_csv

TABLES = {"options", "outcomes", "differences", "over_time", "who_gains", "figures_of_the_scenario", "parameters"}


@pytest.fixture(scope="module")
def small():
    return Comparison(made_up_scenario(), made_up_ensemble(["no-project", "intensive"], runs=20, weekly_runs=3))


def listing(folder):
    return {path.relative_to(folder).as_posix() for path in Path(folder).rglob("*") if path.is_file()}


def test_the_folder_holds_what_is_promised(small, tmp_path):
    out = tmp_path / "deep" / "results"
    assert small.report(str(out)) == out / "report.html"
    files = listing(out)
    assert {"report.html", "manifest.json", "runs.parquet", "weekly.parquet"} <= files
    assert {f"tables/{name}.csv" for name in TABLES} <= files
    assert "figures/over-time.svg" in files
    assert not [name for name in files if "writing" in name]
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert set(manifest["files"]) == files - {"manifest.json"}
    assert manifest["seed"] == 1
    assert manifest["command"].startswith("migsim compare")
    assert str(tmp_path) not in (out / "manifest.json").read_text(encoding="utf-8")


def test_parquet_holds_runs_with_parameters_and_weekly_series(small, tmp_path):
    small.report(tmp_path / "r")
    runs = pd.read_parquet(tmp_path / "r" / "runs.parquet")
    assert len(runs) == 40
    assert {"strategy", "run", "net_benefit", "breach"} <= set(runs)
    weekly = pd.read_parquet(tmp_path / "r" / "weekly.parquet")
    assert len(weekly) == len(small.weekly)


def test_the_same_results_write_the_same_files(small, tmp_path):
    first, second = small.report(tmp_path / "a").parent, small.report(tmp_path / "b").parent
    for name in listing(first):
        assert (first / name).read_bytes() == (second / name).read_bytes(), name


def test_an_earlier_result_is_replaced_and_other_files_are_kept(small, tmp_path):
    out = tmp_path / "r"
    small.report(out)
    (out / "my notes.txt").write_text("keep me", encoding="utf-8")
    single = Comparison(made_up_scenario(), made_up_ensemble(["no-project"], runs=20, weekly_runs=3))
    single.report(out)
    assert (out / "my notes.txt").read_text(encoding="utf-8") == "keep me"
    assert "figures/leads.svg" not in listing(out)  # the new result has none
    assert "Only one strategy" in (out / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "manifest", [None, "not json", "[]", '{"kind": "something else"}', '{"kind": "migsim comparison"}']
)
def test_a_folder_of_anything_else_is_refused_and_left_alone(small, tmp_path, manifest):
    (tmp_path / "report.html").write_text("mine", encoding="utf-8")
    if manifest is not None:
        (tmp_path / "manifest.json").write_text(manifest, encoding="utf-8")
    before = {name: (tmp_path / name).read_bytes() for name in listing(tmp_path)}
    with pytest.raises(InputError, match="no earlier migsim comparison"):
        small.report(tmp_path)
    assert {name: (tmp_path / name).read_bytes() for name in listing(tmp_path)} == before


def test_an_empty_folder_is_fine(small, tmp_path):
    assert small.report(tmp_path).exists()


def test_a_file_in_the_place_of_the_folder_is_refused(small, tmp_path):
    place = tmp_path / "taken"
    place.write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="is a file"):
        small.report(place)
    with pytest.raises(InputError, match="cannot be written"):
        small.report(place / "below")
    assert place.read_text(encoding="utf-8") == "mine"


def test_a_folder_that_cannot_be_made_is_one_clear_message(small, tmp_path, monkeypatch):
    def refuse(*args, **kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(InputError, match="permission denied"):
        small.report(tmp_path / "r")


def test_nothing_is_half_written_when_writing_fails(small, tmp_path, monkeypatch):
    out = tmp_path / "r"
    small.report(out)
    before = {name: (out / name).read_bytes() for name in listing(out)}

    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(migsim.report.folder, "page", full)
    other = Comparison(made_up_scenario(), made_up_ensemble(["no-project", "inclusive"], runs=20, weekly_runs=3))
    with pytest.raises(InputError, match="no space left"):
        other.report(out)
    assert {name: (out / name).read_bytes() for name in listing(out)} == before
    assert sorted(os.listdir(out)) == [
        "figures",
        "manifest.json",
        "report.html",
        "runs.parquet",
        "tables",
        "tables.xlsx",
        "weekly.parquet",
    ]


def test_a_manifest_cannot_make_it_delete_files_elsewhere(small, tmp_path):
    outside = tmp_path / "precious.txt"
    outside.write_text("keep me", encoding="utf-8")
    out = tmp_path / "r"
    small.report(out)
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    manifest["files"]["../precious.txt"] = ""
    (out / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(InputError, match="holds files that are no earlier migsim comparison"):
        small.report(out)
    assert outside.exists()


def test_csv_with_decimal_comma(tmp_path):
    table = pd.DataFrame({"name": ["a; b"], "x": [1.5]})
    write_csv(table, tmp_path / "t.csv", decimal_comma=True)
    # With the mark by which a spreadsheet program knows the encoding, once.
    assert (tmp_path / "t.csv").read_bytes() == b'\xef\xbb\xbfname;x\n"a; b";1,5\n'
    write_csv(table, tmp_path / "t.csv", decimal_comma=True, append=True)
    assert (tmp_path / "t.csv").read_bytes() == b'\xef\xbb\xbfname;x\n"a; b";1,5\n"a; b";1,5\n'
    write_csv(table, tmp_path / "t.csv", decimal_comma=False)
    assert (tmp_path / "t.csv").read_text(encoding="utf-8") == "name,x\na; b,1.5\n"


def test_tables_are_written_with_decimal_commas_throughout(small, tmp_path):
    small.report(tmp_path, decimal_comma=True)
    table = pd.read_csv(tmp_path / "tables" / "options.csv", sep=";", decimal=",")
    assert table["net_benefit"].to_numpy() == pytest.approx(small.table()["net_benefit"].to_numpy())


@pytest.mark.parametrize("decimal_comma", [False, True])
def test_no_text_of_a_csv_file_is_a_formula(tmp_path, decimal_comma):
    table = pd.DataFrame({"=a": ["=1+1", "-x", None], "gain": [-1.5, 2.0, 0.25]})
    before = table.copy()
    write_csv(table, tmp_path / "t.csv", decimal_comma)
    lines = (tmp_path / "t.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [line.replace(";", "|").replace(",", "|") for line in lines][:2] == [
        "'=a|gain",
        "'=1+1|-1|5" if decimal_comma else "'=1+1|-1.5",
    ]
    pd.testing.assert_frame_equal(table, before)
