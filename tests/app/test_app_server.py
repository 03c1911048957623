"""The server: what it answers, what it refuses, and that one visitor sees nothing of another."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from migsim.app import lessons
from migsim.app.guard import LARGEST_BODY
from migsim.app.model import BUILDS, binary_of
from migsim.app.server import make_app
from migsim.app.texts import keys, languages, names, texts
from migsim.facilitation.library import load_strategy, strategy_names
from migsim.report.market_map import OWN_WORDS
from migsim.scenario.library import load_scenario, scenario_names, scenario_path
from starlette.testclient import TestClient

HOME = "http://127.0.0.1:8600"


@pytest.fixture(scope="module")
def client():
    return TestClient(make_app(), base_url=HOME, raise_server_exceptions=False)


def mistakes(answer):
    return "\n".join(answer.json()["mistakes"])


def test_the_model_is_handed_out_as_it_ships(client):
    for build in BUILDS:
        answer = client.get(f"/model/{build}")
        assert answer.headers["content-type"] == "application/wasm"
        assert answer.content == binary_of(build)
    assert client.get("/model/heap.py").status_code == 404


def test_pages_may_compile_the_model_and_nothing_else_is_new(client):
    policy = client.get("/").headers["content-security-policy"]
    assert "script-src 'self' 'wasm-unsafe-eval';" in policy
    assert "unsafe-eval" not in policy.replace("'wasm-unsafe-eval'", "")
    assert "unsafe-inline" not in policy


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:8600", "evil.example:8600", ""])
def test_another_name_is_refused(client, host):
    answer = client.get("/api/start", headers={"host": host})
    assert answer.status_code == 421


def test_a_request_from_another_site_is_refused(client):
    answer = client.post("/api/upload?name=a.toml", content=b"", headers={"origin": "http://evil.example"})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "path",
    ["../server.py", "..%2fserver.py", "%2e%2e/server.py", "views/../../server.py", "/etc/passwd", ".hidden.js",
     "views//story.js", "..\\server.py", "vendor", "main.js/", "texts/en.toml", "nothing.js"],
)  # fmt: skip
def test_nothing_outside_the_folder_is_served(client, path):
    assert client.get(f"/static/{path}").status_code == 404


def test_every_answer_says_what_may_be_loaded(client):
    for path in ("/", "/static/main.js", "/api/start", "/nothing", "/api/model"):
        headers = client.get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"], path
        assert headers["x-content-type-options"] == "nosniff"


def test_too_much_is_refused_whether_or_not_its_length_is_said(client):
    assert client.post("/api/upload?name=a.toml", content=b"x" * (LARGEST_BODY + 1)).status_code == 413

    def parts():
        for _ in range(LARGEST_BODY // 100_000 + 2):
            yield b"x" * 100_000

    assert client.post("/api/upload?name=a.toml", content=parts()).status_code == 413


@pytest.mark.parametrize(
    ("path", "query", "said"),
    [
        ("/api/setup", {"market": "treyl-poultri", "strategy": "intensive"}, "not known here"),
        ("/api/setup", {"market": "treyl-poultry", "strategy": "/etc/passwd"}, "choose one of the list"),
        ("/api/setup", {"market": "../secret", "strategy": "intensive"}, "not known here"),
        ("/api/model", {"market": "treyl-poultry", "seed": -1}, "seed:"),
        ("/api/model", {"market": "treyl-poultry", "colour": "red"}, "colour:"),
        ("/api/plan", {"market": "treyl-poultry", "name": "none"}, "there is none of this name"),
        ("/api/compare/unknown", {}, "not here"),
    ],
)
def test_a_wrong_question_gets_one_clear_answer(client, path, query, said):
    answer = client.get(path, params=query)
    assert answer.status_code == 400
    assert said in mistakes(answer)


def test_a_map_of_the_market_is_drawn(client):
    drawn = client.get("/map/treyl-poultry.svg")
    assert drawn.headers["content-type"].startswith("image/svg")
    assert "Access to finance" in drawn.text
    french = client.get("/map/treyl-poultry.svg?language=fr").text
    assert "Chaîne du marché" in french
    assert "lives off it" not in french
    assert client.get("/map/treyl-poultry.svg?language=../x").text == drawn.text
    assert client.get("/map/nowhere.svg").status_code == 404


def test_an_upload_is_known_only_to_who_brought_it(client):
    text = scenario_path("treyl-poultry").read_bytes()
    key = client.post("/api/upload?name=mine.toml", content=text).json()["key"]
    assert client.get("/api/market", params={"market": key}).json()["name"] == "treyl-poultry"
    assert key not in client.get("/api/start").text
    other = TestClient(make_app(), base_url=HOME)
    assert other.get("/api/market", params={"market": key}).status_code == 400


def test_mistakes_of_an_upload_name_nothing_of_the_machine(client):
    answer = client.post("/api/upload?name=../../x.toml", content=b"[scenario]\nname = 3\n")
    assert answer.status_code == 400
    assert "market.toml:2" in mistakes(answer)
    assert "/tmp" not in mistakes(answer)
    assert "ends in" in mistakes(client.post("/api/upload?name=x.exe", content=b""))


words = st.text(max_size=40)
numbers = st.one_of(st.integers(), st.floats(), words)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.sampled_from(
        ["start", "market", "engine", "model", "setup", "plan", "rules", "compare/x", "upload", "none"]
    ),
    query=st.dictionaries(
        st.sampled_from(["market", "strategy", "strategies", "seed", "run", "runs", "name", "knob", "language"]),
        numbers,
    ),
    method=st.sampled_from(["GET", "POST", "PUT", "DELETE"]),
    body=st.one_of(st.binary(max_size=200), st.dictionaries(words, numbers, max_size=3)),
)
def test_nothing_breaks_it(client, path, query, method, body):
    content = body if isinstance(body, bytes) else json.dumps(body)
    answer = client.request(method, f"/api/{path}", params=query, content=content)
    assert answer.status_code < 500


def test_names_are_of_what_the_library_has():
    known = {strategy.title for strategy in map(load_strategy, strategy_names())}
    for scenario in map(load_scenario, scenario_names()):
        known |= {scenario.title, *(c.title for c in scenario.constraints), *(r.name for r in scenario.roles)}
        known |= {*(g.name for g in scenario.groups), *(s.name for s in scenario.shocks)}
    for code in languages():
        assert set(names(code)) <= known | OWN_WORDS, code
    assert set(names("fr")) >= OWN_WORDS


def test_every_language_has_every_text():
    complete = keys(texts("en"))
    for code in languages():
        assert keys(texts(code)) == complete, code  # a draft's own, laid over English
        for name in lessons.LESSONS:
            one = texts(code)["lessons"][name]
            assert len(one["answers"]) == len(one["options"]) == 3, (code, name)
            assert len(one["ways"]) == len(lessons.LESSONS[name].ways), (code, name)
