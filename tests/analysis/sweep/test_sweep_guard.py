"""A script without the `__main__` guard, whose worker processes would each begin the sweep anew."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SCRIPT = f"""
import migsim

class Half(migsim.Strategy):
    name = title = "half"
    text = "x" * 1_000_000  # the job is larger than a pipe holds

    def __init__(self):
        self.text = Half.text

    def decide(self, seen):
        return migsim.Actions(hours={{"management": 8}}) if seen.week <= 26 else None

migsim.sweep({{"name": "noguard", "scenarios": [{str(ROOT / "tests" / "small.toml")!r}], "strategies": [Half()],
               "runs": 2, "factors": {{"patience": [0.3, 0.5]}}}}, "noguard")
"""


@pytest.fixture
def script(tmp_path):
    (tmp_path / "script.py").write_text(SCRIPT)
    paths = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    return subprocess.Popen(
        [sys.executable, "script.py"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": paths},
        stderr=subprocess.PIPE,
        text=True,
    )


def test_it_ends_with_a_sentence(script):
    try:
        said = script.communicate(timeout=120)[1]  # it waited for ever
    finally:
        script.kill()
    assert script.returncode == 1
    last = said.strip().splitlines()[-1]
    assert 'call migsim.sweep below `if __name__ == "__main__":`' in last


@pytest.mark.skipif(os.name == "nt", reason="SIGINT is needed")
def test_it_ends_on_ctrl_c(script):
    time.sleep(1.0)
    script.send_signal(signal.SIGINT)
    try:
        script.communicate(timeout=120)
    finally:
        script.kill()
    assert script.returncode != 0
