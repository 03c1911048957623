"""`migsim compare` from end to end, with few futures."""

import json

import pytest

FEW = ("treyl-poultry", "no-project", "light-touch", "--runs", 6)


def test_prints_the_answer_and_writes_the_report(migsim, tmp_path):
    done = migsim("compare", *FEW)
    assert done.returncode == 0
    assert "6 simulated futures for each strategy, seed 1" in " ".join(done.stdout.split())  # however lines break
    assert "Light touch" in done.stdout
    folder = tmp_path / "migsim-results" / "treyl-poultry"
    assert str(folder.relative_to(tmp_path)) in done.stderr
    assert {"report.html", "manifest.json", "runs.parquet", "weekly.parquet", "tables"} <= {
        path.name for path in folder.iterdir()
    }


def test_json_is_one_document_and_nothing_else(typed):
    done = typed("compare", *FEW, "--json", "--out", "results", "--seed", 7)
    assert done.returncode == 0
    document = json.loads(done.stdout, parse_constant=pytest.fail)
    assert set(document) == {
        "scenario", "seed", "runs", "objective", "matters", "outcomes", "differences", "probability_best", "runner_up",
        "recommendation", "weights", "regret", "tornado", "switching_values", "value_of_information", "runs_needed",
        "pareto", "robustness", "monitoring",
    }  # fmt: skip
    assert (document["scenario"], document["seed"], document["runs"]) == ("treyl-poultry", 7, 6)
    assert set(document["outcomes"]["light-touch"]["net_benefit"]) == {"mean", "low", "high", "mean_low", "mean_high"}
    assert document["outcomes"]["no-project"]["migs_alive"]["mean"] is None
    assert set(document["recommendation"]) == {"strategy", "text", "futures_won", "of"}


def test_same_seed_same_bytes_whatever_the_threads(migsim, typed):
    first = migsim("compare", *FEW, "--json", "--threads", 1, "--out", "with-1", PYTHONHASHSEED="1")
    second = typed("compare", *FEW, "--json", "--threads", 2, "--out", "with-2")  # under this process's hash seed
    assert first.stdout == second.stdout
    assert typed("compare", *FEW, "--json", "--seed", 2).stdout != first.stdout


def test_an_earlier_result_is_replaced_and_decimal_commas_are_written(typed, tmp_path):
    assert typed("compare", *FEW, "--out", "results").returncode == 0
    assert typed("compare", *FEW, "--out", "results", "--decimal-comma").returncode == 0
    text = (tmp_path / "results" / "tables" / "outcomes.csv").read_text(encoding="utf-8")
    assert text.splitlines()[0].count(";") > 3


def test_plain_terminal(typed_in_ascii):
    done = typed_in_ascii("compare", *FEW[:-1], 2)
    assert done.returncode == 0
    assert done.stdout.isascii()
    assert "GBP" in done.stdout


def test_strategy_files_and_a_scenario_of_ones_own(typed, market, tmp_path):
    from migsim.facilitation.library import LIBRARY

    text = (LIBRARY / "light-touch.toml").read_text(encoding="utf-8").replace('"light-touch"', '"mine"')
    (tmp_path / "mine.toml").write_text(text, encoding="utf-8")
    path = market(lambda document: document["scenario"].update(name="mine"), name="my market, 2.toml")
    done = typed("compare", path.name, "no-project", "mine.toml", "--runs", 2, "--fixed", "--json")
    assert done.returncode == 0
    assert set(json.loads(done.stdout)["outcomes"]) == {"no-project", "mine"}
    assert (tmp_path / "migsim-results" / "my-market-2" / "report.html").is_file()  # named after the file


@pytest.mark.parametrize("command", [["compare", *FEW, "--json"], ["run", "treyl-poultry", "--strategy", "no-project"]])
def test_compilation_is_announced(typed, monkeypatch, command):
    monkeypatch.setattr("migsim.engine.is_compiled", lambda: False)
    done = typed(*command)
    assert done.returncode == 0
    assert done.stderr.startswith("Making machine code for this computer")
    assert "Making" not in done.stdout


def test_several_objectives_with_weights(typed, tmp_path):
    done = typed("compare", *FEW, "--weights", "net_benefit=3,trust=1", "--out", "results")
    assert done.returncode == 0
    assert "Judged by a weighted score: net benefit 75%" in done.stdout.replace("\n", " ")
    manifest = json.loads((tmp_path / "results" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["weights"] == {"net_benefit": 3, "trust": 1}
    assert manifest["command"].endswith("--weights net_benefit=3,trust=1")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--weights", "net_benefit=3,trst=1"), "trust"),
        (("--weights", "net_benefit"), "COLUMN=NUMBER"),
        (("--weights", "trust=1", "--objective", "deals"), "one or the other"),
        (("--objective", "weighted_score"), "needs weights"),
    ],
)
def test_weights_that_make_no_sense_are_refused_in_one_line(typed, options, said):
    done = typed("compare", *FEW, *options)
    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr
