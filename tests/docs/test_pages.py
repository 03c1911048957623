"""The pages say what the code says."""

import importlib
import os
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import migsim.stages
import pytest
from constants import constant_comments, module_constants
from migsim import chance
from migsim.engine import ensemble, simulate
from migsim.scenario.parameters import PARAMETERS, SWITCHES
from migsim.stages import events
from migsim.vocabulary import PRACTICES, SCORECARD, WEEKLY
from snippets import ROOT, pages

pytest.importorskip("sphinx", reason="the documentation is built with migsim[docs]")
from from_code import claim_number, column_meanings

ODD = (ROOT / "docs" / "explanation" / "odd.md").read_text(encoding="utf-8")
SOURCES = (ROOT / "docs" / "reference" / "sources.md").read_text(encoding="utf-8")
OF_A_MACHINE = {"home", "root", "tmp", "Users", "opt"}


def words(text: str) -> set[str]:
    """Names in a text."""
    return set(re.findall(r"\w+", text))


@pytest.mark.parametrize("name", [p.name for p in PARAMETERS] + [s.name for s in SWITCHES])
def test_the_model_page_names_every_parameter_and_switch(name):
    assert name in words(ODD)


def test_the_model_page_lists_every_event_with_its_number():
    listed = {name: int(number) for number, name in re.findall(r"^\| (\d+) \| ([A-Z_]+) \|", ODD, re.MULTILINE)}
    assert listed == {name: vars(chance)[name] for name in module_constants(chance) if not name.startswith("_")}


def test_the_model_page_explains_every_named_constant_of_the_stages():
    in_words = {"_LN2", "_HALF", "_EVERY_PRACTICE", "_NOT_YET", "_HOUSEHOLD_QUEUE", "_NOTHING_SEEN", "_AHEAD"}
    labels = {
        "_TRADES",
        "_DUE",
        "_RISK",
        "YEAR",
        "_STAYS",
        "_GOES",
        "_COMES",
        "_LEAVING",
        "_LOST",
        "_DEPENDS",
        "_STARTS",
        "_PAYS",
    }
    missing = set()
    for found in pkgutil.iter_modules(migsim.stages.__path__, "migsim.stages."):
        if found.name.endswith((".events", ".scorecard")):
            continue
        missing |= set(module_constants(importlib.import_module(found.name))) - words(ODD) - in_words - labels
    assert not missing, f"constants that the model page does not name: {sorted(missing)}"


def test_the_model_page_names_no_parameter_that_is_gone():
    """Names with an underscore in the formulas are parameters, fields or levers that the code knows."""
    code = words("\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "migsim").rglob("*.py")))
    own = {"role_gain", "kept_voice", "relapse_k", "goes_on", "voice_peak", "power_mean", "members_ran"}
    blocks = "\n".join(re.findall(r"^```text\n(.*?)^```", ODD, re.MULTILINE | re.DOTALL))
    unknown = {name for name in words(blocks) if "_" in name and not name.startswith("_")} - code - own
    assert not unknown


@pytest.mark.parametrize("practice", PRACTICES)
def test_the_model_page_tells_what_every_practice_acts_on(practice):
    assert re.search(rf"^\| {practice} \|", ODD, re.MULTILINE)


@pytest.mark.slow
def test_columns_of_the_frames_are_those_of_the_code():
    history = simulate("treyl-poultry", "light-touch", seed=1)
    assert list(history.weekly) == ["week", *WEEKLY]
    for frame in ("actors", "migs", "constraints", "events"):
        assert list(getattr(history, frame)) == list(column_meanings()[frame])
    futures = ensemble("treyl-poultry", ["no-project"], runs=1)
    assert list(futures.runs) == [*column_meanings()["run-keys"], *SCORECARD]
    assert list(futures.groups) == list(column_meanings()["groups"])


def test_every_event_of_the_log_is_explained():
    assert len(constant_comments(events)) == len(events.NAMES)


CITED = re.compile(r"([A-ZÀ-Þ][\w-]+)(?:,? (?:&|and|et al\.,?|[A-ZÀ-Þ][\w-]+,?))* \(?((?:19|20)\d\d)\b")


def test_whoever_is_cited_in_the_code_stands_among_the_sources():
    cited = set()
    for pattern in ("stages/*.py", "*.py", "scenario/parameters.py", "facilitation/library/*.toml", "report/*.py"):
        for path in (ROOT / "migsim").glob(pattern):
            cited |= set(CITED.findall(path.read_text(encoding="utf-8")))
    assert len(cited) > 15
    missing = [f"{who} {year}" for who, year in cited if not re.search(rf"{who}[^|]*{year}", SOURCES)]
    assert not missing


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_no_page_names_a_machine(page):
    text = page.read_text(encoding="utf-8")
    paths = set(re.findall(r"(?<![\w./])/(\w+)/\w", text))
    assert not paths & OF_A_MACHINE


@pytest.fixture
def site(tmp_path):
    """The documentation as pages: those that `.ci/run` has just built, or built here; either way without a warning."""
    if "BUILT_SITE" in os.environ:
        return Path(os.environ["BUILT_SITE"])
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-W", "-q", "-b", "html", str(ROOT / "docs"), str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    return tmp_path


@pytest.mark.slow
def test_the_documentation_builds_without_a_warning(site):
    built = (site / "explanation" / "odd.html").read_text(encoding="utf-8")
    assert "_HOUSEHOLD_QUEUE" in built, "the table of constants holds them all, those that prose does not name too"


def test_numbers_of_the_claims_are_those_of_the_last_run():
    asked = {text for page in pages() for text in re.findall(r"\{claim\}`([^`]+)`", page.read_text(encoding="utf-8"))}
    assert len(asked) >= 5
    assert all(re.search(r"\d", claim_number(text)) for text in asked)


def test_the_claims_that_were_run_are_those_that_there_are():
    import json

    from from_code import CLAIMS_AS_RUN
    from migsim.analysis.claims import CLAIMS

    run = {one["id"]: one for one in json.loads(CLAIMS_AS_RUN.read_text(encoding="utf-8"))["claims"]}
    assert list(run) == list(CLAIMS)
    for name, claim in CLAIMS.items():
        assert (run[name]["claim"], run[name]["contrast"], run[name]["outcome"]) == (
            claim.text,
            claim.contrast,
            claim.outcome,
        )
        assert [detail["title"] for detail in run[name]["details"]] == [one.title for one in claim.beside]
