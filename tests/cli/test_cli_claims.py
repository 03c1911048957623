"""`migsim claims` from end to end, with few futures."""

import json

import pytest

FEW = ("claims", "--only", "C16", "--runs", 4)


@pytest.fixture(autouse=True)
def few_mechanisms(monkeypatch):
    from migsim.scenario.parameters import SWITCHES

    monkeypatch.setattr("migsim.analysis.claims.mechanism.SWITCHES", SWITCHES[:2])


def test_prints_a_table_and_what_is_behind_it(typed, tmp_path):
    done = typed(*FEW)
    assert done.returncode == 0
    assert "C16" in done.stdout
    assert "Carried by:" in done.stdout
    assert "Verdicts: 1 " in done.stdout
    assert max(len(line) for line in done.stdout.splitlines()) <= 100
    assert not list(tmp_path.iterdir())


def test_json_is_one_document_and_nothing_else(typed):
    done = typed(*FEW, "--json", "--seed", 3)
    document = json.loads(done.stdout, parse_constant=pytest.fail)
    assert [claim["id"] for claim in document["claims"]] == ["C16"]
    assert (document["runs"], document["seed"], document["scenario"]) == (4, 3, "treyl-poultry")


def test_same_seed_same_bytes_whatever_the_threads(typed):
    first, second = (typed(*FEW, "--json", "--threads", threads).stdout for threads in (1, 2))
    assert first == second


def test_writes_a_page_that_needs_no_network(typed, tmp_path):
    done = typed(*FEW, "--out", "found")
    assert done.returncode == 0
    folder = tmp_path / "found"
    assert {"report.html", "claims.json", "manifest.json"} <= {path.name for path in folder.iterdir()}
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert page.count("<figure>") == 1
    assert "<script" not in page
    assert "http" not in page.replace("http://www.w3.org", "")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert "--only C16" in manifest["command"]
    again = typed(*FEW, "--out", "found")
    assert again.returncode == 0


def test_plain_terminal(typed_in_ascii):
    done = typed_in_ascii(*FEW)
    assert done.returncode == 0
    assert done.stdout.isascii()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--only", "C99"), "--only C99: there is no such claim"),
        (("--runs", 0), "runs = 0"),
        (("--prior", "nowhere.csv"), "no such file"),
        (("nowhere",), "nowhere"),
    ],
)
def test_bad_input_is_one_line(typed, arguments, said):
    done = typed("claims", *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not done.stdout


def test_all_mistakes_at_once(typed, tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("x")
    done = typed("claims", "--only", "C99", "--runs", 0, "--out", "full")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 3


def test_interrupted(typed, monkeypatch, tmp_path):
    def stop(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("migsim.analysis.claims.run_claims", stop)
    done = typed(*FEW, "--out", "found")
    assert done.returncode == 130
    assert not (tmp_path / "found").exists()
