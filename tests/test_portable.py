"""The portable engine: it is built from the present kernels, and says the same as machine code to the bit."""

import base64
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import migsim.app
import numpy as np
import pytest
from migsim import machine
from migsim.engine.future import play
from migsim.engine.worlds import Cell, Desk, make_desk, prepare_cell
from migsim.facilitation.library import load_strategies, strategy_names
from migsim.portable.pack import packed, packed_array
from migsim.scenario.library import load_scenario, scenario_names
from migsim.scenario.market import build_market
from migsim.scenario.priors import load_prior
from migsim.state import Results, State, allocate

TESTS = Path(__file__).parent
ENGINE = Path(migsim.app.__file__).parents[1] / "portable"
LOADER = Path(migsim.app.__file__).parent / "static/model.js"
BUILDS = ("model.wasm", "model-scalar.wasm")
RUN = 3

needs_native = pytest.mark.skipif(machine.engine() != machine.NATIVE, reason="compares with machine code")


def cells() -> dict[str, Cell]:
    """Every scenario under a few strategies, and every strategy in some scenario."""
    scenarios, strategies = scenario_names(), load_strategies(strategy_names())
    made = {}
    for n, name in enumerate(scenarios):
        scenario = load_scenario(name)
        market = build_market(scenario, seed=1)
        for strategy in strategies[n :: len(scenarios)]:
            made[f"{name} {strategy.name}"] = prepare_cell(scenario, strategy, 1, market=market)
    return made


def played(cell: Cell) -> Desk:
    desk = make_desk(cell.market, len(cell.scenario.groups), recorded=True)
    play(cell, desk, load_prior().draw(1, range(RUN, RUN + 1)), RUN)
    return desk


def digest(desk: Desk) -> str:
    """Of all that a future leaves behind, in the order in which it lies on the desk."""
    arrays = desk.weekly, desk.incomes, desk.scorecard, desk.splits, desk.gains
    return hashlib.sha256(b"".join(array.tobytes() for array in arrays)).hexdigest()


def digests() -> dict[str, Any]:
    return {"engine": machine.engine(), **{name: digest(played(cell)) for name, cell in cells().items()}}


def test_it_is_built_from_the_present_kernels():
    assert machine.is_fresh(), "the kernels were edited: python -m portable.build"


@needs_native
def test_every_scenario_comes_to_the_same_bytes():
    env = os.environ | {"PYTHONPATH": os.pathsep.join([str(TESTS), *sys.path]), "MIGSIM_ENGINE": "portable"}
    code = "import json, test_portable; print(json.dumps(test_portable.digests()))"
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, check=True)
    assert json.loads(done.stdout) == digests() | {"engine": "portable"}


@pytest.fixture(scope="module")
def given() -> tuple[dict[str, Any], str]:
    """A future written down for a page, and what it comes to."""
    scenario = load_scenario("teaching-market")
    cell = prepare_cell(scenario, load_strategies(["attentive"])[0], 1)
    fresh = make_desk(cell.market, len(scenario.groups), recorded=True)
    results = Results(fresh.weekly, fresh.incomes, fresh.scorecard, fresh.splits, fresh.gains)
    state = State(*(np.array(array) for array in allocate(cell.market)))
    written = {
        "tuples": [
            packed(state),
            packed(cell.market),
            packed((cell.design, cell.schedule, cell.rules)),
            packed(results),
        ],
        "parameters": packed_array(load_prior().draw(1, range(RUN, RUN + 1))),
        "key": [1, RUN],
    }
    return written, digest(played(cell))


#: Runs what was written down, in whatever has a `Model`; leaves the bytes of the results in `found`.
SCRIPT = """
const model = await Model.load(binary);
const [state, market, setup, results] = given.tuples.map((one) => one.map((array) => model.place(array)));
const [s, m, u, r] = [state, market, setup, results].map((one) => model.tuple(one));
model.call("run_future", s, m, model.place(given.parameters), u, given.key.map(BigInt), r);
const found = results.map((one) => model.read(one));
"""


@pytest.mark.parametrize("build", BUILDS)
def test_the_same_bytes_in_node(given, build, tmp_path):
    node = shutil.which("node")
    if node is None:
        pytest.skip("there is no Node on this machine")
    written, expected = given
    (tmp_path / "model.mjs").write_text(LOADER.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "run.mjs").write_text(
        'import { readFileSync } from "node:fs";\nimport { createHash } from "node:crypto";\n'
        'import { Model } from "./model.mjs";\n'
        "const given = JSON.parse(readFileSync(0)), binary = readFileSync(process.argv[2]);\n"
        f'{SCRIPT}const hash = createHash("sha256");\nfound.forEach((one) => hash.update(one));\n'
        'console.log(hash.digest("hex"));\n',
        encoding="utf-8",
    )
    command = [node, str(tmp_path / "run.mjs"), str(ENGINE / build)]
    done = subprocess.run(command, input=json.dumps(written), capture_output=True, text=True, check=True)
    assert done.stdout.strip() == expected


@pytest.mark.slow
@pytest.mark.parametrize("build", BUILDS)
def test_the_same_bytes_in_a_browser(chromium, given, build, tmp_path):
    """From a file, without a server."""
    written, expected = given
    loader = LOADER.read_text(encoding="utf-8").replace("export class", "class")
    binary = base64.b64encode((ENGINE / build).read_bytes()).decode()
    (tmp_path / "page.html").write_text(
        f"<script type=module>{loader}\nconst given = {json.dumps(written)}, binary = bytes('{binary}');\n{SCRIPT}\n"
        "window.found = found.map((one) => Array.from(one));</script>",
        encoding="utf-8",
    )
    page = chromium.new_page()
    try:
        page.goto((tmp_path / "page.html").as_uri())
        page.wait_for_function("window.found")
        parts = page.evaluate("window.found")
    finally:
        page.close()
    assert hashlib.sha256(b"".join(map(bytes, parts))).hexdigest() == expected


def test_large_jobs_repay_machine_code(monkeypatch):
    """Unless somebody asked for an engine, or there is no compiler."""
    monkeypatch.setattr(machine, "engine", lambda: machine.PORTABLE)
    monkeypatch.delenv(machine.ASKED, raising=False)
    assert [machine.repays(n) for n in (machine.REPAYS - 1, machine.REPAYS)] == [False, True]
    monkeypatch.setenv(machine.ASKED, machine.PORTABLE)
    assert not machine.repays(machine.REPAYS)
    monkeypatch.delenv(machine.ASKED)
    monkeypatch.setattr(machine, "has_numba", lambda: False)
    assert not machine.repays(machine.REPAYS)


@pytest.mark.parametrize(
    ("asked", "said"),
    [("fast", "not an engine"), ("native", "takes Numba"), ("portable", "takes wasmtime")],
)
def test_an_engine_that_is_not_there_is_refused(asked, said, tmp_path):
    hide = "import sys; sys.modules['numba'] = sys.modules['wasmtime'] = None\n"
    code = f"{hide}from migsim.cli import main; sys.exit(main(['parameters']))"
    env = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "MIGSIM_ENGINE": asked}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert said in done.stderr
