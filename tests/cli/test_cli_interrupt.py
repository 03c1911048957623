"""Ctrl-C: status 130, a line that says what is kept, nothing half-written."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(os.name == "nt", reason="signals are sent differently there")
def test_interrupted_comparison(machine_code, tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-m", "migsim", "compare", "--runs", "1000000", "--threads", "1", "--out", "half"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # Whatever started the tests may ignore Ctrl-C, and its children would too.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    try:
        time.sleep(3)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 130
    assert out == ""
    assert err.startswith("migsim: stopped. No results were written")
    assert len(err.splitlines()) == 1
    assert not (tmp_path / "half").exists()


def test_interrupts_anywhere_end_in_130(monkeypatch, capsys):
    from migsim import cli

    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "app", interrupted)
    assert cli.main(["scenarios"]) == 130
    assert capsys.readouterr().err == "migsim: stopped\n"
