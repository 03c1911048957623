"""How fast the trainer's app answers: thirty clients at once, the first chart, and scrubbing.

    python experiments/benchmarks/app.py [--clients 30] [--rounds 10] [--json]

A class asks as its pages do: everybody for another world and the next strategy; nothing is answered from memory.
All clients live in one thread on plain connections, since thirty browsers would run on thirty other machines: what they
cost of this one is measured and told beside what the server costs. The first chart and scrubbing need Chromium and
Playwright, processor times need psutil; what is missing is left out.
"""

import argparse
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from selectors import EVENT_READ, DefaultSelector
from socket import create_connection
from statistics import median, quantiles

from migsim.facilitation.library import STANDARD

PORT = 8655
HOME = f"http://127.0.0.1:{PORT}/"


def ask_at_once(runs: range) -> list[float]:
    """Milliseconds until each of several histories is there, all asked for at the same moment."""
    taken = []
    with DefaultSelector() as waiting:
        for run in runs:
            connection = create_connection(("127.0.0.1", PORT))
            connection.setblocking(False)
            waiting.register(connection, EVENT_READ, (run, bytearray()))
        start = time.perf_counter()
        for key in list(waiting.get_map().values()):
            key.fileobj.send(question(key.data[0]))
        while waiting.get_map():
            for key, _ in waiting.select():
                part = key.fileobj.recv(1 << 18)
                key.data[1].extend(part)
                if not part:
                    assert key.data[1].startswith(b"HTTP/1.1 200"), key.data[1][:300]
                    taken.append(1000 * (time.perf_counter() - start))
                    waiting.unregister(key.fileobj).fileobj.close()
    return taken


def question(run: int) -> bytes:
    """What a page asks for a history."""
    query = f"market=treyl-poultry&strategy={STANDARD[run % len(STANDARD)]}&seed=1&run={run}"
    head = f"host: 127.0.0.1:{PORT}\r\naccept-encoding: gzip\r\nconnection: close"
    return f"GET /api/tale?{query} HTTP/1.1\r\n{head}\r\n\r\n".encode()


def histories(clients: int, rounds: int, worked: Callable[[], float] | None) -> dict[str, float]:
    """All clients ask at the same moment, several times; `worked` tells the seconds that the server has worked."""
    ask_at_once(range(clients))
    before, own = worked() if worked else 0.0, time.process_time()
    taken = [t for n in range(rounds) for t in ask_at_once(range(100 + n * clients, 100 + (n + 1) * clients))]
    spent = {"clients": time.process_time() - own} | ({"server": worked() - before} if worked else {})
    return {
        f"history, {clients} at once, median, ms (goal 100)": round(median(taken)),
        f"history, {clients} at once, 95th percentile, ms (goal 500)": round(quantiles(taken, n=20)[-1]),
        "history, one alone, ms": round(median(ask_at_once(range(run, run + 1))[0] for run in range(5000, 5020)), 1),
        **{f"processor time of the {who}, a history, ms": round(1000 * t / len(taken), 2) for who, t in spent.items()},
    }


def clock_of(process: int) -> Callable[[], float] | None:
    """Seconds of processor time that a process has used so far."""
    with suppress(ImportError):
        from psutil import Process

        seen = Process(process)
        return lambda: sum(seen.cpu_times()[:2])
    return None


def seen() -> dict[str, float]:
    """What a browser makes of it."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return {}
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        return {}
    with sync_playwright() as playwright:
        page = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"]).new_page()
        page.goto(HOME)  # the browser's own start does not count
        page.wait_for_selector(".u-wrap canvas")
        firsts = []
        for run in range(1, 6):
            start = time.perf_counter()
            page.goto(f"{HOME}#story?run={run}")
            page.reload()
            page.wait_for_selector(".u-wrap canvas")
            firsts.append(time.perf_counter() - start)
        work = page.evaluate(
            """async () => {
              const scrub = document.querySelector('.player input[type=range]'), times = [];
              for (let week = 0; week <= 260; week++) {
                const start = performance.now();
                scrub.value = week;
                scrub.dispatchEvent(new Event('input'));
                times.push(performance.now() - start);
                await new Promise(requestAnimationFrame);
              }
              return times;
            }"""
        )
    return {
        "first chart, s (goal 1)": round(median(firsts), 2),
        "work of one frame while scrubbing, median, ms (goal 16.7)": round(median(work), 1),
        "work of one frame while scrubbing, 95th percentile, ms": round(quantiles(work, n=20)[-1], 1),
    }


def main() -> None:
    """Start a server, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=30)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    command = [sys.executable, "-m", "migsim", "teach", "--no-browser", "--port", str(PORT)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        for line in server.stderr:
            if "migsim is at" in line:
                break
        try:
            found = histories(args.clients, args.rounds, clock_of(server.pid)) | seen()
        finally:
            server.terminate()
    print(
        json.dumps(found, indent=1) if args.json else "\n".join(f"{what:60} {value}" for what, value in found.items())
    )


if __name__ == "__main__":
    main()
