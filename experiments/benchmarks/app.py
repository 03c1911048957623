"""How fast the trainer's app answers: thirty clients at once, the first chart, and scrubbing.

    python experiments/benchmarks/app.py [--clients 30] [--rounds 10] [--json]

Every client asks for another world each time, so that nothing is answered from memory. The first chart and scrubbing
need Chromium and Playwright; without them they are left out.
"""

import argparse
import json
import shutil
import subprocess
import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from statistics import median, quantiles

PORT = 8655
HOME = f"http://127.0.0.1:{PORT}/"


def ask(run: int) -> float:
    """Milliseconds until one history is there."""
    start = time.perf_counter()
    address = f"{HOME}api/tale?market=treyl-poultry&strategy=phased-handover&seed=1&run={run}"
    request = urllib.request.Request(address, headers={"accept-encoding": "gzip"})
    with urllib.request.urlopen(request) as answer:
        answer.read()
    return 1000 * (time.perf_counter() - start)


def histories(clients: int, rounds: int) -> dict[str, float]:
    """All clients ask at the same moment, several times."""
    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(ask, range(clients)))
        taken = [t for n in range(rounds) for t in pool.map(ask, range(100 + n * clients, 100 + (n + 1) * clients))]
    return {
        f"history, {clients} at once, median, ms (goal 100)": round(median(taken)),
        f"history, {clients} at once, 95th percentile, ms (goal 500)": round(quantiles(taken, n=20)[-1]),
        "history, one alone, ms": round(median(ask(5000 + n) for n in range(20)), 1),
    }


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
            found = histories(args.clients, args.rounds) | seen()
        finally:
            server.terminate()
    print(
        json.dumps(found, indent=1) if args.json else "\n".join(f"{what:60} {value}" for what, value in found.items())
    )


if __name__ == "__main__":
    main()
