"""The same seed gives the same bytes, whichever way a future is run."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from migsim.engine import ensemble, simulate
from migsim.engine.future import play
from migsim.engine.worlds import make_desk
from migsim.facilitation.schema import Start
from migsim.facilitation.strategy import Actions, Strategy
from migsim.model import MarketModel
from migsim.scenario.parameters import draw_parameters
from migsim.vocabulary import SCORECARD

from playing import PLANS, SMALL, cell_of, future, plan

CHOSEN = [PLANS[name] for name in ("coached", "ready", "doing", "delivered")]
TABLES = ("runs", "weekly", "groups", "parameters")


def run_all(**options):
    return ensemble(SMALL, CHOSEN, **{"runs": 12, "weekly_runs": 5, "threads": 1, **options})


@pytest.fixture(scope="module")
def plain():
    return run_all()


def assert_same(one: pd.DataFrame, other: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(one, other, check_exact=True)


def assert_all_same(one, other) -> None:
    for table in TABLES:
        assert_same(getattr(one, table), getattr(other, table))


def test_once_and_again(plain):
    assert_all_same(run_all(), plain)


def test_another_seed_is_another_world(plain):
    assert not run_all(seed=2).runs["system_benefit"].equals(plain.runs["system_benefit"])
    assert plain.runs.groupby("strategy")["system_benefit"].nunique().eq(12).all()


@pytest.mark.parametrize("threads", [2, 5])
def test_any_number_of_threads(plain, threads):
    assert_all_same(run_all(threads=threads), plain)


@pytest.mark.parametrize("size", [1, 5, 1000])
def test_any_size_of_chunks(plain, size, monkeypatch):
    monkeypatch.setattr("migsim.engine.many.CHUNK", size)
    assert_all_same(run_all(threads=2), plain)


def test_a_future_does_not_depend_on_how_many_there_are(plain):
    more = run_all(runs=30)
    assert_same(more.runs[more.runs["run"] < 12].reset_index(drop=True), plain.runs)


def test_a_future_does_not_depend_on_which_strategies_are_compared(plain):
    alone = ensemble(SMALL, [CHOSEN[2]], runs=12, weekly_runs=0, threads=1)
    rows = plain.runs[plain.runs["strategy"] == CHOSEN[2].name].reset_index(drop=True)
    assert_same(alone.runs, rows)


@pytest.mark.parametrize("strategy", CHOSEN, ids=lambda strategy: strategy.name)
@pytest.mark.parametrize("run", [0, 4])
def test_simulate_is_a_row_of_the_ensemble(plain, strategy, run):
    history = simulate(SMALL, strategy, run=run)
    row = plain.runs[(plain.runs["strategy"] == strategy.name) & (plain.runs["run"] == run)].iloc[0]
    for column in SCORECARD:
        value = history.scorecard[column]
        assert np.isnan(row[column]) if value is None else value == row[column], column
    weekly = plain.weekly[(plain.weekly["strategy"] == strategy.name) & (plain.weekly["run"] == run)]
    weekly = weekly.drop(columns=["strategy", "run"]).reset_index(drop=True)
    assert_same(history.weekly.astype(weekly.dtypes), weekly)


@pytest.mark.parametrize("strategy", CHOSEN, ids=lambda strategy: strategy.name)
def test_a_model_stepped_is_the_same_future(strategy):
    history, model = simulate(SMALL, strategy, run=3), MarketModel(SMALL, strategy, run=3)
    model.run_model()
    assert model.scorecard() == history.scorecard
    told = model.history()
    for table in ("weekly", "actors", "migs", "constraints", "events"):
        assert_same(getattr(told, table), getattr(history, table))


def test_watching_changes_nothing():
    cell, parameters = cell_of("doing"), draw_parameters(1, range(1))
    desk = make_desk(cell.market, len(cell.scenario.groups))
    play(cell, desk, parameters, 0)
    watched = future("doing", parameters)
    assert len(desk.weekly) == len(desk.state.events) == 0 < watched.ledger["events"]
    assert watched.desk.scorecard.tobytes() == desk.scorecard.tobytes()
    assert watched.desk.gains.tobytes() == desk.gains.tobytes()


def test_a_desk_remembers_nothing():
    cell, parameters = cell_of("coached"), draw_parameters(1, range(2))
    fresh, used = (make_desk(cell.market, len(cell.scenario.groups)) for _ in range(2))
    for name in ("delivered", "doing", "broad"):
        play(cell_of(name), used, parameters[1:], 1)
    for desk in (fresh, used):
        play(cell, desk, parameters[:1], 0)
    assert used.scorecard.tobytes() == fresh.scorecard.tobytes()


class Coached(Strategy):
    """The same as `coached`, said in Python."""

    name = "in-python"
    start = Start(preparation={"starting": 10, "inclusion": 5})

    def decide(self, seen):
        if seen.week > 40:
            return None
        return Actions({"management": 4, "communication": 2, "reflection": 2, "inclusion": 1, "interdependence": 2})


def test_a_file_is_the_same_as_the_same_in_python():
    filed, written = simulate(SMALL, PLANS["coached"]), simulate(SMALL, Coached())
    assert written.scorecard.pop("migs_alive") is not None  # a check that the plan has groups to leave
    filed.scorecard.pop("migs_alive")
    assert written.scorecard == filed.scorecard
    assert_same(written.weekly, filed.weekly)
    assert_same(written.events, filed.events)


def test_python_at_a_desk_that_delivered_before():
    """Levers of an earlier strategy must not go on."""
    for_ever = plan("for-ever", start=None, phases=[], delivery={"weeks": 170})
    both = ensemble(SMALL, [for_ever, Coached()], runs=3, threads=1).runs
    alone = ensemble(SMALL, [Coached()], runs=3, threads=1).runs
    assert_same(both[both["strategy"] == "in-python"].reset_index(drop=True), alone)


DIGEST_OF_FUTURES = """
import hashlib
import pandas as pd
from migsim.engine import ensemble
from playing import PLANS, SMALL
made = ensemble(SMALL, [PLANS[name] for name in ("coached", "ready", "doing")], runs=4)
hashed = [pd.util.hash_pandas_object(getattr(made, table)).to_numpy() for table in ("runs", "weekly", "groups")]
print(hashlib.sha256(b"".join(part.tobytes() for part in hashed)).hexdigest())
"""
DIGEST_OF_STAGES = """
import hashlib
import numpy as np
from calling import World
from migsim.chance import ATTENDANCE, uniforms
from migsim.numerics import normal_quantiles, unit_exponentials
from migsim.stages.attendance import attend
from migsim.stages.contact import meet_each_other
from migsim.stages.income import close_week
from migsim.stages.people import draw_people
from playing import small_scenario
world = World.of(small_scenario())
world.call(draw_people)
room = world.group(0, constraint=0, rows=list(range(12)))
world.state.migs[0]["quality"] = 0.7
world.call(attend, week=3, g=0)
world.among_those_present(meet_each_other, room, g=0, n=len(room))
world.call(close_week, week=3)
u, z = np.zeros(1001), np.zeros(1001)
world.call(uniforms, event=ATTENDANCE, week=1, i=np.arange(1001), j=0, u=u)
world.call(normal_quantiles, u=u, z=z)
world.call(unit_exponentials, u=u)
print(hashlib.sha256(b"".join(np.ascontiguousarray(a).tobytes() for a in (u, z, *world.state))).hexdigest())
"""


def digest(code: str, **environment: str) -> str:
    tests = Path(__file__).parents[1]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tests), *sys.path]), **environment}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.mark.slow
def test_bytes_do_not_hang_on_the_hash_seed():
    plain = digest(DIGEST_OF_FUTURES, PYTHONHASHSEED="0")
    assert len(plain) == 64
    assert digest(DIGEST_OF_FUTURES, PYTHONHASHSEED="1") == plain


def test_bytes_do_not_hang_on_the_processor():
    """Without wide registers, loops vectorise otherwise or not at all: those over pairs, actors and draws are run."""
    plain = digest(DIGEST_OF_STAGES, MIGSIM_ENGINE="native")
    assert len(plain) == 64
    generic = {"NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": ""}
    assert digest(DIGEST_OF_STAGES, MIGSIM_ENGINE="native", **generic) == plain
