"""What somebody sees who watches on a terminal: a first table soon, then the answer alone."""

import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def watched(folder, *arguments):
    """Run the command on a terminal of its own and return everything that was written there."""
    import pty

    child, terminal = pty.fork()
    if child == 0:
        os.chdir(folder)
        os.environ |= {"PYTHONPATH": str(ROOT), "COLUMNS": "120", "LINES": "50", "TERM": "xterm"}
        os.execv(sys.executable, [sys.executable, "-m", "migsim", *arguments])
    written = b""
    while True:
        try:
            part = os.read(terminal, 65536)
        except OSError:  # how Linux says that nobody writes there any more
            break
        if not part:
            break
        written += part
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    return written.decode()


@pytest.mark.skipif(os.name == "nt", reason="there are no such terminals")
def test_a_first_table_is_shown_and_taken_away_again(machine_code, tmp_path):
    text = watched(tmp_path, "compare", "treyl-poultry", "no-project", "light-touch", "--runs", "80")
    early, _, answer = text.partition("80 simulated futures for each strategy")
    assert "So far, after 20 of 80 futures of each strategy:" in early
    assert "Light touch" in early.partition("So far")[2]
    assert "So far" not in answer
    assert "Light touch" in answer
