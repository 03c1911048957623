"""`migsim teach` under a class of telephones, idle connections, slow senders and nonsense, on this machine alone.

    python experiments/durability/server.py                        # 30 phones, 500 connections, 20,000 requests
    python experiments/durability/server.py --requests 2000

The server must never answer with 500, its memory must stay bounded, and Ctrl-C must end it at once in the middle of it
all. Linux only: it reads /proc.
"""

import argparse
import http.client
import json
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from urllib.parse import quote

MARKET = Path(__file__).parents[2] / "tests/small.toml"
PATHS = (
    *(
        "/",
        "/static/main.js",
        "/static/../server.py",
        "/api/start",
        "/api/market",
        "/api/tale",
        "/api/dots",
        "/api/game",
    ),
    *("/api/packages", "/api/lesson", "/api/upload", "/api/compare", "/api/compare/x", "/report/x", "/map/x.svg"),
    *(
        "/join",
        "/room",
        "/room/phone",
        "/room/wall",
        "/room/save.csv",
        "/room/qr.svg",
        "/api/nothing",
        "/../etc/passwd",
    ),
)
WORDS = [
    "",
    "0",
    "-1",
    "1e999",
    "NaN",
    "null",
    "true",
    "9" * 400,
    "١٢",
    "\x00",
    "../../x",
    "<script>",
    "İ" * 300,
    "[]",
    "{}",
    "no-project",
    "light-touch",
    "treyl-poultry",
]
KEYS = ["market", "strategy", "other", "seed", "run", "lesson", "language", "who", "x" * 50]


def memory(pid: int) -> float:
    """Resident memory in MB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024


def nonsense(luck: random.Random) -> tuple[str, str, bytes, dict[str, str]]:
    """Make one request up: method, path, body and headers."""
    query = "&".join(f"{quote(luck.choice(KEYS))}={quote(luck.choice(WORDS))}" for _ in range(luck.randint(0, 4)))
    path = luck.choice(PATHS) + (f"?{query}" if query else "")
    method = luck.choice(["GET", "GET", "GET", "POST", "HEAD", "PUT", "OPTIONS", "DELETE"])
    thing = luck.choice([[], {}, None, 1e308, "x" * luck.randint(0, 5000), {luck.choice(KEYS): luck.choice(WORDS)}])
    body = json.dumps(thing).encode() if luck.random() < 0.7 else luck.randbytes(luck.randint(0, 2000))
    headers = {"content-type": luck.choice(["application/json", "text/plain", "x/y", ""])}
    if luck.random() < 0.1:
        headers[luck.choice(["host", "origin", "accept-encoding", "content-length"])] = luck.choice(
            ["", "evil.example", "-5", "9" * 30]
        )
    return method, path, body if method in ("POST", "PUT") else b"", headers


def ask(port: int, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None) -> int:
    """Ask once; 0 where the connection was closed instead of an answer."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        line.request(method, path, body, headers or {})
        answer = line.getresponse()
        answer.read()
        return answer.status
    except (OSError, http.client.HTTPException, ValueError):
        return 0
    finally:
        line.close()


def phone(port: int, number: int, until: float, seen: Counter[str]) -> None:
    """Do what a page does: load, look at stories and other worlds; then again."""
    luck = random.Random(number)
    while time.monotonic() < until:
        run = luck.randint(0, 5)
        for path in ("/", "/api/start", "/api/market", f"/api/tale?strategy=light-touch&run={run}"):
            seen[f"phone {ask(port, 'GET', path)}"] += 1


def fuzz(port: int, seed: int, count: int, seen: Counter[str]) -> None:
    """Send nonsense."""
    luck = random.Random(seed)
    for _ in range(count):
        method, path, body, headers = nonsense(luck)
        status = ask(port, method, path, body, headers)
        seen[f"nonsense {status}"] += 1
        if status >= 500:
            print(f"  {status}: {method} {path} {body[:80]!r} {headers}", flush=True)


def started(command: list[str]) -> tuple[subprocess.Popen[str], int]:
    """Start the server, and wait until it listens."""
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    for line in process.stderr:
        if "migsim is at" in line:
            threading.Thread(target=lambda: [said.append(line) for line in process.stderr], daemon=True).start()
            return process, int(line.split("127.0.0.1:")[1].split("/")[0])
    raise SystemExit("the server did not start")


said: list[str] = []


def main() -> None:
    """Run it all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--phones", type=int, default=30)
    parser.add_argument("--connections", type=int, default=500)
    parser.add_argument("--requests", type=int, default=20_000)
    parser.add_argument("--seconds", type=float, default=30.0, help="how long the phones go on")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    process, port = started([sys.executable, "-m", "migsim", "teach", str(MARKET), "--no-browser"])
    begun, seen = memory(process.pid), Counter()
    print(f"started: {begun:.0f} MB", flush=True)

    idle = []
    for number in range(asked.connections):
        try:
            line = socket.create_connection(("127.0.0.1", port), timeout=5)
            if number % 2:  # half of them begin a question, and never end it
                line.sendall(b"POST /api/game HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000\r\n\r\n{")
            idle.append(line)
        except OSError:
            seen["connection refused"] += 1
    print(f"{asked.connections} connections: {memory(process.pid):.0f} MB", flush=True)

    until = time.monotonic() + asked.seconds
    crowd = [threading.Thread(target=phone, args=(port, n, until, seen)) for n in range(asked.phones)]
    share = asked.requests // 4
    crowd += [threading.Thread(target=fuzz, args=(port, asked.seed + n, share, seen)) for n in range(4)]
    [one.start() for one in crowd]
    most = begun
    while any(one.is_alive() for one in crowd):
        most = max(most, memory(process.pid))
        time.sleep(0.5)
    for line in idle:
        line.close()
    print("answers: " + ", ".join(f"{what} {count:,}" for what, count in sorted(seen.items())))
    print(f"memory: {begun:.0f} MB at the start, {most:.0f} at most, {memory(process.pid):.0f} at the end")

    busy = threading.Thread(target=fuzz, args=(port, 99, 200, Counter()), daemon=True)
    busy.start()
    ended = time.monotonic()
    process.send_signal(signal.SIGINT)
    status = process.wait(timeout=30)
    print(f"Ctrl-C in the middle of it: ended after {time.monotonic() - ended:.1f} s, status {status}")
    if said:
        print(f"{len(said)} lines on the terminal, the first: {said[0].strip()[:200]}")
    sys.exit(any(int(what.split()[-1]) >= 500 for what in seen if what.split()[-1].isdigit()))


if __name__ == "__main__":
    main()
